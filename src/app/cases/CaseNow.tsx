// What a case's own point measures now: whoever is about to close it sees whether the cause is gone.

import { useTranslation } from "react-i18next";
import type { CaseFile } from "../../twin/cases/shapes.ts";
import { LEVEL } from "../../twin/level.ts";
import { alarmLimit } from "../dossier/limit.ts";
import { clock, reading, unitOf } from "../format.ts";
import { kindOf, nameOf } from "../names.ts";
import { LivenessTag, useLiveness } from "../panels/Liveness.tsx";
import { SeverityMark } from "../panels/SeverityMark.tsx";
import { useLive } from "../stores/live.ts";
import { twinNow } from "../stores/twin.ts";

export function CaseNow({ node }: Pick<CaseFile, "node">) {
  const { t } = useTranslation();
  const { nodes } = twinNow();
  const slot = node === null ? -1 : nodes.slotOf(node);
  const state = useLive((store) => store.snapshot?.watched.find((one) => one.slot === slot));
  const known = state !== undefined && Number.isFinite(state.sourceTime);
  const liveness = useLiveness(state?.flags ?? 0, known);
  if (slot < 0 || slot >= nodes.coreCount || nodes.columns.level[slot] !== LEVEL.point) return null;
  const kind = kindOf(slot);
  const limit = alarmLimit(kind);
  return (
    <section className="case-now" aria-label={t("cases.now")}>
      <SeverityMark severity={state?.severity ?? 0} />
      <span>
        {t("cases.now")} · {nameOf(slot)}
      </span>
      {known ? (
        <>
          <b className={`severity-text-${state.severity}`}>
            {reading(state.value, kind)} {unitOf(kind)}
          </b>
          <small className="quiet">
            {limit && `${t("dossier.limit")} ${limit.words} ${unitOf(kind)} · `}
            <time dateTime={new Date(state.sourceTime).toISOString()}>{clock(state.sourceTime, true)}</time>
          </small>
          <LivenessTag liveness={liveness} />
        </>
      ) : (
        <small className="quiet">{t("node.noValue")}</small>
      )}
    </section>
  );
}
