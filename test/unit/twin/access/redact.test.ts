// Lines of a layer somebody sees, but of which one is a node they do not see.

import { describe, expect, it } from "vitest";
import { redactLines } from "../../../../src/twin/access/redact.ts";
import type { Sight } from "../../../../src/twin/access/sight.ts";
import { LINE_CLASSES } from "../../../../src/twin/lines.ts";

const pipe = LINE_CLASSES.indexOf("water-pipe");
const road = LINE_CLASSES.indexOf("primary");
const lines = {
  end: Uint32Array.of(2, 5, 7, 9),
  lon: Int32Array.from({ length: 9 }, (_, i) => i),
  lat: Int32Array.from({ length: 9 }, (_, i) => 10 + i),
  klass: Uint8Array.of(pipe, pipe, road, pipe),
  slot: Int32Array.of(3, 4, 4, -1),
  name: ["a", "b", "c", "d"],
};
const sight = { all: false, sees: (slot: number) => slot === 3, seesLayer: () => true } as unknown as Sight;

describe("lines as somebody may have them", () => {
  it("lack a pipe that is hidden, and a road loses only what hangs on it", () => {
    const less = redactLines(lines, sight, () => 1);
    expect(less.name).toEqual(["a", "c", "d"]);
    expect([...less.end]).toEqual([2, 4, 6]);
    expect([...less.lon]).toEqual([0, 1, 5, 6, 7, 8]);
    expect([...less.lat]).toEqual([10, 11, 15, 16, 17, 18]);
    expect([...less.slot]).toEqual([3, -1, -1]);
    expect("depth" in less).toBe(false);
    const depth = Float32Array.of(1, 2, Number.NaN, 4);
    expect([...(redactLines({ ...lines, depth }, sight, () => 1).depth ?? [])]).toEqual([1, Number.NaN, 4]);
  });

  it("lack whole layers above somebody's grade", () => {
    const low = { ...sight, seesLayer: (grade: number) => grade <= 1 } as Sight;
    expect(redactLines(lines, low, (layer) => (layer === "pipes" ? 3 : 1)).name).toEqual(["c"]);
  });
});
