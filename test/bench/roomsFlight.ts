// Script of a frame while the camera flies and 5 000 readings a second arrive; whose it is, by a CPU profile and the build's source maps.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CDPSession } from "playwright-core";
import { build } from "vite";
import { printTable } from "./benchCity.ts";
import { quantile } from "./figures.ts";
import {
  clearProbe,
  diagnostics,
  installProbe,
  leaveOutDraws,
  type Probe,
  p5095,
  settled,
  sum,
  until,
} from "./pageProbe.ts";
import { load } from "./readings.ts";
import { beforeApp, goTo, hideRenderer, type Rooms, wait } from "./roomsPage.ts";
import { OWNERS, sharesOf } from "./sourceShare.ts";
import { type FrameScript, traced } from "./threadTime.ts";

const ROOT = join(import.meta.dirname, "../..");
const READINGS_PER_SECOND = 5000;
const SECONDS = 30;
/** A flight between districts takes 1.6 to 2.6 s; the next begins before it is over. */
const LEG_MS = 1500;
const STOPS = ["339901", "339903", "", "339905", "339902", "", "339904", "339906"];
const BOUND_MS = 8;

export async function flight({ browser, url, broker, sceneDir }: Rooms): Promise<void> {
  // The same app once more for its source maps: chunks have the names of their content, so they are those of the app that is served.
  const appDir = mkdtempSync(join(tmpdir(), "yiwang-maps-"));
  await build({
    root: ROOT,
    configFile: join(ROOT, "vite.config.ts"),
    logLevel: "error",
    build: { outDir: appDir, emptyOutDir: true, sourcemap: "hidden" },
  });
  try {
    const page = await browser.newPage({ viewport: { width: 640, height: 400 } });
    await beforeApp(page, hideRenderer);
    await page.addInitScript(installProbe);
    await page.goto(`${url}/wall?sky=night`);
    await settled(page);
    await leaveOutDraws(page);
    const generator = await load(broker, sceneDir, READINGS_PER_SECOND);
    await until(page, "a value at every point", ({ withState, points }) => withState >= points * 0.99);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const threadMs = async (): Promise<number> => {
      const { metrics } = await session.send("Performance.getMetrics");
      return 1000 * (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? Number.NaN);
    };
    const fly = async (seconds: number): Promise<void> => {
      const end = Date.now() + seconds * 1000;
      for (let i = 0; Date.now() < end; i++) {
        await goTo(page, `/wall?sky=night&node=${STOPS[i % STOPS.length]}`);
        await wait(LEG_MS);
      }
    };
    // A round first: tiles come and code is compiled, as in any minute but the first.
    await fly(STOPS.length * (LEG_MS / 1000));
    await clearProbe(page);
    const before = await diagnostics(page);
    const [published, began, script] = [generator.published(), performance.now(), await threadMs()];
    await fly(SECONDS);
    const seconds = (performance.now() - began) / 1000;
    const [thread, after] = [(await threadMs()) - script, await diagnostics(page)];
    const probe = await page.evaluate(() => (window as unknown as { probe: Probe }).probe);
    const perSecond = (generator.published() - published) / seconds;
    const again = await traced(browser, page, () => fly(SECONDS));
    const profile = await profiled(session, () => fly(15));
    await generator.stop();
    report(
      probe,
      again,
      after.globe?.drawCommands ?? 0,
      (after.globe?.framesRendered ?? 0) - (before.globe?.framesRendered ?? 0),
      {
        seconds,
        perSecond,
        thread,
      },
    );
    const { ms, worst } = sharesOf(profile as never, appDir);
    const all = sum(Object.values(ms));
    printTable("rooms: whose script it is, in flight (CPU profile of 15 s, idle left out)", [
      ["whose", "share", "ms a second"],
      ...OWNERS.map((owner) => [owner, `${((100 * ms[owner]) / all).toFixed(1)} %`, (ms[owner] / 15).toFixed(1)]),
    ]);
    printTable("rooms: the functions that took most, ms of 15 s", [
      ["whose", "function", "ms"],
      ...OWNERS.flatMap((owner) => worst[owner].map(([name, took]) => [owner, name, took.toFixed(0)])),
    ]);
  } finally {
    rmSync(appDir, { recursive: true, force: true });
  }
}

async function profiled(session: CDPSession, act: () => Promise<void>): Promise<unknown> {
  await session.send("Profiler.enable");
  await session.send("Profiler.setSamplingInterval", { interval: 500 });
  await session.send("Profiler.start");
  await act();
  return (await session.send("Profiler.stop")).profile;
}

function report(
  { frameMs, uploadMs, pixelsMs, otherMs }: Probe,
  traced: FrameScript,
  commands: number,
  frames: number,
  { seconds, perSecond, thread }: { seconds: number; perSecond: number; thread: number },
): void {
  printTable(
    `rooms: in flight for ${seconds.toFixed(0)} s, ${frameMs.length} frames of ${frames}, ${commands} draw commands, ${perSecond.toFixed(0)} readings a second; draw calls not carried out`,
    [
      ["script on the page's thread, ms", "p50", "p95"],
      ["animation frame: Cesium's city, upload, app", ...p5095(frameMs)],
      ["  of it: upload of state rows", ...p5095(uploadMs)],
      ["taking changed pixels from the worker", ...p5095(pixelsMs)],
      ["other messages of the worker (panels)", ...p5095(otherMs)],
    ],
  );
  printTable(`rooms: the same flight traced, ${traced.threadMs.length} frames`, [
    ["script of an animation frame, ms", "p50", "p95"],
    ["by the clock, other processes' turns within", ...p5095(traced.clockMs)],
    ["by the thread's own time", ...p5095(traced.threadMs)],
  ]);
  const p95 = quantile(traced.threadMs, 0.95);
  console.log(`  of the thread's own time, mean: ${(thread / frameMs.length).toFixed(2)} ms of script a frame`);
  console.log(
    `  p95 of the thread's own time ${p95.toFixed(1)} ms against ${BOUND_MS} ms wanted: ${p95 <= BOUND_MS ? "kept" : "NOT kept"}`,
  );
}
