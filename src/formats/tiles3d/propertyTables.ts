// 3D Metadata: binary property tables (of a glTF or a subtree) against their schema and the buffer views they lie in.

import { isObject, type JsonObject, join, type Sheet } from "./findings.ts";
import { COMPONENTS, type PropertyShape, type SchemaShape, TYPES } from "./schema.ts";

/** A list of bufferViews as far as property tables need it: length of each in bytes. */
export type ViewLengths = readonly (number | undefined)[];

/** Checks property tables (of a glTF or a subtree) against their schema and the lengths of their buffer views. */
export function checkPropertyTables(
  sheet: Sheet,
  tables: readonly unknown[],
  path: string,
  schema: SchemaShape | undefined,
  views: ViewLengths,
): (number | undefined)[] {
  return tables.map((one, i) => {
    const where = `${path}[${i}]`;
    const table = sheet.value(one, where, "object");
    const count = table && sheet.count(table, "count", where, 1);
    const name = table && sheet.member(table, "class", where, "string", true);
    if (!table || name === undefined || !schema) return count;
    const properties = schema.classes.get(name);
    if (!properties) {
      sheet.error(
        join(where, "class"),
        `"${name}" is not in the schema's classes`,
        "add the class or correct the name",
      );
      return count;
    }
    const columns = sheet.member(table, "properties", where, "object") ?? {};
    for (const [key, column] of Object.entries(columns)) {
      const at = `${where}.properties.${key}`;
      const shape = properties.get(key);
      if (!shape) sheet.error(at, `is not a property of class "${name}"`, "add it or correct the name");
      else if (count !== undefined && isObject(column)) checkColumn(sheet, column, at, shape, schema, count, views);
      else sheet.value(column, at, "object");
    }
    for (const [key, shape] of properties)
      if (shape.required && !Object.hasOwn(columns, key))
        sheet.error(`${where}.properties.${key}`, "is required and missing", "add the column, or do not require it");
    return count;
  });
}

function checkColumn(
  sheet: Sheet,
  column: JsonObject,
  path: string,
  shape: PropertyShape,
  schema: SchemaShape,
  count: number,
  views: ViewLengths,
): void {
  const view = (key: string, needed: number): void => {
    const index = sheet.index(column, key, path, views.length, "bufferViews");
    const length = index === undefined ? undefined : views[index];
    if (length !== undefined && length < needed)
      sheet.error(join(path, key), `holds ${length} bytes, ${count} rows need ${needed}`, "correct the buffer view");
  };
  const offsets = (key: string): number => COMPONENTS[String(column[key] ?? "UINT32")]?.bytes ?? 4;
  const fixed = shape.array ? shape.count : 1;
  if (fixed === undefined) view("arrayOffsets", (count + 1) * offsets("arrayOffsetType"));
  if (shape.type === "STRING") {
    if (fixed !== undefined) view("stringOffsets", (count * fixed + 1) * offsets("stringOffsetType"));
    view("values", 0);
    return;
  }
  const elements = fixed === undefined ? 0 : count * fixed * TYPES[shape.type];
  const bytes =
    shape.type === "ENUM"
      ? (COMPONENTS[schema.enums.get(shape.enumType ?? "")?.valueType ?? ""]?.bytes ?? 1)
      : (COMPONENTS[shape.componentType ?? ""]?.bytes ?? 1);
  view("values", shape.type === "BOOLEAN" ? Math.ceil(elements / 8) : elements * bytes);
}
