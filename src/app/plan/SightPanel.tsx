// Line of sight: how high one stands and looks, and what the line meets.

import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { SightAnswer } from "../../models/sight.ts";
import { number } from "../format.ts";
import { Panel } from "../panels/Panel.tsx";
import { blockerName } from "./blockerName.ts";
import { Drawing, Fault } from "./Drawing.tsx";
import { length, metres } from "./figures.ts";
import { NumberField } from "./NumberField.tsx";
import { endSight, lookAgain } from "./sightDeeds.ts";
import { usePlan } from "./store.ts";
import { useStudies } from "./studies.ts";

export function SightPanel() {
  const { t } = useTranslation();
  const { tool, body } = usePlan();
  const { fromHeight, toHeight, sight, working, fault } = useStudies();
  // biome-ignore lint/correctness/useExhaustiveDependencies: other heights or buildings, another answer
  useEffect(() => {
    const rest = setTimeout(() => void lookAgain(), 300);
    return () => clearTimeout(rest);
  }, [fromHeight, toHeight, body.massings, body.removed]);
  return (
    <Panel title={t("study.sight.title")} className="plan-sight">
      {(["fromHeight", "toHeight"] as const).map((which) => (
        <NumberField
          key={which}
          label={t(`study.sight.${which}`)}
          value={which === "fromHeight" ? fromHeight : toHeight}
          min={0}
          max={1000}
          stepBy={0.1}
          unit="m"
          set={(metres) => metres !== undefined && useStudies.setState({ [which]: metres })}
        />
      ))}
      <Drawing of="sight" />
      <Fault words={fault?.of === "sight" ? fault.words : null} />
      <div role="status" aria-live="polite" aria-label={t("study.sight.title")}>
        {working === "sight" && <p className="quiet">{t("planning.working")}</p>}
        {sight && working !== "sight" && <Answer sight={sight} />}
        {!sight && tool === "sight" && <p className="quiet">{t("planning.hint.sight")}</p>}
      </div>
      {sight && (
        <div className="plan-buttons">
          <button type="button" className="ghost" onClick={endSight}>
            {t("planning.clear")}
          </button>
        </div>
      )}
      <p className="quiet">{t("study.sight.how")}</p>
    </Panel>
  );
}

function Answer({ sight: { visible, metres: far, stopped, from, to, fromOn, toOn, lacking } }: { sight: SightAnswer }) {
  const { t } = useTranslation();
  const body = usePlan((store) => store.body);
  const stands = (on: SightAnswer["fromOn"], height: number): string =>
    t(on ? "study.sight.onRoof" : "study.sight.onGround", {
      name: on ? blockerName(on) : "",
      height: number(height, 1),
    });
  return (
    <>
      <p className={`plan-check ${visible ? "is-kept" : "is-broken"}`}>
        {t(visible ? "study.sight.visible" : "study.sight.blocked")}
      </p>
      <table className="plan-table plan-figures" aria-label={t("study.sight.title")}>
        <tbody>
          <tr>
            <th scope="row">{t("study.sight.distance")}</th>
            <td>{length(far)}</td>
          </tr>
          <tr>
            <th scope="row">{t("study.sight.from")}</th>
            <td>{stands(fromOn, from[2])}</td>
          </tr>
          <tr>
            <th scope="row">{t("study.sight.to")}</th>
            <td>{stands(toOn, to[2])}</td>
          </tr>
          {stopped && (
            <>
              <tr>
                <th scope="row">{t("study.sight.by")}</th>
                <td>
                  {blockerName(stopped.by)}
                  {stopped.by && ` · ${t("study.sight.tall", { height: number(stopped.height, 1) })}`}
                </td>
              </tr>
              <tr>
                <th scope="row">{t("study.sight.after")}</th>
                <td>
                  {length(stopped.metres)} · {stopped.at[0].toFixed(6)}, {stopped.at[1].toFixed(6)}
                </td>
              </tr>
              <tr>
                <th scope="row">{t("study.sight.above")}</th>
                <td>{metres(stopped.above)}</td>
              </tr>
            </>
          )}
        </tbody>
      </table>
      {(lacking.length > 0 || body.massings.length + body.removed.length > 0) && (
        <ul className="plan-lacking" aria-label={t("planning.lacks")}>
          {lacking.map((what) => (
            <li key={what}>{t(`study.lacking.${what}`)}</li>
          ))}
          {body.massings.length + body.removed.length > 0 && (
            <li>{t("study.withScenario", { added: body.massings.length, removed: body.removed.length })}</li>
          )}
        </ul>
      )}
    </>
  );
}
