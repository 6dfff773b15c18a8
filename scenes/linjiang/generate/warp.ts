// The city's curved coordinates: (u, v) metres along and across the river → (x, y) on the plane. Streets are straight in
// (u, v), so on the ground they bend with the river, fan out on the outside of its bends and converge on the inside.

import { hash01 } from "./random.ts";

const SPREAD = 640; // how far from the river streets still stand square to it, m
const FADE = 5200; // distance at which half of the river's bend is still felt, m
const SWIRL_CELL = 9600; // one gentle rotation of the street pattern per cell this large, m
const SWIRL_RADIUS = 4000;

const bell = (t: number): number => Math.exp(-t * t);

export class Warp {
  private readonly phase: number[];
  private readonly scratch = [0, 0];

  constructor(readonly seed: number) {
    this.phase = [1, 2, 3, 4, 5, 6].map((n) => hash01(seed, n, 77) * Math.PI * 2);
  }

  /** The river's centre line as y over u: one great bend at the origin, more meanders further out. */
  bend(u: number): number {
    return (
      2450 * bell(u / 3450) -
      500 +
      420 * Math.sin(u / 3100 + this.phase[0]) +
      1150 * (1 - bell(u / 9500)) * Math.sin(u / 2700 + this.phase[1])
    );
  }

  private slope(u: number): number {
    return (this.bend(u + 5) - this.bend(u - 5)) / 10;
  }

  /** Writes x, y of (u, v) to out[at], out[at + 1]. */
  toPlane(u: number, v: number, out: number[] | Float64Array, at = 0): void {
    const swirled = this.swirl(u, v);
    u = swirled[0];
    v = swirled[1];
    const p = this.phase;
    out[at] =
      u -
      this.slope(u) * SPREAD * Math.tanh(v / SPREAD) +
      150 * Math.sin(v / 1900 + u / 3700 + p[2]) +
      60 * Math.sin(v / 960 - u / 1500 + p[3]);
    out[at + 1] =
      v +
      this.bend(u) / (1 + (v / FADE) ** 2) +
      150 * Math.sin(u / 2000 - v / 4100 + p[4]) +
      60 * Math.sin(u / 800 + v / 1300 + p[5]);
  }

  /** x, y of (u, v) as a fresh pair. */
  at(u: number, v: number): [number, number] {
    const out: [number, number] = [0, 0];
    this.toPlane(u, v, out);
    return out;
  }

  private swirl(u: number, v: number): number[] {
    const out = this.scratch;
    out[0] = u;
    out[1] = v;
    const a = Math.round(u / SWIRL_CELL);
    const b = Math.round(v / SWIRL_CELL);
    if (a === 0 && b === 0) return out;
    const du = u - (a + (hash01(this.seed, a, b, 1) - 0.5) * 0.16) * SWIRL_CELL;
    const dv = v - (b + (hash01(this.seed, a, b, 2) - 0.5) * 0.16) * SWIRL_CELL;
    const near = (du * du + dv * dv) / (SWIRL_RADIUS * SWIRL_RADIUS);
    if (near >= 1) return out;
    const turn = (hash01(this.seed, a, b, 3) < 0.5 ? -1 : 1) * (0.22 + 0.13 * hash01(this.seed, a, b, 4));
    const angle = turn * (1 - near) * (1 - near);
    const cos = Math.cos(angle) - 1;
    const sin = Math.sin(angle);
    out[0] = u + du * cos - dv * sin;
    out[1] = v + du * sin + dv * cos;
    return out;
  }

  /**
   * Local frame at (u, v): unit direction of u on the ground as an angle, rad, and metres
   * of ground, square to the other axis, per metre of u and v.
   */
  frame(u: number, v: number): { angle: number; scaleU: number; scaleV: number } {
    const [x0, y0] = this.at(u - 20, v);
    const [x1, y1] = this.at(u + 20, v);
    const [x2, y2] = this.at(u, v - 20);
    const [x3, y3] = this.at(u, v + 20);
    const alongU = Math.hypot(x1 - x0, y1 - y0);
    const alongV = Math.hypot(x3 - x2, y3 - y2);
    const area = Math.abs((x1 - x0) * (y3 - y2) - (y1 - y0) * (x3 - x2));
    return {
      angle: Math.atan2(y1 - y0, x1 - x0),
      scaleU: area / alongV / 40,
      scaleV: area / alongU / 40,
    };
  }
}
