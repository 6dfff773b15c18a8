// The clocks of a case: its limit, which pauses, resumes and is extended; the stay in a state; and what is settled when.

import type { WorkingTime } from "./calendar.ts";
import type { ModeLimits } from "./caseClass.ts";
import type { Duration, FlowState } from "./flow.ts";
import type { CaseRow, OpsMode } from "./shapes.ts";

/** The limit that holds in a mode: its own, or the next calmer one's. */
export function limitIn(limits: ModeLimits, mode: OpsMode["mode"]): Duration {
  if (mode === "normal") return limits.normal;
  return (mode === "emergency" ? limits.emergency : undefined) ?? limits.alert ?? limits.normal;
}

/** The case's limit as it is kept: running (dueAt), paused (left), or neither. */
export interface LimitClock {
  dueAt: number | null;
  pausedAt: number | null;
  /** Span left while it is paused, ms of the limit's unit. */
  dueLeft: number | null;
  /** Unit the limit counts in; null before it runs. */
  dueIn: Duration["in"] | null;
}

export const startLimit = (time: WorkingTime, limit: Duration, now: number): LimitClock => ({
  dueAt: time.add(now, limit),
  pausedAt: null,
  dueLeft: null,
  dueIn: limit.in,
});

export function pauseLimit(time: WorkingTime, clock: LimitClock, now: number): LimitClock {
  const left = clock.dueAt === null || clock.dueIn === null ? null : time.between(now, clock.dueAt, clock.dueIn);
  return { ...clock, dueAt: null, pausedAt: now, dueLeft: left };
}

/** What was left runs from now on; a limit that was over before the pause is over now. */
export function resumeLimit(time: WorkingTime, clock: LimitClock, now: number): LimitClock {
  const { dueLeft, dueIn } = clock;
  const dueAt = dueLeft === null || dueIn === null ? null : time.addSpan(now, dueLeft, dueIn);
  return { ...clock, dueAt, pausedAt: null, dueLeft: null };
}

/** A limit that has not begun is not extended; a paused one gets the span when it resumes. */
export function extendLimit(time: WorkingTime, clock: LimitClock, by: Duration): LimitClock {
  if (clock.dueAt !== null) return { ...clock, dueAt: time.add(clock.dueAt, by) };
  if (clock.dueLeft !== null) return { ...clock, dueLeft: clock.dueLeft + time.spanOf(by) };
  return clock;
}

/** When a stay in a state that begins now is too long; null when it may last. */
export const stateDue = (time: WorkingTime, state: FlowState, now: number): number | null =>
  state.limit ? time.add(now, state.limit) : null;

/** Whether handling is late at an instant: done too late, or not done and due. */
export const isLate = (
  { dueAt, handledAt, closedAt }: Pick<CaseRow, "dueAt" | "handledAt" | "closedAt">,
  now: number,
) => dueAt !== null && (handledAt ?? closedAt ?? now) > dueAt;

/**
 * When a case counts as one that had to be closed (应结案): when it was due, or closed if that was sooner. Null for what is not
 * registered, stands still, or ended otherwise.
 */
export function settledAt({ dueAt, closedAt, end }: Pick<CaseRow, "dueAt" | "closedAt" | "end">): number | null {
  if (dueAt === null || (end !== null && end !== "closed")) return null;
  return closedAt === null ? dueAt : Math.min(dueAt, closedAt);
}
