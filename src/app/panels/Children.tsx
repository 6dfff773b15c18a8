// What lies directly below the node in hand, worst first; each row drills.

import { useTranslation } from "react-i18next";
import { LEVEL, LEVELS } from "../../twin/level.ts";
import { number, reading, unitOf } from "../format.ts";
import type { NodeState } from "../live/protocol.ts";
import { kindOf, nameOf } from "../names.ts";
import { go } from "../navigate.ts";
import { useLive } from "../stores/live.ts";
import { twinNow } from "../stores/twin.ts";
import { Panel } from "./Panel.tsx";
import { SeverityMark } from "./SeverityMark.tsx";
import { alarmsOf, CategoryBar } from "./Summary.tsx";

const NONE: readonly NodeState[] = [];
const alarmsIn = (state: NodeState): number => alarmsOf(state.counts);

export function Children() {
  const { t } = useTranslation();
  const listed = useLive((store) => store.snapshot?.children) ?? NONE;
  const { nodes } = twinNow();
  const { level } = nodes.columns;
  const children = [...listed].sort(
    (a, b) => level[a.slot] - level[b.slot] || b.severity - a.severity || alarmsIn(b) - alarmsIn(a) || a.slot - b.slot,
  );
  const levels = new Set(children.map((child) => LEVELS[level[child.slot]]));
  const title =
    levels.size === 1 ? t("summary.children", { level: t(`level.${[...levels][0]}`) }) : t("summary.childrenAny");
  return (
    <Panel title={title} aside={number(children.length)} className="panel-grow children-panel">
      {children.length === 0 ? (
        <p className="quiet">{t("summary.childrenNone")}</p>
      ) : (
        <ul className="rows">
          {children.map((child) => (
            <li key={child.slot}>
              <button type="button" onClick={() => go(child.slot)}>
                <SeverityMark severity={child.severity} stale={child.total > 0 && child.staleCount === child.total} />
                <span className="row-name">{nameOf(child.slot)}</span>
                <ChildFigure child={child} isPoint={level[child.slot] === LEVEL.point} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function ChildFigure({ child, isPoint }: { child: NodeState; isPoint: boolean }) {
  if (isPoint) {
    const kind = kindOf(child.slot);
    return (
      <span className="row-figure">
        {reading(child.value, kind)} <small>{Number.isFinite(child.value) ? unitOf(kind) : ""}</small>
      </span>
    );
  }
  return (
    <span className="row-bar">
      <CategoryBar counts={child.counts} total={child.total} />
      <small>{number(alarmsIn(child))}</small>
    </span>
  );
}
