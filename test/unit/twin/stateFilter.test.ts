// A filter passes by kind, severity and liveness, and asks the state as it is now.

import { describe, expect, it } from "vitest";
import { FLAG } from "../../../src/twin/flags.ts";
import { stateNodesOf } from "../../../src/twin/rollUp.ts";
import { compileFilter, NO_FILTER } from "../../../src/twin/stateFilter.ts";
import { decodePixel, StatePainter, stateTextureSize } from "../../../src/twin/statePixel.ts";
import { StateTable } from "../../../src/twin/stateTable.ts";
import { tinyCity } from "./tinyCity.ts";

const KINDS = [
  { id: "level", range: [0, 1] },
  { id: "temp", range: [-10, 40] },
];

describe("compileFilter", () => {
  const nodes = tinyCity();
  const state = new StateTable(stateNodesOf(nodes));
  const [first] = state.points;
  const own = KINDS[nodes.columns.kind[first]].id;
  const other = KINDS.find(({ id }) => id !== own)?.id as string;
  const put = (severity: number, flags: number): void =>
    state.putLeaf(first, 0.5, 1_000 + severity, 2_000, severity, flags);

  it("is nothing when it would pass everything", () => {
    expect(compileFilter(NO_FILTER, nodes, state, KINDS)).toBeUndefined();
  });

  it("passes by kind", () => {
    expect(compileFilter({ ...NO_FILTER, kinds: [own] }, nodes, state, KINDS)?.(first)).toBe(true);
    expect(compileFilter({ ...NO_FILTER, kinds: [other] }, nodes, state, KINDS)?.(first)).toBe(false);
  });

  it("passes by the owner of the kind; what belongs to nobody is left out", () => {
    const owned = KINDS.map((each) => (each.id === own ? { ...each, owner: "water" } : each));
    expect(compileFilter({ ...NO_FILTER, owners: ["water"] }, nodes, state, owned)?.(first)).toBe(true);
    expect(compileFilter({ ...NO_FILTER, owners: ["gas"] }, nodes, state, owned)?.(first)).toBe(false);
    expect(compileFilter({ ...NO_FILTER, owners: ["water"] }, nodes, state, KINDS)?.(first)).toBe(false);
    expect(compileFilter({ ...NO_FILTER, owners: ["water"], kinds: [other] }, nodes, state, owned)?.(first)).toBe(
      false,
    );
  });

  it("passes by severity and quality as they are when asked", () => {
    const passes = compileFilter({ ...NO_FILTER, severities: [4, 5], qualities: ["live"] }, nodes, state, KINDS);
    put(2, 0);
    expect(passes?.(first)).toBe(false);
    put(5, 0);
    expect(passes?.(first)).toBe(true);
    put(5, FLAG.stale);
    expect(passes?.(first)).toBe(false);
  });

  it("counts bad and uncertain readings as bad, whatever else they are", () => {
    const passes = compileFilter({ ...NO_FILTER, qualities: ["bad"] }, nodes, state, KINDS);
    put(1, 0);
    expect(passes?.(first)).toBe(false);
    put(1, FLAG.uncertain | FLAG.simulated);
    expect(passes?.(first)).toBe(true);
  });

  it("marks what does not pass in the pixel, and leaves places as they are", () => {
    const painter = new StatePainter(nodes, state, KINDS);
    const { width, height } = stateTextureSize(nodes.slotCount);
    const pixels = new Uint8Array(width * height * 4);
    const flagsOf = (slot: number): number => {
      painter.paint(pixels, slot, 3_000);
      return decodePixel(pixels, slot * 4).flags;
    };
    put(1, 0);
    expect(flagsOf(first) & FLAG.filtered).toBe(0);
    painter.passes = compileFilter({ ...NO_FILTER, severities: [5] }, nodes, state, KINDS);
    expect(flagsOf(first) & FLAG.filtered).toBe(FLAG.filtered);
    expect(flagsOf(0) & FLAG.filtered).toBe(0);
    put(5, 0);
    expect(flagsOf(first) & FLAG.filtered).toBe(0);
  });
});
