// What the planner has in hand: the tool, what is being drawn, the question and its answer, the scenario with all its steps.

import { create } from "zustand";
import type { Comparison } from "../../models/compare.ts";
import type { NearLine } from "../../models/nearest.ts";
import type { Travel } from "../../models/reach.ts";
import type { Question } from "../../models/touch.ts";
import { EMPTY_SCENARIO, type Position, type ScenarioBody } from "../../twin/scenarios/shapes.ts";
import type { Answer } from "./protocol.ts";
import type { ToolId } from "./tools.ts";

export interface Chosen {
  of: "plot" | "massing";
  id: string;
}

interface PlanStore {
  /** Whether the planner's column is open. */
  open: boolean;
  tool: ToolId | null;
  draft: Position[];
  /** A strip follows a line of the city, or one that is drawn. */
  along: "line" | "drawn";
  line: NearLine | null;
  metres: number;
  minutes: number;
  travel: Travel;
  question: Question | null;
  /** Share of the work done; null while nothing is asked. */
  progress: number | null;
  answer: Answer | null;
  /** Why something did not work. */
  fault: string;
  /** Name, version and rights of the kept scenario; version null: not kept yet. */
  name: string;
  version: number | null;
  place: string;
  mayEdit: boolean;
  body: ScenarioBody;
  /** Steps before and after the one in hand: every change is one. */
  past: readonly ScenarioBody[];
  future: readonly ScenarioBody[];
  /** The body as the hub has it. */
  kept: ScenarioBody;
  chosen: Chosen | null;
  comparison: Comparison | null;
}

export const NO_SCENARIO = {
  name: "",
  version: null,
  place: "",
  mayEdit: true,
  body: EMPTY_SCENARIO,
  past: [],
  future: [],
  kept: EMPTY_SCENARIO,
  chosen: null,
  comparison: null,
} satisfies Partial<PlanStore>;

export const usePlan = create<PlanStore>(() => ({
  open: false,
  tool: null,
  draft: [],
  along: "line",
  line: null,
  metres: 50,
  minutes: 15,
  travel: "walk",
  question: null,
  progress: null,
  answer: null,
  fault: "",
  ...NO_SCENARIO,
}));

/** Makes a step: what was, can be come back to. */
export function step(body: ScenarioBody, more: Partial<PlanStore> = {}): void {
  usePlan.setState(({ body: before, past }) => ({ body, past: [...past, before], future: [], ...more }));
}

/** Shows a body without a step: while a corner is dragged; {@link step} ends it with the body from before. */
export const preview = (body: ScenarioBody): void => usePlan.setState({ body });

export function undo(): void {
  usePlan.setState(({ body, past, future }) => {
    const before = past.at(-1);
    return before ? { body: before, past: past.slice(0, -1), future: [body, ...future], chosen: null } : {};
  });
}

export function redo(): void {
  usePlan.setState(({ body, past, future }) => {
    const [next, ...rest] = future;
    return next ? { body: next, past: [...past, body], future: rest, chosen: null } : {};
  });
}

/** An id no plot, massing or note of the body has. */
export function freshId({ plots, massings, notes }: ScenarioBody, stem: string): string {
  const taken = new Set([...plots, ...massings, ...notes].map(({ id }) => id));
  let n = 1;
  while (taken.has(`${stem}-${n}`)) n++;
  return `${stem}-${n}`;
}

/** Corners of the plot or massing chosen; null for none. */
export function chosenOutline(body: ScenarioBody, chosen: Chosen | null): Position[] | null {
  if (!chosen) return null;
  const list = chosen.of === "plot" ? body.plots : body.massings;
  return list.find(({ id }) => id === chosen.id)?.outline ?? null;
}
