// 3D Metadata: values of tiles, groups and tilesets against their schema.

import { join, type Sheet } from "./findings.ts";
import { COMPONENTS, type PropertyShape, type SchemaShape, TYPES } from "./schema.ts";

/** Checks an entity ({ class, properties }) against a schema. @returns value of each semantic it carries */
export function checkEntity(
  sheet: Sheet,
  value: unknown,
  path: string,
  schema: SchemaShape | undefined,
): Map<string, unknown> {
  const meanings = new Map<string, unknown>();
  const json = sheet.value(value, path, "object");
  if (!json) return meanings;
  if (!schema) {
    sheet.error(path, "stands without a schema", "add the tileset's schema, or remove the metadata");
    return meanings;
  }
  const name = sheet.member(json, "class", path, "string", true);
  if (name === undefined) return meanings;
  const properties = schema.classes.get(name);
  if (!properties) {
    sheet.error(join(path, "class"), `"${name}" is not in the schema's classes`, "add the class or correct the name");
    return meanings;
  }
  const values = sheet.member(json, "properties", path, "object") ?? {};
  for (const key of Object.keys(values))
    if (!properties.has(key))
      sheet.error(`${path}.properties.${key}`, `is not a property of class "${name}"`, "add it or correct the name");
  for (const [key, shape] of properties) {
    const given = Object.hasOwn(values, key) ? values[key] : undefined;
    const where = `${path}.properties.${key}`;
    if (given === undefined || given === null) {
      if (shape.required && !shape.hasDefault)
        sheet.error(where, "is required and missing", "give it a value, or do not require it");
      continue;
    }
    checkValue(sheet, given, where, shape, schema);
    if (shape.semantic !== undefined) meanings.set(shape.semantic, given);
  }
  return meanings;
}

function checkValue(sheet: Sheet, value: unknown, path: string, shape: PropertyShape, schema: SchemaShape): void {
  if (shape.array) {
    const list = sheet.value(value, path, "array");
    if (list && shape.count !== undefined && list.length !== shape.count)
      sheet.error(path, `has ${list.length} entries`, `write ${shape.count}`);
    list?.forEach((element, i) => {
      checkElement(sheet, element, `${path}[${i}]`, shape, schema, nth(shape, i));
    });
  } else checkElement(sheet, value, path, shape, schema, shape);
}

type Scaling = Pick<PropertyShape, "offset" | "scale" | "min" | "max">;

/** offset, scale, min and max of one element of an array. */
function nth(shape: Scaling, i: number): Scaling {
  const pick = (value: unknown): unknown => (Array.isArray(value) ? value[i] : value);
  return { offset: pick(shape.offset), scale: pick(shape.scale), min: pick(shape.min), max: pick(shape.max) };
}

function checkElement(
  sheet: Sheet,
  value: unknown,
  path: string,
  shape: PropertyShape,
  schema: SchemaShape,
  scaling: Scaling,
): void {
  if (shape.type === "STRING" || shape.type === "BOOLEAN") {
    sheet.value(value, path, shape.type === "STRING" ? "string" : "boolean");
    return;
  }
  if (shape.type === "ENUM") {
    const name = sheet.value(value, path, "string");
    const known = schema.enums.get(shape.enumType ?? "");
    if (name !== undefined && known && !known.names.has(name))
      sheet.error(
        path,
        `"${name}" is not a value of enum ${shape.enumType}`,
        `use one of ${[...known.names].join(", ")}`,
      );
    return;
  }
  const components = TYPES[shape.type];
  if (components === 1) {
    checkNumber(sheet, value, path, shape, scaling);
    return;
  }
  const list = sheet.value(value, path, "array");
  if (list && list.length !== components) sheet.error(path, `has ${list.length} numbers`, `write ${components}`);
  list?.forEach((number, i) => {
    checkNumber(sheet, number, `${path}[${i}]`, shape, nth(scaling, i));
  });
}

/** A stored number: within its component type, and its meaning ((normalized) × scale + offset) within min and max. */
function checkNumber(sheet: Sheet, value: unknown, path: string, shape: PropertyShape, scaling: Scaling): void {
  const number = sheet.value(value, path, "number");
  const component = COMPONENTS[shape.componentType ?? ""];
  if (number === undefined || !component) return;
  if (number < component.min || number > component.max) {
    sheet.error(path, `${number} does not fit ${shape.componentType}`, "correct the value or widen the type");
    return;
  }
  if (shape.componentType?.includes("INT") && !Number.isInteger(number))
    sheet.error(path, `is ${number}`, `write a whole number for ${shape.componentType}`);
  const numeric = (given: unknown, otherwise: number): number => (typeof given === "number" ? given : otherwise);
  const raw = shape.normalized ? Math.max(number / component.max, -1) : number;
  const meant = raw * numeric(scaling.scale, 1) + numeric(scaling.offset, 0);
  const slack = Math.abs(meant) * 1e-6 + 1e-12;
  const { min, max } = scaling;
  if (typeof min === "number" && meant < min - slack)
    sheet.error(path, `means ${meant}, below the property's min ${min}`, "correct the value or the min");
  if (typeof max === "number" && meant > max + slack)
    sheet.error(path, `means ${meant}, above the property's max ${max}`, "correct the value or the max");
}
