// The alarm engine against a Map of objects that does the same: the demo city's rules over 100 000 points, same transitions; and the way to the disk.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Alarms } from "../../src/hub/alarms/alarms.ts";
import { openDatabase } from "../../src/hub/database/database.ts";
import { migrate } from "../../src/hub/database/migrate.ts";
import { AlarmEngine } from "../../src/twin/alarms/engine.ts";
import { rulesOf } from "../../src/twin/alarms/rules.ts";
import { AlertTable } from "../../src/twin/alerts.ts";
import { NodeTable } from "../../src/twin/nodeTable.ts";
import type { AlarmRule } from "../../src/twin/scene/alarms.ts";
import { readScene } from "../../src/twin/scene/readScene.ts";
import type { Kind, Scene } from "../../src/twin/scene/schema.ts";
import { severityOf } from "../../src/twin/severity.ts";
import { benchCity, bestOf, printTable } from "./benchCity.ts";

const POINTS = 100_000;
const READINGS = 1_000_000;
const FLOOD = 10_000;
const ROUNDS = 3;
/** The live bench's own load, readings a second (test/bench/live.ts). */
const LIVE_RATE = 10_000;

export interface AlarmRow {
  name: string;
  value: number;
  unit: string;
  note: string;
}

/** Prints the table. */
export async function run(): Promise<void> {
  const rows = await benchAlarms();
  printTable(`alarms: the demo city's rules over ${POINTS} points`, [
    ["", "", "", ""],
    ...rows.map(({ name, value, unit, note }) => [name, Math.round(value).toLocaleString("en"), unit, note]),
  ]);
}

/** Figures of one run. @throws Error when the two do not tell the same */
export async function benchAlarms(): Promise<AlarmRow[]> {
  const scene = readScene(
    JSON.parse(readFileSync(new URL("../../scenes/linjiang/scene.json", import.meta.url), "utf8")),
  );
  const nodes = cityOf(scene);
  const rules = rulesOf(scene);
  let told = 0;
  const engine = new AlarmEngine(nodes, scene.kinds, rules, () => {
    told++;
  });
  const naive = new NaiveEngine(rules, scene.kinds, () => {
    naiveTold++;
  });
  let naiveTold = 0;
  const points = nodes.coreCount - nodes.placeCount;
  const { kind, code } = nodes.columns;
  const start = 1_800_000_000_000;
  const values = valuesOf(scene.kinds);
  const round = { ours: 0, theirs: 0 };
  const [ours, theirs] = bestOf(
    ROUNDS,
    () => {
      const from = round.ours++ * READINGS;
      for (let i = from; i < from + READINGS; i++) {
        const slot = nodes.placeCount + (i % points);
        const now = start + Math.floor(i / points) * 60_000;
        engine.take(slot, values(kind[slot], i), now, now, 0);
      }
    },
    () => {
      const from = round.theirs++ * READINGS;
      for (let i = from; i < from + READINGS; i++) {
        const slot = nodes.placeCount + (i % points);
        const now = start + Math.floor(i / points) * 60_000;
        naive.take(code[slot], scene.kinds[kind[slot]].id, values(kind[slot], i), now);
      }
    },
  );
  if (told !== naiveTold) throw new Error(`${told} transitions by the engine, ${naiveTold} by the Map`);
  // What is due by now is told first.
  engine.tick(start + 40 * 60_000);
  const began = performance.now();
  const TICKS = 20;
  for (let i = 1; i <= TICKS; i++) engine.tick(start + 40 * 60_000 + i);
  const tickMs = (performance.now() - began) / TICKS;
  const rate = (READINGS / ours) * 1000;
  return [
    {
      name: "engine, typed arrays",
      value: rate,
      unit: "readings/s",
      note: `${engine.cellCount} pairs of point and rule`,
    },
    {
      name: "Map of objects",
      value: (READINGS / theirs) * 1000,
      unit: "readings/s",
      note: `same ${told} transitions; ${(theirs / ours).toFixed(1)} times as slow`,
    },
    {
      name: "engine beside the live load",
      value: rate / LIVE_RATE,
      unit: "times",
      note: `${LIVE_RATE} readings/s take ${((100 * LIVE_RATE) / rate).toFixed(2)} % of one core`,
    },
    { name: "one tick of the clock", value: tickMs * 1000, unit: "µs", note: "once a second" },
    ...(await toDisk(scene)),
  ];
}

/** A flood on its way into PGlite: counts, and how long it took. */
async function toDisk(scene: Scene): Promise<AlarmRow[]> {
  const nodes = benchCity(FLOOD);
  const folder = mkdtempSync(join(tmpdir(), "bench-alarms-"));
  const database = await openDatabase(folder, "bench");
  await migrate(database);
  const level = { ...scene.kinds[0], level: "point" as const, limits: { high: [1, 2, 3, 4] } };
  const plain: Scene = { ...scene, kinds: [level], alarms: { ...scene.alarms, rules: [], operators: [] } };
  const alarms = await Alarms.open(
    {
      scene: plain,
      nodes,
      database,
      dataDir: folder,
      publish: () => true,
      now: Date.now,
      log: () => undefined,
    },
    new AlertTable(),
  );
  const now = Date.now();
  const began = performance.now();
  for (let slot = nodes.placeCount; slot < nodes.coreCount; slot++) alarms.observed(slot, 5, now, now, 0);
  const raised = performance.now();
  await alarms.flush();
  const written = performance.now();
  const [{ n }] = await database.query<{ n: number }>("select count(*)::int as n from alarm where active");
  await alarms.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
  return [
    {
      name: "a flood raised",
      value: n,
      unit: "alarms",
      note: `in ${(raised - began).toFixed(1)} ms in the path of readings`,
    },
    {
      name: "and written, PGlite",
      value: (n / (written - raised)) * 1000,
      unit: "alarms/s",
      note: `${n} rows and ${n} events`,
    },
  ];
}

/** The bench's city with the demo's kinds of points, by turns. */
function cityOf(scene: Scene): NodeTable {
  const plain = benchCity(POINTS);
  const kinds = scene.kinds.flatMap(({ level }, i) => (level === "point" ? [i] : []));
  const kind = plain.columns.kind.map((each, slot) => (slot < plain.placeCount ? each : kinds[slot % kinds.length]));
  const { placeCount, coreCount, buildingCount, partitionCount } = plain;
  return new NodeTable({ placeCount, coreCount, buildingCount, partitionCount }, { ...plain.columns, kind });
}

/** Deterministic values over each kind's range, at its end now and then. */
function valuesOf(kinds: readonly Kind[]): (kind: number, i: number) => number {
  return (kind, i) => {
    const [low, high] = kinds[kind].range;
    const share = ((Math.imul(i, 2654435761) >>> 0) % 1000) / 1000;
    const middle = low + (high - low) * (0.4 + 0.1 * share);
    if (share < 0.99) return middle;
    return share < 0.995 ? low : high;
  };
}

interface NaiveCell {
  severity: number;
  held: number;
  since: number | null;
  side: number;
  history: { time: number; value: number }[];
  runs: number[];
}

/** What a program of the usual kind does: a Map by code, an object per pair, lists that grow and are filtered. */
class NaiveEngine {
  private readonly cells = new Map<string, NaiveCell[]>();
  private readonly ofKind: Map<string, { kind: Kind; rules: AlarmRule[] }>;

  constructor(
    rules: readonly AlarmRule[],
    kinds: readonly Kind[],
    private readonly tell: () => void,
  ) {
    this.ofKind = new Map(
      kinds.map((kind) => [kind.id, { kind, rules: rules.filter((rule) => rule.kinds.includes(kind.id)) }]),
    );
  }

  take(code: string, kindId: string, value: number, now: number): void {
    const { kind, rules: mine } = this.ofKind.get(kindId) as { kind: Kind; rules: AlarmRule[] };
    let cells = this.cells.get(code);
    if (!cells) {
      cells = mine.map(() => ({ severity: 0, held: 0, since: null, side: 0, history: [], runs: [0, 0, 0, 0, 0, 0] }));
      this.cells.set(code, cells);
    }
    mine.forEach((rule, i) => {
      const cell = (cells as NaiveCell[])[i];
      this.settle(cell, rule, this.wanted(cell, rule, kind, value, now), now);
    });
  }

  private wanted(cell: NaiveCell, rule: AlarmRule, kind: Kind, value: number, now: number): number {
    const { when } = rule;
    const fixed = { iv: 2, iii: 3, ii: 4, i: 5 }[rule.severity];
    const step = (): number => {
      const limits = when.is === "limit" && when.limits ? when.limits : kind.limits;
      cell.held = severityOf(
        value,
        limits && { ...limits, deadband: rule.deadband ?? limits.deadband },
        cell.held as 0,
      );
      return cell.held;
    };
    const beyond = (above: number | undefined, below: number | undefined): boolean => {
      const slack = cell.held ? (rule.deadband ?? kind.limits?.deadband ?? 0) : 0;
      const is = above !== undefined ? value >= above - slack : value <= (below as number) + slack;
      cell.held = is ? 1 : 0;
      return is;
    };
    switch (when.is) {
      case "limit": {
        const now = step();
        return now >= fixed ? now : 0;
      }
      case "duration":
        return beyond(when.above, when.below) ? fixed : 0;
      case "state":
        return when.values.includes(value) ? fixed : 0;
      case "noData":
        return 0;
      case "rate": {
        cell.history = cell.history.filter(({ time }) => now - time <= when.withinSeconds * 1000);
        const changed = cell.history.some((old) =>
          when.change > 0 ? value - old.value > when.change : value - old.value < when.change,
        );
        cell.history.push({ time: now, value });
        return changed ? fixed : 0;
      }
      case "repeat": {
        if (when.samples !== undefined) {
          const samples = when.samples;
          const at =
            when.above === undefined && when.below === undefined ? step() : beyond(when.above, when.below) ? fixed : 0;
          cell.runs = cell.runs.map((run, s) => (at >= s ? run + 1 : 0));
          return cell.runs.reduce((worst, run, s) => (s >= fixed && run >= samples ? s : worst), 0);
        }
        const before = cell.held;
        if (beyond(when.above, when.below) && !before) cell.history.push({ time: now, value });
        cell.history = cell.history.slice(-(when.times as number));
        const [oldest] = cell.history;
        return cell.history.length === when.times && now - oldest.time <= (when.withinSeconds as number) * 1000
          ? fixed
          : 0;
      }
    }
  }

  private settle(cell: NaiveCell, rule: AlarmRule, wanted: number, now: number): void {
    if (wanted === cell.severity) {
      cell.since = null;
      return;
    }
    const side = Math.sign(wanted - cell.severity);
    if (cell.since === null || side !== cell.side) Object.assign(cell, { since: now, side });
    const on = rule.onDelaySeconds + (rule.when.is === "duration" ? rule.when.seconds : 0);
    if (now - (cell.since as number) < (side > 0 ? on : rule.offDelaySeconds) * 1000) return;
    cell.severity = wanted;
    cell.since = null;
    this.tell();
  }
}
