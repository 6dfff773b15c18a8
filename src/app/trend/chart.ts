// The trend chart's options for ECharts: lines with gaps, limits, the band between lowest and highest of a roll-up.

import type { ECElementEvent, EChartsCoreOption } from "echarts/core";
import type { Kind } from "../../twin/scene/schema.ts";
import type { TrendSeries } from "./series.ts";

/** Colours that read on both grounds, none of them a severity's. */
export const LINE_COLOURS = ["#2aa7c9", "#b48cff", "#e07bb5", "#8fb339", "#c98b5b"];

/** Words and looks the chart cannot know by itself. */
export interface ChartWords {
  name(slot: number): string;
  kind(slot: number): Kind | undefined;
  unit(slot: number): string;
  /** A value with the kind's decimals. */
  value(value: number, slot: number): string;
  clock(time: number, withDate: boolean): string;
  limit(severity: number): string;
  /** Colours of the page's theme by CSS variable. */
  colour(variable: string): string;
}

type Point = [number, number | null];

/** @param from, to what the time axis spans, ms since 1970 @param moment the moment replayed, marked by a line; NaN for none */
export function chartOptions(
  series: readonly TrendSeries[],
  from: number,
  to: number,
  moment: number,
  words: ChartWords,
): EChartsCoreOption {
  const units = [...new Set(series.map(({ slot }) => words.unit(slot)))];
  const ink = words.colour("--ink-quiet");
  const withDate = to - from > 86_400_000;
  return {
    animation: false,
    textStyle: { fontFamily: words.colour("--font") },
    grid: { left: 64, right: units.length > 1 ? 64 : 24, top: 28, bottom: 64 },
    tooltip: {
      trigger: "axis",
      backgroundColor: words.colour("--panel-solid"),
      borderColor: words.colour("--edge-strong"),
      textStyle: { color: words.colour("--ink") },
      // Names are text of others: the tooltip is drawn on the canvas, not as HTML.
      renderMode: "richText",
      formatter: (items: unknown) => tooltip(items as ECElementEvent[], series, words),
    },
    xAxis: {
      type: "time",
      min: from,
      max: to,
      axisLabel: { color: ink, formatter: (time: number) => words.clock(time, withDate), hideOverlap: true },
      axisLine: { lineStyle: { color: words.colour("--edge-strong") } },
    },
    yAxis: units.slice(0, 2).map((unit, i) => ({
      type: "value",
      name: unit,
      ...valueRange(
        series.filter(({ slot }) => words.unit(slot) === unit),
        words,
      ),
      position: i === 0 ? "left" : "right",
      nameTextStyle: { color: ink },
      axisLabel: { color: ink },
      splitLine: { show: i === 0, lineStyle: { color: words.colour("--edge") } },
    })),
    dataZoom: [
      { type: "inside", filterMode: "none" },
      {
        type: "slider",
        filterMode: "none",
        height: 22,
        bottom: 8,
        labelFormatter: (t: number) => words.clock(t, true),
      },
    ],
    series: series.flatMap((one, i) => linesOf(one, i, units, moment, words)),
  };
}

/** The values with some room, and the nearest limit when it is not too far away to compare with. */
function valueRange(series: readonly TrendSeries[], words: ChartWords): { min?: number; max?: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { v, min, max } of series)
    for (const value of [...v, ...(min ?? []), ...(max ?? [])])
      if (value !== null) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (low > high) return {};
  const kind = series[0] && words.kind(series[0].slot);
  const usual = kind ? kind.range[1] - kind.range[0] : high - low;
  const near = (limit: number | null | undefined): limit is number =>
    limit != null && Math.min(Math.abs(limit - low), Math.abs(limit - high)) <= usual / 2;
  const above = kind?.limits?.high?.find((limit) => limit !== null && limit >= high);
  const below = kind?.limits?.low?.find((limit) => limit !== null && limit <= low);
  if (near(above)) high = above;
  if (near(below)) low = below;
  const room = Math.max((high - low) * 0.08, usual * 0.01);
  const step = 10 ** Math.floor(Math.log10(Math.max(room, 1e-9)));
  return { min: Math.floor((low - room) / step) * step, max: Math.ceil((high + room) / step) * step };
}

function linesOf(one: TrendSeries, i: number, units: readonly string[], moment: number, words: ChartWords): object[] {
  const colour = LINE_COLOURS[i % LINE_COLOURS.length];
  const yAxisIndex = Math.min(1, units.indexOf(words.unit(one.slot)));
  const points = (values: readonly (number | null)[]): Point[] => one.t.map((t, k) => [t, values[k]]);
  const line = {
    type: "line",
    id: `value ${one.slot}`,
    name: words.name(one.slot),
    yAxisIndex,
    data: points(one.v),
    showSymbol: one.t.length < 3,
    symbolSize: 6,
    connectNulls: false,
    lineStyle: { color: colour, width: 2 },
    itemStyle: { color: colour },
    sampling: undefined,
    markLine: {
      silent: true,
      symbol: "none",
      data: [...(i === 0 ? limitLines(one.slot, words) : []), ...(i === 0 ? momentLine(moment, words) : [])],
    },
  };
  if (!one.min || !one.max) return [line];
  // A band is an unseen line at the lowest values and an area of the difference stacked upon it.
  const { min, max } = one;
  const band = {
    type: "line",
    yAxisIndex,
    stack: `band ${one.slot}`,
    symbol: "none",
    silent: true,
    stackStrategy: "all",
  };
  const height = max.map((high, k) => (high === null || min[k] === null ? null : high - (min[k] as number)));
  return [
    { ...band, id: `low ${one.slot}`, data: points(min), lineStyle: { opacity: 0 } },
    {
      ...band,
      id: `band ${one.slot}`,
      data: points(height),
      lineStyle: { opacity: 0 },
      areaStyle: { color: colour, opacity: 0.18 },
    },
    line,
  ];
}

function limitLines(slot: number, words: ChartWords): object[] {
  const { limits } = words.kind(slot) ?? {};
  return [limits?.high, limits?.low].flatMap((steps) =>
    (steps ?? []).flatMap((limit, step) =>
      limit === null
        ? []
        : [
            {
              yAxis: limit,
              lineStyle: { color: words.colour(`--s${step + 2}`), type: "dashed" },
              label: {
                formatter: words.limit(step + 2),
                color: words.colour(`--t${step + 2}`),
                position: "insideEndTop",
              },
            },
          ],
    ),
  );
}

const momentLine = (moment: number, words: ChartWords): object[] =>
  Number.isFinite(moment)
    ? [{ xAxis: moment, lineStyle: { color: words.colour("--past"), width: 2 }, label: { show: false } }]
    : [];

function tooltip(items: readonly ECElementEvent[], series: readonly TrendSeries[], words: ChartWords): string {
  const shown = items.filter(({ seriesId }) => String(seriesId).startsWith("value "));
  if (shown.length === 0) return "";
  const time = (shown[0].value as Point)[0];
  const rows = shown.map(({ seriesId, value }) => {
    const slot = Number(String(seriesId).slice(6));
    const one = series.find((each) => each.slot === slot);
    const at = (value as Point)[1];
    const k = one?.t.indexOf((value as Point)[0]) ?? -1;
    const [low, high] = [one?.min?.[k], one?.max?.[k]];
    const range = low != null && high != null ? `  (${words.value(low, slot)} … ${words.value(high, slot)})` : "";
    return `${words.name(slot)}  ${at === null ? "–" : words.value(at, slot)} ${words.unit(slot)}${range}`;
  });
  return [words.clock(time, true), ...rows].join("\n");
}
