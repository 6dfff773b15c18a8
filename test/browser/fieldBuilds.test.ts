// A newer build of the app reaches a device that opens the field room without network: whole or not at all, and only when a person takes it.

import { mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hub } from "../../src/hub/main.ts";
import { ROOT } from "../support/process.ts";
import { openHub } from "./support/hub.ts";
import { launchFlat } from "./support/page.ts";

const SLOW = { timeout: 120_000 };
/** Files of the newer build have other names. */
const NEWER = "-newer.js";

async function buildNewer(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), "yiwang-newer-"));
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = "production";
  await build({
    root: ROOT,
    configFile: join(ROOT, "vite.config.ts"),
    logLevel: "error",
    build: {
      outDir,
      emptyOutDir: true,
      rolldownOptions: {
        output: { entryFileNames: `assets/[name]-[hash]${NEWER}`, chunkFileNames: `assets/[name]-[hash]${NEWER}` },
      },
    },
  });
  process.env.NODE_ENV = NODE_ENV;
  return outDir;
}

describe("a newer build on a device in the field", { timeout: 240_000 }, () => {
  let newer = "";
  let hub: Hub;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  const shells = (): Promise<string[]> =>
    page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("yiwang-shell-")));
  const isNewer = (): Promise<boolean> =>
    page.evaluate(
      (ending) => [...document.scripts].some(({ src }) => src.includes("/assets/") && src.endsWith(ending)),
      NEWER,
    );
  const waits = () => page.getByRole("status").filter({ hasText: "新版本已下载" });
  /** Asks the hub for its service worker, as the browser does at every start. @returns what becomes of it */
  const look = (): Promise<string> =>
    page.evaluate(async () => {
      const registration = (await navigator.serviceWorker.getRegistration("/field")) as ServiceWorkerRegistration;
      const found = new Promise<ServiceWorker>((done) =>
        registration.addEventListener("updatefound", () => done(registration.installing as ServiceWorker), {
          once: true,
        }),
      );
      await registration.update().catch(() => undefined);
      const worker = await found;
      while (worker.state === "installing")
        await new Promise((done) => worker.addEventListener("statechange", done, { once: true }));
      return worker.state;
    });

  beforeAll(async () => {
    [newer, hub, browser] = await Promise.all([buildNewer(), openHub(), launchFlat()]);
    context = await browser.newContext({ viewport: { width: 700, height: 500 }, locale: "zh-CN" });
    page = await context.newPage();
    page.setDefaultTimeout(120_000);
    await page.goto(`${hub.url}/field`);
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.close();
    rmSync(newer, { recursive: true, force: true });
  });

  it("stays with the build it has while the newer one does not come whole", async () => {
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null), SLOW).toBe(true);
    await expect.poll(shells, SLOW).toHaveLength(1);
    const [before] = await shells();
    const port = Number(new URL(hub.url).port);
    await hub.close();
    hub = await openHub({ appDir: newer, port });
    const chunk = readdirSync(join(newer, "assets")).find((name) => name.startsWith("GlobeView-")) as string;
    renameSync(join(newer, "assets", chunk), join(newer, "assets", `${chunk}.away`));
    expect(await look()).toBe("redundant");
    expect(await shells()).toContain(before);
    expect(await waits().count()).toBe(0);
    await context.setOffline(true);
    await page.reload();
    await page.getByRole("tab", { name: "附近" }).waitFor(SLOW);
    expect(await isNewer()).toBe(false);
    await context.setOffline(false);
    renameSync(join(newer, "assets", `${chunk}.away`), join(newer, "assets", chunk));
  });

  it("is told of, taken by a person, and opens without network from then on", async () => {
    const [before] = await shells();
    expect(await look()).toBe("installed");
    await waits().waitFor(SLOW);
    expect(await isNewer()).toBe(false);
    await page.getByRole("button", { name: "立即更新" }).click();
    await expect.poll(isNewer, SLOW).toBe(true);
    await expect.poll(shells, SLOW).toHaveLength(1);
    expect(await shells()).not.toContain(before);
    await page.getByRole("tab", { name: "附近" }).waitFor(SLOW);
    expect(await waits().count()).toBe(0);
    await context.setOffline(true);
    await page.reload();
    await page.getByRole("tab", { name: "附近" }).waitFor(SLOW);
    expect(await isNewer()).toBe(true);
  });
});
