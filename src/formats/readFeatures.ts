// A GeoJSON file to features in WGS 84 with usable geometry; whatever is mended or left out goes into the report.

import { readFileSync } from "node:fs";
import { SourceError } from "./fault.ts";
import type { SourceReport } from "./report.ts";
import type { Rings } from "./polygon.ts";
import { checkDegrees, type ToLonLat, toLonLat } from "./crs.ts";
import { asObject, decodeGeoJson, member, type RawFeature } from "./geojson/decode.ts";
import { mendPolygon, type RingFindings } from "./rings.ts";

/** A feature ready for use. Collections and multi-geometries are taken apart. */
export interface ReadFeature {
  /** From the feature's id, else its id property; empty when it has none. */
  id: string;
  /** Name or id, for reports. */
  label: string;
  properties: Record<string, unknown>;
  polygons: Rings[];
  lines: Float64Array[];
  points: [number, number][];
}

export interface ReadOptions {
  /** How the report calls the source, such as buildings. */
  source: string;
  /** Overrides the file's own crs member. */
  crs?: string;
  report: SourceReport;
}

/** @throws SourceError when the file cannot be read at all */
export function readFeatureFile(path: string, options: ReadOptions): ReadFeature[] {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new SourceError(
      path,
      `cannot be read (${(error as NodeJS.ErrnoException).code})`,
      "check the path in the scene's sources",
    );
  }
  return readFeatures(bytes, path, options);
}

/** @param name how errors call the file @throws SourceError when it is not GeoJSON or its coordinates cannot be right */
export function readFeatures(bytes: Uint8Array, name: string, { source, crs, report }: ReadOptions): ReadFeature[] {
  const file = decodeGeoJson(bytes, name);
  if (file.encoding !== "utf-8") report.notes.push(`${source}: read as ${file.encoding}`);
  report.countRead(source, file.features.length);
  if (file.features.length === 0) report.notes.push(`${source}: the file has no features`);
  const named = crs ?? file.crs;
  const convert = toLonLat(named ?? "CRS84", name);
  const system = named ?? "";
  const degrees = system === "" || /84$|4326$|4490$|gcj|bd/i.test(system);
  if (degrees) checkPlausible(file.features, name);
  const seen = new Set<string>();
  const features: ReadFeature[] = [];
  file.features.forEach((raw, index) => {
    const feature = readOne(raw, index, source, convert, report);
    if (!feature) return;
    const key = feature.id === "" ? "" : `${feature.id}\n${JSON.stringify(raw.geometry)}`;
    if (key !== "" && seen.has(key)) {
      report.skip(source, "duplicate", "left out: the same id and geometry stand above", feature.label);
      return;
    }
    seen.add(key);
    features.push(feature);
  });
  return features;
}

function checkPlausible(features: readonly RawFeature[], name: string): void {
  const xs: number[] = [];
  const ys: number[] = [];
  const walk = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    if (typeof value[0] === "number" && typeof value[1] === "number") {
      if (
        Number.isFinite(value[0]) &&
        Number.isFinite(value[1]) &&
        Math.abs(value[0]) < 1e9 &&
        Math.abs(value[1]) < 1e9
      ) {
        xs.push(value[0]);
        ys.push(value[1]);
      }
    } else for (const inner of value) walk(inner);
  };
  for (const feature of features) walk(asObject(feature.geometry)?.coordinates);
  checkDegrees(xs, ys, name);
}

function readOne(
  raw: RawFeature,
  index: number,
  source: string,
  convert: ToLonLat,
  report: SourceReport,
): ReadFeature | null {
  const idValue = raw.id ?? member(raw.properties, "id") ?? member(raw.properties, "osm_id");
  const id = typeof idValue === "string" || typeof idValue === "number" ? String(idValue) : "";
  const nameValue = member(raw.properties, "name");
  const label = [typeof nameValue === "string" ? nameValue : "", id].filter(Boolean).join(" ") || `feature ${index}`;
  const feature: ReadFeature = { id, label, properties: raw.properties, polygons: [], lines: [], points: [] };
  if (raw.geometry == null) {
    report.skip(source, "no-geometry", "left out: it has no geometry", label);
    return null;
  }
  const reader = new GeometryReader(feature, source, convert, report);
  reader.read(asObject(raw.geometry), 0);
  reader.tell();
  return feature.polygons.length + feature.lines.length + feature.points.length > 0 ? feature : null;
}

/** Fills a feature from its geometry, remembering what was odd so that each oddity is told once a feature. */
class GeometryReader {
  private sawHeight = false;
  private collection = false;
  private readonly reasons = new Set<string>();
  private readonly findings: RingFindings = {
    unclosed: false,
    turned: false,
    spikes: false,
    hulled: false,
    crossing: false,
    holesDropped: 0,
  };

  constructor(
    private readonly feature: ReadFeature,
    private readonly source: string,
    private readonly convert: ToLonLat,
    private readonly report: SourceReport,
  ) {}

  read(geometry: Record<string, unknown> | null, depth: number): void {
    const type = geometry && member(geometry, "type");
    const coordinates = geometry && member(geometry, "coordinates");
    const list = Array.isArray(coordinates) ? coordinates : [];
    if (type === "GeometryCollection") {
      const inner = member(geometry!, "geometries");
      this.collection = true;
      if (Array.isArray(inner) && depth < 8) for (const part of inner) this.read(asObject(part), depth + 1);
    } else if (type === "Polygon") this.polygon(list);
    else if (type === "MultiPolygon") for (const polygon of list) this.polygon(polygon);
    else if (type === "LineString") this.line(list);
    else if (type === "MultiLineString") for (const line of list) this.line(line);
    else if (type === "Point") this.point(list);
    else if (type === "MultiPoint") for (const point of list) this.point(point);
    else this.reasons.add("geometry-unknown");
  }

  tell(): void {
    const { report, source, findings } = this;
    const { label } = this.feature;
    const used = this.feature.polygons.length + this.feature.lines.length + this.feature.points.length > 0;
    const words: Record<string, string> = {
      "geometry-unknown": "its geometry has no known type",
      "geometry-empty": "its geometry has no coordinates",
      "coordinates-not-numbers": "its coordinates are not finite numbers",
      "coordinates-outside": "its coordinates lie outside the earth",
      "ring-too-few-points": "its outline has fewer than three corners",
      "ring-no-area": "its outline encloses nothing",
      "line-too-short": "its line has fewer than two points",
    };
    for (const reason of this.reasons) report.skip(source, reason, `left out: ${words[reason]}`, label);
    if (!used && this.reasons.size === 0)
      report.skip(source, "geometry-empty", `left out: ${words["geometry-empty"]}`, label);
    if (!used) return;
    if (this.collection) report.repair(source, "geometry-collection", "taken apart", label);
    if (this.sawHeight) report.repair(source, "z-dropped", "heights of corners dropped: the ground gives them", label);
    if (findings.unclosed) report.repair(source, "ring-unclosed", "closed", label);
    if (findings.turned) report.repair(source, "ring-turned", "turned around to run as the standard says", label);
    if (findings.spikes) report.repair(source, "ring-spike", "a spike of its outline without area removed", label);
    if (findings.hulled)
      report.repair(source, "ring-crosses-itself", "outline replaced by the hull of its corners", label);
    if (findings.crossing) report.repair(source, "ring-crosses-itself", "kept: its area is hardly affected", label);
    if (findings.holesDropped > 0) report.repair(source, "hole-dropped", "a hole without area dropped", label);
  }

  private polygon(rings: unknown): void {
    if (!Array.isArray(rings) || rings.length === 0) return;
    const flat = rings.map((ring) => this.positions(ring));
    if (flat.some((ring) => ring === null)) return;
    const mended = mendPolygon(flat as Float64Array[], this.findings);
    if (typeof mended === "string") this.reasons.add(mended);
    else this.feature.polygons.push(mended);
  }

  private line(points: unknown): void {
    const flat = this.positions(points);
    if (flat === null || flat.length === 0) return;
    if (flat.length < 4) this.reasons.add("line-too-short");
    else this.feature.lines.push(flat);
  }

  private point(point: unknown): void {
    if (Array.isArray(point) && point.length === 0) return;
    const flat = this.positions([point]);
    if (flat) this.feature.points.push([flat[0], flat[1]]);
  }

  private positions(list: unknown): Float64Array | null {
    if (!Array.isArray(list)) {
      this.reasons.add("coordinates-not-numbers");
      return null;
    }
    const out = new Float64Array(2 * list.length);
    for (let i = 0; i < list.length; i++) {
      const point = list[i] as unknown;
      const [x, y] = Array.isArray(point) ? (point as unknown[]) : [];
      if (typeof x !== "number" || typeof y !== "number" || !Number.isFinite(x) || !Number.isFinite(y)) {
        this.reasons.add("coordinates-not-numbers");
        return null;
      }
      if ((point as unknown[]).length > 2) this.sawHeight = true;
      const [lon, lat] = this.convert(x, y);
      if (!(Math.abs(lon) <= 180) || !(Math.abs(lat) <= 90)) {
        this.reasons.add("coordinates-outside");
        return null;
      }
      out[2 * i] = lon;
      out[2 * i + 1] = lat;
    }
    return out;
  }
}
