// Pipes at the depth the data gives them, at an assumed one where it gives none.

import { describe, expect, it } from "vitest";
import { ASSUMED_DEPTH_M, pipesAbout } from "../../../src/models/pipes.ts";
import { at, planCity } from "./planCity.ts";

const line = (klass: "water-pipe" | "sewer-pipe" | "power-line" | "primary", y: number, lift?: number) => ({
  klass,
  path: [
    [0, y],
    [100, y],
  ] as [number, number][],
  ...(lift === undefined ? {} : { lift: [lift, lift] }),
});

describe("pipes about a place", () => {
  const city = planCity({
    lines: [
      line("water-pipe", 0, -2.5),
      line("sewer-pipe", 10),
      line("power-line", 20),
      line("primary", 30),
      line("sewer-pipe", 900),
    ],
  });

  it("have their own depth or an assumed one, and say which", () => {
    const { pipes, measured, cables, beyond } = pipesAbout(city, at(50, 0), 200, 100);
    expect(pipes.map(({ klass, depth, assumed }) => [klass, depth, assumed])).toEqual([
      ["water-pipe", 2.5, false],
      ["sewer-pipe", ASSUMED_DEPTH_M["sewer-pipe"], true],
    ]);
    expect({ measured, cables, beyond }).toEqual({ measured: 1, cables: 1, beyond: 0 });
  });

  it("are the nearest where there are too many", () => {
    const { pipes, beyond } = pipesAbout(city, at(50, 880), 2000, 1);
    expect(pipes).toHaveLength(1);
    expect(pipes[0].path[0][1]).toBeCloseTo(at(0, 900)[1], 6);
    expect(beyond).toBe(2);
  });

  it("are missed in a scene that has none", () => {
    expect(() => pipesAbout(planCity({ lines: [line("primary", 0)] }), at(0, 0), 500, 10)).toThrow("no-pipes");
    expect(() => pipesAbout(planCity({}), at(0, 0), 500, 10)).toThrow("no-pipes");
  });
});
