// What stands nearest to a position: pure, over the node table of the page.

import { bearingDegrees, haversineMetres, metresPerDegree } from "../../twin/geodesy.ts";
import { LEVEL } from "../../twin/level.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";

export interface Near {
  slot: number;
  /** m over the ground. */
  metres: number;
  /** Degrees clockwise from north, as seen from the position. */
  bearing: number;
}

/**
 * Assets nearest to a position, nearest first. What is mounted on another asset is found there, not here, unless its kind is asked for.
 * @param kind index of a kind; −1 for all
 */
export function nearestAssets(
  nodes: Pick<NodeTable, "columns" | "placeCount" | "coreCount">,
  at: { lon: number; lat: number },
  kind = -1,
  limit = 20,
): Near[] {
  const { lon, lat, parent, code, level, kind: kinds } = nodes.columns;
  const scale = metresPerDegree(at.lat);
  const best: { slot: number; square: number }[] = [];
  let farthest = Number.POSITIVE_INFINITY;
  for (let slot = nodes.placeCount; slot < nodes.coreCount; slot++) {
    // What one may not see has lost its code.
    if (code[slot] === "" || level[slot] === LEVEL.floor) continue;
    const mounted = parent[slot] >= nodes.placeCount && parent[slot] < nodes.coreCount;
    if (kind < 0 ? mounted : kinds[slot] !== kind) continue;
    const square = ((lon[slot] - at.lon) * scale.lon) ** 2 + ((lat[slot] - at.lat) * scale.lat) ** 2;
    if (!(square < farthest)) continue;
    best.push({ slot, square });
    best.sort((a, b) => a.square - b.square || a.slot - b.slot);
    if (best.length > limit) best.pop();
    if (best.length === limit) farthest = best[limit - 1].square;
  }
  return best.map(({ slot }) => ({ slot, ...wayTo(at, { lon: lon[slot], lat: lat[slot] }) }));
}

/** How far and in which direction; degrees, m. */
export const wayTo = (
  from: { lon: number; lat: number },
  to: { lon: number; lat: number },
): Pick<Near, "metres" | "bearing"> => ({
  metres: haversineMetres(from.lon, from.lat, to.lon, to.lat),
  bearing: bearingDegrees(from.lon, from.lat, to.lon, to.lat),
});

const WINDS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;

/** Which of the eight winds a bearing is nearest to. */
export const windOf = (bearing: number): (typeof WINDS)[number] => WINDS[Math.round(bearing / 45) % 8];
