// The whole app under load: 20 000 points, 5 000 changed readings a second through the real broker; script, uploads, bytes, heap and objects by frame.

import { join } from "node:path";
import { type CDPSession, chromium, type Page } from "playwright-core";
import { ensureApp } from "../../scripts/appBuild.ts";
import { CHROMIUM_FLAGS, findChromium } from "../../scripts/chromium.ts";
import { ensureScene } from "../../scripts/sceneBuild.ts";
import { loadScene } from "../../src/builder/load.ts";
import { startScript } from "../support/process.ts";
import { printTable } from "./benchCity.ts";
import {
  clearProbe,
  diagnostics,
  installProbe,
  leaveOutDraws,
  type Probe,
  p5095,
  type Seen,
  settled,
  sum,
  until,
} from "./pageProbe.ts";
import { load } from "./readings.ts";

const ROOT = join(import.meta.dirname, "../..");
const READINGS_PER_SECOND = 5000;
const FRAMES = 300;
/** Enough for a frame now and then, so that the same frames can be timed with next to no change. */
const QUIET_PER_SECOND = 20;
const QUIET_FRAMES = 150;
const VIEWPORT = { width: 640, height: 400 };

interface Weight {
  /** Heap in use after a collection, bytes. */
  heap: number;
  /** Objects alive on the page's thread, by shape: constructor and first keys, as the built page names them. */
  shapes: Record<string, number>;
}

/** Runs in the page: `this` is the list of all objects alive. */
function countShapes(this: object[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const each of this) {
    const keys = Array.isArray(each) || ArrayBuffer.isView(each) ? "" : Object.keys(each).slice(0, 6).join(",");
    const shape = `${each.constructor?.name}{${keys}}`;
    counts[shape] = (counts[shape] ?? 0) + 1;
  }
  return counts;
}

async function weigh(session: CDPSession): Promise<Weight> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { result } = await session.send("Runtime.evaluate", { expression: "Object.prototype" });
  const { objects } = await session.send("Runtime.queryObjects", { prototypeObjectId: result.objectId as string });
  const counted = await session.send("Runtime.callFunctionOn", {
    objectId: objects.objectId,
    functionDeclaration: countShapes.toString(),
    returnByValue: true,
  });
  await session.send("Runtime.releaseObject", { objectId: objects.objectId as string });
  return { heap: usedSize, shapes: counted.result.value as Record<string, number> };
}

export async function run(): Promise<void> {
  await ensureApp(console.log);
  const source = join(ROOT, "scenes/linjiang");
  const sceneDir = await ensureScene(loadScene(source), source, join(ROOT, "data"), console.log);
  const hub = startScript("scripts/start.ts", ["--port", "0", "--mqtt-port", "0", "--no-mock", "--no-database"], {
    MQTT_URL: "",
  });
  const [, url] = await hub.says(/yiwang ready (\S+)\//);
  const [, broker] = await hub.says(/devices at (mqtt:[^\s,]+)/);
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage({ viewport: VIEWPORT });
    await page.addInitScript(installProbe);
    await page.goto(`${url}/wall`);
    await settled(page);
    await leaveOutDraws(page);
    const session = await page.context().newCDPSession(page);
    const empty = await weigh(session);
    const filler = await load(broker, sceneDir, READINGS_PER_SECOND);
    await until(page, "a value at every point", ({ withState, points }) => withState >= points * 0.99);
    await filler.stop();
    const filled = await weigh(session);
    const quiet = await measure(page, await load(broker, sceneDir, QUIET_PER_SECOND), QUIET_FRAMES);
    const before = await weigh(session);
    const loud = await measure(page, await load(broker, sceneDir, READINGS_PER_SECOND), FRAMES);
    report(quiet, loud, { empty, filled, before, after: await weigh(session) });
  } finally {
    await browser.close();
    await hub.stop();
  }
}

/** One stretch of frames under a load, from first to last diagnostics. */
interface Stretch {
  first: Seen;
  last: Seen;
  probe: Probe;
  frames: number;
  seconds: number;
  published: number;
}

async function measure(page: Page, generator: Awaited<ReturnType<typeof load>>, frames: number): Promise<Stretch> {
  const first = await diagnostics(page);
  await clearProbe(page);
  const started = performance.now();
  const before = generator.published();
  await until(
    page,
    `${frames} frames`,
    ({ globe }) =>
      globe !== null && first.globe !== null && globe.framesRendered >= first.globe.framesRendered + frames,
  );
  const seconds = (performance.now() - started) / 1000;
  const [probe, last] = [
    await page.evaluate(() => (window as unknown as { probe: Probe }).probe),
    await diagnostics(page),
  ];
  const published = generator.published() - before;
  await generator.stop();
  return { first, last, probe, seconds, published, frames: probe.frameMs.length };
}

function report(quiet: Stretch, loud: Stretch, weights: Record<"empty" | "filled" | "before" | "after", Weight>): void {
  const { points } = loud.last;
  const perSecond = (stretch: Stretch): number => Math.round(stretch.published / stretch.seconds);
  const perFrame = (stretch: Stretch, what: readonly number[]): number => sum(what) / stretch.frames;
  const row = (name: string, pick: (probe: Probe) => readonly number[]): string[] => [
    name,
    ...p5095(pick(quiet.probe)),
    ...p5095(pick(loud.probe)),
  ];
  printTable(
    `page: script on the page's thread, ${points} points; ${perSecond(quiet)} readings/s (${quiet.frames} frames) against ${perSecond(loud)} readings/s (${loud.frames} frames); draw calls not carried out`,
    [
      ["ms", "quiet p50", "quiet p95", "loud p50", "loud p95"],
      row("animation frame: Cesium's city, upload, app", (probe) => probe.frameMs),
      row("  of it: upload of state rows", (probe) => probe.uploadMs),
      row("taking changed pixels from the worker", (probe) => probe.pixelsMs),
      row("other messages of the worker (panels)", (probe) => probe.otherMs),
    ],
  );
  const { empty, filled, before, after } = weights;
  const megabytes = ({ heap }: Weight): string => (heap / 1e6).toFixed(1);
  printTable("page: counts", [
    ["what", "quiet", "loud"],
    ["changed slots per frame", ...[quiet, loud].map((stretch) => perFrame(stretch, stretch.probe.slots).toFixed(0))],
    [
      "uploads per frame (bound: 1)",
      ...[quiet, loud].map((stretch) => (stretch.probe.uploadMs.length / stretch.frames).toFixed(3)),
    ],
    [
      "bytes per upload",
      ...[quiet, loud].map(({ probe }) => (sum(probe.uploadBytes) / Math.max(1, probe.uploadBytes.length)).toFixed(0)),
    ],
    ["frames per second", ...[quiet, loud].map(({ frames, seconds }) => (frames / seconds).toFixed(1))],
    ["draw commands", ...[quiet, loud].map(({ last }) => String(last.globe?.drawCommands))],
    ["gaps", ...[quiet, loud].map(({ first, last }) => String(last.gaps - first.gaps))],
    [
      "latency ingest → texture p50 / p99, ms",
      ...[quiet, loud].map(({ last }) => `${last.latency.p50.toFixed(0)} / ${last.latency.p99.toFixed(0)}`),
    ],
  ]);
  printTable("page: memory of the page's thread after a collection", [
    ["", "no values", "every point has one", "before the load", "after it"],
    ["objects", ...[empty, filled, before, after].map(({ shapes }) => String(sum(Object.values(shapes))))],
    ["heap, MB", ...[empty, filled, before, after].map(megabytes)],
  ]);
  const [shape, grown] = Object.entries(filled.shapes)
    .map(([name, count]) => [name, count - (empty.shapes[name] ?? 0)] as const)
    .reduce((most, each) => (each[1] > most[1] ? each : most));
  console.log(
    `  shape of object that grew most when every point got a value: ${grown} of ${shape} (bound: ${points}, one a sensor)`,
  );
  console.log(`  heap growth over the load: ${((after.heap - before.heap) / loud.frames).toFixed(0)} bytes a frame`);
  if (grown >= points) throw new Error(`${grown} objects ${shape} for ${points} sensors`);
  if (loud.probe.uploadMs.length > loud.frames + 1)
    throw new Error(`${loud.probe.uploadMs.length} uploads in ${loud.frames} frames`);
}
