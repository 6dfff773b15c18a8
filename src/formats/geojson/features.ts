// What a parsed JSON value says as GeoJSON: its features, its coordinate system, or why it is none.

import { SourceError } from "../fault.ts";
import type { RawFeature } from "../feature.ts";
import { asObject, member } from "../objects.ts";

const GEOMETRIES = new Set([
  "Point",
  "MultiPoint",
  "LineString",
  "MultiLineString",
  "Polygon",
  "MultiPolygon",
  "GeometryCollection",
]);

/** Members other formats in JSON have at the top, and what to do with such a file. */
const OTHERS: readonly (readonly [string, string, string])[] = [
  ["geometryType", "is Esri JSON, not GeoJSON", "export it as GeoJSON (in a query: f=geojson)"],
  ["arcs", "is TopoJSON, not GeoJSON", "convert it to GeoJSON, such as with topo2geo"],
];

/** A feature as it stands in a list of features; what is no feature becomes one without geometry. */
export function rawFeature(item: unknown, where: string): RawFeature {
  const feature = asObject(item);
  if (!feature) return { id: undefined, properties: {}, geometry: null, where };
  return {
    id: member(feature, "id"),
    properties: asObject(member(feature, "properties")) ?? {},
    geometry: member(feature, "geometry"),
    where,
  };
}

/**
 * Adds the features of a whole GeoJSON value: a collection, a feature or a bare geometry.
 * @param first number of its first feature, for messages @throws SourceError when it is not GeoJSON
 */
export function collect(json: unknown, into: RawFeature[], name: string, first: number): void {
  const object = asObject(json);
  const type = object && member(object, "type");
  if (type === "FeatureCollection") {
    const list = member(object!, "features");
    if (!Array.isArray(list))
      throw new SourceError(name, "is a FeatureCollection without a list of features", "add features: []");
    for (let i = 0; i < list.length; i++) into.push(rawFeature(list[i], `feature ${first + i}`));
  } else if (type === "Feature") into.push(rawFeature(object, `feature ${first}`));
  else if (typeof type === "string" && GEOMETRIES.has(type))
    into.push({ id: undefined, properties: {}, geometry: object, where: `feature ${first}` });
  else throw notGeoJson(object, name);
}

/** The error for JSON that is not GeoJSON. */
export function notGeoJson(object: Record<string, unknown> | null, name: string): SourceError {
  const type = object ? member(object, "type") : undefined;
  for (const [key, reason, mend] of OTHERS)
    if (object && Object.hasOwn(object, key)) return new SourceError(name, reason, mend);
  const inner = object
    ? Object.keys(object).find((key) => asObject(member(object, key))?.type !== undefined)
    : undefined;
  if (inner !== undefined)
    return new SourceError(name, "is not GeoJSON: it has no type", `take out what stands under "${inner}"`);
  return new SourceError(
    name,
    type === undefined ? "is not GeoJSON: it has no type" : `is not GeoJSON: its type is ${JSON.stringify(type)}`,
    "give a FeatureCollection",
  );
}

/** Coordinate system of a crs member in its usual form {properties: {name}} or the older {properties: {code}}. */
export function crsOf(crs: unknown): string | null {
  const object = asObject(crs);
  const properties = object && asObject(member(object, "properties"));
  if (!properties) return null;
  const name = member(properties, "name");
  if (typeof name === "string") return name;
  const code = member(properties, "code");
  return typeof code === "string" || typeof code === "number" ? `EPSG:${code}` : null;
}
