// Things that move: where each was last, and which have moved since somebody last asked.

import { CLOCK_AHEAD_MS } from "./ingestClock.ts";

/** A position report. */
export interface Mover {
  /** Of its own among all movers. */
  id: string;
  /** bus, tram, train, ferry, metro … */
  kind: string;
  /** What it is called by people, such as the number of its line. */
  line: string;
  lon: number;
  lat: number;
  /** Clockwise from north; NaN when not told. */
  headingDegrees: number;
  /** NaN when not told. */
  speedMetresPerSecond: number;
  /** ms since 1970; NaN when not told. */
  sourceTime: number;
}

/** Movers kept at most; the one longest silent gives way. */
const MOST = 20_000;
/** Silent for longer, a mover is gone, ms. */
const GONE_MS = 600_000;

export class MoverTable {
  private readonly byId = new Map<string, Mover & { heard: number }>();
  private readonly moved = new Set<string>();

  get size(): number {
    return this.byId.size;
  }

  /**
   * Takes a report unless an equal or later one is known. A time not told, or far ahead of ours, is that of arrival.
   * @param now ms since 1970 @param replayed a recording may start again: a time long before the known one is taken
   * @returns whether it was news
   */
  take(mover: Mover, now: number, replayed = false): boolean {
    const time = mover.sourceTime <= now + CLOCK_AHEAD_MS ? mover.sourceTime : now;
    const known = this.byId.get(mover.id);
    if (known && time <= known.sourceTime && !(replayed && known.sourceTime - time > GONE_MS)) return false;
    if (!known && this.byId.size >= MOST) this.drop(this.byId.keys().next().value as string);
    // The order of the map is that of the last report.
    this.byId.delete(mover.id);
    this.byId.set(mover.id, { ...mover, sourceTime: time, heard: now });
    this.moved.add(mover.id);
    return true;
  }

  /** Forgets those silent for too long. @returns their ids */
  sweep(now: number): string[] {
    const gone: string[] = [];
    for (const [id, { heard }] of this.byId) {
      if (now - heard <= GONE_MS) break;
      gone.push(id);
    }
    for (const id of gone) this.drop(id);
    return gone;
  }

  /** Those that have moved since the last call. */
  takeMoved(): Mover[] {
    const list = [...this.moved].flatMap((id) => this.byId.get(id) ?? []);
    this.moved.clear();
    return list;
  }

  all(): Mover[] {
    return [...this.byId.values()];
  }

  private drop(id: string): void {
    this.byId.delete(id);
    this.moved.delete(id);
  }
}

/** A mover on the wire: id, kind, line, lon, lat, heading or null, speed or null, source time (docs/frame.md). */
export type PackedMover = [string, string, string, number, number, number | null, number | null, number];

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

export const packMover = (mover: Mover): PackedMover => [
  mover.id,
  mover.kind,
  mover.line,
  Number(mover.lon.toFixed(7)),
  Number(mover.lat.toFixed(7)),
  orNull(mover.headingDegrees),
  orNull(mover.speedMetresPerSecond),
  mover.sourceTime,
];

/** undefined for what is no mover: bytes from a broker are not believed. */
export function unpackMover(packed: unknown): Mover | undefined {
  if (!Array.isArray(packed) || packed.length < 8) return undefined;
  const [id, kind, line, lon, lat, heading, speed, sourceTime] = packed as PackedMover;
  if (typeof id !== "string" || ![lon, lat, sourceTime].every(Number.isFinite)) return undefined;
  return {
    id,
    kind: String(kind),
    line: String(line),
    lon,
    lat,
    headingDegrees: heading ?? Number.NaN,
    speedMetresPerSecond: speed ?? Number.NaN,
    sourceTime,
  };
}
