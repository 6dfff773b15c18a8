// Finds a Chromium for browser tests and screenshots, or installs one: Debian's as root, otherwise Playwright's own.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const CANDIDATES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** Flags that render WebGL2 without a graphics card and keep the browser from talking to anyone. */
export const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];

function onPath(): string | undefined {
  for (const name of CANDIDATES) {
    const found = spawnSync("which", [name], { encoding: "utf8" }).stdout?.trim();
    if (found) return found;
  }
  return undefined;
}

function hasChineseFont(): boolean {
  const list = spawnSync("fc-list", [":lang=zh"], { encoding: "utf8" });
  return list.status === 0 && list.stdout.trim() !== "";
}

/** Path of a Chromium that runs here. @throws Error that says how to get one */
export function findChromium(): string {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) {
    if (!existsSync(asked)) throw new Error(`CHROMIUM_PATH is ${asked}, but there is no such file`);
    return asked;
  }
  const found = onPath();
  if (found && (hasChineseFont() || process.getuid?.() !== 0)) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("installing chromium and fonts-noto-cjk with apt-get …");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync("apt-get", ["update", "-qq"], { stdio: "inherit", env });
    execFileSync(
      "apt-get",
      ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk", "fontconfig"],
      {
        stdio: ["ignore", "ignore", "inherit"],
        env,
      },
    );
    const installed = onPath();
    if (installed) return installed;
  }
  const own = chromium.executablePath();
  if (!existsSync(own)) {
    console.log("installing Playwright's Chromium …");
    spawnSync("npx", ["playwright-core", "install", "--with-deps", "chromium"], { stdio: "inherit" });
  }
  if (existsSync(own)) return own;
  throw new Error("no Chromium found: install the package chromium, or set CHROMIUM_PATH");
}
