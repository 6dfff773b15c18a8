// A column of the wall as its theme has it. A new kind of panel is one file and one line here.

import type { ReactNode } from "react";
import type { Indicator } from "../../twin/scene/schema.ts";
import type { WallPanel as ThemePanel } from "../../twin/scene/themes.ts";
import { Alarms } from "../alarms/Alarms.tsx";
import { CasesPanel } from "../cases/CasesPanel.tsx";
import { say } from "../i18n/i18n.ts";
import { Children } from "../panels/Children.tsx";
import { PanelBoundary } from "../panels/PanelBoundary.tsx";
import { Summary } from "../panels/Summary.tsx";
import { twinNow } from "../stores/twin.ts";
import { FieldPanel, FiguresPanel } from "./Figures.tsx";
import { RankingPanel } from "./Ranking.tsx";
import { TrendPanel } from "./TrendPanel.tsx";

/** A theme's panels, and the emergency's cases, which the wall itself brings. */
export type WallPanel = ThemePanel | { show: "emergency" };

/** Indicators by id; the scene's check has seen that they are there. */
function named(ids: readonly string[]): Indicator[] {
  const { indicators } = twinNow().built.scene;
  return ids.flatMap((id) => indicators.find((indicator) => indicator.id === id) ?? []);
}

function panelOf(panel: WallPanel): ReactNode {
  switch (panel.show) {
    case "summary":
      return <Summary />;
    case "children":
      return <Children />;
    case "alarms":
      return <Alarms />;
    case "cases":
      return <CasesPanel />;
    case "emergency":
      return <CasesPanel emergency />;
    case "field":
      return <FieldPanel field={panel.field} />;
    case "figures":
      return <FiguresPanel title={say(panel.title)} indicators={named(panel.indicators)} />;
    case "trend":
      return <TrendPanel indicators={named(panel.indicators)} hours={panel.hours} />;
    case "ranking":
      return <RankingPanel indicator={named([panel.indicator])[0]} />;
  }
}

export function ThemePanels({ panels }: { panels: readonly WallPanel[] }) {
  return panels.map((panel) => {
    const key = JSON.stringify(panel);
    return <PanelBoundary key={key}>{panelOf(panel)}</PanelBoundary>;
  });
}
