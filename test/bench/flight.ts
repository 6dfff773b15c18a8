// A fixed flight over a million buildings in Chromium: script per tile, bytes of the first view, memory against the cache's setting;
// beside it the same flight over the same tiles as plain glTF.

import { join } from "node:path";
import { type CDPSession, chromium, type Page } from "playwright-core";
import { ensureApp } from "../../scripts/appBuild.ts";
import { CHROMIUM_FLAGS, findChromium } from "../../scripts/chromium.ts";
import { ensureScene } from "../../scripts/sceneBuild.ts";
import { loadScene } from "../../src/builder/load.ts";
import { startScript } from "../support/process.ts";
import { printTable } from "./benchCity.ts";
import { millionScene } from "./millionScene.ts";
import { plainScene } from "./plainScene.ts";

const VIEWPORT = { width: 640, height: 400 };
/** Where the flight stops: rows and columns over the city, at this height above the ground, m, looking down this steeply. */
const STOPS = 7;
const HEIGHT = 700;
const PITCH = -35;
const MOST_FIRST_VIEW = 3 * 1024 * 1024;

interface Seen {
  stage: string;
  buildings: number;
  tiles: number;
  tilesPending: number;
  tilesFailed: number;
  globe: {
    framesRendered: number;
    layers: Record<string, number>;
    layersMemory: Record<string, { bytes: number; cacheBytes: number }>;
  } | null;
}

const diagnostics = (page: Page): Promise<Seen> => page.evaluate(() => window.yiwang?.diagnostics() as unknown as Seen);

/** Counts draw calls without carrying them out, so that a frame costs script and not a software rasterizer. */
function drawNothing(): void {
  const gl = WebGL2RenderingContext.prototype as unknown as Record<string, () => void>;
  for (const name of ["drawElements", "drawArrays", "drawElementsInstanced", "drawArraysInstanced"])
    gl[name] = () => undefined;
}

async function settled(page: Page): Promise<Seen> {
  const end = Date.now() + 300_000;
  for (let calm = 0, before = -1; ; ) {
    const now = await diagnostics(page);
    const still = now?.stage === "open" && now.globe !== null && now.tilesPending === 0 && now.tiles === before;
    calm = still ? calm + 1 : 0;
    before = now?.tiles ?? -1;
    if (calm >= 8) return now;
    if (Date.now() > end) throw new Error(`the globe did not settle: ${JSON.stringify(now)}`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

interface Clock {
  /** Script on the page's thread since it began, s. */
  script: number;
  /** Everything on it: script, garbage collection, layout. */
  task: number;
}

async function clock(session: CDPSession): Promise<Clock> {
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { script: of("ScriptDuration"), task: of("TaskDuration") };
}

async function heap(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.collectGarbage");
  return (await session.send("Runtime.getHeapUsage")).usedSize;
}

const go = (page: Page, address: string): Promise<void> =>
  page.evaluate((query) => {
    history.pushState(null, "", `${location.pathname}?${query}`);
    dispatchEvent(new PopStateEvent("popstate"));
  }, address);

interface Flight {
  room: string;
  /** The room, and what its tiles are where they are not ours. */
  label: string;
  firstTiles: number;
  firstBytes: number;
  /** The first round, which loads, and the second over the same stops, which finds nearly all in the cache. */
  rounds: (Clock & { tiles: number; bytes: number; frames: number })[];
  heapFirst: number;
  heapLast: number;
  memory: { bytes: number; cacheBytes: number };
  mostMemory: number;
}

async function fly(url: string, room: string, extent: readonly number[]): Promise<Flight> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage({ viewport: VIEWPORT, reducedMotion: "reduce" });
    await page.addInitScript(drawNothing);
    const session = await page.context().newCDPSession(page);
    let [count, bytes] = [0, 0];
    const wanted = new Set<string>();
    await session.send("Network.enable");
    session.on("Network.responseReceived", ({ requestId, response }) => {
      if (/\/layers\//.test(response.url)) wanted.add(requestId);
    });
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (!wanted.delete(requestId)) return;
      count++;
      bytes += encodedDataLength;
    });
    await session.send("Performance.enable");
    await page.goto(`${url}/${room}`);
    await settled(page);
    const first = { tiles: count, bytes, heap: await heap(session) };

    const [west, south, east, north] = extent;
    const stops = Array.from({ length: STOPS * STOPS }, (_, i) => {
      const [column, row] = [i % STOPS, Math.floor(i / STOPS)];
      return {
        lon: west + ((column + 0.5) / STOPS) * (east - west),
        lat: south + ((row + 0.5) / STOPS) * (north - south),
      };
    });
    const cam = ({ lon, lat }: { lon: number; lat: number }): string =>
      `cam=${[lon.toFixed(6), lat.toFixed(6), HEIGHT, 0, PITCH].join(",")}`;
    const rounds: Flight["rounds"] = [];
    let most = 0;
    let last = await diagnostics(page);
    for (let round = 0; round < 2; round++) {
      const began = { ...(await clock(session)), tiles: count, bytes, frames: last.globe?.framesRendered ?? 0 };
      for (const stop of stops) {
        await go(page, cam(stop));
        last = await settled(page);
        most = Math.max(most, last.globe?.layersMemory.buildings?.bytes ?? 0);
      }
      const { script, task } = await clock(session);
      rounds.push({
        script: script - began.script,
        task: task - began.task,
        tiles: count - began.tiles,
        bytes: bytes - began.bytes,
        frames: (last.globe?.framesRendered ?? 0) - began.frames,
      });
    }
    const memory = last.globe?.layersMemory.buildings;
    if (!memory) throw new Error("no tiles of buildings were loaded");
    if (last.tilesFailed > 0) throw new Error(`${last.tilesFailed} tiles failed`);
    return {
      room,
      label: room,
      firstTiles: first.tiles,
      firstBytes: first.bytes,
      rounds,
      heapFirst: first.heap,
      heapLast: await heap(session),
      memory,
      mostMemory: most,
    };
  } finally {
    await browser.close();
  }
}

/** npm run bench -- flight [COUNT] */
export async function run(): Promise<void> {
  const count = Number(process.argv[3] ?? 1_000_000);
  await ensureApp(console.log);
  const { source, data, built } = millionScene(count);
  await ensureScene(loadScene(source), source, data, console.log);
  const plain = join(data, "plain");
  await plainScene(built, join(plain, "scenes/million"));
  const flights: Flight[] = [];
  for (const [label, folder, rooms] of [
    ["", data, ["field", "plan"]],
    [", plain glTF", plain, ["field", "plan"]],
  ] as const) {
    const hub = startScript("scripts/start.ts", [
      ...["--scene", source, "--data", folder, "--port", "0", "--mqtt-port", "0", "--no-mock", "--no-database"],
    ]);
    const [, url] = await hub.says(/yiwang ready (\S+)\//);
    try {
      const { extent } = (await (await fetch(`${url}/api/scene`)).json()) as { extent: number[] };
      for (const room of rooms) flights.push({ ...(await fly(url, room, extent)), label: room + label });
    } finally {
      await hub.stop();
    }
  }
  report(count, flights);
}

/** What loading costs: the first round less the second, ms a tile; a dash when the cache was too small for the second to tell. */
function perTile({ rounds: [first, second] }: Flight, what: keyof Clock): string {
  if (second.tiles > 0.1 * first.tiles) return "–";
  return ((1000 * (first[what] - second[what])) / (first.tiles - second.tiles)).toFixed(2);
}

function report(count: number, flights: readonly Flight[]): void {
  const mb = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
  const rows: [string, (flight: Flight) => string][] = [
    ["first view: tiles and tilesets", (flight) => String(flight.firstTiles)],
    ["first view: MiB over the wire", (flight) => mb(flight.firstBytes)],
    ["flight: tiles loaded, first round and second", ({ rounds }) => rounds.map(({ tiles }) => tiles).join(", ")],
    ["flight: kB over the wire a tile", ({ rounds: [first] }) => (first.bytes / first.tiles / 1000).toFixed(1)],
    ["flight: frames, first round and second", ({ rounds }) => rounds.map(({ frames }) => frames).join(", ")],
    ["script a tile, ms: first round less the second", (flight) => perTile(flight, "script")],
    ["page's thread in all a tile, ms", (flight) => perTile(flight, "task")],
    ["JavaScript heap before and after, MiB", (flight) => `${mb(flight.heapFirst)} → ${mb(flight.heapLast)}`],
    ["tiles in memory at most, MiB", (flight) => mb(flight.mostMemory)],
    ["tiles in memory at the end, MiB", (flight) => mb(flight.memory.bytes)],
    ["cache setting, MiB", (flight) => mb(flight.memory.cacheBytes)],
  ];
  printTable(
    `flight: ${count} buildings, twice ${STOPS * STOPS} stops at ${HEIGHT} m, ${VIEWPORT.width} × ${VIEWPORT.height}`,
    [["", ...flights.map(({ label }) => label)], ...rows.map(([name, cell]) => [name, ...flights.map(cell)])],
  );
  for (const { room, label, firstBytes, mostMemory, memory } of flights) {
    if (label !== room) continue;
    if (firstBytes > MOST_FIRST_VIEW) throw new Error(`the first view of ${room} takes ${firstBytes} bytes`);
    // Cesium may go over by half for what is in view at once (maximumCacheOverflowBytes).
    if (mostMemory > 1.5 * memory.cacheBytes) throw new Error(`${room} held ${mostMemory} bytes of tiles`);
  }
}
