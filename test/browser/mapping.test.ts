// A person maps a topic nobody takes: seen in the list, tried in the form, added by whoever may, alive on the map, and taken back.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type City, startCity } from "./support/city.ts";
import { connectDevice, type Device } from "./support/device.ts";
import { type AppPage, launch, openApp } from "./support/page.ts";

const PONDING = "3399010282000001";
const TOPIC = "plant7/road/CAM-12/water";

describe("mapping", () => {
  let city: City;
  let browser: Browser;
  let device: Device;
  let app: AppPage;

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity(), launch()]);
    device = await connectDevice(city.mqttUrl);
    app = await openApp(browser, `${city.url}/plan?node=${PONDING}`);
    await app.settled();
  });
  afterAll(async () => {
    await device?.close();
    await browser?.close();
    await city?.stop();
  });

  it("leads from an unknown topic to a value on the map", async () => {
    const { page } = app;
    // Names of others are text, whatever they are.
    await device.raw(TOPIC, '{"depth":{"m":0.21},"site":"<img src=x onerror=alert(1)>"}');
    const button = page.getByRole("button", { name: /接入.*1 未接入/ });
    await button.click({ timeout: 30_000 });
    const list = page.getByRole("region", { name: "未接入的主题" });
    await expect.poll(() => list.innerText(), { timeout: 10_000 }).toContain(TOPIC);
    expect(await list.innerText()).toContain("<img src=x onerror=alert(1)>");
    expect(await page.locator("dialog img").count()).toBe(0);
    await list.getByRole("button", { name: "接入…" }).click();

    const trial = page.getByRole("region", { name: "用这条消息试读" });
    const add = page.getByRole("button", { name: "接入", exact: true }).last();
    expect(await add.isDisabled()).toBe(true);
    await page.getByRole("button", { name: "CAM-12" }).click();
    await page.getByLabel("单位（消息中没有时填写）").fill("m");
    await page.getByRole("combobox", { name: "选择监测点" }).fill(PONDING);
    await page.getByRole("listbox", { name: "选择监测点" }).getByRole("option").first().click();
    // 0.21 m is 21 cm, the kind's unit; the trial shows what the message says.
    await expect.poll(() => trial.innerText(), { timeout: 10_000 }).toMatch(/积水点0001 · 0.2\d* m/);

    await add.click();
    const inForce = page.getByRole("region", { name: "已接入" });
    await expect.poll(() => inForce.innerText(), { timeout: 10_000 }).toContain("plant7/road/{part3}/water");
    await expect.poll(() => list.innerText()).toContain("所有消息都有去处");

    await device.raw(TOPIC, '{"depth":{"m":0.21}}');
    await page.getByRole("button", { name: "关闭" }).click();
    await expect
      .poll(() => page.getByRole("status", { name: "当前值" }).innerText(), { timeout: 20_000 })
      .toContain("21");
  });

  it("is taken back by the same way", async () => {
    const { page } = app;
    await page.getByRole("button", { name: "接入", exact: true }).click();
    const inForce = page.getByRole("region", { name: "已接入" });
    await inForce.getByRole("button", { name: "取消接入" }).click();
    await expect.poll(() => inForce.innerText(), { timeout: 10_000 }).not.toContain("plant7");
    await device.raw(TOPIC, "{}");
    await expect
      .poll(() => page.getByRole("region", { name: "未接入的主题" }).innerText(), { timeout: 10_000 })
      .toContain(TOPIC);
    expect(app.complaints).toEqual([]);
  });
});
