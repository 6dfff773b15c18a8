// The street lattice in (u, v): base lines about 200 m apart, every fourth an arterial. Lines are jittered, v line 0 is the river.

import { hash01 } from "./random.ts";
import type { Warp } from "./warp.ts";

/** Base cells along one edge of a superblock. */
export const SPAN = 4;
const STEP = 200; // m
const BLOCK = STEP * SPAN;

export class Lattice {
  private readonly nodes = new Map<number, readonly [number, number]>();

  constructor(
    readonly seed: number,
    readonly warp: Warp,
  ) {}

  private line(axis: number, i: number): number {
    const k = Math.floor(i / SPAN);
    const rest = i - k * SPAN;
    const from = this.arterial(axis, k);
    if (rest === 0) return from;
    const to = this.arterial(axis, k + 1);
    return from + ((to - from) * rest) / SPAN + (hash01(this.seed, axis + 10, i) - 0.5) * 44;
  }

  private arterial(axis: number, k: number): number {
    const free = axis === 1 && k === 0 ? 0 : 1;
    return k * BLOCK + free * (hash01(this.seed, axis, k) - 0.5) * 130;
  }

  /** u of base line i, m. */
  u(i: number): number {
    return this.line(0, i);
  }

  /** v of base line j, m. */
  v(j: number): number {
    return this.line(1, j);
  }

  /** Plane position of the crossing of base lines i and j; the very same array each time, so shared borders are identical. */
  node(i: number, j: number): readonly [number, number] {
    const key = (i + 32768) * 65536 + (j + 32768);
    let node = this.nodes.get(key);
    if (!node) {
      node = this.warp.at(this.u(i), this.v(j));
      this.nodes.set(key, node);
    }
    return node;
  }
}
