// The ground: a river plain with hills to the north and scattered ranges further out.

import type { HeightGrid } from "../../../src/twin/heights.ts";
import type { Corridors } from "./corridors.ts";
import { latOf, lonOf } from "./plane.ts";
import { fractal, noise } from "./random.ts";

const CELL = 90; // m
const smooth = (low: number, high: number, t: number): number => {
  const s = Math.min(1, Math.max(0, (t - low) / (high - low)));
  return s * s * (3 - 2 * s);
};

/** Height of the hills above the plain at a plane position, m; 0 in the city. */
export function hillAt(seed: number, x: number, y: number): number {
  const foot = 7300 + 1100 * noise(seed + 40, x / 4200, 7.3) - 900 * smooth(3000, 9000, Math.abs(x + 2500));
  const north = smooth(foot, foot + 2600, y) * (1 - smooth(13500, 17000, y));
  const outside = smooth(11000, 15000, Math.hypot(x, y * 1.25));
  const ranges = outside * smooth(0.2, 0.62, fractal(seed + 50, x / 9000, y / 9000)) * smooth(1800, 4500, Math.abs(y));
  const south = smooth(7600, 9200, -y + 900 * noise(seed + 41, x / 2600, 1.7)) * smooth(1500, 6500, Math.abs(x - 2000));
  const mask = Math.max(north, ranges, south * 0.55);
  if (mask === 0) return 0;
  const ridge = 1 - Math.abs(fractal(seed + 60, x / 2300, y / 2300));
  return mask * (60 + 330 * ridge ** 2.2 * (0.75 + 0.35 * noise(seed + 61, x / 3800, y / 3800)));
}

/** The ground as a function, m above the ellipsoid. */
export function makeGround(seed: number, water: Corridors): (x: number, y: number) => number {
  return (x, y) => {
    const plain =
      9 + 2.2 * noise(seed + 70, x / 1700, y / 1700) + Math.max(0, Math.min(6, (Math.abs(y) - 1500) / 1500));
    const bank = smooth(-40, 70, Math.min(500, water.clearance(x, y)));
    return 3 + (plain - 3) * bank + hillAt(seed, x, y);
  };
}

/** Heights sampled on a regular lon/lat grid over plane bounds, m. */
export class Terrain {
  readonly source: HeightGrid;
  private readonly columns: number;
  private readonly rows: number;
  private readonly heights: Float32Array;

  constructor(
    readonly bounds: { x0: number; y0: number; x1: number; y1: number },
    ground: (x: number, y: number) => number,
  ) {
    const { x0, y0, x1, y1 } = bounds;
    this.columns = Math.ceil((x1 - x0) / CELL) + 1;
    this.rows = Math.ceil((y1 - y0) / CELL) + 1;
    this.heights = new Float32Array(this.columns * this.rows);
    for (let r = 0; r < this.rows; r++) {
      const y = y0 + ((y1 - y0) * r) / (this.rows - 1);
      for (let c = 0; c < this.columns; c++)
        this.heights[r * this.columns + c] = ground(x0 + ((x1 - x0) * c) / (this.columns - 1), y);
    }
    const { columns, rows, heights } = this;
    this.source = { west: lonOf(x0), south: latOf(y0), east: lonOf(x1), north: latOf(y1), columns, rows, heights };
  }

  /** Ground height by bilinear interpolation of the grid, m above the ellipsoid. */
  at(x: number, y: number): number {
    const { x0, y0, x1, y1 } = this.bounds;
    const c = Math.min(this.columns - 1.001, Math.max(0, ((x - x0) / (x1 - x0)) * (this.columns - 1)));
    const r = Math.min(this.rows - 1.001, Math.max(0, ((y - y0) / (y1 - y0)) * (this.rows - 1)));
    const i = Math.floor(c);
    const j = Math.floor(r);
    const at = j * this.columns + i;
    const h = this.heights;
    const low = h[at] + (h[at + 1] - h[at]) * (c - i);
    const high = h[at + this.columns] + (h[at + this.columns + 1] - h[at + this.columns]) * (c - i);
    return low + (high - low) * (r - j);
  }
}
