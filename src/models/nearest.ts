// The line nearest to a place: what a planner means by a click beside a road or pipe.

import { LINE_CLASSES } from "../twin/lines.ts";
import type { Position } from "../twin/scenarios/shapes.ts";
import type { PlanCity } from "./city.ts";
import { pathOf } from "./export.ts";
import { PlanFault } from "./fault.ts";
import { toPlane, toSegment } from "./plane.ts";

export interface NearLine {
  row: number;
  slot: number;
  klass: (typeof LINE_CLASSES)[number];
  name: string;
  path: Position[];
}

/** @throws PlanFault no-such-line when none is within so many m */
export function nearestLine(city: PlanCity, at: Position, within: number): NearLine {
  const { segmentIndex, segmentStart, segmentLine, lineXy } = city;
  const { lines } = city.tables;
  const [x, y] = toPlane([at], city.frame);
  let [best, least] = [-1, within * within];
  for (const s of segmentIndex?.search(x - within, y - within, x + within, y + within) ?? []) {
    const k = 2 * segmentStart[s];
    const { d2 } = toSegment(x, y, lineXy[k], lineXy[k + 1], lineXy[k + 2], lineXy[k + 3]);
    if (d2 <= least) [best, least] = [segmentLine[s], d2];
  }
  if (best < 0 || !lines) throw new PlanFault("no-such-line", { metres: within });
  return {
    row: best,
    slot: lines.slot[best],
    klass: LINE_CLASSES[lines.klass[best]],
    name: lines.name[best],
    path: pathOf(city, best),
  };
}
