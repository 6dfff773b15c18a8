// Damages a file in many ways and reads each: the only outcomes allowed are a SourceError or features with counted findings.

import { expect } from "vitest";
import { SourceError } from "../../../../src/formats/fault.ts";
import type { Format } from "../../../../src/formats/format.ts";
import type { SourceFile } from "../../../../src/formats/sourceFile.ts";
import { type ReadAll, readAll } from "./readAll.ts";

/** Pseudo-random numbers in [0, 1) that are the same on every run (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface FuzzOutcome {
  errors: number;
  read: number;
}

/** Reads `bytes` cut at each of `cuts` places and with bytes flipped `flips` times. @throws what is no SourceError */
export async function fuzz(
  format: Format,
  name: string,
  bytes: Uint8Array,
  { cuts = 50, flips = 100, seed = 1 } = {},
): Promise<{ cut: FuzzOutcome; flipped: FuzzOutcome }> {
  const cut: FuzzOutcome = { errors: 0, read: 0 };
  const flipped: FuzzOutcome = { errors: 0, read: 0 };
  for (let i = 0; i < cuts; i++) {
    const content = bytes.slice(0, Math.floor((bytes.length * i) / cuts));
    await attempt(format, name, content, cut);
  }
  const next = random(seed);
  for (let i = 0; i < flips; i++) {
    const content = bytes.slice();
    for (let k = 0; k < 1 + i / 10; k++) content[Math.floor(next() * content.length)] = Math.floor(next() * 256);
    await attempt(format, name, content, flipped);
  }
  return { cut, flipped };
}

async function attempt(format: Format, name: string, content: Uint8Array, outcome: FuzzOutcome): Promise<void> {
  let read: ReadAll;
  try {
    read = await readAll(format, { name, content });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    expect(error.path).toBe(name);
    expect([error.reason, error.mend]).not.toContain("");
    outcome.errors++;
    return;
  }
  outcome.read++;
  for (const { solids, properties } of read.features) {
    expect(properties).toBeTypeOf("object");
    for (const { surfaces } of solids ?? []) for (const { rings } of surfaces) expect(rings.length).toBeGreaterThan(0);
  }
}

/** A file that comes in pieces of so many bytes. */
export function inPieces(name: string, bytes: Uint8Array, size: number): SourceFile {
  return {
    name,
    size: bytes.length,
    async *stream(from = 0) {
      for (let at = from; at < bytes.length; at += size) yield bytes.slice(at, at + size);
    },
    read: async (offset, length) => bytes.slice(offset, offset + length),
    sibling: async () => null,
  };
}
