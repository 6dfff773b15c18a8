// A page of the app in a real Chromium: everything it asks for and complains of is kept; waiting is for what it says of itself.

import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { PNG } from "pngjs";
import { inject } from "vitest";
import { CHROMIUM_FLAGS } from "../../../scripts/chromium.ts";

export interface Diagnostics {
  stage: string;
  scene: string;
  room: string;
  node: string | number;
  nodes: number;
  points: number;
  link: string;
  messages: number;
  readings: number;
  frames: number;
  keyframes: number;
  gaps: number;
  badFrames: number;
  reconnects: number;
  stale: number;
  withState: number;
  bySeverity: number[];
  tiles: number;
  tilesPending: number;
  drawCommands: number;
  contextRestores: number;
  uploads: number;
  bytesUploaded: number;
  problems: Record<string, { count: number; last: string }>;
  hub: { sourceBroker?: string; unmapped?: number; stale?: number } | null;
  latency: { p50: number; p99: number; samples: number };
  globe: {
    framesRendered: number;
    tilesFailed: number;
    labels: number;
    heightsOwed: number;
    camera: Record<string, number>;
  } | null;
}

export interface AppPage {
  page: Page;
  /** Errors on the console, uncaught errors and policy violations, in order. */
  complaints: string[];
  /** Addresses asked for, in order. */
  requests: string[];
  diagnostics(): Promise<Diagnostics>;
  /** Waits until a condition on the diagnostics holds. @param what said when it does not */
  until(what: string, holds: (now: Diagnostics) => boolean, patienceMs?: number): Promise<Diagnostics>;
  /** Waits until the globe is up and its tiles have come. */
  settled(): Promise<Diagnostics>;
  /** Waits until this many more frames have been drawn, or nothing is left to draw. */
  drawn(frames?: number): Promise<void>;
  close(): Promise<void>;
}

/** @param more flags beside the usual ones */
export const launch = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: inject("chromium"), args: [...CHROMIUM_FLAGS, ...more] });

/** Lists, forms and panels work without the globe, and a software renderer is not made to draw it. */
export const launchFlat = (): Promise<Browser> =>
  chromium.launch({ executablePath: inject("chromium"), args: ["--no-sandbox", "--disable-3d-apis"] });

export interface PageOptions {
  width?: number;
  height?: number;
  context?: Parameters<Browser["newContext"]>[0];
  /** Runs before the page is opened, to hold requests back or add scripts. */
  prepare?: (page: Page, context: BrowserContext) => Promise<void>;
  /** Whether the hints of a first visit come; not for a test of something else. */
  tips?: boolean;
}

/** The wall has the light of the data's hour; a test's picture must not depend on when it runs. */
function byNight(url: string): string {
  const address = new URL(url);
  if (/^\/(wall)?$/.test(address.pathname) && !address.searchParams.has("sky"))
    address.searchParams.set("sky", "night");
  return address.href;
}

/** Runs in the page before the app. */
function putTipsAway(): void {
  try {
    localStorage.setItem("yiwang.tips.off", "1");
  } catch {
    // A page of no origin keeps nothing.
  }
}

export async function openApp(browser: Browser, url: string, options: PageOptions = {}): Promise<AppPage> {
  const { width = 960, height = 600 } = options;
  const context = await browser.newContext({ viewport: { width, height }, locale: "zh-CN", ...options.context });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("request", (request) => requests.push(request.url()));
  page.on("websocket", (socket) => requests.push(socket.url()));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(
        `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`,
      ),
    );
  });
  if (!options.tips) await page.addInitScript(putTipsAway);
  await options.prepare?.(page, context);
  await page.goto(byNight(url));
  const diagnostics = (): Promise<Diagnostics> =>
    page.evaluate(() => window.yiwang?.diagnostics() as unknown as Diagnostics);
  const until: AppPage["until"] = async (what, holds, patienceMs = 120_000) => {
    const end = Date.now() + patienceMs;
    for (;;) {
      const now = await diagnostics();
      if (now && holds(now)) return now;
      if (Date.now() > end)
        throw new Error(
          `waited ${patienceMs} ms in vain for: ${what}\n${JSON.stringify(now)}\n${complaints.join("\n")}`,
        );
      await new Promise((done) => setTimeout(done, 150));
    }
  };
  return {
    page,
    complaints,
    requests,
    diagnostics,
    until,
    settled: () => {
      let calm = 0;
      let before = -1;
      return until("the globe to settle", ({ stage, globe, tiles, tilesPending }) => {
        const ready = stage === "open" && globe !== null && tiles > 0 && tilesPending === 0;
        calm = ready && tiles === before ? calm + 1 : 0;
        before = tiles;
        return calm >= 4;
      });
    },
    drawn: async (frames = 2) => {
      const from = (await diagnostics()).globe?.framesRendered ?? 0;
      let before = -1;
      for (;;) {
        const now = await until("the globe", ({ globe }) => globe !== null);
        const drawn = now.globe?.framesRendered ?? 0;
        if (drawn >= from + frames || (drawn === before && now.tilesPending === 0)) return;
        before = drawn;
        await page.evaluate(aSecondOfPictures);
      }
    },
    close: () => context.close(),
  };
}

/** Signs a page's context in as a person of the demonstration; for `prepare`, before the page is opened. @param url of the city */
export const signedInAs =
  (url: string, person: string) =>
  async (_page: Page, context: BrowserContext): Promise<void> => {
    const answer = await context.request.post(`${url}/api/session/demo`, {
      data: { person },
      headers: { origin: url },
    });
    if (!answer.ok()) throw new Error(`signing in as ${person}: ${answer.status()}`);
  };

/** In the page: at least a second and four of its animation frames, in each of which the globe draws if anything is to be drawn. */
const aSecondOfPictures = (): Promise<void> =>
  new Promise((done) => {
    const end = performance.now() + 1000;
    let left = 4;
    const look = (): void => {
      if (--left <= 0 && performance.now() >= end) done();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });

/** What is on screen, as pixels. */
export async function screenshot(page: Page): Promise<PNG> {
  return PNG.sync.read(await page.screenshot({ timeout: 120_000 }));
}

/** Share of pixels within `radius` of a place whose colour is within `tolerance` of a colour (#rrggbb) in every channel. */
export function shareOf(
  png: PNG,
  at: { x: number; y: number },
  radius: number,
  colour: string,
  tolerance = 40,
): number {
  const wanted = [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16));
  let all = 0;
  let fit = 0;
  for (let y = Math.round(at.y - radius); y <= at.y + radius; y++)
    for (let x = Math.round(at.x - radius); x <= at.x + radius; x++) {
      if (x < 0 || y < 0 || x >= png.width || y >= png.height) continue;
      if (Math.hypot(x - at.x, y - at.y) > radius) continue;
      all++;
      const i = (y * png.width + x) * 4;
      if (wanted.every((channel, n) => Math.abs(png.data[i + n] - channel) <= tolerance)) fit++;
    }
  return all === 0 ? 0 : fit / all;
}
