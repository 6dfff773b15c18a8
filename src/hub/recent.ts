// The last samples of every point, in memory: a ring of typed columns per point, made when its first sample comes.

/** One sample as the API gives it. */
export interface Sample {
  /** Source time, ms since 1970. */
  t: number;
  /** null for a bad value. */
  v: number | null;
  severity: number;
  flags: number;
}

interface Ring {
  time: Float64Array;
  value: Float32Array;
  severity: Uint8Array;
  flags: Uint8Array;
  /** Samples ever written. */
  written: number;
}

const BYTES_PER_SAMPLE = 8 + 4 + 1 + 1;

export class RecentSamples {
  /** Samples kept per point. */
  readonly depth: number;
  private readonly rings = new Map<number, Ring>();

  /**
   * @param points how many points share the memory
   * @param memoryBytes upper bound for all rings; depth is 120 or what fits, at least 16
   */
  constructor(points: number, memoryBytes = 128 * 2 ** 20) {
    this.depth = Math.max(16, Math.min(120, Math.floor(memoryBytes / BYTES_PER_SAMPLE / Math.max(points, 1))));
  }

  push(slot: number, time: number, value: number, severity: number, flags: number): void {
    let ring = this.rings.get(slot);
    if (!ring) {
      const { depth } = this;
      const buffer = new ArrayBuffer(depth * BYTES_PER_SAMPLE);
      ring = {
        time: new Float64Array(buffer, 0, depth),
        value: new Float32Array(buffer, depth * 8, depth),
        severity: new Uint8Array(buffer, depth * 12, depth),
        flags: new Uint8Array(buffer, depth * 13, depth),
        written: 0,
      };
      this.rings.set(slot, ring);
    }
    const at = ring.written++ % this.depth;
    ring.time[at] = time;
    ring.value[at] = value;
    ring.severity[at] = severity;
    ring.flags[at] = flags;
  }

  /** Samples of a point by source time; late ones stand where they belong. */
  of(slot: number): Sample[] {
    const ring = this.rings.get(slot);
    if (!ring) return [];
    const samples: Sample[] = [];
    const count = Math.min(ring.written, this.depth);
    for (let i = ring.written - count; i < ring.written; i++) {
      const at = i % this.depth;
      const value = ring.value[at];
      samples.push({
        t: ring.time[at],
        v: Number.isFinite(value) ? value : null,
        severity: ring.severity[at],
        flags: ring.flags[at],
      });
    }
    return samples.sort((a, b) => a.t - b.t);
  }
}
