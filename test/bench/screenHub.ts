// The hub of bench screen, started by fork: every point of a city without tiles changes at every frame it sends.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHub } from "../../src/hub/main.ts";
import { severityOf } from "../../src/twin/severity.ts";
import { BENCH_MANIFEST, writeBenchScene } from "./benchScene.ts";

const [points, framesPerSecond, appDir] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
const folder = mkdtempSync(join(tmpdir(), "yiwang-screen-"));
writeBenchScene(folder, points, framesPerSecond);
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
