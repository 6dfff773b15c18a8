// Questions to the history: series for charts, the state of a moment, what changed in a span, where alarms began.

import { lttb } from "../../twin/lttb.ts";
import type { Database, Row } from "../database/database.ts";

export type SeriesLevel = "raw" | "1m" | "1h";

/** Columns of one node; a null value is a gap. Times in ms since 1970. */
export interface Series {
  level: SeriesLevel;
  t: number[];
  v: (number | null)[];
  /** Lowest and highest of each minute or hour. */
  min?: (number | null)[];
  max?: (number | null)[];
}

/** Rows read for a series at most, as a multiple of the points wanted. */
const ROWS_A_POINT = 6;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

interface Sample extends Row {
  t: number;
  v: number | null;
  min?: number | null;
  max?: number | null;
}

export interface Observation extends Row {
  node: number;
  time: number;
  value: number | null;
  severity: number;
  flags: number;
}

/** The finest level whose rows should not be too many, by the interval a point declares. */
export function levelFor(spanMs: number, intervalMs: number, most: number): SeriesLevel {
  if (spanMs / intervalMs <= most) return "raw";
  return spanMs / MINUTE_MS <= most ? "1m" : "1h";
}

/**
 * Values of a node in [from, to].
 * @param intervalMs its reporting interval; three without a reading are a gap @param through minutes before this are rolled up
 */
export async function series(
  database: Database,
  node: number,
  from: number,
  to: number,
  points: number,
  intervalMs: number,
  through: number,
): Promise<Series> {
  const most = points * ROWS_A_POINT;
  let level = levelFor(to - from, intervalMs, most);
  if (level === "raw") {
    const rows = await database.query<Sample>(
      `select time as t, value as v from observation where node = $1 and time >= $2 and time <= $3
       order by time limit $4`,
      [node, from, to, most + 1],
    );
    if (rows.length <= most) return columns(rows, level, points, 3 * intervalMs);
    // It reports more often than it declares.
    level = levelFor(to - from, 0, most);
  }
  const size = level === "1m" ? MINUTE_MS : HOUR_MS;
  // What is not rolled up yet is rolled up here.
  const rows = await database.query<Sample>(
    `select bucket as t, mean as v, min, max from observation_${level}
       where node = $1 and bucket >= $2 and bucket <= $3 and bucket < $4
     union all
     select time / ${size} * ${size}, avg(value::double precision), min(value), max(value) from observation
       where node = $1 and time >= greatest($2, $4) and time <= $3 group by 1
     order by 1`,
    [node, Math.floor(from / size) * size, to, Math.floor(through / size) * size],
  );
  return columns(rows, level, points, Math.max(3 * intervalMs, 2 * size));
}

/** Thins rows and puts a null where nothing came for too long. */
function columns(rows: readonly Sample[], level: SeriesLevel, points: number, gapMs: number): Series {
  const kept = lttb(
    rows.map(({ t }) => t),
    rows.map(({ v }) => v ?? Number.NaN),
    points,
  );
  const out: Series = level === "raw" ? { level, t: [], v: [] } : { level, t: [], v: [], min: [], max: [] };
  const put = (t: number, v: number | null, min: number | null, max: number | null): void => {
    out.t.push(t);
    out.v.push(v);
    out.min?.push(min);
    out.max?.push(max);
  };
  kept.forEach((row, i) => {
    const { t, v, min = null, max = null } = rows[row];
    // Between two kept rows a gap may lie anywhere among those left out.
    if (i > 0) {
      const gap = gapBetween(rows, kept[i - 1], row, gapMs);
      if (gap !== null) put(gap, null, null, null);
    }
    put(t, v, min, max);
  });
  return out;
}

/** Time just after the row after which nothing came for too long or a bad value stands; null without one. */
function gapBetween(rows: readonly Sample[], from: number, to: number, gapMs: number): number | null {
  for (let i = from; i < to; i++) {
    if (rows[i + 1].t - rows[i].t > gapMs) return rows[i].t + 1;
    if (i > from && rows[i].v === null) return rows[i].t;
  }
  return null;
}

/** The last observation of every node at or before a moment, not older than the lookback. */
export const snapshot = (database: Database, at: number, lookbackMs: number): Promise<Observation[]> =>
  database.query<Observation>(
    `select n.id as node, o.time, o.value, o.severity, o.flags from node as n
       cross join lateral (select time, value, severity, flags from observation
         where node = n.id and time <= $1 and time > $2 order by time desc limit 1) as o
     order by o.time`,
    [at, at - lookbackMs],
  );

/** Observations in (from, to] by time; with a step, of each node only the last in every step. */
export const changes = (
  database: Database,
  from: number,
  to: number,
  stepMs: number,
  limit: number,
): Promise<Observation[]> =>
  stepMs > 0
    ? database.query<Observation>(
        `select * from (select distinct on (node, (time - $1 - 1) / $3) node, time, value, severity, flags from observation
           where time > $1 and time <= $2 order by node, (time - $1 - 1) / $3, time desc) as o order by time limit $4`,
        [from, to, stepMs, limit],
      )
    : database.query<Observation>(
        `select node, time, value, severity, flags from observation where time > $1 and time <= $2
         order by time limit $3`,
        [from, to, limit],
      );

/** Moments at which a severity rose to at least `severity`, the worst and newest first, and how many there are. */
export async function marks(
  database: Database,
  from: number,
  to: number,
  severity: number,
  limit: number,
): Promise<{ marks: { node: number; time: number; severity: number }[]; total: number }> {
  const params = [from, to, severity];
  const where = "where time >= $1 and time <= $2 and severity >= $3";
  const [{ total }] = await database.query<{ total: number }>(
    `select count(*)::int as total from alarm_mark ${where}`,
    params,
  );
  const found = await database.query<{ node: number; time: number; severity: number }>(
    `select node, time, severity from alarm_mark ${where} order by severity desc, time desc limit $4`,
    [...params, limit],
  );
  return { marks: found.sort((a, b) => a.time - b.time), total };
}

/** Oldest and newest kept reading, ms since 1970; nulls when nothing is kept. */
export async function extent(database: Database): Promise<{ from: number | null; to: number | null }> {
  const [{ first, hour, to }] = await database.query<{ first: number | null; hour: number | null; to: number | null }>(
    `select (select min(time) from observation) as first, (select min(bucket) from observation_1h) as hour,
       (select max(time) from last_value) as to`,
  );
  // An hour begins before its first reading; it counts once its readings are gone.
  const from = hour !== null && (first === null || hour < Math.floor(first / HOUR_MS) * HOUR_MS) ? hour : first;
  return { from, to };
}

/** Ids of nodes by code; codes that are new get one. */
export async function nodeIds(database: Database, codes: readonly string[], textList: string): Promise<number[]> {
  // Only what is new: a row that meets a conflict uses up an id all the same.
  await database.query(
    `insert into node (code) select code from unnest(($1::text)::text[]) as given(code)
       where not exists (select 1 from node where node.code = given.code) on conflict do nothing`,
    [textList],
  );
  const rows = await database.query<{ id: number; code: string }>(
    // A join: `= any` of a list this long would be searched from its beginning for every row.
    "select id, node.code from node join unnest(($1::text)::text[]) as given(code) on given.code = node.code",
    [textList],
  );
  const ids = new Map(rows.map(({ id, code }) => [code, id]));
  return codes.map((code) => ids.get(code) ?? -1);
}
