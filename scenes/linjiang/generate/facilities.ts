// Facilities: which lots of the city hold hospitals, schools, works and stations, and what stands at the river and on bridges.

import type { AssetSource } from "../../../src/builder/source.ts";
import { groundOf } from "./blocks.ts";
import { landmarkOn } from "./buildings/landmarks.ts";
import type { District } from "./districts.ts";
import type { Fabric } from "./fabric.ts";
import { ENTERPRISE, FACILITIES, SCHOOL, WISHES, type Wish } from "./facilityWishes.ts";
import type { Station } from "./metro.ts";
import { NamePool, ordinal } from "./names.ts";
import type { Cell, Plan } from "./plan.ts";
import { latOf, lonOf } from "./plane.ts";
import { hash } from "./random.ts";
import { atTheRiver, onBridge } from "./riverFacilities.ts";
import { cellAt, inside, middleOf } from "./spots.ts";
import type { Bridge } from "./transport.ts";

export interface Facility {
  asset: AssetSource;
  kind: string;
  cell: Cell;
  x: number;
  y: number;
}

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
    const cells = spread(plan, wish.fabrics, wish, count);
    for (const cell of cells.length > 0 ? cells : spread(plan, wish.elsewhere ?? [], wish, count)) {
      const spot = wish.lot ? middleOf(plan, cell) : inside(plan, cell, 31);
      if (!spot) continue;
      const [zh, en] = nameOf(wish, pool, facilities.filter((f) => f.kind === wish.kind).length);
      const facility = add(wish, cell, spot.x, spot.y, zh, en);
      if (wish.lot) cell.lot = { kind: wish.kind, code: facility.asset.code, name: zh };
    }
  };
  for (const wish of WISHES) claim(wish, Math.max(1, Math.round(wish.count * scale)));
  claim(ENTERPRISE, Math.max(1, Math.round(ENTERPRISE.count * scale)));
  claim(SCHOOL, Math.max(2, Math.round(FACILITIES * scale) - facilities.length));
  return facilities;
}

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
function spread(plan: Plan, fabrics: readonly Fabric[], wish: Wish, count: number): Cell[] {
  const inner = plan.urban.slice(0, Math.max(1, Math.ceil(plan.urban.length * 0.93)));
  const free = inner
    .flatMap((block) => block.cells)
    .filter(
      (cell) => fabrics.includes(cell.fabric) && !cell.lot && !landmarkOn(plan, cell) && roomy(plan, cell, wish.lot),
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
