// Pipes about a place at their depth: from the data where it says so, else assumed by what they carry.

import { LINE_CLASSES, LINE_LAYER, type LineClass } from "../twin/lines.ts";
import type { Position } from "../twin/scenarios/shapes.ts";
import type { PlanCity } from "./city.ts";
import { pathOf } from "./export.ts";
import { PlanFault } from "./fault.ts";
import { toPlane } from "./plane.ts";

/**
 * Depth taken for the axis of a pipe whose depth nobody has said, m below the ground. The order from above (power, gas, water, rain,
 * sewage) is that of GB 50289-2016 4.1.12 and none is less than its least cover (table 4.1.1) [K]; the figures are this project's.
 */
export const ASSUMED_DEPTH_M: Readonly<Partial<Record<LineClass, number>>> = {
  "gas-pipe": 1.2,
  "water-pipe": 1.6,
  "drain-pipe": 2.5,
  "sewer-pipe": 3.5,
};

export interface BuriedPipe {
  klass: LineClass;
  slot: number;
  path: Position[];
  /** m below the ground. */
  depth: number;
  assumed: boolean;
}

export interface BuriedPipes {
  pipes: BuriedPipe[];
  /** How many of them have a depth of their own, by the data. */
  measured: number;
  /** Lines near by that are left out: too many, or cables of which nobody says that they are buried. */
  beyond: number;
  cables: number;
}

/** How deep a line lies, by the data or assumed; null where neither says that it is buried. */
export function depthOf({ tables: { lines } }: PlanCity, row: number): Pick<BuriedPipe, "depth" | "assumed"> | null {
  const own = lines?.depth?.[row] ?? Number.NaN;
  if (own > 0) return { depth: own, assumed: false };
  const depth = ASSUMED_DEPTH_M[LINE_CLASSES[lines?.klass[row] ?? 0]];
  return depth === undefined ? null : { depth, assumed: true };
}

/** Pipes within so many metres, the nearest first when there are too many. @throws PlanFault no-pipes where the scene has none */
export function pipesAbout(city: PlanCity, at: Position, within: number, most: number): BuriedPipes {
  const { lines } = city.tables;
  const isPipe = LINE_CLASSES.map((klass) => LINE_LAYER[klass] === "pipes");
  if (!lines?.klass.some((klass) => isPipe[klass])) throw new PlanFault("no-pipes");
  const [x, y] = toPlane([at], city.frame);
  const nearest = new Map<number, number>();
  for (const s of city.segmentIndex?.search(x - within, y - within, x + within, y + within) ?? []) {
    const row = city.segmentLine[s];
    if (!isPipe[lines.klass[row]]) continue;
    const k = 2 * city.segmentStart[s];
    const distance = Math.hypot(city.lineXy[k] - x, city.lineXy[k + 1] - y);
    if (distance < (nearest.get(row) ?? Number.POSITIVE_INFINITY)) nearest.set(row, distance);
  }
  const rows = [...nearest].sort((a, b) => a[1] - b[1]).map(([row]) => row);
  const pipes: BuriedPipe[] = [];
  let [measured, cables, beyond] = [0, 0, 0];
  for (const row of rows) {
    const depth = depthOf(city, row);
    if (!depth) cables++;
    else if (pipes.length >= most) beyond++;
    else {
      if (!depth.assumed) measured++;
      pipes.push({ klass: LINE_CLASSES[lines.klass[row]], slot: lines.slot[row], path: pathOf(city, row), ...depth });
    }
  }
  return { pipes, measured, beyond, cables };
}
