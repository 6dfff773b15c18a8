// The bench city as a built scene: one kind, one feed of plain JSON, no tiles.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUILT_FORMAT, type BuiltScene } from "../../src/twin/scene/built.ts";
import { benchCity } from "./benchCity.ts";

export const SCENE_ID = "bench";
export const BENCH_MANIFEST = {
  id: SCENE_ID,
  name: { zh: "测试城" },
  adminCode: "339900",
  kinds: [
    {
      id: "level",
      level: "point",
      name: { zh: "水位" },
      field: "resilience",
      intervalSeconds: 600,
      limits: { high: [60, 75, 90, 95], deadband: 1 },
    },
  ],
  feeds: [
    {
      id: "json",
      name: { zh: "直报" },
      convention: "json",
      topic: "bench/json/{code}",
      origin: "live",
      readings: [{ node: "{code}", value: "v", time: "t" }],
    },
  ],
  live: { framesPerSecond: 10, subscribeAllBelow: 1_000_000 },
  // Whoever measures sees all and signs in nowhere.
  access: { demo: [{ id: "bench", name: { zh: "测量" }, grants: [{ role: "observer", clearance: 6 }] }] },
};

/** Writes what a hub and the page open. */
export function writeBenchScene(
  folder: string,
  points: number,
  framesPerSecond = BENCH_MANIFEST.live.framesPerSecond,
): void {
  const nodes = benchCity(points);
  const built: Omit<BuiltScene, "scene"> & { scene: unknown } = {
    format: BUILT_FORMAT,
    id: SCENE_ID,
    hash: "0".repeat(64),
    builtAt: new Date().toISOString(),
    scene: { ...BENCH_MANIFEST, live: { ...BENCH_MANIFEST.live, framesPerSecond } },
    references: [],
    extent: [121.32, 31.08, 121.62, 31.38],
    origin: { lon: 121.47, lat: 31.23 },
    counts: {
      places: nodes.placeCount,
      districts: 8,
      assets: points,
      points,
      buildings: 0,
      heightsEstimated: 0,
      heightsFromLevels: 0,
      lines: 0,
      areas: 0,
      trees: 0,
    },
    layers: [],
    partitions: [],
    report: "report.json",
  };
  writeFileSync(join(folder, "nodes.bin"), nodes.encode());
  writeFileSync(join(folder, "built.json"), JSON.stringify(built));
}
