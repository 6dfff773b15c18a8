// From a cell to the ground that may be built on: the cell less its roads and the river, and the parallelogram within.

import type { Cell, Plan } from "./plan.ts";
import { roadOn } from "./roads.ts";

/** Buildable ground of a cell. */
export interface Ground {
  /** Corners on the plane, counter-clockwise from low u, low v: flat [x, y, …], with the riverside followed. */
  outline: number[];
  /**
   * Middle of the parallelogram that fits the block, the direction of its base (rad), its base and height (m), and its
   * slant: how far it leans along the base per metre of height. Where streets do not cross squarely it leans with them.
   */
  x: number;
  y: number;
  angle: number;
  width: number;
  depth: number;
  slant: number;
}

const WALK = 4.5; // pavement, m

/** @returns null when the river or roads leave less than 14 m */
export function groundOf(plan: Plan, cell: Cell): Ground | null {
  const { lattice, river, warp } = plan;
  const { i, j } = cell;
  const frame = warp.frame((lattice.u(i) + lattice.u(i + 1)) / 2, (lattice.v(j) + lattice.v(j + 1)) / 2);
  const inset = (axis: 0 | 1, line: number, along: number): number => {
    const road = roadOn(plan, axis, line, along);
    return road ? road.width / 2 + WALK : 3;
  };
  const u0 = lattice.u(i) + inset(0, i, j) / frame.scaleU;
  const u1 = lattice.u(i + 1) - inset(0, i + 1, j) / frame.scaleU;
  const low = lattice.v(j) + inset(1, j, i) / frame.scaleV;
  const high = lattice.v(j + 1) - inset(1, j + 1, i) / frame.scaleV;
  const north = lattice.v(j) >= 0;
  const lowAt = (u: number): number => (north ? Math.max(low, river.edge(u)) : low);
  const highAt = (u: number): number => (north ? high : Math.min(high, -river.edge(u)));
  const outline: number[] = [];
  const steps = j >= -4 && j < 4 ? 4 : 1;
  for (let s = 0; s <= steps; s++) {
    const u = u0 + ((u1 - u0) * s) / steps;
    if (highAt(u) - lowAt(u) < 14) return null;
    outline.push(...warp.at(u, lowAt(u)));
  }
  for (let s = steps; s >= 0; s--) {
    const u = u0 + ((u1 - u0) * s) / steps;
    outline.push(...warp.at(u, highAt(u)));
  }
  return rectangleIn(outline, frame.angle, steps);
}

function rectangleIn(outline: number[], angle: number, steps: number): Ground | null {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const n = outline.length / 2;
  const [ox, oy] = outline;
  const localX = (p: number): number => (outline[p * 2] - ox) * cos + (outline[p * 2 + 1] - oy) * sin;
  const localY = (p: number): number => -(outline[p * 2] - ox) * sin + (outline[p * 2 + 1] - oy) * cos;
  let bottom = Number.NEGATIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  for (let s = 0; s <= steps; s++) {
    bottom = Math.max(bottom, localY(s));
    top = Math.min(top, localY(steps + 1 + s));
  }
  const my = (bottom + top) / 2;
  const lean = (a: number, b: number): number => (localX(b) - localX(a)) / (localY(b) - localY(a) || 1);
  const slant = Math.max(-0.75, Math.min(0.75, (lean(0, n - 1) + lean(steps, steps + 1)) / 2));
  const upright = (p: number): number => localX(p) - slant * (localY(p) - my);
  const left = Math.max(upright(0), upright(n - 1));
  const right = Math.min(upright(steps), upright(steps + 1));
  const width = right - left;
  const depth = top - bottom;
  if (width < 14 || depth < 14) return { outline, x: ox, y: oy, angle, width: 0, depth: 0, slant: 0 };
  const mx = (left + right) / 2;
  return { outline, x: ox + mx * cos - my * sin, y: oy + mx * sin + my * cos, angle, width, depth, slant };
}

/** Plane position of a place in a ground's own frame (origin in its middle, leaning with it), m. */
export function placeOn(ground: Ground, x: number, y: number): [number, number] {
  const along = x + y * ground.slant;
  const cos = Math.cos(ground.angle);
  const sin = Math.sin(ground.angle);
  return [ground.x + along * cos - y * sin, ground.y + along * sin + y * cos];
}
