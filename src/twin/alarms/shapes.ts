// What the API says of alarms: one set of shapes for hub, page and OpenAPI. Times are ms since 1970.

import { z } from "zod";
import { bilingual } from "../scene/words.ts";
import { ALARM_EVENTS } from "./alarm.ts";
import { GROUP_REASONS } from "./grouping.ts";

const time = z.number().describe("ms since 1970");
const maybeTime = time.nullable();
const severity = z.number().int().describe("2 Ⅳ … 5 Ⅰ");

/** An alarm in a list. */
export const alarmRow = z.object({
  id: z.number().int(),
  node: z.string().describe("code of the point, or of the place a warning holds for"),
  rule: z.string().describe("id of the scene's rule, or cap:… of a warning"),
  kind: z.string().describe("kind of the point, cap-warning for a public warning"),
  title: bilingual.nullable().describe("what a warning says; null where the rule has the words"),
  unit: z.string().nullable().describe("owner, one of the scene's owners"),
  grade: z.number().int(),
  place: z.string().describe("codes from the city down, between slashes"),
  severity,
  worst: severity,
  active: z.boolean(),
  acknowledged: z.boolean(),
  acknowledgedAt: maybeTime,
  acknowledgedBy: z.string().nullable(),
  latched: z.boolean().describe("stays until it is reset"),
  shelvedUntil: maybeTime,
  suppressed: z.boolean().describe("left out by design"),
  outOfService: z.boolean(),
  chattering: z.boolean(),
  level: z.number().int().describe("level it has risen to unacknowledged"),
  occurrences: z.number().int().describe("how often it has become active"),
  value: z.number().nullable(),
  flags: z.number().int().describe("bits of the reading: 4 simulated, 8 replayed, 16 estimated"),
  sourceTime: maybeTime,
  raisedAt: time,
  activeAt: time.describe("when it became active last"),
  pendingAt: time.describe("since when it should be acknowledged"),
  clearedAt: maybeTime,
  endedAt: maybeTime,
  group: z.string(),
  groupReason: z.enum(GROUP_REASONS).describe("first: the first out of its group"),
  caseId: z.number().int().nullable(),
  version: z.number().int().describe("rises with every change; send it with a command"),
});
export type AlarmRow = z.infer<typeof alarmRow>;

export const alarmEvent = z.object({
  id: z.number().int(),
  at: time,
  what: z.enum(ALARM_EVENTS),
  person: z.string().describe("hub: by itself"),
  name: z.string(),
  severity: z.number().int(),
  value: z.number().nullable(),
  sourceTime: maybeTime,
  flags: z.number().int(),
  detail: z.record(z.string(), z.unknown()).describe("reason, text, until, level, case"),
});
export type AlarmEvent = z.infer<typeof alarmEvent>;

/** GET /api/alarms/:id */
export const alarmFile = alarmRow.extend({
  events: z.array(alarmEvent).describe("oldest first, the last 500"),
  members: z.array(alarmRow).describe("alarms of its group, first out first, at most 100"),
  may: z.array(z.string()).describe("permissions this person has for it"),
});
export type AlarmFile = z.infer<typeof alarmFile>;

export const ALARM_FLAGS = [
  "active",
  "unacknowledged",
  "shelved",
  "suppressed",
  "outOfService",
  "latched",
  "chattering",
  "stale",
  "escalated",
  "first",
] as const;

/** Filters of lists; all that are given must hold. */
export const alarmFilter = z.object({
  open: z.stringbool().describe("open ones (default), or those that have ended").default(true),
  hidden: z.stringbool().describe("also those that are shelved, suppressed or out of service").default(false),
  severity: z.coerce.number().int().min(2).max(5).describe("this one and worse").optional(),
  kind: z.string().max(60).optional(),
  rule: z.string().max(600).optional(),
  place: z.string().max(100).describe("code of a place or asset: its whole subtree").optional(),
  unit: z.string().max(60).optional(),
  flags: z
    .string()
    .max(200)
    .regex(new RegExp(`^(${ALARM_FLAGS.join("|")})(,(${ALARM_FLAGS.join("|")}))*$`), `of ${ALARM_FLAGS.join(", ")}`)
    .describe("those that must be set, with commas")
    .optional(),
  group: z.string().max(700).optional(),
  text: z.string().max(100).describe("words of names and codes").optional(),
});
export type AlarmFilter = z.infer<typeof alarmFilter>;

export const alarmListQuery = alarmFilter.extend({
  sort: z.enum(["severity", "newest"]).default("severity"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(1000).describe("`next` of the page before").optional(),
});
export type AlarmListQuery = z.infer<typeof alarmListQuery>;

export const alarmList = z.object({
  alarms: z.array(alarmRow),
  next: z.string().nullable(),
  /** Within the filter. */
  total: z.number().int(),
  unacknowledged: z.number().int(),
  bySeverity: z.record(z.string(), z.number().int()),
  /** Newest activeAt within the filter: asked again, what is newer is new. */
  newest: maybeTime,
});
export type AlarmList = z.infer<typeof alarmList>;

/** GET /api/alarms/groups */
export const alarmGroup = z.object({
  group: z.string(),
  lead: alarmRow.describe("the first out, or the oldest that is still open"),
  firstOut: z.boolean().describe("whether the lead is the first out"),
  severity,
  activeAt: time,
  count: z.number().int(),
  active: z.number().int(),
  unacknowledged: z.number().int(),
});
export type AlarmGroup = z.infer<typeof alarmGroup>;
export const alarmGroups = z.object({
  groups: z.array(alarmGroup),
  next: z.string().nullable(),
  total: z.number().int(),
  unacknowledged: z.number().int(),
  bySeverity: z.record(z.string(), z.number().int()),
  newest: maybeTime,
});
export type AlarmGroups = z.infer<typeof alarmGroups>;

/** GET /api/alarms/board: what desks have to bear (EEMUA 191). */
export const alarmBoard = z.object({
  at: time,
  thresholds: z.object({
    floodCount: z.number(),
    floodMinutes: z.number(),
    manageableADay: z.number(),
    mostADay: z.number(),
    staleHours: z.number(),
    standardRef: z.string(),
  }),
  desks: z.array(
    z.object({
      id: z.string(),
      name: bilingual,
      flood: z.boolean(),
      lastTenMinutes: z.number().int(),
      lastDay: z.number().int(),
      /** New alarms of every 10 minutes of the last day, oldest first. */
      tens: z.array(z.number().int()).length(144),
      /** New alarms of each of the last 7 days (24 h each, ending now), oldest first. */
      days: z.array(z.number().int()).length(7),
      standing: z.number().int(),
      unacknowledged: z.number().int(),
      stale: z.number().int(),
      chattering: z.number().int(),
      shelved: z.number().int(),
      suppressed: z.number().int(),
      outOfService: z.number().int(),
    }),
  ),
  /** Alarms raised most in the last day. */
  frequent: z.array(
    z.object({
      node: z.string(),
      rule: z.string(),
      kind: z.string(),
      title: bilingual.nullable(),
      count: z.number().int(),
    }),
  ),
});
export type AlarmBoard = z.infer<typeof alarmBoard>;

/** GET /api/alarms/exceedances: what went beyond its limits at an asset or in a place. */
export const exceedanceQuery = z.object({
  at: z.string().max(100).describe("code of an asset or a place: its whole subtree"),
  days: z.coerce.number().int().min(1).max(366).default(30),
});
export const exceedances = z.object({
  from: time,
  to: time,
  points: z.array(
    z.object({
      node: z.string(),
      count: z.number().int().describe("how often it began"),
      worst: severity,
      value: z.number().nullable().describe("the last value it was worst with"),
      firstAt: time,
      lastAt: time,
    }),
  ),
  times: z
    .array(
      z.object({
        alarm: z.number().int(),
        node: z.string(),
        rule: z.string(),
        at: time,
        severity,
        value: z.number().nullable(),
        flags: z.number().int(),
        clearedAt: maybeTime.describe("null while it goes on"),
        caseId: z.number().int().nullable(),
      }),
    )
    .describe("each time by itself, newest first, at most 50"),
});
export type Exceedances = z.infer<typeof exceedances>;

const key = z
  .string()
  .min(8)
  .max(100)
  .describe("idempotency key, made by the sender: sent again it is done once and answered the same");
const targets = z
  .array(z.strictObject({ id: z.int(), version: z.int().describe("version the person has seen") }))
  .min(1)
  .max(500);
const reason = z.string().trim().min(1).max(500);

export const alarmCommands = {
  acknowledge: z.strictObject({ key, alarms: targets, text: z.string().trim().max(500).default("") }),
  shelve: z.strictObject({ key, alarms: targets, minutes: z.number().positive(), reason }),
  unshelve: z.strictObject({ key, alarms: targets, text: z.string().trim().max(500).default("") }),
  "out-of-service": z.strictObject({ key, alarms: targets, on: z.boolean(), reason }),
  suppress: z.strictObject({ key, alarms: targets, on: z.boolean(), reason }),
  reset: z.strictObject({ key, alarms: targets, reason }),
  comment: z.strictObject({ key, alarms: targets, text: reason }),
};

/** What became of a command. With one alarm a refusal is an error instead. */
export const commandAnswer = z.object({
  done: z.array(z.object({ id: z.number().int(), version: z.number().int() })),
  refused: z.array(z.object({ id: z.number().int(), code: z.string() })),
});
export type CommandAnswer = z.infer<typeof commandAnswer>;

/** On yiwang/SCENE/desk/alarms/PARTITION, retained: a hint to ask the API again, never an alarm itself. */
export const alarmHint = z.object({
  at: time,
  open: z.number().int(),
  unacknowledged: z.number().int(),
  /** [id, version] of what changed since the last hint, at most 100; more: that many more. */
  changed: z.array(z.tuple([z.number().int(), z.number().int()])),
  more: z.number().int(),
});
export type AlarmHint = z.infer<typeof alarmHint>;
