// The table of the planner's tools: a new tool is one row here and its words in planning.tool.

import type { Position } from "../../twin/scenarios/shapes.ts";
import { PIT_CORNERS } from "../stores/study.ts";
import { askAlongLine, askArea, askReach, askStrip, finishMassing, finishNote, finishPlot, removeAt } from "./deeds.ts";
import { keepMeasure } from "./measuring.ts";
import { lookAlong } from "./sightDeeds.ts";
import { usePlan } from "./store.ts";
import { MEASURE_SHAPES, useStudies } from "./studies.ts";
import { sunAtPlace } from "./sunDeeds.ts";
import { digPit } from "./under.ts";

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
  /** A tool of its own panel: it measures or looks into something. */
  study?: boolean;
  /** Begun from a panel instead of the bar. */
  panel?: boolean;
  /** Clicks mean what they hit, see SketchHandlers.surface. */
  surface?: number;
  done(corners: Position[]): void;
}

export type ToolId =
  | "area"
  | "strip"
  | "reach"
  | "plot"
  | "massing"
  | "remove"
  | "note"
  | "measure"
  | "sun"
  | "sight"
  | "pit";

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
  {
    id: "measure",
    icon: "M3 16 16 3l5 5L8 21ZM7 12l2 2m1-5 2 2m1-5 2 2",
    least: 1,
    closed: false,
    edits: false,
    study: true,
    done: keepMeasure,
  },
  {
    id: "sun",
    icon: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v3m0 14v3M2 12h3m14 0h3M5 5l2 2m10 10 2 2M5 19l2-2M17 7l2-2",
    least: 1,
    most: 1,
    closed: false,
    edits: false,
    study: true,
    surface: -0.3,
    done: sunAtPlace,
  },
  {
    id: "sight",
    icon: "M2 12s4-6 10-6 10 6 10 6-4 6-10 6S2 12 2 12ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
    least: 2,
    most: 2,
    closed: false,
    edits: false,
    study: true,
    surface: 0.3,
    done: lookAlong,
  },
  {
    id: "pit",
    icon: "M3 8h4l2 9h6l2-9h4",
    least: PIT_CORNERS.least,
    most: PIT_CORNERS.most,
    closed: true,
    edits: false,
    study: true,
    panel: true,
    done: digPit,
  },
];

/** How a tool is drawn with just now: some draw one thing or another. */
export function shapeOf(tool: Tool): Pick<Tool, "least" | "most" | "closed" | "surface"> {
  if (tool.id === "measure") return MEASURE_SHAPES[useStudies.getState().what];
  if (tool.id !== "strip") return tool;
  return usePlan.getState().along === "line" ? { ...tool, most: 1 } : { ...tool, least: 2 };
}

export const toolOf = (id: ToolId | null): Tool | undefined => TOOLS.find((tool) => tool.id === id);
