import { describe, expect, it } from "vitest";
import { aqiBandOf } from "../../../src/twin/catalogues/hj633.ts";

describe("aqiBandOf", () => {
  it("puts each limit of HJ 633 in the lower band and the next number in the higher", () => {
    const bands = [0, 50, 51, 100, 101, 150, 151, 200, 201, 300, 301, 500].map((aqi) => aqiBandOf(aqi).id);
    expect(bands).toEqual([
      "good",
      "good",
      "moderate",
      "moderate",
      "light",
      "light",
      "medium",
      "medium",
      "heavy",
      "heavy",
      "severe",
      "severe",
    ]);
  });
});
