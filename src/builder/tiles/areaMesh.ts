// Areas and places as sheets that follow the ground; places also get a curtain.

import { polygonTriangles } from "../../formats/triangles.ts";
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
/** Edges of a curtain are split at most this often (each time in half). */
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
  const { corners, indices } = polygonTriangles(rings, (lonA, latA, lonB, latB) =>
    drape.bends(lonA, latA, lonB, latB, lift),
  );
  const first = mesh.vertexCount;
  for (let i = 0; i < corners.length; i += 2) {
    const at = drape.at(corners[i], corners[i + 1], lift);
    mesh.vertex(at[0], at[2], at[1], feature, 0, 0);
  }
  for (let k = 0; k < indices.length; k += 3)
    mesh.triangle(first + indices[k], first + indices[k + 1], first + indices[k + 2]);
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
