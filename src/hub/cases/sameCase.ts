// Finds the open case that a new report is about.

import type { CaseRecord } from "../../twin/cases/record.ts";
import { haversineMetres, METRES_PER_DEGREE } from "../../twin/geodesy.ts";
import type { AlarmFact, CaseParts } from "./parts.ts";
import { Params } from "./sql.ts";

const HOUR_MS = 3_600_000;

export interface SameCase {
  id: number;
  number: string;
  version: number;
  state: string;
  partition: number;
}

/** The open case that a report is about: of the same alarm, or of the same class, near and not long ago. The nearest of them. */
export async function sameCase(
  { context }: CaseParts,
  { classKind, classCode, node, lon, lat }: CaseRecord,
  alarm: AlarmFact | undefined,
  now: number,
): Promise<SameCase | undefined> {
  const { metres, hours } = context.scene.cases.duplicates;
  const params = new Params();
  const columns = "c.id, c.number, c.version, c.state, c.partition, c.node, c.lon, c.lat";
  if (alarm) {
    const [linked] = await context.database.query<SameCase>(
      `select ${columns} from case_alarm a join city_case c on c.id = a.case_id
        where a.alarm_id = ${params.put(alarm.id)} and c.ended is null order by c.id limit 1`,
      params.list,
    );
    if (linked) return linked;
  }
  if (metres === 0 || hours === 0 || lon === null || lat === null) return undefined;
  const find = new Params();
  const squeeze = Math.cos((lat * Math.PI) / 180);
  const [dLon, dLat] = [metres / METRES_PER_DEGREE / squeeze, metres / METRES_PER_DEGREE];
  const rows = await context.database.query<SameCase & { node: string | null; lon: number; lat: number }>(
    `select ${columns} from city_case c where c.class_kind = ${find.put(classKind)} and c.class_code = ${find.put(classCode)}
      and c.ended is null and c.reported_at >= ${find.put(now - hours * HOUR_MS)}
      and c.lon between ${find.put(lon - dLon)} and ${find.put(lon + dLon)}
      and c.lat between ${find.put(lat - dLat)} and ${find.put(lat + dLat)} order by c.id limit 200`,
    find.list,
  );
  const away = (row: { lon: number; lat: number }): number => haversineMetres(row.lon, row.lat, lon, lat);
  return (
    rows
      .filter((row) => away(row) <= metres)
      // Two assets of the same class stand side by side and are two cases.
      .filter((row) => node === null || row.node === null || row.node === node)
      .sort((a, b) => away(a) - away(b) || a.id - b.id)[0]
  );
}
