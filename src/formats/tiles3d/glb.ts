// Binary glTF as a container: header and chunks. glTF 2.0, "GLB File Format".

import { magicOf, parseJson, viewOf } from "./files.ts";
import { isObject, type JsonObject, type Sheet } from "./findings.ts";

const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;

/** The two chunks of a GLB. */
export interface Glb {
  json: JsonObject;
  binary: Uint8Array | null;
}

/** Takes a GLB apart; null when that is not possible (with findings) or when it is glTF 1.0, which is not looked into. */
export function readGlb(sheet: Sheet, bytes: Uint8Array): Glb | null {
  if (bytes.length < 20 || magicOf(bytes) !== "glTF") {
    sheet.error("", "is not binary glTF", "export it again as GLB");
    return null;
  }
  const view = viewOf(bytes);
  const version = view.getUint32(4, true);
  if (version === 1) {
    sheet.warning("header", "is glTF 1.0, of which only the header was looked at", "convert it to glTF 2.0");
    return null;
  }
  if (version !== 2) {
    sheet.error("header", `is version ${version}`, "export it as version 2");
    return null;
  }
  const length = view.getUint32(8, true);
  // Up to 7 bytes may follow as padding of the tile the GLB lies in.
  if (length > bytes.length || bytes.length - length > 7) {
    sheet.error("header", `says ${length} bytes, there are ${bytes.length}`, "export it again; it is cut or damaged");
    return null;
  }
  let json: JsonObject | null = null;
  let binary: Uint8Array | null = null;
  for (let at = 12, i = 0; at < length; i++) {
    if (at + 8 > length) {
      sheet.error(`chunk ${i}`, "has no whole header", "export it again; it is cut or damaged");
      return null;
    }
    const size = view.getUint32(at, true);
    const type = view.getUint32(at + 4, true);
    const body = bytes.subarray(at + 8, at + 8 + size);
    if (at + 8 + size > length) {
      sheet.error(
        `chunk ${i}`,
        `says ${size} bytes, ${length - at - 8} are left`,
        "export it again; it is cut or damaged",
      );
      return null;
    }
    if (size % 4 !== 0) sheet.error(`chunk ${i}`, `is ${size} bytes`, "pad chunks to multiples of 4");
    if (i === 0) {
      json = type === JSON_CHUNK ? readJson(sheet, body) : null;
      if (type !== JSON_CHUNK) sheet.error("chunk 0", "is not the JSON chunk", "put the JSON chunk first");
      if (!json) return null;
    } else if (i === 1 && type === BINARY_CHUNK) binary = body;
    at += 8 + size;
  }
  if (json) return { json, binary };
  sheet.error("chunk 0", "is missing", "export it again");
  return null;
}

function readJson(sheet: Sheet, body: Uint8Array): JsonObject | null {
  try {
    const json = parseJson(body);
    if (isObject(json)) return json;
    sheet.error("json", "is not an object", "export it again");
  } catch (error) {
    sheet.error("json", (error as Error).message, "export it again");
  }
  return null;
}
