// Feature ids and metadata of a glTF: EXT_mesh_features, EXT_instance_features and EXT_structural_metadata.

import { isRemote, parseJson } from "./files.ts";
import { isObject, type JsonObject, join, type Sheet } from "./findings.ts";
import type { GltfParts } from "./gltf.ts";
import type { ReadBeside } from "./gltfBuffers.ts";
import { checkPropertyTables } from "./propertyTables.ts";
import { readSchema, type SchemaShape } from "./schema.ts";

const STRUCTURAL = "EXT_structural_metadata";

/** Checks feature ids and property tables of a glTF. */
export async function checkGltfMetadata(sheet: Sheet, parts: GltfParts, readBeside: ReadBeside): Promise<void> {
  const { json, viewLengths } = parts;
  const extension = isObject(json.extensions) ? json.extensions[STRUCTURAL] : undefined;
  let tables: (number | undefined)[] = [];
  let attributeCount = 0;
  if (extension !== undefined) {
    const path = `extensions.${STRUCTURAL}`;
    const metadata = sheet.value(extension, path, "object");
    if (metadata) {
      const schema = await schemaOf(sheet, metadata, path, readBeside);
      const list = sheet.member(metadata, "propertyTables", path, "array") ?? [];
      tables = checkPropertyTables(sheet, list, `${path}.propertyTables`, schema, viewLengths);
      for (const key of ["propertyTextures", "propertyAttributes"]) {
        const entries = sheet.member(metadata, key, path, "array") ?? [];
        if (key === "propertyAttributes") attributeCount = entries.length;
        entries.forEach((one, i) => {
          checkClass(sheet, one, `${path}.${key}[${i}]`, schema);
        });
      }
    }
  }
  parts.meshes.forEach((mesh, m) => {
    const primitives = isObject(mesh) && Array.isArray(mesh.primitives) ? mesh.primitives : [];
    primitives.forEach((primitive, p) => {
      if (isObject(primitive))
        checkPrimitive(sheet, primitive, `meshes[${m}].primitives[${p}]`, tables, attributeCount);
    });
  });
}

async function schemaOf(
  sheet: Sheet,
  metadata: JsonObject,
  path: string,
  readBeside: ReadBeside,
): Promise<SchemaShape | undefined> {
  if (metadata.schema !== undefined) return readSchema(sheet, metadata.schema, join(path, "schema"));
  const uri = sheet.member(metadata, "schemaUri", path, "string");
  if (uri === undefined) {
    sheet.error(path, "has neither schema nor schemaUri", "add the schema");
    return undefined;
  }
  if (isRemote(uri)) return undefined;
  const bytes = await readBeside(uri);
  if (!bytes) {
    sheet.error(join(path, "schemaUri"), `${uri.slice(0, 80)} is not there`, "put the schema beside the glTF");
    return undefined;
  }
  try {
    return readSchema(sheet, parseJson(bytes), uri);
  } catch (error) {
    sheet.error(join(path, "schemaUri"), (error as Error).message, "correct the schema");
    return undefined;
  }
}

function checkClass(sheet: Sheet, value: unknown, path: string, schema: SchemaShape | undefined): void {
  const entry = sheet.value(value, path, "object");
  const name = entry && sheet.member(entry, "class", path, "string", true);
  if (!entry || name === undefined || !schema) return;
  const properties = schema.classes.get(name);
  if (!properties) {
    sheet.error(join(path, "class"), `"${name}" is not in the schema's classes`, "add the class or correct the name");
    return;
  }
  for (const key of Object.keys(sheet.member(entry, "properties", path, "object") ?? {}))
    if (!properties.has(key))
      sheet.error(`${path}.properties.${key}`, `is not a property of class "${name}"`, "add it or correct the name");
}

function checkPrimitive(
  sheet: Sheet,
  primitive: JsonObject,
  path: string,
  tables: readonly (number | undefined)[],
  attributeCount: number,
): void {
  const extensions = isObject(primitive.extensions) ? primitive.extensions : {};
  const attributes = isObject(primitive.attributes) ? primitive.attributes : {};
  const features = extensions.EXT_mesh_features;
  if (features !== undefined) {
    const where = `${path}.extensions.EXT_mesh_features`;
    const body = sheet.value(features, where, "object");
    const sets = body && sheet.member(body, "featureIds", where, "array", true);
    sets?.forEach((one, i) => {
      checkFeatureIds(sheet, one, `${where}.featureIds[${i}]`, attributes, tables);
    });
  }
  const structural = extensions[STRUCTURAL];
  if (!isObject(structural)) return;
  const where = `${path}.extensions.${STRUCTURAL}.propertyAttributes`;
  for (const [i, index] of (Array.isArray(structural.propertyAttributes)
    ? structural.propertyAttributes
    : []
  ).entries())
    if (!Number.isInteger(index) || index < 0 || index >= attributeCount)
      sheet.error(
        `${where}[${i}]`,
        `is ${String(index)}, there are ${attributeCount}`,
        "name one of propertyAttributes",
      );
}

function checkFeatureIds(
  sheet: Sheet,
  value: unknown,
  path: string,
  attributes: JsonObject,
  tables: readonly (number | undefined)[],
): void {
  const set = sheet.value(value, path, "object");
  if (!set) return;
  const count = sheet.count(set, "featureCount", path, 1);
  const attribute = sheet.count(set, "attribute", path, 0, false);
  if (attribute !== undefined && !(`_FEATURE_ID_${attribute}` in attributes))
    sheet.error(join(path, "attribute"), `_FEATURE_ID_${attribute} is not an attribute`, "add it to the primitive");
  const table = sheet.index(set, "propertyTable", path, tables.length, "property tables", false);
  const rows = table === undefined ? undefined : tables[table];
  const spare = set.nullFeatureId === undefined ? 0 : 1;
  if (count !== undefined && rows !== undefined && count > rows + spare)
    sheet.error(join(path, "featureCount"), `is ${count}, its table has ${rows} rows`, "correct one of them");
}
