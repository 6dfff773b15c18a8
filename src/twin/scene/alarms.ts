// Rules that turn readings into alarms, who is told when nobody answers, and what counts as a flood, as a scene's manifest has them.

import { z } from "zod";
import { limits } from "./limits.ts";
import { bilingual, id } from "./words.ts";

/** Severities that can alarm, in the manifest's words, mildest first; SEVERITY (twin/severity.ts) has their numbers. */
export const ALARM_SEVERITIES = ["iv", "iii", "ii", "i"] as const;
const severity = z.enum(ALARM_SEVERITIES);
export type AlarmSeverity = (typeof ALARM_SEVERITIES)[number];

const above = z.number().describe("beyond is at or above this, in the kind's unit").optional();
const below = z.number().describe("beyond is at or below this, in the kind's unit").optional();
const seconds = z.number().positive().max(604_800);

/** What makes a rule's alarm active. */
const condition = z.discriminatedUnion("is", [
  z
    .strictObject({ is: z.literal("limit"), limits: limits.describe("instead of the kind's own").optional() })
    .describe("the value has reached a step of severity"),
  z
    .strictObject({
      is: z.literal("rate"),
      change: z.number().describe("more than this, in the kind's unit; negative: a drop"),
      withinSeconds: seconds,
    })
    .describe("the value has changed too much over a time"),
  z
    .strictObject({ is: z.literal("duration"), above, below, seconds })
    .describe("beyond a value for longer than a time"),
  z
    .strictObject({
      is: z.literal("repeat"),
      above,
      below,
      samples: z.int().min(2).max(200).describe("so many readings in a row").optional(),
      times: z.int().min(2).max(100).describe("went beyond so many times within `withinSeconds`").optional(),
      withinSeconds: seconds.optional(),
    })
    .describe("beyond a value, or without one at a step of the kind's limits, again and again"),
  z.strictObject({ is: z.literal("noData"), seconds }).describe("silent for longer than a time"),
  z
    .strictObject({ is: z.literal("state"), values: z.array(z.number()).min(1).max(100) })
    .describe("one of these values"),
]);

export const alarmRule = z.strictObject({
  id,
  name: bilingual,
  kinds: z.array(id).min(1).describe("kinds of points it watches"),
  when: condition,
  severity: severity
    .describe(
      "where steps decide, the mildest that alarms; else the alarm's severity, which is its priority (ISA-18.2)",
    )
    .default("iii"),
  deadband: z
    .number()
    .nonnegative()
    .describe("it ends only when the value has come back by this, in the kind's unit; without it the limits' own")
    .optional(),
  onDelaySeconds: z.number().nonnegative().max(86_400).describe("must hold for this long before it alarms").default(0),
  offDelaySeconds: z
    .number()
    .nonnegative()
    .max(86_400)
    .describe("must be over for this long before it ends")
    .default(0),
  latched: z.boolean().describe("stays until a person resets it, even when its cause is gone").default(false),
  consequence: bilingual.describe("what happens if nobody acts").optional(),
  advice: bilingual.describe("what to do").optional(),
  standardRef: z.string().min(1).describe("where its figures come from"),
});
export type AlarmRule = z.infer<typeof alarmRule>;

const escalation = z.strictObject({
  severity: severity.describe("alarms of this severity and worse"),
  afterMinutes: z.number().positive().max(100_000).describe("active and not acknowledged for so long"),
  level: z.int().min(1).max(9).describe("level it rises to; higher ones come later"),
  name: bilingual.describe("who is told, in words"),
  role: id.optional(),
  units: z.array(id).describe("departments told, of `owners`").default([]),
});
export type Escalation = z.infer<typeof escalation>;

const operator = z.strictObject({
  id,
  name: bilingual,
  place: z
    .string()
    .min(1)
    .describe("code of the place whose subtree the desk watches; the whole city without")
    .optional(),
  units: z.array(id).describe("owners whose alarms the desk has; all without").default([]),
});
export type AlarmOperator = z.infer<typeof operator>;

export const alarmSettings = z
  .strictObject({
    rules: z.array(alarmRule).max(1000).describe("without any, every kind with limits alarms from Ⅲ").default([]),
    escalation: z.array(escalation).max(100).default([]),
    operators: z
      .array(operator)
      .max(200)
      .describe("desks whose load is measured; without any, one a district")
      .default([]),
    shelving: z
      .strictObject({
        choicesMinutes: z.array(z.number().positive()).min(1).max(12).default([15, 60, 240, 480]),
        mostMinutes: z.number().positive().max(44_640).default(1440),
      })
      .describe("how long an alarm may be put aside [D]")
      .prefault({}),
    thresholds: z
      .strictObject({
        chatterPerMinute: z.int().min(2).max(20).describe("changes a minute that are chatter").default(3),
        floodCount: z
          .int()
          .positive()
          .describe("more new alarms than this within `floodMinutes` are a flood")
          .default(10),
        floodMinutes: z.number().positive().max(60).default(10),
        staleHours: z.number().positive().describe("active for longer is stale").default(24),
        manageableADay: z.int().positive().describe("alarms a day one desk can manage").default(150),
        mostADay: z.int().positive().describe("alarms a day that must be reduced").default(300),
        standardRef: z
          .string()
          .default(
            "ISA-18.2 and EEMUA 191: chatter ≥ 3/min, flood > 10 in 10 min per operator, stale > 24 h, 150 and 300 a day [K]",
          ),
      })
      .describe("what a desk can bear")
      .prefault({}),
    grouping: z
      .strictObject({
        minutes: z.number().positive().max(1440).describe("alarms further apart are no group").default(10),
        hops: z.int().min(0).max(50).describe("so far along a network").default(6),
        mostMinutes: z
          .number()
          .positive()
          .max(10_080)
          .describe("a group takes nothing this long after its first out")
          .default(60),
        most: z.int().min(2).max(10_000).describe("so many active at once fill a group").default(200),
      })
      .describe("which alarms have one cause [D]")
      .prefault({}),
  })
  .describe("Rules that turn readings into alarms");
export type AlarmSettings = z.infer<typeof alarmSettings>;
