// Live pixels of all slots as plain memory: written from the worker's changes, uploaded by StateTexture. Needs no Cesium and outlives any GL context.

import { STATE_TEXTURE_WIDTH, stateTextureSize } from "../twin/statePixel.ts";

/** RGBA per slot with the range of rows that changed since the last upload. */
export class StatePixels {
  readonly width = STATE_TEXTURE_WIDTH;
  readonly height: number;
  /** RGBA per slot. Write through {@link write}, so that the row is uploaded. */
  readonly bytes: Uint8Array;
  /** Bytes sent to the GPU since the page opened. */
  bytesUploaded = 0;
  /** Uploads since the page opened: at most one per rendered frame. */
  uploads = 0;
  private readonly words: Uint32Array;
  private firstDirtyRow = 0;
  private lastDirtyRow: number;

  /** @param slotCount all slots of the scene */
  constructor(slotCount: number) {
    this.height = stateTextureSize(slotCount).height;
    this.bytes = new Uint8Array(this.width * this.height * 4);
    this.words = new Uint32Array(this.bytes.buffer);
    this.lastDirtyRow = this.height - 1;
  }

  /** Applies changed slots: `rgba[i]` (little-endian RGBA) becomes the pixel of `slots[i]`; slots beyond the scene are passed over. */
  write(slots: Uint32Array, rgba: Uint32Array): void {
    const { words } = this;
    let first = this.firstDirtyRow;
    let last = this.lastDirtyRow;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i];
      if (slot >= words.length) continue;
      words[slot] = rgba[i];
      const row = (slot / STATE_TEXTURE_WIDTH) | 0;
      if (row < first) first = row;
      if (row > last) last = row;
    }
    this.firstDirtyRow = first;
    this.lastDirtyRow = last;
  }

  /** Rows changed since the last call, or null; they count as taken. */
  takeDirty(): { first: number; rows: number } | null {
    const first = this.firstDirtyRow;
    const rows = this.lastDirtyRow - first + 1;
    if (rows <= 0) return null;
    this.firstDirtyRow = this.height;
    this.lastDirtyRow = -1;
    return { first, rows };
  }

  /** Everything must be uploaded again: a new GL context has none of it. */
  dirtyAll(): void {
    this.firstDirtyRow = 0;
    this.lastDirtyRow = this.height - 1;
  }
}
