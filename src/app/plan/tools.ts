// The table of the planner's tools: a new tool is one row here and its words in planning.tool.

import type { Position } from "../../twin/scenarios/shapes.ts";
import { askAlongLine, askArea, askReach, askStrip, finishMassing, finishNote, finishPlot, removeAt } from "./deeds.ts";
import { usePlan } from "./store.ts";

export interface Tool {
  id: ToolId;
  /** Path of its icon, 24 × 24. */
  icon: string;
  /** Corners it wants at least; with `most` of them it is done by itself. */
  least: number;
  most?: number;
  /** Whether the drawing is closed to an area. */
  closed: boolean;
  /** Whether it changes the scenario, so that it is there for who may. */
  edits: boolean;
  /** Clicks choose buildings instead of drawing. */
  chooses?: boolean;
  done(corners: Position[]): void;
}

export type ToolId = "area" | "strip" | "reach" | "plot" | "massing" | "remove" | "note";

export const TOOLS: readonly Tool[] = [
  { id: "area", icon: "M5 8 12 4l7 5-2 9-10 2Z", least: 3, closed: true, edits: false, done: askArea },
  {
    id: "strip",
    icon: "M4 17 10 9l4 4 6-8M3 20l8-8M13 17l8-9",
    least: 1,
    closed: false,
    edits: false,
    done: (corners) => (usePlan.getState().along === "line" ? askAlongLine(corners[0]) : askStrip(corners)),
  },
  {
    id: "reach",
    icon: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z",
    least: 1,
    most: 1,
    closed: false,
    edits: false,
    done: askReach,
  },
  { id: "plot", icon: "M4 5h16v14H4zM4 12h7v7", least: 3, closed: true, edits: true, done: finishPlot },
  {
    id: "massing",
    icon: "m12 3 7 4v10l-7 4-7-4V7ZM5 7l7 4 7-4M12 11v10",
    least: 3,
    closed: true,
    edits: true,
    done: finishMassing,
  },
  {
    id: "remove",
    icon: "M6 20V8h12v12M4 4l16 16",
    least: 0,
    closed: false,
    edits: true,
    chooses: true,
    done: removeAt,
  },
  { id: "note", icon: "M5 5h14v10h-8l-4 4v-4H5Z", least: 1, most: 1, closed: false, edits: true, done: finishNote },
];

export const toolOf = (id: ToolId | null): Tool | undefined => TOOLS.find((tool) => tool.id === id);
