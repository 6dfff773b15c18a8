// 20 000 live points on the globe: our state texture against Cesium's PointPrimitiveCollection, same scene, same changes, by turns.

import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";
import { build } from "vite";
import { CHROMIUM_FLAGS, findChromium } from "../../scripts/chromium.ts";
import { ensureScene } from "../../scripts/sceneBuild.ts";
import { loadScene } from "../../src/builder/load.ts";
import { printTable } from "./benchCity.ts";
import type { Measured } from "./globePage/main.ts";

const ROOT = join(import.meta.dirname, "../..");
const ROUNDS = 300;
/** Changed points a frame: 5 000 a second seen at 30 frames a second, the hub's five frames a second, and a storm. */
const CHANGES = [167, 1000, 10_000];
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json" };

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

/** Serves folders by their first path part; "" is the rest. */
function serve(folders: Readonly<Record<string, string>>): ReturnType<typeof createServer> {
  return createServer((request, response) => {
    const path = normalize(decodeURIComponent((request.url ?? "/").split("?")[0]));
    const first = path.split("/")[1];
    const file = first in folders ? join(folders[first], path.slice(first.length + 1)) : join(folders[""], path);
    const found = path === "/" ? join(folders[""], "index.html") : file;
    if (!existsSync(found)) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader("content-type", TYPES[extname(found)] ?? "application/octet-stream");
    createReadStream(found).pipe(response);
  });
}

/** Prints the table. */
export async function run(): Promise<void> {
  const source = join(ROOT, "scenes/linjiang");
  const sceneDir = await ensureScene(loadScene(source), source, join(ROOT, "data"), console.log);
  const outDir = mkdtempSync(join(tmpdir(), "yiwang-globe-bench-"));
  await build({
    root: join(import.meta.dirname, "globePage"),
    configFile: join(ROOT, "vite.config.ts"),
    logLevel: "warn",
    build: { outDir, emptyOutDir: true },
  });
  const server = serve({ scene: sceneDir, "": outDir });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
  try {
    const rows = [
      [
        "changes a frame",
        "way",
        "changed p50 ms",
        "p95 ms",
        "next frame, unchanged, p50 ms",
        "ratio",
        "bytes a frame",
        "uploads a frame",
      ],
    ];
    let points = 0;
    for (const changes of CHANGES) {
      const page = await browser.newPage({ viewport: { width: 640, height: 400 } });
      page.on("pageerror", (error) => console.error(`page: ${error.message}`));
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await page.waitForSelector("body[data-ready]", { state: "attached" });
      const answer = await page.evaluate(([rounds, count]) => window.bench(rounds, count), [ROUNDS, changes] as const);
      points = answer.points;
      const row = (name: string, one: Measured, ratio: string): string[] => [
        String(changes),
        name,
        quantile(one.changedMs, 0.5).toFixed(2),
        quantile(one.changedMs, 0.95).toFixed(2),
        quantile(one.calmMs, 0.5).toFixed(2),
        ratio,
        (one.bytes / ROUNDS).toFixed(0),
        (one.uploads / ROUNDS).toFixed(2),
      ];
      const { ours, primitives } = answer;
      rows.push(row("state texture", ours, "1.0"));
      rows.push(
        row(
          "PointPrimitiveCollection",
          primitives,
          (quantile(primitives.changedMs, 0.5) / quantile(ours.changedMs, 0.5)).toFixed(1),
        ),
      );
      if (ours.uploads > ROUNDS) throw new Error(`${ours.uploads} uploads in ${ROUNDS} frames (bound: one a frame)`);
      await page.close();
    }
    printTable(`globe: script of a frame with ${points} points, ${ROUNDS} rounds by turns, draw calls left out`, rows);
  } finally {
    await browser.close();
    server.close();
    rmSync(outDir, { recursive: true, force: true });
  }
}
