// The tile formats of 3D Tiles 1.0: b3dm, i3dm, pnts and cmpt. Headers, JSON parts and the ranges they point at. Specification 1.0, "Tile Formats".

import { magicOf, parseJson, viewOf } from "./files.ts";
import { isObject, type JsonObject, type Sheet } from "./findings.ts";

/** Parts of a legacy tile that others check. */
export interface TileParts {
  /** GLB it holds, with the sheet it is told on. */
  glbs: { sheet: Sheet; bytes: Uint8Array }[];
  /** Models it names. */
  uris: { sheet: Sheet; uri: string }[];
}

const HEADER_BYTES: Record<string, number> = { b3dm: 28, i3dm: 32, pnts: 28, cmpt: 16 };
/** A composite may hold composites; deeper than this it is hostile. */
const DEEPEST = 8;
const MEND = "make the tile again; it is cut or damaged";

/** Whether the first bytes are those of a legacy tile. */
export const isLegacy = (bytes: Uint8Array): boolean => HEADER_BYTES[magicOf(bytes)] !== undefined;

/** Checks a tile and everything in it but glTF, which is handed out in `parts`. */
export function checkLegacy(sheet: Sheet, bytes: Uint8Array, parts: TileParts, depth = 0): void {
  const magic = magicOf(bytes);
  const header = HEADER_BYTES[magic];
  if (header === undefined || bytes.length < header) {
    sheet.error("header", "is cut", MEND);
    return;
  }
  const view = viewOf(bytes);
  const version = view.getUint32(4, true);
  if (version !== 1) {
    sheet.error("header", `says version ${version}`, "make the tile as version 1");
    return;
  }
  const byteLength = view.getUint32(8, true);
  if (byteLength !== bytes.length) {
    sheet.error("header", `says ${byteLength} bytes, there are ${bytes.length}`, MEND);
    if (byteLength > bytes.length || byteLength < header) return;
  }
  if (byteLength % 8 !== 0) sheet.warning("header", `says ${byteLength} bytes`, "pad tiles to multiples of 8 bytes");
  if (magic === "cmpt") checkComposite(sheet, bytes.subarray(0, byteLength), parts, depth);
  else checkTile(sheet, magic, bytes.subarray(0, byteLength), header, parts);
}

function checkComposite(sheet: Sheet, bytes: Uint8Array, parts: TileParts, depth: number): void {
  const view = viewOf(bytes);
  const count = view.getUint32(12, true);
  if (depth >= DEEPEST) {
    sheet.error("header", `composites lie ${DEEPEST} deep`, "make flat composites");
    return;
  }
  let at = 16;
  for (let i = 0; i < count; i++) {
    const inner = sheet.part(`tiles[${i}]`);
    const length = at + 12 <= bytes.length ? view.getUint32(at + 8, true) : 0;
    if (length < 16 || at + length > bytes.length) {
      inner.error("header", `does not fit into the composite of ${count} tiles`, MEND);
      return;
    }
    const tile = bytes.subarray(at, at + length);
    if (isLegacy(tile)) checkLegacy(inner, tile, parts, depth + 1);
    else inner.error("header", `is "${printable(magicOf(tile))}"`, "use b3dm, i3dm, pnts or cmpt");
    at += length;
  }
}

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?");

function checkTile(sheet: Sheet, magic: string, bytes: Uint8Array, header: number, parts: TileParts): void {
  const view = viewOf(bytes);
  const lengths = [12, 16, 20, 24].map((at) => view.getUint32(at, true));
  const total = lengths.reduce((sum, length) => sum + length, header);
  if (total > bytes.length) {
    const old = magic === "b3dm" && lengths.slice(2).some((length) => length >= 0x22000000);
    sheet.error(
      "header",
      `says ${total} bytes of tables in a tile of ${bytes.length}`,
      old ? "make it again: its header is of a draft before 1.0" : MEND,
    );
    return;
  }
  let at = header;
  const [featureJson, featureBinary, batchJson, batchBinary] = lengths.map((length) => {
    const part = bytes.subarray(at, at + length);
    at += length;
    return part;
  });
  aligned(sheet, header + lengths[0], "the feature table's binary part");
  const features = table(sheet, featureJson, "featureTable") ?? {};
  const count = COUNTS[magic](sheet.part("featureTable"), features);
  checkRanges(sheet.part("featureTable"), features, SEMANTIC_BYTES, count, featureBinary.length);
  if (batchJson.length > 0) {
    const batch = table(sheet, batchJson, "batchTable");
    const batchLength = magic === "pnts" && typeof features.BATCH_LENGTH === "number" ? features.BATCH_LENGTH : count;
    if (batch) checkBatch(sheet.part("batchTable"), batch, batchLength, batchBinary.length);
  }
  if (magic === "pnts") return;
  const body = bytes.subarray(at);
  if (magic === "i3dm" && view.getUint32(28, true) === 0) {
    const uri = new TextDecoder().decode(body).replace(/[\0\s]+$/, "");
    if (uri) parts.uris.push({ sheet, uri });
    else sheet.error("gltf", "names no model", "write the model's address behind the tables");
    return;
  }
  if (magic === "i3dm" && view.getUint32(28, true) !== 1) {
    sheet.error("header", `says glTF format ${view.getUint32(28, true)}`, "use 0 (address) or 1 (embedded)");
    return;
  }
  if (body.length === 0) {
    sheet.error("gltf", "is missing", "make the tile again with its model");
    return;
  }
  aligned(sheet, at, "the model");
  parts.glbs.push({ sheet: sheet.part("gltf"), bytes: body });
}

function aligned(sheet: Sheet, at: number, what: string): void {
  if (at % 8 !== 0)
    sheet.warning("header", `puts ${what} at byte ${at}`, "pad with spaces or zeros to a multiple of 8 bytes");
}

function table(sheet: Sheet, bytes: Uint8Array, name: string): JsonObject | null {
  if (bytes.length === 0) {
    if (name === "featureTable") sheet.error(name, "is empty", "write its JSON part");
    return null;
  }
  try {
    const json = parseJson(bytes);
    if (isObject(json)) return json;
    sheet.error(name, "is not an object", MEND);
  } catch (error) {
    sheet.error(name, (error as Error).message, MEND);
  }
  return null;
}

/** Number of features each format declares, and what it must have beside. */
const COUNTS: Record<string, (sheet: Sheet, features: JsonObject) => number> = {
  b3dm: (sheet, features) => lengthAt(sheet, features, "BATCH_LENGTH"),
  i3dm: (sheet, features) => {
    if (features.POSITION === undefined && features.POSITION_QUANTIZED === undefined)
      sheet.error("", "has neither POSITION nor POSITION_QUANTIZED", "add the instances' positions");
    return lengthAt(sheet, features, "INSTANCES_LENGTH");
  },
  pnts: (sheet, features) => {
    if (features.POSITION === undefined && features.POSITION_QUANTIZED === undefined)
      sheet.error("", "has neither POSITION nor POSITION_QUANTIZED", "add the points' positions");
    return lengthAt(sheet, features, "POINTS_LENGTH");
  },
};

/** A count that may also stand in the binary part as { byteOffset }. */
function lengthAt(sheet: Sheet, features: JsonObject, key: string): number {
  if (isObject(features[key])) return 0;
  return sheet.count(features, key, "", 0) ?? 0;
}

/** Bytes per feature of each semantic that lies in the binary part. */
const SEMANTIC_BYTES: Record<string, number> = {
  POSITION: 12,
  POSITION_QUANTIZED: 6,
  NORMAL_UP: 12,
  NORMAL_RIGHT: 12,
  NORMAL_UP_OCT32P: 4,
  NORMAL_RIGHT_OCT32P: 4,
  SCALE: 4,
  SCALE_NON_UNIFORM: 12,
  RGBA: 4,
  RGB: 3,
  RGB565: 2,
  NORMAL: 12,
  NORMAL_OCT16P: 2,
};
const COMPONENT_BYTES: Record<string, number> = {
  BYTE: 1,
  UNSIGNED_BYTE: 1,
  SHORT: 2,
  UNSIGNED_SHORT: 2,
  INT: 4,
  UNSIGNED_INT: 4,
  FLOAT: 4,
  DOUBLE: 8,
};
const ELEMENTS: Record<string, number> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4 };
const DRACO = "3DTILES_draco_point_compression";

function checkRanges(sheet: Sheet, json: JsonObject, sizes: Record<string, number>, count: number, available: number) {
  const draco = isObject(json.extensions) ? json.extensions[DRACO] : undefined;
  const packed = isObject(draco) && isObject(draco.properties) ? draco.properties : {};
  if (isObject(draco)) inRange(sheet, draco, `extensions.${DRACO}`, Number(draco.byteLength), available);
  for (const [key, value] of Object.entries(json)) {
    if (!isObject(value) || key === "extensions" || key === "extras") continue;
    if (sizes[key] !== undefined && !(key in packed)) inRange(sheet, value, key, sizes[key] * count, available);
    else if (key === "BATCH_ID" && !(key in packed))
      inRange(sheet, value, key, (COMPONENT_BYTES[String(value.componentType)] ?? 2) * count, available);
  }
}

function inRange(sheet: Sheet, value: JsonObject, path: string, bytes: number, available: number): void {
  const offset = sheet.count(value, "byteOffset", path, 0);
  if (offset === undefined || !Number.isFinite(bytes) || offset + bytes <= available) return;
  sheet.error(path, `ends at byte ${offset + bytes} of a binary part of ${available}`, MEND);
}

function checkBatch(sheet: Sheet, json: JsonObject, count: number, available: number): void {
  const draco = isObject(json.extensions) ? json.extensions[DRACO] : undefined;
  const packed = isObject(draco) && isObject(draco.properties) ? draco.properties : {};
  for (const [key, value] of Object.entries(json)) {
    if (key === "extensions" || key === "extras" || key === "HIERARCHY") continue;
    if (Array.isArray(value)) {
      if (value.length !== count)
        sheet.error(key, `has ${value.length} values for ${count} features`, "write one each");
    } else if (isObject(value)) {
      const bytes = COMPONENT_BYTES[String(value.componentType)];
      const elements = ELEMENTS[String(value.type)];
      if (!bytes) sheet.error(`${key}.componentType`, `is ${String(value.componentType)}`, "use BYTE … or DOUBLE");
      else if (!elements) sheet.error(`${key}.type`, `is ${String(value.type)}`, "use SCALAR, VEC2, VEC3 or VEC4");
      else if (!(key in packed)) {
        inRange(sheet, value, key, bytes * elements * count, available);
        if (Number(value.byteOffset) % bytes !== 0)
          sheet.error(key, `does not start at a multiple of its ${bytes} bytes`, "align it");
      }
    } else sheet.error(key, "is neither a list nor a reference into the binary part", "write one of them");
  }
}
