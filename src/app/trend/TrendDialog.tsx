// The trend of one or some points: pan and zoom, limits, comparison, export. What is drawn comes from the hub's history.

import type { ECharts } from "echarts/core";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { LEVEL } from "../../twin/level.ts";
import { clock, number, unitOf } from "../format.ts";
import { fullNameOf, kindOf } from "../names.ts";
import { Search } from "../panels/Search.tsx";
import { useReplay } from "../stores/replay.ts";
import { MOST_COMPARED, useTrend } from "../stores/trend.ts";
import { twinNow } from "../stores/twin.ts";
import { chartOptions, LINE_COLOURS } from "./chart.ts";
import { useEChart } from "./echart.ts";
import { saveText, saveUrl } from "./save.ts";
import { csvOf, fetchTrend, type Trend } from "./series.ts";

const SPANS_H = [1, 6, 24, 168, 720] as const;
/** Values drawn a line: about one a pixel. */
const POINTS = 1000;
/** A live chart is drawn anew this often, ms. */
const REFRESH_MS = 5000;
/** The span zoomed into is asked for after the hand has rested this long, ms. */
const REST_MS = 250;

interface Span {
  from: number;
  to: number;
}

export default function TrendDialog({ slots }: { slots: readonly number[] }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const [hours, setHours] = useState<number>(SPANS_H[0]);
  const [zoom, setZoom] = useState<Span | null>(null);
  const { trend, reason } = useSeries(slots, hours, zoom);
  const [chart, host] = useChart(setZoom);
  const moment = useReplay((store) => store.replay?.at ?? Number.NaN);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (!chart || !trend || !dialog.current) return;
    const style = getComputedStyle(dialog.current);
    const words = {
      name: fullNameOf,
      kind: kindOf,
      unit: (slot: number) => unitOf(kindOf(slot)),
      value: (value: number, slot: number) => number(value, kindOf(slot)?.decimals ?? 1),
      clock,
      limit: (severity: number) => t(`severity.${severity}`),
      colour: (variable: string) => style.getPropertyValue(variable).trim(),
    };
    const { from, to } = zoom ?? trend;
    chart.setOption(chartOptions(trend.series, from, to, moment, words), { replaceMerge: ["series", "yAxis"] });
  }, [chart, trend, zoom, moment, t]);
  const close = (): void => useTrend.setState({ slots: null });
  const set = (next: readonly number[]): void => useTrend.setState({ slots: next.length > 0 ? next : null });
  const file = `${fullNameOf(slots[0])} ${clock(trend?.to ?? Date.now(), true)}`.replace(/[\\/:*?"<>|]/g, "-");
  return (
    <dialog ref={dialog} className="trend-dialog" aria-label={t("trend.title")} onClose={close}>
      <header>
        <h2>{t("trend.title")}</h2>
        <fieldset className="trend-spans" aria-label={t("trend.span")}>
          {SPANS_H.map((each) => (
            <button
              key={each}
              type="button"
              className="ghost"
              aria-pressed={each === hours && zoom === null}
              onClick={() => {
                setZoom(null);
                setHours(each);
              }}
            >
              {each <= 24 ? t("trend.hours", { count: each }) : t("trend.days", { count: each / 24 })}
            </button>
          ))}
        </fieldset>
        <button
          type="button"
          className="ghost"
          disabled={!trend}
          onClick={() => {
            const heads = slots.map((slot) => `${fullNameOf(slot)} (${unitOf(kindOf(slot)) || "1"})`);
            if (trend) saveText(`${file}.csv`, csvOf(trend.series, heads, t("trend.time")), "text/csv;charset=utf-8");
          }}
        >
          {t("trend.csv")}
        </button>
        <button
          type="button"
          className="ghost"
          disabled={!chart}
          onClick={() => {
            if (!chart || !dialog.current) return;
            const backgroundColor = getComputedStyle(dialog.current).getPropertyValue("--panel-solid").trim();
            saveUrl(`${file}.png`, chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor }));
          }}
        >
          {t("trend.png")}
        </button>
        <button type="button" className="primary" onClick={() => dialog.current?.close()}>
          {t("nav.close")}
        </button>
      </header>
      <ul className="trend-points">
        {slots.map((slot, i) => (
          <li key={slot}>
            <i aria-hidden="true" style={{ background: LINE_COLOURS[i % LINE_COLOURS.length] }} />
            {fullNameOf(slot)}
            <button
              type="button"
              className="ghost"
              aria-label={t("trend.remove", { name: fullNameOf(slot) })}
              onClick={() => set(slots.filter((each) => each !== slot))}
            >
              ×
            </button>
          </li>
        ))}
        {slots.length < MOST_COMPARED && (
          <li className="trend-add">
            <Search
              label={t("trend.compare")}
              only={isPoint}
              onChoose={(slot) => set(slots.includes(slot) ? slots : [...slots, slot])}
            />
          </li>
        )}
      </ul>
      <div ref={host} className="trend-chart" role="img" aria-label={describe(trend, t)} />
      <p className="quiet" role="status">
        {reason ? t("replay.noHistory", { reason }) : trend ? describe(trend, t) : t("replay.waiting")}
      </p>
    </dialog>
  );
}

function isPoint(slot: number): boolean {
  const { nodes } = twinNow();
  return slot < nodes.coreCount && nodes.columns.level[slot] === LEVEL.point;
}

/** What the chart shows, for those who cannot see it: lowest, highest and last value of each point. */
function describe(trend: Trend | null, t: (key: string, words?: Record<string, unknown>) => string): string {
  return (trend?.series ?? [])
    .map(({ slot, level, v, min, max }) => {
      const known = v.filter((value): value is number => value !== null);
      if (known.length === 0) return t("trend.nothing", { name: fullNameOf(slot) });
      const decimals = kindOf(slot)?.decimals ?? 1;
      const ends = (values: readonly (number | null)[]) => values.filter((value): value is number => value !== null);
      return t("trend.says", {
        name: fullNameOf(slot),
        low: number(Math.min(...ends(min ?? v)), decimals),
        high: number(Math.max(...ends(max ?? v)), decimals),
        last: number(known[known.length - 1], decimals),
        unit: unitOf(kindOf(slot)),
        level: t(`trend.level.${level}`),
      });
    })
    .join("；");
}

/** The series of the span in hand: up to now, or to the moment replayed; drawn anew while live and not zoomed. */
function useSeries(slots: readonly number[], hours: number, zoom: Span | null) {
  const [trend, setTrend] = useState<Trend | null>(null);
  const [reason, setReason] = useState("");
  const replaying = useReplay((store) => store.replay !== null);
  const load = useCallback(
    async (signal: AbortSignal) => {
      const to = zoom?.to ?? (useReplay.getState().replay?.at || Date.now());
      const from = zoom?.from ?? to - hours * 3_600_000;
      try {
        setTrend(await fetchTrend(slots, from, to, POINTS, signal));
        setReason("");
      } catch (error) {
        if (!signal.aborted) setReason(error instanceof Error ? error.message : String(error));
      }
    },
    [slots, hours, zoom],
  );
  useEffect(() => {
    const abort = new AbortController();
    void load(abort.signal);
    const timer = zoom || replaying ? undefined : setInterval(() => void load(abort.signal), REFRESH_MS);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [load, zoom, replaying]);
  return { trend, reason };
}

/** A chart in an element, as large as it is; tells the span a hand has zoomed to. */
function useChart(onZoom: (span: Span) => void): [ECharts | null, (element: HTMLDivElement | null) => void] {
  const [chart, host] = useEChart();
  useEffect(() => {
    if (!chart) return;
    let rest: ReturnType<typeof setTimeout> | undefined;
    chart.on("datazoom", () => {
      clearTimeout(rest);
      rest = setTimeout(() => {
        const [axis] = (chart.getOption() as { dataZoom: { startValue: number; endValue: number }[] }).dataZoom;
        if (axis.endValue - axis.startValue >= 1000) onZoom({ from: axis.startValue, to: axis.endValue });
      }, REST_MS);
    });
    return () => {
      clearTimeout(rest);
      if (!chart.isDisposed()) chart.off("datazoom");
    };
  }, [chart, onZoom]);
  return [chart, host];
}
