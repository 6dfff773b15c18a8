// Inside facilities: floors, equipment and the points on them; and the points a facility carries itself.

import type { AssetSource } from "../../../src/builder/source.ts";
import type { Facility } from "./facilities.ts";
import { OWN } from "./facilityPoints.ts";
import { latOf, lonOf } from "./plane.ts";

/** Facilities of the default city that open up into floors. */
export const OPEN_FACILITIES = 30;
const STOREYS: Readonly<Record<string, { above: number; metres: number }>> = {
  hospital: { above: 8, metres: 4.2 },
  "service-hall": { above: 6, metres: 4.5 },
  "data-centre": { above: 4, metres: 5.5 },
};

/** Floors, equipment and points of all facilities, parents before children. */
export function makeInteriors(facilities: readonly Facility[], buildings: number): AssetSource[] {
  const out: AssetSource[] = [];
  const wanted = Math.max(1, Math.round((OPEN_FACILITIES * buildings) / 60_000));
  const opening = facilities.filter((facility) => STOREYS[facility.kind]);
  const share: Readonly<Record<string, number>> = { hospital: 14, "service-hall": 11, "data-centre": 5 };
  const opened = new Map<string, number>();
  for (const facility of facilities) {
    const inside = new Interior(facility, out);
    for (const [suffix, kind, zh, en] of OWN[facility.kind] ?? []) inside.point(facility.asset, suffix, kind, zh, en);
    if (facility.kind === "pump-station" || facility.kind === "booster-station")
      inside.pumps(facility.kind === "pump-station" ? 3 : 2);
    if (facility.kind === "substation") inside.transformers();
    const done = opened.get(facility.kind) ?? 0;
    const quota = Math.round(((share[facility.kind] ?? 0) * wanted) / OPEN_FACILITIES) || (wanted < 3 ? 1 : 0);
    if (!opening.includes(facility) || done >= quota) continue;
    opened.set(facility.kind, done + 1);
    inside.floors(STOREYS[facility.kind].above, STOREYS[facility.kind].metres);
  }
  return out;
}

class Interior {
  constructor(
    private readonly facility: Facility,
    private readonly out: AssetSource[],
  ) {}

  private asset(
    parent: AssetSource,
    level: AssetSource["level"],
    suffix: string,
    kind: string | undefined,
    zh: string,
    en: string,
    dx = 0,
    dy = 0,
    up = 0,
  ): AssetSource {
    const x = this.facility.x + dx;
    const y = this.facility.y + dy;
    const asset: AssetSource = {
      code: `${parent.code}-${suffix}`,
      parentCode: parent.code,
      level,
      kind,
      name: zh,
      nameEn: en,
      lon: lonOf(x),
      lat: latOf(y),
      heightAboveGround: up,
    };
    this.out.push(asset);
    return asset;
  }

  /** A point standing where its parent stands. */
  point(parent: AssetSource, suffix: string, kind: string, zh: string, en: string): AssetSource {
    const asset: AssetSource = {
      code: `${parent.code}-${suffix}`,
      parentCode: parent.code,
      level: "point",
      kind,
      name: zh,
      nameEn: en,
      lon: parent.lon,
      lat: parent.lat,
      heightAboveGround: parent.heightAboveGround + 1.5,
    };
    this.out.push(asset);
    return asset;
  }

  pumps(count: number): void {
    for (let n = 1; n <= count; n++) {
      const pump = this.asset(
        this.facility.asset,
        "equipment",
        `P${n}`,
        "pump",
        `${n}号泵`,
        `Pump ${n}`,
        (n - 2) * 5,
        0,
      );
      this.point(pump, "flow", "pump-flow", `${n}号泵流量`, `Pump ${n} flow`);
      this.point(pump, "amp", "pump-current", `${n}号泵电流`, `Pump ${n} current`);
      this.point(pump, "vib", "pump-vibration", `${n}号泵振动`, `Pump ${n} vibration`);
    }
  }

  transformers(): void {
    for (let n = 1; n <= 3; n++) {
      const unit = this.asset(
        this.facility.asset,
        "equipment",
        `T${n}`,
        "transformer",
        `${n}号主变`,
        `Transformer ${n}`,
        30,
        (n - 2) * 24,
      );
      this.point(unit, "load", "transformer-load", `${n}号主变负载率`, `Transformer ${n} load`);
      this.point(unit, "temp", "transformer-temp", `${n}号主变油温`, `Transformer ${n} oil temperature`);
    }
  }

  floors(above: number, metres: number): void {
    const computing = this.facility.kind === "data-centre";
    for (let f = 0; f <= above; f++) {
      const label = f === 0 ? "B1" : `F${String(f).padStart(2, "0")}`;
      const floor = this.asset(
        this.facility.asset,
        "floor",
        label,
        undefined,
        f === 0 ? "地下一层" : `${f}层`,
        f === 0 ? "Basement 1" : `Floor ${f}`,
        0,
        0,
        (f - 1) * metres,
      );
      if (f === 0) this.plantRoom(floor);
      else {
        const board = this.asset(
          floor,
          "equipment",
          "DB1",
          "distribution-board",
          `${f}层配电箱`,
          `Floor ${f} distribution board`,
          -18,
          6,
          floor.heightAboveGround,
        );
        this.point(board, "load", "board-load", `${f}层配电箱负载率`, `Floor ${f} board load`);
        if (computing) this.cabinets(floor, f);
        else this.point(floor, "co2", "indoor-co2", `${f}层二氧化碳`, `Floor ${f} CO₂`);
      }
    }
    for (let n = 1; n <= 3; n++) {
      const lift = this.asset(
        this.facility.asset,
        "equipment",
        `E${n}`,
        "elevator",
        `${n}号电梯`,
        `Elevator ${n}`,
        n * 4 - 8,
        -6,
      );
      this.point(lift, "state", "elevator-state", `${n}号电梯状态`, `Elevator ${n} state`);
    }
  }

  private plantRoom(floor: AssetSource): void {
    const up = floor.heightAboveGround;
    for (let n = 1; n <= 2; n++) {
      const chiller = this.asset(
        floor,
        "equipment",
        `CH${n}`,
        "chiller",
        `${n}号冷水机组`,
        `Chiller ${n}`,
        n * 12 - 18,
        12,
        up,
      );
      this.point(chiller, "out", "chiller-outlet", `${n}号机组出水温度`, `Chiller ${n} outlet temperature`);
    }
    const pump = this.asset(floor, "equipment", "FP1", "pump", "消防泵", "Fire pump", 20, -10, up);
    this.point(pump, "press", "hydrant-pressure", "消防管网压力", "Fire main pressure");
    const board = this.asset(
      floor,
      "equipment",
      "DB0",
      "distribution-board",
      "总配电柜",
      "Main distribution board",
      -20,
      -8,
      up,
    );
    this.point(board, "load", "board-load", "总配电柜负载率", "Main board load");
    this.point(board, "kw", "energy-power", "总用电功率", "Total power");
  }

  private cabinets(floor: AssetSource, f: number): void {
    for (let n = 1; n <= 6; n++) {
      const cabinet = this.asset(
        floor,
        "equipment",
        `R${n}`,
        "server-cabinet",
        `${f}层${n}号机柜`,
        `Floor ${f} cabinet ${n}`,
        n * 6 - 21,
        0,
        floor.heightAboveGround,
      );
      this.point(cabinet, "temp", "cabinet-temp", `${f}层${n}号机柜温度`, `Floor ${f} cabinet ${n} temperature`);
      this.point(cabinet, "load", "compute-load", `${f}层${n}号机柜算力使用率`, `Floor ${f} cabinet ${n} load`);
    }
  }
}
