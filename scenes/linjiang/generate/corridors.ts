// Ground that no building may stand on: rivers, canals, viaducts, railways. Distance is exact, found through bins.

const BIN = 250; // m
const key = (i: number, j: number): number => (i + 32768) * 65536 + (j + 32768);

/** Strips of varying half-width about polylines. */
export class Corridors {
  private readonly bins = new Map<number, number[]>();
  private readonly segments: number[] = []; // x0, y0, x1, y1, half0, half1

  /** @param path flat [x, y, …] m @param half half-width at each vertex (or one for all), m @param reach how far from the edge distances are known, m */
  add(path: ArrayLike<number>, half: ArrayLike<number> | number, reach = 60): void {
    const halfAt = (i: number): number => (typeof half === "number" ? half : half[i]);
    for (let i = 0; i + 3 < path.length; i += 2) {
      const n = this.segments.length / 6;
      const h0 = halfAt(i / 2);
      const h1 = halfAt(i / 2 + 1);
      this.segments.push(path[i], path[i + 1], path[i + 2], path[i + 3], h0, h1);
      const r = Math.max(h0, h1) + reach;
      const i1 = Math.floor((Math.max(path[i], path[i + 2]) + r) / BIN);
      const j1 = Math.floor((Math.max(path[i + 1], path[i + 3]) + r) / BIN);
      for (let a = Math.floor((Math.min(path[i], path[i + 2]) - r) / BIN); a <= i1; a++)
        for (let b = Math.floor((Math.min(path[i + 1], path[i + 3]) - r) / BIN); b <= j1; b++) {
          const bin = this.bins.get(key(a, b));
          if (bin) bin.push(n);
          else this.bins.set(key(a, b), [n]);
        }
    }
  }

  /** Distance from a point to the nearest strip's edge, m: negative inside, at least the reach (Infinity) when nothing is near. */
  clearance(x: number, y: number): number {
    const bin = this.bins.get(key(Math.floor(x / BIN), Math.floor(y / BIN)));
    if (!bin) return Number.POSITIVE_INFINITY;
    const s = this.segments;
    let best = Number.POSITIVE_INFINITY;
    for (const n of bin) {
      const o = n * 6;
      const dx = s[o + 2] - s[o];
      const dy = s[o + 3] - s[o + 1];
      const t = Math.min(1, Math.max(0, ((x - s[o]) * dx + (y - s[o + 1]) * dy) / (dx * dx + dy * dy || 1)));
      const d = Math.hypot(x - s[o] - dx * t, y - s[o + 1] - dy * t) - s[o + 4] - (s[o + 5] - s[o + 4]) * t;
      if (d < best) best = d;
    }
    return best;
  }

  /** Least clearance of a flat ring's vertices and edge middles, m. */
  clearanceOfRing(ring: ArrayLike<number>): number {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
      least = Math.min(
        least,
        this.clearance(ring[i], ring[i + 1]),
        this.clearance((ring[i] + ring[j]) / 2, (ring[i + 1] + ring[j + 1]) / 2),
      );
    return least;
  }
}
