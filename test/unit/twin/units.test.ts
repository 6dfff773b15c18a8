// Units of every spelling are converted, and what measures something else is refused.

import { describe, expect, it } from "vitest";
import { unitConversion } from "../../../src/twin/units.ts";

const convert = (value: number, from: string | undefined, to: string): number | undefined => {
  const conversion = unitConversion(from, to);
  return conversion && value * conversion.scale + conversion.offset;
};

describe("unitConversion", () => {
  it.each([
    [68, "[degF]", "°C", 20],
    [293.15, "K", "°C", 20],
    [20, "CEL", "K", 293.15],
    [0.5, "GP", "µg/m³", 500],
    [69, "GQ", "μg/m³", 69],
    [198, "cm", "m", 1.98],
    [1.98, "MTR", "cm", 198],
    [1014, "hPa", "MPa", 0.1014],
    [10, "m/s", "km/h", 36],
    [0.42, "/", "%", 42],
    [1, "kWh", "J", 3_600_000],
    [3600, "m³/h", "L/s", 1000],
    [67.8, "2N", "dB(A)", 67.8],
    [3, "C62", "", 3],
  ])("%d %s is %s: %d", (value, from, to, expected) => {
    expect(convert(value, from, to)).toBeCloseTo(expected, 9);
  });

  it("takes a value as it is when nothing, or the same unit, is said", () => {
    expect(convert(5, undefined, "furlong")).toBe(5);
    expect(convert(5, " ", "m")).toBe(5);
    expect(convert(5, "%LEL", "%LEL")).toBe(5);
    expect(convert(5, "smoot", "smoot")).toBe(5);
  });

  it("refuses other quantities and unknown units", () => {
    for (const [from, to] of [
      ["m", "s"],
      ["ppm", "µg/m³"],
      ["smoot", "m"],
      ["Cel", ""],
    ])
      expect(unitConversion(from, to)).toBeUndefined();
  });
});
