// What benches count inside the running app: script by frame and by message, uploads, draws; and what they wait for.

import type { Page } from "playwright-core";
import { quantile } from "./figures.ts";

/** What the page counts for the bench; installed before any of the app runs. */
export interface Probe {
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
  /** Script of every animation frame that drew the globe: all its callbacks, ms. */
  frameMs: number[];
}

export function installProbe(): void {
  const probe: Probe = {
    pixelsMs: [],
    slots: [],
    otherMs: [],
    uploadMs: [],
    uploadBytes: [],
    noDraw: false,
    draws: 0,
    frameMs: [],
  };
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
  const ask = window.requestAnimationFrame.bind(window);
  let tick = -1;
  let tickMs = 0;
  let tickDraws = 0;
  window.requestAnimationFrame = (callback) =>
    ask((time) => {
      if (time !== tick) {
        if (probe.draws > tickDraws) probe.frameMs.push(tickMs);
        [tick, tickMs, tickDraws] = [time, 0, probe.draws];
      }
      const [start, drawsBefore] = [performance.now(), probe.draws];
      callback(time);
      tickMs += performance.now() - start;
      // For a trace (threadTime.ts); kept nowhere else.
      if (probe.draws > drawsBefore) performance.mark("drawn");
      performance.clearMarks("drawn");
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

export const p5095 = (values: readonly number[]): [string, string] => [
  quantile(values, 0.5).toFixed(2),
  quantile(values, 0.95).toFixed(2),
];

export interface Seen {
  points: number;
  readings: number;
  withState: number;
  tiles: number;
  tilesPending: number;
  gaps: number;
  latency: { p50: number; p99: number };
  globe: { framesRendered: number; drawCommands: number } | null;
}

export const diagnostics = (page: Page): Promise<Seen> =>
  page.evaluate(() => window.yiwang?.diagnostics() as unknown as Seen);

export async function until(page: Page, what: string, holds: (now: Seen) => boolean): Promise<void> {
  const end = Date.now() + 300_000;
  for (;;) {
    const now = await diagnostics(page);
    if (now && holds(now)) return;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 300));
  }
}

/** Waits until tiles have stopped coming. */
export async function settled(page: Page): Promise<void> {
  let calm = 0;
  let before = -1;
  await until(page, "the globe to settle", ({ globe, tiles, tilesPending }) => {
    calm = globe !== null && tiles > 0 && tilesPending === 0 && tiles === before ? calm + 1 : 0;
    before = tiles;
    return calm >= 10;
  });
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** From now on draw calls are counted and not carried out. */
export const leaveOutDraws = (page: Page): Promise<void> =>
  page.evaluate(() => {
    (window as unknown as { probe: Probe }).probe.noDraw = true;
  });

/** Forgets what was counted so far. */
export const clearProbe = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const { probe } = window as unknown as { probe: Probe };
    for (const list of [probe.pixelsMs, probe.slots, probe.otherMs, probe.uploadMs, probe.uploadBytes, probe.frameMs])
      list.length = 0;
  });
