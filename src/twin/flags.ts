// What is known of a reading besides its value: one bit each, so that a byte tells live from everything that is not.

/** Bits of the `flags` byte of a node's state. No bit set means: live, good, on time. */
export const FLAG = {
  /** Silent longer than its interval allows, or its source has died. */
  stale: 1,
  /** Arrived later than the scene's delay limit after its source time. */
  delayed: 2,
  /** Comes from a simulated source. */
  simulated: 4,
  /** Comes from a recording; its source time is not now. */
  replayed: 8,
  /** Computed or assumed rather than measured. */
  estimated: 16,
  /** Source quality: uncertain. */
  uncertain: 32,
  /** Source quality: bad. */
  bad: 64,
  /** Left out by a filter of the page. Only ever in a pixel, never in a state or on the wire. */
  filtered: 128,
} as const;

/** The one word a person sees for a flags byte, worst first. */
export type Liveness = "live" | "delayed" | "stale" | "simulated" | "replayed" | "estimated";

/** Liveness of a state: stale outranks origin, origin outranks delay. */
export function livenessOf(flags: number): Liveness {
  if (flags & FLAG.stale) return "stale";
  if (flags & FLAG.replayed) return "replayed";
  if (flags & FLAG.simulated) return "simulated";
  if (flags & FLAG.estimated) return "estimated";
  if (flags & FLAG.delayed) return "delayed";
  return "live";
}
