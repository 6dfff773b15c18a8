// Hints of the hub that something has changed: how often, by area (alarms, cases, ops-mode). What has changed is asked of the API.

import { create } from "zustand";

interface HintStore {
  hints: Readonly<Record<string, number>>;
}

const useHints = create<HintStore>(() => ({ hints: {} }));

export const noteHint = (area: string): void =>
  useHints.setState(({ hints }) => ({ hints: { ...hints, [area]: (hints[area] ?? 0) + 1 } }));

/** @returns what ends it */
export const whenHinted = (area: string, act: () => void): (() => void) =>
  useHints.subscribe(({ hints }, before) => hints[area] !== before.hints[area] && act());
