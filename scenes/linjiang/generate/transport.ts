// What runs above the streets: river bridges, the elevated ring and motorways, the railway and the runway.

import { SPAN } from "./lattice.ts";
import type { Plan } from "./plan.ts";
import { isBridge } from "./roads.ts";
import { clip, crossingPoints, type GroundAt, RAMP, rounded, type Way, way } from "./ways.ts";

export interface Bridge extends Way {
  k: number;
  /** Length between its abutments, m. */
  length: number;
}

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
