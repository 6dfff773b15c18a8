// 100 000 live points on the globe: our state texture against the usual ways (Entity, Cesium's collections, deck.gl), same changes, by turns.

import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";
import { build } from "vite";
import { CHROMIUM_FLAGS, findChromium } from "../../scripts/chromium.ts";
import { printTable } from "./benchCity.ts";
import { quantile } from "./figures.ts";

const ROOT = join(import.meta.dirname, "../..");
const POINTS = 100_000;
const ROUNDS = 200;
/** Ways that take hundreds of milliseconds a frame. */
const SLOW_ROUNDS = 25;
/** Changed points a frame: 5 000 a second seen at 30 frames a second, the hub's five frames a second, and a storm. */
const CHANGES = [167, 1000, 10_000];
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json" };

function serve(folder: string): ReturnType<typeof createServer> {
  return createServer((request, response) => {
    const path = normalize(decodeURIComponent((request.url ?? "/").split("?")[0]));
    const file = join(folder, path === "/" ? "index.html" : path);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
    createReadStream(file).pipe(response);
  });
}

/** Prints the table. */
export async function run(): Promise<void> {
  const outDir = mkdtempSync(join(tmpdir(), "yiwang-globe-bench-"));
  await build({
    root: join(import.meta.dirname, "globePage"),
    configFile: join(ROOT, "vite.config.ts"),
    logLevel: "warn",
    build: { outDir, emptyOutDir: true },
  });
  const server = serve(outDir);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 640, height: 700 } });
    page.on("pageerror", (error) => console.error(`page: ${error.message}`));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForSelector("body[data-ready]", { state: "attached" });
    await page.evaluate(([points, fast, slow]) => window.prepare(points, fast, slow), [
      POINTS,
      ROUNDS,
      SLOW_ROUNDS,
    ] as const);
    const rows = [
      ["changes", "way", "p50 ms", "p95 ms", "ratio", "next frame, unchanged, p50 ms", "bytes a frame", "uploads"],
    ];
    for (const changes of CHANGES) {
      const [ours, ...others] = await page.evaluate((count) => window.bench(count), changes);
      for (const { name, changedMs, calmMs, bytes, uploads } of [ours, ...others])
        rows.push([
          String(changes),
          name,
          quantile(changedMs, 0.5).toFixed(2),
          quantile(changedMs, 0.95).toFixed(2),
          (quantile(changedMs, 0.5) / quantile(ours.changedMs, 0.5)).toFixed(1),
          quantile(calmMs, 0.5).toFixed(2),
          (bytes / changedMs.length).toFixed(0),
          (uploads / changedMs.length).toFixed(2),
        ]);
      if (ours.uploads > ROUNDS) throw new Error(`${ours.uploads} uploads in ${ROUNDS} frames (bound: one a frame)`);
    }
    printTable(
      `globe: script of writing changes and rendering a frame, ${POINTS} points, ${ROUNDS} rounds (slow ways ${SLOW_ROUNDS}) by turns, draw calls left out`,
      rows,
    );
  } finally {
    await browser.close();
    server.close();
    rmSync(outDir, { recursive: true, force: true });
  }
}
