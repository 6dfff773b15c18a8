// The plan: which superblocks are built, what each is, and its sixteen cells. Everything later reads it, nothing changes it but lots.

import { Corridors } from "./corridors.ts";
import { DENSITY, type Fabric, fabricOf, urbanity } from "./fabric.ts";
import { Lattice, SPAN } from "./lattice.ts";
import { hash01 } from "./random.ts";
import { type Canal, River } from "./river.ts";
import { hillAt } from "./terrain.ts";
import { Warp } from "./warp.ts";

/** A square of four by four cells between arterials. */
export interface Superblock {
  k: number;
  l: number;
  u: number;
  v: number;
  fabric: Fabric;
  urban: boolean;
  hill: number;
  rank: number;
  /** Index of its street (subdistrict) and district, filled by the districts. */
  street: number;
  district: number;
  cells: Cell[];
}

/** What a facility reserved a cell for. */
export interface Lot {
  kind: string;
  code: string;
  name: string;
}

/** One unit grid: a cell of the base lattice. */
export interface Cell {
  i: number;
  j: number;
  block: Superblock;
  fabric: Fabric;
  /** 15-digit unit grid code, filled by the districts. */
  code: string;
  lot?: Lot;
}

export interface Plan {
  seed: number;
  /** How many buildings the city will have. */
  buildings: number;
  warp: Warp;
  lattice: Lattice;
  river: River;
  canals: Canal[];
  /** Water alone. */
  water: Corridors;
  /** Ground no building may take: water and what transport adds. */
  reserved: Corridors;
  /** Superblock window, k in [k0, k1), l in [l0, l1). */
  window: { k0: number; k1: number; l0: number; l1: number };
  superblocks: Superblock[];
  at(k: number, l: number): Superblock | undefined;
  /** Built superblocks, the most urban first. */
  urban: Superblock[];
}

const fabricOfCell = (seed: number, block: Superblock, i: number, j: number, v: number, edge: number): Fabric => {
  const dice = hash01(seed, i, j, 70);
  if (Math.abs(v) < edge - 60) return "water";
  const onArterial = (((i % SPAN) + SPAN) % SPAN) % 3 === 0 || (((j % SPAN) + SPAN) % SPAN) % 3 === 0;
  switch (block.fabric) {
    case "cbd":
      return dice < 0.07 ? "park" : "cbd";
    case "office":
      return dice < 0.08 ? "park" : dice < 0.3 ? "tower" : dice < 0.42 ? "mixed" : "office";
    case "mixed":
      return dice < 0.07 ? "park" : dice < 0.3 ? "slab" : dice < 0.42 ? "tower" : "mixed";
    case "slab":
      return dice < 0.05 ? "park" : dice < 0.14 && onArterial ? "mixed" : dice < 0.22 ? "tower" : "slab";
    case "tower":
      return dice < 0.07 ? "park" : dice < 0.15 && onArterial ? "mixed" : dice < 0.24 ? "slab" : "tower";
    case "oldtown":
      return dice < 0.04 ? "park" : dice < 0.09 ? "mixed" : "oldtown";
    case "urbanvillage":
      return dice < 0.1 ? "industrial" : dice < 0.22 ? "slab" : dice < 0.26 ? "park" : "urbanvillage";
    case "villa":
      return dice < 0.14 ? "park" : "villa";
    case "industrial":
      return dice < 0.04 ? "park" : dice < 0.09 ? "office" : "industrial";
    case "campus":
      return dice < 0.14 ? "park" : dice < 0.22 ? "slab" : "campus";
    case "station":
      return "station";
    default:
      return block.fabric;
  }
};

/** Fabrics a city of some size always has, however far out. */
const PLANNED: ReadonlySet<Fabric> = new Set<Fabric>(["airport", "station", "port"]);
const HOUSING: ReadonlySet<Fabric> = new Set<Fabric>(["slab", "tower", "mixed", "urbanvillage", "villa", "industrial"]);
/** Share of cells of fringe superblocks still farmed, so that the city frays out. */
const FRINGE = 0.4;

/** @param buildings how many buildings, 100 … 2 000 000 */
export function makePlan(seed: number, buildings: number): Plan {
  const warp = new Warp(seed);
  const lattice = new Lattice(seed, warp);
  const river = new River(seed, warp);
  const scale = Math.sqrt(buildings / 60_000);
  const wide = Math.max(3, Math.round(15 * scale));
  const tall = Math.max(3, Math.round(11 * scale));
  const shift = Math.round(Math.min(1, scale) * 0.4 - 0.7);
  const window = { k0: -wide, k1: wide, l0: -tall + shift, l1: tall + shift };
  const superblocks: Superblock[] = [];
  const index = new Map<number, Superblock>();
  const key = (k: number, l: number): number => (k + 4096) * 8192 + l + 4096;
  for (let l = window.l0; l < window.l1; l++)
    for (let k = window.k0; k < window.k1; k++) {
      const u = (k + 0.5) * 800;
      const v = (l + 0.5) * 800;
      const [x, y] = warp.at(u, v);
      const hill = hillAt(seed, x, y);
      const fabric = fabricOf(seed, k, l, u, v, hill);
      const wanted = buildings >= 30_000 && PLANNED.has(fabric) ? 0.6 : 0;
      const rank = urbanity(seed, u, v) + wanted - (hill > 25 ? 9 : hill / 80);
      const block = { k, l, u, v, fabric, hill, rank, urban: false, street: -1, district: -1, cells: [] };
      superblocks.push(block);
      index.set(key(k, l), block);
    }
  const urban: Superblock[] = [];
  let expected = 0;
  for (const block of superblocks.slice().sort((a, b) => b.rank - a.rank || a.k - b.k || a.l - b.l)) {
    if (expected > buildings * 1.034 + 260) break;
    block.urban = true;
    urban.push(block);
    for (let j = block.l * SPAN; j < (block.l + 1) * SPAN; j++)
      for (let i = block.k * SPAN; i < (block.k + 1) * SPAN; i++) {
        const u = (lattice.u(i) + lattice.u(i + 1)) / 2;
        const v = (lattice.v(j) + lattice.v(j + 1)) / 2;
        let fabric = fabricOfCell(seed, block, i, j, v, river.edge(u));
        const fringe = expected > buildings * 0.92 && HOUSING.has(fabric) && hash01(seed, i, j, 71) < FRINGE;
        if (fringe) fabric = "farm";
        const cell = { i, j, block, code: "", fabric };
        block.cells.push(cell);
        expected += DENSITY[cell.fabric];
      }
  }
  const u0 = lattice.u(window.k0 * SPAN);
  const u1 = lattice.u(window.k1 * SPAN);
  const canals = river.canals({ u0, u1, v0: lattice.v(window.l0 * SPAN), v1: lattice.v(window.l1 * SPAN) });
  const water = new Corridors();
  const reserved = new Corridors();
  river.reserve(water, u0 - 3000, u1 + 3000, canals);
  river.reserve(reserved, u0 - 3000, u1 + 3000, canals);
  return {
    seed,
    buildings,
    warp,
    lattice,
    river,
    canals,
    water,
    reserved,
    window,
    superblocks,
    urban,
    at: (k, l) => index.get(key(k, l)),
  };
}
