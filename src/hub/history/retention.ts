// What is kept for how long: whole days of readings are dropped, roll-ups and marks are deleted, shorter for some grades.

import type { Database } from "../database/database.ts";
import { listOf } from "../database/database.ts";
import { DAY_MS, partitionName } from "./schema.ts";

/** Days that each part is kept. */
export interface Retention {
  readingDays: number;
  minuteDays: number;
  hourDays: number;
  /** Days of readings and minutes for nodes of a data grade (1–4), where shorter. */
  gradeDays: Readonly<Record<number, number>>;
}

export const DEFAULT_RETENTION: Retention = { readingDays: 30, minuteDays: 400, hourDays: 3660, gradeDays: {} };

/** Oldest reading that is kept, ms since 1970. */
export const oldestKept = ({ readingDays }: Retention, now: number): number => now - readingDays * DAY_MS;

/**
 * Drops what is past its time.
 * @param nodesOfGrade ids of nodes by grade @returns starts of the days dropped, ms since 1970
 */
export async function sweep(
  database: Database,
  retention: Retention,
  nodesOfGrade: ReadonlyMap<number, readonly number[]>,
  now: number,
): Promise<number[]> {
  const partitions = await database.query<{ name: string }>(
    "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'observation'::regclass",
  );
  const dropped: number[] = [];
  for (const { name } of partitions) {
    const day = /observation_d(\d{4})(\d\d)(\d\d)$/.exec(name);
    const start = day ? Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])) : Number.NaN;
    if (!(start + DAY_MS <= oldestKept(retention, now))) continue;
    await database.query(`drop table ${partitionName(start)}`);
    dropped.push(start);
  }
  const before = (days: number): number => now - days * DAY_MS;
  await database.query("delete from observation_1m where bucket < $1", [before(retention.minuteDays)]);
  await database.query("delete from observation_1h where bucket < $1", [before(retention.hourDays)]);
  await database.query("delete from alarm_mark where time < $1", [before(retention.hourDays)]);
  for (const [grade, days] of Object.entries(retention.gradeDays)) {
    const nodes = nodesOfGrade.get(Number(grade));
    if (!nodes || nodes.length === 0) continue;
    const params = [listOf(nodes), before(days)];
    await database.query(
      "delete from observation using unnest(($1::text)::int[]) as given(id) where node = given.id and time < $2",
      params,
    );
    await database.query(
      "delete from observation_1m using unnest(($1::text)::int[]) as given(id) where node = given.id and bucket < $2",
      params,
    );
  }
  return dropped;
}
