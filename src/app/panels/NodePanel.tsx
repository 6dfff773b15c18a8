// One node in full: what it is, its codes and place, its live value, its last minutes, what it holds and its neighbours in the network.

import { useTranslation } from "react-i18next";
import { LEVEL } from "../../twin/level.ts";
import { NodeCases } from "../cases/NodeCases.tsx";
import { reportFromMap } from "../desk/reportCase.ts";
import { Dossier } from "../dossier/Dossier.tsx";
import { say } from "../i18n/i18n.ts";
import { kindOf, levelNameOf, nameOf } from "../names.ts";
import { go, goUp, pointsOfBuilding, upstreamOf } from "../navigate.ts";
import { DayTrend } from "../onsite/DayTrend.tsx";
import { WayFromHere } from "../onsite/Way.tsx";
import { useLive } from "../stores/live.ts";
import { useMay } from "../stores/session.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { useLiveness } from "./Liveness.tsx";
import { BuildingFacts, CoreFacts } from "./NodeFacts.tsx";
import { NodeList } from "./NodeList.tsx";
import { NodeValue } from "./NodeValue.tsx";
import { Panel } from "./Panel.tsx";
import { SeverityMark } from "./SeverityMark.tsx";

export function NodePanel() {
  const { t } = useTranslation();
  const node = useView((store) => store.node);
  const inField = useView((store) => store.room === "field");
  const state = useLive((store) => store.snapshot?.watched.find((watched) => watched.slot === node) ?? null);
  const liveness = useLiveness(state?.flags ?? 0, state !== null);
  const { nodes } = twinNow();
  const { level, downstream } = nodes.columns;
  const kind = kindOf(node);
  const isBuilding = node >= nodes.coreCount;
  const isPoint = !isBuilding && level[node] === LEVEL.point;
  const children = isBuilding ? pointsOfBuilding(node) : isPoint ? [] : nodes.childrenOf(node);
  const upstream = isBuilding ? [] : upstreamOf(node);
  const next = isBuilding ? -1 : downstream[node];
  const floors = children.filter((slot) => level[slot] === LEVEL.floor);
  const points = children.filter((slot) => level[slot] === LEVEL.point);
  // What has no sensors of its own, such as a school, has facts and neighbours and no more to tell.
  const isDossier = !isBuilding && level[node] === LEVEL.facility && points.length > 0;
  const others = children.filter((slot) => level[slot] !== LEVEL.floor && level[slot] !== LEVEL.point);
  return (
    <Panel
      title={nameOf(node)}
      className="node-panel panel-grow"
      aside={
        <button type="button" className="ghost" onClick={goUp}>
          {t("node.close")}
        </button>
      }
    >
      <p className="node-head">
        <SeverityMark severity={state?.severity ?? 0} size={1.4} stale={isPoint && liveness === "stale"} />
        <span>{isDossier && kind ? say(kind.name) : levelNameOf(nodes, node)}</span>
        {state && <b className={`severity-text-${state.severity}`}>{t(`severity.${state.severity}`)}</b>}
      </p>
      <WayFromHere slot={node} />
      {isPoint && <NodeValue slot={node} state={state} kind={kind} />}
      {isPoint && inField && <DayTrend slot={node} kind={kind} />}
      <NodeList title={t("node.floors")} slots={[...floors].reverse()} />
      {isDossier ? (
        <Dossier key={node} slot={node} narrow onPoint={go} />
      ) : (
        <NodeList title={t("node.points")} slots={points} />
      )}
      <NodeList title={t("node.contains")} slots={others} />
      {next >= 0 && <NodeList title={t("node.downstream")} slots={[next]} />}
      <NodeList title={t("node.upstream")} slots={upstream} />
      {!isBuilding && <ReportButton code={nodes.columns.code[node]} />}
      {!isBuilding && !isDossier && <NodeCases code={nodes.columns.code[node]} />}
      {isBuilding ? <BuildingFacts slot={node} /> : !isDossier && <CoreFacts slot={node} onOpen={go} />}
    </Panel>
  );
}

function ReportButton({ code }: { code: string }) {
  const { t } = useTranslation();
  if (!useMay("case.report")) return null;
  return (
    <p className="node-report">
      <button type="button" className="ghost" onClick={() => reportFromMap(code)}>
        {t("desk.report")}
      </button>
    </p>
  );
}
