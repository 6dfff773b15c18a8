// A pit dug where area, earth and pipes can be counted by hand.

import { describe, expect, it } from "vitest";
import { PlanCity } from "../../../src/models/city.ts";
import { pitOf } from "../../../src/models/pit.ts";
import { at, planCity, square } from "./planCity.ts";

const line = (klass: "water-pipe" | "sewer-pipe" | "power-line" | "primary", y: number, lift?: number) => ({
  klass,
  path: [
    [-100, y],
    [100, y],
  ] as [number, number][],
  ...(lift === undefined ? {} : { lift: [lift, lift] }),
});

describe("a pit", () => {
  const city = planCity({
    lines: [
      line("water-pipe", 0, -2.5),
      line("water-pipe", 5, -4),
      line("sewer-pipe", -5),
      line("power-line", 2),
      line("primary", 3),
      line("sewer-pipe", 50),
    ],
  });

  it("holds area times depth where the ground is flat, and says that it took it as flat", () => {
    const pit = pitOf(city, square(0, 0, 10), 6);
    expect(pit.area).toBeCloseTo(400, 1);
    expect(pit.floor).toBeCloseTo(-6, 6);
    expect(pit.volume).toBeCloseTo(2400, 0);
    expect(pit.terrain).toBe(false);
  });

  it("has the pipes that lie in it, as long as they lie in it, with the depths of the data told from assumed ones", () => {
    const { pipes, pieces, cables } = pitOf(city, square(0, 0, 10), 6);
    expect(pipes.map(({ klass, count, depths, assumed }) => ({ klass, count, depths, assumed }))).toEqual([
      { klass: "water-pipe", count: 2, depths: [2.5, 4], assumed: 0 },
      { klass: "sewer-pipe", count: 1, depths: null, assumed: 1 },
    ]);
    expect(pipes[0].metres).toBeCloseTo(40, 1);
    expect(pipes[1].metres).toBeCloseTo(20, 1);
    expect(cables).toBe(1);
    expect(pieces).toHaveLength(3);
    for (const { path } of pieces)
      for (const [lon] of path) expect(Math.abs(lon - at(0, 0)[0])).toBeLessThanOrEqual(at(10.01, 0)[0] - at(0, 0)[0]);
  });

  it("falls into two pieces where the outline bends round", () => {
    // A horseshoe open to the north: the line at y = 0 crosses both its arms.
    const horseshoe = [
      at(-20, -10),
      at(20, -10),
      at(20, 10),
      at(10, 10),
      at(10, -3),
      at(-10, -3),
      at(-10, 10),
      at(-20, 10),
    ];
    const { pieces } = pitOf(planCity({ lines: [line("water-pipe", 0, -2)] }), horseshoe, 5);
    expect(pieces).toHaveLength(2);
  });

  it("is dug below the lowest ground, and counts the slope above it", () => {
    const [west, south] = at(-100, -100);
    const [east, north] = at(100, 100);
    // Rises by 20 m from west to east over 200 m.
    const heights = Float32Array.from([0, 20, 0, 20]);
    const ground = { west, south, east, north, columns: 2, rows: 2, heights };
    const sloping = new PlanCity({ ...planCity({}).tables, ground });
    const pit = pitOf(sloping, square(0, 0, 10), 5);
    expect(pit.terrain).toBe(true);
    // From 9 m at its western edge to 11 m: the floor is at about 4, the mean ground at 10.
    expect(pit.floor).toBeGreaterThan(3.95);
    expect(pit.floor).toBeLessThan(4.05);
    expect(pit.volume / 400).toBeCloseTo(6, 1);
    expect(pit.pipes).toEqual([]);
  });

  it("is no pit with an outline that crosses itself", () => {
    expect(() => pitOf(city, [at(0, 0), at(10, 10), at(10, 0), at(0, 10)], 5)).toThrow("crosses-itself");
    expect(() => pitOf(city, [at(0, 0), at(10, 10)], 5)).toThrow("too-few-corners");
  });
});
