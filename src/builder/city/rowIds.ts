// Which ids were met before and in which rows, by a 53-bit hash: eight bytes a building instead of a string.

import { room } from "../../twin/grow.ts";

/** 53-bit hash of a text (cyrb53, public domain); never 0. Two of a million texts share one once in 10⁴ files. */
export function hash53(text: string): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0) || 1;
}

/** How often each text was met, as a table of hashes; texts met once cost 8 bytes and those met again a little more. */
export class TimesMet {
  private table = new Float64Array(1 << 13);
  private size = 0;
  private readonly again = new Map<number, number>();

  /** Counts a text and tells how often it has been met now. */
  meet(text: string): number {
    const hash = hash53(text);
    if (2 * this.size >= this.table.length) this.grow();
    const slot = this.slotOf(hash);
    if (this.table[slot] === 0) {
      this.table[slot] = hash;
      this.size++;
      return 1;
    }
    const times = (this.again.get(hash) ?? 1) + 1;
    this.again.set(hash, times);
    return times;
  }

  private slotOf(hash: number): number {
    const mask = this.table.length - 1;
    let slot = (hash >>> 0) & mask;
    while (this.table[slot] !== 0 && this.table[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const old = this.table;
    this.table = new Float64Array(2 * old.length);
    for (const hash of old) if (hash !== 0) this.table[this.slotOf(hash)] = hash;
  }
}

/** The id behind each row, as a hash; 0 for rows without one. */
export class RowIds {
  private hashes = new Float64Array(1 << 12);

  set(row: number, id: string): void {
    this.hashes = room(this.hashes, row + 1);
    this.hashes[row] = id === "" ? 0 : hash53(id);
  }

  /** Rows below `count` by wanted id. */
  rowsOf(wanted: Iterable<string>, count: number): Map<string, number[]> {
    const byHash = new Map<number, string>();
    for (const id of wanted) byHash.set(hash53(id), id);
    const rows = new Map<string, number[]>();
    for (let row = 0; row < count; row++) {
      const id = byHash.get(this.hashes[row]);
      if (id === undefined) continue;
      const list = rows.get(id);
      if (list) list.push(row);
      else rows.set(id, [row]);
    }
    return rows;
  }
}
