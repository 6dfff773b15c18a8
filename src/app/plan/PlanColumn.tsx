// The planner's column beside the map: what is measured and looked into, the question, the proposal, the scenario.

import { Panels } from "../panels/PanelBoundary.tsx";
import { useStudy } from "../stores/study.ts";
import { AskPanel } from "./AskPanel.tsx";
import { MeasurePanel } from "./MeasurePanel.tsx";
import { ProposalPanel } from "./ProposalPanel.tsx";
import { ScenarioPanel } from "./ScenarioPanel.tsx";
import { SightPanel } from "./SightPanel.tsx";
import { SunPanel } from "./SunPanel.tsx";
import { usePlan } from "./store.ts";
import { useStudies } from "./studies.ts";
import { UnderPanel } from "./UnderPanel.tsx";

export default function PlanColumn() {
  const tool = usePlan((store) => store.tool);
  const { sun, ground, section, pit } = useStudy();
  const { measured, sight, sunshine } = useStudies();
  return (
    <div className="plan-column">
      <Panels>
        {(tool === "measure" || measured.length > 0) && <MeasurePanel />}
        {(tool === "sun" || sun !== null || sunshine !== null) && <SunPanel />}
        {(tool === "sight" || sight !== null) && <SightPanel />}
        {(tool === "pit" || ground !== null || section !== null || pit !== null) && <UnderPanel />}
        <AskPanel />
        <ProposalPanel />
        <ScenarioPanel />
      </Panels>
    </div>
  );
}
