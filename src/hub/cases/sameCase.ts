// Finds the open case that a new report is about, and holds it so: of several reports of one thing in one instant the others join the first.

import { type Actor, scopesOf } from "../../twin/access/actor.ts";
import type { CaseRecord } from "../../twin/cases/record.ts";
import { haversineMetres, METRES_PER_DEGREE } from "../../twin/geodesy.ts";
import { type Statement, textListOf } from "../database/database.ts";
import type { AlarmFact, CaseParts } from "./parts.ts";
import { Params, scopeSql } from "./sql.ts";

const HOUR_MS = 3_600_000;
/** First number of the locks of places and alarms that are being reported; any that nobody else uses. */
const LOCKS = 7943;
const LOOKED_AT = 200;

export interface SameCase {
  id: number;
  number: string;
  version: number;
  state: string;
  partition: number;
  /** The reporter may see it. */
  seen: boolean;
}

interface Found {
  same: SameCase | undefined;
  /**
   * Go first into the report's transaction: they wait for other reports of the same place or alarm, and bring ROWS when
   * by then other cases are open there than were looked at.
   */
  guards: Statement[];
}

/** The open case that a report is about: of the same alarm, or of the same class, near and not long ago. The nearest of them. */
export async function sameCase(
  { context }: CaseParts,
  actor: Actor,
  { classKind, classCode, node, lon, lat }: CaseRecord,
  alarm: AlarmFact | undefined,
  now: number,
): Promise<Found> {
  const { metres, hours } = context.scene.cases.duplicates;
  const guards: Statement[] = [];
  const locked: string[] = [];
  const look = async <T>(find: (params: Params) => string): Promise<(SameCase & T)[]> => {
    const params = new Params();
    const seen = scopeSql(scopesOf(actor, "case.see", context.nodes), params);
    const sql = `select c.id, c.number, c.version, c.state, c.partition, c.node, c.lon, c.lat, (${seen}) as seen ${find(params)}`;
    const [rows] = await context.database.batch([{ sql, params: params.list, kept: true }]);
    const ids = `{${rows.map(({ id }) => id).join(",")}}`;
    guards.push({
      sql: `select 1 from (select coalesce(array_agg(n.id), '{}')::text as ids from (${sql}) n) f where f.ids = $${params.list.length + 1}`,
      params: [...params.list, ids],
      rows: 1,
      kept: true,
    });
    return rows as unknown as (SameCase & T)[];
  };
  const answer = (same: SameCase | undefined): Found => ({
    same,
    guards: guards.length === 0 ? [] : [lockStatement(locked), ...guards],
  });
  if (alarm) {
    locked.push(`alarm ${alarm.id}`);
    const [linked] = await look(
      (params) => `from case_alarm a join city_case c on c.id = a.case_id
        where a.alarm_id = ${params.put(alarm.id)} and c.ended is null order by c.id limit 1`,
    );
    if (linked) return answer(linked);
  }
  if (metres === 0 || hours === 0 || lon === null || lat === null) return answer(undefined);
  const squeeze = Math.cos((lat * Math.PI) / 180);
  const [dLon, dLat] = [metres / METRES_PER_DEGREE / squeeze, metres / METRES_PER_DEGREE];
  locked.push(...squares(lon, lat, dLon, dLat).map((square) => `${classKind} ${classCode} ${square}`));
  const rows = await look<{ lon: number; lat: number }>((params) => {
    const given = params.put(node);
    // Two assets of the same class stand side by side and are two cases.
    return `from city_case c where c.class_kind = ${params.put(classKind)} and c.class_code = ${params.put(classCode)}
      and c.ended is null and c.reported_at >= ${params.put(now - hours * HOUR_MS)}
      and c.lon between ${params.put(lon - dLon)} and ${params.put(lon + dLon)}
      and c.lat between ${params.put(lat - dLat)} and ${params.put(lat + dLat)}
      and (${given}::text is null or c.node is null or c.node = ${given}) order by c.id limit ${LOOKED_AT}`;
  });
  const away = (row: { lon: number; lat: number }): number => haversineMetres(row.lon, row.lat, lon, lat);
  return answer(rows.filter((row) => away(row) <= metres).sort((a, b) => away(a) - away(b) || a.id - b.id)[0]);
}

/**
 * Squares of a grid that what is near a position may lie in: two positions near each other have one in common, that of either.
 * The grid is the same for all, so its squares are of degrees, not of metres.
 */
function squares(lon: number, lat: number, dLon: number, dLat: number): string[] {
  const side = 2 * dLat;
  const found: string[] = [];
  for (let x = Math.floor((lon - dLon) / side); x <= Math.floor((lon + dLon) / side); x++)
    for (let y = Math.floor((lat - dLat) / side); y <= Math.floor((lat + dLat) / side); y++) found.push(`${x} ${y}`);
  return found;
}

/** Held to the end of the transaction; always in the same order, so that two never wait for each other in a ring. */
const lockStatement = (names: readonly string[]): Statement => ({
  sql: `select pg_advisory_xact_lock(${LOCKS}, l.lock) from (select distinct hashtext(n) as lock
    from unnest(($1::text)::text[]) n order by 1) l`,
  params: [textListOf(names)],
  kept: true,
});
