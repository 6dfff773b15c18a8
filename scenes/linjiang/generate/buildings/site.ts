// A building site: a rectangle of ground in its own frame, on which a fabric puts up shapes.

import type { BuildingSource } from "../../../../src/builder/source.ts";
import type { BuildingUse } from "../../../../src/twin/nodeTable.ts";
import type { Ground } from "../blocks.ts";
import type { Corridors } from "../corridors.ts";
import type { Cell } from "../plan.ts";
import { toDegrees, wound } from "../plane.ts";
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

  /** Plane position of a place in the site's frame (origin in its middle), m. */
  at(x: number, y: number): [number, number] {
    return [this.ground.x + x * this.cos - y * this.sin, this.ground.y + x * this.sin + y * this.cos];
  }

  private plane(ring: readonly number[]): number[] {
    const out = new Array<number>(ring.length);
    for (let i = 0; i < ring.length; i += 2) {
      out[i] = this.ground.x + ring[i] * this.cos - ring[i + 1] * this.sin;
      out[i + 1] = this.ground.y + ring[i] * this.sin + ring[i + 1] * this.cos;
    }
    return out;
  }

  /**
   * Puts up a building, unless part of it would stand on reserved ground.
   * @param rings outer ring, then holes: flat [x, y, …] in the site's frame, m
   * @returns whether it stands
   */
  put(rings: readonly (readonly number[])[], form: Form): boolean {
    const outer = this.plane(rings[0]);
    if (this.reserved.clearanceOfRing(outer) < CLEAR) return false;
    const storey = form.storey ?? 3;
    const min = form.minHeight ?? 0;
    this.built.push({
      code: `${this.cell.code}-B${String(this.built.length + 1).padStart(3, "0")}`,
      name: form.name,
      rings: rings.map((ring, n) => toDegrees(wound(n === 0 ? outer : this.plane(ring), n === 0))),
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
