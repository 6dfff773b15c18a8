// The scene manifest: everything that differs between cities, as one checked document (scene.json).

import { z } from "zod";
import { LEVELS } from "../level.ts";
import { accessSettings } from "./access.ts";
import { alarmSettings } from "./alarms.ts";
import { caseSettings } from "./cases.ts";
import { limits } from "./limits.ts";
import { planningSettings } from "./planning.ts";
import { reference } from "./references.ts";
import { sources } from "./sources.ts";
import { theme } from "./themes.ts";
import { tracingSettings } from "./tracing.ts";
import { bilingual, FIELDS, id, NETWORKS } from "./words.ts";

export { type Bilingual, bilingual, FIELDS, NETWORKS } from "./words.ts";

/** A kind of asset or monitoring point: its words, unit, limits and looks. */
export const kind = z.strictObject({
  id,
  level: z.enum(["facility", "equipment", "point"]),
  name: bilingual,
  unit: z.string().describe("UCUM-like unit as shown, empty for a pure number or state").default(""),
  field: z.enum(FIELDS),
  network: z.enum(NETWORKS).optional(),
  classCode: z
    .string()
    .regex(/^\d{4,5}$/, "major + minor class, such as 0118")
    .optional(),
  range: z.tuple([z.number(), z.number()]).describe("usual lowest and highest value, for scales").default([0, 1]),
  decimals: z.int().min(0).max(6).default(1),
  intervalSeconds: z
    .number()
    .positive()
    .describe("declared reporting interval; silent for 3 of them is stale")
    .default(60),
  owner: id.describe("who owns and answers for things of this kind, one of `owners`").optional(),
  limits: limits.optional(),
  standardRef: z.string().describe("where the limits come from").optional(),
  states: z.record(z.string(), bilingual).describe("words for discrete values, key is the number").optional(),
  glyph: z
    .enum(["circle", "square", "diamond", "triangle", "hexagon", "drop", "bolt", "cross", "ring"])
    .default("circle"),
  surface: z
    .boolean()
    .describe("values between points mean something (air, noise, rain): may be spread over the city as an estimate")
    .default(false),
  line: z
    .enum(["congestion", "flow"])
    .describe(
      "what the value does on the road or pipe it measures: congestion slows and thickens its traffic as it rises, flow moves its contents along the line, backwards below zero",
    )
    .optional(),
  minLevel: z.enum(LEVELS).describe("outermost level at which it is drawn by default").default("grid"),
});
export type Kind = z.infer<typeof kind>;

/** How payloads are written; each is a file in src/feeds/conventions. */
export const CONVENTIONS = [
  "json",
  "senml",
  "sparkplugB",
  "sensorThings",
  "ngsi",
  "homie5",
  "zigbee2mqtt",
  "tasmota",
  "thingsBoard",
  "hfp",
  "cap",
] as const;

/** How one feed's messages become readings. Templates use {name} captures; see docs/feeds.md. */
export const feed = z.strictObject({
  id,
  name: bilingual,
  convention: z.enum(CONVENTIONS),
  topic: z
    .string()
    .min(1)
    .describe("topic template: literal levels, {capture} for one level, # at the end for the rest"),
  origin: z.enum(["live", "simulated", "replayed"]).describe("what its readings are; shown on screen"),
  readings: z
    .array(
      z.strictObject({
        node: z.string().describe("template of the node's code from captures, such as {code} or {station}-PM25"),
        value: z
          .string()
          .describe(
            "which value: a dot path (empty for a bare number), ngsi: the attribute's name, homie5: node/property or empty",
          )
          .default(""),
        time: z
          .string()
          .describe("where the source time is (ISO 8601, epoch s or ms), if not where the convention has it")
          .optional(),
        scale: z.number().default(1),
        offset: z.number().default(0),
        unit: z
          .string()
          .describe("unit of the payload's value where the payload does not say it; converted to the kind's")
          .optional(),
      }),
    )
    .describe("none for hfp and cap, which bring movers and warnings")
    .default([]),
  nodes: z
    .record(z.string(), z.string())
    .describe("names of devices that are no codes → the node's code, for what `node` writes")
    .default({}),
  namePattern: z
    .string()
    .describe("senml/sparkplugB: template matched against the record or metric name, such as urn:dev:{code}")
    .optional(),
});
export type Feed = z.infer<typeof feed>;

/** A figure computed from points below a place. */
export const indicator = z.strictObject({
  id,
  field: z.enum(FIELDS),
  name: bilingual,
  unit: z.string().default(""),
  decimals: z.int().min(0).max(6).default(1),
  /** share: percentage of points for which `where` holds; normalShare: percentage of known points without alarm. */
  compute: z.discriminatedUnion("op", [
    z.strictObject({ op: z.enum(["mean", "sum", "max", "min"]), kind: id }),
    z.strictObject({
      op: z.literal("share"),
      kind: id,
      where: z.strictObject({ atLeast: z.number().optional(), atMost: z.number().optional() }),
    }),
    z.strictObject({
      op: z.enum(["normalShare", "onlineShare", "alarmCount", "count"]),
      kind: id.optional(),
      field: z.enum(FIELDS).optional(),
    }),
    z.strictObject({ op: z.literal("aqi"), kinds: z.record(z.string(), id) }),
  ]),
  limits: limits.optional(),
  goodWhen: z.enum(["low", "high"]).default("high"),
  baseline: z
    .union([z.number(), z.strictObject({ days: z.int().min(3).max(28) })])
    .describe(
      "what to compare with: a number, or the median of the same time of so many days before, as the hub has written it down",
    )
    .optional(),
  targets: z
    .record(z.string().regex(/^\d{4}$/, "a year of four digits, such as 2027"), z.number())
    .optional()
    .describe("target by year, such as 2027 and 2030"),
  owner: bilingual.optional(),
  standardRef: z.string().optional(),
});
export type Indicator = z.infer<typeof indicator>;

const camera = z.strictObject({
  lon: z.number().min(-180).max(180),
  lat: z.number().min(-90).max(90),
  height: z.number().describe("m above the ellipsoid"),
  heading: z.number().describe("degrees clockwise from north"),
  pitch: z.number().min(-90).max(0).describe("degrees, -90 looks straight down"),
});

export const scene = z.strictObject({
  $schema: z.string().optional(),
  id,
  name: bilingual,
  synthetic: z.boolean().describe("made-up data; the screen always says so").default(false),
  adminCode: z.string().regex(/^\d{6}$/, "six digits of GB/T 2260"),
  timeZone: z.string().describe("IANA name").default("Asia/Shanghai"),
  attribution: z.array(z.string()).default([]),
  mapApprovalNo: z.string().optional(),
  sources,
  kinds: z.array(kind).max(4096),
  feeds: z.array(feed).default([]),
  indicators: z.array(indicator).default([]),
  references: z.array(reference).max(100).describe("existing layers, shown as they are").default([]),
  cameras: z.record(z.string(), camera).describe("named views; home is where the globe opens").default({}),
  live: z
    .strictObject({
      framesPerSecond: z.number().min(1).max(20).default(5),
      delayedAfterSeconds: z.number().positive().default(60),
      subscribeAllBelow: z.int().describe("points up to which a browser takes every partition").default(200_000),
    })
    .prefault({}),
  history: z
    .strictObject({
      readingDays: z.number().positive().max(36_600).describe("days that every reading is kept").default(30),
      minuteDays: z.number().positive().max(36_600).describe("days that means of a minute are kept").default(400),
      hourDays: z.number().positive().max(36_600).describe("days that means of an hour are kept").default(3660),
      gradeDays: z
        .record(z.string().regex(/^[1-4]$/, "a data grade, 1 to 4"), z.number().positive())
        .describe("days of readings and minutes for points of a data grade, where shorter")
        .default({}),
    })
    .describe("How long the hub remembers")
    .prefault({}),
  owners: z
    .array(z.strictObject({ id, name: bilingual }))
    .describe("departments and companies that own facilities and points")
    .default([]),
  grades: z
    .array(z.strictObject({ grade: z.int().min(1).max(6), name: bilingual }))
    .describe("words for data grades: general 1 to 4, 5 important, 6 core (GB/T 43697)")
    .default([]),
  alarms: alarmSettings.prefault({}),
  cases: caseSettings.prefault({}),
  access: accessSettings.prefault({}),
  tracing: tracingSettings.prefault({}),
  themes: z.array(theme).max(24).describe("scenes of the wall; none: the seven fields around the map").default([]),
  planning: planningSettings.prefault({}),
});
/** A checked manifest, defaults filled in. */
export type Scene = z.infer<typeof scene>;

/** The manifest as JSON Schema, for editors (published as scene.schema.json). */
export const sceneJsonSchema = (): unknown => z.toJSONSchema(scene, { io: "input" });
