// Rooms at rest: nothing changes, so nothing is drawn.

import { printTable } from "./benchCity.ts";
import { diagnostics, settled } from "./pageProbe.ts";
import { goTo, type Rooms, wait } from "./roomsPage.ts";

const SECONDS = 10;

/** Frames of each room over ten seconds in which nothing changes and nothing moves by itself (as where the system asks for reduced motion). @throws Error when one is drawn */
export async function rest({ browser, url }: Rooms): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 640, height: 400 }, reducedMotion: "reduce" });
  await page.goto(`${url}/wall?sky=night`);
  const rows = [["room", `frames in ${SECONDS} s`]];
  let drawn = 0;
  for (const room of ["wall?sky=night", "plan", "field"]) {
    await goTo(page, `/${room}`);
    await settled(page);
    const before = (await diagnostics(page)).globe?.framesRendered ?? Number.NaN;
    await wait(SECONDS * 1000);
    const frames = ((await diagnostics(page)).globe?.framesRendered ?? Number.NaN) - before;
    rows.push([room.split("?")[0], String(frames)]);
    drawn += frames;
  }
  printTable("rooms: at rest", rows);
  if (drawn !== 0) throw new Error(`${drawn} frames were drawn while nothing changed`);
}
