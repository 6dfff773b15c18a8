// What the API says of cases: one set of shapes for hub, page and OpenAPI. Times are ms since 1970.

import { z } from "zod";
import { bilingual } from "../scene/words.ts";
import { flowField } from "./flow.ts";

export const CASE_SOURCES = ["alarm", "map", "hotline", "citizen", "inspection", "rating", "api", "import"] as const;
export const CLASS_KINDS = ["component", "matter"] as const;
const time = z.number().describe("ms since 1970");
const maybeTime = time.nullable();
const key = z
  .string()
  .min(8)
  .max(100)
  .describe("idempotency key, made by the sender: sent again it is done once and answered the same");

/** A case in a list. */
export const caseRow = z.object({
  id: z.number().int(),
  number: z.string().describe("such as 20261127-0001"),
  flow: z.string(),
  flowVersion: z.string(),
  mode: z.enum(["everyday", "emergency"]),
  state: z.string(),
  step: z.string(),
  end: z.enum(["closed", "rejected", "voided", "joined"]).nullable(),
  classKind: z.enum(CLASS_KINDS),
  classCode: z.string(),
  title: z.string(),
  /** Code of the innermost place, and of the asset if there is one. */
  place: z.string(),
  node: z.string().nullable(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  /** 2 Ⅳ … 5 Ⅰ, as everywhere. */
  severity: z.number().int(),
  eventGrade: z.number().int().min(1).max(4).nullable(),
  responseLevel: z.number().int().min(1).max(4).nullable(),
  leadUnit: z.string().nullable(),
  coUnits: z.array(z.string()),
  source: z.enum(CASE_SOURCES),
  grade: z.number().int().describe("data grade 1–6"),
  reportedAt: time,
  registeredAt: maybeTime,
  stateAt: time.describe("since when in this state"),
  stateDueAt: maybeTime.describe("when the stay in this state is too long"),
  dueAt: maybeTime.describe("when handling must be done; null before registration and while the clock stands"),
  pausedAt: maybeTime,
  handledAt: maybeTime,
  closedAt: maybeTime,
  overdue: z.boolean(),
  supervised: z.boolean(),
  extensions: z.number().int(),
  reworks: z.number().int(),
  returns: z.number().int(),
  rating: z.number().int().min(1).max(5).nullable(),
  version: z.number().int().describe("rises with every action; send it with the next"),
});
export type CaseRow = z.infer<typeof caseRow>;

export const caseTask = z.object({
  id: z.number().int(),
  unit: z.string(),
  role: z.enum(["lead", "co"]),
  state: z.enum(["assigned", "acknowledged", "done", "returned"]),
  assignedAt: time,
  acknowledgeDueAt: time,
  acknowledgedAt: maybeTime,
  doneAt: maybeTime,
});
export type CaseTask = z.infer<typeof caseTask>;

/** One thing that happened, in the order it happened. */
export const caseEvent = z.object({
  seq: z.number().int(),
  at: time,
  action: z.string().describe("id of the flow's action, or report, message, photo, alarm, plan"),
  from: z.string().nullable(),
  to: z.string(),
  person: z.string(),
  name: z.string(),
  unit: z.string().nullable(),
  fields: z.record(z.string(), z.unknown()),
});
export type CaseEvent = z.infer<typeof caseEvent>;

export const casePhoto = z.object({
  id: z.string(),
  at: time,
  name: z.string().describe("who took it"),
  type: z.string(),
  bytes: z.number().int(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
});
export type CasePhoto = z.infer<typeof casePhoto>;

/** An action the flow has here, whether this person may do it now, and why not. */
export const offeredAction = z.object({
  id: z.string(),
  name: bilingual,
  to: z.string().nullable(),
  fields: z.array(flowField),
  refused: z
    .object({
      code: z.string(),
      reason: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
    })
    .nullable(),
});
export type OfferedAction = z.infer<typeof offeredAction>;

/** How a case is asked for. */
export const caseReading = z.object({
  carried: z.literal("1").optional().describe("for a device that keeps it for later: nobody has read it yet"),
});

/** Everything about one case. */
export const caseFile = caseRow.extend({
  description: z.string(),
  /** Masked unless the reader's clearance reaches their grade, or a reveal is in force. */
  reporter: z.object({ name: z.string(), phone: z.string(), masked: z.boolean() }).nullable(),
  joinedTo: z.number().int().nullable(),
  duplicates: z.array(z.object({ id: z.number().int(), number: z.string(), reportedAt: time })),
  alarms: z.array(z.number().int()),
  tasks: z.array(caseTask),
  events: z.array(caseEvent),
  photos: z.array(casePhoto),
  readers: z
    .array(z.object({ person: z.string(), name: z.string(), at: time }))
    .describe("who opened it last, newest first"),
  offered: z.array(offeredAction),
});
export type CaseFile = z.infer<typeof caseFile>;

/** How a case is reported, by whatever way. */
export const caseReport = z.strictObject({
  key,
  source: z.enum(CASE_SOURCES),
  classKind: z.enum(CLASS_KINDS),
  classCode: z.string().max(8),
  title: z.string().trim().min(1).max(200),
  description: z.string().max(4000).default(""),
  /** An asset or place by code, or a position; with an alarm neither is needed. */
  node: z.string().max(100).optional(),
  lon: z.number().min(-180).max(180).optional(),
  lat: z.number().min(-90).max(90).optional(),
  alarm: z.number().int().optional(),
  reporter: z.strictObject({ name: z.string().max(60), phone: z.string().max(30) }).optional(),
  /** Which flow, when not the class's own. */
  flow: z.string().max(60).optional(),
  /** Not the same as an open case nearby, even if it looks so. */
  separate: z.boolean().default(false),
});
export type CaseReport = z.infer<typeof caseReport>;

/** POST /api/cases. `joined`: the open case of the same class, place and time that it was joined to, when the reporter may see it. */
export const caseReported = z.object({
  id: z.number().int(),
  number: z.string(),
  joined: z.object({ id: z.number().int(), number: z.string() }).nullable(),
  case: caseFile.nullable().describe("null for whoever may report but not look"),
});
export type CaseReported = z.infer<typeof caseReported>;

export const caseCommand = z.strictObject({
  key,
  version: z.int().describe("version of the case the person has seen"),
  action: z.string().max(60),
  fields: z.record(z.string().max(60), z.unknown()).default({}),
  /** The unit they act for, when they belong to several. */
  unit: z.string().max(60).optional(),
});
export type CaseCommand = z.infer<typeof caseCommand>;

export const caseMessage = z.strictObject({ key, text: z.string().trim().min(1).max(2000) });

/** Filters of lists, maps and exports; all that are given must hold. */
export const caseFilter = z.object({
  open: z.stringbool().optional(),
  state: z.string().max(60).optional(),
  flow: z.string().max(60).optional(),
  mode: z.enum(["everyday", "emergency"]).optional(),
  place: z.string().max(100).describe("code of a place: its whole subtree").optional(),
  node: z.string().max(100).optional(),
  about: z
    .string()
    .max(100)
    .describe("code of an asset: cases there, at what is mounted on it, and those that name it")
    .optional(),
  unit: z.string().max(60).describe("leads or co-handles").optional(),
  classKind: z.enum(CLASS_KINDS).optional(),
  classCode: z.string().max(8).describe("major (2 digits) or whole class").optional(),
  source: z.enum(CASE_SOURCES).optional(),
  overdue: z.stringbool().optional(),
  supervised: z.stringbool().optional(),
  mine: z.stringbool().describe("with a task of one of my units that is not done").optional(),
  text: z.string().max(100).describe("number or words of the title").optional(),
  from: z.coerce.number().describe("reported at or after, ms").optional(),
  to: z.coerce.number().describe("reported before, ms").optional(),
  /** Drill from a figure of the assessment: the cases it counts. */
  measure: z.string().max(40).optional(),
  measureFrom: z.coerce.number().optional(),
  measureTo: z.coerce.number().optional(),
});
export type CaseFilter = z.infer<typeof caseFilter>;

/** GET /api/cases */
export const caseListQuery = caseFilter.extend({
  sort: z.enum(["newest", "due", "severity"]).default("newest"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(100).describe("`next` of the page before").optional(),
});
export const caseList = z.object({
  cases: z.array(caseRow),
  next: z.string().nullable(),
  /** Open ones within the filter by state; counted up to 10 000. */
  byState: z.record(z.string(), z.number().int()),
});
export type CaseList = z.infer<typeof caseList>;

/** GET /api/cases/map: positions only, worst first, at most 5000. */
export const caseMap = z.object({
  cases: z.array(
    z.object({
      id: z.number().int(),
      number: z.string(),
      title: z.string(),
      lon: z.number(),
      lat: z.number(),
      severity: z.number().int(),
      state: z.string(),
      overdue: z.boolean(),
    }),
  ),
  more: z.number().int(),
});
export type CaseMap = z.infer<typeof caseMap>;

/** What is counted; the formulas are in twin/cases/assessment.ts. */
export const MEASURES = [
  "reported",
  "registered",
  "due",
  "closed",
  "closedOnTime",
  "overdue",
  "handled",
  "reworked",
  "dispatched",
  "returned",
  "ended",
  "solved",
  "rated",
  "satisfied",
] as const;
export type Measure = (typeof MEASURES)[number];

export const INDICATORS = [
  "registrationRate",
  "closureRate",
  "onTimeClosureRate",
  "reworkRate",
  "overdueRate",
  "dispatchAccuracy",
  "solvedRate",
  "satisfaction",
] as const;
export type AssessmentIndicator = (typeof INDICATORS)[number];

/** GET /api/assessment?by=place|unit|class&from&to&place */
export const assessmentQuery = z.object({
  by: z.enum(["place", "unit", "class"]).default("place"),
  place: z.string().max(100).optional(),
  from: z.coerce.number(),
  to: z.coerce.number(),
});
export const assessmentRow = z.object({
  key: z.string().describe("code of the place, unit or class (component:0103); empty for the whole"),
  counts: z.record(z.enum(MEASURES), z.number().int()),
  /** 0…1; null where nothing is counted below the line. */
  rates: z.record(z.enum(INDICATORS), z.number().nullable()),
});
export type AssessmentRow = z.infer<typeof assessmentRow>;
export const assessment = z.object({ from: time, to: time, total: assessmentRow, rows: z.array(assessmentRow) });
export type Assessment = z.infer<typeof assessment>;

/** GET and POST /api/ops-mode */
export const OPS_MODES = ["normal", "alert", "emergency"] as const;
export const opsMode = z.object({
  mode: z.enum(OPS_MODES),
  responseLevel: z.number().int().min(1).max(4).nullable(),
  since: time,
  name: z.string().describe("who switched"),
  reason: z.string(),
  history: z.array(z.object({ mode: z.enum(OPS_MODES), at: time, name: z.string(), reason: z.string() })),
});
export type OpsMode = z.infer<typeof opsMode>;
export const opsModeSwitch = z.strictObject({
  key,
  mode: z.enum(OPS_MODES),
  responseLevel: z.int().min(1).max(4).nullable(),
  reason: z.string().trim().min(1).max(500),
});

/** GET /api/plans; POST /api/plans/:id/launch */
export const planView = z.object({
  id: z.string(),
  name: bilingual,
  eventType: z.string(),
  levels: z.array(z.object({ level: z.number().int(), tasks: z.number().int(), layers: z.array(z.string()) })),
  launched: z.array(
    z.object({ case: z.number().int(), number: z.string(), level: z.number().int(), at: time, name: z.string() }),
  ),
});
export const planLaunch = z.strictObject({
  key,
  level: z.int().min(1).max(4),
  reason: z.string().trim().min(1).max(500),
  node: z.string().max(100).optional(),
  alarm: z.int().optional(),
});

/** POST /api/plans/:id/launch */
export const planLaunched = z.object({ case: z.number().int(), number: z.string(), opsMode: z.enum(OPS_MODES) });

/** POST /api/cases/import: a whole file as text. */
export const caseImport = z.strictObject({
  key,
  format: z.enum(["csv", "geojson"]),
  text: z.string().max(8_000_000),
});
export const caseImported = z.object({
  added: z.number().int(),
  known: z.number().int().describe("rows that were imported before"),
  bad: z.number().int(),
  faults: z
    .array(z.object({ line: z.number().int(), reason: z.string() }))
    .describe("the first 200; a line is that of the file, the heading being 1, or the number of the feature"),
});
export type CaseImported = z.infer<typeof caseImported>;

/** POST /api/ratings (好差评) */
export const serviceRatingReport = z.strictObject({
  key,
  /** Code of the hall or place where the service was given. */
  service: z.string().max(100),
  /** What was asked for there. */
  item: z.string().max(200).default(""),
  stars: z.int().min(1).max(5),
  text: z.string().max(2000).default(""),
  reporter: z.strictObject({ name: z.string().max(60), phone: z.string().max(30) }).optional(),
});
export const serviceRatingAnswer = z.object({
  id: z.number().int(),
  case: z.number().int().nullable(),
  number: z.string().nullable(),
});

/** GET /api/ratings?from&to&place: what people said of services, over whole days. */
export const ratingQuery = assessmentQuery.omit({ by: true });
const ratingCounts = z.object({
  rated: z.number().int(),
  good: z.number().int().describe("4 stars or more"),
  bad: z.number().int().describe("as few stars as open a case"),
  open: z.number().int().describe("bad ones whose case has not ended"),
});
export const ratingFigures = z.object({
  from: time,
  to: time,
  total: ratingCounts,
  rows: z.array(ratingCounts.extend({ service: z.string().describe("code of the hall or place") })),
});
export type RatingFigures = z.infer<typeof ratingFigures>;

/** POST /api/cases/:id/photos?key=…: the picture as the body, or as one file of a form. */
export const photoQuery = z.object({
  key,
  lon: z.coerce.number().min(-180).max(180).optional(),
  lat: z.coerce.number().min(-90).max(90).optional(),
});
