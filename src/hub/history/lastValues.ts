// The last value of every node as its own table. It is written every few seconds, not with every batch: what is missing
// after a crash is found again among the observations.

import type { Database, Statement } from "../database/database.ts";
import {
  columnList,
  copyReading,
  grownColumns,
  pickReadings,
  type ReadingColumns,
  readingColumns,
} from "./readingColumns.ts";

/** Last values are written this often, ms: with every batch they would cost as much as the readings. */
const WRITE_EVERY_MS = 10_000;

const UPSERT = `on conflict (node) do update set time = excluded.time, ingest = excluded.ingest, value = excluded.value,
    severity = excluded.severity, flags = excluded.flags where excluded.time > old.time`;
const WRITE = `insert into last_value as old
  select * from unnest(($1::text)::int[], ($2::text)::bigint[], ($3::text)::bigint[], ($4::text)::real[],
    ($5::text)::smallint[], ($6::text)::smallint[]) ${UPSERT}`;
const BEHIND = "update last_value_behind set behind = $1";
const REPAIR = `insert into last_value as old
  select n.id, o.time, o.ingest, o.value, o.severity, o.flags from node n
    left join last_value l on l.node = n.id
    cross join lateral (select time, ingest, value, severity, flags from observation
      where node = n.id and time > coalesce(l.time, -9000000000000000) order by time desc limit 1) as o
  ${UPSERT}`;

/** Brings the table up to the observations, if a hub ended before it had written it. */
export async function repairLastValues(database: Database): Promise<void> {
  const [{ behind }] = await database.query<{ behind: boolean }>("select behind from last_value_behind");
  if (behind) await database.batch([{ sql: REPAIR }, { sql: BEHIND, params: ["false"] }]);
}

/** Newest readings of nodes that the table does not have yet, in columns with a row for every node met. */
export class LastValues {
  private readonly rowOf = new Map<number, number>();
  private rows = readingColumns(1 << 10);
  private unwritten = new Uint8Array(1 << 10);
  private count = 0;
  private writtenAt = Date.now();
  /** What the table says of itself. */
  private behind = false;

  /** Notes row `i` of some readings; of equal times the first stands, as among the observations. */
  take(readings: ReadingColumns, i: number): void {
    const node = readings.node[i];
    let row = this.rowOf.get(node);
    if (row === undefined) {
      row = this.rowOf.size;
      this.rowOf.set(node, row);
      if (row === this.unwritten.length) {
        this.rows = grownColumns(this.rows);
        const more = new Uint8Array(row * 2);
        more.set(this.unwritten);
        this.unwritten = more;
      }
      this.rows.time[row] = Number.NEGATIVE_INFINITY;
    }
    if (readings.time[i] <= this.rows.time[row]) return;
    copyReading(readings, i, this.rows, row);
    if (this.unwritten[row] === 0) this.count++;
    this.unwritten[row] = 1;
  }

  /** Whether it is time to write them. @param now ms since 1970 */
  due(now: number): boolean {
    return this.count > 0 && now - this.writtenAt >= WRITE_EVERY_MS;
  }

  /** What belongs into the transaction of a batch whose readings were taken. @param write now, or say that the table is behind */
  statements(write: boolean): Statement[] {
    if (this.count === 0) return [];
    if (!write) return this.behind ? [] : [{ sql: BEHIND, params: ["true"] }];
    const rows = new Int32Array(this.count);
    let at = 0;
    for (let row = 0; row < this.rowOf.size; row++) if (this.unwritten[row]) rows[at++] = row;
    return [
      { sql: WRITE, params: columnList(pickReadings(this.rows, rows)) },
      { sql: BEHIND, params: ["false"] },
    ];
  }

  /** The transaction of {@link statements} is done. @param now ms since 1970 */
  done(write: boolean, now: number): void {
    if (this.count === 0) return;
    this.behind = !write;
    if (!write) return;
    this.unwritten.fill(0);
    this.count = 0;
    this.writtenAt = now;
  }
}
