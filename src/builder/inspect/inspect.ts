// Looks through a file as the builder would read it: format, coordinate system, extent, geometry, attributes, and what is wrong with it.

import { detectFormat } from "../../formats/detect.ts";
import { SourceError } from "../../formats/fault.ts";
import type { ReadFeature, ReadOptions, UsedCrs } from "../../formats/readFeatures.ts";
import { SourceReport } from "../../formats/report.ts";
import { FORMATS } from "../../formats/table.ts";
import { rolesOf } from "../city/mixed.ts";
import { diskFile } from "../diskFile.ts";
import { ON_DISK, openSource } from "../openSource.ts";
import { Column } from "./column.ts";

export interface InspectOptions extends Pick<ReadOptions, "crs" | "encoding" | "layer" | "format"> {
  /** Stop after so many features. */
  features?: number;
}

export interface Inspection {
  path: string;
  /** Id and title of its format. */
  format: { id: string; title: string };
  encoding: string | null;
  /** Bytes. */
  size: number;
  layers: readonly string[];
  /** Null when the file was refused before it was known. */
  crs: UsedCrs | null;
  /** Why the builder would refuse it. */
  refusal: SourceError | null;
  features: number;
  /** Whether there were more than were asked for. */
  more: boolean;
  polygons: number;
  lines: number;
  points: number;
  /** Features with solids, by level of detail. */
  solids: Record<string, number>;
  /** [west, south, east, north]: degrees, or the file's own numbers where it was refused. */
  extent: [number, number, number, number] | null;
  /** Roles its features say they have (OpenStreetMap, CityJSON, CityGML, EPANET), with how many. */
  roles: Record<string, number>;
  columns: Column[];
  /** The features' own ids. */
  ids: Column;
  report: SourceReport;
}

/** Attributes that are told of: files with more are no tables any more. */
const MOST_COLUMNS = 500;

/** @throws SourceError when nothing can be said of it at all: not there, of no known format, broken at its beginning */
export async function inspect(path: string, options: InspectOptions = {}): Promise<Inspection> {
  const report = new SourceReport();
  const about = { source: "file", report, ...options };
  let stream: Awaited<ReturnType<typeof openSource>>;
  try {
    stream = await openSource(path, about);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return refused(path, options, error);
  }
  const found = empty(path, report);
  Object.assign(found, {
    format: { id: stream.format.id, title: stream.format.title },
    encoding: stream.encoding,
    size: stream.size,
    layers: stream.layers,
    crs: stream.crs,
  });
  const columns = new Map<string, Column>();
  try {
    for await (const batch of stream.batches()) {
      for (const feature of batch) {
        if (found.features === options.features) {
          found.more = true;
          break;
        }
        found.features++;
        take(feature, found, columns);
      }
      if (found.more) break;
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    found.refusal = error; // the rest of the file cannot be read: what came before it is still told
  } finally {
    await stream.close();
  }
  found.columns = [...columns.values()];
  return found;
}

const empty = (path: string, report: SourceReport): Inspection => ({
  path,
  format: { id: "", title: "" },
  encoding: null,
  size: 0,
  layers: [],
  crs: null,
  refusal: null,
  features: 0,
  more: false,
  polygons: 0,
  lines: 0,
  points: 0,
  solids: {},
  extent: null,
  roles: {},
  columns: [],
  ids: new Column("id"),
  report,
});

function take(feature: ReadFeature, found: Inspection, columns: Map<string, Column>): void {
  const { polygons, lines, points, solids, properties } = feature;
  if (polygons.length > 0) found.polygons++;
  if (lines.length > 0) found.lines++;
  if (points.length > 0) found.points++;
  for (const { lod } of solids ?? []) found.solids[lod] = (found.solids[lod] ?? 0) + 1;
  for (const rings of polygons) widen(found, rings[0]);
  for (const line of lines) widen(found, line);
  for (const point of points) widen(found, point);
  addProperties(properties, columns);
  found.ids.add(feature.id);
  for (const { role } of rolesOf({ ...feature, properties: { ...properties } }))
    found.roles[role] = (found.roles[role] ?? 0) + 1;
}

function widen(found: Inspection, flat: ArrayLike<number>): void {
  found.extent ??= [Infinity, Infinity, -Infinity, -Infinity];
  const { extent } = found;
  for (let i = 0; i + 1 < flat.length; i += 2) {
    if (flat[i] < extent[0]) extent[0] = flat[i];
    if (flat[i + 1] < extent[1]) extent[1] = flat[i + 1];
    if (flat[i] > extent[2]) extent[2] = flat[i];
    if (flat[i + 1] > extent[3]) extent[3] = flat[i + 1];
  }
}

function addProperties(properties: Record<string, unknown>, columns: Map<string, Column>): void {
  for (const name of Object.keys(properties)) {
    let column = columns.get(name);
    if (!column) {
      if (columns.size >= MOST_COLUMNS) continue;
      column = new Column(name);
      columns.set(name, column);
    }
    column.add(properties[name]);
  }
}

/** What can be said of a file the builder refuses: its format and attributes, and its numbers as they stand. */
async function refused(path: string, options: InspectOptions, refusal: SourceError): Promise<Inspection> {
  const found = empty(path, new SourceReport());
  const columns = new Map<string, Column>();
  try {
    const { file, format } = await detectFormat(diskFile(path), [...ON_DISK.moreFormats, ...FORMATS], options);
    found.format = { id: format.id, title: format.title };
    found.size = file.size;
    const opened = await format.open(file, { source: "file", report: found.report, ...options });
    try {
      found.encoding = opened.encoding;
      found.layers = opened.layers ?? [];
      for await (const batch of opened.features()) {
        for (const { id, properties, geometry } of batch) {
          found.features++;
          found.ids.add(id);
          addProperties(properties, columns);
          const type = (geometry as { type?: unknown } | null)?.type;
          if (/Polygon/.test(String(type))) found.polygons++;
          else if (/Line/.test(String(type))) found.lines++;
          else if (/Point/.test(String(type))) found.points++;
          numbersOf((geometry as { coordinates?: unknown } | null)?.coordinates, (pair) => widen(found, pair));
        }
        if (options.features !== undefined && found.features >= options.features) break;
      }
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    if (found.format.id === "") throw refusal;
  }
  found.refusal = refusal;
  found.columns = [...columns.values()];
  return found;
}

/** Every pair of numbers at the bottom of nested lists. */
function numbersOf(value: unknown, tell: (pair: [number, number]) => void, depth = 0): void {
  if (!Array.isArray(value) || depth > 8) return;
  if (Number.isFinite(value[0]) && Number.isFinite(value[1])) tell([value[0], value[1]]);
  else for (const each of value) numbersOf(each, tell, depth + 1);
}
