// Hours of sunshine against what can be worked out by hand: open ground, and a long wall to the south by its profile angle.

import { describe, expect, it } from "vitest";
import type { PlanCity } from "../../../src/models/city.ts";
import { SILL_M, type SunQuestion, type Sunshine, sunshine } from "../../../src/models/sunshine.ts";
import type { Massing, Position, ScenarioBody } from "../../../src/twin/scenarios/shapes.ts";
import { sunAt, timeAtSolarHour } from "../../../src/twin/solar.ts";
import { at, ORIGIN, planCity, square } from "./planCity.ts";

const SOLSTICE = { day: { year: 2026, month: 12, day: 22 }, fromHour: 9, toHour: 15 };
const COLD = { day: { year: 2026, month: 1, day: 20 }, fromHour: 8, toHour: 16 };
const NOTHING = { massings: [], removed: [] };

function ask(
  city: PlanCity,
  question: SunQuestion,
  body: Pick<ScenarioBody, "massings" | "removed"> = NOTHING,
): Sunshine {
  const steps = sunshine(city, question, body);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
const place = (x: number, y: number): SunQuestion => ({ of: "place", at: at(x, y), height: SILL_M, ...SOLSTICE });

/** A slab of so many storeys of 3 m, a kilometre wide, whose north face is so far south of the origin. */
const slab = (south: number, storeys: number): Massing => ({
  id: "slab",
  name: "slab",
  plot: null,
  outline: [at(-500, -south - 10), at(500, -south - 10), at(500, -south), at(-500, -south)],
  storeys,
  storeyMetres: 3,
  use: "residential",
});

/** Hours by the profile angle: a long wall hides the sun while its height over the distance is more than up ÷ south. */
function byProfile(distance: number, height: number): number {
  let lit = 0;
  for (let minute = 0; minute < 360; minute++) {
    const time = timeAtSolarHour(SOLSTICE.day, 9 + (minute + 0.5) / 60, ORIGIN.lon, ORIGIN.lat);
    const [, north, up] = sunAt(time, ORIGIN.lon, ORIGIN.lat).direction;
    if (up / -north >= (height - SILL_M) / distance) lit++;
  }
  return lit / 60;
}

const empty = planCity({ houses: [{ x: 2000, y: 2000 }] });

describe("hours of sunshine", () => {
  it("are all that count on open ground", () => {
    const { places } = ask(empty, place(0, 0));
    expect(places).toEqual([expect.objectContaining({ total: 6, longest: 6, onRoof: false })]);
    expect(places[0].intervals).toEqual([[9, expect.closeTo(15, 9)]]);
    expect(ask(empty, { ...place(0, 0), ...COLD }).places[0].total).toBeCloseTo(8, 9);
  });

  it.each([
    [30, 7],
    [30, 8],
    [40, 9],
    [25, 6],
  ])("before a wall %i m to the south with %i storeys are those of its profile angle", (distance, storeys) => {
    const expected = byProfile(distance, storeys * 3);
    const { places } = ask(empty, place(0, 0), { massings: [slab(distance, storeys)], removed: [] });
    expect(places[0].total).toBeCloseTo(expected, 9);
    // The cases are chosen so that some of the day is lost and some is not, or all of it.
    expect(expected).toBeLessThan(6);
  });

  it("are the longest without a break beside the sum", () => {
    // A tower due south hides the sun about noon.
    const tower = planCity({ houses: [{ x: 0, y: -40, half: 6, levels: 20 }] });
    const [found] = ask(tower, place(0, 0)).places;
    expect(found.intervals).toHaveLength(2);
    const [[from, leaves], [comes, to]] = found.intervals;
    expect([from, to]).toEqual([9, expect.closeTo(15, 9)]);
    // Due south: as long before noon as after it.
    expect(12 - leaves).toBeCloseTo(comes - 12, 1);
    // 6 m to each side in 34 m: 10° of azimuth, a good half hour each.
    expect(comes - leaves).toBeGreaterThan(0.9);
    expect(found.total).toBeCloseTo(6 - (comes - leaves), 9);
    expect(found.longest).toBeCloseTo(Math.max(leaves - 9, 15 - comes), 9);
  });

  it("come back when the building is gone", () => {
    const tower = planCity({ houses: [{ x: 0, y: -40, half: 6, levels: 20 }] });
    expect(ask(tower, place(0, 0), { massings: [], removed: ["B0"] }).places[0].total).toBe(6);
  });

  it("are those of the roof where one stands on one", () => {
    const tower = planCity({
      houses: [
        { x: 0, y: 0, half: 6, levels: 20 },
        { x: 0, y: -30, half: 6, levels: 10 },
      ],
    });
    expect(ask(tower, place(0, 0)).places[0]).toMatchObject({ onRoof: true, total: 6, eye: 60.9 });
  });

  it("of façades: none to the north in winter, all day to the south", () => {
    const alone = planCity({ houses: [{ x: 0, y: 0, half: 10, levels: 6 }] });
    const { places } = ask(alone, { of: "outline", outline: square(0, 0, 10), height: SILL_M, ...SOLSTICE });
    const hours = new Map(places.map(({ facing, total }) => [Math.round(facing ?? -1) % 360, total]));
    expect([...hours.keys()].sort((a, b) => a - b)).toEqual([0, 90, 180, 270]);
    expect(hours.get(0)).toBe(0);
    expect(hours.get(180)).toBe(6);
    // East in the morning, west in the afternoon.
    expect(hours.get(90)).toBeCloseTo(3, 1);
    expect(hours.get(270)).toBeCloseTo(3, 1);
  });

  it("do not depend on which way round the outline goes", () => {
    const alone = planCity({ houses: [{ x: 0, y: 0, half: 10, levels: 6 }] });
    const ask2 = (outline: Position[]) => ask(alone, { of: "outline", outline, height: SILL_M, ...SOLSTICE }).places;
    const sum = (outline: Position[]): number => ask2(outline).reduce((total, one) => total + one.total, 0);
    expect(sum(square(0, 0, 10).reverse())).toBe(sum(square(0, 0, 10)));
  });

  it("say what the scene lacks, and refuse a city without buildings and a night", () => {
    expect(ask(planCity({ houses: [{ x: 0, y: -40 }], footprints: false }), place(0, 0)).lacking).toEqual([
      "footprints",
      "terrain",
    ]);
    expect(() => ask(planCity({}), place(0, 0))).toThrow("no-buildings");
    expect(() => ask(empty, { ...place(0, 0), fromHour: 0, toHour: 3 })).toThrow("no-sun");
  });
});
