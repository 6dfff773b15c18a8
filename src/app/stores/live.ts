// Live figures for panels, refreshed at most four times a second by the worker. Nothing here is per sensor of the whole city.

import { create } from "zustand";
import type { HubStatus, LinkState, LiveCounters, SeverityChange, Snapshot } from "../live/protocol.ts";

export const TICKER_KEPT = 40;

interface LiveStore {
  link: LinkState;
  /** When the link took this state, ms. */
  linkSince: number;
  status: HubStatus | null;
  snapshot: Snapshot | null;
  /** Latest changes of severity, newest first. */
  ticker: (SeverityChange & { key: number })[];
  counters: LiveCounters | null;
  /** The last canary that came through: publish → pixel, ms, and when, ms since 1970. */
  canary: { ms: number; at: number } | null;
}

export const useLive = create<LiveStore>(() => ({
  link: "connecting",
  linkSince: Date.now(),
  status: null,
  snapshot: null,
  ticker: [],
  counters: null,
  canary: null,
}));

/** What changed in another time is no news now. */
export const forgetChanges = (): void => useLive.setState({ ticker: [] });

let nextKey = 1;

export function addChanges(changes: readonly SeverityChange[]): void {
  const { ticker } = useLive.getState();
  const fresh = changes.map((change) => ({ ...change, key: nextKey++ })).reverse();
  useLive.setState({ ticker: [...fresh, ...ticker].slice(0, TICKER_KEPT) });
}
