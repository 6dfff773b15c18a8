// Fills a large polygon on hilly ground with the very triangles of the ground: whole cells inside, cut pieces along the border.
// It then lies exactly parallel to what is drawn below it, with no more triangles than the ground has.

import earcut from "earcut";
import type { GroundData } from "../ground.ts";
import { boundsOf, clipRings, cutRings, pointInRings } from "../polygon.ts";
import type { Rings } from "../source.ts";

/** Where the triangles go. */
export interface FillSink {
  /** Adds a corner and returns its index. */
  vertex: (lon: number, lat: number) => number;
  /** Counter-clockwise seen from above. */
  triangle: (a: number, b: number, c: number) => void;
}

/** Parts of the polygon outside of the ground are left out. */
export function fillByCells(rings: Rings, ground: GroundData, sink: FillSink): void {
  const dx = (ground.east - ground.west) / (ground.columns - 1);
  const dy = (ground.north - ground.south) / (ground.rows - 1);
  const column = (lon: number): number => Math.floor((lon - ground.west) / dx);
  const row = (lat: number): number => Math.floor((lat - ground.south) / dy);
  const clampColumn = (i: number): number => Math.min(ground.columns - 2, Math.max(0, i));
  const [west, south, east, north] = boundsOf(rings[0]);
  const [i0, i1] = [clampColumn(column(west)), clampColumn(column(east))];
  const [j0, j1] = [Math.max(0, row(south)), Math.min(ground.rows - 2, row(north))];
  const width = i1 - i0 + 1;
  const crossed = new Uint8Array(width * Math.max(0, j1 - j0 + 1));
  for (const ring of rings) markCells(ring, crossed);

  const corners = new Map<number, number>();
  const corner = (i: number, j: number): number => {
    const key = j * ground.columns + i;
    let index = corners.get(key);
    if (index === undefined) {
      index = sink.vertex(ground.west + i * dx, ground.south + j * dy);
      corners.set(key, index);
    }
    return index;
  };
  for (let j = j0; j <= j1; j++) {
    const low = ground.south + j * dy;
    let strip: Rings | null | undefined;
    let inside: boolean | null = null; // of the run of uncrossed cells we are in; only a crossed cell can end it
    for (let i = i0; i <= i1; i++) {
      const left = ground.west + i * dx;
      if (crossed[(j - j0) * width + i - i0]) {
        inside = null;
        strip ??= clipRings(rings, [west - dx, low, east + dx, low + dy]);
        const piece = strip && clipRings(strip, [left, low, left + dx, low + dy]);
        if (piece) fillPiece(piece, left, low);
        continue;
      }
      inside ??= pointInRings(left + dx / 2, low + dy / 2, rings);
      if (!inside) continue;
      const [a, b, c, d] = [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)];
      sink.triangle(a, b, c);
      sink.triangle(a, c, d);
    }
  }

  /** A cell's two triangles are level each in itself, so a piece is cut once more along the diagonal. */
  function fillPiece(piece: Rings, left: number, low: number): void {
    for (const side of [1, -1]) {
      const half = cutRings(piece, side / dx, -side / dy, side * (left / dx - low / dy));
      if (!half) continue;
      const flat: number[] = [];
      const holes: number[] = [];
      for (const ring of half) {
        if (flat.length > 0) holes.push(flat.length / 2);
        for (let k = 0; k < ring.length; k += 2) flat.push((ring[k] - left) / dx, (ring[k + 1] - low) / dy);
      }
      const triangles = earcut(flat, holes);
      if (triangles.length === 0) continue;
      const index: number[] = [];
      for (let k = 0; k < flat.length; k += 2) index.push(sink.vertex(left + flat[k] * dx, low + flat[k + 1] * dy));
      for (let k = 0; k < triangles.length; k += 3) {
        const [a, b, c] = [triangles[k], triangles[k + 1], triangles[k + 2]];
        const up =
          (flat[2 * b] - flat[2 * a]) * (flat[2 * c + 1] - flat[2 * a + 1]) -
          (flat[2 * c] - flat[2 * a]) * (flat[2 * b + 1] - flat[2 * a + 1]);
        if (up > 0) sink.triangle(index[a], index[b], index[c]);
        else if (up < 0) sink.triangle(index[a], index[c], index[b]);
      }
    }
  }

  /** Marks every cell an edge passes through, row by row. */
  function markCells(ring: Float64Array, marks: Uint8Array): void {
    for (let k = 0, last = ring.length - 2; k < ring.length; last = k, k += 2) {
      const [ax, ay, bx, by] = [ring[last], ring[last + 1], ring[k], ring[k + 1]];
      const [from, to] = [row(Math.min(ay, by)), row(Math.max(ay, by))];
      for (let j = Math.max(from, j0); j <= Math.min(to, j1); j++) {
        const [low, high] = [ground.south + j * dy, ground.south + (j + 1) * dy];
        const at = (y: number): number => (by === ay ? ax : ax + ((y - ay) / (by - ay)) * (bx - ax));
        const yA = Math.min(high, Math.max(low, ay));
        const yB = Math.min(high, Math.max(low, by));
        const xs = by === ay ? [ax, bx] : [at(yA), at(yB)];
        const end = clampColumn(column(Math.max(xs[0], xs[1])));
        for (let i = clampColumn(column(Math.min(xs[0], xs[1]))); i <= end; i++)
          if (i >= i0 && i <= i1) marks[(j - j0) * width + i - i0] = 1;
      }
    }
  }
}
