// A rule as the engine evaluates it: one per rule and kind, everything a number, and how much memory each point needs for it.

import type { AlarmRule } from "../scene/alarms.ts";
import type { Kind } from "../scene/schema.ts";
import type { Limits } from "../severity.ts";
import { severityNumber } from "./rules.ts";

/** How a condition is evaluated. */
export const CONDITION = { limit: 0, rate: 1, beyond: 2, samples: 3, times: 4, noData: 5, state: 6 } as const;

/** Readings a rate is compared with, at least and at most. */
const FEWEST_KEPT = 8;
const MOST_KEPT = 32;

/** Words of memory before the ring of a condition that has one: how many are in it, and where the next goes. */
export const RING_HEAD = 2;

export interface Condition {
  /** Index of the rule among those in force. */
  rule: number;
  is: number;
  /** Severity it alarms with, or the mildest of its steps that alarms. */
  severity: number;
  limits: Limits | undefined;
  /** Threshold: beyond is at or above it, or below; NaN when steps decide. */
  threshold: number;
  /** 1 above, −1 below. */
  side: number;
  deadband: number;
  /** rate: more than this, with the sign of the change. */
  change: number;
  /** Span of rate and times, or the silence of noData, ms. */
  spanMs: number;
  /** samples and times: how many; rate: readings kept. */
  count: number;
  values: Float64Array;
  onDelayMs: number;
  offDelayMs: number;
  /** Whether the clock alone can change it. */
  timed: boolean;
  /** Words of memory of one point. */
  memory: number;
}

/** @param index of the rule among those in force */
export function conditionOf(rule: AlarmRule, index: number, kind: Kind): Condition {
  const { when } = rule;
  const own = when.is === "limit" ? when.limits : undefined;
  const limits = own ?? kind.limits;
  const deadband = rule.deadband ?? limits?.deadband ?? 0;
  const bound = when.is === "duration" || when.is === "repeat" ? when : undefined;
  const condition: Condition = {
    rule: index,
    is: CONDITION.limit,
    severity: severityNumber(rule.severity),
    limits: limits ? { ...limits, deadband } : undefined,
    threshold: bound?.above ?? bound?.below ?? Number.NaN,
    side: bound?.below !== undefined ? -1 : 1,
    deadband,
    change: 0,
    spanMs: 0,
    count: 0,
    values: new Float64Array(0),
    onDelayMs: rule.onDelaySeconds * 1000,
    offDelayMs: rule.offDelaySeconds * 1000,
    timed: rule.onDelaySeconds > 0 || rule.offDelaySeconds > 0,
    memory: 0,
  };
  switch (when.is) {
    case "limit":
      return condition;
    case "rate": {
      const needed = 2 * Math.ceil(when.withinSeconds / kind.intervalSeconds) + 2;
      const count = Math.min(MOST_KEPT, Math.max(FEWEST_KEPT, needed));
      const spanMs = when.withinSeconds * 1000;
      return { ...condition, is: CONDITION.rate, change: when.change, spanMs, count, memory: RING_HEAD + 2 * count };
    }
    case "duration":
      return {
        ...condition,
        is: CONDITION.beyond,
        onDelayMs: condition.onDelayMs + when.seconds * 1000,
        timed: true,
      };
    case "repeat":
      return when.samples !== undefined
        ? // A run for each severity, so that a step worsens only when it has been reached often enough.
          { ...condition, is: CONDITION.samples, count: when.samples, memory: 6 }
        : {
            ...condition,
            is: CONDITION.times,
            count: when.times ?? 2,
            spanMs: (when.withinSeconds ?? 0) * 1000,
            timed: true,
            memory: RING_HEAD + (when.times ?? 2),
          };
    case "noData":
      return { ...condition, is: CONDITION.noData, spanMs: when.seconds * 1000, timed: true };
    case "state":
      return { ...condition, is: CONDITION.state, values: Float64Array.from(when.values) };
  }
}
