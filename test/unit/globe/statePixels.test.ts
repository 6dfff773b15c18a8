// Which rows of the state texture must be uploaded: those written since the last time, and nothing else.

import { describe, expect, it } from "vitest";
import { StatePixels } from "../../../src/globe/statePixels.ts";

const WIDTH = 1024;
const fresh = (slots: number): StatePixels => {
  const pixels = new StatePixels(slots);
  pixels.takeDirty();
  return pixels;
};
const write = (pixels: StatePixels, ...slots: number[]): void =>
  pixels.write(
    Uint32Array.from(slots),
    Uint32Array.from(slots, (slot) => (slot * 2654435761) >>> 0),
  );

describe("state pixels", () => {
  it("holds every slot and starts all dirty", () => {
    const pixels = new StatePixels(3 * WIDTH + 1);
    expect([pixels.width, pixels.height, pixels.bytes.length]).toEqual([WIDTH, 4, 4 * WIDTH * 4]);
    expect(pixels.takeDirty()).toEqual({ first: 0, rows: 4 });
    expect(pixels.takeDirty()).toBeNull();
    expect(new StatePixels(0).height).toBe(1);
  });

  it("writes little-endian RGBA at the slot's place", () => {
    const pixels = fresh(WIDTH * 2);
    pixels.write(Uint32Array.of(WIDTH + 3), Uint32Array.of(0x40302010));
    expect([...pixels.bytes.subarray((WIDTH + 3) * 4, (WIDTH + 4) * 4)]).toEqual([0x10, 0x20, 0x30, 0x40]);
  });

  it("gives the rows from the first to the last written, across writes", () => {
    const pixels = fresh(WIDTH * 10);
    write(pixels, 2 * WIDTH);
    expect(pixels.takeDirty()).toEqual({ first: 2, rows: 1 });
    write(pixels, 5 * WIDTH + 1023, 5 * WIDTH);
    write(pixels, 7 * WIDTH, 4 * WIDTH - 1);
    expect(pixels.takeDirty()).toEqual({ first: 3, rows: 5 });
    expect(pixels.takeDirty()).toBeNull();
  });

  it("passes over slots beyond the scene, and nothing written is nothing dirty", () => {
    const pixels = fresh(WIDTH);
    write(pixels, WIDTH, 0xffffffff);
    write(pixels);
    expect(pixels.takeDirty()).toBeNull();
    expect(pixels.bytes.every((byte) => byte === 0)).toBe(true);
  });

  it("is all dirty again for a new context", () => {
    const pixels = fresh(WIDTH * 3);
    write(pixels, 5);
    pixels.dirtyAll();
    expect(pixels.takeDirty()).toEqual({ first: 0, rows: 3 });
    expect(pixels.bytes[5 * 4]).not.toBe(0);
  });
});
