// Why a study did not work, in words, where it belongs.

import { PlanFault } from "../../models/fault.ts";
import { whyNot } from "../api.ts";
import { faultWords, PlanCancelled } from "./planner.ts";
import { type Study, useStudies } from "./studies.ts";

/** Tells of what failed; what was given up is not told of. */
export function failStudy(of: Study, error: unknown): void {
  if (error instanceof PlanCancelled) return;
  const words = error instanceof PlanFault ? faultWords(error.code, { ...error.params }) : whyNot(error);
  useStudies.setState({ fault: { of, words }, working: null });
}
