// What stands in the way, by name: a building, a massing of the scenario, or the ground.

import i18next from "i18next";
import type { Blocker } from "../../models/blocks.ts";
import { nameOf } from "../names.ts";
import { usePlan } from "./store.ts";

export function blockerName(by: Blocker | null): string {
  if (by === null) return i18next.t("study.sight.ground");
  if ("slot" in by) return nameOf(by.slot);
  return usePlan.getState().body.massings.find(({ id }) => id === by.massing)?.name ?? by.massing;
}
