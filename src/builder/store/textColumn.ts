// A column of texts as UTF-8 bytes one after the other, so that a million names are two arrays and not a million objects.

import type { PackedText } from "../../twin/columns.ts";
import { room } from "./grow.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class TextColumn {
  length = 0;
  private ends = new Uint32Array(1 << 12);
  private bytes = new Uint8Array(1 << 16);

  push(text: string): void {
    const start = this.length === 0 ? 0 : this.ends[this.length - 1];
    this.bytes = room(this.bytes, start + text.length * 3);
    const { written } = encoder.encodeInto(text, this.bytes.subarray(start));
    this.ends = room(this.ends, this.length + 1);
    this.ends[this.length++] = start + written;
  }

  at(row: number): string {
    const start = row === 0 ? 0 : this.ends[row - 1];
    const end = this.ends[row];
    return end === start ? "" : decoder.decode(this.bytes.subarray(start, end));
  }

  isEmpty(row: number): boolean {
    return this.ends[row] === (row === 0 ? 0 : this.ends[row - 1]);
  }

  /** The texts of some rows, in their order, as a column file takes them. */
  pick(rows: ArrayLike<number>): PackedText {
    const ends = new Uint32Array(rows.length);
    let total = 0;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k];
      total += this.ends[row] - (row === 0 ? 0 : this.ends[row - 1]);
      ends[k] = total;
    }
    const bytes = new Uint8Array(total);
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k];
      const start = row === 0 ? 0 : this.ends[row - 1];
      bytes.set(this.bytes.subarray(start, this.ends[row]), k === 0 ? 0 : ends[k - 1]);
    }
    return { ends, bytes };
  }
}
