// A piece of city on a metre grid: buildings that are squares, roads, a pipe; small enough to count by hand.

import { lineColumns } from "../../../src/builder/planFiles.ts";
import { roadGraph } from "../../../src/builder/roadGraph.ts";
import { PlanCity } from "../../../src/models/city.ts";
import { LocalFrame } from "../../../src/twin/geodesy.ts";
import { FOOTPRINT_STEP, FOOTPRINT_ZERO, LINE_CLASSES, type LineClass, PER_DEGREE } from "../../../src/twin/lines.ts";
import { BUILDING_USES, type BuildingUse } from "../../../src/twin/nodeTable.ts";
import type { Position } from "../../../src/twin/scenarios/shapes.ts";
import { planningSettings } from "../../../src/twin/scene/planning.ts";
import { layOut } from "../twin/tinyCity.ts";

export const ORIGIN = { lon: 121.5, lat: 31.2 };
export const FRAME = new LocalFrame(ORIGIN.lon, ORIGIN.lat);

/** East and north of the origin, m → degrees. */
export const at = (x: number, y: number): Position => {
  const { lon, lat } = FRAME.toGeodetic(x, y, 0);
  return [lon, lat];
};
export const square = (x: number, y: number, half: number): Position[] => [
  at(x - half, y - half),
  at(x + half, y - half),
  at(x + half, y + half),
  at(x - half, y + half),
];

export interface House {
  x: number;
  y: number;
  /** Half an edge, m. */
  half?: number;
  levels?: number;
  use?: BuildingUse;
}

export const FIGURES = [
  { use: "residential", floorPerResident: 40, standardRef: "test R" },
  { use: "office", floorPerJob: 20, standardRef: "test O" },
] as const;

export interface Sketch {
  houses?: House[];
  /** Points and facilities by code: [x, y]. */
  assets?: Record<string, { level: "facility" | "point"; at: [number, number] }>;
  lines?: {
    klass: LineClass;
    path: [number, number][];
    name?: string;
    assetCode?: string;
    oneway?: boolean;
    lift?: number[];
  }[];
  figures?: boolean;
  footprints?: boolean;
  roads?: boolean;
  accessMetres?: number;
}

export function planCity(sketch: Sketch): PlanCity {
  const { houses = [], assets = {}, lines = [], figures = true, footprints = true, roads = true } = sketch;
  const nodes = layOut(
    {
      level: "city",
      code: "310000",
      children: [
        {
          level: "district",
          code: "310101",
          children: Object.entries(assets).map(
            ([
              code,
              {
                level,
                at: [x, y],
              },
            ]) => {
              const [lon, lat] = at(x, y);
              return { level, code, lon, lat };
            },
          ),
        },
      ],
    },
    houses.length,
  );
  const sources = lines.map(({ path, lift, ...line }) => ({
    width: 6,
    ...line,
    path: Float64Array.from(path.flatMap(([x, y]) => at(x, y))),
    ...(lift ? { lift: Float32Array.from(lift) } : {}),
  }));
  const planning = planningSettings.parse({
    figures: figures ? FIGURES : [],
    walkKmh: 6,
    accessMetres: sketch.accessMetres ?? 50,
  });
  const halves = houses.map(({ half = 5 }) => half);
  const step = (metres: number): number => FOOTPRINT_ZERO + Math.round(metres / FOOTPRINT_STEP);
  return new PlanCity({
    origin: ORIGIN,
    nodes,
    buildings: {
      parent: new Int32Array(houses.length).fill(1),
      lon: Float64Array.from(houses, ({ x, y }) => at(x, y)[0]),
      lat: Float64Array.from(houses, ({ x, y }) => at(x, y)[1]),
      base: new Float32Array(houses.length),
      heightAboveBase: Float32Array.from(houses, ({ levels = 3 }) => levels * 3),
      footprint: Float32Array.from(halves, (half) => 4 * half * half),
      levels: Uint8Array.from(houses, ({ levels = 3 }) => levels),
      use: Uint8Array.from(houses, ({ use = "residential" }) => BUILDING_USES.indexOf(use)),
      traits: new Uint8Array(houses.length),
      code: houses.map((_, i) => `B${i}`),
      name: houses.map(() => ""),
    },
    footprints: footprints
      ? {
          end: Uint32Array.from(houses, (_, i) => 4 * (i + 1)),
          east: Uint16Array.from(halves.flatMap((half) => [-half, half, half, -half].map(step))),
          north: Uint16Array.from(halves.flatMap((half) => [-half, -half, half, half].map(step))),
        }
      : null,
    lines: lines.length > 0 ? lineColumns(sources, (code) => nodes.slotOf(code)) : null,
    roads: roads ? roadGraph(sources, planning) : null,
    planning,
  });
}

export const klassOf = (index: number): LineClass => LINE_CLASSES[index];
export { PER_DEGREE };
