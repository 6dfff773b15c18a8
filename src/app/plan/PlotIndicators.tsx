// A plot's indicators while it is drawn: figures, limits, and whether they are kept, in words and not by colour alone.

import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { PlanFault } from "../../models/fault.ts";
import { LIMITED, type Limited, plotIndicators } from "../../models/indicators.ts";
import type { Plot } from "../../twin/scenarios/shapes.ts";
import { number } from "../format.ts";
import { twinNow } from "../stores/twin.ts";
import { Estimated } from "./AskPanel.tsx";
import { faultWords } from "./planner.ts";
import { usePlan } from "./store.ts";

/** Value of an indicator with its unit. */
function shownValue(what: Limited, value: number | null): string {
  if (what === "floorAreaRatio") return number(value, 2);
  if (what === "heightMetres") return `${number(value, 1)} m`;
  return `${number(value === null ? null : value * 100, 1)} %`;
}

export function Indicators({ plot }: { plot: Plot }) {
  const { t } = useTranslation();
  const massings = usePlan(({ body }) => body.massings);
  const { planning } = twinNow().built.scene;
  const worked = useMemo(() => {
    try {
      const own = massings.filter((one) => one.plot === plot.id);
      return { found: plotIndicators(plot, own, planning) };
    } catch (error) {
      if (!(error instanceof PlanFault)) throw error;
      return { fault: faultWords(error.code, { ...error.params }) };
    }
  }, [plot, massings, planning]);
  if (!worked.found)
    return (
      <p role="alert" className="plan-fault">
        {worked.fault}
      </p>
    );
  const { found } = worked;
  const values: Record<Limited, number | null> = {
    floorAreaRatio: found.floorAreaRatio,
    coverage: found.coverage,
    greenRatio: found.greenRatio,
    heightMetres: found.heightMetres,
  };
  const { people } = found;
  return (
    <>
      <table className="plan-table" aria-label={t("planning.indicatorsOf", { name: plot.name })}>
        <thead>
          <tr>
            <th scope="col">{t("planning.indicator")}</th>
            <th scope="col">{t("planning.value")}</th>
            <th scope="col">{t("planning.limit")}</th>
          </tr>
        </thead>
        <tbody>
          {LIMITED.map((what) => {
            const check = found.checks.find((one) => one.what === what);
            const verdict = check && (check.kept === null ? "unknown" : check.kept ? "kept" : "broken");
            return (
              <tr key={what}>
                <th scope="row">{t(`planning.limited.${what}`)}</th>
                <td>{values[what] === null ? t("planning.notGiven") : shownValue(what, values[what])}</td>
                <td className={`plan-check ${verdict ? `is-${verdict}` : ""}`}>
                  {check && verdict
                    ? t(`planning.verdict.${verdict}`, {
                        limit: `${what === "greenRatio" ? "≥" : "≤"} ${shownValue(what, check.limit)}`,
                      })
                    : t("planning.noLimit")}
                </td>
              </tr>
            );
          })}
          <tr>
            <th scope="row">{t("planning.grossFloorArea")}</th>
            <td>{number(found.grossFloorArea, 0)} m²</td>
            <td>{t("planning.onPlot", { area: number(found.plotArea, 0) })}</td>
          </tr>
          <tr>
            <th scope="row">{t("planning.residentsJobs")}</th>
            <td>
              {number(people?.residents, 0)} / {number(people?.jobs, 0)}
            </td>
            <td>
              {people ? (
                <>
                  <Estimated />
                  <small className="quiet">{t("planning.refs", { refs: people.refs.join("; ") || "—" })}</small>
                </>
              ) : (
                t("planning.noFigures")
              )}
            </td>
          </tr>
        </tbody>
      </table>
      {found.overlap > 0 && <p className="plan-warn">{t("planning.overlap", { area: number(found.overlap, 0) })}</p>}
      {found.outside.map(({ id, squareMetres }) => (
        <p key={id} className="plan-warn">
          {t("planning.outside", {
            name: massings.find((one) => one.id === id)?.name ?? id,
            area: number(squareMetres, 0),
          })}
        </p>
      ))}
      {found.greenTooLarge && <p className="plan-warn">{t("planning.greenTooLarge")}</p>}
    </>
  );
}
