// npm test: makes sure of Chromium and the app's production build, then runs vitest with whatever arguments follow.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensureApp } from "./appBuild.ts";
import { findChromium } from "./chromium.ts";

const ROOT = join(import.meta.dirname, "..");
const given = process.argv.slice(2);

/** Whether the arguments name unit tests only, so that neither browser nor app is needed. */
const unitOnly = given.some((word) => word.startsWith("test/unit/")) && !given.some((word) => word.includes("browser"));

async function main(): Promise<number> {
  const env = { ...process.env };
  if (!unitOnly) {
    env.CHROMIUM_PATH = findChromium();
    await ensureApp((text) => console.log(text));
  }
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const run = spawnSync(process.execPath, [vitest, "run", ...given], { stdio: "inherit", cwd: ROOT, env });
  if (run.error) throw run.error;
  return run.status ?? 1;
}

main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
