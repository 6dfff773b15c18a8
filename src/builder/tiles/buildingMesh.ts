// Buildings as prisms at four levels of detail: full footprints, boxes, hulls of whole blocks, and boxes of whole blocks.
// Walls and roof share their vertices and carry no normals; the shader derives them.

import earcut from "earcut";
import { convexHull, signedArea, smallestRectangle } from "../../formats/polygon.ts";
import { MeshBuilder, type TileMesh } from "./mesh.ts";

/** Some buildings, packed so that they can be handed to another thread. */
export interface PackedBuildings {
  /** east, north metres per corner. */
  coords: Float32Array;
  /** Ring r ends before corner ringEnd[r]. */
  ringEnd: Uint32Array;
  /** Building i ends before ring buildingEnd[i]. */
  buildingEnd: Uint32Array;
  /** Up of the ground below the building in the local frame, m. */
  baseUp: Float32Array;
  height: Float32Array;
  minHeight: Float32Array;
  slot: Uint32Array;
  use: Uint8Array;
  estimated: Uint8Array;
  /** Blocks only: the slot of the grid each building stands in. */
  grid?: Uint32Array;
  /** Buildings with surfaces of their own (roofs): which, and their meshes, one after the other, [east, north, up] metres. */
  meshBuilding?: Uint32Array;
  meshVertexEnd?: Uint32Array;
  meshIndexEnd?: Uint32Array;
  meshPositions?: Float32Array;
  /** Within the building's own vertices. */
  meshIndices?: Uint32Array;
}

/** How deep walls reach below the ground, m, so that no gap shows on a slope. */
const FOOT = 1;
/** Mean earth radius, m: walls follow the local vertical. */
const EARTH = 6_371_000;
/** In the block level, buildings above this many metres keep their own box: they are the skyline. From farther away fewer do. */
const SKYLINE = 60;
const FAR_SKYLINE = 150;
/** Most features of one tile; wider property tables do not fit every GPU. */
export const MOST_FEATURES = 2048;

interface Row {
  slot: number;
  base: number;
  height: number;
  use: number;
  estimated: number;
}

/** Prisms of a tile and the rows of its property table. */
class PrismBuilder {
  private readonly mesh = new MeshBuilder();
  private readonly rows: Row[] = [];

  get features(): number {
    return this.rows.length;
  }

  /** Adds one prism over rings of corners (outer counter-clockwise, holes clockwise). */
  add(rings: readonly ArrayLike<number>[], bottom: number, top: number, floor: boolean, row: Row): void {
    const feature = this.rows.push(row) - 1;
    const { mesh } = this;
    const flat: number[] = [];
    const holes: number[] = [];
    const bottoms: number[] = [];
    for (const ring of rings) {
      if (flat.length > 0) holes.push(flat.length / 2);
      const first = mesh.vertexCount;
      const n = ring.length / 2;
      for (let k = 0; k < n; k++) {
        const e = ring[2 * k];
        const v = ring[2 * k + 1];
        flat.push(e, v);
        bottoms.push(mesh.vertex(e + (e * bottom) / EARTH, row.base + bottom, v + (v * bottom) / EARTH, feature));
        mesh.vertex(e + (e * top) / EARTH, row.base + top, v + (v * top) / EARTH, feature);
      }
      for (let k = 0; k < n; k++) {
        const a = first + 2 * k;
        const b = first + 2 * ((k + 1) % n);
        mesh.triangle(a, b, b + 1);
        mesh.triangle(a, b + 1, a + 1);
      }
    }
    const roof = earcut(flat, holes.length > 0 ? holes : undefined);
    for (let k = 0; k < roof.length; k += 3) {
      const [a, b, c] = [bottoms[roof[k]], bottoms[roof[k + 1]], bottoms[roof[k + 2]]];
      // earcut keeps one winding for all triangles; which one shows in the first
      if (turn(flat, roof[k], roof[k + 1], roof[k + 2]) > 0) {
        mesh.triangle(a + 1, b + 1, c + 1);
        if (floor) mesh.triangle(a, c, b);
      } else {
        mesh.triangle(a + 1, c + 1, b + 1);
        if (floor) mesh.triangle(a, b, c);
      }
    }
  }

  /** Adds a building's own surfaces: mesh number m of the pack. */
  addSurfaces(p: PackedBuildings, m: number, row: Row): void {
    const feature = this.rows.push(row) - 1;
    const { mesh } = this;
    const first = mesh.vertexCount;
    for (let v = m === 0 ? 0 : p.meshVertexEnd![m - 1]; v < p.meshVertexEnd![m]; v++)
      mesh.vertex(p.meshPositions![3 * v], p.meshPositions![3 * v + 2], p.meshPositions![3 * v + 1], feature);
    for (let k = m === 0 ? 0 : p.meshIndexEnd![m - 1]; k < p.meshIndexEnd![m]; k += 3)
      mesh.triangle(first + p.meshIndices![k], first + p.meshIndices![k + 1], first + p.meshIndices![k + 2]);
  }

  /** @param grain see {@link TileMesh.grain} */
  finish(grain = 1): TileMesh {
    const { rows } = this;
    const mesh = this.mesh.finish({
      className: "building",
      count: rows.length,
      columns: {
        slot: Uint32Array.from(rows, (row) => row.slot),
        base: Float32Array.from(rows, (row) => sixteenths(row.base)),
        height: Float32Array.from(rows, (row) => sixteenths(row.height)),
        use: Uint8Array.from(rows, (row) => row.use),
        estimated: Uint8Array.from(rows, (row) => row.estimated),
      },
    });
    return { ...mesh, grain };
  }
}

/** Metres in whole sixteenths: the last bytes of the float are then zeros, which compress to nothing. */
const sixteenths = (metres: number): number => Math.round(metres * 16) / 16;

function turn(flat: readonly number[], a: number, b: number, c: number): number {
  return (
    (flat[2 * b] - flat[2 * a]) * (flat[2 * c + 1] - flat[2 * a + 1]) -
    (flat[2 * c] - flat[2 * a]) * (flat[2 * b + 1] - flat[2 * a + 1])
  );
}

function ringsOf(p: PackedBuildings, i: number): Float32Array[] {
  const rings: Float32Array[] = [];
  for (let r = i === 0 ? 0 : p.buildingEnd[i - 1]; r < p.buildingEnd[i]; r++)
    rings.push(p.coords.subarray(r === 0 ? 0 : 2 * p.ringEnd[r - 1], 2 * p.ringEnd[r]));
  return rings;
}

const rowOf = (p: PackedBuildings, i: number): Row => ({
  slot: p.slot[i],
  base: p.baseUp[i],
  height: p.height[i],
  use: p.use[i],
  estimated: p.estimated[i],
});

const bottomOf = (minHeight: number): number => (minHeight > 0 ? minHeight : -FOOT);

/** Every building as it stands: its own surfaces if it has them, else a prism with its holes; floating parts with a floor. */
export function fullMesh(p: PackedBuildings): TileMesh {
  const prisms = new PrismBuilder();
  let m = 0;
  for (let i = 0; i < p.slot.length; i++)
    if (p.meshBuilding?.[m] === i) prisms.addSurfaces(p, m++, rowOf(p, i));
    else prisms.add(ringsOf(p, i), bottomOf(p.minHeight[i]), p.height[i], p.minHeight[i] > 0, rowOf(p, i));
  return prisms.finish();
}

/** Every building as the smallest box around its footprint. */
export function boxMesh(p: PackedBuildings): TileMesh {
  const prisms = new PrismBuilder();
  for (let i = 0; i < p.slot.length; i++) addBox(prisms, p, i);
  return prisms.finish();
}

function addBox(prisms: PrismBuilder, p: PackedBuildings, i: number): void {
  const outer = ringsOf(p, i)[0];
  const box = smallestRectangle(outer) ?? outer;
  prisms.add([box], bottomOf(p.minHeight[i]), p.height[i], p.minHeight[i] > 0, rowOf(p, i));
}

/**
 * One hull per grid, as high as the footprint-weighted mean of its buildings and carrying the grid's slot;
 * buildings of the skyline keep a box of their own.
 */
export function blockMesh(p: PackedBuildings): TileMesh {
  return hullMesh(p, SKYLINE, 4, (points) => convexHull(points));
}

/** The same for the view of a whole large city: one box per grid. */
export function massMesh(p: PackedBuildings): TileMesh {
  return hullMesh(p, FAR_SKYLINE, 8, (points) => smallestRectangle(points) ?? convexHull(points));
}

function hullMesh(
  p: PackedBuildings,
  skylineMetres: number,
  grain: number,
  outline: (points: number[]) => number[],
): TileMesh {
  const prisms = new PrismBuilder();
  const n = p.slot.length;
  const skyline: number[] = [];
  for (let i = 0; i < n; i++) if (p.height[i] > skylineMetres) skyline.push(i);
  const groups = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    if (p.height[i] > skylineMetres) continue;
    const group = groups.get(p.grid![i]);
    if (group) group.push(i);
    else groups.set(p.grid![i], [i]);
  }
  skyline.sort((a, b) => p.height[b] - p.height[a] || a - b);
  skyline.length = Math.min(skyline.length, Math.max(0, MOST_FEATURES - groups.size));
  for (const [grid, members] of groups) addHull(prisms, p, grid, members, outline);
  for (const i of skyline.sort((a, b) => a - b)) addBox(prisms, p, i);
  return prisms.finish(grain);
}

function addHull(
  prisms: PrismBuilder,
  p: PackedBuildings,
  grid: number,
  members: readonly number[],
  outline: (points: number[]) => number[],
): void {
  const points: number[] = [];
  const uses = new Float64Array(256);
  let [area, volume, base, estimated] = [0, 0, Infinity, 0];
  for (const i of members) {
    const outer = ringsOf(p, i)[0];
    for (let k = 0; k < outer.length; k++) points.push(outer[k]);
    const size = Math.abs(signedArea(outer));
    area += size;
    volume += size * p.height[i];
    uses[p.use[i]] += size;
    base = Math.min(base, p.baseUp[i]);
    estimated = Math.max(estimated, p.estimated[i]);
  }
  const hull = outline(points);
  if (hull.length < 6 || !(area > 0)) return;
  const height = volume / area;
  prisms.add([hull], -FOOT, height, false, {
    slot: grid,
    base,
    height,
    use: uses.indexOf(Math.max(...uses)),
    estimated,
  });
}
