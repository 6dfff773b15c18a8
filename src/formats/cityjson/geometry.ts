// The boundaries of CityJSON geometries to surfaces, lines and points; whatever in them does not hold is told to the caller.

import { CoordinatePool } from "../coordinatePool.ts";
import type { SolidGeometry, Surface } from "../feature.ts";
import { asObject, member } from "../objects.ts";
import { signedVolume, turnSurfaces } from "../solids.ts";
import { PlacedVertices, type Vertices } from "./vertices.ts";

/** What was wrong in a geometry; `lost` when something of it is left out rather than mended. */
export type Complain = (reason: string, action: string, lost: boolean) => void;

/** Templates of geometry instances, with their own vertices. */
export interface Templates {
  geometries: readonly unknown[];
  vertices: Vertices;
}

/** All geometries of one city object. */
export interface ObjectGeometry {
  solids: SolidGeometry[];
  /** Whether the surfaces of the solid of this index have semantics. */
  semantic: boolean[];
  points: number[][];
  lines: number[][][];
  /** Where geometry instances stand. */
  anchors: number[][];
}

/** How many arrays stand around a surface: surfaces are lists of rings, rings lists of vertex indices. */
const SURFACE_DEPTH: Readonly<Record<string, number>> = {
  MultiSurface: 1,
  CompositeSurface: 1,
  Solid: 2,
  MultiSolid: 3,
  CompositeSolid: 3,
};

const KINDS: Readonly<Record<string, Surface["kind"]>> = {
  RoofSurface: "roof",
  WallSurface: "wall",
  GroundSurface: "ground",
};

/** @param list the object's `geometry` as parsed */
export function readGeometries(
  list: unknown,
  vertices: Vertices,
  templates: Templates | null,
  complain: Complain,
): ObjectGeometry {
  const out: ObjectGeometry = { solids: [], semantic: [], points: [], lines: [], anchors: [] };
  if (list === undefined || list === null) return out;
  if (!Array.isArray(list)) complain("geometry-unknown", "its geometry is not a list", true);
  else for (const item of list) readGeometry(asObject(item), vertices, templates, complain, out);
  return out;
}

function readGeometry(
  geometry: Record<string, unknown> | null,
  vertices: Vertices,
  templates: Templates | null,
  complain: Complain,
  out: ObjectGeometry,
): void {
  const type = geometry && member(geometry, "type");
  if (!geometry || typeof type !== "string") {
    complain("geometry-unknown", "a geometry without a type left out", true);
    return;
  }
  if (type === "GeometryInstance") readInstance(geometry, vertices, templates, complain, out);
  else if (type === "MultiPoint" || type === "MultiLineString") readLoose(type, geometry, vertices, complain, out);
  else if (Object.hasOwn(SURFACE_DEPTH, type)) readSurfaces(type, geometry, vertices, complain, out);
  else complain("geometry-unknown", `a geometry of the unknown type ${type.slice(0, 40)} left out`, true);
}

function readSurfaces(
  type: string,
  geometry: Record<string, unknown>,
  vertices: Vertices,
  complain: Complain,
  out: ObjectGeometry,
): void {
  const boundaries = member(geometry, "boundaries");
  if (!Array.isArray(boundaries) || boundaries.length === 0) {
    complain("boundaries-empty", `a ${type} without boundaries left out`, true);
    return;
  }
  const semantics = asObject(member(geometry, "semantics"));
  const types = semantics && member(semantics, "surfaces");
  const surfaces: Surface[] = [];
  const reader = new SurfaceReader(vertices, Array.isArray(types) ? types : [], complain, surfaces);
  if (!reader.walk(boundaries, semantics ? member(semantics, "values") : null, SURFACE_DEPTH[type])) {
    complain("boundaries-nesting", `a ${type} whose boundaries are not nested as its type wants left out`, true);
    return;
  }
  if (surfaces.length === 0) return;
  if (type.endsWith("Solid") && signedVolume(surfaces) < 0) {
    turnSurfaces(surfaces);
    complain("solid-inside-out", "its surfaces faced inwards: turned", false);
  }
  // 1.0 writes the level of detail as a number.
  const lod = member(geometry, "lod");
  out.solids.push({ lod: typeof lod === "string" || typeof lod === "number" ? String(lod) : "", surfaces });
  out.semantic.push(reader.told);
}

const POOL = new CoordinatePool();

/** Goes down the nested boundaries; semantics have the same nesting, or null for a whole branch. */
class SurfaceReader {
  /** Whether a surface was told what it is. */
  told = false;

  constructor(
    private readonly vertices: Vertices,
    private readonly types: readonly unknown[],
    private readonly complain: Complain,
    private readonly out: Surface[],
  ) {}

  /** @returns false when the nesting is wrong */
  walk(list: readonly unknown[], values: unknown, depth: number): boolean {
    for (let i = 0; i < list.length; i++) {
      const item = list[i];
      if (!Array.isArray(item)) return false;
      const value = Array.isArray(values) ? (values[i] as unknown) : null;
      if (depth > 1 ? !this.walk(item, value, depth - 1) : !this.surface(item, value)) return false;
    }
    return true;
  }

  private surface(list: readonly unknown[], value: unknown): boolean {
    const rings: Float64Array[] = [];
    if (list.length === 0) this.complain("surface-empty", "a surface without an outline left out", true);
    for (let r = 0; r < list.length; r++) {
      const ring = this.ring(list[r]);
      if (ring === null) return false;
      if (typeof ring !== "string") rings.push(ring);
      else if (r > 0) this.complain(ring, "a hole of a surface left out", true);
      else {
        this.complain(ring, "a surface left out", true);
        return true;
      }
    }
    if (rings.length > 0) this.out.push({ kind: this.kind(value), rings });
    return true;
  }

  private kind(value: unknown): Surface["kind"] {
    const type = typeof value === "number" ? asObject(this.types[value])?.type : undefined;
    if (typeof type !== "string") return "other";
    this.told = true;
    return Object.hasOwn(KINDS, type) ? KINDS[type] : "other";
  }

  /** @returns the reason why there is no ring; null when it is not a list of numbers */
  private ring(list: unknown): Float64Array | string | null {
    if (!Array.isArray(list)) return null;
    const out = POOL.room(3 * list.length);
    let n = 0;
    let before = -1;
    for (const index of list as unknown[]) {
      if (typeof index !== "number") return null;
      if (index === before) continue;
      if (!this.vertices.put(index, out, 3 * n)) return "vertex-missing";
      before = index;
      n++;
    }
    if (n > 1 && list[0] === before) n--;
    return n < 3 ? "ring-too-few-points" : POOL.take(out, 3 * n);
  }
}

function readLoose(
  type: "MultiPoint" | "MultiLineString",
  geometry: Record<string, unknown>,
  vertices: Vertices,
  complain: Complain,
  out: ObjectGeometry,
): void {
  const boundaries = member(geometry, "boundaries");
  if (!Array.isArray(boundaries) || boundaries.length === 0) {
    complain("boundaries-empty", `a ${type} without boundaries left out`, true);
    return;
  }
  for (const line of type === "MultiPoint" ? [boundaries] : (boundaries as unknown[])) {
    if (!Array.isArray(line)) {
      complain("boundaries-nesting", `a ${type} whose boundaries are not nested as its type wants left out`, true);
      return;
    }
    const positions: number[][] = [];
    for (const index of line as unknown[]) {
      const position = positionOf(index, vertices);
      if (position) positions.push(Array.from(position));
      else complain("vertex-missing", "a point left out", true);
    }
    if (type === "MultiPoint") out.points.push(...positions);
    else if (positions.length > 1) out.lines.push(positions);
    else complain("line-too-short", "a line of fewer than two points left out", true);
  }
}

function positionOf(index: unknown, vertices: Vertices): Float64Array | null {
  const out = new Float64Array(3);
  return typeof index === "number" && vertices.put(index, out, 0) ? out : null;
}

function readInstance(
  geometry: Record<string, unknown>,
  vertices: Vertices,
  templates: Templates | null,
  complain: Complain,
  out: ObjectGeometry,
): void {
  const boundaries = member(geometry, "boundaries");
  const anchor = Array.isArray(boundaries) ? positionOf(boundaries[0], vertices) : null;
  if (!anchor) {
    complain("vertex-missing", "a geometry instance without a place left out", true);
    return;
  }
  out.anchors.push(Array.from(anchor));
  const matrix = member(geometry, "transformationMatrix");
  const index = member(geometry, "template");
  const template = typeof index === "number" ? asObject(templates?.geometries[index]) : null;
  const sound = Array.isArray(matrix) && matrix.length === 16 && matrix.every((v) => Number.isFinite(v));
  if (!templates || !template || member(template, "type") === "GeometryInstance" || !sound) {
    complain("template-missing", "the shape of a geometry instance left out, its place kept", true);
    return;
  }
  readGeometry(template, new PlacedVertices(templates.vertices, matrix as number[], anchor), null, complain, out);
}
