// The hub of bench screen, started by fork: every point of a city without tiles changes at every frame it sends.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHub } from "../../src/hub/main.ts";
import type { BuiltScene } from "../../src/twin/scene/built.ts";
import { severityOf } from "../../src/twin/severity.ts";
import { benchCity } from "./benchCity.ts";
import { BENCH_MANIFEST, SCENE_ID } from "./benchScene.ts";

const [points, framesPerSecond, appDir] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
const folder = mkdtempSync(join(tmpdir(), "yiwang-screen-"));
const nodes = benchCity(points);
const built: Omit<BuiltScene, "scene"> & { scene: unknown } = {
  format: 1,
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
const hub = await startHub({
  port: 0,
  mqttPort: 0,
  host: "127.0.0.1",
  sceneDir: folder,
  appDir,
  dataDir: folder,
  databaseUrl: null,
  log: () => undefined,
});
await hub.ready;

const { limits } = BENCH_MANIFEST.kinds[0];
let round = 0;
/** A new value at every point: nine in ten calm, and each a little higher or lower than before. */
function change(): void {
  const now = Date.now();
  round++;
  for (const slot of hub.state.points) {
    const value = ((Math.imul(slot, 2_654_435_761) >>> 0) % 67) + ((slot + round) % 7);
    hub.state.apply(slot, value, now, now, severityOf(value, limits as never, hub.state.severity[slot] as never), 0);
  }
}
let timer: NodeJS.Timeout | undefined;
process.on("message", async (what) => {
  if (what === "go") timer = setInterval(change, 1000 / framesPerSecond);
  if (what === "rest") clearInterval(timer);
  if (what !== "stop") return;
  clearInterval(timer);
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
process.send?.({ url: hub.url });
