// How far a source's clock is from ours: the least delay between a reading's time and its arrival, over some minutes.

/** The estimate forgets what is older than two of these, ms. */
const WINDOW_MS = 120_000;
/** Delays beyond are old readings handed in late, not clocks, ms. */
const LONGEST_MS = 86_400_000;

/**
 * The least delay is the clock's offset plus the shortest way, as NTP's clock filter has it (RFC 5905, 10).
 * Positive: the source's clock is behind or its way is long; negative: it is ahead.
 */
export class ClockSkew {
  private least = Number.NaN;
  private before = Number.NaN;
  private since = 0;

  /** @param sourceTime ms since 1970, NaN when not told @param now when it arrived */
  note(sourceTime: number, now: number): void {
    const delay = now - sourceTime;
    if (!(Math.abs(delay) < LONGEST_MS)) return;
    if (now - this.since > WINDOW_MS) {
      this.before = now - this.since > 2 * WINDOW_MS ? Number.NaN : this.least;
      this.least = delay;
      this.since = now;
    } else if (!(delay >= this.least)) this.least = delay;
  }

  /** ms; NaN before the first reading with a time. */
  estimate(): number {
    return Number.isNaN(this.before) ? this.least : Math.min(this.before, this.least);
  }
}
