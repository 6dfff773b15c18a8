// The report counts everything and stays small, however many ways there are to fail.

import { describe, expect, it } from "vitest";
import { SourceReport } from "../../../src/formats/report.ts";

describe("SourceReport", () => {
  it("counts by case and names the features", () => {
    const report = new SourceReport();
    report.skip("buildings", "ring-no-area", "left out", "a");
    report.skip("buildings", "ring-no-area", "left out", "b");
    report.repair("roads", "ring-no-area", "mended", "c");
    expect(report.toJSON().skipped).toEqual([
      { source: "buildings", reason: "ring-no-area", action: "left out", count: 2, features: ["a", "b"] },
    ]);
    expect(report.countOf("ring-no-area")).toBe(3);
    expect(report.countOf("ring-no-area", "roads")).toBe(1);
  });

  it("holds at most so many names a case, and so many ways a reason, but counts all", () => {
    const report = new SourceReport();
    for (let i = 0; i < 30_000; i++) report.skip("roads", "kind-not-drawn", `not drawn: kind ${i}`, `f${i}`);
    for (let i = 0; i < 30_000; i++) report.skip("roads", "no-area", "left out", `f${i}`);
    const { skipped } = report.toJSON();
    expect(skipped).toHaveLength(102);
    expect(report.countOf("kind-not-drawn")).toBe(30_000);
    expect(report.countOf("no-area")).toBe(30_000);
    for (const { features } of skipped) expect(features.length).toBeLessThanOrEqual(20_000);
    expect(skipped[100]).toMatchObject({ action: "and others of the kind", count: 29_900 });
  });
});
