// A scenario against today, by hand: what stands on a plot, what goes, what comes.

import { describe, expect, it } from "vitest";
import { compareScenario } from "../../../src/models/compare.ts";
import type { ScenarioBody } from "../../../src/twin/scenarios/shapes.ts";
import { planCity, square } from "./planCity.ts";

const city = planCity({
  houses: [
    { x: 0, y: 0 },
    { x: 20, y: 0, use: "office" },
    { x: 500, y: 0 },
    { x: 900, y: 0 },
  ],
});
const body: ScenarioBody = {
  plots: [{ id: "p", name: "地块", outline: square(0, 0, 50), greenSquareMetres: 3500, limits: {} }],
  massings: [
    { id: "m", name: "塔", plot: "p", outline: square(-20, 0, 10), storeys: 20, storeyMetres: 3, use: "residential" },
  ],
  removed: ["B1", "B2", "gone"],
  notes: [],
};

describe("a scenario", () => {
  it("differs from today by what it takes away and adds, plot by plot", () => {
    const { rows, unknown } = compareScenario(city, body);
    expect(rows.map(({ plot }) => plot)).toEqual(["p", null]);
    const [{ today, after }, elsewhere] = rows;
    expect([today.buildings, today.floorArea, today.covered, today.heightMetres]).toEqual([2, 600, 200, 9]);
    expect([today.people?.residents, today.people?.jobs]).toEqual([8, 15]);
    expect(today.greenRatio).toBeNull();
    expect(today.floorAreaRatio).toBeCloseTo(0.06, 4);
    expect(after.buildings).toBe(2);
    expect(after.floorArea).toBeCloseTo(300 + 8000, 0);
    expect([207, 208]).toContain(after.people?.residents);
    expect(after.people?.jobs).toBe(0);
    expect(after.coverage).toBeCloseTo((100 + 400) / 10_000, 4);
    expect([after.heightMetres, after.greenRatio]).toEqual([60, expect.closeTo(0.35, 4)]);
    expect([elsewhere.today.floorArea, elsewhere.after.floorArea, elsewhere.today.floorAreaRatio]).toEqual([
      300,
      0,
      null,
    ]);
    expect(unknown).toEqual(["gone"]);
  });

  it("without anything is today", () => {
    expect(compareScenario(city, { plots: [], massings: [], removed: [], notes: [] })).toEqual({
      rows: [],
      unknown: [],
    });
  });

  it("counts massings of a plot that is not there beside any plot", () => {
    const { rows } = compareScenario(city, { ...body, plots: [], removed: [] });
    expect(rows.map(({ plot, after }) => [plot, Math.round(after.floorArea)])).toEqual([[null, 8000]]);
  });
});
