// Minutes and hours out of readings: each closed minute once, and again when a late reading falls into it.

import type { Database } from "../database/database.ts";
import { listOf } from "../database/database.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** A minute is closed this long after its end: most sources have reported by then, ms. */
const SETTLE_MS = 10_000;
/** Minutes rolled up in one transaction at most. */
const MOST_MINUTES = 60;
/** Late minutes taken up at once. */
const MOST_LATE = 5000;

const AGGREGATES = `count(*), count(*) filter (where value is null), min(value), max(value), avg(value::double precision),
  (array_agg(value order by time desc) filter (where value is not null))[1], max(severity)`;
const REPLACE = `on conflict (node, bucket) do update set n = excluded.n, bad = excluded.bad, min = excluded.min,
  max = excluded.max, mean = excluded.mean, last = excluded.last, worst = excluded.worst`;
const BUCKET_1M = "time / 60000 * 60000";
const BUCKET_1H = "bucket / 3600000 * 3600000";
const HOURS = `select node, ${BUCKET_1H}, sum(n), sum(bad), min(min), max(max),
  sum(mean * (n - bad)) / nullif(sum(n - bad) filter (where mean is not null), 0),
  (array_agg(last order by bucket desc) filter (where last is not null))[1], max(worst) from observation_1m`;

export class RollUps {
  /** Everything before this has been rolled up into minutes, ms since 1970. */
  through = 0;

  constructor(private readonly database: Database) {}

  /** Takes up where it stood, or at the first reading there is. */
  async open(): Promise<void> {
    const rows = await this.database.query<{ through: number }>("select through from rolled where level = '1m'");
    if (rows[0]) {
      this.through = rows[0].through;
      return;
    }
    const [{ first }] = await this.database.query<{ first: number | null }>(
      "select min(time) as first from observation",
    );
    this.through = Math.floor((first ?? Date.now()) / MINUTE_MS) * MINUTE_MS;
    await this.database.query("insert into rolled values ('1m', $1) on conflict do nothing", [this.through]);
  }

  /** Rolls up what has been closed since, and what came late. @param now ms since 1970 */
  async run(now: number): Promise<void> {
    const closed = Math.floor((now - SETTLE_MS) / MINUTE_MS) * MINUTE_MS;
    while (this.through < closed) {
      const from = await this.firstFrom(this.through, closed);
      const to = Math.min(closed, from + MOST_MINUTES * MINUTE_MS);
      await this.roll(from, to);
      this.through = to;
    }
    await this.late();
  }

  /** Passes over time in which nothing was kept. */
  private async firstFrom(from: number, closed: number): Promise<number> {
    const [{ first }] = await this.database.query<{ first: number | null }>(
      "select min(time) as first from observation where time >= $1 and time < $2",
      [from, closed],
    );
    return first === null ? closed : Math.floor(first / MINUTE_MS) * MINUTE_MS;
  }

  private async roll(from: number, to: number): Promise<void> {
    const [hourFrom, hourTo] = [Math.floor(from / HOUR_MS) * HOUR_MS, Math.ceil(to / HOUR_MS) * HOUR_MS];
    await this.database.batch([
      {
        sql: `insert into observation_1m select node, ${BUCKET_1M}, ${AGGREGATES} from observation
          where time >= $1 and time < $2 group by 1, 2 ${REPLACE}`,
        params: [from, to],
      },
      {
        sql: `insert into observation_1h ${HOURS} where bucket >= $1 and bucket < $2 group by 1, 2 ${REPLACE}`,
        params: [hourFrom, hourTo],
      },
      { sql: "update rolled set through = greatest(through, $1) where level = '1m'", params: [to] },
    ]);
  }

  private async late(): Promise<void> {
    const found = await this.database.query<{ node: number; bucket: number }>(
      "select node, bucket from late_minute where bucket < $1 limit $2",
      [this.through, MOST_LATE],
    );
    if (found.length === 0) return;
    const lists = [listOf(found.map(({ node }) => node)), listOf(found.map(({ bucket }) => bucket))];
    const given = "unnest(($1::text)::int[], ($2::text)::bigint[]) as late(node, bucket)";
    await this.database.batch([
      {
        sql: `insert into observation_1m select o.node, late.bucket, ${AGGREGATES} from ${given}
          join observation o on o.node = late.node and o.time >= late.bucket and o.time < late.bucket + ${MINUTE_MS}
          group by 1, 2 ${REPLACE}`,
        params: lists,
      },
      {
        sql: `with hours as (select distinct node, ${BUCKET_1H} as hour from ${given})
          insert into observation_1h ${HOURS.replace("from observation_1m", "from (select m.* from hours join observation_1m m on m.node = hours.node and m.bucket >= hour and m.bucket < hour + 3600000) as m")}
          group by 1, 2 ${REPLACE}`,
        params: lists,
      },
      {
        sql: `delete from late_minute using ${given} where late_minute.node = late.node and late_minute.bucket = late.bucket`,
        params: lists,
      },
    ]);
  }
}
