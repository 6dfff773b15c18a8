// Between stations the field lies between them, at a station it is the station's, far from all it says how little it knows.

import { describe, expect, it } from "vitest";
import { type FieldGrid, interpolateField, type Station } from "../../../src/twin/field.ts";

const GRID: FieldGrid = { columns: 20, rows: 10, west: 0, south: 0, east: 2000, north: 1000 };
const at = (column: number, row: number): number => row * GRID.columns + column;

describe("interpolateField", () => {
  // Middles of the cells (2, 2) and (17, 2).
  const stations: Station[] = [
    { east: 250, north: 250, value: 10 },
    { east: 1750, north: 250, value: 30 },
  ];
  const { values, influence } = interpolateField(stations, GRID);

  it("is a station's value where it stands, and never outside of what was measured", () => {
    expect(values[at(2, 2)]).toBeCloseTo(10, 3);
    expect(values[at(17, 2)]).toBeCloseTo(30, 3);
    for (const value of values) {
      expect(value).toBeGreaterThanOrEqual(10);
      expect(value).toBeLessThanOrEqual(30);
    }
  });

  it("weighs by the square of the distance", () => {
    // 300 m from the first, 1200 m from the second: weights 16 to 1.
    expect(values[at(5, 2)]).toBeCloseTo((16 * 10 + 30) / 17, 3);
    expect(values[at(9, 2)] + values[at(10, 2)]).toBeCloseTo(40, 2);
  });

  it("knows most beside a station, less farther away, and nothing beyond its reach", () => {
    expect(influence[at(2, 2)]).toBe(1);
    expect(influence[at(4, 2)]).toBeGreaterThan(influence[at(6, 2)]);
    const [corner] = interpolateField(Array(50).fill({ east: 0, north: 0, value: 1 }), GRID).influence.slice(-1);
    expect(corner).toBe(0);
  });

  it("is unknown without stations", () => {
    const none = interpolateField([], GRID);
    expect(none.values.every(Number.isNaN)).toBe(true);
    expect(none.influence.every((known) => known === 0)).toBe(true);
  });
});
