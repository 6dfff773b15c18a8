// The outline on the ground of things given as surfaces: shared edges dissolved, heights of the corners kept.

import type { SolidGeometry, Surface } from "./feature.ts";
import { convexHull, pointInRings, signedArea } from "./polygon.ts";
import { lodNumber, vectorArea, zRange } from "./solids.ts";

/** [x, y, z] in the file's own coordinates. */
export type Position = number[];

/** A GeoJSON polygon or several; rings closed, outer rings counter-clockwise, holes clockwise. */
export type AreaGeometry =
  | { type: "Polygon"; coordinates: Position[][] }
  | { type: "MultiPolygon"; coordinates: Position[][][] };

/** Area (squared units) a surface keeps when seen from above, as a share of its own, below which it counts as upright. */
const UPRIGHT = 1e-6;
/** Least z of the unit normal of a surface taken as level. */
const LEVEL = 0.95;

/**
 * The outline of a building or the like.
 * Taken from level of detail 0, else its ground surfaces, else its lowest level surfaces, else what its roofs cover
 * when they fit together, else the hull of all corners.
 * @returns null when the surfaces cover no ground
 */
export function footprintOf(solids: readonly SolidGeometry[]): AreaGeometry | null {
  const flat = solids.find(({ lod }) => lodNumber(lod) < 1);
  const outline = flat && areaOf(flat.surfaces);
  if (outline) return outline;
  const detailed = solids
    .filter(({ lod }) => !(lodNumber(lod) < 1))
    .sort((a, b) => (lodNumber(b.lod) || 0) - (lodNumber(a.lod) || 0));
  for (const { surfaces } of detailed) {
    const ground = areaOf(surfaces.filter(({ kind }) => kind === "ground"));
    if (ground) return ground;
  }
  for (const { surfaces } of detailed) {
    const roofs = surfaces.filter(({ kind }) => kind === "roof");
    const found = areaOf(lowestLevel(surfaces)) ?? areaOf(roofs, true) ?? hullOf(surfaces);
    if (found) return found;
  }
  return null;
}

/**
 * The ground that roads, water, plants and the like cover: the surfaces of their coarsest level of detail that has any,
 * only their upper sides if they close a body.
 */
export function coverOf(solids: readonly SolidGeometry[]): AreaGeometry | null {
  for (const { surfaces } of solids.toSorted((a, b) => (lodNumber(a.lod) || 0) - (lodNumber(b.lod) || 0))) {
    const ups = surfaces.map(({ rings }) => vectorArea(rings[0])[2]);
    let [net, gross] = [0, 0];
    for (const up of ups) {
      net += up;
      gross += Math.abs(up);
    }
    const area = areaOf(Math.abs(net) > 1e-3 * gross ? surfaces : surfaces.filter((_, i) => ups[i] > 0));
    if (area) return area;
  }
  return null;
}

/** Level surfaces within half a unit of the lowest corner of all. */
function lowestLevel(surfaces: readonly Surface[]): Surface[] {
  const [low] = zRange(surfaces);
  return surfaces.filter((surface) => {
    const [nx, ny, nz] = vectorArea(surface.rings[0]);
    return Math.abs(nz) > LEVEL * Math.hypot(nx, ny, nz) && zRange([surface])[1] < low + 0.5;
  });
}

function hullOf(surfaces: readonly Surface[]): AreaGeometry | null {
  const points: number[] = [];
  const [low] = zRange(surfaces);
  for (const { rings } of surfaces)
    for (let i = 0; i < rings[0].length; i += 3) points.push(rings[0][i], rings[0][i + 1]);
  if (points.length < 6) return null;
  const hull = convexHull(points);
  if (hull.length < 6 || signedArea(hull) <= 0) return null;
  const ring: Position[] = [];
  for (let i = 0; i <= hull.length; i += 2) ring.push([hull[i % hull.length], hull[(i % hull.length) + 1], low]);
  return { type: "Polygon", coordinates: [ring] };
}

/**
 * What surfaces cover seen from above, as polygons: upright ones left out, edges two surfaces share dissolved.
 * Surfaces that overlap are handed out each by itself.
 * @param whole null instead when they overlap
 */
export function areaOf(surfaces: readonly Surface[], whole = false): AreaGeometry | null {
  const pieces: Float64Array[][] = [];
  let total = 0;
  for (const { rings } of surfaces) {
    const piece = level(rings);
    if (!piece) continue;
    pieces.push(piece);
    for (const ring of piece) total += area2(ring);
  }
  if (pieces.length === 0) return null;
  let polygons = pieces;
  if (pieces.length > 1) {
    const { joined, apart } = dissolve(pieces);
    let sum = 0;
    for (const polygon of [...joined, ...apart]) for (const ring of polygon) sum += area2(ring);
    if (Math.abs(sum - total) <= 1e-6 * total) polygons = [...joined, ...apart];
    if (whole && (polygons === pieces || apart.length > 0)) return null;
  }
  const coordinates = polygons.map((polygon) => polygon.map(closed));
  return coordinates.length === 1
    ? { type: "Polygon", coordinates: coordinates[0] }
    : { type: "MultiPolygon", coordinates };
}

/** Twice the area of a ring of [x, y, z, …] seen from above, counter-clockwise positive. */
function area2(ring: Float64Array): number {
  let sum = 0;
  for (let i = 0, j = ring.length - 3; i < ring.length; j = i, i += 3)
    sum += (ring[j] - ring[0]) * (ring[i + 1] - ring[1]) - (ring[i] - ring[0]) * (ring[j + 1] - ring[1]);
  return sum;
}

/** The rings turned as a polygon seen from above; null when the surface is upright. */
function level(rings: readonly Float64Array[]): Float64Array[] | null {
  const outer = area2(rings[0]);
  const [nx, ny, nz] = vectorArea(rings[0]);
  if (Math.abs(outer) <= 2 * UPRIGHT * Math.hypot(nx, ny, nz)) return null;
  return rings.map((ring, r) => (area2(ring) > 0 === (r === 0) ? ring : turned(ring)));
}

function turned(ring: Float64Array): Float64Array {
  const out = new Float64Array(ring.length);
  for (let i = 0; i < ring.length; i += 3) out.set(ring.subarray(i, i + 3), ring.length - 3 - i);
  return out;
}

function closed(ring: Float64Array): Position[] {
  const out: Position[] = [];
  for (let i = 0; i <= ring.length; i += 3) {
    const k = i % ring.length;
    out.push([ring[k], ring[k + 1], ring[k + 2]]);
  }
  return out;
}

/** Joins polygons along edges that two of them share; those that use an edge the same way as another (they overlap) stay apart. */
function dissolve(pieces: readonly Float64Array[][]): { joined: Float64Array[][]; apart: Float64Array[][] } {
  const corners = new Corners();
  const after = new Map<number, number[]>();
  const apart: Float64Array[][] = [];
  for (const rings of pieces) {
    const edges: [number, number][] = [];
    for (const ring of rings) {
      let from = corners.index(ring, ring.length - 3);
      for (let i = 0; i < ring.length; i += 3) {
        const to = corners.index(ring, i);
        if (to !== from) edges.push([from, to]);
        from = to;
      }
    }
    if (edges.some(([from, to]) => after.get(from)?.includes(to))) apart.push(rings);
    else for (const [from, to] of edges) addEdge(after, from, to);
  }
  return { joined: nest(trace(after, corners), corners), apart };
}

/** Adds an edge, or takes its opposite away. */
function addEdge(after: Map<number, number[]>, from: number, to: number): void {
  const back = after.get(to);
  const at = back ? back.indexOf(from) : -1;
  if (at >= 0) {
    back!.splice(at, 1);
    return;
  }
  const list = after.get(from);
  if (list) list.push(to);
  else after.set(from, [to]);
}

/** Corners numbered by x and y; the first z met is kept. */
class Corners {
  readonly xyz: number[] = [];
  private readonly byX = new Map<number, Map<number, number>>();

  index(ring: Float64Array, i: number): number {
    const [x, y] = [ring[i], ring[i + 1]];
    let byY = this.byX.get(x);
    if (!byY) {
      byY = new Map();
      this.byX.set(x, byY);
    }
    let index = byY.get(y);
    if (index === undefined) {
      index = this.xyz.length / 3;
      byY.set(y, index);
      this.xyz.push(x, y, ring[i + 2]);
    }
    return index;
  }

  ring(indices: readonly number[]): Float64Array {
    const out = new Float64Array(3 * indices.length);
    for (let i = 0; i < indices.length; i++) for (let k = 0; k < 3; k++) out[3 * i + k] = this.xyz[3 * indices[i] + k];
    return out;
  }
}

/** Follows the edges left over; where several leave a corner, the first one clockwise of the way back keeps rings simple. */
function trace(after: Map<number, number[]>, { xyz }: Corners): number[][] {
  const rings: number[][] = [];
  for (const [first, list] of after)
    while (list.length > 0) {
      const ring = [first];
      let from = first;
      let at = list.pop()!;
      while (at !== first) {
        ring.push(at);
        const next = after.get(at);
        if (!next || next.length === 0) break; // cannot be: as many edges enter a corner as leave it
        let best = 0;
        if (next.length > 1) {
          const angle = (to: number): number =>
            Math.atan2(xyz[3 * to + 1] - xyz[3 * at + 1], xyz[3 * to] - xyz[3 * at]);
          const back = angle(from);
          const clockwise = next.map((to) => (back - angle(to) + 4 * Math.PI) % (2 * Math.PI) || 2 * Math.PI);
          best = clockwise.indexOf(Math.min(...clockwise));
        }
        from = at;
        at = next.splice(best, 1)[0];
      }
      if (ring.length > 2) rings.push(ring);
    }
  return rings;
}

/** Outer rings with the holes that lie in them. */
function nest(rings: readonly number[][], corners: Corners): Float64Array[][] {
  const outers: Float64Array[][] = [];
  const holes: Float64Array[] = [];
  for (const indices of rings) {
    const ring = corners.ring(indices);
    if (area2(ring) > 0) outers.push([ring]);
    else holes.push(ring);
  }
  if (outers.length === 1) outers[0].push(...holes);
  else
    for (const hole of holes) {
      // The middle of a hole's edge lies on no other ring's corner.
      const [x, y] = [(hole[0] + hole[3]) / 2, (hole[1] + hole[4]) / 2];
      let home: Float64Array[] | null = null;
      for (const outer of outers)
        if (pointInRings(x, y, [flat(outer[0])]) && (!home || area2(outer[0]) < area2(home[0]))) home = outer;
      home?.push(hole);
    }
  return outers;
}

function flat(ring: Float64Array): Float64Array {
  const out = new Float64Array((ring.length / 3) * 2);
  for (let i = 0, o = 0; i < ring.length; i += 3) {
    out[o++] = ring[i];
    out[o++] = ring[i + 1];
  }
  return out;
}
