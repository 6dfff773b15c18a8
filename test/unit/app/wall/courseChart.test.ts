// The course of an indicator as a chart: gaps stay gaps, levels too far away are left out, names are text.

import { describe, expect, it } from "vitest";
import { courseOptions, levelsOf, pointsOf } from "../../../../src/app/wall/courseChart.ts";
import type { IndicatorSeries } from "../../../../src/twin/indicatorShapes.ts";
import type { Indicator } from "../../../../src/twin/scene/schema.ts";

const MINUTE = 60_000;
const indicator = {
  id: "ok",
  name: { zh: "正常率" },
  unit: "%",
  decimals: 1,
  targets: { "2027": 97, "2030": 99 },
  limits: { low: [95, 90, 20, null] },
} as unknown as Indicator;
const words = {
  name: ({ name }: Indicator) => name.zh,
  value: (value: number) => value.toFixed(1),
  clock: (time: number) => `t${time}`,
  target: (year: string) => `目标 ${year}`,
  baseline: "基线",
  limit: (severity: number) => `级 ${severity}`,
};
const look = { colour: (variable: string) => variable, rem: 16 };
const series = (t: number[], v: number[]): IndicatorSeries => ({
  id: "ok",
  place: "1",
  from: 0,
  to: 1440 * MINUTE,
  stepMs: MINUTE,
  t,
  v,
});

describe("a course", () => {
  it("has a gap where nothing was written for two steps", () => {
    expect(pointsOf(series([0, MINUTE, 4 * MINUTE], [1, 2, 3]))).toEqual([
      [0, 1],
      [MINUTE, 2],
      [2 * MINUTE, null],
      [4 * MINUTE, 3],
    ]);
  });

  it("is crossed by targets and limits, but not by one that would flatten it", () => {
    const levels = levelsOf(indicator, 94, 98, words);
    expect(levels.map(({ at, words: text }) => [at, text])).toEqual([
      [97, "目标 2027"],
      [99, "目标 2030"],
      [95, "级 2"],
      [90, "级 3"],
    ]);
    expect(levelsOf({ ...indicator, baseline: 93 }, 94, 98, words).map(({ words: text }) => text)).toContain("基线");
  });

  it("begins where writing began, for what has been written for a short while only", () => {
    const day = 1440 * MINUTE;
    const { xAxis } = courseOptions([indicator], [series([day - 20 * MINUTE, day], [96, 97])], words, look, true) as {
      xAxis: { min: number; max: number };
    };
    expect(xAxis).toMatchObject({ min: day - 21 * MINUTE, max: day });
    const whole = courseOptions([indicator], [series([0, day], [96, 97])], words, look, true) as {
      xAxis: { min: number };
    };
    expect(whole.xAxis.min).toBe(0);
    // Nothing at all is a chart of the span asked for.
    const empty = courseOptions([indicator], [series([], [])], words, look, true) as { xAxis: { min: number } };
    expect(empty.xAxis.min).toBeLessThan(day);
  });

  it("of nothing but zeros has an axis from zero up, each line of its grid another number", () => {
    const rain = { ...indicator, targets: {}, limits: undefined } as unknown as Indicator;
    const { yAxis } = courseOptions([rain], [series([0, MINUTE, 2 * MINUTE], [0, 0, 0])], words, look, true) as {
      yAxis: { min: number; max: number; minInterval: number };
    };
    expect(yAxis).toMatchObject({ min: 0, max: 0.1, minInterval: 0.1 });
    // Below zero where values are, as temperatures.
    const cold = courseOptions([rain], [series([0, MINUTE], [-4, -2])], words, look, true) as {
      yAxis: { min: number };
    };
    expect(cold.yAxis.min).toBeLessThan(-4);
  });

  it("of several indicators has lines alone, and tells a hand what each was", () => {
    const other = { ...indicator, id: "b", name: { zh: "<b>" } } as Indicator;
    const options = courseOptions([indicator, other], [series([0], [96]), series([0], [50])], words, look, false) as {
      series: { markLine: { data: unknown[] }; data: unknown[] }[];
      tooltip: { renderMode: string; formatter(items: unknown): string };
    };
    expect(options.series.map(({ markLine }) => markLine.data.length)).toEqual([0, 0]);
    expect(options.tooltip.renderMode).toBe("richText");
    const items = [
      { seriesIndex: 0, value: [0, 96] },
      { seriesIndex: 1, value: [0, 50] },
    ];
    expect(options.tooltip.formatter(items)).toBe("t0\n正常率  96.0 %\n<b>  50.0 %");
  });
});
