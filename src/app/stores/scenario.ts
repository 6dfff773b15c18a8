// Which scenario is in hand and where the picture is split; the address has both, the planner's tools fill the rest.

import { create } from "zustand";

interface ScenarioStore {
  /** Number of the kept scenario; null for none, or one that is not kept yet. */
  id: number | null;
  /** Share of the map's width that shows today, 0–1; null where the picture is not split. */
  split: number | null;
}

export const useScenario = create<ScenarioStore>(() => ({ id: null, split: null }));
