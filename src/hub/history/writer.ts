// Readings into the database: gathered in columns, written in batches of one transaction each, what cannot wait any longer counted.

import type { Database, Statement } from "../database/database.ts";
import { LastValues } from "./lastValues.ts";
import {
  columnList,
  grownColumns,
  moveToFront,
  pick,
  pickReadings,
  type ReadingColumns,
  readingColumns,
} from "./readingColumns.ts";
import { DAY_MS, MARK_FROM, partitionStatements } from "./schema.ts";

/** What became of readings. */
export interface HistoryTally {
  written: number;
  /** The point already had a reading of that time. */
  duplicates: number;
  /** Older than what is kept, or more than a day ahead. */
  outside: number;
  /** Given up because the database was too slow, or away for too long. */
  dropped: number;
  /** Rows that wait to be written. */
  waiting: number;
  flushes: number;
  /** Batches the database refused; they are tried again. */
  failures: number;
  lastError: string;
  lastFlushMs: number;
}

/** Rows of one transaction at most. */
const BATCH_ROWS = 50_000;
const FLUSH_MS = 500;
/** After a refusal it is tried again after this long, ms. */
const RETRY_MS = 2000;
/** Rows that may wait: some minutes of a database that is away, about 60 MB. */
const WAITING_ROWS = 2_000_000;
const FIRST_ROWS = 1 << 12;

// In the order of the key: rows of one node lie together, on disk as in the index.
const INSERT = `with given as (
    select * from unnest(($1::text)::int[], ($2::text)::bigint[], ($3::text)::bigint[], ($4::text)::real[],
      ($5::text)::smallint[], ($6::text)::smallint[]) as g(node, time, ingest, value, severity, flags) order by node, time),
  put as (insert into observation select * from given on conflict do nothing returning 1)
  select count(*)::int as written from put`;
const MARKS = `insert into alarm_mark
  select * from unnest(($1::text)::int[], ($2::text)::bigint[], ($3::text)::smallint[]) on conflict do nothing`;
const LATE = `insert into late_minute
  select * from unnest(($1::text)::int[], ($2::text)::bigint[]) on conflict do nothing`;

export class HistoryWriter {
  readonly tally: HistoryTally = {
    written: 0,
    duplicates: 0,
    outside: 0,
    dropped: 0,
    waiting: 0,
    flushes: 0,
    failures: 0,
    lastError: "",
    lastFlushMs: 0,
  };
  private rows = readingColumns(FIRST_ROWS);
  private count = 0;
  private flushing: Promise<void> | undefined;
  private retryAt = 0;
  private closing = false;
  private readonly last = new LastValues();
  /** Newest source time written since the start, ms since 1970; 0 before the first. */
  newest = 0;
  private readonly days = new Set<number>();
  private readonly severityOf = new Map<number, number>();
  private readonly timer: NodeJS.Timeout;

  /**
   * @param oldestKept start of what is kept, ms since 1970, asked at each flush
   * @param rolledThrough readings before this are late for their roll-up, ms since 1970
   */
  constructor(
    private readonly database: Database,
    private readonly oldestKept: () => number,
    private readonly rolledThrough: () => number,
    private readonly waitingRows = WAITING_ROWS,
  ) {
    this.timer = setInterval(() => void this.flush().catch(() => undefined), FLUSH_MS);
    this.timer.unref();
  }

  /** Severities before the first reading, so that a restart marks no alarm twice. */
  remember(node: number, severity: number): void {
    this.severityOf.set(node, severity);
  }

  /** Takes one reading. @param node id of the database @param time source time, ms since 1970 @param value NaN when bad */
  push(node: number, time: number, ingest: number, value: number, severity: number, flags: number): void {
    if (this.count >= this.waitingRows) {
      this.tally.dropped++;
      return;
    }
    if (this.count === this.rows.node.length) this.rows = grownColumns(this.rows);
    const { rows, count } = this;
    rows.node[count] = node;
    rows.time[count] = Math.round(time);
    rows.ingest[count] = Math.round(ingest);
    rows.value[count] = value;
    rows.severity[count] = severity;
    rows.flags[count] = flags;
    this.count++;
    this.tally.waiting++;
    if (this.count >= BATCH_ROWS && !this.flushing) void this.flush().catch(() => undefined);
  }

  /** Writes all that waits. Resolved: it is on disk. @throws Error when the database refuses; the rows wait on */
  async flush(): Promise<void> {
    await this.alone(async () => {
      if (Date.now() < this.retryAt) return;
      if (this.count > 0) await this.writeAll();
      else if (this.last.due(Date.now())) await this.tried(() => this.writeLast());
    });
  }

  /** Writes all that waits and the last values that their table does not have yet. */
  async flushLast(): Promise<void> {
    await this.flush();
    await this.alone(() => this.tried(() => this.writeLast()));
  }

  /** One write at a time: what one has taken is not cleared by another. */
  private async alone(write: () => Promise<void>): Promise<void> {
    while (this.flushing) await this.flushing.catch(() => undefined);
    this.flushing = write().finally(() => {
      this.flushing = undefined;
    });
    return this.flushing;
  }

  /** Writes what waits, or gives it up when the database is away. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    this.retryAt = 0;
    this.closing = true;
    try {
      await this.flushLast();
    } catch {
      this.tally.dropped += this.count;
    }
  }

  private async writeAll(): Promise<void> {
    while (this.count > 0) {
      const { rows, count } = this;
      const began = performance.now();
      const taken = Math.min(BATCH_ROWS, count);
      await this.tried(() => this.write(rows, taken));
      // Rows that came meanwhile stand behind those written, in the same or in grown columns.
      moveToFront(this.rows, taken, this.count);
      this.count -= taken;
      this.tally.waiting -= taken;
      this.tally.flushes++;
      this.tally.lastFlushMs = performance.now() - began;
    }
  }

  /** @throws Error when the database refuses; it is asked again after a while */
  private async tried(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.tally.failures++;
      this.tally.lastError = error instanceof Error ? error.message : String(error);
      this.retryAt = Date.now() + RETRY_MS;
      throw error;
    }
  }

  private async write(rows: ReadingColumns, count: number): Promise<void> {
    const kept = this.keptRows(rows, count);
    if (kept.length === 0) return;
    await this.makeDays(rows, kept);
    const statements: Statement[] = [{ sql: INSERT, params: columnList(pickReadings(rows, kept)) }];
    for (const i of kept) this.last.take(rows, i);
    const writeLast = this.closing || this.last.due(Date.now());
    statements.push(...this.last.statements(writeLast));
    // Severities as they will be once the batch is written, so that a refused one changes nothing.
    const after = new Map<number, number>();
    const marked = kept.filter((i) => {
      const before = after.get(rows.node[i]) ?? this.severityOf.get(rows.node[i]) ?? 0;
      after.set(rows.node[i], rows.severity[i]);
      return rows.severity[i] >= MARK_FROM && rows.severity[i] > before;
    });
    if (marked.length > 0)
      statements.push({
        sql: MARKS,
        params: [pick(rows.node, marked), pick(rows.time, marked), pick(rows.severity, marked)],
      });
    const through = this.rolledThrough();
    const late = kept.filter((i) => rows.time[i] < through);
    if (late.length > 0)
      statements.push({
        sql: LATE,
        params: [pick(rows.node, late), Float64Array.from(late, (i) => Math.floor(rows.time[i] / 60_000) * 60_000)],
      });
    const [[first]] = await this.database.batch(statements);
    const written = Number(first.written);
    this.tally.written += written;
    this.tally.duplicates += kept.length - written;
    for (const [node, severity] of after) this.severityOf.set(node, severity);
    for (const i of kept) if (rows.time[i] > this.newest) this.newest = rows.time[i];
    this.last.done(writeLast, Date.now());
  }

  private async writeLast(): Promise<void> {
    const statements = this.last.statements(true);
    if (statements.length === 0) return;
    await this.database.batch(statements);
    this.last.done(true, Date.now());
  }

  private keptRows(rows: ReadingColumns, count: number): number[] {
    const [oldest, newest] = [this.oldestKept(), Date.now() + DAY_MS];
    const kept: number[] = [];
    for (let i = 0; i < count; i++) if (rows.time[i] >= oldest && rows.time[i] <= newest) kept.push(i);
    this.tally.outside += count - kept.length;
    return kept;
  }

  private async makeDays(rows: ReadingColumns, kept: readonly number[]): Promise<void> {
    const wanted = new Set(kept.map((i) => Math.floor(rows.time[i] / DAY_MS) * DAY_MS));
    for (const day of wanted) {
      if (this.days.has(day)) continue;
      await this.database.batch(partitionStatements(day));
      this.days.add(day);
    }
  }

  /** A partition was dropped: it must be made again if it is needed. */
  forgetDay(day: number): void {
    this.days.delete(day);
  }
}
