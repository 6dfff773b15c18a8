// The past on screen: where the replay is, how far the history reaches, where alarms began. Null replay means live.

import { create } from "zustand";
import type { ReplayStatus } from "../live/protocol.ts";

/** A moment at which a point's alarm began. */
export interface AlarmMark {
  /** ms since 1970. */
  t: number;
  slot: number;
  severity: number;
}

interface ReplayStore {
  replay: ReplayStatus | null;
  /** Whether the time bar is open. */
  open: boolean;
  /** Oldest and newest moment kept, ms; null while unknown or when nothing is kept. */
  extent: { from: number; to: number } | null;
  /** What the bar spans, ms before the newest moment; 0 for all. */
  spanMs: number;
  marks: readonly AlarmMark[];
  /** Alarms in the span, also those beyond the marks. */
  markTotal: number;
  /** Why there is no history, "" when there is. */
  reason: string;
}

export const SPANS_MS = [3_600_000, 6 * 3_600_000, 86_400_000, 7 * 86_400_000, 0] as const;

export const useReplay = create<ReplayStore>(() => ({
  replay: null,
  open: false,
  extent: null,
  spanMs: SPANS_MS[0],
  marks: [],
  markTotal: 0,
  reason: "",
}));
