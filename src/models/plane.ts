// Plane geometry in metres: a drawn outline or path in a local east-north frame, and the few questions asked of it.

import { LocalFrame } from "../twin/geodesy.ts";
import type { Position } from "../twin/scenarios/shapes.ts";
import { PlanFault } from "./fault.ts";

/** Flat [east, north, …] m, not closed. */
export type Ring = Float64Array;

/** Corners this close are one, m. */
const SAME_M = 0.001;
/** Smallest area of an outline, m². */
const SMALLEST_M2 = 0.01;

export function toPlane(path: readonly Position[], frame: LocalFrame): Float64Array {
  const out = new Float64Array(2 * path.length);
  const local = [0, 0, 0];
  path.forEach(([lon, lat], k) => {
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) throw new PlanFault("not-numbers", { corner: k + 1 });
    frame.toLocal(lon, lat, 0, local);
    out[2 * k] = local[0];
    out[2 * k + 1] = local[1];
  });
  return out;
}

/** A frame in which an outline measures true. */
export const frameAbout = (path: readonly Position[]): LocalFrame =>
  new LocalFrame(path[0]?.[0] ?? 0, path[0]?.[1] ?? 0);

/**
 * An outline in metres, counter-clockwise, without corners that repeat.
 * @throws PlanFault too-few-corners, crosses-itself (with the two sides and where, degrees), no-area, not-numbers
 */
export function ringOf(outline: readonly Position[], frame: LocalFrame): Ring {
  const ring = withoutRepeats(toPlane(outline, frame));
  if (ring.length < 6) throw new PlanFault("too-few-corners", { corners: ring.length / 2 });
  const crossing = crossingOf(ring);
  if (crossing) {
    const { lon, lat } = frame.toGeodetic(crossing.x, crossing.y, 0);
    throw new PlanFault("crosses-itself", { a: crossing.a + 1, b: crossing.b + 1, lon: round(lon), lat: round(lat) });
  }
  const area = areaOf(ring);
  if (Math.abs(area) < SMALLEST_M2) throw new PlanFault("no-area");
  return area > 0 ? ring : reversed(ring);
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

function withoutRepeats(ring: Float64Array): Float64Array {
  const out: number[] = [];
  const same = (a: number, b: number, c: number, d: number): boolean => Math.hypot(a - c, b - d) < SAME_M;
  for (let i = 0; i < ring.length; i += 2)
    if (out.length === 0 || !same(ring[i], ring[i + 1], out[out.length - 2], out[out.length - 1]))
      out.push(ring[i], ring[i + 1]);
  while (out.length >= 4 && same(out[0], out[1], out[out.length - 2], out[out.length - 1])) out.length -= 2;
  return Float64Array.from(out);
}

function reversed(ring: Ring): Ring {
  const out = new Float64Array(ring.length);
  for (let i = 0; i < ring.length; i += 2) out.set(ring.subarray(i, i + 2), ring.length - 2 - i);
  return out;
}

/** Signed area, counter-clockwise positive, m². */
export function areaOf(ring: Ring): number {
  let sum = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
    sum += (ring[j] - ring[0]) * (ring[i + 1] - ring[1]) - (ring[i] - ring[0]) * (ring[j + 1] - ring[1]);
  return sum / 2;
}

/** [west, south, east, north] m. */
export function boundsOf(flat: Float64Array): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < flat.length; i += 2) {
    if (flat[i] < box[0]) box[0] = flat[i];
    if (flat[i] > box[2]) box[2] = flat[i];
    if (flat[i + 1] < box[1]) box[1] = flat[i + 1];
    if (flat[i + 1] > box[3]) box[3] = flat[i + 1];
  }
  return box;
}

/** Whether a point lies in a ring (even–odd). */
export function isInside(x: number, y: number, ring: Float64Array): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const yi = ring[i + 1];
    const yj = ring[j + 1];
    if (yi > y !== yj > y && x < ((ring[j] - ring[i]) * (y - yi)) / (yj - yi) + ring[i]) inside = !inside;
  }
  return inside;
}

/** Share of ab at which it meets cd, both ends included; NaN when it does not, or when they run along each other. */
export function meetAt(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): number {
  const [ux, uy, vx, vy] = [bx - ax, by - ay, dx - cx, dy - cy];
  const across = ux * vy - uy * vx;
  if (across === 0) return Number.NaN;
  const t = ((cx - ax) * vy - (cy - ay) * vx) / across;
  const s = ((cx - ax) * uy - (cy - ay) * ux) / across;
  return t >= 0 && t <= 1 && s >= 0 && s <= 1 ? t : Number.NaN;
}

/** Where two sides that are no neighbours meet, or neighbours run back over each other; null for a simple ring. */
function crossingOf(ring: Ring): { a: number; b: number; x: number; y: number } | null {
  const n = ring.length / 2;
  const corner = (k: number): [number, number] => [ring[2 * (k % n)], ring[2 * (k % n) + 1]];
  for (let a = 0; a < n; a++) {
    const [ax, ay] = corner(a);
    const [bx, by] = corner(a + 1);
    const [nx, ny] = corner(a + 2);
    // Straight back: the next side lies on this one.
    const [ux, uy, vx, vy] = [bx - ax, by - ay, nx - bx, ny - by];
    if (Math.abs(ux * vy - uy * vx) < 1e-9 * Math.hypot(ux, uy) * Math.hypot(vx, vy) && ux * vx + uy * vy < 0)
      return { a, b: (a + 1) % n, x: bx, y: by };
    for (let b = a + 2; b < n; b++) {
      if (a === 0 && b === n - 1) continue;
      const t = meetAt(ax, ay, bx, by, ...corner(b), ...corner(b + 1));
      if (!Number.isNaN(t)) return { a, b, x: ax + t * (bx - ax), y: ay + t * (by - ay) };
      // A corner on the other side, as near as drawing goes.
      for (const [px, py] of [corner(b), corner(b + 1)])
        if (toSegment(px, py, ax, ay, bx, by).d2 < SAME_M * SAME_M) return { a, b, x: px, y: py };
      for (const [px, py] of [corner(a), corner(a + 1)])
        if (toSegment(px, py, ...corner(b), ...corner(b + 1)).d2 < SAME_M * SAME_M) return { a, b, x: px, y: py };
    }
  }
  return null;
}

/** Squared distance of a point from a segment, m², and where on it (share). */
export function toSegment(
  px: number,
  py: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): { d2: number; t: number } {
  const [ux, uy] = [bx - ax, by - ay];
  const length2 = ux * ux + uy * uy;
  const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * ux + (py - ay) * uy) / length2));
  const [dx, dy] = [px - ax - t * ux, py - ay - t * uy];
  return { d2: dx * dx + dy * dy, t };
}

/** Parts of segment ab (shares, in order) that lie in a ring. */
export function insideRing(ax: number, ay: number, bx: number, by: number, ring: Ring): [number, number][] {
  const cuts = [0, 1];
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const t = meetAt(ax, ay, bx, by, ring[j], ring[j + 1], ring[i], ring[i + 1]);
    if (!Number.isNaN(t)) cuts.push(t);
  }
  cuts.sort((p, q) => p - q);
  const parts: [number, number][] = [];
  for (let k = 1; k < cuts.length; k++) {
    const [from, to] = [cuts[k - 1], cuts[k]];
    if (to - from < 1e-12) continue;
    const middle = (from + to) / 2;
    if (isInside(ax + middle * (bx - ax), ay + middle * (by - ay), ring)) parts.push([from, to]);
  }
  return parts;
}

/**
 * The part of segment ab that lies within `reach` m of segment cd: what is near a segment is convex, so it is one interval.
 * @returns shares of ab, null for none
 */
export function nearSegment(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
  reach: number,
): [number, number] | null {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  const take = (a: number, b: number): void => {
    const [first, last] = [Math.max(0, a), Math.min(1, b)];
    if (first > last) return;
    from = Math.min(from, first);
    to = Math.max(to, last);
  };
  const [ux, uy] = [bx - ax, by - ay];
  const length2 = ux * ux + uy * uy;
  // Round the two ends.
  for (const [x, y] of [
    [cx, cy],
    [dx, dy],
  ]) {
    const [wx, wy] = [ax - x, ay - y];
    const [b, c] = [ux * wx + uy * wy, wx * wx + wy * wy - reach * reach];
    if (length2 === 0) {
      if (c <= 0) take(0, 1);
      continue;
    }
    const root = b * b - length2 * c;
    if (root >= 0) take((-b - Math.sqrt(root)) / length2, (-b + Math.sqrt(root)) / length2);
  }
  // Beside it: in coordinates along and across cd.
  const [vx, vy] = [dx - cx, dy - cy];
  const length = Math.hypot(vx, vy);
  if (length > 0) {
    const [ex, ey] = [vx / length, vy / length];
    let [low, high] = [0, 1];
    const clip = (start: number, slope: number, least: number, most: number): void => {
      if (slope === 0) {
        if (start < least || start > most) high = -1;
        return;
      }
      const [p, q] = [(least - start) / slope, (most - start) / slope];
      low = Math.max(low, Math.min(p, q));
      high = Math.min(high, Math.max(p, q));
    };
    clip((ax - cx) * ex + (ay - cy) * ey, ux * ex + uy * ey, 0, length);
    clip(-(ax - cx) * ey + (ay - cy) * ex, -ux * ey + uy * ex, -reach, reach);
    if (low <= high) take(low, high);
  }
  return from <= to ? [from, to] : null;
}

/** Joined length of intervals that may overlap. */
export function lengthOf(parts: [number, number][]): number {
  parts.sort((a, b) => a[0] - b[0]);
  let sum = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const [from, to] of parts) {
    if (to <= reached) continue;
    sum += to - Math.max(from, reached);
    reached = to;
  }
  return sum;
}
