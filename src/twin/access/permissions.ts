// Everything that can be allowed: one word each, checked at hub and broker and only then mirrored in the page.

/** Words are AREA.DEED. A role (twin/catalogues/roles.ts, or the scene's own) is a set of them. */
export const PERMISSIONS = [
  /** Places, points, live values and history. */
  "city.see",
  "alarm.see",
  /** Acknowledge, comment. */
  "alarm.acknowledge",
  /** Shelve, unshelve. */
  "alarm.shelve",
  /** Take out of service, suppress by design, reset a latch. */
  "alarm.configure",
  "case.see",
  "case.report",
  /** Verify, register, reject, join duplicates. */
  "case.register",
  "case.dispatch",
  /** Acknowledge, return, handle, feed back: for the unit that has the task. */
  "case.handle",
  /** Decide a disputed return. */
  "case.arbitrate",
  /** Extend and suspend. */
  "case.defer",
  "case.check",
  "case.close",
  "case.rate",
  "case.supervise",
  "case.void",
  "case.export",
  "case.import",
  "assessment.see",
  "plan.launch",
  /** Planners' scenarios: look at, and make, change or remove. */
  "scenario.see",
  "scenario.edit",
  "opsMode.switch",
  /** See a masked field for a purpose and a time. */
  "data.reveal",
  "feed.change",
  "people.manage",
  "audit.see",
  "audit.export",
  "hub.see",
] as const;
export type Permission = (typeof PERMISSIONS)[number];
