// The geometry of one shapefile record to GeoJSON geometry (ESRI Shapefile Technical Description, 1998).

import Flatbush from "flatbush";
import { boundsOf, pointInRings, signedArea } from "../polygon.ts";

type Position = number[];

/** "No data" of measures and heights. */
const NO_DATA = -1e38;
/** Outer and inner rings compared one by one up to here; beyond, by an index. */
const FEW = 100_000;

/** Damaged record: its numbers do not fit its length. */
const DAMAGED = { type: "damaged" };

/**
 * @param view content of a record, after its header
 * @returns GeoJSON geometry; null for a null shape; a geometry that cannot be used for a damaged or unknown one
 */
export function shapeGeometry(view: DataView): unknown {
  if (view.byteLength < 4) return DAMAGED;
  const type = view.getInt32(0, true);
  const kind = type % 10;
  const hasZ = type >= 11 && type <= 18;
  if (type === 0) return null;
  if (type === 31) return { type: "MultiPatch" };
  if (type < 0 || type > 28) return { type: `shape type ${type}` };
  if (kind === 1) return point(view, hasZ);
  if (kind === 8) {
    const count = view.byteLength >= 40 ? view.getInt32(36, true) : -1;
    const positions = readPositions(view, 40, count, hasZ);
    return positions ? { type: "MultiPoint", coordinates: positions } : DAMAGED;
  }
  if (kind !== 3 && kind !== 5) return { type: `shape type ${type}` };
  const parts = readParts(view, hasZ);
  if (!parts) return DAMAGED;
  if (kind === 3)
    return parts.length === 1
      ? { type: "LineString", coordinates: parts[0] }
      : { type: "MultiLineString", coordinates: parts };
  return polygons(parts);
}

function point(view: DataView, hasZ: boolean): unknown {
  if (view.byteLength < (hasZ ? 28 : 20)) return DAMAGED;
  const coordinates = [view.getFloat64(4, true), view.getFloat64(12, true)];
  if (hasZ) pushHeight(coordinates, view.getFloat64(20, true));
  return { type: "Point", coordinates };
}

function pushHeight(position: Position, z: number): void {
  if (Number.isFinite(z) && z > NO_DATA) position.push(z);
}

/** Positions at an offset, with heights that stand behind all of them (after two numbers for their range). */
function readPositions(view: DataView, offset: number, count: number, hasZ: boolean): Position[] | null {
  const end = offset + 16 * count;
  if (count < 0 || end > view.byteLength) return null;
  const heights = end + 16;
  const withZ = hasZ && heights + 8 * count <= view.byteLength;
  const positions = new Array<Position>(count);
  for (let i = 0; i < count; i++) {
    const position = [view.getFloat64(offset + 16 * i, true), view.getFloat64(offset + 16 * i + 8, true)];
    if (withZ) pushHeight(position, view.getFloat64(heights + 8 * i, true));
    positions[i] = position;
  }
  return positions;
}

function readParts(view: DataView, hasZ: boolean): Position[][] | null {
  if (view.byteLength < 44) return null;
  const partCount = view.getInt32(36, true);
  const pointCount = view.getInt32(40, true);
  if (partCount < 0 || 44 + 4 * partCount > view.byteLength) return null;
  const positions = readPositions(view, 44 + 4 * partCount, pointCount, hasZ);
  if (!positions) return null;
  const parts: Position[][] = [];
  for (let p = 0; p < partCount; p++) {
    const from = view.getInt32(44 + 4 * p, true);
    const to = p + 1 < partCount ? view.getInt32(48 + 4 * p, true) : pointCount;
    if (from < 0 || to < from || to > pointCount) return null;
    if (to > from) parts.push(positions.slice(from, to));
  }
  return parts;
}

interface Ring {
  positions: Position[];
  flat: Float64Array;
  box: [number, number, number, number];
  area: number;
}

/**
 * Rings to polygons. Outlines run clockwise and holes counter-clockwise; each hole belongs to the smallest outline around it.
 * Where no ring runs clockwise (many programs write so), a ring inside another is a hole of it.
 */
function polygons(parts: readonly Position[][]): unknown {
  if (parts.length === 1) return { type: "Polygon", coordinates: [parts[0]] };
  const rings = parts.map((positions): Ring => {
    const flat = new Float64Array(2 * positions.length);
    for (let i = 0; i < positions.length; i++) {
      flat[2 * i] = positions[i][0];
      flat[2 * i + 1] = positions[i][1];
    }
    return { positions, flat, box: boundsOf(flat), area: signedArea(flat) };
  });
  let outlines = rings.filter((ring) => ring.area <= 0);
  let holes = rings.filter((ring) => ring.area > 0);
  const sameWay = outlines.length === 0;
  if (sameWay) [outlines, holes] = [rings, rings];
  const around = homes(outlines, holes);
  const made = new Map<Ring, Position[][]>();
  if (sameWay) {
    // A ring at an odd depth is a hole of the one it lies in; at an even depth an outline of its own.
    const depth = (ring: Ring): number => {
      let n = 0;
      for (let home = around.get(ring); home && n < 64; home = around.get(home)) n++;
      return n;
    };
    for (const ring of rings) if (depth(ring) % 2 === 0) made.set(ring, [ring.positions]);
    for (const ring of rings) if (depth(ring) % 2 === 1) made.get(around.get(ring) as Ring)?.push(ring.positions);
  } else {
    for (const outline of outlines) made.set(outline, [outline.positions]);
    for (const hole of holes) {
      const home = around.get(hole);
      if (home) made.get(home)?.push(hole.positions);
      else made.set(hole, [hole.positions]); // a hole in nothing is an outline turned the wrong way
    }
  }
  return { type: "MultiPolygon", coordinates: [...made.values()] };
}

/** The smallest outline around each ring (other than itself). */
function homes(outlines: readonly Ring[], rings: readonly Ring[]): Map<Ring, Ring> {
  let candidates: (ring: Ring) => Iterable<Ring> = () => outlines;
  if (outlines.length * rings.length > FEW) {
    const index = new Flatbush(outlines.length);
    for (const { box } of outlines) index.add(box[0], box[1], box[2], box[3]);
    index.finish();
    candidates = ({ flat }) => index.search(flat[0], flat[1], flat[0], flat[1]).map((i) => outlines[i]);
  }
  const found = new Map<Ring, Ring>();
  for (const ring of rings) {
    let best: Ring | null = null;
    for (const outline of candidates(ring)) {
      const { box } = outline;
      if (outline === ring || Math.abs(outline.area) <= Math.abs(ring.area)) continue;
      if (ring.box[0] < box[0] || ring.box[1] < box[1] || ring.box[2] > box[2] || ring.box[3] > box[3]) continue;
      if (best && Math.abs(best.area) <= Math.abs(outline.area)) continue;
      if (isInside(ring.flat, outline.flat)) best = outline;
    }
    if (best) found.set(ring, best);
  }
  return found;
}

/** Whether most corners of a ring lie in another (some may lie on it). */
function isInside(ring: Float64Array, outline: Float64Array): boolean {
  let inside = 0;
  let tried = 0;
  const step = 2 * Math.max(1, Math.floor(ring.length / 2 / 16));
  for (let i = 0; i < ring.length; i += step, tried++) if (pointInRings(ring[i], ring[i + 1], [outline])) inside++;
  return 2 * inside >= tried;
}
