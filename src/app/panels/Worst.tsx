// The points that need attention most below the place in hand: worst and newest first, each with value, place and age.

import { useTranslation } from "react-i18next";
import { FLAG, livenessOf } from "../../twin/flags.ts";
import { LEVEL } from "../../twin/level.ts";
import { ago, number, reading, unitOf } from "../format.ts";
import type { NodeState } from "../live/protocol.ts";
import { kindOf, nameOf } from "../names.ts";
import { go } from "../navigate.ts";
import { useLive } from "../stores/live.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { pathOf } from "./Breadcrumb.tsx";
import { LivenessTag } from "./Liveness.tsx";
import { Panel } from "./Panel.tsx";
import { SeverityMark } from "./SeverityMark.tsx";
import { useNow } from "./useNow.ts";

const NONE: readonly NodeState[] = [];

/** "district · street" of a slot, leaving out what the reader already looks at. */
export function placeWords(slot: number): string {
  const { nodes } = twinNow();
  const { level } = nodes.columns;
  return pathOf(slot)
    .filter(
      (at) => at !== slot && level[at] >= LEVEL.district && level[at] <= LEVEL.facility && level[at] !== LEVEL.grid,
    )
    .map(nameOf)
    .join(" · ");
}

export function Worst() {
  const { t } = useTranslation();
  const now = useNow(5000);
  const worst = useLive((store) => store.snapshot?.worst) ?? NONE;
  const node = useView((store) => store.node);
  const alarms = useLive((store) => store.snapshot?.worstTotal ?? 0);
  return (
    <Panel title={t("worst.title")} aside={number(alarms)} className="panel-grow">
      {worst.length === 0 ? (
        <p className="quiet">{t("worst.none")}</p>
      ) : (
        <ul className="rows rows-tall">
          {worst.map((state) => {
            const kind = kindOf(state.slot);
            return (
              <li key={state.slot}>
                <button type="button" aria-current={state.slot === node || undefined} onClick={() => go(state.slot)}>
                  <SeverityMark severity={state.severity} stale={(state.flags & FLAG.stale) !== 0} size={1.5} />
                  <span className="row-name">
                    {nameOf(state.slot)}
                    <small>{placeWords(state.slot)}</small>
                  </span>
                  <span className="row-figure">
                    <span>
                      {reading(state.value, kind)} <small>{unitOf(kind)}</small>
                    </span>
                    <small>
                      {ago(now - state.sourceTime)}
                      <LivenessTag liveness={livenessOf(state.flags)} />
                    </small>
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {alarms > worst.length && <p className="quiet">{t("worst.more", { count: worst.length })}</p>}
    </Panel>
  );
}
