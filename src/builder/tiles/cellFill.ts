// Fills a large polygon on hilly ground with the very triangles of the ground: whole cells inside, cut pieces along the border.
// It then lies exactly parallel to what is drawn below it, with no more triangles than the ground has.

import earcut from "earcut";
import Flatbush from "flatbush";
import { boundsOf, clipRings, cutRings, pointInRings, type Rings, signedArea } from "../../formats/polygon.ts";
import type { GroundData } from "../ground.ts";

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

  const triangles = trianglesOf(rings);
  if (triangles.length === 0) return;
  const index = new Flatbush(triangles.length);
  for (const triangle of triangles) index.add(...boundsOf(triangle));
  index.finish();

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
    let strip: Rings | null = null;
    let inside: boolean | null = null; // of the run of uncrossed cells we are in; only a crossed cell can end it
    for (let i = i0; i <= i1; i++) {
      const left = ground.west + i * dx;
      if (crossed[(j - j0) * width + i - i0]) {
        inside = null;
        strip ??= clipRings(rings, [west - dx, low, east + dx, low + dy]);
        fillCrossed(strip, left, low);
        continue;
      }
      inside ??= pointInRings(left + dx / 2, low + dy / 2, rings);
      if (!inside) continue;
      const [a, b, c, d] = [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)];
      sink.triangle(a, b, c);
      sink.triangle(a, c, d);
    }
  }

  /** Fills a cell the border passes through. Its two triangles are level each in itself, hence the cut along the diagonal. */
  function fillCrossed(strip: Rings | null, left: number, low: number): void {
    const box = [left, low, left + dx, low + dy];
    const piece = strip && clipRings(strip, box);
    if (!piece) return;
    for (const side of [1, -1]) {
      const cut = (part: Rings): Rings | null => cutRings(part, side / dx, -side / dy, side * (left / dx - low / dy));
      const half = cut(piece);
      if (!half || (half.length === 1 && fillRing(half[0]))) continue;
      // Holes that touch the cell's edge defeat earcut; the polygon's own triangles do not: their pieces are convex.
      for (const t of index.search(left, low, left + dx, low + dy)) {
        const whole = clipRings([triangles[t]], box);
        const convex = whole && cut(whole);
        if (convex) fillConvex(convex[0]);
      }
    }
  }

  function fillConvex(ring: Float64Array): void {
    const corners = Array.from({ length: ring.length / 2 }, (_, k) => sink.vertex(ring[2 * k], ring[2 * k + 1]));
    for (let k = 2; k < corners.length; k++) sink.triangle(corners[0], corners[k - 1], corners[k]);
  }

  /** @returns false, with nothing filled, when the ring's triangles would not cover its area */
  function fillRing(ring: Float64Array): boolean {
    const parts = trianglesOf([ring]);
    const area = parts.reduce((sum, part) => sum + signedArea(part), 0);
    if (Math.abs(area - signedArea(ring)) > 1e-4 * dx * dy) return false;
    const corners = new Map<string, number>();
    for (const part of parts) {
      const [a, b, c] = [0, 2, 4].map((k) => {
        const key = `${part[k]} ${part[k + 1]}`;
        const corner = corners.get(key) ?? sink.vertex(part[k], part[k + 1]);
        corners.set(key, corner);
        return corner;
      });
      sink.triangle(a, b, c);
    }
    return true;
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

/** The polygon as counter-clockwise triangles of six numbers each. */
function trianglesOf(rings: Rings): Float64Array[] {
  const flat: number[] = [];
  const holes: number[] = [];
  for (const ring of rings) {
    if (flat.length > 0) holes.push(flat.length / 2);
    for (let k = 0; k < ring.length; k++) flat.push(ring[k] - rings[0][k % 2]); // small numbers keep earcut exact
  }
  const indices = earcut(flat, holes);
  const triangles: Float64Array[] = [];
  for (let k = 0; k < indices.length; k += 3) {
    const corner = (i: number): number[] => [
      flat[2 * indices[k + i]] + rings[0][0],
      flat[2 * indices[k + i] + 1] + rings[0][1],
    ];
    const triangle = Float64Array.from([...corner(0), ...corner(1), ...corner(2)]);
    const area = signedArea(triangle);
    if (area > 0) triangles.push(triangle);
    else if (area < 0) triangles.push(Float64Array.from([...corner(0), ...corner(2), ...corner(1)]));
  }
  return triangles;
}
