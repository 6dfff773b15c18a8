// The wall: title bar, two columns as the theme has them, the globe between them, what changed at the foot. Watched day and night.

import { useEffect } from "react";
import { LEVEL } from "../../twin/level.ts";
import type { Theme } from "../../twin/scene/themes.ts";
import { Alarms, useHasAlarms } from "../alarms/Alarms.tsx";
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
import { Ticker } from "../panels/Ticker.tsx";
import { TitleBar } from "../panels/TitleBar.tsx";
import { Warnings } from "../panels/Warnings.tsx";
import { useOpsMode } from "../stores/opsMode.ts";
import { twinNow } from "../stores/twin.ts";
import { focusOf, useView } from "../stores/view.ts";
import { useWall } from "../stores/wall.ts";
import { IndicatorHost } from "../wall/IndicatorHost.tsx";
import { StoryCard } from "../wall/StoryCard.tsx";
import { ThemeBar } from "../wall/ThemeBar.tsx";
import { ThemePanels, type WallPanel } from "../wall/ThemePanels.tsx";
import { themeOf } from "../wall/theme.ts";
import { watch } from "../wall/watch.ts";

/** Whether a node is shown by its own panel rather than by the place it lies in. */
export function hasOwnPanel(slot: number): boolean {
  const { nodes } = twinNow();
  return slot >= nodes.coreCount || nodes.columns.level[slot] >= LEVEL.facility;
}

/** In an emergency what is not about it gives way, whatever the theme. */
const IN_EMERGENCY: Record<"left" | "right", readonly WallPanel[]> = {
  left: [{ show: "summary" }, { show: "field", field: "resilience" }, { show: "emergency" }, { show: "children" }],
  right: [{ show: "alarms" }, { show: "cases" }],
};

export function Wall() {
  const node = useView((store) => store.node);
  const inNode = hasOwnPanel(node);
  const emergency = useOpsMode((store) => store.mode?.mode === "emergency");
  const chosen = useWall((store) => store.theme);
  const watching = useWall((store) => store.watching);
  // The hub's alarms stay where they are when the hand follows one of them.
  const hasAlarms = useHasAlarms();
  const theme = themeOf("wall", chosen) as Theme;
  const { left, right } = emergency ? IN_EMERGENCY : theme;
  useEffect(() => (watching ? watch(theme) : undefined), [watching, theme]);
  return (
    <div className={`room${watching ? " is-watched" : ""}`}>
      <TitleBar />
      <aside className="column column-left">
        {inNode ? (
          <Panels of={node}>
            <Summary />
            {!hasAlarms && <Alarms />}
            {focusOf(twinNow().nodes, node) !== node && <Children />}
          </Panels>
        ) : (
          <ThemePanels panels={left} />
        )}
      </aside>
      <main className="over-map">
        <div className="wall-way">
          <Breadcrumb />
          <Search />
        </div>
        <Panels>
          <LinkBanner />
          <Warnings />
          <MapControls />
          <Problems />
          <ReferenceCard />
          <FileCards />
          <StoryCard />
          <ThemeBar />
          <MapCorner />
        </Panels>
      </main>
      <aside className="column column-right">
        {inNode ? (
          <Panels of={node}>
            <NodePanel />
            {hasAlarms && <Alarms />}
          </Panels>
        ) : (
          <ThemePanels panels={right} />
        )}
      </aside>
      <PanelBoundary>
        <Ticker />
      </PanelBoundary>
      {/* Loaded when somebody first asks for an indicator. */}
      <IndicatorHost />
    </div>
  );
}
