// What the page and the planner's worker say to each other.

import type { Comparison } from "../../models/compare.ts";
import type { Measure, Measured } from "../../models/measure.ts";
import type { NearLine } from "../../models/nearest.ts";
import type { BuriedPipes } from "../../models/pipes.ts";
import type { PitAnswer } from "../../models/pit.ts";
import type { SightAnswer, SightQuestion } from "../../models/sight.ts";
import type { SunQuestion, Sunshine } from "../../models/sunshine.ts";
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
  | { type: "file"; question: Question; as: FileType }
  | { type: "measure"; what: Measure; path: Position[] }
  | { type: "outline"; slot: number }
  | { type: "sunshine"; question: SunQuestion; body: Built }
  | { type: "sight"; question: SightQuestion; body: Built }
  | { type: "pipes"; at: Position; within: number; most: number }
  | { type: "pit"; outline: Position[]; depth: number };

/** What of a scenario stands or is gone. */
export type Built = Pick<ScenarioBody, "massings" | "removed">;

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
  measure: Measured;
  /** Outline of a building; empty where it is not known. */
  outline: Position[];
  sunshine: Sunshine;
  sight: SightAnswer;
  pipes: BuriedPipes;
  pit: PitAnswer;
}

export type FromPlanWorker =
  | { type: "progress"; number: number; share: number }
  | { type: "done"; number: number; result: Results[keyof Results] }
  /** `code` is one of PlanFault's, or "" with words of the machine's own. */
  | { type: "fault"; number: number; code: string; params: Record<string, string | number>; words: string }
  | { type: "cancelled"; number: number };
