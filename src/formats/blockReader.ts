// Ranges of a file out of a window that moves over it, so that reading small records in order costs few reads.

import type { SourceFile } from "./sourceFile.ts";

const WINDOW = 1 << 20;

/** Reads ranges, mostly forward. */
export class BlockReader {
  private bytes: Uint8Array = new Uint8Array(0);
  private from = 0;
  /** End of the last range asked for: how far the file has been read. */
  position = 0;

  constructor(readonly file: SourceFile) {}

  /** A range that is in the window; null when it must be loaded (or lies beyond the end of the file). */
  peek(offset: number, length: number): Uint8Array | null {
    const at = offset - this.from;
    if (at < 0 || at + length > this.bytes.length) return null;
    this.position = offset + length;
    return this.bytes.subarray(at, at + length);
  }

  /** A range; shorter where the file ends. */
  async range(offset: number, length: number): Promise<Uint8Array> {
    const held = this.peek(offset, length);
    if (held) return held;
    this.bytes = await this.file.read(offset, Math.max(length, WINDOW));
    this.from = offset;
    this.position = Math.min(offset + length, this.file.size);
    return this.bytes.subarray(0, Math.min(length, this.bytes.length));
  }
}
