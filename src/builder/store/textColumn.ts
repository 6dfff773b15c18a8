// A column of texts as UTF-8 bytes one after the other, so that a million names are two arrays and not a million objects.

import type { PackedText } from "../../twin/columns.ts";
import { room } from "../../twin/grow.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class TextColumn {
  length = 0;
  private ends = new Uint32Array(1 << 12);
  private bytes = new Uint8Array(1 << 16);
  /** Texts of single rows that were replaced later. */
  private readonly replaced = new Map<number, string>();

  push(text: string): void {
    const start = this.length === 0 ? 0 : this.ends[this.length - 1];
    this.bytes = room(this.bytes, start + text.length * 3);
    const { written } = encoder.encodeInto(text, this.bytes.subarray(start));
    this.ends = room(this.ends, this.length + 1);
    this.ends[this.length++] = start + written;
  }

  /** Gives a row another text: for the few that are only known later. */
  replace(row: number, text: string): void {
    this.replaced.set(row, text);
  }

  at(row: number): string {
    const other = this.replaced.get(row);
    if (other !== undefined) return other;
    const start = row === 0 ? 0 : this.ends[row - 1];
    const end = this.ends[row];
    return end === start ? "" : decoder.decode(this.bytes.subarray(start, end));
  }

  isEmpty(row: number): boolean {
    return !this.replaced.get(row) && this.ends[row] === (row === 0 ? 0 : this.ends[row - 1]);
  }

  /** The texts of some rows, in their order, as a column file takes them. */
  pick(rows: ArrayLike<number>): PackedText {
    const ends = new Uint32Array(rows.length);
    const replaced = new Map<number, Uint8Array>();
    for (const [row, text] of this.replaced) replaced.set(row, encoder.encode(text));
    const own = (row: number): Uint8Array =>
      replaced.get(row) ?? this.bytes.subarray(row === 0 ? 0 : this.ends[row - 1], this.ends[row]);
    let total = 0;
    for (let k = 0; k < rows.length; k++) {
      total += own(rows[k]).length;
      ends[k] = total;
    }
    const bytes = new Uint8Array(total);
    for (let k = 0; k < rows.length; k++) bytes.set(own(rows[k]), k === 0 ? 0 : ends[k - 1]);
    return { ends, bytes };
  }
}
