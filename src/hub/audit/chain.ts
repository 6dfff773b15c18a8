// The audit log's chain: every entry's hash covers the one before, so that nothing can be changed, taken out or moved unseen.

import { createHash } from "node:crypto";

export interface Entry {
  position: number;
  /** ms since 1970. */
  at: number;
  person: string;
  name: string;
  stage: string;
  action: string;
  object: string;
  place: string;
  /** JSON. */
  detail: string;
}
export interface SealedEntry extends Entry {
  hash: string;
}

/** Hash before the first entry. */
export const GENESIS = "";

/** SHA-256 over the hash before and every column, hex. */
export function entryHash(before: string, entry: Entry): string {
  const { position, at, person, name, stage, action, object, place, detail } = entry;
  const text = JSON.stringify([before, position, at, person, name, stage, action, object, place, detail]);
  return createHash("sha256").update(text).digest("hex");
}

/** Where a log is not what it was. */
export interface ChainFault {
  position: number;
  /** changed: its columns, or those before it, are not what was sealed; missing: it is gone; cut: a later head was written down. */
  reason: "changed" | "missing" | "cut";
}

export interface Verdict {
  entries: number;
  /** Hash of the last entry. */
  head: string;
  fault: ChainFault | null;
}

/** Goes along a log, entry by entry, against itself and against heads that were written down elsewhere. */
export class ChainWalk {
  private before = GENESIS;
  private position = 0;
  private fault: ChainFault | null = null;

  /** @param heads hash by position, as written down when sealed */
  constructor(private readonly heads: ReadonlyMap<number, string>) {}

  /** @returns false from the first fault on */
  step(entry: SealedEntry): boolean {
    if (this.fault) return false;
    this.position++;
    const head = this.heads.get(this.position);
    if (entry.position !== this.position) this.fault = { position: this.position, reason: "missing" };
    // A chain that was made anew from here on fits itself, but not what was written down.
    else if (entryHash(this.before, entry) !== entry.hash || (head !== undefined && head !== entry.hash))
      this.fault = { position: this.position, reason: "changed" };
    this.before = entry.hash;
    return this.fault === null;
  }

  end(): Verdict {
    const last = Math.max(0, ...this.heads.keys());
    if (!this.fault && last > this.position) this.fault = { position: this.position + 1, reason: "cut" };
    return { entries: this.position, head: this.before, fault: this.fault };
  }
}
