// The past: kept by the hub, turned back to and played on the page, drawn as a trend and taken home; a filter that holds as data flows.

import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEVERITY_COLOURS } from "../../src/globe/palette.ts";
import { FLAG } from "../../src/twin/flags.ts";
import { type City, startCity } from "./support/city.ts";
import { connectDevice, type Device } from "./support/device.ts";
import { type AppPage, launch, openApp, screenshot, shareOf, signedInAs } from "./support/page.ts";

const POINT = "339902-RS-001-level";
const PONDING = "3399010282000001";
const MINUTE = 60_000;

describe("the past", () => {
  let city: City;
  let browser: Browser;
  let device: Device;
  let app: AppPage;
  const start = Math.floor(Date.now() / 1000) * 1000 - 20 * MINUTE;
  /** Minutes after the start, and the river's level then: Ⅱ from 6 m on. */
  const LEVELS = [
    [0, 3],
    [8, 3.4],
    [10, 6.5],
    [12, 3.6],
    [20, 3.2],
  ];

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity({ history: true }), launch()]);
    device = await connectDevice(city.mqttUrl);
    for (const [minute, level] of LEVELS) await device.json("river-level", POINT, level, start + minute * MINUTE);
    app = await openApp(browser, `${city.url}/plan?node=${POINT}`, { prepare: signedInAs(city.url, "leader") });
    await app.settled();
    await app.until("the last value", ({ withState }) => withState > 0);
  });
  afterAll(async () => {
    await device?.close();
    await browser?.close();
    await city?.stop();
  });

  const value = () => app.page.getByRole("status", { name: "当前值" }).innerText();
  const severity = () => app.page.evaluate((code) => window.yiwang.pixel(code)?.severity, POINT);
  const slider = () => app.page.getByRole("slider", { name: "时刻" });
  const banner = () => app.page.getByRole("status").filter({ hasText: "倍速" }).or(app.page.locator(".replay-banner"));

  /** Drags the slider to a moment as a hand would leave it. */
  async function dragTo(time: number): Promise<void> {
    await slider().evaluate((input: HTMLInputElement, wanted) => {
      input.step = "1000";
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, String(wanted));
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }, time);
  }

  it("is turned back to by the time bar, loudly marked, and left in one click", async () => {
    const { page } = app;
    await expect.poll(value, { timeout: 30_000 }).toContain("3.20");
    await page.getByRole("button", { name: "历史" }).click();
    const kept = async () => (await city.api<{ to: number | null }>("/api/history/extent")).to;
    await expect.poll(kept, { timeout: 20_000 }).toBe(start + 20 * MINUTE);
    await expect.poll(() => slider().getAttribute("max"), { timeout: 20_000 }).toBe(String(start + 20 * MINUTE));
    expect(await slider().getAttribute("min")).toBe(String(start));
    expect(await page.getByText("1 次告警").count()).toBe(1);
    expect(await banner().count()).toBe(0);

    await dragTo(start + 11 * MINUTE);
    await expect.poll(value, { timeout: 30_000 }).toContain("6.50");
    await expect.poll(severity, { timeout: 30_000 }).toBe(4);
    expect(await page.evaluate((code) => window.yiwang.pixel(code)?.flags, POINT)).toBe(
      FLAG.simulated | FLAG.replayed | FLAG.delayed,
    );
    expect(await banner().innerText()).toMatch(/回放/);
    expect(await page.locator(".link-badge").innerText()).toBe("回放");
    expect(await page.getByRole("complementary").last().innerText()).toContain("回放");
    expect(new URL(page.url()).searchParams.get("t")).toBe(
      `${new Date(start + 11 * MINUTE).toISOString().slice(0, 19)}Z`,
    );

    // What happens now does not reach the past.
    await device.json("river-level", POINT, 3.3);
    await app.drawn(1);
    expect(await value()).toContain("6.50");

    await page.getByRole("button", { name: "回到实时" }).first().click();
    await expect.poll(value, { timeout: 30_000 }).toContain("3.30");
    await expect.poll(severity, { timeout: 30_000 }).toBe(1);
    expect(await banner().count()).toBe(0);
    expect(new URL(page.url()).searchParams.get("t")).toBeNull();
  });

  it("plays from one alarm to the next, and a link opens it at its moment", async () => {
    const { page } = app;
    await page.getByRole("button", { name: "历史" }).click();
    await page.getByRole("button", { name: "上一告警" }).click();
    await expect.poll(value, { timeout: 30_000 }).toContain("6.50");
    await page.getByLabel("倍速").selectOption("300");
    await page.getByRole("button", { name: "播放" }).click();
    await expect.poll(value, { timeout: 60_000, interval: 100 }).toContain("3.60");
    await page.getByRole("button", { name: "暂停" }).click();

    await page.goto(`${city.url}/plan?node=${POINT}&t=${new Date(start + 9 * MINUTE).toISOString()}`);
    await app.settled();
    await expect.poll(value, { timeout: 30_000 }).toContain("3.40");
    expect(await page.locator(".link-badge").innerText()).toBe("回放");
    await page.getByRole("button", { name: "回到实时" }).first().click();
    await expect.poll(value, { timeout: 30_000 }).toContain("3.30");
  });

  it("is drawn as a trend with its figures, compared, and exported as CSV and PNG", async () => {
    const { page } = app;
    await page.getByRole("button", { name: "趋势…" }).click();
    const dialog = page.getByRole("dialog", { name: "趋势" });
    await expect
      .poll(() => dialog.getByRole("status").last().innerText(), { timeout: 30_000 })
      .toMatch(/水位：最低 3\.00，最高 6\.50，最新 3\.30 m（原始值）/);
    await dialog.getByRole("combobox", { name: "添加对比监测点" }).fill(PONDING);
    await dialog.getByRole("option").first().click();
    await expect.poll(() => dialog.getByRole("status").last().innerText(), { timeout: 30_000 }).toMatch(/；.*：无记录/);
    const saved = async (name: string): Promise<Buffer> => {
      const wanted = page.waitForEvent("download");
      await dialog.getByRole("button", { name }).click();
      const download = await wanted;
      return readFileSync(await download.path());
    };
    const rows = (await saved("导出 CSV")).toString("utf8").split("\r\n");
    expect(rows[0]).toMatch(/^\ufeff时间,.*水位 \(m\),/);
    expect(rows).toContain(`${new Date(start + 10 * MINUTE).toISOString()},6.5,`);
    const png = await saved("导出 PNG");
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    // A picture of nothing would be small.
    expect(png.length).toBeGreaterThan(8000);
    await dialog.getByRole("button", { name: "关闭" }).click();
    expect(await dialog.count()).toBe(0);
  });

  it("leaves what a filter leaves out off the globe and the list, also when it changes", async () => {
    const { page } = app;
    await page.goto(`${city.url}/plan?node=${PONDING}`);
    await app.settled();
    await device.json("ponding", PONDING, 31);
    const pixel = () => page.evaluate((code) => window.yiwang.pixel(code), PONDING);
    await expect.poll(async () => (await pixel())?.severity, { timeout: 30_000 }).toBe(5);
    const at = await page.evaluate((code) => window.yiwang.locate(code), PONDING);
    const map = await page.locator(".map canvas").first().boundingBox();
    if (!at || !map) throw new Error("the sign is not on the map");
    const place = { x: map.x + at.x, y: map.y + at.y };
    const red = async () => shareOf(await screenshot(page), place, 9, SEVERITY_COLOURS[5]);
    await expect.poll(red, { timeout: 30_000 }).toBeGreaterThan(0.3);

    await page.getByLabel("筛选监测点", { exact: true }).click();
    await page.getByRole("checkbox", { name: "四级" }).click();
    // The open menu lies over the map.
    await page.getByLabel("筛选监测点（已启用）", { exact: true }).click();
    await expect.poll(red, { timeout: 30_000 }).toBeLessThan(0.1);
    expect(await page.getByRole("status").filter({ hasText: "筛选中" }).count()).toBe(1);
    expect(new URL(page.url()).searchParams.get("severity")).toBe("2");
    await device.json("ponding", PONDING, 32);
    await app.drawn(2);
    expect(await red()).toBeLessThan(0.1);
    expect(((await pixel())?.flags ?? 0) & FLAG.filtered).toBe(FLAG.filtered);
    expect(await page.evaluate(({ x, y }) => window.yiwang.pick(x, y), at)).not.toBe(PONDING);

    await page.getByRole("button", { name: "显示全部" }).last().click();
    await expect.poll(red, { timeout: 30_000 }).toBeGreaterThan(0.3);
    expect(app.complaints).toEqual([]);
  });
});
