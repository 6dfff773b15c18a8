// Subtrees of implicit tiling: which tiles, contents and further subtrees there are. Specification 1.1, "Implicit Tiling".

import { magicOf, parseJson, viewOf } from "./files.ts";
import { isObject, type JsonObject, type Sheet } from "./findings.ts";
import { checkPropertyTables } from "./propertyTables.ts";
import type { SchemaShape } from "./schema.ts";

/** Bits of one availability: more would not fit a viewer either (2^24 tiles in one subtree). */
export const LARGEST_SUBTREE = 1 << 24;

/** One availability: all, none, or bits. */
export type Bits = (i: number) => boolean;

/** A checked subtree. Tiles are counted in Morton order, level after level. */
export interface Subtree {
  tiles: Bits;
  /** One availability for each content of a tile. */
  contents: Bits[];
  /** Over the nodes of the level below the last. */
  children: Bits;
}

/** Tiles in a subtree of so many levels. */
export const nodesOf = (branching: number, levels: number): number => (branching ** levels - 1) / (branching - 1);

/** Reads and checks a subtree; null when it cannot be used (with findings). */
export async function readSubtree(
  sheet: Sheet,
  bytes: Uint8Array,
  branching: number,
  levels: number,
  schema: SchemaShape | undefined,
  readBeside: (uri: string) => Promise<Uint8Array | null>,
): Promise<Subtree | null> {
  const parts = takeApart(sheet, bytes);
  if (!parts) return null;
  const { json, binary } = parts;
  const list = (key: string): unknown[] => sheet.member(json, key, "", "array") ?? [];
  const buffers: (Uint8Array | null)[] = [];
  for (const [i, one] of list("buffers").entries()) {
    const path = `buffers[${i}]`;
    const buffer = sheet.value(one, path, "object");
    const length = buffer && sheet.count(buffer, "byteLength", path, 0);
    const uri = buffer && sheet.member(buffer, "uri", path, "string");
    const body = uri === undefined ? binary : await readBeside(uri);
    if (!body && buffer) sheet.error(path, uri ? `${uri.slice(0, 80)} is not there` : "has no bytes", "add the buffer");
    if (body && length !== undefined && body.length < length)
      sheet.error(path, `says ${length} bytes, there are ${body.length}`, "make the subtree again");
    buffers.push(body);
  }
  const views = list("bufferViews").map((one, i) => {
    const path = `bufferViews[${i}]`;
    const view = sheet.value(one, path, "object");
    const index = view && sheet.index(view, "buffer", path, buffers.length, "buffers");
    const offset = view && sheet.count(view, "byteOffset", path, 0);
    const length = view && sheet.count(view, "byteLength", path, 0);
    const body = index === undefined ? null : buffers[index];
    if (!body || offset === undefined || length === undefined) return undefined;
    if (offset + length <= body.length) return body.subarray(offset, offset + length);
    sheet.error(path, `ends at byte ${offset + length} of a buffer of ${body.length}`, "correct its length or offset");
    return undefined;
  });
  const nodes = nodesOf(branching, levels);
  const read = (value: unknown, path: string, bits: number): Bits | null =>
    availability(sheet, value, path, bits, views);
  const tiles = read(json.tileAvailability, "tileAvailability", nodes);
  const children = read(json.childSubtreeAvailability, "childSubtreeAvailability", branching ** levels);
  const given = json.contentAvailability;
  const contentList = given === undefined ? [] : Array.isArray(given) ? given : [given];
  const contents = contentList.map((one, i) => read(one, `contentAvailability[${i}]`, nodes));
  checkPropertyTables(
    sheet,
    list("propertyTables"),
    "propertyTables",
    schema,
    views.map((view) => view?.length),
  );
  if (!tiles || !children || contents.some((one) => !one)) return null;
  const subtree: Subtree = { tiles, children, contents: contents as Bits[] };
  checkConsistency(sheet, subtree, branching, nodes);
  return subtree;
}

function takeApart(sheet: Sheet, bytes: Uint8Array): { json: JsonObject; binary: Uint8Array | null } | null {
  let text = bytes;
  let binary: Uint8Array | null = null;
  if (magicOf(bytes) === "subt") {
    if (bytes.length < 24) {
      sheet.error("header", "is cut", "make the subtree again");
      return null;
    }
    const view = viewOf(bytes);
    const version = view.getUint32(4, true);
    if (version !== 1) {
      sheet.error("header", `says version ${version}`, "make the subtree as version 1");
      return null;
    }
    const jsonLength = Number(view.getBigUint64(8, true));
    const binaryLength = Number(view.getBigUint64(16, true));
    if (24 + jsonLength + binaryLength > bytes.length) {
      sheet.error("header", `says ${24 + jsonLength + binaryLength} bytes, there are ${bytes.length}`, "make it again");
      return null;
    }
    if (jsonLength % 8 !== 0 || binaryLength % 8 !== 0)
      sheet.error("header", "its parts are no multiples of 8 bytes", "pad them");
    text = bytes.subarray(24, 24 + jsonLength);
    binary = bytes.subarray(24 + jsonLength, 24 + jsonLength + binaryLength);
  }
  try {
    const json = parseJson(text);
    if (isObject(json)) return { json, binary };
    sheet.error("", "is not an object", "make the subtree again");
  } catch (error) {
    sheet.error("", (error as Error).message, "make the subtree again");
  }
  return null;
}

function availability(
  sheet: Sheet,
  value: unknown,
  path: string,
  bits: number,
  views: readonly (Uint8Array | undefined)[],
): Bits | null {
  const json = sheet.value(value, path, "object");
  if (!json) return null;
  if (json.constant !== undefined) {
    const constant = sheet.count(json, "constant", path, 0, true, 1);
    return constant === undefined ? null : () => constant === 1;
  }
  // 3DTILES_implicit_tiling, before 1.1, called it bufferView.
  const key = json.bitstream === undefined && json.bufferView !== undefined ? "bufferView" : "bitstream";
  const index = sheet.index(json, key, path, views.length, "bufferViews");
  const view = index === undefined ? undefined : views[index];
  if (!view) return null;
  if (view.length < Math.ceil(bits / 8)) {
    sheet.error(path, `has ${view.length} bytes for ${bits} bits`, "make the subtree again");
    return null;
  }
  const at: Bits = (i) => (view[i >> 3] & (1 << (i & 7))) !== 0;
  const said = sheet.count(json, "availableCount", path, 0, false);
  if (said !== undefined) {
    let counted = 0;
    for (let i = 0; i < bits; i++) if (at(i)) counted++;
    if (counted !== said) sheet.error(`${path}.availableCount`, `is ${said}, the bits say ${counted}`, "correct it");
  }
  return at;
}

/** A tile needs its parent, a content its tile. */
function checkConsistency(sheet: Sheet, subtree: Subtree, branching: number, nodes: number): void {
  let orphans = 0;
  let homeless = 0;
  for (let i = 0; i < nodes; i++) {
    const tile = subtree.tiles(i);
    if (tile && i > 0 && !subtree.tiles(Math.floor((i - 1) / branching))) orphans++;
    if (!tile && subtree.contents.some((content) => content(i))) homeless++;
  }
  if (orphans > 0) sheet.error("tileAvailability", `${orphans} tiles have no parent`, "make the subtree again");
  if (homeless > 0) sheet.error("contentAvailability", `${homeless} contents have no tile`, "make the subtree again");
}
