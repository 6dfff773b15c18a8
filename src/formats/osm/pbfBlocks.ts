// The blocks of an OSM PBF file: where they are, and unpacked.

import { SourceError } from "../fault.ts";
import type { SourceFile } from "../sourceFile.ts";
import { Protobuf } from "./protobuf.ts";

/** Largest header and largest unpacked block by the format's own rules, bytes. */
const LARGEST_HEADER = 64 * 1024;
const LARGEST_BLOCK = 32 * 1024 * 1024;
/** Bytes of the file read at a time. */
const PIECE = 1 << 22;

/** The error for a file that is something else. */
export function notPbf(name: string): SourceError {
  return new SourceError(name, "is not OSM PBF: it does not begin with an OSMHeader", "give an .osm.pbf file");
}

export interface Block {
  type: string;
  blob: Protobuf;
  end: number;
}

/** Finds blocks in the file, reading some megabytes at a time. */
export class Blocks {
  private piece: Uint8Array = new Uint8Array(0);
  private from = 0;

  constructor(private readonly file: SourceFile) {}

  /** @returns the block that begins at a byte, or null at the end of the file @throws SourceError when it is cut short */
  async at(offset: number): Promise<Block | null> {
    if (offset >= this.file.size) return null;
    const length = await this.bytes(offset, 4);
    const size = new DataView(length.buffer, length.byteOffset, 4).getUint32(0);
    if (size === 0 || size > LARGEST_HEADER) {
      if (offset === 0) throw notPbf(this.file.name);
      throw this.damaged(offset, `its header would be ${size} bytes long`);
    }
    const { type, datasize } = this.header(await this.bytes(offset + 4, size), offset);
    const start = offset + 4 + size;
    const blob = new Protobuf(await this.bytes(start, datasize));
    return { type, blob, end: start + datasize };
  }

  private header(bytes: Uint8Array, offset: number): { type: string; datasize: number } {
    const header = new Protobuf(bytes);
    let [type, datasize] = ["", -1];
    try {
      while (header.more) {
        const tag = header.tag();
        if (tag === 10) type = new TextDecoder().decode(header.message().rest());
        else if (tag === 24) datasize = header.varint();
        else header.skip(tag & 7);
      }
    } catch (error) {
      if (offset === 0) throw notPbf(this.file.name);
      throw this.damaged(offset, (error as Error).message);
    }
    if (offset === 0 && type !== "OSMHeader") throw notPbf(this.file.name);
    if (datasize < 0 || datasize > LARGEST_BLOCK) throw this.damaged(offset, "its size is missing or too large");
    return { type, datasize };
  }

  private damaged(offset: number, why: string): SourceError {
    return new SourceError(
      this.file.name,
      `its block at byte ${offset} is damaged: ${why}`,
      "copy or download the file again",
    );
  }

  private async bytes(offset: number, length: number): Promise<Uint8Array> {
    if (offset < this.from || offset + length > this.from + this.piece.length) {
      this.piece = await this.file.read(offset, Math.max(PIECE, length));
      this.from = offset;
    }
    if (this.piece.length < offset - this.from + length)
      throw new SourceError(
        this.file.name,
        `ends in the middle, after ${this.file.size} bytes`,
        "copy or download the file again",
      );
    return this.piece.subarray(offset - this.from, offset - this.from + length);
  }

  /** The message packed in a block. @throws Error when it cannot be unpacked */
  async unpack({ blob }: Block): Promise<Protobuf> {
    while (blob.more) {
      const tag = blob.tag();
      if (tag === 10) return blob.message();
      if (tag === 26) return new Protobuf(await inflate(blob.message().rest()));
      if (tag >> 3 >= 4 && tag >> 3 <= 7)
        throw new SourceError(
          this.file.name,
          "is packed in another way than zlib",
          "write it again with zlib, such as osmium cat -f pbf,pbf_compression=zlib",
        );
      blob.skip(tag & 7);
    }
    throw new RangeError("it holds nothing");
  }
}

/** Unpacks zlib data. @throws Error when it is damaged or larger than a block may be */
async function inflate(packed: Uint8Array): Promise<Uint8Array> {
  const source = new Blob([packed as Uint8Array<ArrayBuffer>]).stream();
  const reader = source.pipeThrough(new DecompressionStream("deflate")).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    pieces.push(next.value);
    length += next.value.length;
    if (length > LARGEST_BLOCK) {
      await reader.cancel();
      throw new RangeError("it is larger than 32 MiB unpacked");
    }
  }
  if (pieces.length === 1) return pieces[0];
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
