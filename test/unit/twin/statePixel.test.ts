import { expect, it } from "vitest";
import { FLAG } from "../../../src/twin/flags.ts";
import { stateNodesOf } from "../../../src/twin/rollUp.ts";
import {
  ATTENTION_MS,
  decodePixel,
  encodePixel,
  STATE_TEXTURE_WIDTH,
  StatePainter,
  stateTextureSize,
} from "../../../src/twin/statePixel.ts";
import { StateTable } from "../../../src/twin/stateTable.ts";
import { tinyCity } from "./tinyCity.ts";

it("survives a round trip of every severity and flag, level and attention to a 255th", () => {
  const bytes = new Uint8Array(8);
  for (let severity = 0; severity <= 5; severity++)
    for (let flags = 0; flags < 128; flags++) {
      encodePixel(bytes, 4, severity, flags / 127, flags, severity / 5);
      const pixel = decodePixel(bytes, 4);
      expect(pixel.severity).toBe(severity);
      expect(pixel.flags).toBe(flags);
      expect(Math.abs(pixel.level - flags / 127)).toBeLessThanOrEqual(0.5 / 255);
      expect(Math.abs(pixel.attention - severity / 5)).toBeLessThanOrEqual(0.5 / 255);
    }
  encodePixel(bytes, 0, 0, Number.NaN, 0, Number.NEGATIVE_INFINITY);
  expect([...bytes.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
  encodePixel(bytes, 0, 0, 7, 0, 7);
  expect([...bytes.subarray(0, 4)]).toEqual([0, 255, 0, 255]);
});

it("has room for every slot", () => {
  expect(stateTextureSize(1)).toEqual({ width: 1024, height: 1 });
  expect(stateTextureSize(1024)).toEqual({ width: 1024, height: 1 });
  expect(stateTextureSize(1025)).toEqual({ width: 1024, height: 2 });
  const { width, height } = stateTextureSize(1_234_567);
  expect(width * height).toBeGreaterThanOrEqual(1_234_567);
});

it("paints points by value and nodes by what is below them", () => {
  const nodes = tinyCity();
  const state = new StateTable(stateNodesOf(nodes));
  const painter = new StatePainter(nodes, state, [{ range: [0, 2] }, { range: [-10, 40] }]);
  const pixels = new Uint8Array(STATE_TEXTURE_WIDTH * 4);
  const pixel = (slot: number, now: number) => {
    painter.paint(pixels, slot, now);
    return decodePixel(pixels, slot * 4);
  };
  state.apply(nodes.slotOf("L1"), 0.5, 100, 100, 3, FLAG.simulated);
  expect(pixel(nodes.slotOf("L1"), 100)).toMatchObject({ severity: 3, flags: FLAG.simulated, attention: 1 });
  expect(pixel(nodes.slotOf("L1"), 100).level).toBeCloseTo(0.25, 2);
  expect(pixel(nodes.slotOf("F1"), 100 + ATTENTION_MS / 2).attention).toBeCloseTo(0.5, 2);
  expect(pixel(nodes.slotOf("F1"), 100)).toMatchObject({ severity: 3, flags: 0 });
  expect(pixel(nodes.slotOf("F1"), 100).level).toBeCloseTo(0.5, 2);
  expect(pixel(0, 100).level).toBeCloseTo(1 / 6, 2);
  state.markStale(nodes.slotOf("L1"), 200);
  expect(pixel(nodes.slotOf("F1"), 200).flags).toBe(0);
  state.apply(nodes.slotOf("T1"), 5, 100, 100, 1, FLAG.stale);
  expect(pixel(nodes.slotOf("F1"), 200).flags).toBe(FLAG.stale);
  expect(pixel(nodes.slotOf("F1"), 100 + ATTENTION_MS).attention).toBe(0);
});
