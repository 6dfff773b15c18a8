// What runs above or below the streets: river bridges, the elevated ring and motorways, metro lines and the railway.

import type { LineClass } from "../../../src/builder/source.ts";
import { SPAN } from "./lattice.ts";
import type { Plan } from "./plan.ts";
import { isBridge } from "./roads.ts";

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

export interface Bridge extends Way {
  k: number;
  /** Length between its abutments, m. */
  length: number;
}

export interface Station {
  u: number;
  v: number;
  lift: number;
  lines: number[];
}

type GroundAt = (x: number, y: number) => number;

const DECK = 30; // deck of a river bridge above the water's zero, m
const RAMP = 400; // m from the bank to where the deck leaves the ground
const ease = (t: number): number => {
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
function way(
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
function rounded(points: readonly (readonly [number, number])[], radius: number, step: number): number[] {
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
function clip(plan: Plan, uv: number[]): number[][] {
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

const crossingPoints = (plan: Plan, list: readonly (readonly [number, number])[]): [number, number][] =>
  list.map(([k, l]) => [plan.lattice.u(k * SPAN), plan.lattice.v(l * SPAN)]);

/** River bridges where trunk roads cross, with real ramps. */
export function makeBridges(plan: Plan, ground: GroundAt, names: () => { zh: string; en: string }): Bridge[] {
  const bridges: Bridge[] = [];
  for (let k = plan.window.k0 + 1; k < plan.window.k1; k++) {
    if (!isBridge(plan, k)) continue;
    const u = plan.lattice.u(k * SPAN);
    const reach = plan.river.half(u) + RAMP;
    const uv: number[] = [];
    for (let v = -reach; v < reach; v += 24) uv.push(u, v);
    uv.push(u, reach);
    const name = names();
    const shape = way(plan, ground, uv, () => 0);
    bridges.push({
      ...shape,
      k,
      klass: "trunk",
      width: 34,
      name: `${name.zh}大桥`,
      nameEn: `${name.en} Bridge`,
      length: 2 * reach,
    });
  }
  return bridges;
}

/** The elevated ring and the motorways that leave it; their ground is reserved. */
export function makeMotorways(plan: Plan, ground: GroundAt): Way[] {
  const ring: [number, number][] = [
    [0, -6],
    [6, -6],
    [6, 4],
    [-6, 4],
    [-6, -6],
    [0, -6],
  ];
  const courses: { name: string; en: string; points: [number, number][] }[] = [
    { name: "环城快速路", en: "Ring Expressway", points: ring },
    {
      name: "临港高速",
      en: "Lingang Motorway",
      points: [
        [6, -3],
        [plan.window.k1, -3],
      ],
    },
    {
      name: "望江高速",
      en: "Wangjiang Motorway",
      points: [
        [-6, -3],
        [plan.window.k0, -3],
      ],
    },
    {
      name: "南环高速",
      en: "South Motorway",
      points: [
        [0, -6],
        [0, plan.window.l0],
      ],
    },
  ];
  const ways: Way[] = [];
  for (const course of courses) {
    const beyond = course.points.some(
      ([k, l]) => k < plan.window.k0 || k > plan.window.k1 || l < plan.window.l0 || l > plan.window.l1,
    );
    if (beyond && course.name !== "环城快速路") continue;
    for (const uv of clip(plan, rounded(crossingPoints(plan, course.points), 900, 50))) {
      const shape = way(plan, ground, uv, () => 10.5);
      plan.reserved.add(shape.path, 14, 40);
      ways.push({ ...shape, klass: "motorway", width: 26, name: course.name, nameEn: course.en });
    }
  }
  return ways;
}

const METRO: readonly (readonly [number, number])[][] = [
  [
    [-15, -4],
    [-7, -4],
    [-3, -1],
    [5, -1],
    [8, -3],
    [15, -3],
  ],
  [
    [1, -11],
    [1, -4],
    [0, -2],
    [0, 3],
    [2, 5],
    [2, 7],
  ],
  [
    [-10, 4],
    [-4, 2],
    [4, 2],
    [7, -2],
    [7, -8],
    [1, -9],
  ],
  [
    [0, -5],
    [4, -5],
    [4, 3],
    [-4, 3],
    [-4, -5],
    [0, -5],
  ],
  [
    [-14, -8],
    [-7, -5],
    [-2, -5],
    [6, -6],
    [13, -6],
  ],
];

/** Metro lines: under ground inside the ring, on viaducts outside; with their stations, interchanges joined. */
export function makeMetro(plan: Plan, ground: GroundAt): { ways: Way[]; stations: Station[] } {
  const ways: Way[] = [];
  const stations: Station[] = [];
  METRO.forEach((course, n) => {
    const above = (u: number, v: number): number => {
      const out = Math.max((Math.abs(u) - 4300) / 700, (Math.abs(v + 800) - 3900) / 700);
      const hub = Math.abs(v) < plan.river.half(u) + 300 ? -1 : 1;
      return -17 + 28 * ease(hub < 0 ? 0 : out);
    };
    for (const uv of clip(plan, rounded(crossingPoints(plan, course), 420, 45))) {
      const shape = way(plan, ground, uv, above, false);
      for (let i = 0; i + 3 < shape.path.length; i += 2)
        if (shape.lift[i / 2] > -4) plan.reserved.add(shape.path.slice(i, i + 4), 6, 30);
      ways.push({ ...shape, klass: "metro", width: 9, name: `轨道交通${n + 1}号线`, nameEn: `Metro Line ${n + 1}` });
      placeStations(plan, shape, n + 1, stations);
    }
  });
  return { ways, stations };
}

function placeStations(plan: Plan, shape: Pick<Way, "path" | "uv" | "lift">, line: number, stations: Station[]): void {
  let gone = 1400;
  const { path, uv, lift } = shape;
  for (let i = 2; i < path.length; i += 2) {
    gone += Math.hypot(path[i] - path[i - 2], path[i + 1] - path[i - 1]);
    const [u, v] = [uv[i], uv[i + 1]];
    if (gone < 1750 || Math.abs(v) < plan.river.edge(u) + 40) continue;
    if (!plan.at(Math.floor(u / 800), Math.floor(v / 800))?.urban) continue;
    const joined = stations.find((s) => Math.hypot(s.u - u, s.v - v) < 420);
    if (joined) {
      if (!joined.lines.includes(line)) joined.lines.push(line);
    } else stations.push({ u, v, lift: lift[i / 2], lines: [line] });
    gone = 0;
  }
}

/** The main railway, on a viaduct through the high-speed station, when the city reaches that far south. */
export function makeRailway(plan: Plan, ground: GroundAt): Way[] {
  if (plan.window.l0 > -9) return [];
  const uv: number[] = [];
  for (let u = plan.window.k0 * 800 + 120; u <= plan.window.k1 * 800 - 120; u += 60)
    uv.push(u, -6800 + 260 * Math.sin((u - 1200) / 3900));
  return clip(plan, uv).map((part) => {
    const shape = way(plan, ground, part, () => 9);
    for (let i = 0; i + 3 < shape.path.length; i += 2)
      if (part[i] < 860 || part[i] > 1540) plan.reserved.add(shape.path.slice(i, i + 4), 9, 30);
    return { ...shape, klass: "rail" as const, width: 14, name: "沿江高铁", nameEn: "Riverside High-speed Railway" };
  });
}

/** The airport's runway and taxiway as wide service roads, when the airport is built. */
export function makeRunway(plan: Plan, ground: GroundAt): Way[] {
  if (!plan.at(-14, -9)?.urban || !plan.at(-11, -9)?.urban) return [];
  const strip = (v: number, width: number, name: string, nameEn: string): Way => {
    const uv: number[] = [];
    for (let u = -11000; u <= -8200; u += 100) uv.push(u, v);
    return { ...way(plan, ground, uv, () => 0, false), klass: "service", width, name, nameEn };
  };
  return [strip(-7020, 50, "跑道", "Runway"), strip(-6840, 24, "滑行道", "Taxiway")];
}
