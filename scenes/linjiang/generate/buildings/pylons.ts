// Pylons of the great river bridges: the one kind of building that stands in water.

import type { BuildingSource } from "../../../../src/builder/source.ts";
import type { Plan } from "../plan.ts";
import { toDegrees, wound } from "../plane.ts";
import { cellAt } from "../spots.ts";
import type { Bridge } from "../transport.ts";
import { box } from "./shapes.ts";

const DECK = 30; // m

/** Two portal pylons (two legs and two crossbeams each) for every other bridge, in the cells of the nearer bank. */
export function bridgePylons(plan: Plan, bridges: readonly Bridge[]): BuildingSource[] {
  const out: BuildingSource[] = [];
  bridges.forEach((bridge, n) => {
    if (n % 2 === 1) return;
    const u = bridge.uv[0];
    const { angle } = plan.warp.frame(u, 0);
    for (const side of [-1, 1]) {
      const v = side * plan.river.half(u) * 0.62;
      const cell = cellAt(plan, u, v) ?? cellAt(plan, u - 30, v);
      if (!cell) continue;
      const [x, y] = plan.warp.at(u, v);
      let serial = 900;
      const put = (across: number, w: number, d: number, height: number, minHeight: number): void => {
        const ring = box(x + across * Math.cos(angle), y + across * Math.sin(angle), w, d, angle);
        serial++;
        out.push({
          code: `${cell.code}-T${serial}${side < 0 ? "S" : "N"}${n}`,
          name: `${bridge.name}桥塔`,
          rings: [toDegrees(wound(ring))],
          height,
          minHeight,
          levels: 1,
          use: "transport",
          heightEstimated: false,
          placeCode: cell.code,
        });
      };
      const top = 118 + 14 * (n % 3);
      put(-22, 6, 7, top, 0);
      put(22, 6, 7, top, 0);
      put(0, 40, 5, DECK - 1, DECK - 6);
      put(0, 40, 5, top - 14, top - 20);
    }
  });
  return out;
}
