// The ground's colours: water, a patch for every built cell, quays and promenades, fields and forests beyond.

import type { AreaClass, AreaSource } from "../../../src/builder/source.ts";
import { groundOf } from "./blocks.ts";
import type { Fabric } from "./fabric.ts";
import { SPAN } from "./lattice.ts";
import type { Plan, Superblock } from "./plan.ts";
import { toDegrees, wound } from "./plane.ts";
import { hash01 } from "./random.ts";
import { stripOf } from "./river.ts";
import { hillAt } from "./terrain.ts";

const CLASS: Readonly<Record<Fabric, AreaClass | null>> = {
  cbd: "commercial",
  office: "commercial",
  mixed: "commercial",
  slab: "residential",
  tower: "residential",
  oldtown: "residential",
  urbanvillage: "residential",
  villa: "residential",
  industrial: "industrial",
  port: "port",
  campus: "grass",
  park: "park",
  lake: "park",
  airport: null,
  station: "plaza",
  civic: "commercial",
  farm: "farmland",
  water: null,
};

/** Lake of a lake superblock as a flat plane ring. */
export function lakeRing(plan: Plan, block: Superblock): number[] {
  const ring: number[] = [];
  for (let s = 0; s < 48; s++) {
    const a = (s / 48) * Math.PI * 2;
    const r =
      1 + 0.13 * Math.sin(3 * a + hash01(plan.seed, block.k, block.l, 30) * 6) + 0.07 * Math.sin(5 * a + block.k);
    ring.push(...plan.warp.at(block.u + 315 * r * Math.cos(a), block.v + 265 * r * Math.sin(a)));
  }
  return ring;
}

/** Pond of a park superblock, off its middle. */
export function pondRing(plan: Plan, block: Superblock): number[] {
  const turn = hash01(plan.seed, block.k, block.l, 34) * 6.28;
  const ring: number[] = [];
  for (let s = 0; s < 28; s++) {
    const a = (s / 28) * Math.PI * 2;
    const r = 1 + 0.2 * Math.sin(2 * a + turn) + 0.12 * Math.sin(3 * a - turn);
    ring.push(
      ...plan.warp.at(
        block.u + 120 * Math.cos(turn) + 105 * r * Math.cos(a),
        block.v + 90 * Math.sin(turn) + 80 * r * Math.sin(a),
      ),
    );
  }
  return ring;
}

export function makeAreas(plan: Plan): AreaSource[] {
  const areas: AreaSource[] = [];
  const add = (klass: AreaClass, ring: number[], name?: string): void => {
    if (ring.length >= 6) areas.push({ klass, name, rings: [toDegrees(wound(ring))] });
  };
  const { lattice, window, river } = plan;
  const [u0, u1] = [lattice.u(window.k0 * SPAN), lattice.u(window.k1 * SPAN)];
  const [outer, ...holes] = river.rings(u0, u1);
  areas.push({
    klass: "river",
    name: "临江",
    rings: [toDegrees(wound(outer)), ...holes.map((hole) => toDegrees(wound(hole, false)))],
  });
  if (holes.length) add("park", holes[0], "江心洲");
  for (const canal of plan.canals) add("river", stripOf(canal.path, canal.half), canal.name);
  for (const block of plan.superblocks) {
    if (block.fabric === "lake" && block.urban) add("lake", lakeRing(plan, block));
    if (block.urban) urbanCells(plan, block, add);
    else fields(plan, block, add);
  }
  quays(plan, add);
  return areas;
}

type Add = (klass: AreaClass, ring: number[], name?: string) => void;

function urbanCells(plan: Plan, block: Superblock, add: Add): void {
  if (block.fabric === "airport") add("airport", cellRing(plan, block.k * SPAN, block.l * SPAN, SPAN));
  if (block.fabric === "park" || block.fabric === "lake") {
    add("park", greenRing(plan, block));
    if (block.fabric === "park") add("lake", pondRing(plan, block));
    return;
  }
  for (const cell of block.cells) {
    let klass = CLASS[cell.fabric];
    if (!klass) continue;
    if (cell.lot)
      klass = cell.lot.kind === "shelter" ? "sports" : cell.lot.kind.endsWith("works") ? "industrial" : "plaza";
    const ground = groundOf(plan, cell);
    if (!ground) continue;
    // a block too shallow to build on is riverside green
    add(ground.width < 14 || ground.depth < 30 ? "park" : klass, ground.outline);
  }
}

/** A whole superblock of green between its arterials, the riverside left free. */
function greenRing(plan: Plan, block: Superblock): number[] {
  const [u0, u1] = [plan.lattice.u(block.k * SPAN) + 22, plan.lattice.u((block.k + 1) * SPAN) - 22];
  const [low, high] = [plan.lattice.v(block.l * SPAN) + 22, plan.lattice.v((block.l + 1) * SPAN) - 22];
  const keep = (u: number, v: number): number =>
    block.l >= 0 ? Math.max(v, plan.river.edge(u)) : Math.min(v, -plan.river.edge(u));
  const ring: number[] = [];
  const at = (a: number, b: number): void => {
    const u = u0 + (u1 - u0) * a;
    ring.push(...plan.warp.at(u, keep(u, low + (high - low) * b)));
  };
  for (let s = 0; s < 12; s++) at(s / 12, 0);
  for (let s = 0; s < 12; s++) at(1, s / 12);
  for (let s = 12; s > 0; s--) at(s / 12, 1);
  for (let s = 12; s > 0; s--) at(0, s / 12);
  return ring;
}

function cellRing(plan: Plan, i: number, j: number, span: number): number[] {
  const ring: number[] = [];
  const n = (a: number, b: number): void => {
    ring.push(...plan.lattice.node(a, b));
  };
  for (let s = 0; s < span; s++) n(i + s, j);
  for (let s = 0; s < span; s++) n(i + span, j + s);
  for (let s = span; s > 0; s--) n(i + s, j + span);
  for (let s = span; s > 0; s--) n(i, j + s);
  return ring;
}

/** Country beyond the city: forest on the hills, strips of field on the plain. */
function fields(plan: Plan, block: Superblock, add: Add): void {
  for (let b = 0; b < SPAN; b += 2)
    for (let a = 0; a < SPAN; a += 2) {
      const i = block.k * SPAN + a;
      const j = block.l * SPAN + b;
      const [x, y] = plan.warp.at(plan.lattice.u(i + 1), plan.lattice.v(j + 1));
      if (hillAt(plan.seed, x, y) > 12) {
        add("forest", fieldRing(plan, i, j, 2, 2));
        continue;
      }
      const wide = hash01(plan.seed, i, j, 111) < 0.5;
      for (let s = 0; s < 2; s++) {
        const dice = hash01(plan.seed, i, j, 112 + s);
        const klass = dice < 0.13 ? "forest" : dice < 0.34 ? "grass" : "farmland";
        add(klass, wide ? fieldRing(plan, i, j + s, 2, 1) : fieldRing(plan, i + s, j, 1, 2));
      }
    }
}

/** A field of `wide` by `tall` cells, ending at the river's bank; empty when all of it is water. */
function fieldRing(plan: Plan, i: number, j: number, wide: number, tall: number): number[] {
  const { lattice, river, warp } = plan;
  const ring: number[] = [];
  let deepest = 0;
  const at = (s: number, line: number): void => {
    const u = lattice.u(i) + ((lattice.u(i + wide) - lattice.u(i)) * s) / 8;
    const bank = river.half(u) + 3;
    const v = lattice.v(line);
    deepest = Math.max(deepest, Math.abs(v) - bank);
    ring.push(...warp.at(u, j >= 0 ? Math.max(bank, v) : Math.min(-bank, v)));
  };
  for (let s = 0; s <= 8; s++) at(s, j);
  for (let s = 8; s >= 0; s--) at(s, j + tall);
  return deepest > 8 ? ring : [];
}

/** Embankments between water and riverside drive: promenades in the city, quays at the port. */
function quays(plan: Plan, add: Add): void {
  for (let k = plan.window.k0; k < plan.window.k1; k++)
    for (const side of [-1, 1]) {
      const block = plan.at(k, side < 0 ? -1 : 0);
      if (!block?.urban) continue;
      const from = plan.lattice.u(k * SPAN);
      const to = plan.lattice.u((k + 1) * SPAN);
      const ring: number[] = [];
      for (let s = 0; s <= 12; s++) {
        const u = from + ((to - from) * s) / 12;
        ring.push(...plan.warp.at(u, side * plan.river.half(u)));
      }
      for (let s = 12; s >= 0; s--) {
        const u = from + ((to - from) * s) / 12;
        ring.push(...plan.warp.at(u, side * (plan.river.quay(u) - 9)));
      }
      add(block.fabric === "port" ? "port" : block.fabric === "cbd" ? "plaza" : "park", ring);
    }
}
