// Lines of sight over a street of known houses, over the earth's curve and over a hill.

import { describe, expect, it } from "vitest";
import { PlanCity } from "../../../src/models/city.ts";
import { lineOfSight } from "../../../src/models/sight.ts";
import type { HeightGrid } from "../../../src/twin/heights.ts";
import type { Massing, ScenarioBody } from "../../../src/twin/scenarios/shapes.ts";
import { at, ORIGIN, planCity, square } from "./planCity.ts";

const NOTHING: Pick<ScenarioBody, "massings" | "removed"> = { massings: [], removed: [] };
/** A house of 9 m from 45 to 55 m to the east. */
const city = planCity({ houses: [{ x: 50, y: 0 }] });
const HOUSE = { slot: city.tables.nodes.coreCount };
const look = (
  fromHeight: number,
  toHeight: number,
  body: Pick<ScenarioBody, "massings" | "removed"> = NOTHING,
  of = city,
) => lineOfSight(of, { from: at(0, 0), to: at(100, 0), fromHeight, toHeight }, body);

describe("a line of sight", () => {
  it("is free where nothing stands", () => {
    const free = lineOfSight(city, { from: at(0, 20), to: at(100, 20), fromHeight: 1.6, toHeight: 1.6 }, NOTHING);
    expect(free).toMatchObject({ visible: true, stopped: null, fromOn: null, toOn: null });
    expect(free.metres).toBeCloseTo(100, 1);
  });

  it("ends at the wall it meets, and says whose and by how much", () => {
    const { visible, stopped } = look(1.6, 1.6);
    expect(visible).toBe(false);
    expect(stopped?.by).toEqual(HOUSE);
    expect(stopped?.metres).toBeCloseTo(45, 1);
    expect(stopped?.height).toBe(9);
    expect(stopped?.above).toBeCloseTo(7.4, 2);
  });

  it("passes over a roof as soon as it is high enough: (9 − 1.6) ÷ 0.45 above the eye", () => {
    expect(look(1.6, 18).stopped?.metres).toBeCloseTo(45, 1);
    expect(look(1.6, 18.1).visible).toBe(true);
    // The other way it sinks below the far edge of the roof.
    const down = look(18, 1.6);
    expect(down.visible).toBe(false);
    expect(down.stopped?.metres).toBeGreaterThan(54);
    expect(down.stopped?.metres).toBeLessThan(55.1);
    expect(look(18.1, 1.6).visible).toBe(true);
  });

  it("meets the nearest of several", () => {
    const street = planCity({
      houses: [
        { x: 80, y: 0 },
        { x: 30, y: 0 },
        { x: 50, y: 0 },
      ],
    });
    const { stopped } = look(1.6, 1.6, NOTHING, street);
    expect(stopped?.by).toEqual({ slot: street.tables.nodes.coreCount + 1 });
    expect(stopped?.metres).toBeCloseTo(25, 1);
  });

  it("begins and ends on roofs", () => {
    const onRoof = (toHeight: number) =>
      lineOfSight(city, { from: at(0, 0), to: at(50, 0), fromHeight: 1.6, toHeight }, NOTHING);
    expect(onRoof(1.6)).toMatchObject({ visible: true, fromOn: null, toOn: HOUSE });
    expect(onRoof(1.6).to[2]).toBeCloseTo(10.6, 5);
    // Something lower in the middle of the roof is hidden by the roof's own edge.
    expect(onRoof(0.3)).toMatchObject({ visible: false, stopped: { by: HOUSE } });
  });

  it("counts what a scenario adds and not what it takes away", () => {
    expect(look(1.6, 1.6, { massings: [], removed: ["B0"] }).visible).toBe(true);
    const massing: Massing = {
      id: "m",
      name: "m",
      plot: null,
      outline: square(20, 0, 4),
      storeys: 2,
      storeyMetres: 4,
      use: "office",
    };
    const { stopped } = look(1.6, 1.6, { massings: [massing], removed: [] });
    expect(stopped).toMatchObject({ by: { massing: "m" }, height: 8 });
    expect(stopped?.metres).toBeCloseTo(16, 1);
  });

  it("bends under the earth's curve: over 20 km the middle stands 7.8 m higher", () => {
    const plain: HeightGrid = {
      west: ORIGIN.lon - 0.2,
      south: ORIGIN.lat - 0.2,
      east: ORIGIN.lon + 0.2,
      north: ORIGIN.lat + 0.2,
      columns: 2,
      rows: 2,
      heights: new Float32Array(4),
    };
    const wide = new PlanCity({ ...city.tables, ground: plain });
    const far = (height: number) =>
      lineOfSight(wide, { from: at(-10_000, 500), to: at(10_000, 500), fromHeight: height, toHeight: height }, NOTHING);
    expect(far(7.7).stopped).toMatchObject({ by: null, height: 0 });
    expect(far(8).visible).toBe(true);
  });

  it("is stopped by a hill", () => {
    const ridge: HeightGrid = {
      west: at(0, 0)[0],
      south: ORIGIN.lat - 0.01,
      east: at(1000, 0)[0],
      north: ORIGIN.lat + 0.01,
      columns: 3,
      rows: 2,
      heights: Float32Array.from([0, 50, 0, 0, 50, 0]),
    };
    const hilly = new PlanCity({ ...city.tables, ground: ridge });
    const { stopped } = lineOfSight(
      hilly,
      { from: at(0, 300), to: at(1000, 300), fromHeight: 20, toHeight: 20 },
      NOTHING,
    );
    // One in ten: it reaches 20 m after 200 m.
    expect(stopped?.by).toBeNull();
    expect(stopped?.metres).toBeGreaterThan(195);
    expect(stopped?.metres).toBeLessThan(215);
  });

  it("refuses a place and itself, and what is too far", () => {
    expect(() => lineOfSight(city, { from: at(0, 0), to: at(0, 0), fromHeight: 1, toHeight: 2 }, NOTHING)).toThrow(
      "same-place",
    );
    expect(() => lineOfSight(city, { from: [121, 31], to: [122, 31], fromHeight: 1, toHeight: 2 }, NOTHING)).toThrow(
      "too-far",
    );
  });
});
