// The heap of a wall nobody touches: it tours while readings pour in; after each collection a point, through the points a line.

import type { CDPSession } from "playwright-core";
import { printTable } from "./benchCity.ts";
import { diagnostics, installProbe, leaveOutDraws, until } from "./pageProbe.ts";
import { load } from "./readings.ts";
import { beforeApp, hideRenderer, type Rooms, wait } from "./roomsPage.ts";

const MINUTES = Number(process.argv[4] ?? 3);
/** Twenty times what the demo city's points send: one reading a minute each. */
const READINGS_PER_SECOND = Number(process.argv[5] ?? 6700);
/** Where other work must go on beside it: cuts instead of flights, and a frame when something has changed. */
const STILL = process.argv[6] === "still";
const EVERY_MS = 15_000;
/** The first of a run is caches filling: it is left out of the line. */
const WARM_SHARE = 0.2;
/** The tour's stops are looked at so long, s: the shortest a scene may say. */
const STOP_SECONDS = 5;

interface Sample {
  minutes: number;
  /** After a collection, MB. */
  heap: number;
  domNodes: number;
  listeners: number;
}

/** Least squares. @returns slope a minute, and the share of the variance it explains */
export function lineThrough(points: readonly (readonly [number, number])[]): { slope: number; r2: number } {
  const n = points.length;
  const mean = (pick: 0 | 1): number => points.reduce((total, point) => total + point[pick], 0) / n;
  const [mx, my] = [mean(0), mean(1)];
  const sxx = points.reduce((total, [x]) => total + (x - mx) ** 2, 0);
  const sxy = points.reduce((total, [x, y]) => total + (x - mx) * (y - my), 0);
  const syy = points.reduce((total, [, y]) => total + (y - my) ** 2, 0);
  return { slope: sxy / sxx, r2: syy === 0 ? 0 : sxy ** 2 / (sxx * syy) };
}

async function sample(session: CDPSession, began: number): Promise<Sample> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return {
    minutes: (performance.now() - began) / 60_000,
    heap: usedSize / 1e6,
    domNodes: of("Nodes"),
    listeners: of("JSEventListeners"),
  };
}

export async function heap({ browser, url, broker, sceneDir }: Rooms): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 640, height: 400 } });
  if (!STILL) await beforeApp(page, hideRenderer);
  await page.addInitScript(installProbe);
  // Every list of the probe would grow with the frames; the wall's own heap is asked for.
  await page.addInitScript(() => {
    const { probe } = window as unknown as { probe: Record<string, unknown> };
    for (const list of Object.values(probe)) if (Array.isArray(list)) list.push = () => 0;
  });
  await page.route("**/api/scene", async (route) => {
    const built = await (await route.fetch()).json();
    for (const { tour } of built.scene.themes) if (tour) tour.seconds = STOP_SECONDS;
    await route.fulfill({ json: built });
  });
  await page.goto(`${url}/wall?sky=night&watch=1`);
  await until(page, "a globe", ({ globe }) => globe !== null);
  await leaveOutDraws(page);
  const generator = await load(broker, sceneDir, READINGS_PER_SECOND);
  await until(page, "a value at every point", ({ withState, points }) => withState >= points * 0.99);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const [first, began, published] = [await diagnostics(page), performance.now(), generator.published()];
  const samples: Sample[] = [];
  while (performance.now() - began < MINUTES * 60_000) {
    await wait(EVERY_MS);
    samples.push(await sample(session, began));
    const { minutes, heap: used } = samples[samples.length - 1];
    if (samples.length % 20 === 0) console.log(`  ${minutes.toFixed(1)} min: ${used.toFixed(1)} MB`);
  }
  const last = await diagnostics(page);
  const perSecond = (generator.published() - published) / ((performance.now() - began) / 1000);
  await generator.stop();
  const warm = samples.filter(({ minutes }) => minutes >= WARM_SHARE * MINUTES);
  const row = (name: string, pick: (one: Sample) => number, digits: number): string[] => {
    const { slope, r2 } = lineThrough(warm.map((one) => [one.minutes, pick(one)] as const));
    const values = warm.map(pick);
    return [
      name,
      values[0].toFixed(digits),
      values[values.length - 1].toFixed(digits),
      Math.max(...values).toFixed(digits),
      slope.toFixed(3),
      r2.toFixed(3),
    ];
  };
  const frames = (last.globe?.framesRendered ?? 0) - (first.globe?.framesRendered ?? 0);
  printTable(
    `rooms: ${MINUTES} minutes of the wall's tour, a stop every ${STOP_SECONDS} s, ${perSecond.toFixed(0)} readings a second, ${frames} frames${STILL ? ", cuts" : ", flights"}; ${warm.length} collections after the first ${(WARM_SHARE * MINUTES).toFixed(1)} minutes`,
    [
      ["after a collection", "first", "last", "most", "a minute", "r²"],
      row("heap of the page's thread, MB", ({ heap: used }) => used, 1),
      row("DOM nodes", ({ domNodes }) => domNodes, 0),
      row("event listeners", ({ listeners }) => listeners, 0),
    ],
  );
}
