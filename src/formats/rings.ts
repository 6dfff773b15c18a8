// Mends the rings of polygons: closing points, turning direction, repeated corners, crossings. What cannot be mended is told.

import earcut, { deviation } from "earcut";
import { convexHull, type Rings, signedArea } from "./polygon.ts";

/** What was found in a polygon. */
export interface RingFindings {
  unclosed: boolean;
  turned: boolean;
  /** Corners at which the outline ran out and straight back were removed. */
  spikes: boolean;
  /** Crossing ring replaced by the hull of its corners. */
  hulled: boolean;
  /** Crossing ring kept, because its triangles still cover its area. */
  crossing: boolean;
  holesDropped: number;
}

/** Most a crossing ring's triangles may differ from its area before its hull is taken instead. */
const TOLERANCE = 0.05;
/** A corner this sharp (sine of its angle) is a spike without area. */
const SPIKE = 1e-3;
/** Smallest area of a ring, squared degrees: about 0.01 m². */
const SMALLEST = 1e-12;

/**
 * @param closed rings as GeoJSON has them (flat lon, lat; first corner repeated at the end)
 * @returns the mended polygon, or the reason why there is none
 */
export function mendPolygon(closed: readonly Float64Array[], findings: RingFindings): Rings | string {
  const rings: Rings = [];
  for (let r = 0; r < closed.length; r++) {
    const outer = r === 0;
    const opened = open(closed[r], findings);
    const ring = outer ? mendOuter(opened, findings) : opened;
    const area = typeof ring === "string" || ring.length < 6 ? 0 : signedArea(ring);
    const reason =
      typeof ring === "string"
        ? ring
        : ring.length < 6
          ? "ring-too-few-points"
          : Math.abs(area) < SMALLEST
            ? "ring-no-area"
            : null;
    if (reason !== null) {
      if (outer) return reason;
      findings.holesDropped++;
      continue;
    }
    const wrongWay = outer ? area < 0 : area > 0;
    if (wrongWay) findings.turned = true;
    rings.push(wrongWay ? reverse(ring as Float64Array) : (ring as Float64Array));
  }
  return rings.length > 0 ? rings : "ring-too-few-points";
}

function open(ring: Float64Array, findings: RingFindings): Float64Array {
  const points: number[] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const n = points.length;
    if (n === 0 || ring[i] !== points[n - 2] || ring[i + 1] !== points[n - 1]) points.push(ring[i], ring[i + 1]);
  }
  const n = points.length;
  if (n >= 4 && points[0] === points[n - 2] && points[1] === points[n - 1]) points.length = n - 2;
  else if (n >= 6) findings.unclosed = true;
  return Float64Array.from(withoutSpikes(points, findings));
}

/** Removes corners where the ring turns straight back, until none is left. */
function withoutSpikes(points: number[], findings: RingFindings): number[] {
  let k = 0;
  while (points.length > 6 && k < points.length / 2) {
    const n = points.length / 2;
    const [before, after] = [2 * ((k + n - 1) % n), 2 * ((k + 1) % n)];
    const [ax, ay] = [points[2 * k] - points[before], points[2 * k + 1] - points[before + 1]];
    const [bx, by] = [points[after] - points[2 * k], points[after + 1] - points[2 * k + 1]];
    const lengths = Math.hypot(ax, ay) * Math.hypot(bx, by);
    if (ax * bx + ay * by < 0 && Math.abs(ax * by - ay * bx) <= SPIKE * lengths) {
      points.splice(2 * k, 2);
      findings.spikes = true;
      k = Math.max(0, k - 1);
    } else k++;
  }
  return points;
}

function mendOuter(ring: Float64Array, findings: RingFindings): Float64Array | string {
  if (ring.length < 8 || !crossesItself(ring)) return ring;
  const local = Array.from(ring, (x, i) => x - ring[i % 2]);
  const triangles = earcut(local);
  if (Math.abs(signedArea(ring)) > SMALLEST && deviation(local, null, 2, triangles) < TOLERANCE) {
    findings.crossing = true;
    return ring;
  }
  const hull = convexHull(ring);
  if (hull.length < 6 || Math.abs(signedArea(hull)) < SMALLEST) return "ring-no-area";
  findings.hulled = true;
  return Float64Array.from(hull);
}

function reverse(ring: Float64Array): Float64Array {
  const out = new Float64Array(ring.length);
  for (let i = 0; i < ring.length; i += 2) out.set(ring.subarray(i, i + 2), ring.length - 2 - i);
  return out;
}

/** Whether two edges that are not neighbours properly cross (sweep over edges sorted by their western end). */
export function crossesItself(ring: ArrayLike<number>): boolean {
  const n = ring.length / 2;
  const at = (k: number, axis: number): number => ring[2 * (k % n) + axis];
  const west = (k: number): number => Math.min(at(k, 0), at(k + 1, 0));
  const order = Array.from({ length: n }, (_, k) => k).sort((a, b) => west(a) - west(b));
  for (let i = 0; i < n; i++) {
    const a = order[i];
    const east = Math.max(at(a, 0), at(a + 1, 0));
    for (let j = i + 1; j < n && west(order[j]) <= east; j++) {
      const b = order[j];
      const apart = Math.abs(a - b);
      if (apart === 1 || apart === n - 1) continue;
      if (cross(at(a, 0), at(a, 1), at(a + 1, 0), at(a + 1, 1), at(b, 0), at(b, 1), at(b + 1, 0), at(b + 1, 1)))
        return true;
    }
  }
  return false;
}

function cross(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): boolean {
  const side = (px: number, py: number, qx: number, qy: number, rx: number, ry: number): number =>
    Math.sign((qx - px) * (ry - py) - (qy - py) * (rx - px));
  return (
    side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) < 0 &&
    side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) < 0
  );
}
