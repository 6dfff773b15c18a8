// Lines with a height of their own: how a deck rises over the river, how courses are rounded and kept in the window.

import type { LineClass } from "../../../src/builder/source.ts";
import { SPAN } from "./lattice.ts";
import type { Plan } from "./plan.ts";

/** A line with its own height above the ground. */
export interface Way {
  klass: LineClass;
  width: number;
  name: string;
  nameEn: string;
  /** Flat plane [x, y, …], m, and the (u, v) it came from. */
  path: number[];
  uv: number[];
  lift: Float32Array;
  assetCode?: string;
}

export type GroundAt = (x: number, y: number) => number;

const DECK = 30; // deck of a river bridge above the water's zero, m
export const RAMP = 400; // m from the bank to where the deck leaves the ground
export const ease = (t: number): number => {
  const s = Math.min(1, Math.max(0, t));
  return s * s * (3 - 2 * s);
};

/** Deck height above the ellipsoid wanted near the river at (u, v), or -Infinity away from it. */
function deckOverRiver(plan: Plan, u: number, v: number, ground: number): number {
  const past = Math.abs(v) - plan.river.half(u);
  if (past > RAMP) return Number.NEGATIVE_INFINITY;
  const crown = 4 * Math.max(0, 1 - (v / plan.river.half(u)) ** 2);
  return ground + (DECK - ground) * ease(1 - past / RAMP) + crown;
}

/** Turns a (u, v) path into a way; `above` is the wanted height above ground at a vertex, m. */
export function way(
  plan: Plan,
  ground: GroundAt,
  uv: number[],
  above: (u: number, v: number) => number,
  crossing = true,
): Pick<Way, "path" | "uv" | "lift"> {
  const path: number[] = [];
  const lift = new Float32Array(uv.length / 2);
  for (let i = 0; i < uv.length; i += 2) {
    const [x, y] = plan.warp.at(uv[i], uv[i + 1]);
    const here = ground(x, y);
    const wanted = above(uv[i], uv[i + 1]);
    const deck = crossing ? deckOverRiver(plan, uv[i], uv[i + 1], Math.max(here, 7)) : Number.NEGATIVE_INFINITY;
    path.push(x, y);
    lift[i / 2] = Math.max(wanted, deck - here);
  }
  return { path, uv, lift };
}

/** Straight legs with rounded corners through control points in (u, v), sampled every `step` m. */
export function rounded(points: readonly (readonly [number, number])[], radius: number, step: number): number[] {
  const out: number[] = [];
  const push = (u0: number, v0: number, u1: number, v1: number): void => {
    const n = Math.max(1, Math.ceil(Math.hypot(u1 - u0, v1 - v0) / step));
    for (let s = out.length ? 1 : 0; s <= n; s++) out.push(u0 + ((u1 - u0) * s) / n, v0 + ((v1 - v0) * s) / n);
  };
  let [cu, cv] = points[0];
  for (let p = 1; p < points.length; p++) {
    const [u, v] = points[p];
    const next = points[p + 1];
    const inLength = Math.hypot(u - cu, v - cv);
    if (!next) {
      push(cu, cv, u, v);
      break;
    }
    const outLength = Math.hypot(next[0] - u, next[1] - v);
    const r = Math.min(radius, inLength * 0.49, outLength * 0.49);
    const [au, av] = [u - ((u - cu) / inLength) * r, v - ((v - cv) / inLength) * r];
    const [bu, bv] = [u + ((next[0] - u) / outLength) * r, v + ((next[1] - v) / outLength) * r];
    push(cu, cv, au, av);
    const n = Math.max(3, Math.ceil((r * 1.6) / step));
    for (let s = 1; s <= n; s++) {
      const t = s / n;
      out.push(
        (1 - t) ** 2 * au + 2 * t * (1 - t) * u + t * t * bu,
        (1 - t) ** 2 * av + 2 * t * (1 - t) * v + t * t * bv,
      );
    }
    cu = bu;
    cv = bv;
  }
  return out;
}

/** Parts of a (u, v) path inside the city's window. */
export function clip(plan: Plan, uv: number[]): number[][] {
  const { lattice, window } = plan;
  const [u0, u1] = [lattice.u(window.k0 * SPAN), lattice.u(window.k1 * SPAN)];
  const [v0, v1] = [lattice.v(window.l0 * SPAN), lattice.v(window.l1 * SPAN)];
  const parts: number[][] = [];
  let part: number[] = [];
  for (let i = 0; i < uv.length; i += 2) {
    if (uv[i] >= u0 && uv[i] <= u1 && uv[i + 1] >= v0 && uv[i + 1] <= v1) part.push(uv[i], uv[i + 1]);
    else {
      if (part.length >= 4) parts.push(part);
      part = [];
    }
  }
  if (part.length >= 4) parts.push(part);
  return parts;
}

/** Crossings of arterial lines (k, l) in (u, v). */
export const crossingPoints = (plan: Plan, list: readonly (readonly [number, number])[]): [number, number][] =>
  list.map(([k, l]) => [plan.lattice.u(k * SPAN), plan.lattice.v(l * SPAN)]);
