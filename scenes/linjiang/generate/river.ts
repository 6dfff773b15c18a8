// Water: the great river with its island, canals that branch from it, and how far the embankment keeps the city away.

import type { Corridors } from "./corridors.ts";
import { hash01 } from "./random.ts";
import type { Warp } from "./warp.ts";

const ISLAND = { u: 3650, half: 1050, width: 120 } as const;
const QUAY = 42; // bank to the riverside road's middle, m
const bell = (t: number): number => Math.exp(-t * t);

/** A canal: plane path and half-width. */
export interface Canal {
  name: string;
  path: Float64Array;
  half: number;
}

export class River {
  constructor(
    readonly seed: number,
    readonly warp: Warp,
  ) {}

  /** Half the water's width at u, m in v: 165 … 250, more about the island. */
  half(u: number): number {
    return (
      200 +
      32 * Math.sin(u / 2300 + hash01(this.seed, 5) * 6) +
      16 * Math.sin(u / 900 + hash01(this.seed, 6) * 6) +
      215 * bell((u - ISLAND.u) / 1250)
    );
  }

  /** |v| of the riverside road's middle at u. */
  quay(u: number): number {
    return this.half(u) + QUAY;
  }

  /** |v| from which blocks may start at u. */
  edge(u: number): number {
    return this.quay(u) + 14;
  }

  /** v range of the island at u, or null. */
  island(u: number): [number, number] | null {
    const t = (u - ISLAND.u) / ISLAND.half;
    if (Math.abs(t) >= 1) return null;
    const half = ISLAND.width * Math.sqrt(1 - t * t) * (1 - 0.25 * t);
    const middle = 26 * Math.sin(u / 420);
    return [middle - half, middle + half];
  }

  /** The water as flat plane rings [outer, island?] between two u, m. */
  rings(from: number, to: number): number[][] {
    const outer: number[] = [];
    for (let u = from; u < to; u += 60) outer.push(...this.warp.at(u, -this.half(u)));
    outer.push(...this.warp.at(to, -this.half(to)));
    for (let u = to; u > from; u -= 60) outer.push(...this.warp.at(u, this.half(u)));
    outer.push(...this.warp.at(from, this.half(from)));
    return from < ISLAND.u - ISLAND.half && to > ISLAND.u + ISLAND.half ? [outer, this.islandRing()] : [outer];
  }

  /** The island's shore, clockwise (a hole of the water). */
  islandRing(): number[] {
    const up: number[] = [];
    const down: number[] = [];
    for (let t = -0.999; t < 1; t += 0.0333) {
      const u = ISLAND.u + ISLAND.half * t;
      const [low, high] = this.island(u) ?? [0, 0];
      up.push(...this.warp.at(u, high));
      down.unshift(...this.warp.at(u, low));
    }
    return [...up, ...down];
  }

  /** Middle line of the river with half-widths on the ground, m. */
  middle(from: number, to: number): { path: number[]; half: number[] } {
    const path: number[] = [];
    const half: number[] = [];
    for (let u = from; u <= to; u += 80) {
      const [x, y] = this.warp.at(u, 0);
      const w = this.half(u);
      const [ax, ay] = this.warp.at(u, w);
      const [bx, by] = this.warp.at(u, -w);
      path.push(x, y);
      half.push(Math.max(Math.hypot(ax - x, ay - y), Math.hypot(bx - x, by - y)));
    }
    return { path, half };
  }

  /** Canals from the river outwards within a window, each in the middle of a column of base cells. */
  canals(window: { u0: number; u1: number; v0: number; v1: number }): Canal[] {
    const canals: Canal[] = [];
    const spacing = 3600;
    for (let n = Math.ceil(window.u0 / spacing); n * spacing < window.u1; n++) {
      const up = hash01(this.seed, n, 31) < 0.5;
      const u = n * spacing + 900 + 600 * (hash01(this.seed, n, 32) - 0.5);
      const limit = up ? Math.min(window.v1, 5600) : Math.max(window.v0, -8200);
      if (!up && u > -1900 && u < 1700) continue;
      if (u < window.u0 + 300 || u > window.u1 - 300 || Math.abs(limit) < 900) continue;
      const half = 16 + 12 * hash01(this.seed, n, 33);
      const path: number[] = [];
      const sign = Math.sign(limit);
      for (let v = this.half(u) - 30; v <= Math.abs(limit); v += 50) {
        const sway =
          130 * Math.sin(v / 620 + n) + 60 * Math.sin(v / 260 + 2 * n) - 130 * Math.sin(n) - 60 * Math.sin(2 * n);
        path.push(...this.warp.at(u + sway * Math.min(1, v / 900), sign * v));
      }
      canals.push({ name: "", path: Float64Array.from(path), half });
    }
    return canals;
  }

  /** Marks all water as ground where nothing stands. */
  reserve(corridors: Corridors, from: number, to: number, canals: readonly Canal[]): void {
    const { path, half } = this.middle(from, to);
    corridors.add(path, half, 60);
    for (const canal of canals) corridors.add(canal.path, canal.half + 6, 40);
  }
}

/** A strip about a path as one counter-clockwise-or-not flat ring. */
export function stripOf(path: ArrayLike<number>, half: number): number[] {
  const left: number[] = [];
  const right: number[] = [];
  const n = path.length / 2;
  for (let i = 0; i < n; i++) {
    const a = Math.max(0, i - 1) * 2;
    const b = Math.min(n - 1, i + 1) * 2;
    const length = Math.hypot(path[b] - path[a], path[b + 1] - path[a + 1]) || 1;
    const nx = (-(path[b + 1] - path[a + 1]) / length) * half;
    const ny = ((path[b] - path[a]) / length) * half;
    left.push(path[i * 2] + nx, path[i * 2 + 1] + ny);
    right.unshift(path[i * 2] - nx, path[i * 2 + 1] - ny);
  }
  return [...left, ...right];
}
