// A monitoring point's live value with unit, time, age, quality and liveness; its limits; its last minutes.

import { useTranslation } from "react-i18next";
import { FLAG } from "../../twin/flags.ts";
import type { Kind } from "../../twin/scene/schema.ts";
import { age, clock, number, reading, unitOf } from "../format.ts";
import type { NodeState } from "../live/protocol.ts";
import { openTrend } from "../stores/trend.ts";
import { twinNow } from "../stores/twin.ts";
import { LivenessTag, useLiveness } from "./Liveness.tsx";
import { SeverityMark } from "./SeverityMark.tsx";
import { Sparkline } from "./Sparkline.tsx";
import { useNow } from "./useNow.ts";
import { useRecent } from "./useRecent.ts";

export function NodeValue({ slot, state, kind }: { slot: number; state: NodeState | null; kind: Kind | undefined }) {
  const { t } = useTranslation();
  const now = useNow();
  const samples = useRecent(slot);
  const known = state !== null && Number.isFinite(state.sourceTime);
  const flags = state?.flags ?? 0;
  const liveness = useLiveness(flags, known);
  const quality = flags & FLAG.bad ? "qualityBad" : flags & FLAG.uncertain ? "qualityUncertain" : "qualityGood";
  return (
    <div className={`node-value live-${liveness}`}>
      {known ? (
        <>
          <p className="node-number">
            <output aria-label={t("node.value")}>
              {reading(state.value, kind)}
              {Number.isFinite(state.value) && <small>{unitOf(kind)}</small>}
            </output>
            <LivenessTag liveness={liveness} />
          </p>
          <dl className="facts facts-inline">
            <div>
              <dt>{t("node.time")}</dt>
              <dd>
                <time dateTime={new Date(state.sourceTime).toISOString()}>{clock(state.sourceTime, true)}</time>
              </dd>
            </div>
            <div>
              <dt>{t("node.age")}</dt>
              <dd>{age(now - state.sourceTime)}</dd>
            </div>
            <div>
              <dt>{t("node.quality")}</dt>
              <dd>{t(`node.${quality}`)}</dd>
            </div>
          </dl>
        </>
      ) : (
        <p className="quiet">{t("node.noValue")}</p>
      )}
      <h3 className="with-action">
        {t("node.recent")}
        {twinNow().broker === null && (
          <button type="button" className="ghost" onClick={() => openTrend(slot)}>
            {t("trend.open")}
          </button>
        )}
      </h3>
      <Sparkline samples={samples} kind={kind} />
      {kind?.limits && <Limits kind={kind} />}
    </div>
  );
}

function Limits({ kind }: { kind: Kind }) {
  const { t } = useTranslation();
  const side = (sign: string, steps: readonly (number | null)[] | undefined) =>
    (steps ?? []).map((limit, i) =>
      limit === null ? null : (
        // biome-ignore lint/suspicious/noArrayIndexKey: a limit's place in the list is its severity
        <li key={`${sign}${i + 2}`}>
          <SeverityMark severity={i + 2} /> {sign} {number(limit, kind.decimals)} <small>{kind.unit}</small>
        </li>
      ),
    );
  return (
    <>
      <h3>{t("node.limits")}</h3>
      <ul className="limits">
        {side("≥", kind.limits?.high)}
        {side("≤", kind.limits?.low)}
      </ul>
      {kind.standardRef && (
        <p className="quiet">
          {t("node.limitsFrom")}：{kind.standardRef}
        </p>
      )}
    </>
  );
}
