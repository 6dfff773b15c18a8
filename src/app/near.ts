// Which district the camera looks at from near: its points travel to this screen though nobody chose it.

import type { CameraView } from "../globe/camera.ts";
import { metresPerDegree } from "../twin/geodesy.ts";
import { LEVEL } from "../twin/level.ts";
import { NO_SLOT, type NodeTable } from "../twin/nodeTable.ts";

/** Higher than this a screen shows places, not points, m (as layers/assets.ts gathers them). */
const NEAR_M = 15_000;

/** Slot of the district whose street is nearest to where the camera looks; NO_SLOT from far away, or when it looks at the sky. */
export function districtSeen(nodes: Pick<NodeTable, "columns" | "placeCount">, view: CameraView): number {
  const { level, parent, lon, lat } = nodes.columns;
  // Looked at: where the middle of the picture meets the ground, or below the camera when that is far away.
  const ahead = view.pitch < -5 ? view.height / Math.tan((-view.pitch * Math.PI) / 180) : Number.POSITIVE_INFINITY;
  if (!(view.height <= NEAR_M) || ahead > NEAR_M) return NO_SLOT;
  const metres = metresPerDegree(view.lat);
  const heading = (view.heading * Math.PI) / 180;
  const x = view.lon + (ahead * Math.sin(heading)) / metres.lon;
  const y = view.lat + (ahead * Math.cos(heading)) / metres.lat;
  let [best, least] = [NO_SLOT, Number.POSITIVE_INFINITY];
  for (let slot = 0; slot < nodes.placeCount; slot++) {
    if (level[slot] !== LEVEL.street) continue;
    const distance = Math.hypot((lon[slot] - x) * metres.lon, (lat[slot] - y) * metres.lat);
    if (distance < least) [best, least] = [slot, distance];
  }
  let at = best;
  while (at >= 0 && level[at] !== LEVEL.district) at = parent[at];
  return at;
}
