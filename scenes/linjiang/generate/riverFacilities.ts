// Facilities of the river: bridges, pumping stations and gauges.

import type { Facility } from "./facilities.ts";
import type { Wish } from "./facilityWishes.ts";
import type { NamePool } from "./names.ts";
import type { Cell, Plan } from "./plan.ts";
import { cellAt } from "./spots.ts";
import type { Bridge } from "./transport.ts";

/** Adds a facility to the city's list. */
export type Add = (
  wish: Pick<Wish, "kind" | "mark" | "radius">,
  cell: Cell,
  x: number,
  y: number,
  name: string,
  nameEn: string,
  height?: number,
) => Facility;

/** A bridge is looked after from its southern head; it stands at mid-span. */
export function onBridge(plan: Plan, bridge: Bridge, add: Add): void {
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
export function atTheRiver(plan: Plan, scale: number, pool: NamePool, add: Add): void {
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
