// The assessment: rates by place, unit or class over a time, each with its formula and the counts it is made of, each count the way to its cases.

import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { FORMULAS } from "../../twin/cases/assessment.ts";
import {
  type Assessment,
  type AssessmentIndicator,
  type AssessmentRow,
  INDICATORS,
  type Measure,
} from "../../twin/cases/shapes.ts";
import { DASH, day, number } from "../format.ts";
import { useAnswer } from "../fresh.ts";
import { nameOf } from "../names.ts";
import { Choices } from "../panels/Choices.tsx";
import { openCases } from "../stores/desk.ts";
import { twinNow } from "../stores/twin.ts";
import { fetchAssessment } from "./api.ts";
import { RatingFigures } from "./RatingFigures.tsx";
import { useCaseWords } from "./words.ts";

const BY = ["place", "unit", "class"] as const;
type By = (typeof BY)[number];
const SPANS_DAYS = [1, 7, 30, 90, 365] as const;
const DAY_MS = 86_400_000;
/** Figures over all cases need not follow every one of them at once. */
const FIGURES_PACE = { restMs: 1000, everyMs: 60_000 };

export function AssessmentView() {
  const { t } = useTranslation();
  const [by, setBy] = useState<By>("place");
  const [days, setDays] = useState<(typeof SPANS_DAYS)[number]>(30);
  const [place, setPlace] = useState<string | undefined>(undefined);
  const ask = useCallback(() => {
    const to = Date.now();
    // The hub counts whole days; today is one of them.
    return fetchAssessment(by, to - (days - 1) * DAY_MS, to, place);
  }, [by, days, place]);
  const { got, reason } = useAnswer("cases", ask, FIGURES_PACE);
  return (
    <div className="assessment-view">
      <div className="desk-filters">
        <Choices
          label={t("assessment.by")}
          of={BY}
          chosen={by}
          choose={setBy}
          words={(one) => t(`assessment.${one}`)}
        />
        <Choices
          label={t("assessment.span")}
          of={SPANS_DAYS}
          chosen={days}
          choose={setDays}
          words={(count) => t("assessment.days", { count })}
        />
        {place !== undefined && (
          <button type="button" className="ghost" onClick={() => setPlace(undefined)}>
            {t("assessment.wholeCity")}
          </button>
        )}
        {got && (
          <span className="quiet">
            {day(got.from)} – {day(got.to - 1)}
          </span>
        )}
      </div>
      {reason && <p role="alert">{reason}</p>}
      {got && (
        <div className="desk-scroll">
          <Totals got={got} place={place} />
          {got.rows.length > 0 ? (
            <Table got={got} by={by} onPlace={setPlace} />
          ) : (
            <p className="quiet">{t("assessment.none")}</p>
          )}
          <RatingFigures of={got} place={place} />
        </div>
      )}
    </div>
  );
}

/** The whole, indicator by indicator, with formula and counts. */
function Totals({ got, place }: { got: Assessment; place: string | undefined }) {
  const { t } = useTranslation();
  return (
    <ul className="assessment-totals">
      {INDICATORS.map((indicator) => {
        const { above, below, complement } = FORMULAS[indicator];
        const { counts, rates } = got.total;
        return (
          <li key={indicator}>
            <span>{t(`assessment.indicator.${indicator}`)}</span>
            <b>{percent(rates[indicator])}</b>
            <small className="quiet">
              {complement ? "1 − " : ""}
              <Count measure={above} count={counts[above] ?? 0} got={got} place={place} /> ÷{" "}
              <Count measure={below} count={counts[below] ?? 0} got={got} place={place} />
            </small>
          </li>
        );
      })}
    </ul>
  );
}

/** A count that leads to what it counts. */
function Count({
  measure,
  count,
  got,
  place,
}: {
  measure: Measure;
  count: number;
  got: Assessment;
  place: string | undefined;
}) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className="link"
      onClick={() => openCases({ measure, measureFrom: got.from, measureTo: got.to, ...(place ? { place } : {}) })}
    >
      {t(`assessment.measure.${measure}`)} {number(count)}
    </button>
  );
}

const percent = (rate: number | null | undefined): string => (rate == null ? DASH : `${number(100 * rate, 2)} %`);

function Table({ got, by, onPlace }: { got: Assessment; by: By; onPlace(place: string): void }) {
  const { t } = useTranslation();
  const words = useCaseWords();
  const nameOfRow = (row: AssessmentRow): string => {
    if (row.key === "") return DASH;
    if (by === "unit") return words.unit(row.key);
    if (by === "class") return words.className(...(row.key.split(":") as [string, string]));
    const slot = twinNow().nodes.slotOf(row.key);
    return slot < 0 ? row.key : nameOf(slot);
  };
  const drill = (row: AssessmentRow, indicator: AssessmentIndicator): void => {
    const [classKind, classCode] = row.key.split(":");
    const of =
      by === "place"
        ? { place: row.key }
        : by === "unit"
          ? { unit: row.key }
          : { classKind: classKind as "component" | "matter", classCode };
    openCases({ ...of, measure: FORMULAS[indicator].above, measureFrom: got.from, measureTo: got.to });
  };
  return (
    <table className="case-table">
      <thead>
        <tr>
          <th scope="col">{t(`assessment.${by}`)}</th>
          <th scope="col">{t("assessment.measure.reported")}</th>
          {INDICATORS.map((indicator) => (
            <th key={indicator} scope="col">
              {t(`assessment.indicator.${indicator}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {got.rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">
              {by === "place" && row.key !== "" ? (
                <button type="button" className="link" onClick={() => onPlace(row.key)}>
                  {nameOfRow(row)}
                </button>
              ) : (
                nameOfRow(row)
              )}
            </th>
            <td>{number(row.counts.reported ?? 0)}</td>
            {INDICATORS.map((indicator) => (
              <td key={indicator}>
                <button
                  type="button"
                  className="link"
                  disabled={row.rates[indicator] == null}
                  onClick={() => drill(row, indicator)}
                >
                  {percent(row.rates[indicator])}
                </button>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
