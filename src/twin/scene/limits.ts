// Limits as a manifest writes them: steps of severity above or below, and whether they are in order.

import { z } from "zod";
import type { SceneFault } from "./faults.ts";

const steps = z.array(z.number().nullable()).length(4).describe("[Ⅳ, Ⅲ, Ⅱ, Ⅰ] in the kind's unit; null skips a step");

export const limits = z
  .strictObject({
    high: steps.optional(),
    low: steps.optional(),
    deadband: z.number().nonnegative().optional(),
  })
  .describe("Limits that turn a value into a severity");
export type SceneLimits = z.infer<typeof limits>;

/** Steps that do not go from Ⅳ to Ⅰ. @param path where the limits stand */
export function limitFaults(path: string, given: SceneLimits | undefined): SceneFault[] {
  const faults: SceneFault[] = [];
  const known = (list: readonly (number | null)[] | undefined): number[] =>
    (list ?? []).filter((x): x is number => x !== null);
  const ascending = (list: number[]): boolean => list.every((x, i) => i === 0 || x >= list[i - 1]);
  if (!ascending(known(given?.high)))
    faults.push({ path: `${path}.high`, reason: "steps do not rise from Ⅳ to Ⅰ", mend: "sort them upwards" });
  if (!ascending(known(given?.low).reverse()))
    faults.push({ path: `${path}.low`, reason: "steps do not fall from Ⅳ to Ⅰ", mend: "sort them downwards" });
  return faults;
}
