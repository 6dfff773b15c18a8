// Seeded randomness: every place in the city draws from its own stream, so one block never disturbs another.

/** A 32-bit hash of a seed and up to three integers (murmur-like finaliser). */
export function hash(seed: number, a: number, b = 0, c = 0): number {
  let h = (seed ^ 0x9e3779b9) | 0;
  for (const part of [a, b, c]) {
    h = Math.imul(h ^ (part | 0), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return h >>> 0;
}

/** The same as a number in [0, 1). */
export const hash01 = (seed: number, a: number, b = 0, c = 0): number => hash(seed, a, b, c) / 4294967296;

/** A small fast generator (mulberry32). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** Uniform in [low, high). */
  range(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Integer in [low, high]. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)];
  }
}

/** Smooth value noise in [-1, 1] with cells of unit size. */
export function noise(seed: number, x: number, y: number): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const fx = x - i;
  const fy = y - j;
  const sx = fx * fx * (3 - 2 * fx);
  const sy = fy * fy * (3 - 2 * fy);
  const a = hash01(seed, i, j);
  const b = hash01(seed, i + 1, j);
  const c = hash01(seed, i, j + 1);
  const d = hash01(seed, i + 1, j + 1);
  return (a + (b - a) * sx + (c - a) * sy + (a - b - c + d) * sx * sy) * 2 - 1;
}

/** Sum of four octaves of {@link noise}, about [-1, 1]. */
export const fractal = (seed: number, x: number, y: number): number =>
  (noise(seed, x, y) * 8 +
    noise(seed + 1, x * 2, y * 2) * 4 +
    noise(seed + 2, x * 4, y * 4) * 2 +
    noise(seed + 3, x * 8, y * 8)) /
  15;
