// The vital signs of the place in hand: value, unit, target, how many points stand behind it; a press opens all that is known of one.

import { useTranslation } from "react-i18next";
import { useShallow } from "zustand/react/shallow";
import { aqiBandOf } from "../../twin/catalogues/hj633.ts";
import type { IndicatorValue } from "../../twin/indicators.ts";
import type { FIELDS, Indicator } from "../../twin/scene/schema.ts";
import { age, number } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { LivenessTag } from "../panels/Liveness.tsx";
import { Panel } from "../panels/Panel.tsx";
import { useNow } from "../panels/useNow.ts";
import { useLive } from "../stores/live.ts";
import { twinNow } from "../stores/twin.ts";
import { openIndicator } from "../stores/wall.ts";
import { useBaseline } from "./indicatorApi.ts";

const NONE: readonly IndicatorValue[] = [];
/** Figures of a field's panel; a theme names its own. */
const FIGURES_OF_FIELD = 3;

export type FieldId = (typeof FIELDS)[number];

export function FieldPanel({ field }: { field: FieldId }) {
  const { t } = useTranslation();
  const { indicators } = twinNow().built.scene;
  const own = indicators.filter((indicator) => indicator.field === field).slice(0, FIGURES_OF_FIELD);
  return <FiguresPanel title={t(`field.${field}`)} indicators={own} />;
}

export function FiguresPanel({ title, indicators }: { title: string; indicators: readonly Indicator[] }) {
  // Its own alone: what changes in other panels is no reason to render this one.
  const values = useLive(
    useShallow((store) =>
      (store.snapshot?.indicators ?? NONE).filter(({ id }) => indicators.some((one) => one.id === id)),
    ),
  );
  const focus = useLive((store) => store.snapshot?.focus ?? 0);
  const of = (indicator: Indicator) => values.find((value) => value.id === indicator.id);
  const newest = Math.max(...indicators.map((one) => of(one)?.newestTime ?? Number.NEGATIVE_INFINITY));
  const known = indicators.some((one) => of(one)?.value != null);
  // Where nothing below measures any of them the panel gives way; the city always shows all.
  if (indicators.length === 0 || (focus !== 0 && !known)) return null;
  return (
    <Panel
      title={title}
      className="field-panel"
      aside={<Freshness time={newest} values={values} indicators={indicators} />}
    >
      <ul className="signs">
        {indicators.map((indicator) => (
          <Sign key={indicator.id} indicator={indicator} value={of(indicator)} />
        ))}
      </ul>
    </Panel>
  );
}

function Freshness({
  time,
  values,
  indicators,
}: {
  time: number;
  values: readonly IndicatorValue[];
  indicators: readonly Indicator[];
}) {
  const now = useNow(1000);
  const link = useLive((store) => store.link);
  const known = values.find((value) => indicators.some(({ id }) => id === value.id) && value.value !== null);
  if (!Number.isFinite(time) || !known) return <LivenessTag liveness="none" />;
  const lost = link === "lost" || link === "source-lost";
  return (
    <>
      <span className="age">{age(now - time)}</span> <LivenessTag liveness={lost ? "stale" : known.liveness} />
    </>
  );
}

function Sign({ indicator, value }: { indicator: Indicator; value: IndicatorValue | undefined }) {
  const { t } = useTranslation();
  const target = nextTarget(indicator);
  const title = [
    t("fields.points", { count: value?.n ?? 0 }),
    indicator.owner && t("fields.owner", { name: say(indicator.owner) }),
    indicator.standardRef,
  ]
    .filter(Boolean)
    .join("\n");
  return (
    <li className={`sign severity-${value?.severity ?? 0}`}>
      <button type="button" title={title} aria-haspopup="dialog" onClick={() => openIndicator(indicator.id)}>
        <span className="sign-value">
          {number(value?.value, indicator.decimals)}
          <small>{value?.value != null ? indicator.unit : ""}</small>
        </span>
        <span className="sign-name">{say(indicator.name)}</span>
        {indicator.compute.op === "aqi" && value?.value != null && <AqiChip aqi={value.value} />}
        {target && (
          <span className="sign-target">
            {t("fields.target", { year: target[0], value: number(target[1], indicator.decimals) })}
          </span>
        )}
        {typeof indicator.baseline === "object" && <UsualNow indicator={indicator} />}
      </button>
    </li>
  );
}

/** What it usually is at this hour; nothing while too little is written down to say so. */
function UsualNow({ indicator }: { indicator: Indicator }) {
  const { t } = useTranslation();
  const baseline = useBaseline(indicator.id);
  if (baseline?.value == null) return null;
  return (
    <span className="sign-target" title={t("indicator.usualHow", { days: baseline.days, of: baseline.of })}>
      {t("fields.usual", { value: number(baseline.value, indicator.decimals) })}
    </span>
  );
}

/** The band's word with its HJ 633 colour beside it. */
function AqiChip({ aqi }: { aqi: number }) {
  const { t } = useTranslation();
  const band = aqiBandOf(aqi);
  return (
    <span className="sign-target">
      <i className="aqi-colour" style={{ background: band.colour }} aria-hidden="true" />
      {t(`aqi.${band.id}`)}
    </span>
  );
}

/** The nearest target that is not past. */
function nextTarget(indicator: Indicator): [string, number] | undefined {
  const year = new Date().getFullYear();
  return Object.entries(indicator.targets ?? {})
    .sort(([a], [b]) => a.localeCompare(b))
    .find(([target]) => Number(target) >= year);
}
