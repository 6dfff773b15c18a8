// The trend dialog: which points it draws; null when it is closed.

import { create } from "zustand";

/** Points compared at most: more lines cannot be told apart. */
export const MOST_COMPARED = 5;

export const useTrend = create<{ slots: readonly number[] | null }>(() => ({ slots: null }));

export const openTrend = (slot: number): void => useTrend.setState({ slots: [slot] });
