// Truth of the link: a broker that dies makes everything stale and says so; when it is back, so are live values. The same for the hub.

import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { aedes, mosquitto, type StartBroker } from "../support/brokers.ts";
import { needTool } from "../support/need.ts";
import { freePort, type Running } from "../support/process.ts";
import { type City, startCity } from "./support/city.ts";
import { connectDevice } from "./support/device.ts";
import { type AppPage, launch, openApp } from "./support/page.ts";

const POINT = "339902-RS-001-level";
const MOSQUITTO = needTool("mosquitto");
const BROKERS: [string, StartBroker | undefined][] = [
  ["Mosquitto", MOSQUITTO ? mosquitto(MOSQUITTO) : undefined],
  ["aedes", aedes],
];

async function publish(url: string, value: number): Promise<void> {
  const device = await connectDevice(url);
  await device.json("river-level", POINT, value);
  await device.close();
}

const value = (app: AppPage) => app.page.getByRole("status", { name: "当前值" });
const tag = (app: AppPage) => app.page.locator(".node-value .live-tag");

/** What must be on screen while nothing is live: the last value, marked stale, and an alert. */
async function expectLost(app: AppPage, lastValue: string): Promise<void> {
  await app.until("the loss to be seen", ({ link }) => link === "lost" || link === "source-lost");
  await expect.poll(() => tag(app).innerText()).toBe("失联");
  expect(await value(app).innerText()).toContain(lastValue);
  const alert = app.page.getByRole("alert");
  await expect.poll(() => alert.innerText()).toMatch(/中断.*最后一次数值/s);
  expect(await app.page.locator(".link-badge").innerText()).toContain("中断");
}

/** What must be on screen once a new value has come. */
async function expectBack(app: AppPage, newValue: string): Promise<void> {
  await expect.poll(() => value(app).innerText(), { timeout: 30_000 }).toContain(newValue);
  await expect.poll(() => tag(app).innerText()).toBe("模拟");
  await expect.poll(() => app.page.getByRole("alert").count()).toBe(0);
  const now = await app.until("a live link", ({ link }) => link === "live");
  expect(now.badFrames).toBe(0);
}

describe("the link", () => {
  let browser: Browser;
  let app: AppPage | undefined;
  let city: City | undefined;
  let broker: Running | undefined;

  beforeAll(async () => {
    browser = await launch();
  });
  afterEach(async () => {
    await app?.close();
    await city?.stop();
    await broker?.stop("SIGKILL");
    [app, city, broker] = [undefined, undefined, undefined];
  });
  afterAll(() => browser?.close());

  for (const [name, startBroker] of BROKERS)
    it.skipIf(!startBroker)(`shows the loss of ${name} and heals when it is back`, async () => {
      const brokerPort = await freePort();
      const mqttUrl = `mqtt://127.0.0.1:${brokerPort}`;
      broker = await (startBroker as StartBroker)(brokerPort);
      city = await startCity({ mqttUrl });
      expect(city.mqttUrl).toBe(mqttUrl);
      app = await openApp(browser, `${city.url}/plan?node=${POINT}`);
      await app.until("a live link", ({ link }) => link === "live");
      await publish(mqttUrl, 3.25);
      await expectBack(app, "3.25");

      await broker.stop("SIGKILL");
      const killed = Date.now();
      await expectLost(app, "3.25");
      console.log(`${name}: loss on screen ${Date.now() - killed} ms after the kill`);
      // The hub waits out a short interruption before it calls itself unhealthy.
      const health = async (): Promise<number> => (await fetch(`${city?.url}/healthz`)).status;
      await expect.poll(health, { timeout: 20_000 }).toBe(503);

      broker = await startBroker?.(brokerPort);
      await app.until("a live link again", ({ link }) => link === "live");
      await expect.poll(health, { timeout: 20_000 }).toBe(200);
      await publish(mqttUrl, 4.5);
      await expectBack(app, "4.50");
      const now = await app.until("the reconnection to be counted", ({ reconnects }) => reconnects > 0);
      expect(now.withState).toBe(1);
      expect(now.stale).toBe(0);
    });

  it("shows the loss of the hub, and the same page lives on when it is back on its port", async () => {
    const [port, mqttPort] = [await freePort(), await freePort()];
    city = await startCity({ port, mqttPort });
    app = await openApp(browser, `${city.url}/plan?node=${POINT}`);
    await app.until("a live link", ({ link }) => link === "live");
    await app.page.evaluate(() => document.body.setAttribute("data-first-page", ""));
    await publish(city.mqttUrl, 3.25);
    await expectBack(app, "3.25");

    await city.stop("SIGKILL");
    await expectLost(app, "3.25");

    city = await startCity({ port, mqttPort });
    await app.until("a live link again", ({ link }) => link === "live");
    // The new hub has not heard of the point: the page keeps the value it had, as stale.
    await expect.poll(() => tag(app as AppPage).innerText()).toBe("失联");
    expect(await value(app).innerText()).toContain("3.25");
    await publish(city.mqttUrl, 4.5);
    await expectBack(app, "4.50");
    expect(await app.page.locator("body[data-first-page]").count()).toBe(1);
  });
});
