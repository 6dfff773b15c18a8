// Indicators of a plot against figures worked out by hand, and outlines that are none.

import { describe, expect, it } from "vitest";
import type { PlanFault } from "../../../src/models/fault.ts";
import { checksOf, plotIndicators } from "../../../src/models/indicators.ts";
import type { Massing, Position } from "../../../src/twin/scenarios/shapes.ts";
import { at, FIGURES, square } from "./planCity.ts";

const PLANNING = { figures: [...FIGURES] };
const massing = (outline: Position[], more: Partial<Massing> = {}): Massing => ({
  id: "m",
  name: "m",
  plot: "p",
  outline,
  storeys: 10,
  storeyMetres: 3,
  use: "residential",
  ...more,
});
const plot = (outline: Position[], more = {}) => ({ outline, greenSquareMetres: null, limits: {}, ...more });
const faultOf = (work: () => unknown): PlanFault => {
  try {
    work();
  } catch (error) {
    return error as PlanFault;
  }
  throw new Error("nothing was refused");
};

describe("indicators of a plot", () => {
  it("are what the drawing says: 100 m × 100 m with a tower of 20 m × 20 m and ten storeys", () => {
    const found = plotIndicators(
      plot(square(0, 0, 50), { greenSquareMetres: 3000 }),
      [massing(square(0, 0, 10))],
      PLANNING,
    );
    expect(found.plotArea).toBeCloseTo(10_000, 1);
    expect(found.grossFloorArea).toBeCloseTo(4000, 1);
    expect(found.floorAreaRatio).toBeCloseTo(0.4, 5);
    expect(found.coverage).toBeCloseTo(0.04, 5);
    expect(found.greenRatio).toBeCloseTo(0.3, 5);
    expect(found.heightMetres).toBe(30);
    expect(found.people).toEqual({ residents: 100, jobs: 0, without: [], refs: ["test R"] });
    expect([found.outside, found.overlap, found.greenTooLarge]).toEqual([[], 0, false]);
  });

  it("measure the same far from where the plane begins, and whichever way the outline turns", () => {
    const far = square(23_000, 17_000, 50);
    const [left, right] = [far, [...far].reverse()].map((outline) => plotIndicators(plot(outline), [], PLANNING));
    // The outline is square in a plane 28 km away: true to two hundred-thousandths.
    expect(left.plotArea / 10_000).toBeCloseTo(1, 4);
    expect(right.plotArea).toBeCloseTo(left.plotArea, 6);
  });

  it("count ground that two massings share once, and what lies beside the plot not at all", () => {
    const found = plotIndicators(
      plot(square(0, 0, 50)),
      [
        massing(square(0, 0, 10), { id: "a" }),
        massing(square(10, 0, 10), { id: "b", use: "office", storeys: 2 }),
        massing(square(50, 40, 5), { id: "c", use: "heritage", storeys: 1 }),
      ],
      PLANNING,
    );
    expect(found.overlap).toBeCloseTo(200, 1);
    expect(found.coveredArea).toBeCloseTo(400 + 200 + 50, 1);
    expect(found.outside).toEqual([{ id: "c", squareMetres: expect.closeTo(50, 1) }]);
    expect(found.grossFloorArea).toBeCloseTo(4000 + 800 + 100, 1);
    expect(found.people).toEqual({ residents: 100, jobs: 40, without: ["heritage"], refs: ["test R", "test O"] });
  });

  it("say nothing of people where the scene has no figures", () => {
    expect(plotIndicators(plot(square(0, 0, 50)), [massing(square(0, 0, 10))], { figures: [] }).people).toBeNull();
  });

  it("are held against their limits as they stand on paper, and what is not known is not judged", () => {
    const limits = { floorAreaRatio: 0.4, coverage: 0.03, greenRatio: 0.3, heightMetres: 24 };
    const found = plotIndicators(plot(square(0, 0, 50), { limits }), [massing(square(0, 0, 10))], PLANNING);
    expect(found.checks.map(({ what, kept }) => [what, kept])).toEqual([
      ["floorAreaRatio", true],
      ["coverage", false],
      ["greenRatio", null],
      ["heightMetres", false],
    ]);
    const green = (greenRatio: number) =>
      checksOf({ floorAreaRatio: 0, coverage: 0, greenRatio, heightMetres: 0 }, { greenRatio: 0.3 })[0].kept;
    expect([green(0.2999), green(0.29), green(0.31)]).toEqual([true, false, true]);
  });

  it("tell when green and buildings are more than there is ground", () => {
    const found = plotIndicators(
      plot(square(0, 0, 50), { greenSquareMetres: 9800 }),
      [massing(square(0, 0, 10))],
      PLANNING,
    );
    expect(found.greenTooLarge).toBe(true);
  });

  it("refuse an outline that crosses itself, and say which sides and where", () => {
    const bow = [at(0, 0), at(100, 100), at(100, 0), at(0, 100)];
    const fault = faultOf(() => plotIndicators(plot(bow), [], PLANNING));
    expect([fault.code, fault.params.a, fault.params.b]).toEqual(["crosses-itself", 1, 3]);
    const [lon, lat] = at(50, 50);
    expect(fault.params.lon).toBeCloseTo(lon, 5);
    expect(fault.params.lat).toBeCloseTo(lat, 5);
    const inMassing = faultOf(() => plotIndicators(plot(square(0, 0, 500)), [massing(bow, { id: "x" })], PLANNING));
    expect([inMassing.code, inMassing.params.massing]).toEqual(["crosses-itself", "x"]);
  });

  it.each([
    ["too-few-corners", [at(0, 0), at(10, 0)]],
    ["too-few-corners", [at(0, 0), at(10, 0), at(10, 0), at(0, 0)]],
    ["crosses-itself", [at(0, 0), at(10, 0), at(5, 0)]],
    ["not-numbers", [at(0, 0), at(10, 0), [Number.NaN, 31] as Position]],
    // Touches itself in a corner.
    ["crosses-itself", [at(0, 0), at(10, 0), at(10, 10), at(5, 0), at(0, 10)]],
  ])("refuse %s", (code, outline) => {
    expect(faultOf(() => plotIndicators(plot(outline), [], PLANNING)).code).toBe(code);
  });

  it("take an outline closed as GeoJSON closes it, and a concave one", () => {
    const closed = [...square(0, 0, 50), square(0, 0, 50)[0]];
    expect(plotIndicators(plot(closed), [], PLANNING).plotArea).toBeCloseTo(10_000, 1);
    const ell = [at(0, 0), at(100, 0), at(100, 50), at(50, 50), at(50, 100), at(0, 100)];
    expect(plotIndicators(plot(ell), [], PLANNING).plotArea).toBeCloseTo(7500, 1);
  });
});
