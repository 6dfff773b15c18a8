// Work: calendar, classes, flows, plans, as a scene's manifest has them.

import { z } from "zod";
import { caseClass, modeLimits } from "../cases/caseClass.ts";
import { flow } from "../cases/flow.ts";
import { CLASS_KINDS, OPS_MODES } from "../cases/shapes.ts";
import { workCalendar, workHours } from "../cases/workCalendar.ts";
import { CALENDARS } from "../catalogues/calendars/china.ts";
import { CLASS_CATALOGUES } from "../catalogues/classes/classes.ts";
import { bilingual, id } from "./words.ts";

const calendarIds = CALENDARS.map((calendar) => calendar.id) as [string, ...string[]];
const catalogueIds = Object.keys(CLASS_CATALOGUES) as [keyof typeof CLASS_CATALOGUES];

/** The four types of events (突发事件应对法). */
export const EVENT_TYPES = ["natural", "accident", "health", "security"] as const;

const planTask = z.strictObject({
  unit: id.describe("one of owners"),
  role: z.enum(["lead", "co"]).default("co"),
  text: bilingual.describe("what the unit has to do"),
});

/** What is done at a response level: Ⅰ is 1. */
const planLevel = z.strictObject({
  level: z.int().min(1).max(4).describe("response level, 1 Ⅰ … 4 Ⅳ"),
  opsMode: z.enum(OPS_MODES).describe("operations mode it brings, when the present one is calmer"),
  tasks: z.array(planTask).min(1),
  layers: z.array(z.string().min(1)).describe("layers to show").default([]),
});

export const contingencyPlan = z.strictObject({
  id,
  name: bilingual,
  eventType: z.enum(EVENT_TYPES),
  classKind: z.enum(CLASS_KINDS),
  classCode: z.string(),
  state: id.describe("state of the class's flow that its case begins in"),
  standardRef: z.string().min(1),
  levels: z.array(planLevel).min(1),
});
export type ContingencyPlan = z.infer<typeof contingencyPlan>;

const sceneClass = caseClass
  .partial()
  .required({ kind: true, code: true })
  .describe("a class of the catalogue with the scene's own words, or one of its own, then complete");

export const caseSettings = z
  .strictObject({
    calendar: z
      .union([z.enum(calendarIds), workCalendar])
      .describe("working calendar: one the house brings, or the scene's own")
      .default("china"),
    hours: workHours.describe("working hours, where they differ from the calendar's").optional(),
    catalogue: z.enum(catalogueIds).describe("standard the classes are taken from").default("gbt-30428-2013"),
    classes: z.array(sceneClass).describe("what the scene says of its classes").default([]),
    flows: z
      .array(flow)
      .describe("flows of the scene's own; one with the id of the house's takes its place")
      .default([]),
    acknowledge: z
      .strictObject({ lead: modeLimits, co: modeLimits })
      .describe("how soon a unit must take its task")
      .default({
        lead: { normal: { amount: 1, in: "workHours" }, emergency: { amount: 10, in: "minutes" } },
        co: { normal: { amount: 2, in: "workHours" }, emergency: { amount: 15, in: "minutes" } },
      }),
    duplicates: z
      .strictObject({
        metres: z.number().nonnegative().default(30),
        hours: z.number().nonnegative().default(24),
      })
      .describe("a report of the same class so near and so soon is the same case")
      .prefault({}),
    plans: z.array(contingencyPlan).describe("contingency plans").default([]),
    ratings: z
      .strictObject({
        classKind: z.enum(CLASS_KINDS).default("matter"),
        classCode: z.string(),
        openAtMost: z.int().min(0).max(5).describe("stars up to which a rating opens a case"),
      })
      .describe("what a rating of a government service opens")
      .optional(),
  })
  .describe("Work: calendar, classes, flows, plans");
export type CaseSettings = z.infer<typeof caseSettings>;
