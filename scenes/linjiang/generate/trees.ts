// Trees: rows along arterials and promenades, groves in parks, woods on the near hills.

import { groundOf, placeOn } from "./blocks.ts";
import { lakeRing, pondRing } from "./landuse.ts";
import type { Plan } from "./plan.ts";
import { contains, latOf, lonOf } from "./plane.ts";
import { hash, hash01, Random } from "./random.ts";
import type { Road } from "./roads.ts";
import { hillAt } from "./terrain.ts";

const KERB = 3.2; // trunk from the carriageway's edge, m

/** Flat [lon, lat, height m, …], at most one tree per building of the city (60 000 by default). */
export function makeTrees(plan: Plan, roads: readonly Road[]): Float64Array {
  const out: number[] = [];
  const plant = (x: number, y: number, height: number): void => {
    out.push(lonOf(x), latOf(y), Math.round(height * 10) / 10);
  };
  parks(plan, plant);
  for (const road of roads) {
    const spacing = SPACING[road.type.klass];
    if (spacing && road.block.urban) alongRoad(plan, road, spacing, plant);
  }
  woods(plan, plant);
  island(plan, plant);
  return thinned(plan.seed, out, plan.buildings);
}

/** Every tree with the same chance of staying, so that no part of the city is bare. */
function thinned(seed: number, trees: number[], limit: number): Float64Array {
  const share = (limit * 0.985) / (trees.length / 3);
  if (share >= 1) return Float64Array.from(trees);
  const kept: number[] = [];
  for (let t = 0; t < trees.length && kept.length < limit * 3; t += 3)
    if (hash01(seed, t, 123) < share) kept.push(trees[t], trees[t + 1], trees[t + 2]);
  return Float64Array.from(kept);
}

const SPACING: Readonly<Record<string, number>> = { trunk: 26, primary: 28, secondary: 34, footway: 15 };
type Plant = (x: number, y: number, height: number) => void;

function alongRoad(plan: Plan, road: Road, spacing: number, plant: Plant): void {
  const random = new Random(hash(plan.seed, road.line, road.at, 120 + road.axis));
  const { path } = road;
  let rest = spacing / 2;
  for (let i = 0; i + 3 < path.length; i += 2) {
    const dx = path[i + 2] - path[i];
    const dy = path[i + 3] - path[i + 1];
    const length = Math.hypot(dx, dy);
    for (; rest < length; rest += spacing)
      for (const side of [-1, 1]) {
        const off = side * (road.type.width / 2 + KERB);
        const x = path[i] + (dx * rest - dy * off) / length;
        const y = path[i + 1] + (dy * rest + dx * off) / length;
        if (plan.water.clearance(x, y) > 4 && random.chance(0.94)) plant(x, y, random.range(6, 11));
      }
    rest -= length;
  }
}

function parks(plan: Plan, plant: Plant): void {
  for (const block of plan.urban) {
    const lake =
      block.fabric === "lake" ? lakeRing(plan, block) : block.fabric === "park" ? pondRing(plan, block) : null;
    for (const cell of block.cells) {
      const green =
        cell.fabric === "park" || cell.fabric === "lake" || cell.fabric === "campus" || cell.fabric === "villa";
      if (!green || cell.lot) continue;
      const ground = groundOf(plan, cell);
      if (!ground || ground.width < 14) continue;
      const random = new Random(hash(plan.seed, cell.i, cell.j, 121));
      const n = cell.fabric === "park" ? 70 : cell.fabric === "lake" ? 60 : 22;
      for (let t = 0; t < n; t++) {
        const a = (random.next() - 0.5) * ground.width;
        const b = (random.next() - 0.5) * ground.depth;
        const [x, y] = placeOn(ground, a, b);
        if (plan.reserved.clearance(x, y) > 4 && !(lake && contains(lake, x, y))) plant(x, y, random.range(5, 14));
      }
    }
  }
}

function woods(plan: Plan, plant: Plant): void {
  for (const block of plan.superblocks) {
    if (block.urban || block.hill < 8) continue;
    const random = new Random(hash(plan.seed, block.k, block.l, 122));
    for (let t = 0; t < 60; t++) {
      const [x, y] = plan.warp.at(block.u + (random.next() - 0.5) * 800, block.v + (random.next() - 0.5) * 800);
      if (hillAt(plan.seed, x, y) > 8) plant(x, y, random.range(7, 15));
    }
  }
}

/** The island is a wood. */
function island(plan: Plan, plant: Plant): void {
  if (plan.window.k1 < 7) return;
  const random = new Random(hash(plan.seed, 124));
  for (let t = 0; t < 900; t++) {
    const u = random.range(2500, 4800);
    const shore = plan.river.island(u);
    if (!shore || shore[1] - shore[0] < 30) continue;
    const [x, y] = plan.warp.at(u, random.range(shore[0] + 10, shore[1] - 10));
    plant(x, y, random.range(6, 14));
  }
}
