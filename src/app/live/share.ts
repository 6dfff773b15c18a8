// What of a snapshot is as it was keeps its identity, so that panels whose data has not changed are not rendered again.

import type { Snapshot } from "./protocol.ts";

/** The new value, made of parts of the one before wherever they are equal; the one before itself when all is. Plain data only. */
export function shared<T>(before: unknown, now: T): T {
  if (Object.is(before, now)) return now;
  if (typeof before !== "object" || typeof now !== "object" || before === null || now === null) return now;
  if (Array.isArray(before) !== Array.isArray(now)) return now;
  const old = before as Record<string, unknown>;
  const fresh = now as Record<string, unknown>;
  const keys = Object.keys(fresh);
  let same = keys.length === Object.keys(old).length;
  for (const key of keys) {
    const kept = shared(old[key], fresh[key]);
    if (!Object.is(kept, old[key])) same = false;
    fresh[key] = kept;
  }
  return same ? (before as T) : now;
}

/** A snapshot beside the one before: of a list that lost its first row, rows are still found by their slot. */
export function sharedSnapshot(before: Snapshot | null, now: Snapshot): Snapshot {
  if (!before) return now;
  const rows = new Map(before.worst.map((row) => [row.slot, row]));
  const worst = now.worst.map((row) => shared(rows.get(row.slot), row));
  return shared(before, { ...now, worst });
}
