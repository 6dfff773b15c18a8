// 3D Metadata: schemas (classes, properties, enums) of tilesets and of EXT_structural_metadata. Specification 3D Metadata 1.0.

import { join, type Sheet } from "./findings.ts";

/** Bytes and range of each component type. */
export const COMPONENTS: Record<string, { bytes: number; min: number; max: number }> = {
  INT8: { bytes: 1, min: -128, max: 127 },
  UINT8: { bytes: 1, min: 0, max: 255 },
  INT16: { bytes: 2, min: -32768, max: 32767 },
  UINT16: { bytes: 2, min: 0, max: 65535 },
  INT32: { bytes: 4, min: -2147483648, max: 2147483647 },
  UINT32: { bytes: 4, min: 0, max: 4294967295 },
  INT64: { bytes: 8, min: -(2 ** 63), max: 2 ** 63 },
  UINT64: { bytes: 8, min: 0, max: 2 ** 64 },
  FLOAT32: { bytes: 4, min: -3.4028235e38, max: 3.4028235e38 },
  FLOAT64: { bytes: 8, min: -Number.MAX_VALUE, max: Number.MAX_VALUE },
};

/** Components of each type; STRING, BOOLEAN and ENUM stand apart. */
export const TYPES: Record<string, number> = {
  SCALAR: 1,
  VEC2: 2,
  VEC3: 3,
  VEC4: 4,
  MAT2: 4,
  MAT3: 9,
  MAT4: 16,
  STRING: 1,
  BOOLEAN: 1,
  ENUM: 1,
};

/** Meanings the specification gives to properties, and the type each must have (3D Metadata Semantic Reference). */
const SEMANTICS: Record<string, RegExp> = {
  ID: /^/,
  NAME: /^STRING$/,
  DESCRIPTION: /^STRING$/,
  ATTRIBUTION_IDS: /\[\]$/,
  ATTRIBUTION_STRINGS: /^STRING\[\]$/,
  TILE_BOUNDING_BOX: /^SCALAR\[\]$/,
  TILE_BOUNDING_REGION: /^SCALAR\[\]$/,
  TILE_BOUNDING_SPHERE: /^SCALAR\[\]$/,
  TILE_MINIMUM_HEIGHT: /^SCALAR$/,
  TILE_MAXIMUM_HEIGHT: /^SCALAR$/,
  TILE_HORIZON_OCCLUSION_POINT: /^VEC3$/,
  TILE_GEOMETRIC_ERROR: /^SCALAR$/,
  TILE_REFINE: /^ENUM$/,
};

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** A checked property of a class. */
export interface PropertyShape {
  type: string;
  componentType: string | undefined;
  enumType: string | undefined;
  array: boolean;
  count: number | undefined;
  normalized: boolean;
  required: boolean;
  semantic: string | undefined;
  offset: unknown;
  scale: unknown;
  min: unknown;
  max: unknown;
  hasDefault: boolean;
}

export interface EnumShape {
  valueType: string;
  names: Set<string>;
}

/** A checked schema: classes by name, each property by name. */
export interface SchemaShape {
  classes: Map<string, Map<string, PropertyShape>>;
  enums: Map<string, EnumShape>;
}

/** Checks a schema; faulty parts are reported and left out of the result. */
export function readSchema(sheet: Sheet, value: unknown, path: string): SchemaShape | undefined {
  const json = sheet.value(value, path, "object");
  if (!json) return undefined;
  const id = sheet.member(json, "id", path, "string", true);
  if (id !== undefined && !/^[\w.\-:/ ]+$/.test(id))
    sheet.warning(join(path, "id"), `is "${id}"`, "use letters, digits and underscores");
  const schema: SchemaShape = { classes: new Map(), enums: new Map() };
  const enums = sheet.member(json, "enums", path, "object") ?? {};
  for (const [name, one] of Object.entries(enums)) {
    const shape = readEnum(sheet, one, `${path}.enums.${name}`);
    if (shape) schema.enums.set(name, shape);
  }
  const classes = sheet.member(json, "classes", path, "object") ?? {};
  for (const [name, one] of Object.entries(classes)) {
    const where = `${path}.classes.${name}`;
    if (!NAME.test(name)) sheet.error(where, "is not an identifier", "use letters, digits and underscores");
    const properties = new Map<string, PropertyShape>();
    schema.classes.set(name, properties);
    const body = sheet.value(one, where, "object");
    const listed = body && (sheet.member(body, "properties", where, "object") ?? {});
    const semantics = new Set<string>();
    for (const [property, definition] of Object.entries(listed ?? {})) {
      const at = `${where}.properties.${property}`;
      if (!NAME.test(property)) sheet.error(at, "is not an identifier", "use letters, digits and underscores");
      const shape = readProperty(sheet, definition, at, schema);
      if (!shape) continue;
      properties.set(property, shape);
      if (shape.semantic === undefined) continue;
      if (semantics.has(shape.semantic))
        sheet.error(`${at}.semantic`, `"${shape.semantic}" stands twice in the class`, "give it to one property");
      semantics.add(shape.semantic);
    }
  }
  return schema;
}

function readEnum(sheet: Sheet, value: unknown, path: string): EnumShape | undefined {
  const json = sheet.value(value, path, "object");
  const values = json && sheet.member(json, "values", path, "array", true);
  if (!json || !values) return undefined;
  const valueType = sheet.member(json, "valueType", path, "string") ?? "UINT16";
  if (!COMPONENTS[valueType] || valueType.startsWith("FLOAT"))
    sheet.error(join(path, "valueType"), `is "${valueType}"`, "use a whole-number type such as UINT16");
  if (values.length === 0) sheet.error(join(path, "values"), "is empty", "list at least one value");
  const names = new Set<string>();
  const numbers = new Set<number>();
  values.forEach((one, i) => {
    const at = `${path}.values[${i}]`;
    const entry = sheet.value(one, at, "object");
    const name = entry && sheet.member(entry, "name", at, "string", true);
    const number = entry && sheet.member(entry, "value", at, "integer", true);
    if (name !== undefined && names.has(name)) sheet.error(`${at}.name`, `"${name}" stands twice`, "rename one");
    if (number !== undefined && numbers.has(number))
      sheet.error(`${at}.value`, `${number} stands twice`, "give each name its own value");
    if (name !== undefined) names.add(name);
    if (number !== undefined) numbers.add(number);
  });
  return { valueType, names };
}

function readProperty(sheet: Sheet, value: unknown, path: string, schema: SchemaShape): PropertyShape | undefined {
  const json = sheet.value(value, path, "object");
  const type = json && sheet.member(json, "type", path, "string", true);
  if (!json || type === undefined) return undefined;
  if (TYPES[type] === undefined) {
    sheet.error(join(path, "type"), `is "${type}"`, `use one of ${Object.keys(TYPES).join(", ")}`);
    return undefined;
  }
  const plain = ["STRING", "BOOLEAN", "ENUM"].includes(type);
  const componentType = sheet.member(json, "componentType", path, "string", !plain);
  if (componentType !== undefined && plain)
    sheet.error(join(path, "componentType"), `stands at a ${type}`, "remove it");
  else if (componentType !== undefined && !COMPONENTS[componentType]) {
    sheet.error(
      join(path, "componentType"),
      `is "${componentType}"`,
      `use one of ${Object.keys(COMPONENTS).join(", ")}`,
    );
    return undefined;
  }
  const enumType = sheet.member(json, "enumType", path, "string", type === "ENUM");
  if (enumType !== undefined && !schema.enums.has(enumType))
    sheet.error(join(path, "enumType"), `"${enumType}" is not in enums`, "add the enum or correct the name");
  const array = sheet.member(json, "array", path, "boolean") ?? false;
  const count = sheet.count(json, "count", path, 2, false);
  if (count !== undefined && !array) sheet.error(join(path, "count"), "stands without array", "add array: true");
  const normalized = sheet.member(json, "normalized", path, "boolean") ?? false;
  if (normalized && !/^U?INT/.test(componentType ?? ""))
    sheet.error(join(path, "normalized"), `stands at ${componentType ?? type}`, "only whole numbers are normalized");
  const required = sheet.member(json, "required", path, "boolean") ?? false;
  if (required && json.noData !== undefined)
    sheet.error(join(path, "noData"), "stands at a required property", "remove one of them");
  const semantic = sheet.member(json, "semantic", path, "string");
  const wanted = semantic === undefined ? undefined : SEMANTICS[semantic];
  if (wanted && !wanted.test(array ? `${type}[]` : type))
    sheet.error(
      join(path, "semantic"),
      `"${semantic}" stands at ${type}${array ? " array" : ""}`,
      "use the type of its meaning",
    );
  return {
    type,
    componentType,
    enumType,
    array,
    count,
    normalized,
    required,
    semantic,
    offset: json.offset,
    scale: json.scale,
    min: json.min,
    max: json.max,
    hasDefault: json.default !== undefined,
  };
}
