// A shift leader's wall: themes, figures that open up, a watch that tells the story of an alarm and goes on, and hands that stop it.

import { rmSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type City, ownData, startCity } from "./support/city.ts";
import { connectDevice, type Device } from "./support/device.ts";
import { type AppPage, launch, openApp, signedInAs } from "./support/page.ts";

const PONDING = "3399010282000001";
const SLOW = { timeout: 120_000 };

describe("the wall", { timeout: 480_000 }, () => {
  const data = ownData();
  let city: City;
  let browser: Browser;
  let device: Device;
  let app: AppPage;

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity({ history: true, data }), launch()]);
    device = await connectDevice(city.mqttUrl);
    await device.senml("339901-G001", { [PONDING]: 2 });
  });
  afterAll(async () => {
    await device?.close();
    await browser?.close();
    await city?.stop();
    rmSync(data, { recursive: true, force: true });
  });
  const address = (): URLSearchParams => new URL(app.page.url()).searchParams;

  it("has the themes of the scene, each with its panels, its points and its address", async () => {
    app = await openApp(browser, `${city.url}/wall`, {
      width: 1180,
      height: 720,
      prepare: signedInAs(city.url, "dispatcher"),
    });
    const { page } = app;
    await app.until("live frames", ({ link }) => link === "live");
    const themes = page.getByRole("navigation", { name: "场景" });
    expect(await themes.getByRole("button").allInnerTexts()).toEqual([
      "总览",
      "防汛",
      "生命线",
      "水气环境",
      "交通",
      "公共服务",
    ]);
    await themes.getByRole("button", { name: "防汛" }).click();
    const rain = page.getByRole("region", { name: "雨情水情" });
    await expect.poll(() => rain.innerText(), SLOW).toContain("面平均雨强");
    expect(await page.getByRole("region", { name: "数字经济" }).count()).toBe(0);
    await expect.poll(() => page.getByRole("figure", { name: "数值面" }).innerText(), SLOW).toContain("雨强");
    expect(address().get("theme")).toBe("flood");
    // What the theme itself shows is not written out, and no filter of a person.
    expect([...address().keys()].filter((key) => ["kind", "layers", "surface"].includes(key))).toEqual([]);
    expect(await page.getByText(/^仅显示/).count()).toBe(0);
    // Elsewhere everything is there again.
    await page.getByRole("link", { name: "规划研判" }).click();
    await expect.poll(() => page.getByRole("figure", { name: "数值面" }).count(), SLOW).toBe(0);
    expect(address().get("theme")).toBeNull();
    await page.goBack();
    await expect.poll(() => rain.count(), SLOW).toBe(1);
  });

  it("has figures that open up: time, source, formula, targets, and the places below", async () => {
    const { page } = app;
    await page
      .getByRole("button", { name: /排水管网正常率/ })
      .first()
      .click();
    const sheet = page.getByRole("dialog", { name: /排水管网正常率/ });
    await expect.poll(() => sheet.innerText(), SLOW).toMatch(/算法[\s\S]*雨水井充满度无报警的测点占比/);
    const text = await sheet.innerText();
    expect(text).toMatch(/来源\s+\d+ 个监测点：雨水井充满度/);
    expect(text).toMatch(/2027 目标\s+97\.0 %/);
    // Nothing has said how full a drain is: no district is ranked by it.
    await expect
      .poll(() => sheet.getByRole("region", { name: "下级区域" }).innerText(), SLOW)
      .toContain("下级区域暂无数值");
    await sheet.getByRole("button", { name: "关闭" }).click();
    await expect.poll(() => sheet.count()).toBe(0);
    await page.getByRole("button", { name: /积水报警点/ }).click();
    const ponding = page.getByRole("dialog", { name: /积水报警点/ });
    const districts = ponding.getByRole("region", { name: "下级区域" }).getByRole("button");
    await expect.poll(() => districts.count(), SLOW).toBeGreaterThan(0);
    await ponding.getByRole("button", { name: "关闭" }).click();
    await expect.poll(() => ponding.count()).toBe(0);
    expect(app.complaints).toEqual([]);
  });

  it("tours while nobody touches it, stops for an alarm and tells its story, then goes on", async () => {
    const { page } = app;
    await page.getByRole("button", { name: "值守" }).click();
    const watching = page.getByRole("button", { name: /值守中/ });
    await expect.poll(() => watching.innerText(), SLOW).toContain("巡视");
    expect(address().get("watch")).toBe("1");
    await device.senml("339901-G001", { [PONDING]: 31 });
    const story = page.getByRole("region", { name: "报警播报" });
    await expect.poll(() => story.innerText(), SLOW).toMatch(/积水/);
    const told = await story.innerText();
    expect(told).toMatch(/31\.0\s*cm/);
    expect(told).toMatch(/始于\s+\d\d:\d\d:\d\d/);
    expect(told).toMatch(/波及[\s\S]*案卷\s+尚无案卷/);
    expect(address().get("node")).toBe(PONDING);
    // The map is there: the point stands in the picture.
    await expect.poll(() => page.evaluate((code) => window.yiwang.locate(code) !== null, PONDING), SLOW).toBe(true);
    await expect.poll(() => story.count(), SLOW).toBe(0);
    await expect.poll(() => watching.innerText(), SLOW).toContain("巡视");
    // Where the camera has been leaves nothing behind: a wall tours for months.
    expect((await app.diagnostics()).globe?.heightsOwed).toBeLessThanOrEqual(2);
  });

  it("leaves the wall to whoever touches it", async () => {
    const { page } = app;
    await page.getByRole("region", { name: "雨情水情" }).click({ ...SLOW, position: { x: 5, y: 5 } });
    await expect.poll(() => page.getByRole("button", { name: /值守中/ }).innerText(), SLOW).toContain("有人操作");
    await page.getByRole("button", { name: /值守中/ }).click();
    await expect.poll(() => address().get("watch")).toBeNull();
    expect(app.complaints).toEqual([]);
    await app.close();
  });
});
