// Areas and places as sheets on the ground: earcut, then edges split until they follow it; places also get a curtain.

import earcut from "earcut";
import { LEVEL } from "../../twin/level.ts";
import { fillByCells } from "./cellFill.ts";
import type { Drape } from "./drape.ts";
import { MeshBuilder, type TileMesh } from "./mesh.ts";

/** Some polygons, packed so that they can be handed to another thread. A feature may have several. */
export interface PackedAreas {
  /** lon, lat degrees per corner. */
  coords: Float64Array;
  ringEnd: Uint32Array;
  polygonEnd: Uint32Array;
  /** Feature of each polygon. */
  feature: Uint16Array;
  /** m above the ground per feature. */
  lift: Float32Array;
  /** Areas: index of AREA_CLASSES per feature. Places: their level. */
  klass: Uint8Array;
  /** Places only: their slot. */
  slot?: Uint32Array;
}

/** Height of the border curtain of a place, m, by level. */
const CURTAIN: Record<number, number> = {
  [LEVEL.district]: 260,
  [LEVEL.street]: 120,
  [LEVEL.community]: 80,
  [LEVEL.grid]: 40,
};
/** Edges are split at most this often (each time in half). */
const DEEPEST = 10;

export function areaMesh(areas: PackedAreas, drape: Drape): TileMesh {
  const mesh = new MeshBuilder();
  eachPolygon(areas, (rings, feature) => fill(mesh, rings, feature, areas.lift[feature], drape));
  return mesh.finish({ className: "area", count: areas.klass.length, columns: { klass: areas.klass } });
}

export function placeMesh(places: PackedAreas, drape: Drape): TileMesh {
  const mesh = new MeshBuilder(["_UP", "_EDGE"]);
  eachPolygon(places, (rings, feature) => {
    fill(mesh, rings, feature, places.lift[feature], drape);
    const top = CURTAIN[places.klass[feature]];
    if (top) for (const ring of rings) curtain(mesh, ring, feature, places.lift[feature], top, drape);
  });
  return mesh.finish({
    className: "place",
    count: places.klass.length,
    columns: { slot: places.slot!, level: places.klass },
  });
}

function eachPolygon(areas: PackedAreas, use: (rings: Float64Array[], feature: number) => void): void {
  for (let p = 0; p < areas.polygonEnd.length; p++) {
    const rings: Float64Array[] = [];
    for (let r = p === 0 ? 0 : areas.polygonEnd[p - 1]; r < areas.polygonEnd[p]; r++)
      rings.push(areas.coords.subarray(r === 0 ? 0 : 2 * areas.ringEnd[r - 1], 2 * areas.ringEnd[r]));
    use(rings, areas.feature[p]);
  }
}

function fill(mesh: MeshBuilder, rings: Float64Array[], feature: number, lift: number, drape: Drape): void {
  if (drape.isLarge(rings[0])) {
    fillByCells(rings, drape.ground, {
      vertex: (lon, lat) => {
        const at = drape.at(lon, lat, lift);
        return mesh.vertex(at[0], at[2], at[1], feature, 0, 0);
      },
      triangle: (a, b, c) => mesh.triangle(a, b, c),
    });
    return;
  }
  const flat: number[] = [];
  const holes: number[] = [];
  for (const ring of rings) {
    if (flat.length > 0) holes.push(flat.length / 2);
    for (let i = 0; i < ring.length; i++) flat.push(ring[i]);
  }
  const [lon0, lat0] = [flat[0], flat[1]];
  const local = flat.map((x, i) => x - (i % 2 === 0 ? lon0 : lat0)); // keeps earcut's products exact enough
  let triangles = earcut(local, holes.length > 0 ? holes : undefined);
  triangles = splitEdges(flat, triangles, lift, drape);
  const first = mesh.vertexCount;
  for (let i = 0; i < flat.length; i += 2) {
    const at = drape.at(flat[i], flat[i + 1], lift);
    mesh.vertex(at[0], at[2], at[1], feature, 0, 0);
  }
  for (let k = 0; k < triangles.length; k += 3) {
    const [a, b, c] = [triangles[k], triangles[k + 1], triangles[k + 2]];
    const up =
      (flat[2 * b] - flat[2 * a]) * (flat[2 * c + 1] - flat[2 * a + 1]) -
      (flat[2 * c] - flat[2 * a]) * (flat[2 * b + 1] - flat[2 * a + 1]);
    if (up >= 0) mesh.triangle(first + a, first + b, first + c);
    else mesh.triangle(first + a, first + c, first + b);
  }
}

/** Splits edges at their middle wherever the ground bends; both triangles at an edge split alike, so no crack opens. Appends to `flat`. */
function splitEdges(flat: number[], start: number[], lift: number, drape: Drape): number[] {
  let triangles = start;
  const done: number[] = []; // no edge of these bends, so no later pass can split them
  for (let deep = 0; deep < DEEPEST; deep++) {
    const middles = new Map<number, number>();
    const span = flat.length / 2;
    const middle = (a: number, b: number): number => {
      const key = a < b ? a * span + b : b * span + a;
      let m = middles.get(key);
      if (m === undefined) {
        m = -1;
        if (drape.bends(flat[2 * a], flat[2 * a + 1], flat[2 * b], flat[2 * b + 1], lift))
          m = flat.push((flat[2 * a] + flat[2 * b]) / 2, (flat[2 * a + 1] + flat[2 * b + 1]) / 2) / 2 - 1;
        middles.set(key, m);
      }
      return m;
    };
    const next: number[] = [];
    for (let k = 0; k < triangles.length; k += 3) {
      const corners = [triangles[k], triangles[k + 1], triangles[k + 2]];
      const mids = [middle(corners[0], corners[1]), middle(corners[1], corners[2]), middle(corners[2], corners[0])];
      const split = mids.filter((m) => m >= 0).length;
      if (split === 0) done.push(corners[0], corners[1], corners[2]);
      else pushSplit(next, corners, mids, split);
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

/** A wall along a border from the ground up: `_UP` runs from 0 to 1, `_EDGE` is 1. */
function curtain(
  mesh: MeshBuilder,
  ring: Float64Array,
  feature: number,
  lift: number,
  top: number,
  drape: Drape,
): void {
  const n = ring.length / 2;
  let last = -1;
  const post = (lon: number, lat: number): void => {
    const foot = drape.at(lon, lat, lift);
    const a = mesh.vertex(foot[0], foot[2], foot[1], feature, 0, 1);
    const head = drape.at(lon, lat, lift + top);
    mesh.vertex(head[0], head[2], head[1], feature, 1, 1);
    if (last >= 0) {
      mesh.triangle(last, a, a + 1);
      mesh.triangle(last, a + 1, last + 1);
    }
    last = a;
  };
  const split = (lonA: number, latA: number, lonB: number, latB: number, deep: number): void => {
    if (deep < DEEPEST && drape.bends(lonA, latA, lonB, latB, lift)) {
      const [lon, lat] = [(lonA + lonB) / 2, (latA + latB) / 2];
      split(lonA, latA, lon, lat, deep + 1);
      split(lon, lat, lonB, latB, deep + 1);
    } else post(lonB, latB);
  };
  post(ring[0], ring[1]);
  for (let k = 0; k < n; k++) {
    const j = (k + 1) % n;
    split(ring[2 * k], ring[2 * k + 1], ring[2 * j], ring[2 * j + 1], 0);
  }
}
