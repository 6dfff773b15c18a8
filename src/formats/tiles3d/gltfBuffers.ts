// Buffers, views and accessors of a glTF: every range must lie in what it is a range of.

import { dataUri, isRemote } from "./files.ts";
import { isObject, type JsonObject, type Sheet } from "./findings.ts";

/** Bytes of each accessor component type. */
export const COMPONENT_BYTES: Record<number, number> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4 };
const ELEMENTS: Record<string, number> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 };
const COMPRESSIONS = ["EXT_meshopt_compression", "KHR_meshopt_compression"];

/** Bytes of files beside the glTF; null when there is none. */
export type ReadBeside = (uri: string) => Promise<Uint8Array | null>;

/** A buffer: its declared length, and its bytes where there are any. */
export interface Buffer {
  length: number;
  bytes: Uint8Array | null;
}

/** Buffers with the bytes they have; undefined where faulty. */
export async function readBuffers(
  sheet: Sheet,
  list: unknown[],
  binary: Uint8Array | null,
  readBeside: ReadBeside,
): Promise<(Buffer | undefined)[]> {
  const buffers: (Buffer | undefined)[] = [];
  for (const [i, one] of list.entries()) {
    const path = `buffers[${i}]`;
    const buffer = sheet.value(one, path, "object");
    const length = buffer && sheet.count(buffer, "byteLength", path, 1);
    const uri = buffer && sheet.member(buffer, "uri", path, "string");
    if (!buffer || length === undefined) {
      buffers.push(undefined);
      continue;
    }
    const fallback = COMPRESSIONS.some((name) => isObject(buffer.extensions) && name in buffer.extensions);
    let bytes: Uint8Array | null = uri === undefined && i === 0 ? binary : null;
    if (uri !== undefined && !isRemote(uri)) {
      bytes = uri.startsWith("data:") ? dataUri(uri) : await readBeside(uri);
      if (!bytes) sheet.error(`${path}.uri`, `${uri.slice(0, 80)} is not there`, "put the file beside the glTF");
    }
    if (bytes && bytes.length < length)
      sheet.error(path, `says ${length} bytes, there are ${bytes.length}`, "export it again; it is cut or damaged");
    else if (!bytes && uri === undefined && !fallback)
      sheet.error(path, "has neither uri nor binary chunk", "export it again");
    buffers.push({ length, bytes });
  }
  return buffers;
}

/** @returns its length in bytes, undefined when faulty */
export function checkBufferView(
  sheet: Sheet,
  value: unknown,
  path: string,
  buffers: readonly (Buffer | undefined)[],
): number | undefined {
  const view = sheet.value(value, path, "object");
  if (!view) return undefined;
  const fits = (part: JsonObject, where: string): number | undefined => {
    const index = sheet.index(part, "buffer", where, buffers.length, "buffers");
    const length = sheet.count(part, "byteLength", where, 1);
    const offset = sheet.count(part, "byteOffset", where, 0, false) ?? 0;
    if (index === undefined || length === undefined) return undefined;
    const buffer = buffers[index];
    if (!buffer || offset + length <= buffer.length) return length;
    sheet.error(
      where,
      `ends at byte ${offset + length} of a buffer of ${buffer.length}`,
      "correct its length or offset",
    );
    return undefined;
  };
  const length = fits(view, path);
  const stride = sheet.count(view, "byteStride", path, 4, false, 252);
  if (stride !== undefined && stride % 4 !== 0)
    sheet.error(`${path}.byteStride`, `is ${stride}`, "use a multiple of 4");
  const { extensions } = view;
  if (isObject(extensions))
    for (const name of COMPRESSIONS) {
      const packed = extensions[name];
      if (isObject(packed)) fits(packed, `${path}.extensions.${name}`);
    }
  return length;
}

/** Bytes of an uncompressed view, where they are known. */
export function viewBytes(view: unknown, buffers: readonly (Buffer | undefined)[]): Uint8Array | undefined {
  if (!isObject(view)) return undefined;
  if (isObject(view.extensions) && COMPRESSIONS.some((name) => name in (view.extensions as JsonObject)))
    return undefined;
  const bytes = buffers[Number(view.buffer)]?.bytes;
  const offset = Number(view.byteOffset ?? 0);
  return bytes?.subarray(offset, offset + Number(view.byteLength));
}

/** @returns number of elements, undefined when faulty */
export function checkAccessor(
  sheet: Sheet,
  value: unknown,
  path: string,
  views: readonly unknown[],
  lengths: readonly (number | undefined)[],
): number | undefined {
  const accessor = sheet.value(value, path, "object");
  if (!accessor) return undefined;
  const component = sheet.member(accessor, "componentType", path, "integer", true);
  const type = sheet.member(accessor, "type", path, "string", true);
  const count = sheet.count(accessor, "count", path, 1);
  const bytes = component === undefined ? undefined : COMPONENT_BYTES[component];
  const elements = type === undefined ? undefined : ELEMENTS[type];
  if (component !== undefined && !bytes)
    sheet.error(`${path}.componentType`, `is ${component}`, "use 5120–5123, 5125 or 5126");
  if (type !== undefined && !elements) sheet.error(`${path}.type`, `is "${type}"`, "use SCALAR, VEC2 … or MAT4");
  const index = sheet.index(accessor, "bufferView", path, views.length, "bufferViews", false);
  if (!bytes || !elements || count === undefined) return undefined;
  const size = bytes * elements;
  const offset = sheet.count(accessor, "byteOffset", path, 0, false) ?? 0;
  if (index !== undefined && lengths[index] !== undefined) {
    const view = views[index] as JsonObject;
    const stride = typeof view.byteStride === "number" ? view.byteStride : size;
    const end = offset + stride * (count - 1) + size;
    if (end > lengths[index])
      sheet.error(path, `needs ${end} bytes of a buffer view of ${lengths[index]}`, "correct its count or the view");
    if ((offset + Number(view.byteOffset ?? 0)) % bytes !== 0)
      sheet.error(path, `does not start at a multiple of its ${bytes} bytes`, "align it");
  }
  for (const key of ["min", "max"]) sheet.numbers(accessor, key, path, elements);
  return count;
}
