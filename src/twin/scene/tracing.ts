// How the cause of an exceedance is looked for: which points ask, where the wind is measured, what may be a source.

import { z } from "zod";
import type { SceneFault } from "./faults.ts";
import { id } from "./words.ts";

export const tracingSettings = z
  .strictObject({
    air: z
      .strictObject({
        kinds: z.array(id).describe("kinds of points whose exceedance is traced against the wind"),
        windDirection: id.describe("kind of point that measures where the wind comes from, degrees from north"),
        windSpeed: id.describe("kind of point that measures its speed, m/s"),
        sources: z.array(id).describe("kinds of facilities that may be the source"),
        reachMetres: z.number().positive().default(6000),
        halfAngleDegrees: z.number().positive().max(180).default(30),
        calmBelow: z.number().nonnegative().describe("m/s below which every direction counts").default(0.5),
      })
      .optional(),
    water: z
      .strictObject({
        kinds: z.array(id).describe("kinds of points whose exceedance is traced up their network"),
        sources: z.array(id).describe("kinds of facilities that may be the source"),
      })
      .optional(),
  })
  .describe("Tracing of exceedances to sources");
export type TracingSettings = z.infer<typeof tracingSettings>;

/** What the settings name and the scene does not have: each level asked for where it stands. */
export function tracingFaults({
  tracing,
  kinds,
}: {
  tracing: TracingSettings;
  kinds: readonly { id: string; level: string }[];
}): SceneFault[] {
  const faults: SceneFault[] = [];
  const check = (path: string, id: string, level: string): void => {
    const kind = kinds.find((one) => one.id === id);
    if (!kind) faults.push({ path, reason: `kind "${id}" is not in kinds`, mend: "add the kind or correct the id" });
    else if (kind.level !== level)
      faults.push({ path, reason: `kind "${id}" is a ${kind.level}`, mend: `name a kind of level ${level}` });
  };
  for (const medium of ["air", "water"] as const) {
    tracing[medium]?.kinds.forEach((id, i) => {
      check(`tracing.${medium}.kinds[${i}]`, id, "point");
    });
    tracing[medium]?.sources.forEach((id, i) => {
      check(`tracing.${medium}.sources[${i}]`, id, "facility");
    });
  }
  if (tracing.air) {
    check("tracing.air.windDirection", tracing.air.windDirection, "point");
    check("tracing.air.windSpeed", tracing.air.windSpeed, "point");
  }
  return faults;
}
