// The ways of a multipolygon joined to rings, and the holes put into the outlines they lie in.

import { pointInRings, signedArea } from "../polygon.ts";

/** A way as flat [lon, lat, …] degrees. */
export type WayLine = Float64Array;

export interface Assembled {
  /** Polygons as GeoJSON has them: closed rings, outer ones counter-clockwise first. */
  polygons: number[][][][];
  /** Ways that do not close to a ring. */
  open: number;
  /** Holes that lie in no outline. */
  stray: number;
}

/** @param outers, inners ways by their role, in any order and direction */
export function assemble(outers: readonly WayLine[], inners: readonly WayLine[]): Assembled {
  const outer = joinRings(outers);
  const inner = joinRings(inners);
  const rings = outer.rings.map((ring) => [turned(ring, 1)]).sort((a, b) => signedArea(a[0]) - signedArea(b[0]));
  let stray = 0;
  for (const hole of inner.rings) {
    // From the smallest outline on: the first one it lies in is its own.
    const home = rings.find(([outline]) => liesIn(hole, outline));
    if (home) home.push(turned(hole, -1));
    else stray++;
  }
  return {
    polygons: rings.map((polygon) => polygon.map(closedRing)),
    open: outer.open + inner.open,
    stray,
  };
}

/** Joins ways end to end. @returns rings, unclosed (the first position is not repeated), and how many ways are left */
export function joinRings(ways: readonly WayLine[]): { rings: Float64Array[]; open: number } {
  const rings: Float64Array[] = [];
  const ends = new Map<string, number[]>();
  const used = new Uint8Array(ways.length);
  const key = (way: WayLine, at: number): string => `${way[at]},${way[at + 1]}`;
  ways.forEach((way, i) => {
    if (way.length < 4) used[i] = 1;
    else if (key(way, 0) === key(way, way.length - 2)) {
      used[i] = 1;
      if (way.length >= 8) rings.push(way.slice(0, -2));
    } else
      for (const end of [key(way, 0), key(way, way.length - 2)]) {
        const list = ends.get(end);
        if (list) list.push(i);
        else ends.set(end, [i]);
      }
  });
  let open = 0;
  for (let i = 0; i < ways.length; i++) {
    if (used[i]) continue;
    used[i] = 1;
    const points = Array.from(ways[i]);
    const start = key(ways[i], 0);
    let end = key(ways[i], ways[i].length - 2);
    let members = 1;
    while (end !== start) {
      const next = ends.get(end)?.find((other) => !used[other]);
      if (next === undefined) break;
      used[next] = 1;
      members++;
      const way = ways[next];
      const forward = key(way, 0) === end;
      if (forward) for (let k = 2; k < way.length; k++) points.push(way[k]);
      else for (let k = way.length - 4; k >= 0; k -= 2) points.push(way[k], way[k + 1]);
      end = forward ? key(way, way.length - 2) : key(way, 0);
    }
    if (end !== start || points.length < 8) open += members;
    else rings.push(Float64Array.from(points.slice(0, -2)));
  }
  return { rings, open };
}

/** Whether most corners of a hole lie in an outline; corners may touch it. */
function liesIn(hole: Float64Array, outline: Float64Array): boolean {
  const n = hole.length / 2;
  const step = Math.max(1, Math.floor(n / 8));
  let [inside, tried] = [0, 0];
  for (let i = 0; i < n; i += step) {
    const j = (i + 1) % n;
    // The middle of an edge: corners are often shared with the outline.
    if (pointInRings((hole[2 * i] + hole[2 * j]) / 2, (hole[2 * i + 1] + hole[2 * j + 1]) / 2, [outline])) inside++;
    tried++;
  }
  return 2 * inside > tried;
}

/** @param sign of the area wanted: 1 counter-clockwise, −1 clockwise */
function turned(ring: Float64Array, sign: number): Float64Array {
  if (signedArea(ring) * sign >= 0) return ring;
  const out = new Float64Array(ring.length);
  for (let i = 0; i < ring.length; i += 2) out.set(ring.subarray(i, i + 2), ring.length - 2 - i);
  return out;
}

/** A ring as GeoJSON has it. */
export function closedRing(ring: Float64Array): number[][] {
  const out: number[][] = [];
  for (let i = 0; i <= ring.length; i += 2) out.push([ring[i % ring.length], ring[(i % ring.length) + 1]]);
  return out;
}
