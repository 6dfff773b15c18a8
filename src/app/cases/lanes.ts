// The timeline of a case as lanes: what stay in which state lay in which step, and how much of it was beyond its limit. Pure.

import type { Flow } from "../../twin/cases/flow.ts";
import type { CaseEvent, CaseFile } from "../../twin/cases/shapes.ts";

/** A stay in one state. Times in ms since 1970. */
export interface Stay {
  state: string;
  step: string;
  from: number;
  /** When it was left; now for the present one. */
  to: number;
  /** When it became too long; null when it did not. */
  lateFrom: number | null;
  /** What led into it. */
  event: CaseEvent;
}

/** Stays in the order they were; the first begins with the report. @param now end of the present stay, ms since 1970 */
export function staysOf(
  file: Pick<CaseFile, "events" | "end" | "stateDueAt" | "dueAt">,
  flow: Flow | undefined,
  now: number,
): Stay[] {
  const moves = file.events.filter((event, i) => i === 0 || event.from !== event.to);
  return moves.map((event, i) => {
    const last = i === moves.length - 1;
    const to = last ? (file.end ? event.at : now) : moves[i + 1].at;
    const state = flow?.states.find(({ id }) => id === event.to);
    const due = last ? file.stateDueAt : dueOf(event);
    return {
      state: event.to,
      step: state?.step ?? event.to,
      from: event.at,
      to: Math.max(event.at, to),
      lateFrom: due !== null && due < to ? Math.max(due, event.at) : null,
      event,
    };
  });
}

/** The end of a stay's limit as the hub noted it when the state was entered; null without a limit. */
function dueOf({ fields }: CaseEvent): number | null {
  const due = fields.stateDueAt;
  return typeof due === "number" ? due : null;
}

/**
 * Where times stand on a line 0…1 so that short stays can be seen beside long ones: each stay gets a share by the square root
 * of its length, so a minute beside a day is still a bar one can point at.
 */
export function scaleOf(stays: readonly Stay[]): (time: number) => number {
  const weights = stays.map(({ from, to }) => Math.sqrt(Math.max(1000, to - from)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const starts: number[] = [];
  let at = 0;
  for (const weight of weights) {
    starts.push(at / total);
    at += weight;
  }
  return (time) => {
    let i = stays.length - 1;
    while (i > 0 && stays[i].from > time) i--;
    if (i < 0) return 0;
    const { from, to } = stays[i];
    const share = to > from ? Math.min(1, Math.max(0, (time - from) / (to - from))) : 0;
    return starts[i] + (share * weights[i]) / total;
  };
}
