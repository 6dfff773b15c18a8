// Polygons to triangles that lie on uneven ground: earcut, then edges split at their middle until they follow it.

import earcut from "earcut";
import type { Rings } from "./polygon.ts";

/** Edges are split at most this often (each time in half). */
const DEEPEST = 10;

/** Whether the ground between two places is not where the straight line between them is: lon, lat degrees of both. */
export type Bends = (lonA: number, latA: number, lonB: number, latB: number) => boolean;

export interface Triangles {
  /** lon, lat of the rings' corners in their order, then of the places where edges were split. */
  corners: number[];
  /** Counter-clockwise from above. */
  indices: number[];
}

/** @param bends where edges are to be split; nowhere if not given */
export function polygonTriangles(rings: Rings, bends?: Bends): Triangles {
  const corners: number[] = [];
  const holes: number[] = [];
  for (const ring of rings) {
    if (corners.length > 0) holes.push(corners.length / 2);
    for (let i = 0; i < ring.length; i++) corners.push(ring[i]);
  }
  const [lon0, lat0] = corners;
  const local = corners.map((x, i) => x - (i % 2 === 0 ? lon0 : lat0)); // keeps earcut's products exact enough
  let indices = earcut(local, holes.length > 0 ? holes : undefined);
  if (bends) indices = splitEdges(corners, indices, bends);
  for (let k = 0; k < indices.length; k += 3) {
    const [a, b, c] = [2 * indices[k], 2 * indices[k + 1], 2 * indices[k + 2]];
    const up =
      (corners[b] - corners[a]) * (corners[c + 1] - corners[a + 1]) -
      (corners[c] - corners[a]) * (corners[b + 1] - corners[a + 1]);
    if (up < 0) [indices[k + 1], indices[k + 2]] = [indices[k + 2], indices[k + 1]];
  }
  return { corners, indices };
}

/** Both triangles at an edge split alike, so no crack opens. Appends to `corners`. */
function splitEdges(corners: number[], start: number[], bends: Bends): number[] {
  let triangles = start;
  const done: number[] = []; // no edge of these bends, so no later pass can split them
  for (let deep = 0; deep < DEEPEST; deep++) {
    const middles = new Map<number, number>();
    const span = corners.length / 2;
    const middle = (a: number, b: number): number => {
      const key = a < b ? a * span + b : b * span + a;
      let m = middles.get(key);
      if (m === undefined) {
        m = -1;
        if (bends(corners[2 * a], corners[2 * a + 1], corners[2 * b], corners[2 * b + 1]))
          m =
            corners.push((corners[2 * a] + corners[2 * b]) / 2, (corners[2 * a + 1] + corners[2 * b + 1]) / 2) / 2 - 1;
        middles.set(key, m);
      }
      return m;
    };
    const next: number[] = [];
    for (let k = 0; k < triangles.length; k += 3) {
      const [a, b, c] = [triangles[k], triangles[k + 1], triangles[k + 2]];
      const mids = [middle(a, b), middle(b, c), middle(c, a)];
      const split = mids.filter((m) => m >= 0).length;
      if (split === 0) done.push(a, b, c);
      else pushSplit(next, [a, b, c], mids, split);
    }
    triangles = next;
    if (next.length === 0) break;
  }
  for (let k = 0; k < triangles.length; k++) done.push(triangles[k]);
  return done;
}

function pushSplit(out: number[], corners: number[], mids: number[], split: number): void {
  if (split === 3) {
    const [a, b, c] = corners;
    const [ab, bc, ca] = mids;
    out.push(a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca);
  } else {
    // Turn the triangle so that a split edge is ab and, when two are split, the whole one is ca.
    let turn = 0;
    while (mids[turn] < 0 || (split === 2 && mids[(turn + 1) % 3] < 0)) turn++;
    const [a, b, c] = [corners[turn], corners[(turn + 1) % 3], corners[(turn + 2) % 3]];
    const ab = mids[turn];
    if (split === 1) out.push(a, ab, c, ab, b, c);
    else {
      const bc = mids[(turn + 1) % 3];
      out.push(ab, b, bc, a, ab, bc, a, bc, c);
    }
  }
}
