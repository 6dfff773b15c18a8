// Ship-to-shore cranes on the port's quay: portals on the land, booms out over the water.

import type { BuildingSource } from "../../../../src/builder/source.ts";
import type { Plan } from "../plan.ts";
import { toDegrees, wound } from "../plane.ts";
import { hash01 } from "../random.ts";
import { cellAt } from "../spots.ts";
import { box } from "./shapes.ts";

const SPACING = 120; // m along the quay

/** The quay cranes of all port superblocks on the bank, four parts each. */
export function quayCranes(plan: Plan): BuildingSource[] {
  const out: BuildingSource[] = [];
  for (const block of plan.urban) {
    if (block.fabric !== "port" || (block.l !== -1 && block.l !== 0)) continue;
    const side = block.l === 0 ? 1 : -1;
    for (let n = 0; n < 6; n++) {
      if (hash01(plan.seed, block.k, n, 95) < 0.25) continue;
      const u = block.k * 800 + 90 + n * SPACING;
      const v = side * (plan.river.half(u) + 20);
      const cell = cellAt(plan, u, v);
      if (!cell || plan.water.clearance(...plan.warp.at(u, v)) < 12) continue;
      crane(plan, out, cell.code, u, v, side, n);
    }
  }
  return out;
}

function crane(plan: Plan, out: BuildingSource[], grid: string, u: number, v: number, side: number, n: number): void {
  const [x, y] = plan.warp.at(u, v);
  const [wx, wy] = plan.warp.at(u, v - side * 40);
  const reach = Math.hypot(wx - x, wy - y);
  const [dx, dy] = [(wx - x) / reach, (wy - y) / reach];
  const turn = Math.atan2(dy, dx);
  let part = 0;
  const put = (out0: number, length: number, width: number, height: number, minHeight: number): void => {
    part++;
    out.push({
      code: `${grid}-Q${n}${part}`,
      name: "岸桥",
      rings: [toDegrees(wound(box(x + dx * out0, y + dy * out0, length, width, turn)))],
      height,
      minHeight,
      levels: 1,
      use: "transport",
      heightEstimated: false,
      placeCode: grid,
    });
  };
  put(-8, 2, 16, 38, 0);
  put(8, 2, 16, 38, 0);
  put(19, 62, 5, 42, 38);
  put(0, 4, 5, 62, 42);
}
