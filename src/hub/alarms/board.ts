// The rate board: what every desk has to bear, counted from what was written, of what the person may see.

import { type Actor, placePath } from "../../twin/access/actor.ts";
import { operatorsOf } from "../../twin/alarms/operators.ts";
import type { AlarmBoard } from "../../twin/alarms/shapes.ts";
import type { AlarmOperator } from "../../twin/scene/alarms.ts";
import type { HubContext } from "../context.ts";
import { seen } from "./query.ts";
import { Where } from "./rows.ts";

type Context = Pick<HubContext, "scene" | "nodes" | "database" | "now">;

const TEN_MS = 600_000;
const DAY_MS = 86_400_000;
const TENS = 144;
const DAYS = 7;
const MOST_FREQUENT = 12;

interface Rate {
  at: number;
  place: string;
  unit: string;
  n: number;
}
interface Standing {
  place: string;
  unit: string;
  standing: number;
  unacknowledged: number;
  stale: number;
  chattering: number;
  shelved: number;
  suppressed: number;
  out_of_service: number;
}

/** @param floods ids of desks in a flood now */
export async function alarmBoard(context: Context, actor: Actor, floods: ReadonlySet<string>): Promise<AlarmBoard> {
  const { scene, nodes, database, now } = context;
  const at = now();
  const { thresholds } = scene.alarms;
  const scopes = seen(actor, context);
  // Ten minutes that are not over yet are the last of the day's 144.
  const firstTen = Math.floor(at / TEN_MS) * TEN_MS - (TENS - 1) * TEN_MS;
  const rates = async (from: number, span: number): Promise<Rate[]> => {
    // Counts have no grade of their own; of a scope below a district nothing can be told apart in them.
    const where = new Where().within(scopes, "r.");
    where.and(`r.bucket >= ${where.give(from)}`);
    const start = where.give(from);
    return database.query<Rate>(
      `select (r.bucket - ${start}) / ${span} as at, r.place, r.unit, sum(r.count)::int as n
       from (select *, 1 as grade from alarm_rate) r where ${where.sql} group by 1, 2, 3`,
      where.params,
    );
  };
  const standing = new Where().within(scopes);
  const stale = standing.give(at - thresholds.staleHours * 3_600_000);
  const frequent = new Where().within(scopes, "a.");
  const since = frequent.give(at - DAY_MS);
  const newest = new Where().within(scopes, "a.");
  const tenAgo = newest.give(at - TEN_MS);
  const [tens, days, open, most, now10] = await Promise.all([
    rates(firstTen, TEN_MS),
    rates(Math.floor(at / TEN_MS) * TEN_MS + TEN_MS - DAYS * DAY_MS, DAY_MS),
    database.query<Standing>(
      `select coalesce(substring(place from '^/[^/]*/(?:[^/]*/)?'), '/') as place, coalesce(unit, '') as unit,
         count(*) filter (where active)::int as standing, count(*) filter (where not acknowledged)::int as unacknowledged,
         count(*) filter (where active and active_at < ${stale})::int as stale,
         count(*) filter (where chattering)::int as chattering,
         count(*) filter (where shelved_until is not null)::int as shelved,
         count(*) filter (where suppressed)::int as suppressed,
         count(*) filter (where out_of_service)::int as out_of_service
       from alarm where ended_at is null and ${standing.sql} group by 1, 2`,
      standing.params,
    ),
    database.query<{ node: string; rule: string; kind: string; title: string | null; n: number }>(
      `select a.node, a.rule, a.kind, max(a.title) as title, count(*)::int as n
       from alarm_event e join alarm a on a.id = e.alarm
       where e.what = 'raise' and e.at >= ${since} and ${frequent.sql}
       group by a.node, a.rule, a.kind order by n desc, a.node, a.rule limit ${MOST_FREQUENT}`,
      frequent.params,
    ),
    database.query<Rate>(
      `select 0 as at, coalesce(substring(a.place from '^/[^/]*/(?:[^/]*/)?'), '/') as place, coalesce(a.unit, '') as unit,
         count(*)::int as n
       from alarm_event e join alarm a on a.id = e.alarm
       where e.what = 'raise' and e.at >= ${tenAgo} and ${newest.sql} group by 2, 3`,
      newest.params,
    ),
  ]);
  const desks = operatorsOf(scene, nodes).map((desk) => {
    const isOurs = deskHolds(context, desk);
    const sum = (rows: readonly Rate[], count: number): number[] => {
      const sums = Array.from({ length: count }, () => 0);
      for (const row of rows) {
        const index = Math.floor(Number(row.at));
        if (index >= 0 && index < count && isOurs(row)) sums[index] += row.n;
      }
      return sums;
    };
    const total = (name: keyof Omit<Standing, "place" | "unit">): number =>
      open.reduce((all, row) => all + (isOurs(row) ? row[name] : 0), 0);
    const byTen = sum(tens, TENS);
    return {
      id: desk.id,
      name: desk.name,
      flood: floods.has(desk.id),
      lastTenMinutes: sum(now10, 1)[0],
      lastDay: byTen.reduce((all, n) => all + n, 0),
      tens: byTen,
      days: sum(days, DAYS),
      standing: total("standing"),
      unacknowledged: total("unacknowledged"),
      stale: total("stale"),
      chattering: total("chattering"),
      shelved: total("shelved"),
      suppressed: total("suppressed"),
      outOfService: total("out_of_service"),
    };
  });
  return {
    at,
    thresholds,
    desks,
    frequent: most.map(({ node, rule, kind, title, n }) => ({
      node,
      rule,
      kind,
      title: title === null ? null : JSON.parse(title),
      count: n,
    })),
  };
}

/** Whether counts of a district and a unit belong to a desk; a desk below a district has the district's. */
function deskHolds({ nodes }: Context, { place, units }: AlarmOperator) {
  const path = place === undefined ? "/" : placePath(nodes, nodes.slotOf(place));
  return (row: { place: string; unit: string }): boolean =>
    (units.length === 0 || units.includes(row.unit)) && (row.place.startsWith(path) || path.startsWith(row.place));
}
