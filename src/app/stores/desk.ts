// Hints of the hub that something on somebody's desk has changed: how often, by area. What has changed is asked of the API.

import { create } from "zustand";

interface DeskStore {
  /** Hints so far by area, such as alarms. */
  hints: Readonly<Record<string, number>>;
}

export const useDesk = create<DeskStore>(() => ({ hints: {} }));

export const noteHint = (area: string): void =>
  useDesk.setState(({ hints }) => ({ hints: { ...hints, [area]: (hints[area] ?? 0) + 1 } }));
