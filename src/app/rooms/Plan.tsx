// The planner's room: the city's structure on the left, the map by day, the node in hand on the right.

import { useTranslation } from "react-i18next";
import { Breadcrumb } from "../panels/Breadcrumb.tsx";
import { Children } from "../panels/Children.tsx";
import { FileCards } from "../panels/Files.tsx";
import { LinkBanner } from "../panels/LinkBadge.tsx";
import { MapControls } from "../panels/MapControls.tsx";
import { MapCorner } from "../panels/MapCorner.tsx";
import { NodePanel } from "../panels/NodePanel.tsx";
import { PanelBoundary, Panels } from "../panels/PanelBoundary.tsx";
import { Problems } from "../panels/Problems.tsx";
import { ReferenceCard } from "../panels/References.tsx";
import { Search } from "../panels/Search.tsx";
import { Summary } from "../panels/Summary.tsx";
import { TitleBar } from "../panels/TitleBar.tsx";
import { Warnings } from "../panels/Warnings.tsx";
import { Worst } from "../panels/Worst.tsx";
import { PlanColumn, PlanTools, usePlanColumn } from "../plan/PlanTools.tsx";
import { useView } from "../stores/view.ts";
import { hasOwnPanel } from "./Wall.tsx";

export function Plan() {
  const { t } = useTranslation();
  const node = useView((store) => store.node);
  const planning = usePlanColumn();
  return (
    <div className="room">
      <TitleBar />
      <aside className="column column-left" aria-label={t("plan.tree")}>
        <Panels of={node}>
          <Search />
          <Summary />
          <Children />
        </Panels>
      </aside>
      <main className="over-map">
        <Panels>
          <Breadcrumb />
          <LinkBanner />
          <Warnings />
          <MapControls />
          <Problems />
          <ReferenceCard />
          <FileCards />
          <PlanTools />
          <MapCorner />
        </Panels>
      </main>
      <aside className="column column-right">
        <PanelBoundary of={planning ? "planning" : node}>
          {planning ? <PlanColumn /> : hasOwnPanel(node) ? <NodePanel /> : <Worst />}
        </PanelBoundary>
      </aside>
    </div>
  );
}
