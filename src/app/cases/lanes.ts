// The timeline of a case as lanes: what stay in which state lay in which step, and how much of it was beyond its limit. Pure.

import type { Flow, FlowState } from "../../twin/cases/flow.ts";
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

type Timed = Pick<CaseFile, "events" | "end" | "stateDueAt" | "dueAt" | "handledAt">;

/**
 * Stays in the order they were; the first begins with the report.
 * @param now end of the present stay, ms since 1970
 * @param dueOf when a stay in a state that begins then is too long; null when it may last
 */
export function staysOf(
  file: Timed,
  flow: Flow | undefined,
  now: number,
  dueOf: (state: FlowState, from: number) => number | null,
): Stay[] {
  const moves = file.events.filter((event, i) => i === 0 || event.from !== event.to);
  return moves.map((event, i) => {
    const last = i === moves.length - 1;
    const to = last ? (file.end ? event.at : now) : moves[i + 1].at;
    const state = flow?.states.find(({ id }) => id === event.to);
    const own = last ? file.stateDueAt : state ? dueOf(state, event.at) : null;
    const due = Math.min(own ?? Number.POSITIVE_INFINITY, caseDueIn(file, event.at, to));
    return {
      state: event.to,
      step: state?.step ?? event.to,
      from: event.at,
      to: Math.max(event.at, to),
      lateFrom: due < to ? Math.max(due, event.at) : null,
      event,
    };
  });
}

/** When the case's own limit ran out, if that was within a stay and the work was not done by then. */
function caseDueIn({ dueAt, handledAt }: Timed, from: number, to: number): number {
  const late = dueAt !== null && (handledAt ?? Number.POSITIVE_INFINITY) > dueAt && dueAt < to;
  if (!late) return Number.POSITIVE_INFINITY;
  return (handledAt ?? Number.POSITIVE_INFINITY) > from ? dueAt : Number.POSITIVE_INFINITY;
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
