// From far away the places of the city say how many alarms they hold; from near, and when a filter picks some out, every alarm has its own sign.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LEVEL } from "../../src/twin/level.ts";
import { type City, readNodes, startCity } from "./support/city.ts";
import { connectDevice, type Device } from "./support/device.ts";
import { type AppPage, launch, openApp } from "./support/page.ts";

const PONDING = "3399010282000001";

describe("alarms from far away", () => {
  let city: City;
  let browser: Browser;
  let device: Device;
  let app: AppPage;
  const { columns, slotOf, pathTo } = (() => {
    const nodes = readNodes();
    return {
      columns: nodes.columns,
      slotOf: (code: string) => nodes.slotOf(code),
      pathTo: (slot: number) => nodes.pathTo(slot),
    };
  })();
  const slot = slotOf(PONDING);
  const district = pathTo(slot).find((at) => columns.level[at] === LEVEL.district) as number;

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity(), launch()]);
    device = await connectDevice(city.mqttUrl);
    await device.json("ponding", PONDING, 55);
  });
  afterAll(async () => {
    await device?.close();
    await browser?.close();
    await city?.stop();
  });

  async function from(height: number, words = ""): Promise<void> {
    app = await openApp(
      browser,
      `${city.url}/plan?cam=${columns.lon[slot]},${columns.lat[slot]},${height},0,-89.5${words}`,
    );
    await app.settled();
    await app.until("the alarm", ({ bySeverity }) => bySeverity[5] === 1);
    await app.drawn(2);
  }
  const picked = () =>
    app.page.evaluate((code) => {
      const at = window.yiwang.locate(code);
      return at && window.yiwang.pick(at.x, at.y);
    }, PONDING);
  const label = () => app.page.locator(".map-label", { hasText: columns.name[district] });

  it("are the count of their district; near they have their own sign", async () => {
    await from(30_000);
    await expect.poll(() => label().innerText(), { timeout: 20_000 }).toMatch(/Ⅰ\s*1$/);
    expect(await picked()).not.toBe(PONDING);
    await app.close();
    await from(4000);
    expect(await picked()).toBe(PONDING);
    await app.close();
  });

  it("have their own sign again when a filter picks them out", async () => {
    await from(30_000, "&owner=drainage");
    await expect.poll(picked, { timeout: 20_000 }).toBe(PONDING);
    expect(await label().innerText()).toBe(columns.name[district]);
    await app.close();
  });
});
