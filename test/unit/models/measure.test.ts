// Measuring on a slope of one in ten and on no terrain at all, with buildings of known height.

import { describe, expect, it } from "vitest";
import { PlanCity } from "../../../src/models/city.ts";
import { type Measured, measure } from "../../../src/models/measure.ts";
import type { HeightGrid } from "../../../src/twin/heights.ts";
import { at, FRAME, ORIGIN, planCity, square } from "./planCity.ts";

/** Ground that rises to the east. */
function slopingGround(grade: number): HeightGrid {
  const [west, east] = [ORIGIN.lon - 0.05, ORIGIN.lon + 0.05];
  const half = [0, 0, 0];
  FRAME.toLocal(east, ORIGIN.lat, 0, half);
  const heights = Float32Array.from([-half[0], 0, half[0], -half[0], 0, half[0]].map((x) => 100 + grade * x));
  return { west, south: ORIGIN.lat - 0.05, east, north: ORIGIN.lat + 0.05, columns: 3, rows: 2, heights };
}

const flat = planCity({
  houses: [
    { x: 0, y: 0, levels: 10 },
    { x: 40, y: 0, levels: 4 },
  ],
});
const hill = new PlanCity({ ...flat.tables, ground: slopingGround(0.1) });
const of = <W extends Measured["what"]>(city: PlanCity, what: W, ...path: [number, number][]) =>
  measure(
    city,
    what,
    path.map(([x, y]) => at(x, y)),
  ) as Extract<Measured, { what: W }>;

describe("a distance", () => {
  it("is the sum of its legs, over the map and over the ground", () => {
    const { legs, straight, ground } = of(hill, "distance", [0, 0], [300, 0], [300, 400]);
    expect(legs.map((leg) => Math.round(leg.straight))).toEqual([300, 400]);
    expect(straight).toBeCloseTo(700, 1);
    // One in ten: √1.01 longer to the east, no longer to the north.
    expect(legs[0].ground).toBeCloseTo(300 * Math.sqrt(1.01), 1);
    expect(ground).toBeCloseTo(300 * Math.sqrt(1.01) + 400, 1);
  });

  it("says nothing of a ground the scene does not have", () => {
    expect(of(flat, "distance", [0, 0], [300, 0])).toMatchObject({ ground: null, legs: [{ ground: null }] });
  });
});

describe("an area", () => {
  it("is that of the outline, with its length", () => {
    const measured = measure(flat, "area", square(0, 0, 50));
    expect(measured).toMatchObject({ what: "area" });
    if (measured.what !== "area") return;
    expect(measured.squareMetres).toBeCloseTo(10_000, 0);
    expect(measured.perimeter).toBeCloseTo(400, 1);
  });

  it("refuses an outline that crosses itself", () => {
    const [a, b, c, d] = square(0, 0, 50);
    expect(() => measure(flat, "area", [a, c, b, d])).toThrow("crosses-itself");
  });
});

describe("a height", () => {
  it("is the building's where one stands, with the difference of two tops", () => {
    const one = of(flat, "height", [1, 1]);
    expect(one.places[0].building).toMatchObject({ slot: flat.tables.nodes.coreCount, height: 30, base: 0 });
    expect(one.difference).toBeNull();
    expect(of(flat, "height", [1, 1], [41, 1]).difference).toBe(-18);
  });

  it("is the ground's where nothing stands, and open where there is no terrain", () => {
    expect(of(hill, "height", [20, 20], [120, 20]).difference).toBeCloseTo(10, 1);
    expect(of(flat, "height", [20, 20], [120, 20])).toMatchObject({
      difference: null,
      places: [{ ground: null, building: null }, { ground: null }],
    });
  });
});

describe("a slope", () => {
  it("is rise over run, in percent and degrees, up and down", () => {
    const up = of(hill, "slope", [0, 0], [200, 0]);
    expect(up.run).toBeCloseTo(200, 1);
    expect(up.rise).toBeCloseTo(20, 1);
    expect(up.grade).toBeCloseTo(0.1, 3);
    expect(up.degrees).toBeCloseTo(5.711, 2);
    expect(up.steepest).toBeCloseTo(0.1, 2);
    expect(of(hill, "slope", [200, 0], [0, 0]).grade).toBeCloseTo(-0.1, 3);
    expect(of(hill, "slope", [0, 0], [0, 200]).grade).toBeCloseTo(0, 4);
  });

  it("is refused without terrain, and from a place to itself", () => {
    expect(() => of(flat, "slope", [0, 0], [200, 0])).toThrow("no-terrain");
    expect(() => of(hill, "slope", [0, 0], [0, 0])).toThrow("no-run");
  });
});
