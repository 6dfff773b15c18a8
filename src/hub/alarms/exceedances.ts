// What went beyond its limits at an asset or in a place, of late: how often at each point, how bad, and each time by itself.

import type { z } from "zod";
import { type Actor, pathRange, placePath } from "../../twin/access/actor.ts";
import type { Exceedances, exceedanceQuery } from "../../twin/alarms/shapes.ts";
import { notThere } from "../api/refusal.ts";
import type { HubContext } from "../context.ts";
import { textListOf } from "../database/database.ts";
import { seen } from "./query.ts";
import { Where } from "./rows.ts";
import { WARNING_KIND } from "./subjects.ts";

type Context = Pick<HubContext, "scene" | "nodes" | "database" | "now">;

const DAY_MS = 86_400_000;
const MOST_TIMES = 50;
/** Conditions that a value meets; silence is none. */
const NOT_OF_VALUES = "noData";

/** @throws Refusal 404 for a code that is not there */
export async function exceedancesAt(
  context: Context,
  actor: Actor,
  { at: code, days }: z.output<typeof exceedanceQuery>,
): Promise<Exceedances> {
  const { scene, nodes, database, now } = context;
  const slot = nodes.slotOf(code);
  if (slot < 0) throw notThere(`node ${code}`);
  const to = now();
  const from = to - days * DAY_MS;
  const silent = scene.alarms.rules.filter(({ when }) => when.is === NOT_OF_VALUES).map(({ id }) => id);
  const whereOf = (): Where => {
    const where = new Where().within(seen(actor, context), "a.");
    const [first, last] = pathRange(placePath(nodes, slot));
    where.and(`a.place >= ${where.give(first)} and a.place < ${where.give(last)}`);
    where.and(`e.at >= ${where.give(from)}`);
    where.and(`a.kind <> ${where.give(WARNING_KIND)}`);
    return where.and(`a.rule <> all((${where.give(textListOf(silent))}::text)::text[])`);
  };
  const [points, times] = [whereOf(), whereOf()];
  const [byPoint, each] = await Promise.all([
    database.query<Exceedances["points"][number]>(
      `select a.node, count(*) filter (where e.what = 'raise')::int as count, max(e.severity)::int as worst,
         (array_agg(e.value order by e.severity desc, e.id desc))[1] as value,
         min(e.at) filter (where e.what = 'raise') as "firstAt", max(e.at) filter (where e.what = 'raise') as "lastAt"
       from alarm a join alarm_event e on e.alarm = a.id
       where e.what in ('raise', 'worsen') and ${points.sql}
       group by a.node having count(*) filter (where e.what = 'raise') > 0
       order by count desc, a.node`,
      points.params,
    ),
    database.query<Exceedances["times"][number]>(
      `select a.id as alarm, a.node, a.rule, e.at, e.severity::int as severity, e.value, e.flags::int as flags,
         (select min(c.at) from alarm_event c where c.alarm = a.id and c.id > e.id and c.what = 'clear') as "clearedAt",
         a.case_id as "caseId"
       from alarm a join alarm_event e on e.alarm = a.id
       where e.what = 'raise' and ${times.sql} order by e.at desc, e.id desc limit ${MOST_TIMES}`,
      times.params,
    ),
  ]);
  return { from, to, points: byPoint, times: each };
}
