// A task as one path: take it, work on it, picture it, report it done. Which action each step is, its effects and guards in the flow tell.

import type { Flow, FlowAction } from "../../twin/cases/flow.ts";
import type { CaseFile, OfferedAction } from "../../twin/cases/shapes.ts";
import type { OutboxItem } from "../outbox/item.ts";

export const STEPS = ["accept", "work", "photo", "submit"] as const;
export type Step = (typeof STEPS)[number];

export interface PathStep {
  step: Step;
  /** done: the hub has it; waiting: it is in the outbox; next: to be done now; later: not yet. */
  is: "done" | "waiting" | "next" | "later";
  /** Action of the flow; null for photos. */
  action: string | null;
}

const stepOf = ({ effects, guards, to }: FlowAction): Step | null => {
  if (!guards.some(({ is }) => is === "leadTask" || is === "coTask" || is === "anyTask")) return null;
  if (effects.includes("acknowledge")) return "accept";
  if (effects.includes("complete")) return "submit";
  return effects.length === 0 && to === null ? "work" : null;
};

/**
 * The path of whoever has a task in the case; null for whoever has none.
 * @param offered what may be done now, or after what waits
 */
export function pathOf(
  file: Pick<CaseFile, "id" | "events" | "photos" | "tasks">,
  flow: Flow | undefined,
  offered: readonly OfferedAction[],
  items: readonly OutboxItem[],
): PathStep[] | null {
  if (!flow) return null;
  const mine = items.filter(({ caseId }) => caseId === file.id);
  const actionFor = (step: Step): FlowAction | undefined =>
    flow.actions.find(
      (action) =>
        stepOf(action) === step &&
        offered.some(
          ({ id, refused }) => id === action.id && refused?.code !== "not-your-task" && refused?.code !== "not-allowed",
        ),
    );
  const actions = {
    accept: actionFor("accept"),
    work: actionFor("work"),
    submit: actionFor("submit"),
  };
  const waits = (step: Step): boolean =>
    mine.some(({ deed }) =>
      deed.kind === "action"
        ? flow.actions.some((action) => action.id === deed.action && stepOf(action) === step)
        : deed.kind === "photo" && step === "photo",
    );
  if (!actions.accept && !actions.submit && !waits("accept") && !waits("submit")) return null;
  const since = Math.max(0, ...file.events.filter(({ action }) => isStart(flow, action)).map(({ at }) => at));
  const worked = file.events.some(
    ({ action, at }) => at >= since && flow.actions.some((one) => one.id === action && stepOf(one) === "work"),
  );
  const done: Record<Step, boolean> = {
    accept: !actions.accept && !waits("accept"),
    work: worked,
    photo: file.photos.some(({ at }) => at >= since),
    submit: false,
  };
  // Work may be recorded or not; the way on is the first that is neither done nor waits.
  let found = false;
  const steps = STEPS.filter((step) => step !== "work" || worked || actions.work !== undefined || !done.accept);
  return steps.map((step) => {
    const is = done[step] ? "done" : waits(step) ? "waiting" : found ? "later" : "next";
    if (is === "next") found = true;
    return { step, is, action: step === "photo" ? null : (actions[step]?.id ?? null) };
  });
}

/** Whether an action begins the work, or begins it again. */
const isStart = (flow: Flow, action: string): boolean =>
  flow.actions
    .find(({ id }) => id === action)
    ?.effects.some((effect) => effect === "dispatch" || effect === "rework") ?? false;
