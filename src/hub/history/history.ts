// The hub's memory: what every point reported, kept by code in a database, asked for by slot. Opening, writing, rolling up and sweeping are joined here.

import { LEVEL } from "../../twin/level.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";
import type { ObservationColumns } from "../../twin/observations.ts";
import { type Database, openDatabase, textListOf } from "../database/database.ts";
import { migrate } from "../database/migrate.ts";
import { repairLastValues } from "./lastValues.ts";
import { changes, extent, marks, nodeIds, type Observation, type Series, series, snapshot } from "./query.ts";
import { DEFAULT_RETENTION, oldestKept, type Retention, sweep } from "./retention.ts";
import { RollUps } from "./rollUp.ts";
import { HistoryWriter } from "./writer.ts";

export interface HistoryOptions {
  sceneId: string;
  /** Folder of PGlite; not used with a databaseUrl. */
  folder?: string;
  /** postgres://… */
  databaseUrl?: string;
  /** The hub's own database, already up to date; it is not closed with the history. Then folder and address are not used. */
  database?: Database;
  nodes: NodeTable;
  /** The scene's kinds, in order. */
  kinds: readonly { intervalSeconds: number }[];
  retention?: Partial<Retention>;
  log(text: string): void;
}

export interface AlarmMark {
  /** ms since 1970. */
  t: number;
  slot: number;
  severity: number;
}

const ROLL_MS = 10_000;
const SWEEP_MS = 3_600_000;
/** How far back a moment's last values are looked for, ms. */
const LOOKBACK_MS = 86_400_000;
/** Rows of one answer to a replay. */
export const MOST_CHANGES = 500_000;
export const MOST_MARKS = 2000;

export class History {
  private readonly idOf: Int32Array;
  private readonly slotOf = new Map<number, number>();
  private readonly intervalMs: (slot: number) => number;
  private readonly timers: NodeJS.Timeout[];
  private working: Promise<void> = Promise.resolve();
  private readonly nodesOfGrade = new Map<number, number[]>();
  private closed = false;

  private constructor(
    private readonly database: Database,
    private readonly rollUps: RollUps,
    private readonly writer: HistoryWriter,
    private readonly retention: Retention,
    private readonly options: HistoryOptions,
    points: readonly number[],
    ids: readonly number[],
  ) {
    const { nodes, kinds } = options;
    this.idOf = new Int32Array(nodes.coreCount).fill(-1);
    points.forEach((slot, i) => {
      this.idOf[slot] = ids[i];
      this.slotOf.set(ids[i], slot);
      const grade = nodes.columns.grade[slot];
      const sameGrade = this.nodesOfGrade.get(grade);
      if (sameGrade) sameGrade.push(ids[i]);
      else this.nodesOfGrade.set(grade, [ids[i]]);
    });
    this.intervalMs = (slot) => (kinds[nodes.columns.kind[slot]]?.intervalSeconds ?? 60) * 1000;
    this.timers = [
      setInterval(() => this.work("roll-up", () => this.rollUps.run(Date.now())), ROLL_MS),
      setInterval(() => this.work("retention", () => this.sweep(Date.now())), SWEEP_MS),
    ];
    for (const timer of this.timers) timer.unref();
  }

  /** @throws Error that says what is wrong with the database and how to mend it */
  static async open(options: HistoryOptions): Promise<History> {
    const { nodes, folder, databaseUrl, sceneId } = options;
    const retention = { ...DEFAULT_RETENTION, ...options.retention };
    const database = options.database ?? (await openDatabase(folder ?? "", sceneId, databaseUrl));
    try {
      if (!options.database) await migrate(database);
      await repairLastValues(database);
      const points: number[] = [];
      for (let slot = 0; slot < nodes.coreCount; slot++)
        if (nodes.columns.level[slot] === LEVEL.point) points.push(slot);
      const codes = points.map((slot) => nodes.columns.code[slot]);
      const ids = await nodeIds(database, codes, textListOf(codes));
      const rollUps = new RollUps(database);
      await rollUps.open();
      const writer = new HistoryWriter(
        database,
        () => oldestKept(retention, Date.now()),
        () => rollUps.through,
      );
      for (const { node, severity } of await database.query<{ node: number; severity: number }>(
        "select node, severity from last_value",
      ))
        writer.remember(node, severity);
      return new History(database, rollUps, writer, retention, options, points, ids);
    } catch (error) {
      if (!options.database) await database.close();
      throw error;
    }
  }

  get kind(): Database["kind"] {
    return this.database.kind;
  }

  get tally(): HistoryWriter["tally"] {
    return this.writer.tally;
  }

  /** Keeps one reading of a point. @param time source time @param value NaN when bad */
  push(slot: number, time: number, ingest: number, value: number, severity: number, flags: number): void {
    const id = this.idOf[slot];
    if (id >= 0) this.writer.push(id, time, ingest, value, severity, flags);
  }

  /** Whether a slot has a history of its own. */
  has(slot: number): boolean {
    return Number.isInteger(slot) && slot >= 0 && slot < this.idOf.length && this.idOf[slot] >= 0;
  }

  /** Values of a point in a span. @param points how many at most */
  series(slot: number, from: number, to: number, points: number): Promise<Series> {
    const { database, rollUps } = this;
    return series(database, this.idOf[slot], from, to, points, this.intervalMs(slot), rollUps.through);
  }

  /** Every point's last reading at or before a moment, of the last day. */
  async snapshot(at: number): Promise<ObservationColumns> {
    return this.columns(await snapshot(this.database, at, LOOKBACK_MS));
  }

  /** Readings in (from, to]; with a step only the last of each point in every step. @throws Error when there are too many */
  async changes(from: number, to: number, stepMs: number): Promise<ObservationColumns> {
    const rows = await changes(this.database, from, to, stepMs, MOST_CHANGES + 1);
    if (rows.length > MOST_CHANGES)
      throw new Error(`more than ${MOST_CHANGES} readings in the span → ask for a shorter one or a larger step`);
    return this.columns(rows);
  }

  /** Where alarms began. */
  async marks(from: number, to: number, severity: number): Promise<{ marks: AlarmMark[]; total: number }> {
    const found = await marks(this.database, from, to, severity, MOST_MARKS);
    const known = found.marks.flatMap(({ node, time, severity: worst }) => {
      const slot = this.slotOf.get(node);
      return slot === undefined ? [] : [{ t: time, slot, severity: worst }];
    });
    return { marks: known, total: found.total };
  }

  /** Every point's last reading of all. */
  async lastValues(): Promise<ObservationColumns> {
    await this.writer.flushLast();
    const rows = await this.database.query<Observation>(
      "select node, time, value, severity, flags from last_value order by time",
    );
    return this.columns(rows);
  }

  async extent(): Promise<{ from: number | null; to: number | null }> {
    const { from, to } = await extent(this.database);
    const { newest } = this.writer;
    return { from, to: to === null || newest > to ? (newest > 0 ? newest : null) : to };
  }

  /** Writes what waits. Resolved: it is on disk. */
  flush(): Promise<void> {
    return this.writer.flush();
  }

  /** Rolls up what is closed by then. @param now ms since 1970 */
  rollUp(now: number): Promise<void> {
    return this.rollUps.run(now);
  }

  /** Drops what is past its time. @param now ms since 1970 */
  async sweep(now: number): Promise<void> {
    for (const day of await sweep(this.database, this.retention, this.nodesOfGrade, now)) this.writer.forgetDay(day);
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers) clearInterval(timer);
    await this.writer.close();
    await this.working;
    if (!this.options.database) await this.database.close();
  }

  /** One piece of housekeeping at a time; a failed one is told and tried again at its next turn. */
  private work(name: string, run: () => Promise<void>): void {
    this.working = this.working
      .then(() => (this.closed ? undefined : run()))
      .catch((error: unknown) => this.options.log(`history: ${name} failed: ${(error as Error).message}`));
  }

  /** Rows of nodes that the scene still has. */
  private columns(rows: readonly Observation[]): ObservationColumns {
    const known = rows.filter(({ node }) => this.slotOf.has(node));
    return {
      time: Float64Array.from(known, ({ time }) => time),
      slot: Uint32Array.from(known, ({ node }) => this.slotOf.get(node) as number),
      value: Float32Array.from(known, ({ value }) => value ?? Number.NaN),
      severity: Uint8Array.from(known, ({ severity }) => severity),
      flags: Uint8Array.from(known, ({ flags }) => flags),
    };
  }
}
