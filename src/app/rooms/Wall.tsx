// The wall: title bar, two columns, the globe between them, what changed at the foot. Watched day and night.

import { LEVEL } from "../../twin/level.ts";
import { Alarms, useHasAlarms } from "../alarms/Alarms.tsx";
import { CasesPanel } from "../cases/CasesPanel.tsx";
import { Breadcrumb } from "../panels/Breadcrumb.tsx";
import { Children } from "../panels/Children.tsx";
import { FieldPanel } from "../panels/Fields.tsx";
import { FileCards } from "../panels/Files.tsx";
import { LinkBanner } from "../panels/LinkBadge.tsx";
import { MapControls } from "../panels/MapControls.tsx";
import { MapCorner } from "../panels/MapCorner.tsx";
import { NodePanel } from "../panels/NodePanel.tsx";
import { Problems } from "../panels/Problems.tsx";
import { ReferenceCard } from "../panels/References.tsx";
import { Search } from "../panels/Search.tsx";
import { Summary } from "../panels/Summary.tsx";
import { Ticker } from "../panels/Ticker.tsx";
import { TitleBar } from "../panels/TitleBar.tsx";
import { Warnings } from "../panels/Warnings.tsx";
import { useOpsMode } from "../stores/opsMode.ts";
import { twinNow } from "../stores/twin.ts";
import { focusOf, useView } from "../stores/view.ts";

/** Whether a node is shown by its own panel rather than by the place it lies in. */
export function hasOwnPanel(slot: number): boolean {
  const { nodes } = twinNow();
  return slot >= nodes.coreCount || nodes.columns.level[slot] >= LEVEL.facility;
}

export function Wall() {
  const node = useView((store) => store.node);
  const inNode = hasOwnPanel(node);
  const emergency = useOpsMode((store) => store.mode?.mode === "emergency");
  // The hub's alarms stay where they are when the hand follows one of them.
  const hasAlarms = useHasAlarms();
  return (
    <div className="room">
      <TitleBar />
      <aside className="column column-left">
        <Summary />
        {inNode ? (
          <>
            {!hasAlarms && <Alarms />}
            {focusOf(twinNow().nodes, node) !== node && <Children />}
          </>
        ) : (
          <>
            <FieldPanel field="resilience" />
            {emergency ? (
              <CasesPanel emergency />
            ) : (
              <>
                <FieldPanel field="governance" />
                <FieldPanel field="liveable" />
                <FieldPanel field="public-service" />
              </>
            )}
            <Children />
          </>
        )}
      </aside>
      <main className="over-map">
        <div className="wall-way">
          <Breadcrumb />
          <Search />
        </div>
        <LinkBanner />
        <Warnings />
        <MapControls />
        <Problems />
        <ReferenceCard />
        <FileCards />
        <MapCorner />
      </main>
      <aside className="column column-right">
        {inNode ? (
          <>
            <NodePanel />
            {hasAlarms && <Alarms />}
          </>
        ) : (
          <>
            {/* In an emergency what is not about it gives way. */}
            {!emergency && (
              <>
                <FieldPanel field="city-industry" />
                <FieldPanel field="digital-economy" />
                <FieldPanel field="common-base" />
              </>
            )}
            <Alarms />
            <CasesPanel />
          </>
        )}
      </aside>
      <Ticker />
    </div>
  );
}
