// Roads: which edge of the lattice carries what, the riverside drives, bridges, canals crossed, the elevated ring and motorways.

import type { LineClass, LineSource } from "../../../src/builder/source.ts";
import { SPAN } from "./lattice.ts";
import type { Plan, Superblock } from "./plan.ts";
import { toDegrees } from "./plane.ts";
import { hash01 } from "./random.ts";

export interface RoadType {
  klass: LineClass;
  /** Kerb to kerb, m. */
  width: number;
}

/** A piece of road in plane metres. `axis` 0: along v at line `line`; 1: along u. Arterial pieces span one superblock. */
export interface Road {
  type: RoadType;
  path: number[];
  axis: 0 | 1;
  line: number;
  /** Superblock index along the road. */
  at: number;
  /** Superblock it belongs to (for its district). */
  block: Superblock;
  name?: string;
  nameEn?: string;
  assetCode?: string;
}

const TRUNK: RoadType = { klass: "trunk", width: 38 };
const PRIMARY: RoadType = { klass: "primary", width: 30 };
const SECONDARY: RoadType = { klass: "secondary", width: 21 };
const TERTIARY: RoadType = { klass: "tertiary", width: 14 };
const LANE: RoadType = { klass: "residential", width: 9 };
const SERVICE: RoadType = { klass: "service", width: 6 };
const mod = (i: number, n: number): number => ((i % n) + n) % n;

/** Chance that an inner lattice edge is a public lane, by fabric: the rest of the housing is gated, without through roads. */
const LANES: Readonly<Record<string, readonly [number, RoadType]>> = {
  cbd: [1, TERTIARY],
  office: [0.9, TERTIARY],
  mixed: [0.85, TERTIARY],
  slab: [0.55, LANE],
  tower: [0.4, LANE],
  oldtown: [1, LANE],
  urbanvillage: [1, LANE],
  villa: [0.9, LANE],
  industrial: [0.55, TERTIARY],
  port: [0.5, SERVICE],
  campus: [0.45, SERVICE],
};

/** What runs along base line `line` of `axis` over cell `cell` (its index along the line), or null. */
export function roadOn(plan: Plan, axis: 0 | 1, line: number, cell: number): RoadType | null {
  const along = Math.floor(cell / SPAN);
  const near = Math.floor(line / SPAN);
  const block = axis === 0 ? plan.at(near, along) : plan.at(along, near);
  if (mod(line, SPAN) === 0) {
    const other = axis === 0 ? plan.at(near - 1, along) : plan.at(along, near - 1);
    const urban = (block?.urban ?? false) || (other?.urban ?? false);
    const fabric = block?.fabric;
    if (fabric === "airport" && other?.fabric === "airport") return null;
    if (fabric === "lake" && other?.fabric === "lake") return null;
    const trunk = mod(near, 3) === 0;
    if (urban) return trunk ? TRUNK : PRIMARY;
    return trunk && Math.min(block?.hill ?? 99, other?.hill ?? 99) < 30 ? TERTIARY : null;
  }
  if (!block?.urban) return null;
  const fabric = block.fabric;
  if (fabric === "park" || fabric === "lake" || fabric === "airport" || fabric === "station") return null;
  if (mod(line, SPAN) === 2) return fabric === "campus" || fabric === "port" ? TERTIARY : SECONDARY;
  const [chance, type] = LANES[fabric] ?? [0, LANE];
  return hash01(plan.seed, axis + 90, line, cell) < chance ? type : null;
}

/** Whether arterial column k crosses the river by a bridge. */
export const isBridge = (plan: Plan, k: number): boolean => {
  const joined = (l: number): boolean => (plan.at(k, l)?.urban ?? false) || (plan.at(k - 1, l)?.urban ?? false);
  return mod(k, 3) === 0 && joined(0) && joined(-1);
};

/** All street-level roads as pieces. */
export function makeRoads(plan: Plan): Road[] {
  const { window, lattice, river, warp } = plan;
  const roads: Road[] = [];
  const sweep = (axis: 0 | 1): void => {
    const [a0, a1, b0, b1] =
      axis === 0 ? [window.k0, window.k1, window.l0, window.l1] : [window.l0, window.l1, window.k0, window.k1];
    for (let line = a0 * SPAN; line <= a1 * SPAN; line++)
      for (let at = b0; at < b1; at++) {
        let run: number[] = [];
        let type: RoadType | null = null;
        const flush = (): void => {
          const near = Math.floor(line / SPAN);
          const block =
            (axis === 0 ? plan.at(near, at) : plan.at(at, near)) ??
            (axis === 0 ? plan.at(near - 1, at) : plan.at(at, near - 1));
          if (type && run.length >= 4 && block) roads.push({ type, path: run, axis, line, at, block });
          run = [];
        };
        for (let cell = at * SPAN; cell < (at + 1) * SPAN; cell++) {
          const next = roadOn(plan, axis, line, cell);
          if (next !== type) flush();
          type = next;
          if (!type) continue;
          const steps = 4;
          for (let s = run.length ? 1 : 0; s <= steps; s++) {
            const [u, v] = alongLine(plan, axis, line, cell, s / steps);
            const quay = river.quay(u);
            if (Math.abs(v) < quay) {
              // stop the road exactly on the riverside drive
              if (axis === 0 && run.length) {
                run.push(...warp.at(u, Math.sign(lattice.v(cell) + lattice.v(cell + 1)) * quay));
              }
              flush();
              continue;
            }
            if (axis === 0 && run.length === 0 && s > 0) run.push(...warp.at(u, Math.sign(v) * quay));
            run.push(...warp.at(u, v));
          }
        }
        flush();
      }
  };
  sweep(0);
  sweep(1);
  return roads;
}

function alongLine(plan: Plan, axis: 0 | 1, line: number, cell: number, t: number): [number, number] {
  const { lattice } = plan;
  if (axis === 0) return [lattice.u(line), lattice.v(cell) + (lattice.v(cell + 1) - lattice.v(cell)) * t];
  return [lattice.u(cell) + (lattice.u(cell + 1) - lattice.u(cell)) * t, lattice.v(line)];
}

/** The drives along both banks, one piece a superblock, and the promenades at the water. */
export function riversideRoads(plan: Plan): Road[] {
  const roads: Road[] = [];
  for (let k = plan.window.k0; k < plan.window.k1; k++)
    for (const side of [-1, 1] as const) {
      const block = plan.at(k, side < 0 ? -1 : 0);
      if (!block?.urban) continue;
      const drive: number[] = [];
      const walk: number[] = [];
      const from = plan.lattice.u(k * SPAN);
      const to = plan.lattice.u((k + 1) * SPAN);
      for (let s = 0; s <= 16; s++) {
        const u = from + ((to - from) * s) / 16;
        drive.push(...plan.warp.at(u, side * plan.river.quay(u)));
        walk.push(...plan.warp.at(u, side * (plan.river.half(u) + 9)));
      }
      roads.push({ type: { klass: "secondary", width: 18 }, path: drive, axis: 1, line: side * 1000, at: k, block });
      roads.push({ type: { klass: "footway", width: 7 }, path: walk, axis: 1, line: side * 1001, at: k, block });
    }
  return roads;
}

/** Winding paths of the large parks: a loop about the pond or lake and two ways in. */
export function parkPaths(plan: Plan): Road[] {
  const roads: Road[] = [];
  for (const block of plan.urban) {
    if (block.fabric !== "park" && block.fabric !== "lake") continue;
    if (block.l === 0 || block.l === -1) continue; // the promenade serves riverside parks
    const path = (points: (t: number) => [number, number], n: number): void => {
      const flat: number[] = [];
      for (let s = 0; s <= n; s++) {
        const [a, b] = points(s / n);
        flat.push(...plan.warp.at(block.u + a, block.v + b));
      }
      roads.push({
        type: { klass: "footway", width: 5 },
        path: flat,
        axis: 0,
        line: 2000 + block.k,
        at: block.l,
        block,
      });
    };
    const wave = hash01(plan.seed, block.k, block.l, 35) * 6;
    path((t) => {
      const a = t * Math.PI * 2;
      const r = 1 + 0.06 * Math.sin(4 * a + wave);
      return [345 * r * Math.cos(a), 325 * r * Math.sin(a)];
    }, 40);
    path((t) => [-370 + 90 * t, 40 * Math.sin(t * 3 + wave)], 6);
    path((t) => [280 + 90 * t, 40 * Math.sin(t * 3 - wave)], 6);
  }
  return roads;
}

/** Names arterials (a line keeps its name along its whole length) and the riverside drives. */
export function nameRoads(roads: readonly Road[], take: () => { zh: string; en: string }): void {
  const names = new Map<string, { zh: string; en: string }>();
  for (const road of roads) {
    const { line, axis } = road;
    const { klass } = road.type;
    if (Math.abs(line) >= 2000) continue;
    if (Math.abs(line) >= 1000) {
      road.name = line < 0 ? "滨江南大道" : "滨江北大道";
      road.nameEn = line < 0 ? "South Riverside Avenue" : "North Riverside Avenue";
    } else if (klass === "trunk" || klass === "primary" || klass === "secondary") {
      const key = `${axis}:${line}`;
      let name = names.get(key);
      if (!name) {
        name = take();
        names.set(key, name);
      }
      const grand = klass === "trunk";
      road.name = name.zh + (grand ? "大道" : axis === 0 ? "路" : "街");
      road.nameEn = `${name.en} ${grand ? "Avenue" : axis === 0 ? "Road" : "Street"}`;
    }
  }
}

/** A road piece as the builder takes it. */
export const lineOf = (road: Road, lift?: Float32Array): LineSource => ({
  klass: road.type.klass,
  name: road.name,
  path: toDegrees(road.path),
  width: road.type.width,
  lift,
  assetCode: road.assetCode,
});
