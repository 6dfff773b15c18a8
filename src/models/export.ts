// An answer as files for other programs: GeoJSON with a feature for each thing, CSV with a row for each.

import { LINE_LAYER, PER_DEGREE } from "../twin/lines.ts";
import { BUILDING_USES } from "../twin/nodeTable.ts";
import type { PlanCity } from "./city.ts";
import type { Question, Touched } from "./touch.ts";

/** One thing of an answer, flat. */
export interface TouchedRow {
  kind: "building" | "facility" | "equipment" | "point" | "road" | "rail" | "pipe";
  code: string;
  name: string;
  /** Use of a building, id of an asset's kind, class of a line. */
  what: string;
  lon: number | null;
  lat: number | null;
  /** m². */
  floorArea: number | null;
  /** m of height, or of length inside. */
  heightMetres: number | null;
  metresInside: number | null;
}

const NONE = { floorArea: null, heightMetres: null, metresInside: null };
const LINE_KINDS = { roads: "road", rails: "rail", pipes: "pipe" } as const;

/** @param kinds ids of the scene's kinds */
export function rowsOf(city: PlanCity, touched: Touched, kinds: readonly string[]): TouchedRow[] {
  const { nodes, buildings } = city.tables;
  const { code, name, lon, lat, kind } = nodes.columns;
  const rows: TouchedRow[] = [];
  for (const slot of touched.buildings) {
    const row = slot - nodes.coreCount;
    rows.push({
      kind: "building",
      code: buildings!.code[row],
      name: buildings!.name[row],
      what: BUILDING_USES[buildings!.use[row]],
      lon: buildings!.lon[row],
      lat: buildings!.lat[row],
      floorArea: city.floor[row],
      heightMetres: buildings!.heightAboveBase[row],
      metresInside: null,
    });
  }
  const asset = (of: "facility" | "equipment" | "point", slots: Uint32Array): void => {
    for (const slot of slots)
      rows.push({
        ...NONE,
        kind: of,
        code: code[slot],
        name: name[slot],
        what: kinds[kind[slot]] ?? "",
        lon: lon[slot],
        lat: lat[slot],
      });
  };
  asset("facility", touched.facilities);
  asset("equipment", touched.equipment);
  asset("point", touched.points);
  for (const line of touched.networks)
    rows.push({
      ...NONE,
      kind: LINE_KINDS[LINE_LAYER[line.klass]],
      code: line.slot >= 0 && line.slot < nodes.coreCount ? code[line.slot] : "",
      name: line.name,
      what: line.klass,
      lon: null,
      lat: null,
      metresInside: line.metres,
    });
  return rows;
}

/** What a spreadsheet would take for a formula is made text; fields with separators are quoted (RFC 4180). */
export function csvField(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(Math.round(value * 1e6) / 1e6);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const COLUMNS = ["kind", "code", "name", "what", "lon", "lat", "floorArea", "heightMetres", "metresInside"] as const;

/** With a byte order mark, so that spreadsheets read it as UTF-8. */
export const toCsv = (rows: readonly TouchedRow[]): string =>
  `\ufeff${[COLUMNS.join(","), ...rows.map((row) => COLUMNS.map((column) => csvField(row[column])).join(","))].join("\r\n")}\r\n`;

/** GeoJSON (RFC 7946) of the question's shape and everything it touches. */
export function toGeoJson(city: PlanCity, question: Question, touched: Touched, rows: readonly TouchedRow[]): object {
  const features: object[] = [
    { type: "Feature", geometry: geometryOf(question, touched), properties: questionWords(question) },
  ];
  const lines = rows.length - touched.networks.length;
  rows.forEach((row, i) => {
    const { lon, lat, ...properties } = row;
    features.push({
      type: "Feature",
      geometry:
        lon !== null && lat !== null
          ? { type: "Point", coordinates: [lon, lat] }
          : { type: "LineString", coordinates: pathOf(city, touched.networks[i - lines].row) },
      properties,
    });
  });
  return { type: "FeatureCollection", features };
}

function geometryOf(question: Question, { reached }: Touched): object {
  if (question.kind === "area") return { type: "Polygon", coordinates: [[...question.outline, question.outline[0]]] };
  if (question.kind === "strip") return { type: "LineString", coordinates: question.path };
  const path = reached?.path ?? new Float64Array(0);
  const coordinates: number[][][] = [];
  for (let i = 0; i < path.length; i += 4)
    coordinates.push([
      [path[i], path[i + 1]],
      [path[i + 2], path[i + 3]],
    ]);
  return { type: "MultiLineString", coordinates };
}

function questionWords(question: Question): object {
  if (question.kind === "area") return { kind: "question", of: "area" };
  if (question.kind === "strip") return { kind: "question", of: "strip", metres: question.metres };
  return { kind: "question", of: "reach", minutes: question.minutes, travel: question.travel };
}

/** A line's course, degrees. */
export function pathOf({ tables: { lines } }: PlanCity, row: number): [number, number][] {
  if (!lines) return [];
  const path: [number, number][] = [];
  for (let k = row === 0 ? 0 : lines.end[row - 1]; k < lines.end[row]; k++)
    path.push([lines.lon[k] / PER_DEGREE, lines.lat[k] / PER_DEGREE]);
  return path;
}
