// Geometry as a file has it to polygons, lines and points in WGS 84, mended; remembers what was odd so that each oddity is told once a feature.

import type { CrsConverter } from "./crs/crs.ts";
import type { RawFeature, SolidGeometry } from "./feature.ts";
import { asObject, member } from "./objects.ts";
import type { Rings } from "./polygon.ts";
import type { SourceReport } from "./report.ts";
import { mendPolygon, noFindings } from "./rings.ts";

/** A feature ready for use, in WGS 84. Collections and multi-geometries are taken apart. */
export interface ReadFeature {
  /** From the feature's id, else its id property; empty when it has none. */
  id: string;
  /** Name or id, else where it stands; for reports. */
  label: string;
  properties: Record<string, unknown>;
  /** Degrees; outer ring counter-clockwise first, then clockwise holes, unclosed. */
  polygons: Rings[];
  /** Flat [lon, lat, …] degrees. */
  lines: Float64Array[];
  points: [number, number][];
  /** Heights of the corners of `lines`, m, where the file has them; NaN for a corner without. */
  lineHeights?: (Float64Array | null)[];
  /** Heights of `points`, m, where the file has them; NaN for a point without. */
  pointHeights?: number[];
  /** Solids by level of detail: rings flat [lon, lat, height m, …], unclosed. */
  solids?: SolidGeometry[];
  /** Id of the feature it is a part of. */
  parent?: string;
  /** Where it stands in the file, such as "feature 3". */
  where: string;
}

const WORDS = {
  "geometry-unknown": "its geometry has no known type",
  "geometry-empty": "its geometry has no coordinates",
  "coordinates-not-numbers": "its coordinates are not finite numbers",
  "coordinates-outside": "its coordinates lie outside the earth",
  "ring-too-few-points": "its outline has fewer than three corners",
  "ring-no-area": "its outline encloses nothing",
  "line-too-short": "its line has fewer than two points",
  "geometry-too-deep": "its collections are nested too deeply",
};
type Reason = keyof typeof WORDS;

/** Properties taken for a feature's id where it has none of its own, and for its name in reports. */
const IDS = ["id", "osm_id", "ID", "Id", "OBJECTID", "编号", "fid"];
const NAMES = ["name", "NAME", "Name", "名称"];

function firstOf(properties: Record<string, unknown>, names: readonly string[]): unknown {
  for (const name of names) {
    const value = member(properties, name);
    if (value !== undefined && value !== null && value !== "") return value;
  }
  return undefined;
}

/** Collections nested deeper than this are not read. */
const DEEPEST = 8;

/** Turns raw features into ready ones; one reader serves a whole file. */
export class GeometryReader {
  private feature!: ReadFeature;
  private sawHeight = false;
  private collection = false;
  private readonly reasons = new Set<Reason>();
  private readonly findings = noFindings();
  /** Heights of the line or point last converted, m; null when it had none. */
  private heights: Float64Array | null = null;

  constructor(
    private readonly source: string,
    private readonly crs: CrsConverter,
    private readonly report: SourceReport,
  ) {}

  /** @returns null when nothing of it is usable, which the report then says */
  read(raw: RawFeature): ReadFeature | null {
    const idValue = raw.id ?? firstOf(raw.properties, IDS);
    const id = typeof idValue === "string" || typeof idValue === "number" ? String(idValue) : "";
    const nameValue = firstOf(raw.properties, NAMES);
    const name = typeof nameValue === "string" ? nameValue : "";
    const label = name !== "" && id !== "" ? `${name} ${id}` : name || id || raw.where;
    const feature: ReadFeature = {
      id,
      label,
      properties: raw.properties,
      polygons: [],
      lines: [],
      points: [],
      where: raw.where,
    };
    if (raw.parent !== undefined) feature.parent = raw.parent;
    this.begin(feature);
    if (raw.solids) this.solids(raw.solids);
    if (raw.geometry == null && !feature.solids && this.reasons.size === 0) {
      this.report.skip(this.source, "no-geometry", "left out: it has no geometry", label);
      return null;
    }
    if (raw.geometry != null) this.geometry(asObject(raw.geometry), 0);
    this.tell();
    return this.used() ? feature : null;
  }

  private begin(feature: ReadFeature): void {
    this.feature = feature;
    this.sawHeight = false;
    this.collection = false;
    if (this.reasons.size > 0) this.reasons.clear();
    const { findings } = this;
    findings.unclosed = findings.turned = findings.spikes = findings.split = findings.hulled = false;
    findings.holesDropped = 0;
  }

  private used(): boolean {
    const { polygons, lines, points, solids } = this.feature;
    return polygons.length > 0 || lines.length > 0 || points.length > 0 || solids !== undefined;
  }

  private geometry(geometry: Record<string, unknown> | null, depth: number): void {
    const type = geometry && member(geometry, "type");
    const coordinates = geometry && member(geometry, "coordinates");
    const list: unknown[] = Array.isArray(coordinates) ? coordinates : [];
    if (type === "Polygon") this.polygon(list);
    else if (type === "MultiPolygon") for (const polygon of list) this.polygon(polygon);
    else if (type === "LineString") this.line(list);
    else if (type === "MultiLineString") for (const line of list) this.line(line);
    else if (type === "Point") this.point(list);
    else if (type === "MultiPoint") for (const point of list) this.point(point);
    else if (type === "GeometryCollection") {
      const inner = member(geometry!, "geometries");
      this.collection = true;
      if (depth >= DEEPEST) this.reasons.add("geometry-too-deep");
      else if (Array.isArray(inner)) for (const part of inner) this.geometry(asObject(part), depth + 1);
    } else this.reasons.add("geometry-unknown");
  }

  private tell(): void {
    const { report, source, findings, reasons } = this;
    const { label } = this.feature;
    const used = this.used();
    for (const reason of reasons) report.skip(source, reason, `left out: ${WORDS[reason]}`, label);
    if (!used) {
      if (reasons.size === 0) report.skip(source, "geometry-empty", `left out: ${WORDS["geometry-empty"]}`, label);
      return;
    }
    if (this.collection) report.repair(source, "geometry-collection", "taken apart", label);
    if (this.sawHeight) report.repair(source, "z-dropped", "heights of corners dropped: the ground gives them", label);
    if (findings.unclosed) report.repair(source, "ring-unclosed", "closed", label);
    if (findings.turned) report.repair(source, "ring-turned", "turned around to run as the standard says", label);
    if (findings.spikes) report.repair(source, "ring-spike", "a spike of its outline without area removed", label);
    if (findings.hulled)
      report.repair(source, "ring-crosses-itself", "outline replaced by the hull of its corners", label);
    if (findings.split)
      report.repair(source, "ring-crosses-itself", "cut into simple outlines where it crosses or meets itself", label);
    if (findings.holesDropped > 0)
      report.repair(
        source,
        "hole-dropped",
        "a hole without area, outside its outline or across another dropped",
        label,
      );
  }

  private polygon(rings: unknown): void {
    if (!Array.isArray(rings) || rings.length === 0) return;
    const flat: Float64Array[] = [];
    for (const ring of rings) {
      const positions = this.positions(ring);
      if (positions === null) return;
      if (this.heights !== null) this.sawHeight = true;
      flat.push(positions);
    }
    const mended = mendPolygon(flat, this.findings);
    if (typeof mended === "string") this.reasons.add(mended as Reason);
    else for (const rings of mended) this.feature.polygons.push(rings);
  }

  private line(points: unknown): void {
    const flat = this.positions(points);
    if (flat === null || flat.length === 0) return;
    if (flat.length < 4) {
      this.reasons.add("line-too-short");
      return;
    }
    const { feature } = this;
    if (this.heights !== null || feature.lineHeights) {
      feature.lineHeights ??= feature.lines.map(() => null);
      feature.lineHeights.push(this.heights);
    }
    feature.lines.push(flat);
  }

  private point(point: unknown): void {
    if (Array.isArray(point) && point.length === 0) return;
    const flat = this.positions([point]);
    if (flat === null) return;
    const { feature } = this;
    if (this.heights !== null || feature.pointHeights) {
      feature.pointHeights ??= feature.points.map(() => Number.NaN);
      feature.pointHeights.push(this.heights ? this.heights[0] : Number.NaN);
    }
    feature.points.push([flat[0], flat[1]]);
  }

  /** Flat degrees of a list of positions, their heights into `heights`; null (and a reason) when some is unusable. */
  private positions(list: unknown): Float64Array | null {
    this.heights = null;
    if (!Array.isArray(list)) {
      this.reasons.add("coordinates-not-numbers");
      return null;
    }
    const n = list.length;
    const out = new Float64Array(2 * n);
    for (let i = 0; i < n; i++) {
      const point = list[i] as unknown;
      const isList = Array.isArray(point);
      const x: unknown = isList ? point[0] : undefined;
      const y: unknown = isList ? point[1] : undefined;
      if (typeof x !== "number" || typeof y !== "number" || !Number.isFinite(x) || !Number.isFinite(y)) {
        this.reasons.add("coordinates-not-numbers");
        return null;
      }
      out[2 * i] = x;
      out[2 * i + 1] = y;
      if ((point as unknown[]).length > 2) {
        const z = (point as unknown[])[2];
        this.heights ??= new Float64Array(n).fill(Number.NaN);
        if (typeof z === "number" && Number.isFinite(z)) this.heights[i] = z * this.crs.heightMetres;
      }
    }
    this.crs.toLonLat(out, 2);
    if (onEarth(out, 2)) return out;
    this.reasons.add("coordinates-outside");
    return null;
  }

  private solids(solids: readonly SolidGeometry[]): void {
    const kept: SolidGeometry[] = [];
    for (const solid of solids) {
      const surfaces: SolidGeometry["surfaces"] = [];
      for (const surface of solid.surfaces) {
        const rings: Float64Array[] = [];
        for (const ring of surface.rings) {
          const converted = this.corners(ring);
          if (converted !== null) rings.push(converted);
          else if (rings.length === 0) break; // no outer ring: its holes are of no use
        }
        if (rings.length > 0) surfaces.push({ kind: surface.kind, rings });
      }
      if (surfaces.length > 0) kept.push({ lod: solid.lod, surfaces });
    }
    if (kept.length > 0) this.feature.solids = kept;
  }

  private corners(ring: Float64Array): Float64Array | null {
    const out = ring.slice();
    for (let i = 0; i < out.length; i++)
      if (!Number.isFinite(out[i])) {
        this.reasons.add("coordinates-not-numbers");
        return null;
      }
    this.crs.toLonLat(out, 3);
    const { heightMetres } = this.crs;
    if (heightMetres !== 1) for (let i = 2; i < out.length; i += 3) out[i] *= heightMetres;
    if (onEarth(out, 3)) return out;
    this.reasons.add("coordinates-outside");
    return null;
  }
}

function onEarth(degrees: Float64Array, stride: number): boolean {
  for (let i = 0; i < degrees.length; i += stride)
    if (!(Math.abs(degrees[i]) <= 180) || !(Math.abs(degrees[i + 1]) <= 90)) return false;
  return true;
}
