// One indicator in full: its figure with unit, time and source, how it is made, targets and limits, its course, the places and points behind it.

import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { BASELINE } from "../../twin/indicatorShapes.ts";
import type { Indicator } from "../../twin/scene/schema.ts";
import { setFilter } from "../filter.ts";
import { age, clock, number } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { nameOf } from "../names.ts";
import { Choices } from "../panels/Choices.tsx";
import { Dialog } from "../panels/Dialog.tsx";
import { LivenessTag } from "../panels/Liveness.tsx";
import { SeverityMark } from "../panels/SeverityMark.tsx";
import { useNow } from "../panels/useNow.ts";
import { useLive } from "../stores/live.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { useWall } from "../stores/wall.ts";
import { FigureMark } from "./FigureMark.tsx";
import { useBaseline, useCourse } from "./indicatorApi.ts";
import { formulaWords, kindsBehind } from "./indicatorWords.ts";
import { usePlaceShown, usePlaceWritten } from "./place.ts";
import { RankingRows } from "./Ranking.tsx";

const CourseChart = lazy(() => import("./CourseChart.tsx"));
const SPANS_H = [6, 24, 168, 720] as const;

const close = (): void => useWall.setState({ indicator: null });

export default function IndicatorSheet({ id }: { id: string }) {
  const { t } = useTranslation();
  const { built, nodes } = twinNow();
  const indicator = built.scene.indicators.find((one) => one.id === id) as Indicator;
  const place = usePlaceShown();
  const title = `${say(indicator.name)} · ${nameOf(place)}`;
  const hasPlacesBelow = nodes.childrenOf(place).some((slot) => slot < nodes.placeCount);
  return (
    <Dialog title={title} className="trend-dialog indicator-sheet" onClose={close}>
      <div className="indicator-body">
        <Facts indicator={indicator} onLeave={close} />
        <Course indicator={indicator} />
        {hasPlacesBelow && (
          <section aria-label={t("indicator.byPlace")}>
            <h3>
              {t("indicator.byPlace")} <small className="quiet">{t(`indicator.worst.${indicator.goodWhen}`)}</small>
            </h3>
            <RankingRows indicator={indicator} place={place} />
          </section>
        )}
      </div>
    </Dialog>
  );
}

function Facts({ indicator, onLeave }: { indicator: Indicator; onLeave: () => void }) {
  const { t } = useTranslation();
  const now = useNow();
  const value = useLive((store) => store.snapshot?.indicators)?.find(({ id }) => id === indicator.id);
  const { targets, baseline, limits, owner, standardRef, decimals, unit } = indicator;
  const figure = (of: number): string => `${number(of, decimals)} ${unit}`.trim();
  const newest = value?.newestTime ?? null;
  const kinds = kindsBehind(indicator);
  const steps = [limits?.high, limits?.low].flatMap((side, i) =>
    (side ?? []).flatMap((at, step) => (at === null ? [] : [{ at, severity: step + 2, sign: i === 0 ? "≥" : "≤" }])),
  );
  const facts: [string, string][] = [
    [t("indicator.time"), newest === null ? t("fields.noData") : `${clock(newest, true)} · ${age(now - newest)}`],
    [t("indicator.source"), t("indicator.from", { count: value?.n ?? 0, kinds: kinds.map(say).join("、") })],
    [t("indicator.formula"), formulaWords(indicator)],
    ...(owner ? [[t("indicator.owner"), say(owner)] as [string, string]] : []),
    ...(typeof baseline === "number" ? [[t("indicator.baseline"), figure(baseline)] as [string, string]] : []),
    ...Object.entries(targets ?? {}).map(([year, at]): [string, string] => [
      t("indicator.target", { year }),
      figure(at),
    ]),
    ...(standardRef ? [[t("node.limitsFrom"), standardRef] as [string, string]] : []),
  ];
  return (
    <section aria-label={t("indicator.facts")} className="indicator-facts">
      <p className={`indicator-value severity-${value?.severity ?? 0}`}>
        <FigureMark indicator={indicator} figure={value} size={1.6} />
        <b>{number(value?.value, decimals)}</b> {value?.value != null ? unit : ""}{" "}
        <LivenessTag liveness={value?.value == null ? "none" : value.liveness} />
      </p>
      <dl className="facts">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        {typeof baseline === "object" && <Usual indicator={indicator} now={value?.value ?? null} />}
      </dl>
      {steps.length > 0 && (
        <ul className="indicator-limits" aria-label={t("indicator.limits")}>
          {steps.map(({ at, severity, sign }) => (
            <li key={`${sign} ${severity}`}>
              <SeverityMark severity={severity} /> {t(`severity.${severity}`)} {sign} {figure(at)}
            </li>
          ))}
        </ul>
      )}
      {kindIdsOf(indicator).length > 0 && (
        <button
          type="button"
          className="ghost"
          onClick={() => {
            setFilter({ ...useView.getState().filter, kinds: kindIdsOf(indicator) });
            onLeave();
          }}
        >
          {t("indicator.showPoints")}
        </button>
      )}
    </section>
  );
}

/** What it usually is at this hour, from what, and how far it is from that now; or why that cannot be said yet. */
function Usual({ indicator, now }: { indicator: Indicator; now: number | null }) {
  const { t } = useTranslation();
  const baseline = useBaseline(indicator.id);
  const { decimals, unit } = indicator;
  const figure = (of: number): string => `${number(of, decimals)} ${unit}`.trim();
  const words = (): string => {
    if (baseline === undefined) return t("indicator.loading");
    if (baseline === null) return t("indicator.usualNotHere");
    const { value, days, of } = baseline;
    if (value === null) return t("indicator.usualNotYet", { days, of, least: BASELINE.leastDays });
    const apart =
      now === null
        ? ""
        : t(now >= value ? "indicator.above" : "indicator.below", { by: figure(Math.abs(now - value)) });
    return [figure(value), apart, t("indicator.usualHow", { days, of })].filter(Boolean).join(" · ");
  };
  return (
    <div>
      <dt>{t("indicator.usual")}</dt>
      <dd>{words()}</dd>
    </div>
  );
}

function kindIdsOf({ compute }: Indicator): string[] {
  if (compute.op === "aqi") return Object.values(compute.kinds);
  return compute.kind === undefined ? [] : [compute.kind];
}

function Course({ indicator }: { indicator: Indicator }) {
  const { t } = useTranslation();
  const [hours, setHours] = useState<(typeof SPANS_H)[number]>(24);
  const place = usePlaceWritten();
  const { answer, reason } = useCourse([indicator.id], twinNow().nodes.columns.code[place], hours);
  return (
    <section aria-label={t("trend.title")} className="indicator-course">
      <h3>
        {t("trend.title")} <small className="quiet">{nameOf(place)}</small>
      </h3>
      <Choices
        label={t("trend.span")}
        of={SPANS_H}
        chosen={hours}
        choose={setHours}
        words={(each) => (each <= 24 ? t("trend.hours", { count: each }) : t("trend.days", { count: each / 24 }))}
      />
      {reason && <p className="quiet">{reason}</p>}
      {answer?.every(({ v }) => v.length === 0) && <p className="quiet">{t("indicator.noCourse")}</p>}
      {answer?.some(({ v }) => v.length > 0) && (
        <Suspense fallback={null}>
          <CourseChart indicators={[indicator]} series={answer} />
        </Suspense>
      )}
    </section>
  );
}
