// The planner's column beside the map: the question, the proposal, the scenario.

import { Panels } from "../panels/PanelBoundary.tsx";
import { AskPanel } from "./AskPanel.tsx";
import { ProposalPanel } from "./ProposalPanel.tsx";
import { ScenarioPanel } from "./ScenarioPanel.tsx";

export default function PlanColumn() {
  return (
    <div className="plan-column">
      <Panels>
        <AskPanel />
        <ProposalPanel />
        <ScenarioPanel />
      </Panels>
    </div>
  );
}
