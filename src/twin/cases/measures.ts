// What one case adds to the figures of the assessment, and on which day: every measure counts cases, so a figure drills to them.

import { settledAt } from "./clocks.ts";
import { type CaseRow, MEASURES, type Measure } from "./shapes.ts";

/** What the measures read of a case. */
export interface MeasuredCase
  extends Pick<
    CaseRow,
    | "end"
    | "reportedAt"
    | "registeredAt"
    | "dueAt"
    | "closedAt"
    | "overdue"
    | "reworks"
    | "returns"
    | "rating"
    | "leadUnit"
    | "classKind"
    | "classCode"
    | "grade"
  > {
  firstDispatchedAt: number | null;
  firstHandledAt: number | null;
  firstClosedAt: number | null;
  /** Opened again within SOLVED_DAYS of its first closing. */
  reopened: boolean;
  ratedAt: number | null;
}

/** 问题解决度: not opened again in so many days [D], standards.md §2. */
export const SOLVED_DAYS = 30;
/** 用户满意度: stars from which a rating counts as satisfied [D]. */
export const SATISFIED_FROM = 4;

/** When a case counts in a measure, ms since 1970; null when it does not. */
export const MEASURED_AT: Readonly<Record<Measure, (of: MeasuredCase) => number | null>> = {
  reported: (of) => of.reportedAt,
  registered: (of) => (of.registeredAt === null ? null : of.reportedAt),
  due: settledAt,
  closed: (of) => (of.end === "closed" ? settledAt(of) : null),
  closedOnTime: (of) => (of.end === "closed" && !of.overdue ? settledAt(of) : null),
  overdue: (of) => (of.overdue ? settledAt(of) : null),
  handled: (of) => of.firstHandledAt,
  reworked: (of) => (of.reworks > 0 ? of.firstHandledAt : null),
  dispatched: (of) => of.firstDispatchedAt,
  returned: (of) => (of.returns > 0 ? of.firstDispatchedAt : null),
  ended: (of) => of.firstClosedAt,
  solved: (of) => (of.reopened ? null : of.firstClosedAt),
  rated: (of) => (of.rating === null ? null : of.ratedAt),
  satisfied: (of) => (of.rating !== null && of.rating >= SATISFIED_FROM ? of.ratedAt : null),
};

/** One case's share in the figures of one day. */
export interface Contribution {
  day: number;
  measure: Measure;
}

/** @param dayAt number of the city's day of an instant */
export function contributions(of: MeasuredCase, dayAt: (at: number) => number): Contribution[] {
  const found: Contribution[] = [];
  for (const measure of MEASURES) {
    const at = MEASURED_AT[measure](of);
    if (at !== null) found.push({ day: dayAt(at), measure });
  }
  return found;
}
