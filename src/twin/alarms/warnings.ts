// Public warnings as alarms: which place of the city a warning holds for, and by what it is known again when it is updated.

import type { CapAlert, CapArea } from "../alerts.ts";
import { haversineMetres } from "../geodesy.ts";
import { LEVEL } from "../level.ts";
import type { NodeTable } from "../nodeTable.ts";

const LONGEST_RULE = 300;

/** An update by the same sender about the same event is the same alarm. */
export const warningRule = (alert: CapAlert): string =>
  `cap:${alert.sender}:${alert.infos[0]?.event ?? ""}`.slice(0, LONGEST_RULE);

/**
 * The innermost place that holds all a warning is about: by codes of its areas, else by the districts whose middle lies in a
 * polygon or circle; the city where it says neither, or several districts are meant.
 */
export function placeOfWarning({ infos }: CapAlert, nodes: NodeTable): number {
  const areas = infos[0]?.areas ?? [];
  const places = new Set<number>();
  for (const area of areas) {
    const coded = area.geocodes
      .map(({ value }) => nodes.slotOf(value.trim()))
      .filter((slot) => slot >= 0 && slot < nodes.placeCount);
    for (const slot of coded.length > 0 ? coded : districtsIn(area, nodes)) places.add(slot);
  }
  const [first, ...others] = places;
  if (first === undefined) return 0;
  let common = nodes.pathTo(first);
  for (const place of others) {
    const path = nodes.pathTo(place);
    common = common.filter((slot, i) => path[i] === slot);
  }
  return common[common.length - 1] ?? 0;
}

function districtsIn({ polygons, circles }: CapArea, nodes: NodeTable): number[] {
  const { level, lon, lat } = nodes.columns;
  const found: number[] = [];
  for (let slot = 0; slot < nodes.placeCount; slot++) {
    if (level[slot] !== LEVEL.district) continue;
    const isIn =
      polygons.some((ring) => isInside(ring, lon[slot], lat[slot])) ||
      circles.some((circle) => haversineMetres(lon[slot], lat[slot], circle.lon, circle.lat) <= circle.radiusMetres);
    if (isIn) found.push(slot);
  }
  return found;
}

/** Even-odd rule. @param ring closed, [lon, lat] */
function isInside(ring: readonly [number, number][], lon: number, lat: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[x, y], [u, v]] = [ring[i], ring[j]];
    if (y > lat !== v > lat && lon < ((u - x) * (lat - y)) / (v - y) + x) inside = !inside;
  }
  return inside;
}
