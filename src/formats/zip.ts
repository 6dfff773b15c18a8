// Zip archives as offices send them: each entry is a file to be read like any other, inflated piece by piece, never whole.

import { SourceError } from "./fault.ts";
import type { SourceFile } from "./sourceFile.ts";

/** Longest list of entries read into memory, bytes. */
const LONGEST_DIRECTORY = 64 * 1024 * 1024;
const CHUNK = 1 << 18;

/** One file in an archive. */
interface Entry {
  name: string;
  /** 0 stored, 8 deflated. */
  method: number;
  packed: number;
  size: number;
  /** Of its local header in the archive. */
  offset: number;
}

/** Whether a file begins like a zip archive. */
export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));
}

/**
 * The files in an archive (folders and what macOS adds left out).
 * @throws SourceError when it is damaged, encrypted or packed in a way that is not known
 */
export async function zipEntries(archive: SourceFile): Promise<SourceFile[]> {
  const entries = await directoryOf(archive);
  const kept = entries.filter(({ name }) => !name.endsWith("/") && !/(^|\/)(__MACOSX\/|\.)/.test(name));
  return kept.map((entry) => entryFile(archive, entry, kept));
}

async function directoryOf(archive: SourceFile): Promise<Entry[]> {
  const damaged = (what: string): SourceError =>
    new SourceError(archive.name, `is a damaged zip archive (${what})`, "copy or pack it again");
  const tail = await archive.read(Math.max(0, archive.size - 65_557), 65_557);
  const view = viewOf(tail);
  let end = tail.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw damaged("its list of files is missing");
  let count = view.getUint16(end + 10, true);
  let length = view.getUint32(end + 12, true);
  let offset = view.getUint32(end + 16, true);
  if (end >= 20 && view.getUint32(end - 20, true) === 0x07064b50) {
    // zip64: the real figures stand in a record of their own
    const record = viewOf(await archive.read(Number(view.getBigUint64(end - 12, true)), 56));
    if (record.byteLength < 56 || record.getUint32(0, true) !== 0x06064b50) throw damaged("zip64");
    count = Number(record.getBigUint64(32, true));
    length = Number(record.getBigUint64(40, true));
    offset = Number(record.getBigUint64(48, true));
  }
  if (length > LONGEST_DIRECTORY || offset + length > archive.size) throw damaged("its list of files");
  const bytes = await archive.read(offset, length);
  const list = viewOf(bytes);
  const entries: Entry[] = [];
  for (let at = 0; at + 46 <= bytes.length && entries.length < count; ) {
    if (list.getUint32(at, true) !== 0x02014b50) throw damaged("its list of files");
    const flags = list.getUint16(at + 8, true);
    const nameLength = list.getUint16(at + 28, true);
    const extraLength = list.getUint16(at + 30, true);
    const entry: Entry = {
      name: nameOf(bytes.subarray(at + 46, at + 46 + nameLength), (flags & 0x800) !== 0),
      method: list.getUint16(at + 10, true),
      packed: list.getUint32(at + 20, true),
      size: list.getUint32(at + 24, true),
      offset: list.getUint32(at + 42, true),
    };
    readZip64(entry, list, at + 46 + nameLength, Math.min(bytes.length, at + 46 + nameLength + extraLength));
    if ((flags & 1) !== 0)
      throw new SourceError(archive.name, "is encrypted", "unpack it, or pack it without password");
    entries.push(entry);
    at += 46 + nameLength + extraLength + list.getUint16(at + 32, true);
  }
  return entries;
}

/** Sizes beyond 4 GB stand in an extra field, only those that need it, in this order. */
function readZip64(entry: Entry, list: DataView, from: number, to: number): void {
  for (let at = from; at + 4 <= to; at += 4 + list.getUint16(at + 2, true)) {
    if (list.getUint16(at, true) !== 1) continue;
    const end = Math.min(to, at + 4 + list.getUint16(at + 2, true));
    let value = at + 4;
    for (const key of ["size", "packed", "offset"] as const)
      if (entry[key] === 0xffffffff && value + 8 <= end) {
        entry[key] = Number(list.getBigUint64(value, true));
        value += 8;
      }
  }
}

/** Names are UTF-8 where the flag says so or they happen to be; else Chinese Windows writes GBK. */
function nameOf(bytes: Uint8Array, utf8: boolean): string {
  for (const encoding of utf8 ? ["utf-8"] : ["utf-8", "gb18030"])
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // the next one
    }
  return new TextDecoder("windows-1252").decode(bytes);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function entryFile(archive: SourceFile, entry: Entry, all: readonly Entry[]): SourceFile {
  const name = `${archive.name}/${entry.name}`;
  const cursor = new Cursor(() => inflated(archive, entry, name));
  return {
    name,
    size: entry.size,
    async *stream(from = 0) {
      let skip = from;
      for await (const chunk of inflated(archive, entry, name)) {
        if (skip >= chunk.length) skip -= chunk.length;
        else {
          yield skip > 0 ? chunk.subarray(skip) : chunk;
          skip = 0;
        }
      }
    },
    read: (offset, length) => cursor.read(offset, Math.max(0, Math.min(length, entry.size - offset))),
    async sibling(extension) {
      const stem = entry.name.replace(/\.[^./]*$/, "").toLowerCase();
      const found = all.find((other) => other.name.toLowerCase() === `${stem}.${extension.toLowerCase()}`);
      return found ? entryFile(archive, found, all) : null;
    },
  };
}

/** The bytes of an entry. @throws SourceError when they cannot be unpacked */
async function* inflated(archive: SourceFile, entry: Entry, name: string): AsyncGenerator<Uint8Array> {
  const damaged = (): SourceError => new SourceError(name, "cannot be unpacked", "copy or pack the archive again");
  if (entry.method !== 0 && entry.method !== 8)
    throw new SourceError(
      name,
      `is packed by method ${entry.method}, not deflate`,
      "pack it as an ordinary zip archive",
    );
  const local = viewOf(await archive.read(entry.offset, 30));
  if (local.byteLength < 30 || local.getUint32(0, true) !== 0x04034b50) throw damaged();
  const begin = entry.offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  const packed = pieces(archive, begin, entry.packed);
  if (entry.method === 0) {
    yield* packed;
    return;
  }
  const inflate = new DecompressionStream("deflate-raw");
  const writer = inflate.writable.getWriter();
  const reader = (inflate.readable as ReadableStream<Uint8Array>).getReader();
  // Writing waits for reading, so both go on at once; what fails on one side shows on the other.
  const writing = (async () => {
    try {
      for await (const piece of packed) await writer.write(piece as Uint8Array<ArrayBuffer>);
      await writer.close();
    } catch (error) {
      await writer.abort(error).catch(() => {});
    }
  })();
  let count = 0;
  try {
    for (;;) {
      let next: { done: boolean; value?: Uint8Array };
      try {
        next = await reader.read();
      } catch {
        throw damaged();
      }
      if (next.done || !next.value) break;
      count += next.value.length;
      if (count > entry.size) throw damaged();
      yield next.value;
    }
    if (count < entry.size) throw damaged();
  } finally {
    await reader.cancel().catch(() => {});
    await writing;
  }
}

async function* pieces(archive: SourceFile, from: number, length: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < from + length; ) {
    const bytes = await archive.read(at, Math.min(CHUNK, from + length - at));
    if (bytes.length === 0) throw new SourceError(archive.name, "ends in the middle", "copy it again");
    at += bytes.length;
    yield bytes;
  }
}

/** Ranges out of a stream that can only be read forward; going back begins again. */
class Cursor {
  private chunks: AsyncIterator<Uint8Array> | null = null;
  private held: Uint8Array = new Uint8Array(0);
  /** Where `held` begins. */
  private from = 0;

  constructor(private readonly open: () => AsyncIterable<Uint8Array>) {}

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (length === 0) return new Uint8Array(0);
    if (!this.chunks || offset < this.from) {
      await this.chunks?.return?.();
      this.chunks = this.open()[Symbol.asyncIterator]();
      this.held = new Uint8Array(0);
      this.from = 0;
    }
    const parts: Uint8Array[] = [];
    let have = 0;
    const take = (): void => {
      const skip = Math.min(this.held.length, Math.max(0, offset + have - this.from));
      const part = this.held.subarray(skip, skip + length - have);
      if (part.length > 0) parts.push(part);
      have += part.length;
    };
    take();
    while (have < length) {
      const next = await this.chunks.next();
      if (next.done) break;
      this.from += this.held.length;
      this.held = next.value;
      take();
    }
    if (parts.length === 1) return parts[0];
    const out = new Uint8Array(have);
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
}
