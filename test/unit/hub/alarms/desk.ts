// Alarms of the tiny city over a real database, with a clock in the test's hand and people of every sort.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Alarms } from "../../../../src/hub/alarms/alarms.ts";
import type { TransitionQueue } from "../../../../src/hub/alarms/queue.ts";
import type { HubContext } from "../../../../src/hub/context.ts";
import { type Database, openDatabase } from "../../../../src/hub/database/database.ts";
import { migrate } from "../../../../src/hub/database/migrate.ts";
import type { Actor } from "../../../../src/twin/access/actor.ts";
import { PERMISSIONS, type Permission } from "../../../../src/twin/access/permissions.ts";
import { AlertTable } from "../../../../src/twin/alerts.ts";
import type { NodeTable } from "../../../../src/twin/nodeTable.ts";
import { readScene } from "../../../../src/twin/scene/readScene.ts";
import type { Scene } from "../../../../src/twin/scene/schema.ts";
import { tinyCity } from "../../twin/tinyCity.ts";
import { TINY_SCENE } from "../tinyHub.ts";

const rule = (id: string, more: object = {}): object => ({
  id,
  name: { zh: `规则${id}`, en: `rule ${id}` },
  kinds: ["level"],
  when: { is: "limit" },
  standardRef: "made up",
  ...more,
});

/** Kinds level (unit drainage) and temp (unit ecology); rules full, latch (latches), hot. */
export const DESK_SCENE: Scene = readScene({
  ...TINY_SCENE,
  sources: {},
  owners: [
    { id: "drainage", name: { zh: "排水公司", en: "Drainage" } },
    { id: "ecology", name: { zh: "生态局", en: "Ecology" } },
  ],
  kinds: TINY_SCENE.kinds.map((kind, i) => ({
    ...kind,
    owner: i === 0 ? "drainage" : "ecology",
    ...(i === 0 ? { classCode: "0103" } : { limits: { high: [null, 30, 35, 40] } }),
  })),
  alarms: {
    rules: [rule("full"), rule("latch", { latched: true }), rule("hot", { kinds: ["temp"] })],
    escalation: [
      { severity: "ii", afterMinutes: 5, level: 1, name: { zh: "值班长" }, role: "shift-leader" },
      { severity: "ii", afterMinutes: 15, level: 2, name: { zh: "总值班" }, units: ["drainage"] },
    ],
  },
});
export const RULES = { full: 0, latch: 1, hot: 2 } as const;

export const actorOf = (id: string, more: Partial<Actor["grants"][number]> = {}): Actor => ({
  id,
  name: `${id} name`,
  session: "s",
  grants: [
    {
      role: "all",
      permissions: new Set<Permission>(PERMISSIONS),
      place: "310000",
      unit: null,
      clearance: 6,
      ...more,
    },
  ],
});
export const CHIEF = actorOf("chief");

export interface Desk {
  alarms: Alarms;
  context: HubContext;
  database: Database;
  nodes: NodeTable;
  alerts: AlertTable;
  log: string[];
  published: { topic: string; payload: string; retain: boolean }[];
  /** ms since 1970; the test moves it. */
  clock: { now: number };
  /** Puts a transition into the queue. */
  push(code: string, rule: keyof typeof RULES, severity: number, value?: number): void;
  close(): Promise<void>;
}

/** @param database open already, or PGlite in a folder of its own @param nodes with grades of the test's */
export async function openDesk(
  given: { database?: Database; nodes?: NodeTable; scene?: Scene; now?: number; queue?: TransitionQueue } = {},
): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-alarms-"));
  const database = given.database ?? (await openDatabase(folder, "tiny"));
  await migrate(database);
  const nodes = given.nodes ?? tinyCity();
  const clock = { now: given.now ?? 1_800_000_000_000 };
  const log: string[] = [];
  const published: Desk["published"] = [];
  const context: HubContext = {
    scene: given.scene ?? DESK_SCENE,
    nodes,
    database,
    dataDir: folder,
    publish: (topic, payload, retain) => published.push({ topic, payload, retain }) > 0,
    now: () => clock.now,
    log: (text) => log.push(text),
  };
  const alerts = new AlertTable();
  const alarms = await Alarms.open(context, alerts, undefined, given.queue);
  return {
    alarms,
    context,
    database,
    nodes,
    alerts,
    log,
    published,
    clock,
    push: (code, name, severity, value = severity) =>
      alarms.queue.push(nodes.slotOf(code), RULES[name], severity, value, clock.now - 100, clock.now, 4),
    async close() {
      await alarms.close();
      if (!given.database) await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let keys = 0;
export const newKey = (): string => `test-key-${++keys}`;
