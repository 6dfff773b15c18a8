// How the cause of a case is looked for: the wind or the network at the time of the report, and what each possible source discharged then.

import { useEffect, useState } from "react";
import type { CaseFile } from "../../twin/cases/shapes.ts";
import { LEVEL } from "../../twin/level.ts";
import { severityOf } from "../../twin/severity.ts";
import {
  isOwn,
  nearestPoint,
  type SourceCandidate,
  upstreamSources,
  upwindSources,
  type Wind,
} from "../../twin/tracing/sources.ts";
import { whyNot } from "../api.ts";
import { kindOf } from "../names.ts";
import { twinNow } from "../stores/twin.ts";
import { fetchTrend, type TrendSeries } from "../trend/series.ts";

/** What of the time before the report is looked at, ms. */
export const BEFORE_MS = 3_600_000;
const WIND_MS = 900_000;
const SHOWN = 6;
/** Series of one question of the history. */
const MOST_SERIES = 20;

export type Medium = "air" | "water";

/** What a source let out: the worst value of a point within the hour before the report. */
export interface Discharge {
  slot: number;
  /** NaN when nothing was measured then. */
  worst: number;
  severity: number;
  /** When it was so, ms since 1970. */
  at: number;
}

export interface Candidate extends SourceCandidate {
  /** The point that asks is its own. */
  own: boolean;
  discharges: readonly Discharge[];
}

export interface Traced {
  wind: Wind | null;
  candidates: readonly Candidate[];
}

/** How the cause of a case at this node is traced; null when it is not. */
export function mediumOf(node: string | null): Medium | null {
  const { nodes, built } = twinNow();
  const { tracing } = built.scene;
  const kind = node === null ? undefined : kindOf(nodes.slotOf(node))?.id;
  if (kind === undefined) return null;
  if (tracing.air?.kinds.includes(kind)) return "air";
  return tracing.water?.kinds.includes(kind) ? "water" : null;
}

/** Mean of directions and speeds, as vectors: 350° and 10° are 0°, not 180°. */
function meanWind(direction: TrendSeries | undefined, speed: TrendSeries | undefined): Wind | null {
  const degrees = (direction?.v ?? []).filter((value): value is number => value !== null);
  const speeds = (speed?.v ?? []).filter((value): value is number => value !== null);
  if (degrees.length === 0 || speeds.length === 0) return null;
  const along = (of: (radians: number) => number): number =>
    degrees.reduce((sum, one) => sum + of((one * Math.PI) / 180), 0);
  const fromDegrees = ((Math.atan2(along(Math.sin), along(Math.cos)) * 180) / Math.PI + 360) % 360;
  return { fromDegrees, speed: speeds.reduce((sum, one) => sum + one, 0) / speeds.length };
}

async function windAt(slot: number, at: number): Promise<Wind | null> {
  const { nodes, built } = twinNow();
  const { air } = built.scene.tracing;
  if (!air) return null;
  const gauges = [air.windDirection, air.windSpeed].map((kind) => nearestPoint(nodes, built.scene.kinds, kind, slot));
  if (gauges.some((gauge) => gauge < 0)) return null;
  const { series } = await fetchTrend(gauges, at - WIND_MS, at, 100);
  return meanWind(series[0], series[1]);
}

function worstOf(slot: number, series: TrendSeries | undefined): Discharge {
  const limits = kindOf(slot)?.limits;
  let worst: Discharge = { slot, worst: Number.NaN, severity: 0, at: Number.NaN };
  series?.v.forEach((value, i) => {
    if (value === null) return;
    const severity = severityOf(value, limits);
    if (severity > worst.severity || (severity === worst.severity && !(value <= worst.worst)))
      worst = { slot, worst: value, severity, at: series.t[i] };
  });
  return worst;
}

async function trace(node: string, reportedAt: number, medium: Medium): Promise<Traced> {
  const { nodes, built } = twinNow();
  const { kinds, tracing } = built.scene;
  const slot = nodes.slotOf(node);
  const wind = medium === "air" ? await windAt(slot, reportedAt) : null;
  const found =
    medium === "air" && tracing.air
      ? upwindSources(nodes, kinds, tracing.air, slot, wind)
      : medium === "water" && tracing.water
        ? upstreamSources(nodes, kinds, tracing.water, slot)
        : [];
  const shown = found.slice(0, SHOWN);
  const points = shown.map(({ slot: at }) =>
    nodes.childrenOf(at).filter((child) => nodes.columns.level[child] === LEVEL.point && kindOf(child)?.limits),
  );
  const asked = points.flat().slice(0, MOST_SERIES);
  const series = asked.length > 0 ? (await fetchTrend(asked, reportedAt - BEFORE_MS, reportedAt, 120)).series : [];
  return {
    wind,
    candidates: shown.map((candidate, i) => ({
      ...candidate,
      own: isOwn(nodes, slot, candidate.slot),
      discharges: points[i].map((point) =>
        worstOf(
          point,
          series.find((one) => one.slot === point),
        ),
      ),
    })),
  };
}

/** A case is traced at the time of its report, which does not change. */
export function useTraced({ node, reportedAt }: Pick<CaseFile, "node" | "reportedAt">): {
  medium: Medium | null;
  traced: Traced | null;
  reason: string;
} {
  const [traced, setTraced] = useState<Traced | null>(null);
  const [reason, setReason] = useState("");
  const medium = mediumOf(node);
  useEffect(() => {
    if (!medium || node === null) return;
    let gone = false;
    trace(node, reportedAt, medium).then(
      (got) => !gone && setTraced(got),
      (error: unknown) => !gone && setReason(whyNot(error)),
    );
    return () => {
      gone = true;
    };
  }, [node, reportedAt, medium]);
  return { medium, traced, reason };
}
