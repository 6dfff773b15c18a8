// Utility networks (PLATEAU unf): the centre line of a pipe and the place of a manhole, from what is given or from the surfaces.

import type { Surface } from "../feature.ts";
import { LocalFrame } from "../localFrame.ts";

const ALONG = /(Pipe|Cable|Duct|Conduit|Cables|Line)$/;
const AT_A_PLACE = /(Manhole|Handhole|Appurtenance|Hydrant|Valve|Pump|Pole|Tower)$/;

/** Whether features of a type are lines (pipes, cables), at a place (manholes, valves) or neither. */
export function utilityShape(type: string): "line" | "point" | null {
  return ALONG.test(type) ? "line" : AT_A_PLACE.test(type) ? "point" : null;
}

/**
 * The axis of a long body: a straight line along the direction its corners spread most, through its ends.
 * @param degrees whether x and y are longitude and latitude
 * @returns two positions [x, y, z], or null for a body without length
 */
export function axisOf(surfaces: readonly Surface[], degrees: boolean): [number[], number[]] | null {
  const first = surfaces[0]?.rings[0];
  if (!first) return null;
  const frame = degrees ? new LocalFrame(first[0], first[1]) : null;
  const points: number[] = [];
  for (const { rings } of surfaces) {
    const ring = frame ? frame.toMetres(rings[0]) : rings[0];
    for (let i = 0; i < ring.length; i++) points.push(ring[i]);
  }
  const n = points.length / 3;
  const mean = [0, 1, 2].map((k) => points.reduce((sum, v, i) => (i % 3 === k ? sum + v : sum), 0) / n);
  const direction = longestDirection(points, mean);
  let [low, high] = [Infinity, -Infinity];
  const along = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < 3; k++) along[i] += (points[3 * i + k] - mean[k]) * direction[k];
    low = Math.min(low, along[i]);
    high = Math.max(high, along[i]);
  }
  if (!(high > low)) return null;
  // An end is the middle of the corners in the outermost twentieth: those of its rim.
  const end = (inside: (a: number) => boolean): number[] => {
    const [min, max] = [
      [Infinity, Infinity, Infinity],
      [-Infinity, -Infinity, -Infinity],
    ];
    for (let i = 0; i < n; i++)
      if (inside(along[i]))
        for (let k = 0; k < 3; k++) {
          min[k] = Math.min(min[k], points[3 * i + k]);
          max[k] = Math.max(max[k], points[3 * i + k]);
        }
    const middle = min.map((v, k) => (v + max[k]) / 2);
    return frame ? frame.toDegrees(middle) : middle;
  };
  const rim = 0.05 * (high - low);
  return [end((a) => a <= low + rim), end((a) => a >= high - rim)];
}

/** Direction of the largest spread of points (power iteration on their covariance). */
function longestDirection(points: readonly number[], mean: readonly number[]): number[] {
  const c = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < points.length; i += 3) {
    const [x, y, z] = [points[i] - mean[0], points[i + 1] - mean[1], points[i + 2] - mean[2]];
    c[0] += x * x;
    c[1] += x * y;
    c[2] += x * z;
    c[3] += y * y;
    c[4] += y * z;
    c[5] += z * z;
  }
  // Not along an axis, so that no direction is missed by beginning square to it.
  let v = [0.61, 0.57, 0.55];
  for (let step = 0; step < 60; step++) {
    const w = [
      c[0] * v[0] + c[1] * v[1] + c[2] * v[2],
      c[1] * v[0] + c[3] * v[1] + c[4] * v[2],
      c[2] * v[0] + c[4] * v[1] + c[5] * v[2],
    ];
    const length = Math.hypot(...w);
    if (!(length > 0)) break;
    v = w.map((value) => value / length);
  }
  return v;
}

/** Middle of a body seen from above at the height of its top, where its lid is. */
export function topOf(surfaces: readonly Surface[]): number[] | null {
  let [west, south, east, north, top] = [Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  for (const { rings } of surfaces)
    for (let i = 0; i < rings[0].length; i += 3) {
      west = Math.min(west, rings[0][i]);
      east = Math.max(east, rings[0][i]);
      south = Math.min(south, rings[0][i + 1]);
      north = Math.max(north, rings[0][i + 1]);
      top = Math.max(top, rings[0][i + 2]);
    }
  return east >= west ? [(west + east) / 2, (south + north) / 2, top] : null;
}

/**
 * Gives a line without heights (all z are 0) those of a body's axis: from end to end by the way along the line.
 * @returns whether it did
 */
export function heightsFromAxis(line: number[][], axis: readonly [number[], number[]]): boolean {
  if (line.some(([, , z]) => z !== 0)) return false;
  const step = (a: number[], b: number[]): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
  const forward = step(line[0], axis[0]) + step(line.at(-1)!, axis[1]);
  const backward = step(line[0], axis[1]) + step(line.at(-1)!, axis[0]);
  const [from, to] = forward <= backward ? axis : [axis[1], axis[0]];
  let length = 0;
  for (let i = 1; i < line.length; i++) length += step(line[i - 1], line[i]);
  let gone = 0;
  for (let i = 0; i < line.length; i++) {
    if (i > 0) gone += step(line[i - 1], line[i]);
    line[i][2] = from[2] + (length > 0 ? gone / length : 0) * (to[2] - from[2]);
  }
  return true;
}

/** Metres of a unit of length. */
const UNITS: Readonly<Record<string, number>> = { mm: 0.001, cm: 0.01, m: 1, in: 0.0254, ft: 0.3048 };

function metres(properties: Readonly<Record<string, unknown>>, names: readonly string[], unit: string): number | null {
  for (const name of names) {
    const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const uom = Object.hasOwn(properties, `${name}_uom`) ? String(properties[`${name}_uom`]) : unit;
    if (typeof value === "number" && Number.isFinite(value) && Object.hasOwn(UNITS, uom))
      return Number((value * UNITS[uom]).toPrecision(12));
  }
  return null;
}

/**
 * Adds `diameterM` (inner, else outer diameter) and `depthM` (depth, else the middle of least and greatest) in metres,
 * where a pipe tells them. PLATEAU's schema spells them innerDiamiter and outerDiamiter, in millimetres.
 */
export function addPipeMeasures(properties: Record<string, unknown>): void {
  const diameter = metres(properties, ["innerDiamiter", "innerDiameter", "outerDiamiter", "outerDiameter"], "m");
  if (diameter !== null) properties.diameterM = diameter;
  const least = metres(properties, ["minDepth"], "m");
  const greatest = metres(properties, ["maxDepth"], "m");
  const middle = least !== null && greatest !== null ? (least + greatest) / 2 : (least ?? greatest);
  const depth = metres(properties, ["depth"], "m") ?? middle;
  if (depth !== null) properties.depthM = depth;
}
