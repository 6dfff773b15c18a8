// A building site: a rectangle of ground in its own frame, on which a fabric puts up shapes.

import type { BuildingSource } from "../../../../src/builder/source.ts";
import type { BuildingUse } from "../../../../src/twin/nodeTable.ts";
import type { Ground } from "../blocks.ts";
import type { Corridors } from "../corridors.ts";
import type { Cell } from "../plan.ts";
import { contains, toDegrees, wound } from "../plane.ts";
import type { Random } from "../random.ts";

export interface Form {
  /** Top above the ground, m. */
  height: number;
  use: BuildingUse;
  /** Clearance below, m above the ground: for upper parts of stacked towers. */
  minHeight?: number;
  /** Storey height, m. */
  storey?: number;
  name?: string;
}

const SHRINK = 0.92;
const LARGE = 32; // depth from which a low building follows the slant of its block, m
const CLEAR = 5; // least distance to water and viaducts, m

export class Site {
  readonly built: BuildingSource[] = [];
  readonly width: number;
  readonly depth: number;
  private readonly cos: number;
  private readonly sin: number;

  constructor(
    readonly cell: Cell,
    readonly ground: Ground,
    readonly random: Random,
    private readonly reserved: Corridors,
    /** How near the next centre: 0 in its middle, 1 at its rim, and how tall its towers are, m. */
    readonly closeness: number,
    readonly peak: number,
  ) {
    this.width = ground.width;
    this.depth = ground.depth;
    this.cos = Math.cos(ground.angle);
    this.sin = Math.sin(ground.angle);
  }

  /** Footprints stay square and only move with the slant of the block; large low ones lean with it. */
  private plane(ring: readonly number[], outer: readonly number[], leans: boolean): number[] {
    let middle = 0;
    for (let i = 1; i < outer.length; i += 2) middle += outer[i];
    middle /= outer.length / 2;
    const out = new Array<number>(ring.length);
    for (let i = 0; i < ring.length; i += 2) {
      const x = ring[i] + (leans ? ring[i + 1] : middle) * this.ground.slant;
      out[i] = this.ground.x + x * this.cos - ring[i + 1] * this.sin;
      out[i + 1] = this.ground.y + x * this.sin + ring[i + 1] * this.cos;
    }
    return out;
  }

  /** Whether a footprint keeps to its block; a corner that touches the pavement is let pass. */
  private fits(ring: number[]): boolean {
    const inner = shrunk(ring, 0.99);
    for (let i = 0; i < inner.length; i += 2) if (!contains(this.ground.outline, inner[i], inner[i + 1])) return false;
    return true;
  }

  /**
   * Puts up a building, a little smaller where it would leave its block, unless part of it would stand on
   * reserved ground.
   * @param rings outer ring, then holes: flat [x, y, …] in the site's frame, m
   * @returns whether it stands
   */
  put(rings: readonly (readonly number[])[], form: Form): boolean {
    const leans = form.height < 45 && depthOf(rings[0]) > LARGE;
    let outer = this.plane(rings[0], rings[0], leans);
    let scale = 1;
    while (!this.fits(outer)) {
      scale *= SHRINK;
      if (scale < 0.6) return false;
      outer = shrunk(this.plane(rings[0], rings[0], leans), scale);
    }
    if (this.reserved.clearanceOfRing(outer) < CLEAR) return false;
    const storey = form.storey ?? 3;
    const min = form.minHeight ?? 0;
    this.built.push({
      code: `${this.cell.code}-B${String(this.built.length + 1).padStart(3, "0")}`,
      name: form.name,
      rings: rings.map((ring, n) =>
        toDegrees(wound(n === 0 ? outer : shrunk(this.plane(ring, rings[0], leans), scale), n === 0)),
      ),
      height: Math.round(form.height * 10) / 10,
      minHeight: Math.round(min * 10) / 10,
      levels: Math.max(1, Math.round((form.height - min) / storey)),
      use: form.use,
      heightEstimated: false,
      placeCode: this.cell.code,
    });
    return true;
  }
}

/** A flat ring scaled about the middle of its vertices. */
function shrunk(ring: number[], scale: number): number[] {
  if (scale === 1) return ring;
  let x = 0;
  let y = 0;
  for (let i = 0; i < ring.length; i += 2) {
    x += ring[i];
    y += ring[i + 1];
  }
  x /= ring.length / 2;
  y /= ring.length / 2;
  return ring.map((value, i) => (i % 2 ? y + (value - y) * scale : x + (value - x) * scale));
}

function depthOf(ring: readonly number[]): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 1; i < ring.length; i += 2) {
    low = Math.min(low, ring[i]);
    high = Math.max(high, ring[i]);
  }
  return high - low;
}
