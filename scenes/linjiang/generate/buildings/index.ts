// Buildings of the city, block by block: nothing is held beyond the block being built.

import type { BuildingSource } from "../../../../src/builder/source.ts";
import { groundOf } from "../blocks.ts";
import { centreAt, type Fabric } from "../fabric.ts";
import type { Cell, Plan } from "../plan.ts";
import { hash, Random } from "../random.ts";
import { cbd, landmark, mixed, offices } from "./centre.ts";
import { campus, civic, park } from "./civic.ts";
import { hamlet, slabs, towers, urbanVillage, villas } from "./housing.ts";
import { landmarkOn } from "./landmarks.ts";
import { oldTown } from "./oldtown.ts";
import { Site } from "./site.ts";
import { airport, industrial, port, station } from "./works.ts";

const FABRICS: Readonly<Record<Fabric, (site: Site) => void>> = {
  cbd,
  office: offices,
  mixed,
  slab: slabs,
  tower: towers,
  oldtown: oldTown,
  urbanvillage: urbanVillage,
  villa: villas,
  industrial,
  port,
  campus,
  park,
  lake: () => {},
  airport,
  station,
  civic,
  farm: hamlet,
  water: () => {},
};

/** All buildings of one cell; the same each time it is asked. */
export function buildCell(plan: Plan, cell: Cell): BuildingSource[] {
  const ground = groundOf(plan, cell);
  if (!ground || ground.width < 14 || ground.depth < 14) return [];
  const { lattice } = plan;
  const u = (lattice.u(cell.i) + lattice.u(cell.i + 1)) / 2;
  const v = (lattice.v(cell.j) + lattice.v(cell.j + 1)) / 2;
  const { centre, distance } = centreAt(plan.seed, u, v);
  const random = new Random(hash(plan.seed, cell.i, cell.j, 100));
  const site = new Site(cell, ground, random, plan.reserved, distance, centre.peak);
  const mark = landmarkOn(plan, cell);
  if (mark) landmark(site, mark.form, mark.height, mark.name);
  else FABRICS[cell.lot ? "civic" : cell.fabric](site);
  return site.built;
}

/** The city's buildings from its middle outwards, `plan.buildings` of them, `fixed` structures first. */
export function* allBuildings(plan: Plan, fixed: readonly BuildingSource[]): Generator<BuildingSource> {
  yield* fixed.slice(0, plan.buildings);
  let left = plan.buildings - fixed.length;
  for (const block of plan.urban)
    for (const cell of block.cells)
      for (const building of buildCell(plan, cell)) {
        if (left-- <= 0) return;
        yield building;
      }
}
