// The way of one mover between its reports: it glides from where it was drawn to where it now is, and leaves a trail.

/** Positions kept behind a mover. */
export const TRAIL = 24;
/** A mover glides for as long as its reports are apart, within these bounds, ms. */
const SHORTEST_MS = 300;
const LONGEST_MS = 15_000;
/** Farther than this between two reports is a jump, not a way: 300 km/h over the longest glide, m. */
const JUMP_METRES = 1250;

export interface Place {
  lon: number;
  lat: number;
}

export class MoverPath {
  /** Places reported, the oldest first; the last is where it is now. */
  readonly trail: Place[] = [];
  private from: Place;
  private to: Place;
  private began: number;
  private lasts = 0;
  private reported: number;

  /** @param now ms on the page's clock */
  constructor(at: Place, now: number) {
    this.from = at;
    this.to = at;
    this.began = now;
    this.reported = now;
    this.trail.push(at);
  }

  /** Takes a report. */
  report(at: Place, now: number): void {
    const gap = now - this.reported;
    this.reported = now;
    if (at.lon === this.to.lon && at.lat === this.to.lat) return;
    const jumps = metresBetween(this.to, at) > JUMP_METRES;
    this.from = jumps ? at : this.at(now);
    this.to = at;
    this.began = now;
    this.lasts = jumps ? 0 : Math.min(LONGEST_MS, Math.max(SHORTEST_MS, gap));
    if (jumps) this.trail.length = 0;
    this.trail.push(at);
    if (this.trail.length > TRAIL) this.trail.shift();
  }

  /** Where it is drawn at a time. */
  at(now: number): Place {
    const share = this.lasts > 0 ? Math.min(1, Math.max(0, (now - this.began) / this.lasts)) : 1;
    return {
      lon: this.from.lon + (this.to.lon - this.from.lon) * share,
      lat: this.from.lat + (this.to.lat - this.from.lat) * share,
    };
  }

  /** Whether it is still on its way. */
  isMoving(now: number): boolean {
    return now - this.began < this.lasts;
  }
}

function metresBetween(a: Place, b: Place): number {
  const east = (b.lon - a.lon) * 111_320 * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(east, (b.lat - a.lat) * 111_132);
}
