// A lost GL context: the globe is built anew and shows the same place with the same state, and goes on living.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEVERITY_COLOURS } from "../../src/globe/palette.ts";
import { type City, startCity } from "./support/city.ts";
import { connectDevice, type Device } from "./support/device.ts";
import { type AppPage, launch, openApp, screenshot, shareOf } from "./support/page.ts";

const POINT = "339902-RS-001-rain";

describe("a lost context", () => {
  let city: City;
  let browser: Browser;
  let app: AppPage;
  let device: Device;

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity(), launch()]);
    device = await connectDevice(city.mqttUrl);
    app = await openApp(browser, `${city.url}/plan?node=${POINT}`);
    await app.settled();
  });
  afterAll(async () => {
    await device?.close();
    await browser?.close();
    await city?.stop();
  });

  /** Share of a severity's colour where the point's sign is. */
  async function signShare(severity: number): Promise<number> {
    const map = await app.page.locator(".map canvas").first().boundingBox();
    const at = await app.page.evaluate((code) => window.yiwang.locate(code), POINT);
    if (!map || !at) throw new Error("the sign is not on screen");
    return shareOf(await screenshot(app.page), { x: map.x + at.x, y: map.y + at.y }, 9, SEVERITY_COLOURS[severity]);
  }

  it("keeps camera, node and state, and rebuilds once", async () => {
    const { page } = app;
    await device.json("rain-rate", POINT, 90);
    await page.waitForFunction((code) => window.yiwang.pixel(code)?.severity === 5, POINT, { polling: 100 });
    await app.drawn(2);
    expect(await signShare(5)).toBeGreaterThan(0.3);
    await expect.poll(() => page.url()).toContain("cam=");
    const before = await app.diagnostics();
    expect(before.contextRestores).toBe(0);
    await page.evaluate(() => document.querySelector(".map canvas")?.setAttribute("data-first", ""));

    const lost = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>(".map canvas");
      const extension = canvas?.getContext("webgl2")?.getExtension("WEBGL_lose_context");
      extension?.loseContext();
      return extension !== null && extension !== undefined;
    });
    expect(lost).toBe(true);
    await app.until("the context to be restored", ({ contextRestores }) => contextRestores === 1);
    const after = await app.settled();
    await app.drawn(2);
    expect(await page.locator(".map canvas").count()).toBe(1);
    expect(await page.locator("[data-first]").count()).toBe(0);
    expect(after.node).toBe(POINT);
    expect(after.globe?.camera).toEqual(before.globe?.camera);
    expect(after.withState).toBe(before.withState);
    expect(after.contextRestores).toBe(1);
    expect(await page.evaluate((code) => window.yiwang.pixel(code)?.severity, POINT)).toBe(5);
    expect(await signShare(5)).toBeGreaterThan(0.3);
  });

  it("goes on living: a later value reaches the new globe", async () => {
    await device.json("rain-rate", POINT, 55);
    await app.page.waitForFunction((code) => window.yiwang.pixel(code)?.severity === 4, POINT, { polling: 100 });
    await app.drawn(2);
    expect(await signShare(4)).toBeGreaterThan(0.3);
    expect((await app.diagnostics()).problems).toEqual({});
  });
});
