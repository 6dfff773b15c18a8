// What the page and the planner's worker say to each other.

import type { Comparison } from "../../models/compare.ts";
import type { NearLine } from "../../models/nearest.ts";
import type { Question, Touched } from "../../models/touch.ts";
import type { Position, ScenarioBody } from "../../twin/scenarios/shapes.ts";
import type { PlanningSettings } from "../../twin/scene/planning.ts";

/** Files a person can take along. */
export const FILE_TYPES = ["csv", "geojson"] as const;
export type FileType = (typeof FILE_TYPES)[number];

export interface OpenCity {
  type: "open";
  sceneUrl: string;
  hash: string;
  origin: { lon: number; lat: number };
  planning: PlanningSettings;
  kinds: string[];
}

export type Job =
  | { type: "ask"; question: Question }
  | { type: "line"; at: Position; within: number }
  | { type: "compare"; body: ScenarioBody }
  | { type: "file"; question: Question; as: FileType };

export type ToPlanWorker = OpenCity | { type: "job"; job: Job; number: number } | { type: "cancel"; number: number };

/** An answer with the courses of the longest lines in it, for the map. */
export interface Answer {
  touched: Touched;
  paths: Position[][];
}

export interface Results {
  ask: Answer;
  line: NearLine;
  compare: Comparison;
  file: string;
}

export type FromPlanWorker =
  | { type: "progress"; number: number; share: number }
  | { type: "done"; number: number; result: Results[keyof Results] }
  /** `code` is one of PlanFault's, or "" with words of the machine's own. */
  | { type: "fault"; number: number; code: string; params: Record<string, string | number>; words: string }
  | { type: "cancelled"; number: number };
