// Source time against ingest time: what a reading's own clock is worth, said in flags.

import { FLAG } from "./flags.ts";
import type { Feed } from "./scene/schema.ts";

/** A source clock ahead of ours by more than this is not believed, ms. Our default; small drift is normal. */
export const CLOCK_AHEAD_MS = 60_000;
/** Silent for this many declared intervals is stale (house rule, see docs/house.md). */
export const STALE_INTERVALS = 3;

/** Bits of FLAG that say where a feed's readings come from. */
export const originFlag = (origin: Feed["origin"]): number =>
  origin === "simulated" ? FLAG.simulated : origin === "replayed" ? FLAG.replayed : 0;

/** Reused by {@link settleTime}: nothing is allocated per reading. */
export interface SettledTime {
  /** ms since 1970. */
  sourceTime: number;
  /** Bits of FLAG to add. */
  flags: number;
}

/**
 * The source time to keep and the flags it earns: a time not told is the ingest time; one far ahead of ours is
 * replaced by it and the reading is uncertain; a live or simulated one long past is delayed, and stale beyond its interval.
 * @param sourceTime ms since 1970, NaN when not told @param staleAfterMs {@link STALE_INTERVALS} declared intervals
 */
export function settleTime(
  out: SettledTime,
  sourceTime: number,
  ingestTime: number,
  replayed: boolean,
  delayedAfterMs: number,
  staleAfterMs: number,
): void {
  out.flags = 0;
  out.sourceTime = sourceTime;
  if (Number.isNaN(sourceTime)) {
    out.sourceTime = ingestTime;
    return;
  }
  if (replayed) return;
  const age = ingestTime - sourceTime;
  if (age < -CLOCK_AHEAD_MS) {
    out.sourceTime = ingestTime;
    out.flags = FLAG.uncertain;
  } else if (age > delayedAfterMs) {
    out.flags = FLAG.delayed;
    if (age > staleAfterMs) out.flags |= FLAG.stale;
  }
}
