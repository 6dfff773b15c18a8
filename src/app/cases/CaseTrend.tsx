// What the sensors around a case measured around its time: its own point first, then its neighbours, each as a small line with the moment of the report.

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CaseFile } from "../../twin/cases/shapes.ts";
import { LEVEL } from "../../twin/level.ts";
import { clock, reading, unitOf } from "../format.ts";
import { fullNameOf, kindOf } from "../names.ts";
import { upstreamOf } from "../navigate.ts";
import { useTrend } from "../stores/trend.ts";
import { twinNow } from "../stores/twin.ts";
import { fetchTrend, type Trend, type TrendSeries } from "../trend/series.ts";

const BEFORE_MS = 3_600_000;
const AFTER_MS = 3_600_000;
const SHOWN = 4;
const POINTS = 240;
const [WIDTH, HEIGHT] = [240, 44];

/** The case's point, what flows into it and out of it, or the points of its facility. */
function pointsAround(node: string | null): number[] {
  const { nodes } = twinNow();
  const slot = node === null ? -1 : nodes.slotOf(node);
  if (slot < 0 || slot >= nodes.coreCount) return [];
  const { level, parent, downstream } = nodes.columns;
  const isPoint = (at: number): boolean => at >= 0 && at < nodes.coreCount && level[at] === LEVEL.point;
  const holder = parent[slot];
  const near = isPoint(slot)
    ? [
        slot,
        ...upstreamOf(slot),
        downstream[slot],
        ...(holder >= nodes.placeCount && holder < nodes.coreCount ? nodes.childrenOf(holder) : []),
      ]
    : nodes.childrenOf(slot);
  return [...new Set(near.filter(isPoint))].slice(0, SHOWN);
}

export function CaseTrend({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  const [trend, setTrend] = useState<Trend | null>(null);
  const [reason, setReason] = useState("");
  const { node, reportedAt } = file;
  useEffect(() => {
    const slots = pointsAround(node);
    if (slots.length === 0) return;
    const abort = new AbortController();
    const to = Math.min(Date.now(), reportedAt + AFTER_MS);
    fetchTrend(slots, reportedAt - BEFORE_MS, to, POINTS, abort.signal).then(setTrend, (error: Error) => {
      if (!abort.signal.aborted) setReason(error.message);
    });
    return () => abort.abort();
  }, [node, reportedAt]);
  const series = trend?.series.filter(({ t: times }) => times.length > 0) ?? [];
  if (pointsAround(node).length === 0) return null;
  return (
    <section className="case-trend" aria-label={t("cases.trend")}>
      <h3>{t("cases.trend")}</h3>
      {reason && <p className="quiet">{reason}</p>}
      {!reason && trend && series.length === 0 && <p className="quiet">{t("cases.noTrend")}</p>}
      {trend &&
        series.map((one) => <Line key={one.slot} series={one} from={trend.from} to={trend.to} moment={reportedAt} />)}
    </section>
  );
}

function Line({ series, from, to, moment }: { series: TrendSeries; from: number; to: number; moment: number }) {
  const { t } = useTranslation();
  const kind = kindOf(series.slot);
  const known = series.v.filter((value): value is number => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (time: number): number => (WIDTH * (time - from)) / Math.max(1, to - from);
  const y = (value: number): number => HEIGHT - 4 - ((HEIGHT - 8) * (value - low)) / Math.max(1e-9, high - low);
  let path = "";
  let pen = "M";
  series.v.forEach((value, i) => {
    if (value === null) pen = "M";
    else {
      path += `${pen}${x(series.t[i]).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = "L";
    }
  });
  const name = fullNameOf(series.slot);
  return (
    <button type="button" className="trend-line" onClick={() => useTrend.setState({ slots: [series.slot] })}>
      <span>
        {name}
        <small>
          {t("cases.trendRange", { low: reading(low, kind), high: reading(high, kind) })} {unitOf(kind)}
        </small>
      </span>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t("cases.trendOf", { name, time: clock(moment, true) })}
        preserveAspectRatio="none"
      >
        <line x1={x(moment)} x2={x(moment)} y1="0" y2={HEIGHT} className="trend-moment" />
        <path d={path} />
      </svg>
    </button>
  );
}
