// Script of animation frames by the page thread's own clock, from Chromium's trace: time in which another process had the core is left out.

import type { Browser, Page } from "playwright-core";

/** Mark that the page sets in each frame that draws (pageProbe.ts). */
export const DRAWN = "drawn";

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** µs of the clock. */
  ts: number;
  dur?: number;
  /** µs of the thread's own time. */
  tdur?: number;
}

/** Script of each frame that drew, ms. */
export interface FrameScript {
  clockMs: number[];
  threadMs: number[];
}

/** Traces while something is done. */
export async function traced(browser: Browser, page: Page, act: () => Promise<void>): Promise<FrameScript> {
  await browser.startTracing(page, { categories: ["-*", "devtools.timeline", "blink.user_timing"] });
  await act();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return frameScript(trace.traceEvents);
}

/** Callbacks of one frame follow each other; between two frames the page is painted. */
function frameScript(events: TraceEvent[]): FrameScript {
  const mark = events.find(({ name }) => name === DRAWN);
  const found: FrameScript = { clockMs: [], threadMs: [] };
  if (!mark) return found;
  const ours = events.filter(({ pid, tid }) => pid === mark.pid && tid === mark.tid).sort((a, b) => a.ts - b.ts);
  let frame = { clock: 0, thread: 0, drawn: false };
  for (const { name, ph, dur = 0, tdur = 0 } of ours) {
    if (name === "FireAnimationFrame" && ph === "X") {
      frame.clock += dur / 1000;
      frame.thread += tdur / 1000;
    } else if (name === DRAWN) frame.drawn = true;
    else if (name === "PrePaint") {
      if (frame.drawn) {
        found.clockMs.push(frame.clock);
        found.threadMs.push(frame.thread);
      }
      frame = { clock: 0, thread: 0, drawn: false };
    }
  }
  return found;
}
