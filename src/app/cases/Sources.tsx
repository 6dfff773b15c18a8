// Where an exceedance may come from: facilities upwind at the time of the report, or up the network, each with what it discharged then; a click opens its dossier.

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CaseFile } from "../../twin/cases/shapes.ts";
import { LEVEL } from "../../twin/level.ts";
import { severityOf } from "../../twin/severity.ts";
import {
  nearestPoint,
  type SourceCandidate,
  upstreamSources,
  upwindSources,
  type Wind,
} from "../../twin/tracing/sources.ts";
import { whyNot } from "../api.ts";
import { number, reading, unitOf } from "../format.ts";
import { kindOf, nameOf } from "../names.ts";
import { go } from "../navigate.ts";
import { SeverityMark } from "../panels/SeverityMark.tsx";
import { twinNow } from "../stores/twin.ts";
import { fetchTrend, type TrendSeries } from "../trend/series.ts";

/** What of the time before the report is looked at, ms. */
const BEFORE_MS = 3_600_000;
const WIND_MS = 900_000;
const SHOWN = 6;
/** Series of one question of the history. */
const MOST_SERIES = 20;

type Medium = "air" | "water";

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

interface Traced {
  wind: Wind | null;
  candidates: readonly (SourceCandidate & { discharges: { slot: number; worst: number; severity: number }[] })[];
}

async function trace(file: CaseFile, medium: Medium): Promise<Traced> {
  const { nodes, built } = twinNow();
  const { kinds, tracing } = built.scene;
  const slot = nodes.slotOf(file.node as string);
  let wind: Wind | null = null;
  let found: SourceCandidate[];
  if (medium === "air" && tracing.air) {
    const gauges = [tracing.air.windDirection, tracing.air.windSpeed].map((kind) =>
      nearestPoint(nodes, kinds, kind, slot),
    );
    if (gauges.every((gauge) => gauge >= 0)) {
      const { series } = await fetchTrend(gauges, file.reportedAt - WIND_MS, file.reportedAt, 100);
      wind = meanWind(series[0], series[1]);
    }
    found = upwindSources(nodes, kinds, tracing.air, slot, wind);
  } else found = tracing.water ? upstreamSources(nodes, kinds, tracing.water, slot) : [];
  const shown = found.slice(0, SHOWN);
  const points = shown.map(({ slot: at }) =>
    nodes.childrenOf(at).filter((child) => nodes.columns.level[child] === LEVEL.point && kindOf(child)?.limits),
  );
  const asked = points.flat().slice(0, MOST_SERIES);
  const { series } =
    asked.length > 0 ? await fetchTrend(asked, file.reportedAt - BEFORE_MS, file.reportedAt, 120) : { series: [] };
  return {
    wind,
    candidates: shown.map((candidate, i) => ({
      ...candidate,
      discharges: points[i].flatMap((point) => {
        const values = (series.find((one) => one.slot === point)?.v ?? []).filter(
          (value): value is number => value !== null,
        );
        if (values.length === 0) return [];
        const limits = kindOf(point)?.limits;
        const worst = values.reduce((a, b) =>
          severityOf(b, limits) > severityOf(a, limits) || (severityOf(b, limits) === severityOf(a, limits) && b > a)
            ? b
            : a,
        );
        return [{ slot: point, worst, severity: severityOf(worst, limits) }];
      }),
    })),
  };
}

export function Sources({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  const [traced, setTraced] = useState<Traced | null>(null);
  const [reason, setReason] = useState("");
  const medium = mediumOf(file.node);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a case is traced at the time of its report, which does not change
  useEffect(() => {
    if (!medium) return;
    let gone = false;
    trace(file, medium).then(
      (got) => !gone && setTraced(got),
      (error: unknown) => !gone && setReason(whyNot(error)),
    );
    return () => {
      gone = true;
    };
  }, [file.id, medium, t]);
  if (!medium) return null;
  return (
    <section className="case-sources" aria-label={t("tracing.title")}>
      <h3>{t("tracing.title")}</h3>
      <p className="quiet">
        {medium === "air"
          ? traced?.wind
            ? t("tracing.wind", { direction: number(traced.wind.fromDegrees), speed: number(traced.wind.speed, 1) })
            : t("tracing.noWind")
          : t("tracing.upstream")}{" "}
        {t("tracing.screening")}
      </p>
      {reason && <p role="alert">{reason}</p>}
      {traced?.candidates.length === 0 && <p className="quiet">{t("tracing.none")}</p>}
      <ol>
        {traced?.candidates.map((candidate) => (
          <li key={candidate.slot}>
            <button type="button" onClick={() => go(candidate.slot)}>
              <b>{nameOf(candidate.slot)}</b>
              <small className="quiet">
                {t(medium === "air" ? "tracing.away" : "tracing.steps", {
                  distance: number(candidate.distanceMetres / 1000, 1),
                  bearing: number(candidate.bearingDegrees),
                  off: number(candidate.off),
                })}
              </small>
              {candidate.discharges.map(({ slot, worst, severity }) => (
                <span key={slot} className="source-value">
                  <SeverityMark severity={severity} /> {nameOf(slot)} {reading(worst, kindOf(slot))}{" "}
                  {unitOf(kindOf(slot))}
                </span>
              ))}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
