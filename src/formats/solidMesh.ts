// The surfaces of a building (CityJSON, CityGML) as one mesh: roofs kept, floors nobody sees dropped, walls let into the ground.

import earcut from "earcut";
import { metresPerDegree } from "../twin/geodesy.ts";
import type { SolidGeometry, Surface } from "./feature.ts";
import { finest, lodNumber } from "./solids.ts";

/** How deep walls reach below the lowest corner, m, so that no gap shows on a slope. */
const FOOT = 1;
/** Corners this near to the lowest one are feet, m. */
const FEET = 0.05;

/** Surfaces of a building as triangles. */
export interface BuildingMesh {
  /** lon, lat degrees, height m per vertex. */
  positions: Float64Array;
  indices: Uint32Array;
}

export interface SolidMesh {
  mesh: BuildingMesh;
  /** Lowest and highest corner, m. */
  low: number;
  high: number;
}

/** The wanted level of detail, or else the highest; flat ones (level 0) never. */
export function chooseLod(solids: readonly SolidGeometry[], lod?: string): SolidGeometry | null {
  const bodies = solids.filter((solid) => lodNumber(solid.lod) >= 1);
  return (lod === undefined ? undefined : bodies.find((solid) => solid.lod === lod)) ?? finest(bodies) ?? null;
}

/**
 * @param solid surfaces in degrees and metres
 * @returns null when no surface has an area
 */
export function solidMesh(solid: SolidGeometry): SolidMesh | null {
  let [low, high] = [Infinity, -Infinity];
  for (const { rings } of solid.surfaces)
    for (let i = 2; i < rings[0].length; i += 3) {
      if (rings[0][i] < low) low = rings[0][i];
      if (rings[0][i] > high) high = rings[0][i];
    }
  if (!(high > low)) return null;
  const [lon0, lat0] = solid.surfaces[0].rings[0];
  const metres = metresPerDegree(lat0);
  const positions: number[] = [];
  const indices: number[] = [];
  const welded = new Map<string, number>();
  const vertex = (ring: Float64Array, k: number): number => {
    const height = ring[k + 2] < low + FEET ? low - FOOT : ring[k + 2];
    const key = `${Math.round((ring[k] - lon0) * 1e9)},${Math.round((ring[k + 1] - lat0) * 1e9)},${Math.round(height * 1000)}`;
    let index = welded.get(key);
    if (index === undefined) {
      index = positions.push(ring[k], ring[k + 1], height) / 3 - 1;
      welded.set(key, index);
    }
    return index;
  };
  for (const surface of solid.surfaces) if (!hidden(surface, low)) addSurface(surface, metres, vertex, indices);
  if (indices.length === 0) return null;
  return { mesh: { positions: Float64Array.from(positions), indices: Uint32Array.from(indices) }, low, high };
}

/** A floor on the ground. */
function hidden(surface: Surface, low: number): boolean {
  if (surface.kind !== "ground") return false;
  const ring = surface.rings[0];
  for (let i = 2; i < ring.length; i += 3) if (ring[i] > low + 1) return false;
  return true;
}

/** Triangles of a flat surface: projected along the largest part of its normal, earcut, turned as the surface is. */
function addSurface(
  { rings }: Surface,
  metres: { lon: number; lat: number },
  vertex: (ring: Float64Array, k: number) => number,
  indices: number[],
): void {
  const outer = rings[0];
  const [x0, y0] = outer;
  const at = (ring: Float64Array, k: number): [number, number, number] => [
    (ring[k] - x0) * metres.lon,
    (ring[k + 1] - y0) * metres.lat,
    ring[k + 2],
  ];
  let [nx, ny, nz] = [0, 0, 0];
  for (let i = 0, j = outer.length - 3; i < outer.length; j = i, i += 3) {
    const a = at(outer, j);
    const b = at(outer, i);
    nx += (a[1] - b[1]) * (a[2] + b[2]);
    ny += (a[2] - b[2]) * (a[0] + b[0]);
    nz += (a[0] - b[0]) * (a[1] + b[1]);
  }
  const [ax, ay, az] = [Math.abs(nx), Math.abs(ny), Math.abs(nz)];
  if (Math.max(ax, ay, az) < 1e-6) return;
  // The two axes kept, in the order that keeps the turning direction.
  const [u, v] =
    az >= ax && az >= ay
      ? nz > 0
        ? [0, 1]
        : [1, 0]
      : ax >= ay
        ? nx > 0
          ? [1, 2]
          : [2, 1]
        : ny > 0
          ? [2, 0]
          : [0, 2];
  const flat: number[] = [];
  const holes: number[] = [];
  const corners: number[] = [];
  for (const ring of rings) {
    if (flat.length > 0) holes.push(flat.length / 2);
    for (let k = 0; k < ring.length; k += 3) {
      const p = at(ring, k);
      flat.push(p[u], p[v]);
      corners.push(vertex(ring, k));
    }
  }
  const triangles = earcut(flat, holes.length > 0 ? holes : undefined);
  for (let k = 0; k < triangles.length; k += 3) {
    const [a, b, c] = [triangles[k], triangles[k + 1], triangles[k + 2]];
    const turn =
      (flat[2 * b] - flat[2 * a]) * (flat[2 * c + 1] - flat[2 * a + 1]) -
      (flat[2 * c] - flat[2 * a]) * (flat[2 * b + 1] - flat[2 * a + 1]);
    const [i, j, l] = turn >= 0 ? [corners[a], corners[b], corners[c]] : [corners[a], corners[c], corners[b]];
    if (i !== j && j !== l && l !== i) indices.push(i, j, l);
  }
}
