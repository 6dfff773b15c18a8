// Takes a screenshot of a running app once it has settled: node --import tsx scripts/shot.ts URL OUT.png|OUT.jpg [WIDTHxHEIGHT]

import { chromium, type Page } from "playwright-core";
import { CHROMIUM_FLAGS, findChromium } from "./chromium.ts";

interface Diagnostics {
  stage: string;
  link: string;
  tiles: number;
  tilesPending: number;
  withState: number;
  globe: { framesRendered: number } | null;
}

/** Waits until tiles have stopped coming and nothing is pending. */
export async function settled(page: Page, timeoutMs = 100_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  let calm = 0;
  let before = { tiles: -1, frames: -1, at: Date.now() };
  while (Date.now() < end) {
    const now = (await page.evaluate(() => window.yiwang?.diagnostics())) as unknown as Diagnostics | undefined;
    const ready = now?.stage === "open" && now.globe !== null && now.tilesPending === 0 && now.tiles > 0;
    const frames = now?.globe?.framesRendered ?? -1;
    // Only a rendered frame asks for tiles, so calm is counted in frames; a still map renders none, and is calm after 10 s.
    if (!ready || now.tiles !== before.tiles) calm = 0;
    else if (frames > before.frames) calm++;
    else if (Date.now() - before.at > 10_000) calm = 4;
    if (frames !== before.frames || calm === 0) before = { tiles: now?.tiles ?? -1, frames, at: Date.now() };
    if (calm >= 4) return;
    await page.waitForTimeout(700);
  }
  throw new Error("the map did not settle in time");
}

export async function shoot(url: string, out: string, width: number, height: number): Promise<void> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width, height } });
    page.on(
      "console",
      (message) =>
        ["error", "warning"].includes(message.type()) && console.log(`page: ${message.text().slice(0, 1500)}`),
    );
    page.on("pageerror", (error) => console.log(`page error: ${error.message}`));
    await page.goto(url);
    await settled(page);
    await page.waitForTimeout(2500);
    const jpeg = out.endsWith(".jpg");
    await page.screenshot({ path: out, timeout: 120_000, ...(jpeg ? { type: "jpeg", quality: 84 } : {}) });
    console.log(JSON.stringify(await page.evaluate(() => window.yiwang.diagnostics())));
  } finally {
    await browser.close();
  }
}

if (process.argv[1]?.endsWith("shot.ts")) {
  const [url, out, size = "1920x1080"] = process.argv.slice(2);
  const [width, height] = size.split("x").map(Number);
  await shoot(url, out, width, height);
}
