// What a planner's models need of a city: floor area per resident and job, speeds on its roads, usual limits of a plot.

import { z } from "zod";
import { LINE_CLASSES, LINE_LAYER } from "../lines.ts";
import { BUILDING_USES } from "../nodeTable.ts";
import type { SceneFault } from "./faults.ts";

const ROAD_CLASSES = LINE_CLASSES.filter((klass) => LINE_LAYER[klass] === "roads" && klass !== "ferry");

export const useFigures = z.strictObject({
  use: z.enum(BUILDING_USES),
  floorPerResident: z
    .number()
    .positive()
    .describe("m² of floor for each resident; without it nobody lives there")
    .optional(),
  floorPerJob: z.number().positive().describe("m² of floor for each job; without it nobody works there").optional(),
  standardRef: z.string().min(1).describe("where the figures come from; shown beside every estimate"),
});
export type UseFigures = z.infer<typeof useFigures>;

export const plotLimits = z.strictObject({
  floorAreaRatio: z.number().positive().describe("at most").optional(),
  coverage: z.number().positive().max(1).describe("share of the plot built over, at most").optional(),
  greenRatio: z.number().min(0).max(1).describe("share of the plot that is green, at least").optional(),
  heightMetres: z.number().positive().describe("at most, m").optional(),
});
export type PlotLimits = z.infer<typeof plotLimits>;

export const planningSettings = z
  .strictObject({
    figures: z
      .array(useFigures)
      .describe("from floor area to residents and jobs, by use; without any, people are not estimated")
      .default([]),
    limits: plotLimits
      .extend({ standardRef: z.string().optional() })
      .describe("of a new plot, to begin with")
      .optional(),
    walkKmh: z.number().positive().max(12).describe("on foot, km/h").default(4.8),
    speedsKmh: z
      .partialRecord(z.enum(ROAD_CLASSES), z.number().positive().max(255))
      .describe("by car on a class of road, km/h, where it differs from the house's")
      .default({}),
    accessMetres: z
      .number()
      .positive()
      .max(1000)
      .describe("how far from a road something may stand to be reached by it, m")
      .default(100),
  })
  .describe("Planners' figures");
export type PlanningSettings = z.infer<typeof planningSettings>;

/** By car, km/h: middle of the design speeds of CJJ 37-2012 table 3.2.1 (expressway 60–100 … branch 20–40) [K]; footpaths carry no cars. */
export const CAR_KMH: Readonly<Record<string, number>> = {
  motorway: 80,
  trunk: 60,
  primary: 50,
  secondary: 40,
  tertiary: 30,
  residential: 20,
  service: 15,
  footway: 0,
};

/** Uses that are said twice. */
export function planningFaults({ planning }: { planning: PlanningSettings }): SceneFault[] {
  const seen = new Set<string>();
  return planning.figures.flatMap(({ use }, i) => {
    const twice = seen.has(use);
    seen.add(use);
    return twice
      ? [{ path: `planning.figures[${i}].use`, reason: `"${use}" is there twice`, mend: "keep one of them" }]
      : [];
  });
}
