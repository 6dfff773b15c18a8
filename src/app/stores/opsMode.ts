// The city's mode of operation as the hub last told it.

import { create } from "zustand";
import type { OpsMode } from "../../twin/cases/shapes.ts";
import { fetchOpsMode } from "../cases/api.ts";

interface OpsModeStore {
  mode: OpsMode | null;
  refresh(): Promise<void>;
}

export const useOpsMode = create<OpsModeStore>((set) => ({
  mode: null,
  async refresh() {
    try {
      set({ mode: await fetchOpsMode() });
    } catch {
      // A hub without a desk has no mode; whoever may not know it sees none.
      set({ mode: null });
    }
  },
}));
