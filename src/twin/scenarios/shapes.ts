// A planner's scenario (方案): what would be added to today's city and what taken away, and what the API says of it.

import { z } from "zod";
import { BUILDING_USES } from "../nodeTable.ts";
import { plotLimits } from "../scene/planning.ts";

const word = z.string().trim().min(1).max(80);
const id = z.string().regex(/^[a-z0-9-]{1,40}$/, "lower case letters, digits and dashes");

/** [lon, lat] degrees. */
export const position = z.tuple([z.number().min(-180).max(180), z.number().min(-89).max(89)]);
export type Position = z.infer<typeof position>;

/** Corners in turn, not closed. */
export const outline = z.array(position).min(3).max(500);
export type Outline = z.infer<typeof outline>;

/** A body of storeys on an outline. */
export const massing = z.strictObject({
  id,
  name: word,
  plot: id.nullable().describe("the plot it is built on"),
  outline,
  storeys: z.int().min(1).max(300),
  storeyMetres: z.number().min(2).max(20).describe("height of a storey, m"),
  use: z.enum(BUILDING_USES),
});
export type Massing = z.infer<typeof massing>;

/** A piece of land with what may be built on it. */
export const plot = z.strictObject({
  id,
  name: word,
  outline,
  greenSquareMetres: z.number().min(0).max(1e9).nullable().describe("green area on it, m²; null where nobody has said"),
  limits: plotLimits,
});
export type Plot = z.infer<typeof plot>;

export const scenarioNote = z.strictObject({ id, at: position, text: z.string().trim().min(1).max(1000) });

export const scenarioBody = z.strictObject({
  plots: z.array(plot).max(50),
  massings: z.array(massing).max(500),
  removed: z.array(z.string().min(1).max(120)).max(5000).describe("codes of buildings that would be gone"),
  notes: z.array(scenarioNote).max(200),
});
export type ScenarioBody = z.infer<typeof scenarioBody>;

export const EMPTY_SCENARIO: ScenarioBody = { plots: [], massings: [], removed: [], notes: [] };

const key = z.string().min(8).max(80).describe("idempotency key: sent again with the same key it is done once");
const remark = z.string().trim().max(400).describe("what has been changed, for the list of versions").default("");

export const scenarioSave = z.strictObject({
  key,
  name: word,
  place: z.string().min(1).max(64).describe("code of the place it is for, while nothing of it has a position"),
  body: scenarioBody,
  remark,
});
export const scenarioChange = scenarioSave.extend({
  version: z.int().positive().describe("the version it was changed from; another since then is 409"),
});
export const scenarioDeletion = z.strictObject({ key, version: z.int().positive() });

const head = {
  id: z.number(),
  name: z.string(),
  place: z.string().describe("code of the innermost place that holds all of it"),
  version: z.number(),
  createdAt: z.number(),
  changedAt: z.number(),
  changedBy: z.string(),
  mayEdit: z.boolean(),
};
export const scenarioHead = z.object(head);
export type ScenarioHead = z.infer<typeof scenarioHead>;
export const scenarioInfo = z.object({
  ...head,
  shown: z.number().describe("the version the body is of"),
  body: scenarioBody,
});
export type ScenarioInfo = z.infer<typeof scenarioInfo>;
export const scenarioList = z.object({ scenarios: z.array(scenarioHead) });
export const scenarioVersions = z.object({
  versions: z.array(z.object({ version: z.number(), at: z.number(), by: z.string(), remark: z.string() })),
});
export type ScenarioVersion = z.infer<typeof scenarioVersions>["versions"][number];
