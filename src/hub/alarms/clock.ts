// What time does to alarms: shelves that are over, alarms that nobody acknowledges and rise, chatter that has calmed.

import { severityNumber } from "../../twin/alarms/rules.ts";
import type { Escalation } from "../../twin/scene/alarms.ts";
import { HUB_PERSON } from "../audit/entry.ts";
import type { HubContext } from "../context.ts";
import { textListOf } from "../database/database.ts";
import { LOOSE, type Touched } from "./writer.ts";

const EVENT = (what: string, detail: string): string =>
  `events as (insert into alarm_event (alarm, at, what, person, name, severity, value, source_time, flags, detail)
     select id, $1, '${what}', '${HUB_PERSON}', '${HUB_PERSON}', severity, value, source_time, flags, ${detail} from done)
   select id, version, part, ended_at is null as open from done`;
const UNSHELVE = `with done as (update alarm a set shelved_until = null, version = a.version + 1,
    ended_at = case when a.ended_at is not null then a.ended_at
      when not a.active and a.acknowledged and not a.latched and not a.suppressed and not a.out_of_service then $1::bigint end
    where a.shelved_until <= $1 returning a.*), ${EVENT("unshelve", "'{}'")}`;
const ESCALATE = `with done as (update alarm a set level = $2, version = a.version + 1
    where a.ended_at is null and a.active and not a.acknowledged and ${LOOSE.replace("not a.latched and ", "")}
      and a.severity >= $3 and a.level < $2 and a.pending_at <= $4 returning a.*), ${EVENT("escalate", "$5")}`;
const CALM = `with done as (update alarm a set chattering = false, version = a.version + 1
    where a.ended_at is null and a.chattering and a.node || ' ' || a.rule = any(($2::text)::text[]) returning a.*),
    ${EVENT("calm", "'{}'")}`;

type Context = Pick<HubContext, "scene" | "database">;

/** Lets time pass for all open alarms. @param calmed keys of those that chatter no more @param now ms since 1970 */
export async function passTime(
  { scene, database }: Context,
  calmed: readonly string[],
  now: number,
): Promise<Touched[]> {
  const rows = await database.query<Touched>(UNSHELVE, [now]);
  if (calmed.length > 0) rows.push(...(await database.query<Touched>(CALM, [now, textListOf(calmed)])));
  for (const step of inOrder(scene.alarms.escalation)) {
    const { severity, level, afterMinutes, name, role, units } = step;
    const detail = JSON.stringify({ level, name, afterMinutes, ...(role ? { role } : {}), units });
    const params = [now, level, severityNumber(severity), now - afterMinutes * 60_000, detail];
    rows.push(...(await database.query<Touched>(ESCALATE, params)));
  }
  return rows;
}

/** Lower levels first, so that one who has waited for both is told of both. */
const inOrder = (steps: readonly Escalation[]): Escalation[] => [...steps].sort((a, b) => a.level - b.level);
