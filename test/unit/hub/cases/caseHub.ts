// The cases' part of a hub over the tiny city: a real database, a bare server, people with roles of the test's own, a clock in hand.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { answerErrors } from "../../../../src/hub/api/errors.ts";
import { describeApi } from "../../../../src/hub/api/openApi.ts";
import { type CaseOptions, type Cases, openCases } from "../../../../src/hub/cases/cases.ts";
import type { HubContext } from "../../../../src/hub/context.ts";
import { type Database, openDatabase } from "../../../../src/hub/database/database.ts";
import { migrate } from "../../../../src/hub/database/migrate.ts";
import type { Actor, Grant } from "../../../../src/twin/access/actor.ts";
import { PERMISSIONS, type Permission } from "../../../../src/twin/access/permissions.ts";
import type { CaseFile } from "../../../../src/twin/cases/shapes.ts";
import type { NodeTable } from "../../../../src/twin/nodeTable.ts";
import { readScene } from "../../../../src/twin/scene/readScene.ts";
import { tinyCity } from "../../twin/tinyCity.ts";
import { TINY_SCENE } from "../tinyHub.ts";

export const at = (text: string): number => Date.parse(`${text.replace(" ", "T")}:00+08:00`);

export const SCENE = {
  ...TINY_SCENE,
  sources: {},
  owners: ["drainage", "traffic", "urban", "services"].map((id) => ({ id, name: { zh: id } })),
  cases: {
    classes: [
      {
        kind: "matter",
        code: "0506",
        lead: "drainage",
        co: ["traffic"],
        kinds: ["level"],
        limits: { normal: { amount: 4, in: "workHours" }, emergency: { amount: 1, in: "urgentHours" } },
      },
      { kind: "matter", code: "0503", lead: "urban", grade: 3 },
      { kind: "matter", code: "0601", lead: "services" },
    ],
    ratings: { classCode: "0601", openAtMost: 2 },
    plans: [
      {
        id: "flood",
        name: { zh: "内涝预案" },
        eventType: "natural",
        classKind: "matter",
        classCode: "0507",
        state: "responding",
        standardRef: "of this test",
        levels: [
          {
            level: 2,
            opsMode: "emergency",
            layers: ["water"],
            tasks: [
              { unit: "urban", role: "lead", text: { zh: "指挥" } },
              { unit: "drainage", text: { zh: "抽排" } },
            ],
          },
          { level: 4, opsMode: "alert", tasks: [{ unit: "drainage", role: "lead", text: { zh: "值守" } }] },
        ],
      },
    ],
  },
};

type Granting = Partial<Omit<Grant, "permissions">> & { may?: readonly Permission[] };

export const person = (id: string, ...grants: Granting[]): Actor => ({
  id,
  name: `人${id}`,
  session: "",
  grants: (grants.length > 0 ? grants : [{}]).map(({ may = PERMISSIONS, ...grant }) => ({
    role: "test",
    place: "310000",
    unit: null,
    clearance: 6,
    ...grant,
    permissions: new Set(may),
  })),
});

/** People every test may use; more are given to askAs as they are. */
export const BOSS = person("boss");
export const DRAINAGE = person("drain", { unit: "drainage" });
export const TRAFFIC = person("traffic", { unit: "traffic" });

export interface Answer<T = Record<string, unknown>> {
  status: number;
  body: T;
}

export interface CaseHub {
  app: FastifyInstance;
  cases: Cases;
  context: HubContext;
  database: Database;
  nodes: NodeTable;
  dataDir: string;
  /** What was published: topic and payload. */
  published: [topic: string, payload: string, retain: boolean][];
  now: number;
  ask<T = Record<string, unknown>>(
    actor: Actor | null,
    method: "GET" | "POST",
    url: string,
    body?: unknown,
  ): Promise<Answer<T>>;
  /** Reports a ponding at a node. @returns the case's file */
  report(more?: Record<string, unknown>, actor?: Actor): Promise<CaseFile>;
  /** Does an action on the version it has. */
  act(id: number, action: string, fields?: Record<string, unknown>, actor?: Actor): Promise<Answer<CaseFile>>;
  close(): Promise<void>;
}

let made = 0;
/** A fresh key for a command. */
export const newKey = (): string => `test-key-${++made}-${process.pid}`;

export async function openCaseHub(
  options: CaseOptions & { databaseUrl?: string; scene?: object; nodes?: NodeTable; database?: Database } = {},
): Promise<CaseHub> {
  const dataDir = mkdtempSync(join(tmpdir(), "case-hub-"));
  const database = options.database ?? (await openDatabase(join(dataDir, "database"), "tiny", options.databaseUrl));
  await migrate(database);
  const nodes = options.nodes ?? tinyCity();
  const published: CaseHub["published"] = [];
  const hub = { now: at("2026-11-27 09:00"), published, nodes, dataDir, database } as CaseHub;
  hub.context = {
    scene: readScene(options.scene ?? SCENE),
    nodes,
    database,
    dataDir,
    publish: (topic, payload, retain) => published.push([topic, payload, retain]) > 0,
    now: () => hub.now,
    log: (text) => console.error(text),
  };
  hub.cases = await openCases(hub.context, { tickMs: 0, ...options });
  const app = Fastify({ logger: false });
  const people = new Map<string, Actor>();
  answerErrors(app, (text) => console.error(text));
  app.decorateRequest("actor", null);
  app.addHook("onRequest", async (request) => {
    request.actor = people.get(String(request.headers["x-person"])) ?? null;
  });
  await describeApi(app, "test");
  await hub.cases.addRoutes(app);
  await app.ready();
  hub.app = app;
  hub.ask = async (actor, method, url, body) => {
    if (actor) people.set(actor.id, actor);
    const answer = await app.inject({
      method,
      url: `/api${url}`,
      headers: actor ? { "x-person": actor.id } : {},
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const isJson = String(answer.headers["content-type"]).includes("json");
    return { status: answer.statusCode, body: isJson ? answer.json() : answer.body } as never;
  };
  hub.report = async (more = {}, actor = BOSS) => {
    const { status, body } = await hub.ask<{ case: CaseFile }>(actor, "POST", "/cases", {
      key: newKey(),
      source: "map",
      classKind: "matter",
      classCode: "0506",
      title: "路口积水",
      node: "L1",
      separate: true,
      ...more,
    });
    if (status !== 200) throw new Error(`report: ${status} ${JSON.stringify(body)}`);
    return body.case;
  };
  hub.act = async (id, action, fields = {}, actor = BOSS) => {
    const [{ version }] = await database.query<{ version: number }>("select version from city_case where id = $1", [
      id,
    ]);
    return hub.ask<CaseFile>(actor, "POST", `/cases/${id}/actions`, { key: newKey(), version, action, fields });
  };
  hub.close = async () => {
    await app.close();
    await hub.cases.close();
    if (!options.database) await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return hub;
}

/** The smallest pictures: the first bytes are what counts. */
export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

export async function sendPhoto(
  { app }: CaseHub,
  actor: Actor,
  id: number,
  bytes: Buffer = PNG,
  type = "image/png",
  key = newKey(),
): Promise<Answer> {
  const answer = await app.inject({
    method: "POST",
    url: `/api/cases/${id}/photos?key=${key}`,
    headers: { "x-person": actor.id, "content-type": type },
    payload: bytes,
  });
  return { status: answer.statusCode, body: answer.json() };
}
