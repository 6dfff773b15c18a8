// The state of a slot as one RGBA pixel, and the texture all pixels make: one truth for shaders, worker and tests.
// R severity · G value over its range, or share in alarm · B flags · A attention.

import { FLAG } from "./flags.ts";
import { LEVEL } from "./level.ts";
import type { NodeTable } from "./nodeTable.ts";
import type { Passes } from "./stateFilter.ts";
import type { StateTable } from "./stateTable.ts";

/** Pixels in a row of the state texture. Slot s is at (s mod width, s div width). */
export const STATE_TEXTURE_WIDTH = 1024;
/** Attention falls from 255 to 0 in this time after a severity has risen, ms. */
export const ATTENTION_MS = 10_000;
export const PIXEL_BYTES = 4;

/** Width and height of the texture that holds a pixel for every slot. */
export function stateTextureSize(slotCount: number): { width: number; height: number } {
  return { width: STATE_TEXTURE_WIDTH, height: Math.max(1, Math.ceil(slotCount / STATE_TEXTURE_WIDTH)) };
}

/** A pixel, read back. */
export interface StatePixel {
  severity: number;
  /** 0…1: points, the value over the kind's range; others, share of points in alarm. */
  level: number;
  /** Bits of FLAG. */
  flags: number;
  /** 1 when the severity has just risen, 0 after ATTENTION_MS. */
  attention: number;
}

/** Writes one pixel at byte `at`. `level` and `attention` are clamped to 0…1; a NaN level is 0. */
export function encodePixel(
  pixels: Uint8Array | Uint8ClampedArray,
  at: number,
  severity: number,
  level: number,
  flags: number,
  attention: number,
): void {
  pixels[at] = severity;
  pixels[at + 1] = toByte(level);
  pixels[at + 2] = flags;
  pixels[at + 3] = toByte(attention);
}

export function decodePixel(pixels: Uint8Array | Uint8ClampedArray, at: number): StatePixel {
  return {
    severity: pixels[at],
    level: pixels[at + 1] / 255,
    flags: pixels[at + 2],
    attention: pixels[at + 3] / 255,
  };
}

/** Not Math.round(x * 255): NaN must be 0. */
const toByte = (share: number): number => (share > 0 ? Math.round(Math.min(share, 1) * 255) : 0);

/** Writes pixels of slots from a state table; knows the range of each kind. */
export class StatePainter {
  private readonly low: Float64Array;
  private readonly span: Float64Array;
  /** Which points are drawn; undefined for all. Others are painted as filtered. */
  passes: Passes | undefined;

  /** @param kinds the scene's kinds, in order: `range` is [lowest, highest] in the kind's unit */
  constructor(
    private readonly nodes: Pick<NodeTable, "columns" | "coreCount">,
    private readonly state: StateTable,
    kinds: readonly { range: readonly [number, number] | readonly number[] }[],
  ) {
    this.low = Float64Array.from(kinds, (kind) => kind.range[0]);
    this.span = Float64Array.from(kinds, (kind) => kind.range[1] - kind.range[0]);
  }

  /** Attention of a slot at `now` (ms since 1970), 0…1. */
  attentionOf(slot: number, now: number): number {
    return Math.min(1, Math.max(0, 1 - (now - this.state.risenAt[slot]) / ATTENTION_MS));
  }

  /** Writes the pixel of one slot at its place in `pixels` (the whole texture). */
  paint(pixels: Uint8Array | Uint8ClampedArray, slot: number, now: number): void {
    const { state, nodes } = this;
    const at = slot * PIXEL_BYTES;
    const attention = this.attentionOf(slot, now);
    if (slot < nodes.coreCount && nodes.columns.level[slot] === LEVEL.point) {
      const kind = nodes.columns.kind[slot];
      const level = kind < this.low.length ? (state.value[slot] - this.low[kind]) / this.span[kind] : 0;
      const flags = this.passes?.(slot) === false ? state.flags[slot] | FLAG.filtered : state.flags[slot];
      encodePixel(pixels, at, state.severity[slot], level, flags, attention);
      return;
    }
    const { rollUp } = state;
    const total = rollUp.totalOf(slot);
    const allStale = total > 0 && rollUp.staleCount[rollUp.rowOf(slot)] === total;
    encodePixel(pixels, at, rollUp.worst[slot], rollUp.alarmShareOf(slot), allStale ? FLAG.stale : 0, attention);
  }
}
