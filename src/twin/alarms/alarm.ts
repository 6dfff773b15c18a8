// An alarm's life: flags that do not exclude each other, as in OPC UA part 9, and what readings and people do to them. Pure.
// The hub does the same in SQL, many at a time; a test holds the two together.

import type { Severity } from "../severity.ts";

/** What is known of one alarm. Times in ms since 1970. */
export interface AlarmState {
  /** Severity now, or the last one when it is not active. */
  severity: Severity;
  /** The worst since it was raised. */
  worst: Severity;
  active: boolean;
  acknowledged: boolean;
  /** Stays until a person resets it. */
  latched: boolean;
  shelvedUntil: number | null;
  suppressed: boolean;
  outOfService: boolean;
  /** How often it has become active. */
  occurrences: number;
  /** Level it has risen to while nobody acknowledged it; 0 for none. */
  level: number;
  raisedAt: number;
  activeAt: number;
  /** Since when somebody ought to acknowledge it: it began, or got worse. */
  pendingAt: number;
  clearedAt: number | null;
  endedAt: number | null;
}

/** What people do to alarms. */
export const DEEDS = [
  "acknowledge",
  "shelve",
  "unshelve",
  "suppress",
  "unsuppress",
  "out-of-service",
  "in-service",
  "reset",
  "comment",
] as const;
export type Deed = (typeof DEEDS)[number];

/** Everything that is written down of an alarm. */
export const ALARM_EVENTS = [
  "raise",
  "worsen",
  "ease",
  "clear",
  ...DEEDS,
  "escalate",
  "chatter",
  "calm",
  "case",
] as const;
export type AlarmEventKind = (typeof ALARM_EVENTS)[number];

/** Whether it is kept from operators: put aside by a person, left out by design, or out of service. */
export const isHidden = (alarm: Pick<AlarmState, "shelvedUntil" | "suppressed" | "outOfService">): boolean =>
  alarm.shelvedUntil !== null || alarm.suppressed || alarm.outOfService;

/**
 * An alarm ends when it is not active, acknowledged and not latched. One that is hidden stays open besides: a shelf would be
 * worth nothing if the next reading began a new alarm beside it.
 */
const settled = (alarm: AlarmState, at: number): AlarmState =>
  !alarm.active && alarm.acknowledged && !alarm.latched && !isHidden(alarm) ? { ...alarm, endedAt: at } : alarm;

/**
 * After a transition of the engine.
 * @param before the open alarm, null when there is none @param severity 0: its cause is gone @param latches whether the rule latches
 * @returns null when there was nothing to end
 */
export function afterTransition(
  before: AlarmState | null,
  severity: Severity,
  at: number,
  latches: boolean,
): AlarmState | null {
  if (severity === 0) return before?.active ? settled({ ...before, active: false, clearedAt: at }, at) : before;
  if (!before)
    return {
      severity,
      worst: severity,
      active: true,
      acknowledged: false,
      latched: latches,
      shelvedUntil: null,
      suppressed: false,
      outOfService: false,
      occurrences: 1,
      level: 0,
      raisedAt: at,
      activeAt: at,
      pendingAt: at,
      clearedAt: null,
      endedAt: null,
    };
  const worst = Math.max(before.worst, severity) as Severity;
  if (!before.active)
    return {
      ...before,
      severity,
      worst,
      active: true,
      acknowledged: false,
      latched: before.latched || latches,
      occurrences: before.occurrences + 1,
      level: 0,
      activeAt: at,
      pendingAt: at,
      clearedAt: null,
    };
  // What has got worse wants to be seen again.
  return severity > before.severity
    ? { ...before, severity, worst, acknowledged: false, level: 0, pendingAt: at }
    : { ...before, severity };
}

/** Word of a transition for the record. @param before severity in force before, 0 for none */
export const transitionWord = (before: number, severity: number): AlarmEventKind =>
  severity === 0 ? "clear" : before === 0 ? "raise" : severity > before ? "worsen" : "ease";

/** Why a deed cannot be done now: a word for programs; null when it can. */
export function deedRefusal(alarm: AlarmState, deed: Deed): string | null {
  if (alarm.endedAt !== null && deed !== "comment") return "alarm-ended";
  switch (deed) {
    case "acknowledge":
      return alarm.acknowledged ? "already-acknowledged" : null;
    case "unshelve":
      return alarm.shelvedUntil === null ? "not-shelved" : null;
    case "suppress":
      return alarm.suppressed ? "already-suppressed" : null;
    case "unsuppress":
      return alarm.suppressed ? null : "not-suppressed";
    case "out-of-service":
      return alarm.outOfService ? "already-out-of-service" : null;
    case "in-service":
      return alarm.outOfService ? null : "in-service-already";
    case "reset":
      return !alarm.latched ? "not-latched" : alarm.active ? "still-active" : null;
    case "shelve":
    case "comment":
      return null;
  }
}

/** After a deed that {@link deedRefusal} does not refuse. @param until end of a shelf, ms since 1970 */
export function afterDeed(alarm: AlarmState, deed: Deed, at: number, until: number | null = null): AlarmState {
  switch (deed) {
    case "acknowledge":
      return settled({ ...alarm, acknowledged: true }, at);
    case "shelve":
      return { ...alarm, shelvedUntil: until };
    case "unshelve":
      return settled({ ...alarm, shelvedUntil: null }, at);
    case "suppress":
      return { ...alarm, suppressed: true };
    case "unsuppress":
      return settled({ ...alarm, suppressed: false }, at);
    case "out-of-service":
      return { ...alarm, outOfService: true };
    case "in-service":
      return settled({ ...alarm, outOfService: false }, at);
    case "reset":
      return settled({ ...alarm, latched: false }, at);
    case "comment":
      return alarm;
  }
}
