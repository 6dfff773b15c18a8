// Which cells carry the landmark towers: in the core's centres, where the ground is wide enough to stand on.

import { groundOf } from "../blocks.ts";
import type { Cell, Plan } from "../plan.ts";
import { middleOf } from "../spots.ts";

export interface Landmark {
  /** Wanted place, m in (u, v). */
  u: number;
  v: number;
  form: number;
  /** m. */
  height: number;
  name: string;
}

const LANDMARKS: readonly Landmark[] = [
  { u: -60, v: -900, form: 2, height: 492, name: "临江中心" },
  { u: 420, v: -760, form: 0, height: 398, name: "江岸国际金融大厦" },
  { u: -480, v: -640, form: 1, height: 356, name: "明珠塔楼" },
  { u: -260, v: -1450, form: 4, height: 312, name: "望江双帆大厦" },
  { u: 5300, v: -4500, form: 3, height: 322, name: "高新云塔" },
];
const known = new WeakMap<Plan, Map<Cell, Landmark>>();

/** The landmark planned on a cell, if any. */
export function landmarkOn(plan: Plan, cell: Cell): Landmark | undefined {
  let map = known.get(plan);
  if (!map) {
    map = choose(plan);
    known.set(plan, map);
  }
  return map.get(cell);
}

function choose(plan: Plan): Map<Cell, Landmark> {
  const chosen = new Map<Cell, Landmark>();
  const candidates = plan.urban
    .flatMap((block) => block.cells)
    .filter((cell) => cell.fabric === "cbd")
    .flatMap((cell) => {
      const ground = groundOf(plan, cell);
      const side = ground ? Math.min(ground.width, ground.depth) : 0;
      if (!ground || side < 96 || plan.reserved.clearance(ground.x, ground.y) < 60) return [];
      return [{ cell, ...middleOf(plan, cell) }];
    });
  for (const mark of LANDMARKS) {
    const [x, y] = plan.warp.at(mark.u, mark.v);
    let best: Cell | undefined;
    let least = 900;
    for (const candidate of candidates) {
      const d = Math.hypot(candidate.x - x, candidate.y - y);
      if (d < least && !chosen.has(candidate.cell)) {
        least = d;
        best = candidate.cell;
      }
    }
    if (best) chosen.set(best, mark);
  }
  return chosen;
}
