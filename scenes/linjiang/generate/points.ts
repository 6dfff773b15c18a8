// Monitoring points on unit grids, roads and buildings: what is sensed where, in proportions that follow the fabric.

import type { AssetSource } from "../../../src/builder/source.ts";
import { buildCell } from "./buildings/index.ts";
import type { ComponentCodes } from "./codes.ts";
import type { District } from "./districts.ts";
import type { Fabric } from "./fabric.ts";
import type { Cell, Plan } from "./plan.ts";
import { latOf, lonOf } from "./plane.ts";
import { hash, hash01 } from "./random.ts";
import type { Road } from "./roads.ts";
import { cellAt, inside, kerbside } from "./spots.ts";

/** Points of the default city of 60 000 buildings; other sizes in proportion. */
export const POINTS = 20_000;

interface Share {
  kind: string;
  /** Weight among the points not given by facilities and roads. */
  weight: number;
  zh: string;
  en: string;
  where: "kerb" | "inside";
  /** Fabrics it is found in; all built ones when absent. */
  fabrics?: readonly Fabric[];
  up?: number;
}

const WORK: readonly Fabric[] = ["industrial", "port"];
const BUSY: readonly Fabric[] = ["cbd", "office", "mixed", "tower", "slab", "civic", "station"];
const SHARES: readonly Share[] = [
  { kind: "drain-level", weight: 2500, zh: "雨水井", en: "Storm drain", where: "kerb" },
  { kind: "manhole-tilt", weight: 2300, zh: "井盖", en: "Manhole cover", where: "kerb" },
  { kind: "lamp-lit", weight: 1400, zh: "路灯控制柜", en: "Street lamp cabinet", where: "kerb", up: 2 },
  { kind: "lamp-power", weight: 800, zh: "路灯回路", en: "Lamp circuit", where: "kerb", up: 2 },
  { kind: "gas-ch4", weight: 1700, zh: "燃气井", en: "Gas valve pit", where: "kerb" },
  { kind: "bin-fill", weight: 1500, zh: "垃圾箱", en: "Waste bin", where: "kerb", up: 1 },
  { kind: "water-pressure", weight: 1400, zh: "供水压力点", en: "Water pressure point", where: "kerb" },
  { kind: "hydrant-pressure", weight: 1300, zh: "消火栓", en: "Fire hydrant", where: "kerb", up: 1 },
  { kind: "transformer-load", weight: 800, zh: "配电变压器", en: "Distribution transformer", where: "inside", up: 2 },
  { kind: "cell-load", weight: 780, zh: "5G基站", en: "5G base station", where: "inside", up: 24 },
  { kind: "parking-occupancy", weight: 520, zh: "停车场", en: "Car park", where: "inside", fabrics: BUSY },
  { kind: "factory-power", weight: 430, zh: "企业用电", en: "Factory power", where: "inside", fabrics: WORK, up: 3 },
  { kind: "gateway-battery", weight: 420, zh: "物联网关", en: "IoT gateway", where: "kerb", up: 6 },
  { kind: "noise-level", weight: 320, zh: "噪声监测点", en: "Noise monitor", where: "kerb", up: 4 },
  {
    kind: "energy-power",
    weight: 260,
    zh: "公共建筑用电",
    en: "Public building power",
    where: "inside",
    fabrics: ["cbd", "office", "mixed", "campus"],
    up: 3,
  },
  { kind: "ponding", weight: 260, zh: "积水点", en: "Waterlogging point", where: "kerb" },
  {
    kind: "soil-moisture",
    weight: 180,
    zh: "绿地墒情",
    en: "Soil moisture",
    where: "inside",
    fabrics: ["park", "lake", "campus"],
  },
  { kind: "water-turbidity", weight: 110, zh: "水质浊度点", en: "Turbidity point", where: "kerb" },
  { kind: "water-chlorine", weight: 110, zh: "水质余氯点", en: "Chlorine point", where: "kerb" },
  { kind: "rain-rate", weight: 100, zh: "雨量计", en: "Rain gauge", where: "inside", up: 8 },
];
const ELEVATORS = 1500;

export class PointMaker {
  readonly points: AssetSource[] = [];
  /** The cell each point stands in, by code. */
  readonly cellOf = new Map<string, Cell>();

  constructor(
    private readonly plan: Plan,
    private readonly districts: readonly District[],
    private readonly codes: ComponentCodes,
  ) {}

  private add(
    kind: string,
    cell: Cell,
    x: number,
    y: number,
    zh: string,
    en: string,
    up: number,
    parentCode?: string,
  ): AssetSource {
    const code = this.codes.take(this.districts[cell.block.district].code, kind);
    const serial = code.slice(-4);
    const asset: AssetSource = {
      code,
      parentCode: parentCode ?? cell.code,
      level: "point",
      kind,
      name: `${zh}${serial}`,
      nameEn: `${en} ${serial}`,
      lon: lonOf(x),
      lat: latOf(y),
      heightAboveGround: up,
    };
    this.points.push(asset);
    this.cellOf.set(code, cell);
    return asset;
  }

  /** One traffic point on each arterial and secondary piece; the road is lit by it. */
  onRoads(roads: readonly Road[]): void {
    for (const road of roads) {
      if (!road.block.urban || !["trunk", "primary", "secondary"].includes(road.type.klass) || road.path.length < 20)
        continue;
      const spot = this.besideRoad(road);
      if (!spot) continue;
      const [cell, x, y] = spot;
      road.assetCode = this.add(
        "traffic-index",
        cell,
        x,
        y,
        road.name ?? "路段",
        road.nameEn ?? "Road section",
        5,
      ).code;
    }
  }

  /** A flow meter on every second piece of the water mains, which lie beside the arterials. */
  onMains(roads: readonly Road[]): void {
    const mains = roads.filter(({ block, type }) => block.urban && ["trunk", "primary"].includes(type.klass));
    mains.forEach((road, i) => {
      const spot = i % 2 === 0 && road.path.length >= 20 ? this.besideRoad(road) : null;
      if (spot) this.add("water-flow", ...spot, "供水干管流量计", "Main flow meter", -1);
    });
  }

  /** Middle of a road piece, nudged into the built cell beside it. */
  private besideRoad(road: Road): [Cell, number, number] | null {
    const { lattice, warp } = this.plan;
    const along = road.at * 4 + 2;
    for (const side of [1, -1]) {
      const line = road.axis === 0 ? lattice.u(road.line) : lattice.v(road.line);
      const uv: [number, number] =
        Math.abs(road.line) >= 1000
          ? this.riverside(road)
          : road.axis === 0
            ? [line + side * 5, lattice.v(along) + 5]
            : [lattice.u(along) + 5, line + side * 5];
      const cell = cellAt(this.plan, uv[0], uv[1]);
      const [x, y] = warp.at(uv[0], uv[1]);
      if (cell && this.plan.water.clearance(x, y) > 4) return [cell, x, y];
    }
    return null;
  }

  private riverside(road: Road): [number, number] {
    const u = this.plan.lattice.u(road.at * 4 + 2) + 5;
    return [u, Math.sign(road.line) * this.plan.river.quay(u)];
  }

  /** Elevators in tall buildings: the point hangs on its building. */
  inBuildings(count: number): void {
    const tall: readonly Fabric[] = ["cbd", "office", "tower"];
    const inner = this.plan.urban.slice(0, Math.max(1, Math.floor(this.plan.urban.length * 0.8)));
    const cells = inner.flatMap((block) => block.cells).filter((cell) => tall.includes(cell.fabric) && !cell.lot);
    const order = shuffled(this.plan, cells, 141);
    let left = count;
    for (const cell of order) {
      if (left <= 0) return;
      const buildings = buildCell(this.plan, cell).filter(
        (building) => building.levels >= 10 && building.minHeight === 0,
      );
      for (const building of buildings.slice(0, Math.min(3, left))) {
        const ring = building.rings[0];
        let lon = 0;
        let lat = 0;
        for (let i = 0; i < ring.length; i += 2) {
          lon += ring[i];
          lat += ring[i + 1];
        }
        const asset = this.add("elevator-state", cell, 0, 0, "电梯", "Elevator", 2, building.code);
        asset.lon = (lon / ring.length) * 2;
        asset.lat = (lat / ring.length) * 2;
        left--;
      }
    }
  }

  /** Fills up to `total` points on the grids, kind by kind. */
  onGrids(total: number): void {
    const room = total - this.points.length;
    const scale = room / (SHARES.reduce((sum, share) => sum + share.weight, 0) + ELEVATORS);
    this.inBuildings(Math.round(ELEVATORS * scale));
    const cells = this.plan.urban
      .flatMap((block) => block.cells)
      .filter((cell) => cell.fabric !== "water" && cell.fabric !== "airport" && cell.fabric !== "farm");
    let carried = 0;
    SHARES.forEach((share, n) => {
      const exact = share.weight * scale + carried;
      const last = n === SHARES.length - 1;
      const count = last ? total - this.points.length : Math.round(exact);
      const made = this.scatter(share, shuffled(this.plan, cells, 150 + n), count, 200 + n * 40);
      carried = exact - made;
    });
    // places that were all water gave nothing: the plainest kind makes the number whole
    this.scatter(SHARES[0], shuffled(this.plan, cells, 190), total - this.points.length, 2000);
  }

  private scatter(share: Share, cells: readonly Cell[], count: number, salt: number): number {
    const fit = share.fabrics ? cells.filter((cell) => share.fabrics?.includes(cell.fabric)) : cells;
    let made = 0;
    for (let round = 0; round < 12 && made < count && fit.length > 0; round++)
      for (const cell of fit) {
        if (made >= count) break;
        const spot = (share.where === "kerb" ? kerbside : inside)(this.plan, cell, salt + round);
        if (!spot) continue;
        this.add(share.kind, cell, spot.x, spot.y, share.zh, share.en, share.up ?? 0);
        made++;
      }
    return made;
  }
}

/** Cells in a seeded order of their own, the busier fabrics earlier. */
function shuffled(plan: Plan, cells: readonly Cell[], salt: number): Cell[] {
  const calm: readonly Fabric[] = ["park", "villa", "lake", "farm"];
  const keyed = cells.map((cell) => ({
    cell,
    at: hash01(plan.seed, hash(salt, cell.i), cell.j, salt) + (calm.includes(cell.fabric) ? 0.35 : 0),
  }));
  keyed.sort((a, b) => a.at - b.at);
  return keyed.map((entry) => entry.cell);
}
