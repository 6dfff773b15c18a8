// What stands around the tiles in tileset.json: asset, extensions, schema, groups, statistics, properties.

import { checkEntity } from "./entity.ts";
import { isObject, type JsonObject, join, type Sheet } from "./findings.ts";
import type { SchemaShape } from "./schema.ts";

const VERSIONS = ["0.0", "1.0", "1.1"];
/** Extensions of tilesets that Cesium 1.145 shows (Scene/Cesium3DTileset.js, supportedExtensions). */
const SHOWN = new Set([
  "3DTILES_metadata",
  "3DTILES_implicit_tiling",
  "3DTILES_content_gltf",
  "3DTILES_content_gltf_vector",
  "3DTILES_multiple_contents",
  "3DTILES_bounding_volume_S2",
  "3DTILES_batch_table_hierarchy",
  "3DTILES_draco_point_compression",
  "MAXAR_content_geojson",
]);

/** @returns the version, or undefined when viewers refuse it */
export function checkAsset(sheet: Sheet, json: JsonObject): string | undefined {
  const asset = sheet.member(json, "asset", "", "object", true);
  const version = asset && sheet.member(asset, "version", "asset", "string", true);
  if (asset) sheet.member(asset, "tilesetVersion", "asset", "string");
  if (version === undefined) return undefined;
  if (VERSIONS.includes(version)) return version;
  sheet.error("asset.version", `is "${version}"`, 'write "1.0" or "1.1"');
  return undefined;
}

/** Lists of extensions. @returns names used; `blocked` when a required one cannot be shown */
export function checkExtensionLists(sheet: Sheet, json: JsonObject): { used: Set<string>; blocked: boolean } {
  const names = (key: string): string[] => {
    const list = sheet.member(json, key, "", "array");
    if (list?.length === 0) sheet.error(key, "is empty", "remove it");
    const seen = new Set<string>();
    list?.forEach((one, i) => {
      const name = sheet.value(one, `${key}[${i}]`, "string");
      if (name === undefined) return;
      if (seen.has(name)) sheet.error(`${key}[${i}]`, `"${name}" stands twice`, "list it once");
      seen.add(name);
    });
    return [...seen];
  };
  const used = new Set(names("extensionsUsed"));
  const required = names("extensionsRequired");
  for (const name of used)
    if (!SHOWN.has(name))
      sheet.warning("extensionsUsed", `"${name}" is not shown by the globe`, "expect it to be ignored");
  let blocked = false;
  for (const name of required) {
    if (!used.has(name)) sheet.error("extensionsRequired", `"${name}" is not in extensionsUsed`, "add it there");
    if (SHOWN.has(name)) continue;
    blocked = true;
    sheet.error("extensionsRequired", `"${name}" cannot be shown by the globe`, "make the tileset without it");
  }
  return { used, blocked };
}

/** Objects looked into for extensions at most; a tileset of millions of tiles need not be walked twice. */
const MOST_OBJECTS = 3_000_000;

/** Names of all extensions that stand anywhere in the document. Walks with a list of its own: nesting may be deep. */
export function extensionsIn(sheet: Sheet, json: JsonObject): Set<string> {
  const found = new Set<string>();
  const open: unknown[] = [json];
  let seen = 0;
  while (open.length > 0 && seen++ < MOST_OBJECTS) {
    const value = open.pop();
    if (Array.isArray(value)) {
      if (isObject(value[0]) || Array.isArray(value[0])) for (const one of value) open.push(one);
      continue;
    }
    if (!isObject(value)) continue;
    for (const [key, one] of Object.entries(value)) {
      if (key === "extras") {
        if (!isObject(one)) sheet.warning("extras", "is not an object", "write an object, which all viewers can read");
      } else if (key === "extensions") checkExtensions(sheet, one, found);
      if (key !== "extras" && typeof one === "object") open.push(one);
    }
  }
  return found;
}

function checkExtensions(sheet: Sheet, value: unknown, found: Set<string>): void {
  const extensions = sheet.value(value, "extensions", "object");
  for (const [name, one] of Object.entries(extensions ?? {}))
    if (sheet.value(one, `extensions.${name}`, "object")) found.add(name);
}

/** groups, metadata, statistics and properties. @returns number of groups */
export function checkSections(sheet: Sheet, json: JsonObject, schema: SchemaShape | undefined): number {
  const groups = sheet.member(json, "groups", "", "array") ?? [];
  groups.forEach((group, i) => {
    checkEntity(sheet, group, `groups[${i}]`, schema);
  });
  if (json.metadata !== undefined) checkEntity(sheet, json.metadata, "metadata", schema);
  if (json.statistics !== undefined) checkStatistics(sheet, json.statistics, schema);
  checkProperties(sheet, json);
  return groups.length;
}

function checkStatistics(sheet: Sheet, value: unknown, schema: SchemaShape | undefined): void {
  const statistics = sheet.value(value, "statistics", "object");
  const classes = statistics && sheet.member(statistics, "classes", "statistics", "object");
  if (!classes) return;
  if (!schema) {
    sheet.error("statistics", "stands without a schema", "add the tileset's schema, or remove the statistics");
    return;
  }
  const filled = (json: JsonObject, path: string): void => {
    if (Object.keys(json).length === 0) sheet.error(path, "is empty", "remove it");
  };
  filled(classes, "statistics.classes");
  for (const [name, one] of Object.entries(classes)) {
    const path = `statistics.classes.${name}`;
    const known = schema.classes.get(name);
    if (!known) sheet.error(path, "is not in the schema's classes", "add the class or correct the name");
    const entry = sheet.value(one, path, "object");
    if (!entry) continue;
    sheet.count(entry, "count", path, 0, false);
    const properties = sheet.member(entry, "properties", path, "object");
    if (!properties) continue;
    filled(properties, join(path, "properties"));
    for (const property of Object.keys(properties))
      if (known && !known.has(property))
        sheet.error(`${path}.properties.${property}`, `is not a property of class "${name}"`, "correct the name");
  }
}

/** properties of 1.0: lowest and highest value of each batch table property. */
function checkProperties(sheet: Sheet, json: JsonObject): void {
  const properties = sheet.member(json, "properties", "", "object") ?? {};
  for (const [name, one] of Object.entries(properties)) {
    const path = `properties.${name}`;
    const entry = sheet.value(one, path, "object");
    const low = entry && sheet.member(entry, "minimum", path, "number", true);
    const high = entry && sheet.member(entry, "maximum", path, "number", true);
    if (low !== undefined && high !== undefined && low > high)
      sheet.error(path, `has its minimum ${low} above its maximum ${high}`, "swap them");
  }
}
