// How often each panel is rendered at 5 000 changes a second, and how often for nothing.

import { printTable } from "./benchCity.ts";
import { installCommitCounter, panelCounts } from "./commits.ts";
import { until } from "./pageProbe.ts";
import { load } from "./readings.ts";
import { beforeApp, goTo, type Rooms, wait } from "./roomsPage.ts";

const READINGS_PER_SECOND = 5000;
const SECONDS = 20;
/** Renders a second of any panel, with a little room for where the window begins. */
const MOST_PER_SECOND = 4.2;
const ROOMS = { wall: "/wall", "wall, a point": "/wall?node=339902-RS-001-level", plan: "/plan", field: "/field" };

/** @throws Error when a panel is rendered more than four times a second */
export async function panels({ browser, url, broker, sceneDir }: Rooms): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, reducedMotion: "reduce" });
  await beforeApp(page, installCommitCounter);
  // The panels alone: the globe is another part's.
  await page.route(/GlobeView/, () => new Promise(() => undefined));
  await page.goto(`${url}/wall`);
  const generator = await load(broker, sceneDir, READINGS_PER_SECOND);
  await until(page, "a value at every point", ({ withState, points }) => withState >= points * 0.99);
  const rows = [["room", "panel", "renders a second", "of these without any change"]];
  let most = 0;
  for (const [room, address] of Object.entries(ROOMS)) {
    await goTo(page, address);
    await wait(3000);
    const before = await panelCounts(page);
    const began = performance.now();
    await wait(SECONDS * 1000);
    const after = await panelCounts(page);
    const seconds = (performance.now() - began) / 1000;
    for (const [panel, { renders, idle }] of Object.entries(after)) {
      const [count, unchanged] = [renders - (before[panel]?.renders ?? 0), idle - (before[panel]?.idle ?? 0)];
      if (count === 0) continue;
      most = Math.max(most, count / seconds);
      rows.push([room, panel, (count / seconds).toFixed(2), (unchanged / seconds).toFixed(2)]);
    }
  }
  await generator.stop();
  // And with nothing arriving: clocks alone.
  await goTo(page, "/wall");
  await wait(5000);
  const before = await panelCounts(page);
  await wait(10_000);
  const after = await panelCounts(page);
  for (const [panel, { renders, idle }] of Object.entries(after)) {
    const count = renders - (before[panel]?.renders ?? 0);
    if (count > 0)
      rows.push([
        "wall, no readings",
        panel,
        (count / 10).toFixed(2),
        ((idle - (before[panel]?.idle ?? 0)) / 10).toFixed(2),
      ]);
  }
  printTable(`rooms: renders of panels at ${READINGS_PER_SECOND} changes a second, ${SECONDS} s each`, rows);
  if (most > MOST_PER_SECOND) throw new Error(`a panel was rendered ${most.toFixed(1)} times a second`);
}
