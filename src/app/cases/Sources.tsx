// Where an exceedance may come from: facilities upwind at the time of the report, or up the network, each with what it discharged then; a click opens its dossier.

import { useTranslation } from "react-i18next";
import type { CaseFile } from "../../twin/cases/shapes.ts";
import { openDossier } from "../dossier/DossierView.tsx";
import { clock, number, reading, unitOf } from "../format.ts";
import { kindOf, nameOf } from "../names.ts";
import { SeverityMark } from "../panels/SeverityMark.tsx";
import { twinNow } from "../stores/twin.ts";
import { flowOf } from "./catalogue.ts";
import { type Candidate, type Discharge, type Medium, useTraced } from "./trace.ts";

export function Sources({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  const { medium, traced, reason } = useTraced(file);
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
      {namedIn(file).map((slot) => (
        <p key={slot}>
          {t("tracing.named")}{" "}
          <button type="button" className="link" onClick={() => openDossier(slot)}>
            {nameOf(slot)}
          </button>
        </p>
      ))}
      {traced?.candidates.length === 0 && <p className="quiet">{t("tracing.none")}</p>}
      <ol>
        {traced?.candidates.map((candidate) => (
          <li key={candidate.slot}>
            <button type="button" onClick={() => openDossier(candidate.slot)}>
              <b>{nameOf(candidate.slot)}</b>
              <small className="quiet">
                <Whereabouts candidate={candidate} medium={medium} />
              </small>
              {candidate.discharges.map((discharge) => (
                <Discharged key={discharge.slot} discharge={discharge} />
              ))}
              <small className="source-open">{t("tracing.dossier")}</small>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Assets that somebody has named in the case, as the source. */
function namedIn({ flow, events }: CaseFile): number[] {
  const fields = flowOf(flow)?.actions.flatMap((action) =>
    action.fields.filter(({ type }) => type === "asset").map(({ id }) => ({ action: action.id, id })),
  );
  const codes = events.flatMap((event) =>
    (fields ?? []).filter(({ action }) => action === event.action).map(({ id }) => event.fields[id]),
  );
  return [...new Set(codes)].map((code) => twinNow().nodes.slotOf(String(code))).filter((slot) => slot >= 0);
}

/** Where a source lies, seen from the point that asks. */
export function Whereabouts({ candidate, medium }: { candidate: Candidate; medium: Medium }) {
  const { t } = useTranslation();
  if (candidate.own) return t("tracing.own");
  return t(medium === "air" ? "tracing.away" : "tracing.steps", {
    distance: number(candidate.distanceMetres / 1000, 1),
    bearing: number(candidate.bearingDegrees),
    off: number(candidate.off),
  });
}

function Discharged({ discharge: { slot, worst, severity, at } }: { discharge: Discharge }) {
  const { t } = useTranslation();
  const kind = kindOf(slot);
  return (
    <span className="source-value">
      <SeverityMark severity={severity} /> {nameOf(slot)}{" "}
      {Number.isFinite(worst) ? (
        <>
          {reading(worst, kind)} {unitOf(kind)}{" "}
          <small className="quiet">{t("tracing.worstAt", { time: clock(at) })}</small>
        </>
      ) : (
        <small className="quiet">{t("tracing.noReading")}</small>
      )}
    </span>
  );
}
