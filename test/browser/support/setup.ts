// Once before all browser tests: Chromium, the production build, and a small Linjiang built the way npm start builds it.

import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { TestProject } from "vitest/node";
import { ensureApp } from "../../../scripts/appBuild.ts";
import { findChromium } from "../../../scripts/chromium.ts";
import { ensureScene } from "../../../scripts/sceneBuild.ts";
import { loadScene } from "../../../src/builder/load.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Path of the browser. */
    chromium: string;
    /** Source folder of the small city. */
    smallCity: string;
    /** Data folder it is built in. */
    data: string;
    /** Folder of its built scene. */
    sceneDir: string;
  }
}

const LINJIANG = join(import.meta.dirname, "../../../scenes/linjiang");
/** Enough for every level and feed; small enough for a software renderer. */
const BUILDINGS = 1000;

export default async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-browser-"));
  const smallCity = join(folder, "small");
  const data = join(folder, "data");
  mkdirSync(smallCity);
  mkdirSync(data);
  const manifest = JSON.parse(readFileSync(join(LINJIANG, "scene.json"), "utf8"));
  manifest.sources.generator = relative(smallCity, join(LINJIANG, manifest.sources.generator));
  manifest.sources.buildings = BUILDINGS;
  writeFileSync(join(smallCity, "scene.json"), JSON.stringify(manifest));
  copyFileSync(join(LINJIANG, "simulation.json"), join(smallCity, "simulation.json"));
  const log = (text: string): void => console.log(text);
  provide("chromium", findChromium());
  await ensureApp(log);
  provide("smallCity", smallCity);
  provide("data", data);
  provide("sceneDir", await ensureScene(loadScene(smallCity), smallCity, data, log));
  return () => rmSync(folder, { recursive: true, force: true });
}
