// The wall: which theme is shown, whether hands or nobody is at it, and what it stops for.

import { create } from "zustand";
import type { AlarmRow } from "../../twin/alarms/shapes.ts";

interface WallStore {
  /** Id of the theme; "" for the scene's first. */
  theme: string;
  /** Nobody's hand is on it: the camera tours, alarms interrupt. */
  watching: boolean;
  /** The alarm whose story is being told; null for none. */
  story: AlarmRow | null;
  /** Where the tour is, in words; "" before its first stop. */
  at: string;
  /** Id of the indicator whose sheet is open. */
  indicator: string | null;
}

export const useWall = create<WallStore>(() => ({
  theme: "",
  watching: false,
  story: null,
  at: "",
  indicator: null,
}));

export const openIndicator = (id: string): void => useWall.setState({ indicator: id });
