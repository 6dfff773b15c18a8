// Records of whole numbers, one after the other: in memory up to a budget, the older ones in a file beyond it.

import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";

/** Numbers in one block: 4 MiB. */
const BLOCK = 1 << 20;
/** Kept in memory unless said otherwise, bytes. */
const BUDGET = 512 * 1024 * 1024;

export class RecordLog {
  /** Numbers written so far; the next record starts here. */
  length = 0;
  /** Blocks not yet in the file, the first of them at number `inFile`. */
  private blocks: Int32Array[] = [];
  private inFile = 0;
  private file = -1;

  /** @param path file to spill to, made only when needed @param budget bytes kept in memory */
  constructor(
    private readonly path: string,
    private readonly budget = BUDGET,
  ) {}

  /** Bytes that had to go to the file. */
  get spilledBytes(): number {
    return this.inFile * 4;
  }

  /** Appends a record and returns where it starts. Records may be of any length. */
  append(record: ArrayLike<number>, count = record.length): number {
    const start = this.length;
    for (let i = 0; i < count; i++) {
      const at = this.length - this.inFile;
      if (at % BLOCK === 0) this.nextBlock();
      this.blocks[this.blocks.length - 1][at % BLOCK] = record[i];
      this.length++;
    }
    return start;
  }

  /** Copies `count` numbers from `start` into `out`. */
  read(start: number, count: number, out: Int32Array): void {
    let done = 0;
    if (start < this.inFile) {
      const wanted = Math.min(count, this.inFile - start);
      const got = readSync(this.file, new Uint8Array(out.buffer, out.byteOffset, wanted * 4), 0, wanted * 4, start * 4);
      if (got !== wanted * 4) throw new Error(`${this.path}: ends early`);
      done = wanted;
    }
    while (done < count) {
      const at = start + done - this.inFile;
      const block = this.blocks[Math.floor(at / BLOCK)];
      const from = at % BLOCK;
      const take = Math.min(count - done, BLOCK - from);
      for (let i = 0; i < take; i++) out[done + i] = block[from + i];
      done += take;
    }
  }

  /** Removes the file. */
  close(): void {
    if (this.file >= 0) {
      closeSync(this.file);
      rmSync(this.path, { force: true });
    }
    this.file = -1;
    this.blocks = [];
  }

  /** Room for more: beyond the budget the oldest block becomes the newest, its numbers go to the file. */
  private nextBlock(): void {
    if (this.blocks.length > 0 && (this.blocks.length + 1) * BLOCK * 4 > this.budget) {
      if (this.file < 0) this.file = openSync(this.path, "w+");
      const oldest = this.blocks.shift()!;
      writeSync(this.file, new Uint8Array(oldest.buffer), 0, oldest.byteLength, this.inFile * 4);
      this.inFile += BLOCK;
      this.blocks.push(oldest);
    } else this.blocks.push(new Int32Array(BLOCK));
  }
}
