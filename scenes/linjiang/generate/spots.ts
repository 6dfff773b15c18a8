// Places for things to stand: beside a cell's streets, in its middle, at the water's edge.

import type { Cell, Plan } from "./plan.ts";
import { hash01 } from "./random.ts";

export interface Spot {
  x: number;
  y: number;
}

/** Middle of a cell on the plane. */
export function middleOf(plan: Plan, cell: Cell): Spot {
  const { lattice, warp } = plan;
  const [x, y] = warp.at(
    (lattice.u(cell.i) + lattice.u(cell.i + 1)) / 2,
    (lattice.v(cell.j) + lattice.v(cell.j + 1)) / 2,
  );
  return { x, y };
}

/** A dry spot beside one of the cell's four streets, inside the cell; null when all is water. */
export function kerbside(plan: Plan, cell: Cell, salt: number): Spot | null {
  const { lattice, warp, seed } = plan;
  const [u0, u1] = [lattice.u(cell.i), lattice.u(cell.i + 1)];
  const [v0, v1] = [lattice.v(cell.j), lattice.v(cell.j + 1)];
  for (let attempt = 0; attempt < 5; attempt++) {
    const t = 0.06 + 0.88 * hash01(seed, cell.i, cell.j, salt * 8 + attempt);
    const side = Math.floor(hash01(seed, cell.j, cell.i, salt * 8 + attempt) * 4);
    const a = side === 0 ? 0.045 : side === 1 ? 0.955 : t;
    const b = side === 2 ? 0.045 : side === 3 ? 0.955 : t;
    const [x, y] = warp.at(u0 + (u1 - u0) * a, v0 + (v1 - v0) * b);
    if (plan.water.clearance(x, y) > 6) return { x, y };
  }
  return null;
}

/** A spot within the cell away from its streets; null when it is water. */
export function inside(plan: Plan, cell: Cell, salt: number): Spot | null {
  const { lattice, warp, seed } = plan;
  const a = 0.2 + 0.6 * hash01(seed, cell.i, cell.j, salt + 5000);
  const b = 0.2 + 0.6 * hash01(seed, cell.i, cell.j, salt + 6000);
  const [x, y] = warp.at(
    lattice.u(cell.i) + (lattice.u(cell.i + 1) - lattice.u(cell.i)) * a,
    lattice.v(cell.j) + (lattice.v(cell.j + 1) - lattice.v(cell.j)) * b,
  );
  return plan.water.clearance(x, y) > 6 ? { x, y } : null;
}

/** The cell whose lattice square holds (u, v), when built. */
export function cellAt(plan: Plan, u: number, v: number): Cell | undefined {
  const { lattice } = plan;
  let i = Math.floor(u / 200);
  let j = Math.floor(v / 200);
  while (lattice.u(i) > u) i--;
  while (lattice.u(i + 1) <= u) i++;
  while (lattice.v(j) > v) j--;
  while (lattice.v(j + 1) <= v) j++;
  const block = plan.at(Math.floor(i / 4), Math.floor(j / 4));
  return block?.cells.find((cell) => cell.i === i && cell.j === j);
}
