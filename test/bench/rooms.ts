// The three rooms: script of a frame in flight and whose it is, frames at rest, renders of panels, the heap of a wall that tours.

import { join } from "node:path";
import { chromium } from "playwright-core";
import { ensureApp } from "../../scripts/appBuild.ts";
import { CHROMIUM_FLAGS, findChromium } from "../../scripts/chromium.ts";
import { ensureScene } from "../../scripts/sceneBuild.ts";
import { loadScene } from "../../src/builder/load.ts";
import { type Running, startScript } from "../support/process.ts";
import { flight } from "./roomsFlight.ts";
import { heap } from "./roomsHeap.ts";
import { panels } from "./roomsPanels.ts";
import { rest } from "./roomsRest.ts";

const ROOT = join(import.meta.dirname, "../..");

const PARTS = { flight, rest, panels, heap } as const;

/** npm run bench -- rooms [flight|rest|panels|heap] [minutes of heap] [readings a second of heap] [still] */
export async function run(): Promise<void> {
  const asked = process.argv[3];
  if (asked !== undefined && !(asked in PARTS))
    throw new Error(`there is no part ${asked}: ${Object.keys(PARTS).join(", ")}`);
  await ensureApp(console.log);
  const source = join(ROOT, "scenes/linjiang");
  const data = join(ROOT, "data");
  const sceneDir = await ensureScene(loadScene(source), source, data, console.log);
  for (const [name, part] of Object.entries(PARTS)) {
    if (asked !== undefined && asked !== name) continue;
    // Each on a hub and in a browser of its own: nothing of one is in the other's figures.
    const hub: Running = startScript(
      "scripts/start.ts",
      ["--port", "0", "--mqtt-port", "0", "--no-mock", "--no-database"],
      {
        MQTT_URL: "",
      },
    );
    const [, url] = await hub.says(/yiwang ready (\S+)\//);
    const [, broker] = await hub.says(/devices at (mqtt:[^\s,]+)/);
    const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS });
    try {
      await part({ browser, url, broker, sceneDir });
    } finally {
      await browser.close();
      await hub.stop();
    }
  }
}
