// The encoding of a text file, and its bytes as UTF-8 whatever they were.

import { SourceError } from "./fault.ts";
import type { SourceFile } from "./sourceFile.ts";

/** Bytes looked at from the beginning. */
const HEAD = 1 << 16;
/** Windows looked at in the rest of the file when its head is plain ASCII. */
const WINDOWS = 24;
const WINDOW = 1 << 14;

/**
 * Finds the encoding: byte order mark, zero bytes, then whether head and samples are UTF-8, else GB 18030 (which contains GBK).
 * @param given what the person says it is, such as gbk; taken as it is
 * @returns a label TextDecoder knows: utf-8, utf-16le, utf-16be, gb18030 or the given one
 * @throws SourceError when it is none of them or `given` is not known
 */
export async function encodingOf(file: SourceFile, given?: string): Promise<string> {
  if (given !== undefined) {
    try {
      return new TextDecoder(given).encoding;
    } catch {
      throw new SourceError(file.name, `its encoding "${given}" is not known`, "use utf-8, gbk, gb18030 or utf-16le");
    }
  }
  const head = await file.read(0, HEAD);
  const [a, b, c] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (a > 0 && b === 0 && c > 0) return "utf-16le";
  if (a === 0 && b > 0 && c === 0) return "utf-16be";
  if (!decodes("utf-8", head)) {
    if (decodes("gb18030", head)) return "gb18030";
    throw new SourceError(file.name, "is not text in UTF-8, UTF-16 or GB 18030", "export it in UTF-8");
  }
  if (file.size <= HEAD || !isAscii(head)) return "utf-8";
  const step = Math.max(WINDOW, Math.floor((file.size - HEAD) / WINDOWS));
  for (let at = HEAD; at < file.size; at += step) {
    const bytes = await file.read(at, WINDOW);
    let from = 0;
    while (from < 3 && from < bytes.length && (bytes[from] & 0xc0) === 0x80) from++; // a character cut by the window
    if (!decodes("utf-8", bytes.subarray(from))) return "gb18030";
    if (!isAscii(bytes)) return "utf-8";
  }
  return "utf-8";
}

/** Whether bytes (perhaps cut within a character at the end) are text in an encoding. */
function decodes(encoding: string, bytes: Uint8Array): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

export function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] > 0x7f) return false;
  return true;
}

/**
 * The file's text as UTF-8 without byte order mark. UTF-8 passes through as it is; whoever decodes it should do so fatally.
 * @param position told the number of the file's own bytes read so far
 * @throws SourceError where other encodings do not hold what they should
 */
export async function* utf8Of(
  file: SourceFile,
  encoding: string,
  position: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let read = 0;
  if (encoding === "utf-8") {
    for await (const chunk of file.stream()) {
      const mark = read === 0 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
      read += chunk.length;
      position(read);
      yield mark ? chunk.subarray(3) : chunk;
    }
    return;
  }
  const decoder = new TextDecoder(encoding, { fatal: true });
  const encoder = new TextEncoder();
  const decode = (chunk?: Uint8Array): Uint8Array => {
    try {
      return encoder.encode(decoder.decode(chunk, { stream: chunk !== undefined }));
    } catch {
      throw notText(file.name, encoding, read);
    }
  };
  for await (const chunk of file.stream()) {
    const bytes = decode(chunk);
    read += chunk.length;
    position(read);
    yield bytes;
  }
  const rest = decode();
  if (rest.length > 0) yield rest;
}

/** The error for bytes that are not text in the encoding the file began with. */
export function notText(name: string, encoding: string, byte: number): SourceError {
  return new SourceError(
    name,
    `is not text in ${encoding} after byte ${byte}`,
    "export it in UTF-8, or name its encoding, such as gbk",
  );
}
