// The whole app under load: 20 000 points, 5 000 changed readings a second through the real broker; script, uploads, bytes, heap and objects by frame.

import { join } from "node:path";
import mqtt from "mqtt";
import { type CDPSession, chromium, type Page } from "playwright-core";
import { ensureApp } from "../../scripts/appBuild.ts";
import { CHROMIUM_FLAGS, findChromium } from "../../scripts/chromium.ts";
import { ensureScene } from "../../scripts/sceneBuild.ts";
import { loadScene } from "../../src/builder/load.ts";
import { writeSenml } from "../../src/feeds/senml.ts";
import { readMockCity } from "../../mock-feeds/mockCity.ts";
import { startScript } from "../browser/support/process.ts";
import { valueWith } from "../browser/support/truth.ts";
import { printTable } from "./benchCity.ts";

const ROOT = join(import.meta.dirname, "../..");
const READINGS_PER_SECOND = 5000;
const PACK = 50;
const TICK_MS = 100;
const FRAMES = 300;
const VIEWPORT = { width: 640, height: 400 };

/** What the page counts for the bench; installed before any of the app runs. */
interface Probe {
  /** Script of taking one delivery of changed pixels (state write, store, render request), ms. */
  pixelsMs: number[];
  /** Slots in each delivery. */
  slots: number[];
  /** Script of every other message of the worker (snapshots to panels and the like), ms. */
  otherMs: number[];
  /** Uploads of state rows: script ms and bytes of each. */
  uploadMs: number[];
  uploadBytes: number[];
  /** While true, draw calls are counted but not carried out, so that frames cost script and not a software rasterizer. */
  noDraw: boolean;
  draws: number;
}

function install(): void {
  const probe: Probe = { pixelsMs: [], slots: [], otherMs: [], uploadMs: [], uploadBytes: [], noDraw: false, draws: 0 };
  (window as unknown as { probe: Probe }).probe = probe;
  const onmessage = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage") as PropertyDescriptor;
  Object.defineProperty(Worker.prototype, "onmessage", {
    ...onmessage,
    set(handler: (event: MessageEvent) => void) {
      onmessage.set?.call(this, (event: MessageEvent) => {
        const start = performance.now();
        handler.call(this, event);
        const ms = performance.now() - start;
        if (event.data?.type !== "pixels") probe.otherMs.push(ms);
        else if (event.data.slots.length > 0 || ms > 1) {
          probe.pixelsMs.push(ms);
          probe.slots.push(event.data.slots.length);
        }
      });
    },
  });
  const gl = WebGL2RenderingContext.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  const { texSubImage2D } = gl;
  gl.texSubImage2D = function (...args) {
    const bytes = args.at(-1);
    // Rows of the state texture: 1024 wide, plain bytes.
    if (args[4] !== 1024 || !(bytes instanceof Uint8Array)) return texSubImage2D.apply(this, args);
    const start = performance.now();
    texSubImage2D.apply(this, args);
    probe.uploadMs.push(performance.now() - start);
    probe.uploadBytes.push(bytes.length);
    return undefined;
  };
  for (const name of ["drawElements", "drawArrays", "drawElementsInstanced", "drawArraysInstanced"]) {
    const draw = gl[name];
    gl[name] = function (...args) {
      probe.draws++;
      return probe.noDraw ? undefined : draw.apply(this, args);
    };
  }
}

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
const p = (values: readonly number[]): [string, string] => [
  quantile(values, 0.5).toFixed(2),
  quantile(values, 0.95).toFixed(2),
];

/** Heap in use after a collection, bytes, and how many objects are alive on the page's thread. */
async function weigh(session: CDPSession): Promise<{ heap: number; objects: number }> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { result } = await session.send("Runtime.evaluate", { expression: "Object.prototype" });
  const { objects } = await session.send("Runtime.queryObjects", { prototypeObjectId: result.objectId as string });
  const counted = await session.send("Runtime.callFunctionOn", {
    objectId: objects.objectId,
    functionDeclaration: "function () { return this.length; }",
    returnByValue: true,
  });
  await session.send("Runtime.releaseObject", { objectId: objects.objectId as string });
  return { heap: usedSize, objects: counted.result.value as number };
}

const diagnostics = (page: Page): Promise<Record<string, never>> =>
  page.evaluate(() => window.yiwang?.diagnostics() as Record<string, never>);

async function until(page: Page, what: string, holds: (now: Record<string, never>) => boolean): Promise<void> {
  const end = Date.now() + 300_000;
  while (!holds((await diagnostics(page)) ?? {})) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 300));
  }
}

/** Publishes readings as gateways do; every value differs from the one before, one in a hundred is an alarm. */
async function load(broker: string, sceneDir: string): Promise<{ published(): number; stop(): Promise<void> }> {
  const { nodes, scene, points } = readMockCity(sceneDir);
  const values = points.map((slot) => {
    const kind = scene.kinds[nodes.columns.kind[slot]];
    const [low, high] = kind.range;
    return {
      calm: valueWith(kind, 1) ?? low,
      alarm: valueWith(kind, 3) ?? valueWith(kind, 4) ?? low,
      step: (high - low) / 5000,
    };
  });
  const client = await mqtt.connectAsync(broker, { protocolVersion: 4 });
  const start = performance.now();
  let count = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - start) / 1000) * READINGS_PER_SECOND;
    while (count < due) {
      const time = Date.now();
      const pack = Array.from({ length: PACK }, () => {
        const i = count % points.length;
        const round = Math.floor(count / points.length);
        count++;
        const { calm, alarm, step } = values[i];
        const value = (i + round) % 100 === 0 ? alarm : calm + step * (round % 7);
        return { name: nodes.columns.code[points[i]], time, value };
      });
      client.publish("linjiang/senml/bench", writeSenml("urn:yw:", pack));
    }
  }, TICK_MS);
  return {
    published: () => count,
    stop: async () => {
      clearInterval(timer);
      await client.endAsync(true);
    },
  };
}

export async function run(): Promise<void> {
  await ensureApp(console.log);
  const source = join(ROOT, "scenes/linjiang");
  const sceneDir = await ensureScene(loadScene(source), source, join(ROOT, "data"), console.log);
  const hub = startScript("scripts/start.ts", ["--port", "0", "--mqtt-port", "0", "--no-mock"], { MQTT_URL: "" });
  const [, url] = await hub.says(/yiwang ready (\S+)\//);
  const [, broker] = await hub.says(/devices at (mqtt:[^\s,]+)/);
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage({ viewport: VIEWPORT });
    await page.addInitScript(install);
    await page.goto(`${url}/wall`);
    await until(page, "the globe", (now) => now.globe !== null && now.tiles > 0 && now.tilesPending === 0);
    const session = await page.context().newCDPSession(page);
    await page.evaluate(() => {
      (window as unknown as { probe: Probe }).probe.noDraw = true;
    });
    const empty = await weigh(session);
    const generator = await load(broker, sceneDir);
    await until(page, "values at every point", (now) => now.withState >= (now.points as number) * 0.99);
    const before = await weigh(session);
    const reset = (): Promise<void> =>
      page.evaluate(() => {
        const { probe } = window as unknown as { probe: Probe };
        for (const list of [probe.pixelsMs, probe.slots, probe.otherMs, probe.uploadMs, probe.uploadBytes])
          list.length = 0;
        probe.draws = 0;
      });
    await reset();
    const first = (await diagnostics(page)) as never as Seen;
    const started = performance.now();
    const publishedBefore = generator.published();
    await until(
      page,
      `${FRAMES} frames`,
      (now) => (now as never as Seen).globe.framesRendered >= first.globe.framesRendered + FRAMES,
    );
    const seconds = (performance.now() - started) / 1000;
    const last = (await diagnostics(page)) as never as Seen;
    const measured = await page.evaluate(() => (window as unknown as { probe: Probe }).probe);
    const published = generator.published() - publishedBefore;
    const after = await weigh(session);
    await generator.stop();
    report({ first, last, measured, seconds, published, empty, before, after });
  } finally {
    await browser.close();
    await hub.stop();
  }
}

interface Seen {
  points: number;
  readings: number;
  uploads: number;
  gaps: number;
  latency: { p50: number; p99: number };
  globe: { framesRendered: number; scriptMsP50: number; scriptMsP95: number; drawCommands: number };
}
type Weight = { heap: number; objects: number };

function report(run: {
  first: Seen;
  last: Seen;
  measured: Probe;
  seconds: number;
  published: number;
  empty: Weight;
  before: Weight;
  after: Weight;
}): void {
  const { first, last, measured, seconds, published, empty, before, after } = run;
  const frames = last.globe.framesRendered - first.globe.framesRendered;
  const uploads = measured.uploadMs.length;
  const bytes = measured.uploadBytes.reduce((sum, each) => sum + each, 0);
  const slots = measured.slots.reduce((sum, each) => sum + each, 0);
  printTable(
    `page: ${last.points} points, ${Math.round(published / seconds)} readings/s published, ${frames} frames in ${seconds.toFixed(1)} s, draw calls not carried out`,
    [
      ["script", "p50 ms", "p95 ms"],
      [
        "whole frame of the city (Cesium's traversal, state upload, GL calls)",
        last.globe.scriptMsP50.toFixed(2),
        last.globe.scriptMsP95.toFixed(2),
      ],
      ["of it: upload of state rows", ...p(measured.uploadMs)],
      ["taking changed pixels from the worker", ...p(measured.pixelsMs)],
      ["other messages of the worker (panels)", ...p(measured.otherMs)],
    ],
  );
  printTable("page: counts", [
    ["what", "figure"],
    ["readings arrived per second", String(Math.round((last.readings - first.readings) / seconds))],
    ["changed slots delivered per frame", (slots / frames).toFixed(0)],
    ["uploads per frame (bound: 1)", (uploads / frames).toFixed(3)],
    ["bytes uploaded per upload", (bytes / Math.max(1, uploads)).toFixed(0)],
    ["draw commands", String(last.globe.drawCommands)],
    ["gaps", String(last.gaps - first.gaps)],
    ["latency ingest → texture p50 / p99, ms", `${last.latency.p50.toFixed(0)} / ${last.latency.p99.toFixed(0)}`],
    ["objects on the page's thread, no values → all values", `${empty.objects} → ${before.objects}`],
    ["objects per sensor", ((before.objects - empty.objects) / last.points).toFixed(4)],
    [
      "heap after GC: no values → all values → end, MB",
      [empty, before, after].map(({ heap }) => (heap / 1e6).toFixed(1)).join(" → "),
    ],
    ["heap growth over the run, bytes per frame", ((after.heap - before.heap) / frames).toFixed(0)],
  ]);
  if (uploads > frames) throw new Error(`${uploads} uploads in ${frames} frames`);
}
