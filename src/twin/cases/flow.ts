// A case's way as data: states, what leads from one to the next, who may, what must hold, what it does, and how long each may take.

import { z } from "zod";
import { PERMISSIONS } from "../access/permissions.ts";
import { bilingual, id } from "../scene/words.ts";

/** How a time limit counts: around the clock, or in working time of the scene's calendar (standards.md §2). */
export const TIME_UNITS = ["minutes", "urgentHours", "workHours", "workDays"] as const;
export const duration = z.strictObject({ amount: z.number().positive(), in: z.enum(TIME_UNITS) });
export type Duration = z.infer<typeof duration>;

/** What a person fills in for an action; a reading is a number in the unit of the case's point. */
export const flowField = z.strictObject({
  id,
  name: bilingual,
  type: z.enum([
    "text",
    "unit",
    "units",
    "duration",
    "rating",
    "choice",
    "photos",
    "case",
    "asset",
    "yesNo",
    "number",
    "reading",
  ]),
  required: z.boolean().default(false),
  /** choice: what may be chosen. */
  choices: z.array(z.strictObject({ id, name: bilingual })).optional(),
});
export type FlowField = z.infer<typeof flowField>;

/**
 * What must hold beyond state and permission. leadTask / coTask / anyTask: the person's unit has the case's lead task / a
 * co-handling one / either, not done yet; coDone: every co-handling task is done; photosSince: at least `count` photos since the
 * last dispatch or rework; otherPerson: not the one who did `action` last; fewer: `action` has been done fewer than `count` times;
 * withinDays: closed at most `count` days ago.
 */
export const guard = z.discriminatedUnion("is", [
  z.strictObject({ is: z.literal("leadTask") }),
  z.strictObject({ is: z.literal("coTask") }),
  z.strictObject({ is: z.literal("anyTask") }),
  z.strictObject({ is: z.literal("coDone") }),
  z.strictObject({ is: z.literal("photosSince"), count: z.int().positive() }),
  z.strictObject({ is: z.literal("otherPerson"), action: id }),
  z.strictObject({ is: z.literal("fewer"), action: id, count: z.int().positive() }),
  z.strictObject({ is: z.literal("withinDays"), count: z.int().positive() }),
]);
export type Guard = z.infer<typeof guard>;

/** What an action does beside moving the case. */
export const EFFECTS = [
  /** Registers: from now the class's limit runs. */
  "register",
  /** Makes the tasks: field `unit` leads, field `units` co-handle, each with its own acknowledgement timer. */
  "dispatch",
  /** Adds co-handling units (field `units`). */
  "addUnits",
  /** The person's unit has taken its task. */
  "acknowledge",
  /** The person's unit gives its task back (field `reason`); counts as a wrong dispatch unless an arbiter says otherwise. */
  "return",
  /** The arbiter decides (field `uphold`): the return stands and the case goes where the action leads, or the unit keeps its task and the case goes back. */
  "arbitrate",
  /** The person's unit has done its task. */
  "complete",
  /** Counts a rework; the lead task is open again. */
  "rework",
  /** Adds field `by` (a duration) to the limit. */
  "extend",
  /** Stops the clock, and starts it again. */
  "suspend",
  "resume",
  "supervise",
  "close",
  "reopen",
  "rate",
  /** Joins this case to field `case` as a duplicate and ends it. */
  "join",
  /** Sets the event grade or the response level (fields event-grade, response-level: 1 Ⅰ … 4 Ⅳ). */
  "grade",
] as const;
export type Effect = (typeof EFFECTS)[number];

export const flowAction = z.strictObject({
  id,
  name: bilingual,
  /** States it may be done in; empty: in any that is no end. */
  from: z.array(id).default([]),
  /** State it leads to; null: the case stays where it is; "back": where it was before the present side state. */
  to: id.nullable(),
  permission: z.enum(PERMISSIONS),
  fields: z.array(flowField).default([]),
  guards: z.array(guard).default([]),
  effects: z.array(z.enum(EFFECTS)).default([]),
});
export type FlowAction = z.infer<typeof flowAction>;

export const flow = z.strictObject({
  id,
  /** Cases keep the version they began with. */
  version: z.string().min(1),
  name: bilingual,
  mode: z.enum(["everyday", "emergency"]),
  standardRef: z.string().min(1).describe("where the flow comes from, and what of it is the house's own"),
  /** The lanes of the timeline, in order. */
  steps: z.array(z.strictObject({ id, name: bilingual })).min(1),
  states: z
    .array(
      z.strictObject({
        id,
        name: bilingual,
        step: id,
        /** Beside the main way: returned, suspended and the like. */
        side: z.boolean().default(false),
        /** An end, and which: solved, refused at the door, taken back, joined to another. */
        end: z.enum(["closed", "rejected", "voided", "joined"]).optional(),
        /** Longest stay; beyond it the gap is red and `late` is done by the clock. */
        limit: duration.optional(),
        /** Action the hub does by itself when the limit has passed; its permission is not asked. */
        late: id.optional(),
      }),
    )
    .min(2),
  start: id,
  actions: z.array(flowAction).min(1),
});
export type Flow = z.infer<typeof flow>;
export type FlowState = Flow["states"][number];
