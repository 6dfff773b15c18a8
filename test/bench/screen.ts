// The screen of a city whose points (100 000) all change at every frame: readings a second decoded in the worker, script of the page's frames.

import { fork } from "node:child_process";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ensureApp } from "../../scripts/appBuild.ts";
import { CHROMIUM_FLAGS, findChromium } from "../../scripts/chromium.ts";
import { printTable } from "./benchCity.ts";
import { clearProbe, diagnostics, installProbe, leaveOutDraws, type Probe, p5095, sum, until } from "./pageProbe.ts";

/** npm run bench -- screen POINTS FRAMES_PER_SECOND */
const POINTS = Number(process.argv[3] ?? 100_000);
const FRAMES_PER_SECOND = Number(process.argv[4] ?? 10);
const SECONDS = 20;

export async function run(): Promise<void> {
  const appDir = await ensureApp(console.log);
  const hub = fork(join(import.meta.dirname, "screenHub.ts"), [String(POINTS), String(FRAMES_PER_SECOND), appDir], {
    execArgv: ["--import", "tsx"],
  });
  const { url } = await new Promise<{ url: string }>((done) =>
    hub.once("message", (message) => done(message as never)),
  );
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 640, height: 400 } });
    page.on("pageerror", (error) => console.error(`page: ${error.message}`));
    await page.addInitScript(installProbe);
    await page.goto(`${url}/plan`);
    await until(page, "a live globe", ({ globe, points }) => globe !== null && points === POINTS);
    await leaveOutDraws(page);
    hub.send("go");
    await until(page, "a value at every point", ({ withState }) => withState >= POINTS);
    await clearProbe(page);
    const first = await diagnostics(page);
    const began = performance.now();
    await new Promise((done) => setTimeout(done, SECONDS * 1000));
    const last = await diagnostics(page);
    const seconds = (performance.now() - began) / 1000;
    const probe = await page.evaluate(() => (window as unknown as { probe: Probe }).probe);
    hub.send("rest");
    const frames = probe.frameMs.length;
    printTable(`screen: ${POINTS} points, all changed ${FRAMES_PER_SECOND} times a second for ${SECONDS} s`, [
      ["figure", "value"],
      ["readings decoded and kept in the worker, a second", ((last.readings - first.readings) / seconds).toFixed(0)],
      ["frames lost on the way (gaps)", String(last.gaps - first.gaps)],
      ["pictures a second", (frames / seconds).toFixed(1)],
      ["changed slots a picture", (sum(probe.slots) / frames).toFixed(0)],
      ["latency ingest → texture p50 / p99, ms", `${last.latency.p50.toFixed(0)} / ${last.latency.p99.toFixed(0)}`],
    ]);
    const row = (name: string, values: readonly number[]): string[] => [name, ...p5095(values)];
    printTable("screen: script on the page's thread, draw calls not carried out", [
      ["ms", "p50", "p95"],
      row("animation frame: globe, upload, app", probe.frameMs),
      row("  of it: upload of state rows", probe.uploadMs),
      row("taking changed pixels from the worker", probe.pixelsMs),
      row("other messages of the worker (panels)", probe.otherMs),
    ]);
    if (probe.uploadMs.length > frames + 1) throw new Error(`${probe.uploadMs.length} uploads in ${frames} frames`);
    if (last.gaps > first.gaps) throw new Error(`${last.gaps - first.gaps} frames lost on loopback`);
  } finally {
    await browser.close();
    if (hub.connected) {
      hub.send("stop");
      await new Promise((done) => hub.once("exit", done));
    }
  }
}
