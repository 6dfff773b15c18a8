// The files of a tileset, wherever they are, and what their names and first bytes say.

/** Where the checker reads from: a folder on disk, an archive, files dropped on the page. */
export interface TilesetFiles {
  /**
   * Bytes of a file. @param path relative to the folder, "/" between names; may point above it ("../")
   * @returns null when there is no such file (or it is not to be read)
   */
  read(path: string): Promise<Uint8Array | null>;
}

/** Larger files are not taken into memory, bytes. */
export const LARGEST_FILE = 1 << 30;
/** Larger JSON is not parsed, bytes. */
export const LARGEST_JSON = 256 << 20;

/** Whether an address leads to another place than the tileset's folder. */
export const isRemote = (uri: string): boolean => /^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(uri);

/** A relative address in a file → path from the folder's root; query and fragment are dropped. */
export function resolvePath(file: string, uri: string): string {
  let name = uri.replace(/[?#].*$/s, "");
  try {
    name = decodeURIComponent(name);
  } catch {
    // a stray % is part of the name
  }
  const parts = name.startsWith("/") ? [] : file.split("/").slice(0, -1);
  for (const part of name.replace(/\\/g, "/").split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts[parts.length - 1] !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

/** Bytes of a data: address, or null when it is not one that can be read. */
export function dataUri(uri: string): Uint8Array | null {
  const match = /^data:[^,]*?(;base64)?,/.exec(uri);
  if (!match) return null;
  try {
    const body = uri.slice(match[0].length);
    const text = match[1] ? atob(body) : decodeURIComponent(body);
    return Uint8Array.from(text, (c) => c.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Unpacks what a server would have sent with Content-Encoding: gzip; other bytes come back as they are. */
export async function unzipped(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream("gzip"));
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream as unknown as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > LARGEST_FILE) throw new Error("unpacks to more than 1 GiB");
    parts.push(part);
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** First four bytes as text, such as b3dm. */
export const magicOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 4));

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Whether the first character that is no space opens a JSON object or list. */
export function looksLikeJson(bytes: Uint8Array): boolean {
  for (let i = 0; i < Math.min(bytes.length, 4096); i++) {
    const byte = bytes[i];
    if (byte === 0x7b || byte === 0x5b) return true;
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09 && !isBom(bytes, i)) return false;
  }
  return false;
}

const isBom = (bytes: Uint8Array, i: number): boolean => i < 3 && bytes[i] === [0xef, 0xbb, 0xbf][i];

/**
 * Text of a JSON part → value.
 * @throws Error whose message says what is wrong
 */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length > LARGEST_JSON) throw new Error(`is ${bytes.length} bytes of JSON, more than can be read at once`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("is not UTF-8 text");
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`is not JSON: ${(error as Error).message}`);
  }
}
