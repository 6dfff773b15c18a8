// What a facility measures, a line for each point: value and unit, the limit it is held to, when it was measured and how live that is.

import { useTranslation } from "react-i18next";
import { clock, DASH, number, reading, unitOf } from "../format.ts";
import type { NodeState } from "../live/protocol.ts";
import { kindOf, nameOf } from "../names.ts";
import { LivenessTag, useLiveness } from "../panels/Liveness.tsx";
import { SeverityMark } from "../panels/SeverityMark.tsx";
import { useLive } from "../stores/live.ts";
import { alarmLimit } from "./limit.ts";

/** 2026/11/28 and 28/11/2026. */
const DATE_LETTERS = 10;

export function PointTable({ slots, onPoint }: { slots: readonly number[]; onPoint: (point: number) => void }) {
  const { t } = useTranslation();
  const watched = useLive((store) => store.snapshot?.watched);
  if (slots.length === 0) return null;
  const references = new Set(slots.map((slot) => kindOf(slot)?.standardRef).filter((one) => one !== undefined));
  return (
    <section aria-label={t("node.points")}>
      <h3>
        {t("node.points")} <small>{number(slots.length)}</small>
      </h3>
      <table className="dossier-table">
        <thead>
          <tr>
            <th scope="col">{t("dossier.point")}</th>
            <th scope="col">{t("node.value")}</th>
            <th scope="col">{t("dossier.limit")}</th>
            <th scope="col">{t("node.time")}</th>
          </tr>
        </thead>
        <tbody>
          {slots.map((slot) => (
            <PointRow key={slot} slot={slot} state={watched?.find((entry) => entry.slot === slot)} onPoint={onPoint} />
          ))}
        </tbody>
      </table>
      {[...references].map((reference) => (
        <p key={reference} className="quiet dossier-reference">
          {t("node.limitsFrom")}：{reference}
        </p>
      ))}
    </section>
  );
}

/** With the date when it is not of today. */
function clockOf(time: number): string {
  const dayOf = (at: number): string => clock(at, true).slice(0, DATE_LETTERS);
  return clock(time, dayOf(time) !== dayOf(Date.now()));
}

function PointRow({
  slot,
  state,
  onPoint,
}: {
  slot: number;
  state: NodeState | undefined;
  onPoint: (point: number) => void;
}) {
  const kind = kindOf(slot);
  const known = state !== undefined && Number.isFinite(state.sourceTime);
  const liveness = useLiveness(state?.flags ?? 0, known);
  const limit = alarmLimit(kind);
  return (
    <tr>
      <th scope="row">
        <button type="button" className="link" title={kind?.standardRef} onClick={() => onPoint(slot)}>
          <SeverityMark severity={state?.severity ?? 0} /> {nameOf(slot)}
        </button>
      </th>
      <td>
        {known ? reading(state.value, kind) : DASH} <small>{unitOf(kind)}</small>
      </td>
      <td>
        {limit ? (
          <>
            {limit.words} <small>{unitOf(kind)}</small> <SeverityMark severity={limit.severity} />
          </>
        ) : (
          DASH
        )}
      </td>
      <td>
        {known && <time dateTime={new Date(state.sourceTime).toISOString()}>{clockOf(state.sourceTime)}</time>}{" "}
        <LivenessTag liveness={liveness} />
      </td>
    </tr>
  );
}
