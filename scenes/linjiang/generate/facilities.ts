// Facilities: which lots of the city hold hospitals, schools, works and stations, and what stands at the river and on bridges.

import type { AssetSource } from "../../../src/builder/source.ts";
import { groundOf } from "./blocks.ts";
import { landmarkOn } from "./buildings/landmarks.ts";
import type { District } from "./districts.ts";
import type { Fabric } from "./fabric.ts";
import { NamePool, ordinal } from "./names.ts";
import type { Cell, Plan } from "./plan.ts";
import { latOf, lonOf } from "./plane.ts";
import { hash } from "./random.ts";
import { cellAt, inside, middleOf } from "./spots.ts";
import type { Bridge, Station } from "./transport.ts";

export interface Facility {
  asset: AssetSource;
  kind: string;
  cell: Cell;
  x: number;
  y: number;
}

interface Wish {
  kind: string;
  mark: string;
  zh: string;
  en: string;
  /** How many in the default city of 60 000 buildings; others in proportion, at least one. */
  count: number;
  fabrics: readonly Fabric[];
  /** Reserves the whole cell for its buildings. */
  lot: boolean;
  radius: number;
  numbered?: boolean;
}

const LIVING: readonly Fabric[] = ["slab", "tower", "mixed"];
const WISHES: readonly Wish[] = [
  {
    kind: "hospital",
    mark: "HP",
    zh: "人民医院",
    en: "People's Hospital",
    count: 14,
    fabrics: LIVING,
    lot: true,
    radius: 80,
    numbered: true,
  },
  {
    kind: "service-hall",
    mark: "SV",
    zh: "政务服务中心",
    en: "Service Hall",
    count: 16,
    fabrics: ["mixed", "office", "tower"],
    lot: true,
    radius: 60,
  },
  {
    kind: "data-centre",
    mark: "DC",
    zh: "算力中心",
    en: "Computing Centre",
    count: 5,
    fabrics: ["industrial", "office"],
    lot: true,
    radius: 70,
  },
  {
    kind: "fire-station",
    mark: "FS",
    zh: "消防救援站",
    en: "Fire Station",
    count: 20,
    fabrics: [...LIVING, "industrial"],
    lot: true,
    radius: 50,
  },
  {
    kind: "substation",
    mark: "SS",
    zh: "220kV变电站",
    en: "220 kV Substation",
    count: 24,
    fabrics: [...LIVING, "industrial", "park"],
    lot: true,
    radius: 60,
  },
  {
    kind: "water-works",
    mark: "WW",
    zh: "自来水厂",
    en: "Water Works",
    count: 3,
    fabrics: ["slab", "tower", "industrial", "villa"],
    lot: true,
    radius: 90,
  },
  {
    kind: "sewage-works",
    mark: "SW",
    zh: "污水处理厂",
    en: "Sewage Works",
    count: 3,
    fabrics: ["industrial", "urbanvillage", "slab"],
    lot: true,
    radius: 90,
  },
  {
    kind: "waste-station",
    mark: "WT",
    zh: "垃圾转运站",
    en: "Waste Transfer Station",
    count: 9,
    fabrics: ["industrial", "urbanvillage", "slab"],
    lot: true,
    radius: 45,
  },
  {
    kind: "shelter",
    mark: "SH",
    zh: "体育场应急避难场所",
    en: "Stadium Shelter",
    count: 12,
    fabrics: [...LIVING, "campus"],
    lot: true,
    radius: 90,
  },
  {
    kind: "gas-station",
    mark: "GS",
    zh: "燃气调压站",
    en: "Gas Regulator Station",
    count: 10,
    fabrics: ["park"],
    lot: false,
    radius: 15,
  },
  {
    kind: "booster-station",
    mark: "BS",
    zh: "加压泵站",
    en: "Booster Station",
    count: 9,
    fabrics: ["park"],
    lot: false,
    radius: 18,
  },
  {
    kind: "air-station",
    mark: "AS",
    zh: "空气质量监测站",
    en: "Air Station",
    count: 24,
    fabrics: ["park", "campus", "slab", "industrial"],
    lot: false,
    radius: 6,
  },
  {
    kind: "parking-garage",
    mark: "PG",
    zh: "公共停车场",
    en: "Car Park",
    count: 12,
    fabrics: ["mixed", "office", "cbd"],
    lot: false,
    radius: 25,
  },
];
const SCHOOL: Wish = {
  kind: "school",
  mark: "SC",
  zh: "学校",
  en: "School",
  count: 0,
  fabrics: LIVING,
  lot: true,
  radius: 70,
};
/** Facilities of the default city. */
export const FACILITIES = 300;

/** Places every facility; reserves lots in the plan (so it must run before buildings are made). */
export function makeFacilities(
  plan: Plan,
  districts: readonly District[],
  bridges: readonly Bridge[],
  stations: readonly Station[],
): Facility[] {
  const facilities: Facility[] = [];
  const serials = new Map<string, number>();
  const pool = new NamePool(plan.seed + 3);
  const scale = plan.buildings / 60_000;
  const add = (
    wish: Pick<Wish, "kind" | "mark" | "radius">,
    cell: Cell,
    x: number,
    y: number,
    name: string,
    nameEn: string,
    height = 0,
  ): Facility => {
    const district = districts[cell.block.district].code;
    const key = `${district}-${wish.mark}`;
    const serial = (serials.get(key) ?? 0) + 1;
    serials.set(key, serial);
    const code = `${key}-${String(serial).padStart(3, "0")}`;
    const asset: AssetSource = {
      code,
      parentCode: cell.code,
      level: "facility",
      kind: wish.kind,
      name,
      nameEn,
      lon: lonOf(x),
      lat: latOf(y),
      heightAboveGround: height,
      radius: wish.radius,
    };
    if (wish.kind === "substation" || wish.kind === "water-works" || wish.kind === "gas-station") asset.grade = 3;
    const facility = { asset, kind: wish.kind, cell, x, y };
    facilities.push(facility);
    return facility;
  };
  for (const bridge of bridges) onBridge(plan, bridge, add);
  for (const station of stations) {
    const cell = cellAt(plan, station.u, station.v);
    if (!cell) continue;
    const [x, y] = plan.warp.at(station.u, station.v);
    const name = pool.take();
    add(
      { kind: "metro-station", mark: "MS", radius: 70 },
      cell,
      x,
      y,
      `${name.zh}站`,
      `${name.en} Station`,
      Math.max(0, station.lift),
    );
  }
  atTheRiver(plan, scale, pool, add);
  const claim = (wish: Wish, count: number): void => {
    for (const cell of spread(plan, wish, count)) {
      const spot = wish.lot ? middleOf(plan, cell) : inside(plan, cell, 31);
      if (!spot) continue;
      const [zh, en] = nameOf(wish, pool, facilities.filter((f) => f.kind === wish.kind).length);
      const facility = add(wish, cell, spot.x, spot.y, zh, en);
      if (wish.lot) cell.lot = { kind: wish.kind, code: facility.asset.code, name: zh };
    }
  };
  for (const wish of WISHES) claim(wish, Math.max(1, Math.round(wish.count * scale)));
  claim(SCHOOL, Math.max(2, Math.round(FACILITIES * scale) - facilities.length));
  return facilities;
}

type Add = (
  wish: Pick<Wish, "kind" | "mark" | "radius">,
  cell: Cell,
  x: number,
  y: number,
  name: string,
  nameEn: string,
  height?: number,
) => Facility;

function nameOf(wish: Wish, pool: NamePool, already: number): [string, string] {
  if (wish.numbered) return [`临江市第${ordinal(already + 1)}${wish.zh}`, `Linjiang ${wish.en} No. ${already + 1}`];
  if (wish.kind === "school") {
    if (already < 12) return [`临江${ordinal(already + 1)}中`, `Linjiang Middle School No. ${already + 1}`];
    const name = pool.take();
    return already % 3 === 0
      ? [`${name.zh}中学`, `${name.en} Middle School`]
      : [`${name.zh}小学`, `${name.en} Primary School`];
  }
  const name = pool.take();
  return [`${name.zh}${wish.zh}`, `${name.en} ${wish.en}`];
}

/** `count` free cells of the wished fabrics, as far from each other as the city allows. */
function spread(plan: Plan, wish: Wish, count: number): Cell[] {
  const inner = plan.urban.slice(0, Math.max(1, Math.ceil(plan.urban.length * 0.93)));
  const free = inner
    .flatMap((block) => block.cells)
    .filter(
      (cell) =>
        wish.fabrics.includes(cell.fabric) && !cell.lot && !landmarkOn(plan, cell) && roomy(plan, cell, wish.lot),
    )
    .map((cell) => ({
      cell,
      order: hash(plan.seed, cell.i, cell.j, hash(0, wish.mark.charCodeAt(0), wish.mark.charCodeAt(1))),
      ...middleOf(plan, cell),
    }))
    .sort((a, b) => a.order - b.order);
  const chosen: typeof free = [];
  const taken = new Set<Cell>();
  for (let gap = 9000; chosen.length < count && gap > 100; gap *= 0.72)
    for (const candidate of free) {
      if (chosen.length >= count) break;
      if (taken.has(candidate.cell)) continue;
      if (chosen.every((other) => Math.hypot(other.x - candidate.x, other.y - candidate.y) > gap)) {
        chosen.push(candidate);
        taken.add(candidate.cell);
      }
    }
  return chosen.map((candidate) => candidate.cell);
}

function roomy(plan: Plan, cell: Cell, lot: boolean): boolean {
  const ground = groundOf(plan, cell);
  if (!ground || ground.width < 20) return false;
  if (plan.reserved.clearance(ground.x, ground.y) < 90) return false;
  return !lot || (ground.width > 105 && ground.depth > 105);
}

function onBridge(plan: Plan, bridge: Bridge, add: Add): void {
  const middle = (bridge.path.length >> 2) << 1;
  const u = bridge.uv[0];
  const head = cellAt(plan, u, -(plan.river.edge(u) + 60)) ?? cellAt(plan, u - 30, -(plan.river.edge(u) + 60));
  if (!head) return;
  const facility = add(
    { kind: "bridge", mark: "BR", radius: Math.round(bridge.length / 2) },
    head,
    bridge.path[middle],
    bridge.path[middle + 1],
    bridge.name,
    bridge.nameEn,
    bridge.lift[middle / 2],
  );
  bridge.assetCode = facility.asset.code;
}

/** Pumping stations and gauges on the embankments. */
function atTheRiver(plan: Plan, scale: number, pool: NamePool, add: Add): void {
  const stations: { cell: Cell; x: number; y: number }[] = [];
  for (let k = plan.window.k0; k < plan.window.k1; k++)
    for (const side of [-1, 1]) {
      for (const part of [0.3, 0.7]) {
        const u = plan.lattice.u(k * 4) + (plan.lattice.u(k * 4 + 4) - plan.lattice.u(k * 4)) * part;
        const v = side * (plan.river.half(u) + 22);
        const cell = cellAt(plan, u, v);
        const [x, y] = plan.warp.at(u, v);
        if (cell) stations.push({ cell, x, y });
      }
    }
  const pumps = Math.min(stations.length, Math.max(1, Math.round(26 * scale)));
  const gauges = Math.min(stations.length, Math.max(1, Math.round(7 * scale)));
  for (let n = 0; n < pumps; n++) {
    const { cell, x, y } = stations[Math.floor(((n + 0.3) * stations.length) / pumps)];
    const name = pool.take();
    add(
      { kind: "pump-station", mark: "PS", radius: 16 },
      cell,
      x,
      y,
      n === 0 ? "滨江泵站" : `${name.zh}排涝泵站`,
      n === 0 ? "Riverside Pumping Station" : `${name.en} Pumping Station`,
    );
  }
  for (let n = 0; n < gauges; n++) {
    const { cell, x, y } = stations[Math.floor(((n + 0.75) * stations.length) / gauges)];
    const name = pool.take();
    add(
      { kind: "river-station", mark: "RS", radius: 5 },
      cell,
      x + 9,
      y + 4,
      `${name.zh}水文站`,
      `${name.en} River Gauge`,
    );
  }
}
