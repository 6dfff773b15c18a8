// Bytes of a GeoJSON file to its features: encodings, newline-delimited files and wrappers, with errors that say what to mend.

import { SourceError } from "../fault.ts";

/** A feature as it stands in the file; nothing in it is trusted yet. */
export interface RawFeature {
  id: unknown;
  properties: Record<string, unknown>;
  geometry: unknown;
}

export interface RawFile {
  features: RawFeature[];
  /** Name in the file's own crs member, if it has one. */
  crs: string | null;
  /** Encoding found: utf-8, utf-16le, utf-16be or gb18030. */
  encoding: string;
}

/** @param name how errors call the file @throws SourceError when it is not GeoJSON */
export function decodeGeoJson(bytes: Uint8Array, name: string): RawFile {
  const { text, encoding } = decodeText(bytes, name);
  const json = parse(text, name);
  const features: RawFeature[] = [];
  if (Array.isArray(json)) for (const item of json) collect(item, features, name);
  else collect(json, features, name);
  return { features, crs: crsMember(Array.isArray(json) ? null : json), encoding };
}

function decodeText(bytes: Uint8Array, name: string): { text: string; encoding: string } {
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xfe) return { text: new TextDecoder("utf-16le").decode(bytes), encoding: "utf-16le" };
  if (a === 0xfe && b === 0xff) return { text: new TextDecoder("utf-16be").decode(bytes), encoding: "utf-16be" };
  if (c !== 0 && a !== 0 && b === 0) return { text: new TextDecoder("utf-16le").decode(bytes), encoding: "utf-16le" };
  for (const encoding of ["utf-8", "gb18030"])
    try {
      return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
    } catch {
      // not in this encoding; the next one or the error below
    }
  throw new SourceError(name, "is not text in UTF-8, UTF-16 or GB 18030", "export it as GeoJSON in UTF-8");
}

/** Record separator of GeoJSON text sequences (RFC 8142). */
const RECORD = String.fromCharCode(0x1e);

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const lines = text
      .replaceAll(RECORD, "\n")
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "");
    if (lines.length > 1 || text.startsWith(RECORD)) {
      try {
        return lines.map((line) => JSON.parse(line) as unknown);
      } catch {
        // not newline-delimited either; the error below tells of the whole text
      }
    }
    throw notJson(text, name, error as Error);
  }
}

function notJson(text: string, name: string, error: Error): SourceError {
  const start = text.trimStart();
  if (start === "") return new SourceError(name, "is empty", "export it again");
  if (!/^[[{]/.test(start) && !start.startsWith(RECORD))
    return new SourceError(name, "is not JSON: it does not begin with { or [", "give a GeoJSON file");
  if (/[:,[]\s*-?(NaN|Infinity)\b/.test(text))
    return new SourceError(name, "has NaN or Infinity, which JSON does not know", "write null instead");
  if (/end of JSON|Unterminated/i.test(error.message))
    return new SourceError(
      name,
      `ends in the middle, after ${text.length} characters`,
      "copy or export the file again",
    );
  return new SourceError(name, `is not JSON: ${error.message}`, "correct or export it again");
}

const GEOMETRIES = new Set([
  "Point",
  "MultiPoint",
  "LineString",
  "MultiLineString",
  "Polygon",
  "MultiPolygon",
  "GeometryCollection",
]);

function collect(json: unknown, features: RawFeature[], name: string): void {
  const object = asObject(json);
  const type = object && member(object, "type");
  if (type === "FeatureCollection") {
    const list = member(object!, "features");
    if (!Array.isArray(list))
      throw new SourceError(name, "is a FeatureCollection without a list of features", "add features: []");
    for (const item of list) {
      const feature = asObject(item);
      features.push({
        id: feature && member(feature, "id"),
        properties: (feature && asObject(member(feature, "properties"))) ?? {},
        geometry: feature && member(feature, "geometry"),
      });
    }
  } else if (type === "Feature")
    features.push({
      id: member(object!, "id"),
      properties: asObject(member(object!, "properties")) ?? {},
      geometry: member(object!, "geometry"),
    });
  else if (typeof type === "string" && GEOMETRIES.has(type))
    features.push({ id: undefined, properties: {}, geometry: object });
  else {
    const inner = object
      ? Object.keys(object).find((key) => asObject(member(object, key))?.type !== undefined)
      : undefined;
    if (inner !== undefined)
      throw new SourceError(name, "is not GeoJSON: it has no type", `take out what stands under "${inner}"`);
    throw new SourceError(
      name,
      type === undefined ? "is not GeoJSON: it has no type" : `is not GeoJSON: its type is ${JSON.stringify(type)}`,
      "give a FeatureCollection",
    );
  }
}

/** The crs member in its usual form {name} or the older {type: "EPSG", code}. */
function crsMember(json: unknown): string | null {
  const crs = asObject(asObject(json)?.crs);
  const properties = crs && asObject(member(crs, "properties"));
  if (!properties) return null;
  const name = member(properties, "name");
  if (typeof name === "string") return name;
  const code = member(properties, "code");
  return typeof code === "string" || typeof code === "number" ? `EPSG:${code}` : null;
}

/** A plain object, or null. */
export function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** An object's own member; names such as __proto__ are only names. */
export function member(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
