// Metro lines and their stations.

import type { Plan } from "./plan.ts";
import { clip, crossingPoints, ease, type GroundAt, rounded, type Way, way } from "./ways.ts";

export interface Station {
  u: number;
  v: number;
  lift: number;
  lines: number[];
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
