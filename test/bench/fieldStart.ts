// The field room's start from what the device keeps, its processor four times slower: script until the list of what is near, and until the map.

import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { ensureApp } from "../../scripts/appBuild.ts";
import { CHROMIUM_FLAGS, findChromium } from "../../scripts/chromium.ts";
import { ensureScene } from "../../scripts/sceneBuild.ts";
import { loadScene } from "../../src/builder/load.ts";
import { readNodes } from "../browser/support/city.ts";
import { startScript } from "../support/process.ts";
import { printTable } from "./benchCity.ts";
import { median } from "./figures.ts";
import { settled } from "./pageProbe.ts";

const ROOT = join(import.meta.dirname, "../..");
const SLOWER = 4;
const RUNS = 3;
const VIEWPORT = { width: 390, height: 640 };
const PATIENCE = { timeout: 300_000 };
/** What it may take until the room can be used, ms of script. */
const BOUND_MS = 3000;

interface Spent {
  /** Script on the page's thread, ms. */
  script: number;
  /** All work on the page's thread, ms. */
  task: number;
  /** By the clock, ms. */
  clock: number;
}

interface Start {
  list: Spent;
  /** Null where it was not waited for. */
  map: Spent | null;
  /** Bytes that came over the network. */
  bytes: number;
}

async function nearList(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "附近" }).click(PATIENCE);
  await page.getByRole("list", { name: "附近设施" }).getByRole("listitem").nth(19).waitFor(PATIENCE);
}

async function start(context: BrowserContext, url: string, withMap: boolean): Promise<Start> {
  const page = await context.newPage();
  await page.addInitScript({ content: 'localStorage.setItem("yiwang.tips.off", "1")' });
  const session = await context.newCDPSession(page);
  let bytes = 0;
  await session.send("Network.enable");
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await session.send("Performance.enable");
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  const metrics = async (): Promise<{ script: number; task: number }> => {
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (wanted: string): number => 1000 * (metrics.find(({ name }) => name === wanted)?.value ?? 0);
    return { script: of("ScriptDuration"), task: of("TaskDuration") };
  };
  const before = await metrics();
  const began = performance.now();
  const spent = async (): Promise<Spent> => {
    const { script, task } = await metrics();
    return { script: script - before.script, task: task - before.task, clock: performance.now() - began };
  };
  await page.goto(url);
  await nearList(page);
  const list = await spent();
  if (withMap) await settled(page);
  const map = withMap ? await spent() : null;
  await page.close();
  return { list, map, bytes };
}

export async function run(): Promise<void> {
  await ensureApp(console.log);
  const source = join(ROOT, "scenes/linjiang");
  const sceneDir = await ensureScene(loadScene(source), source, join(ROOT, "data"), console.log);
  const data = mkdtempSync(join(tmpdir(), "yiwang-field-start-"));
  symlinkSync(join(ROOT, "data/scenes"), join(data, "scenes"));
  const hub = startScript("scripts/start.ts", ["--port", "0", "--mqtt-port", "0", "--data", data], { MQTT_URL: "" });
  const [, url] = await hub.says(/yiwang ready (\S+)\//);
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
  try {
    const nodes = readNodes(sceneDir);
    const at = nodes.placeCount;
    const { lon, lat } = nodes.columns;
    const context = await browser.newContext({
      viewport: VIEWPORT,
      locale: "zh-CN",
      reducedMotion: "reduce",
      geolocation: { longitude: lon[at], latitude: lat[at], accuracy: 10 },
      permissions: ["geolocation"],
    });
    await context.request.post(`${url}/api/session/demo`, { data: { person: "field-worker" } });
    const room = `${url}/field`;
    const first = await start(context, room, true);
    // Once more without being timed, until all of it is on the device.
    const warm = await context.newPage();
    await warm.addInitScript({ content: 'localStorage.setItem("yiwang.tips.off", "1")' });
    await warm.goto(room);
    await settled(warm);
    await warm.waitForFunction(
      async () => navigator.serviceWorker.controller !== null && (await caches.keys()).length >= 2,
      undefined,
      PATIENCE,
    );
    await warm.waitForTimeout(40_000);
    await warm.close();
    const kept: Start[] = [];
    for (let i = 0; i < RUNS; i++) kept.push(await start(context, room, i === 0));
    await hub.stop();
    const away: Start[] = [];
    for (let i = 0; i < RUNS; i++) away.push(await start(context, room, i === 0));
    report(first, kept, away, nodes.slotCount);
  } finally {
    await browser.close();
    await hub.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

function report(first: Start, kept: readonly Start[], away: readonly Start[], slots: number): void {
  const row = (name: string, spent: readonly (Spent | null)[]): string[] => {
    const known = spent.filter((one) => one !== null);
    const of = (what: keyof Spent): string => median(known.map((one) => one[what])).toFixed(0);
    return [name, of("script"), of("task"), of("clock"), String(known.length)];
  };
  const rows = (name: string, starts: readonly Start[]): string[][] => [
    row(
      `${name}: list`,
      starts.map(({ list }) => list),
    ),
    row(
      `${name}: map`,
      starts.map(({ map }) => map),
    ),
  ];
  printTable(
    `fieldStart: processor ${SLOWER} times slower, ${slots} nodes; ms on the page's thread until the 20 nearest assets are listed, and until the map has settled; medians`,
    [
      ["", "script", "all work", "clock", "runs"],
      ...rows("first start ever", [first]),
      ...rows("kept on the device, hub there", kept),
      ...rows("kept on the device, hub stopped", away),
    ],
  );
  const megabytes = (starts: readonly Start[]): string => (starts[0].bytes / 1e6).toFixed(2);
  console.log(
    `  over the network until the map, MB: first ${megabytes([first])}, kept ${megabytes(kept)}, hub stopped ${megabytes(away)}`,
  );
  const script = median(kept.map(({ list }) => list.script));
  console.log(`  script until the list, kept on the device: ${script.toFixed(0)} ms (wanted: at most ${BOUND_MS})`);
}
