// How indicators went, as options for ECharts: one line each, the targets of years to come, the baseline, the limits.

import type { EChartsCoreOption } from "echarts/core";
import type { IndicatorSeries } from "../../twin/indicatorShapes.ts";
import type { Indicator } from "../../twin/scene/schema.ts";
import { LINE_COLOURS } from "../trend/chart.ts";
import type { ChartLook } from "../trend/echart.ts";

/** Words the chart cannot know by itself. */
export interface CourseWords {
  name(indicator: Indicator): string;
  value(value: number, indicator: Indicator): string;
  clock(time: number, withDate: boolean): string;
  target(year: string): string;
  baseline: string;
  limit(severity: number): string;
}

type Point = [number, number | null];

/** A shorter time is not drawn across a whole chart, ms. */
const LEAST_SPAN_MS = 600_000;

/** The values with an empty point in each gap: two steps without one are no line. */
export function pointsOf({ t, v, stepMs }: Pick<IndicatorSeries, "t" | "v" | "stepMs">): Point[] {
  const points: Point[] = [];
  t.forEach((time, i) => {
    if (i > 0 && time - t[i - 1] > 2 * stepMs) points.push([t[i - 1] + stepMs, null]);
    points.push([time, v[i]]);
  });
  return points;
}

/** A level drawn across the chart. */
interface Level {
  at: number;
  words: string;
  colour: string;
}

/** Targets, baseline and limits of an indicator; those too far from its values to be compared with are left out. */
export function levelsOf(indicator: Indicator, low: number, high: number, words: CourseWords): Level[] {
  const { targets, baseline, limits } = indicator;
  const levels: Level[] = [
    ...Object.entries(targets ?? {}).map(([year, at]) => ({ at, words: words.target(year), colour: "--accent" })),
    // One that is of this hour alone is no level of a day.
    ...(typeof baseline !== "number" ? [] : [{ at: baseline, words: words.baseline, colour: "--ink-quiet" }]),
    ...[limits?.high, limits?.low].flatMap((steps) =>
      (steps ?? []).flatMap((at, step) =>
        at === null ? [] : [{ at, words: words.limit(step + 2), colour: `--t${step + 2}` }],
      ),
    ),
  ];
  const near = Math.max(2 * (high - low), 0.15 * Math.max(Math.abs(low), Math.abs(high)));
  return levels.filter(({ at }) => at >= low - near && at <= high + near);
}

/** @param small without what only a large chart has room for */
export function courseOptions(
  indicators: readonly Indicator[],
  series: readonly IndicatorSeries[],
  words: CourseWords,
  { colour, rem }: ChartLook,
  small: boolean,
): EChartsCoreOption {
  const values = series.flatMap(({ v }) => v);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // Several lines have their targets and limits each; a chart of them would be more levels than lines.
  const levels = values.length === 0 || indicators.length > 1 ? [] : levelsOf(indicators[0], low, high, words);
  const [bottom, top] = [Math.min(low, ...levels.map(({ at }) => at)), Math.max(high, ...levels.map(({ at }) => at))];
  // The least step that the figure's decimals can show: no two lines of the grid have the same number.
  const step = 10 ** -indicators[0].decimals;
  const room = Math.max((top - bottom) * 0.12, Math.abs(top) * 0.005, step);
  // What is never below nothing has no axis that is.
  const floor = bottom >= 0 ? Math.max(0, bottom - room) : bottom - room;
  const to = series[0]?.to ?? 1;
  const asked = series[0]?.from ?? 0;
  // What was written down for a short while only is not drawn as a stroke at the edge of an empty chart.
  const firsts = series.flatMap(({ t }) => t.slice(0, 1));
  const first = firsts.length > 0 ? Math.min(...firsts) : asked;
  const from = Math.max(asked, Math.min(first - 0.05 * (to - first), to - LEAST_SPAN_MS));
  const withDate = to - from > 86_400_000;
  const fontSize = 0.875 * rem;
  const quiet = { color: colour("--ink-quiet"), fontSize };
  return {
    animation: false,
    textStyle: { fontFamily: colour("--font"), fontSize },
    grid: { left: 3.4 * rem, right: rem, top: 0.6 * rem, bottom: 1.7 * rem },
    tooltip: {
      trigger: "axis",
      backgroundColor: colour("--panel-solid"),
      borderColor: colour("--edge-strong"),
      textStyle: { color: colour("--ink"), fontSize },
      // Names are text of others: the tooltip is drawn on the canvas, not as HTML.
      renderMode: "richText",
      formatter: (items: unknown) => {
        const shown = (items as { seriesIndex: number; value: Point }[]).filter(({ value }) => value[1] !== null);
        const lines = shown.map(({ seriesIndex, value }) => {
          const indicator = indicators[seriesIndex];
          return `${words.name(indicator)}  ${words.value(value[1] as number, indicator)} ${indicator.unit}`;
        });
        return shown.length === 0 ? "" : [words.clock(shown[0].value[0], true), ...lines].join("\n");
      },
    },
    xAxis: {
      type: "time",
      min: from,
      max: to,
      splitNumber: small ? 3 : 8,
      axisLabel: { ...quiet, formatter: (time: number) => words.clock(time, withDate), hideOverlap: true },
      axisLine: { lineStyle: { color: colour("--edge-strong") } },
    },
    yAxis: {
      type: "value",
      ...(values.length > 0 ? { min: floor, max: top + room, minInterval: step } : {}),
      splitNumber: small ? 2 : 5,
      axisLabel: { ...quiet, formatter: (value: number) => words.value(value, indicators[0]), hideOverlap: true },
      splitLine: { lineStyle: { color: colour("--edge") } },
    },
    series: indicators.map((indicator, i) => ({
      type: "line",
      name: words.name(indicator),
      data: series[i] ? pointsOf(series[i]) : [],
      connectNulls: false,
      showSymbol: (series[i]?.t.length ?? 0) < 3,
      symbolSize: 0.4 * rem,
      lineStyle: { color: LINE_COLOURS[i], width: rem / 8 },
      itemStyle: { color: LINE_COLOURS[i] },
      ...(indicators.length === 1 ? { areaStyle: { color: LINE_COLOURS[i], opacity: 0.12 } } : {}),
      markLine: {
        silent: true,
        symbol: "none",
        data: (i === 0 ? levels : []).map(({ at, words: text, colour: variable }, k) => ({
          yAxis: at,
          lineStyle: { color: colour(variable), type: "dashed" },
          // Neighbours have their words at opposite ends.
          label: {
            show: !small || k === 0,
            formatter: text,
            color: colour(variable),
            fontSize,
            position: k % 2 === 0 ? "insideStartTop" : "insideEndTop",
          },
        })),
      },
    })),
  };
}
