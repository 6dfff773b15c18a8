// The drill: from the city to one sensor and back, by click, breadcrumb, search and keys; each level shows what belongs to it and the URL restores it.

import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LEVEL } from "../../src/twin/level.ts";
import { type City, readBuildings, readBuilt, readNodes, startCity } from "./support/city.ts";
import { connectDevice, type Device } from "./support/device.ts";
import { type AppPage, launch, openApp } from "./support/page.ts";
import { Truth, valueWith } from "./support/truth.ts";

/** Severities wished for some points; the others are normal, drains silent. */
const ALARMS: Record<string, number> = {
  "3399010282000001": 5,
  "339902-RS-001-level": 4,
  "339901-HP-001-F01-co2": 3,
  "339901-HP-001-bed": 2,
  "339901-HP-001-F01-DB1-load": 4,
};
const WAY = ["339901", "339901001", "339901001001013", "339901-HP-001", "339901-HP-001-F01"] as const;
const EQUIPMENT = "339901-HP-001-F01-DB1";
const POINT = "339901-HP-001-F01-DB1-load";

describe("drill", () => {
  const nodes = readNodes();
  const { scene } = readBuilt();
  const truth = new Truth(nodes, scene.kinds, readBuildings().parent);
  let city: City;
  let browser: Browser;
  let app: AppPage;
  let device: Device;

  const at = (code: string): number => {
    const slot = nodes.slotOf(code);
    if (slot < 0) throw new Error(`the small city has no ${code}`);
    return slot;
  };
  const nameOf = (slot: number): string => {
    const { name, code, kind } = nodes.columns;
    return name[slot] || `${scene.kinds[kind[slot]].name.zh} ${code[slot].slice(-6)}`;
  };
  const panel = (name: RegExp | string): Locator => app.page.getByRole("region", { name });
  const childRow = (slot: number): Locator =>
    panel(/^下级/)
      .getByRole("listitem")
      .filter({ has: app.page.getByText(nameOf(slot), { exact: true }) });
  const crumbs = (): Promise<string[]> =>
    app.page.getByRole("navigation", { name: "当前位置" }).getByRole("listitem").allInnerTexts();

  /** Everything the page says of a place or facility must follow from the node table and what was published. */
  async function expectShown(slot: number): Promise<void> {
    const { code, level } = nodes.columns;
    await app.until(`${code[slot]} in hand`, ({ node }) => node === code[slot]);
    await expect.poll(crumbs, { timeout: 20_000 }).toEqual(nodes.pathTo(slot).map(nameOf));
    expect(new URL(app.page.url()).searchParams.get("node")).toBe(slot === 0 ? null : code[slot]);
    const focus = level[slot] > LEVEL.facility ? at("339901-HP-001") : slot;
    const [none, normal, iv, iii, ii, i] = truth.counts(focus);
    const total = none + normal + iv + iii + ii + i;
    const summary = panel("运行态势");
    await expect.poll(() => summary.innerText(), { timeout: 20_000 }).toContain(`${total} 监测点`);
    await expect
      .poll(async () => (await summary.locator(".legend li").allInnerTexts()).map((text) => text.replace(/\s+/g, "")), {
        timeout: 20_000,
      })
      .toEqual([`Ⅰ级${i}`, `Ⅱ级${ii}`, `Ⅲ级${iii}`, `Ⅳ级${iv}`]);
    expect(await summary.locator(".figure").nth(1).innerText()).toMatch(new RegExp(`^${iv + iii + ii + i}\\s`));
    const children = nodes.childrenOf(focus);
    const rows = panel(/^下级/).getByRole("listitem");
    await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(children.length);
    expect((await rows.locator(".row-name").allInnerTexts()).sort()).toEqual(children.map(nameOf).sort());
    for (const child of children.filter((slot) => level[slot] < LEVEL.point && truth.alarms(slot) > 0))
      expect(await childRow(child).first().locator(".row-bar small").innerText()).toBe(String(truth.alarms(child)));
  }

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity(), launch()]);
    device = await connectDevice(city.mqttUrl);
    const values: Record<string, number> = {};
    for (let slot = nodes.placeCount; slot < nodes.coreCount; slot++) {
      const code = nodes.columns.code[slot];
      if (nodes.columns.level[slot] !== LEVEL.point || truth.kindOf(slot).id === "drain-level") continue;
      const value = valueWith(truth.kindOf(slot), ALARMS[code] ?? 1);
      if (value === undefined) throw new Error(`${code} cannot have severity ${ALARMS[code] ?? 1}`);
      values[code] = value;
      truth.note(slot, value);
    }
    await device.senml("all", values);
    app = await openApp(browser, `${city.url}/plan`);
    await app.settled();
    await app.until("all values", ({ withState }) => withState === Object.keys(values).length);
  });

  afterAll(async () => {
    await device?.close();
    await browser?.close();
    await city?.stop();
  });

  it("opens at the city, with the node table's counts and worst children first", async () => {
    await expectShown(0);
    const now = await app.diagnostics();
    expect(now.bySeverity).toEqual(truth.counts(0));
    expect(truth.counts(0).slice(2)).toEqual([1, 1, 2, 1]);
    const names = await panel(/^下级/).locator(".row-name").allInnerTexts();
    const byWorst = nodes.childrenOf(0).sort((a, b) => truth.worst(b) - truth.worst(a));
    expect(names).toEqual(byWorst.map(nameOf));
    const shown = await panel("最需关注").locator("li .row-name").allInnerTexts();
    expect(shown.map((text) => text.split("\n")[0])).toHaveLength(Object.keys(ALARMS).length);
    expect(shown[0]).toContain(nameOf(at("3399010282000001")));
  });

  it("goes down by clicks in lists to a facility, a floor, its equipment and one sensor", async () => {
    for (const code of WAY.slice(0, 4)) {
      await childRow(at(code)).first().getByRole("button").click();
      await expectShown(at(code));
    }
    const node = panel(nameOf(at("339901-HP-001")));
    expect(await node.innerText()).toContain("楼层");
    await node.getByRole("button", { name: nameOf(at("339901-HP-001-F01")) }).click();
    await expectShown(at("339901-HP-001-F01"));
    await panel(nameOf(at("339901-HP-001-F01")))
      .getByRole("button", { name: nameOf(at(EQUIPMENT)) })
      .click();
    await expectShown(at(EQUIPMENT));
    await panel(nameOf(at(EQUIPMENT)))
      .getByRole("button", { name: nameOf(at(POINT)) })
      .click();
    await expectShown(at(POINT));
    const value = panel(nameOf(at(POINT))).getByRole("status", { name: "当前值" });
    expect(await value.innerText()).toContain(String(valueWith(truth.kindOf(at(POINT)), 4)));
  });

  it("restores node and camera from the URL after a reload", async () => {
    await app.settled();
    await expect.poll(() => app.page.url()).toContain("cam=");
    const before = await app.diagnostics();
    await app.page.reload();
    const after = await app.settled();
    expect(after.node).toBe(POINT);
    expect(after.globe?.camera).toEqual(before.globe?.camera);
    await expectShown(at(POINT));
  });

  it("goes back and forward through the history", async () => {
    await app.page
      .getByRole("navigation", { name: "当前位置" })
      .getByRole("button", { name: nameOf(at(WAY[1])) })
      .click();
    await expectShown(at(WAY[1]));
    await app.page.goBack();
    await expectShown(at(POINT));
    await app.page.goForward();
    await expectShown(at(WAY[1]));
  });

  it("finds by search: type, arrows, Enter; Escape leaves", async () => {
    const { page } = app;
    await page.keyboard.press("/");
    const box = page.getByRole("combobox", { name: "搜索" });
    expect(await box.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await box.getAttribute("aria-expanded")).toBe("false");
    await box.fill("339901-HP-001-F0");
    await expect.poll(() => box.getAttribute("aria-expanded")).toBe("true");
    const list = page.getByRole("listbox", { name: "搜索" });
    const options = list.getByRole("option");
    await expect.poll(() => options.count()).toBeGreaterThan(2);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    const chosen = list.getByRole("option", { selected: true });
    expect(await chosen.getAttribute("id")).toBe(await box.getAttribute("aria-activedescendant"));
    expect(await options.nth(1).getAttribute("aria-selected")).toBe("true");
    const code = (await chosen.innerText()).match(/339901-\S+/)?.[0] ?? "";
    await page.keyboard.press("Enter");
    await expectShown(at(code));
    await box.fill("古城区");
    await expect.poll(() => options.count()).toBeGreaterThan(0);
    expect(await options.first().innerText()).toContain("339902");
    await page.keyboard.press("Escape");
    expect(await options.count()).toBe(0);
    expect((await app.diagnostics()).node).toBe(code);
  });

  it("moves by keys: home, worst child, siblings, up", async () => {
    const { page } = app;
    await page.keyboard.press("Home");
    await expectShown(0);
    await expect.poll(() => panel(/^下级/).innerText()).toContain(nameOf(at("339901")));
    await page.keyboard.press("Enter");
    await expectShown(at("339901"));
    await page.keyboard.press("]");
    await expectShown(at("339902"));
    await page.keyboard.press("[");
    await expectShown(at("339901"));
    await page.keyboard.press("Escape");
    await expectShown(0);
    await page.keyboard.press("?");
    expect(await page.getByRole("dialog", { name: "快捷键" }).isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    expect((await app.diagnostics()).node).toBe("339900");
  });

  it("picks what is drawn: a click on a sign opens its panel", async () => {
    const { page } = app;
    await page.goto(`${city.url}/plan?node=339902-RS-001`);
    await app.settled();
    const code = "339902-RS-001-level";
    await app.until("its value", ({ withState }) => withState > 0);
    const place = await page.evaluate((name) => window.yiwang.locate(name), code);
    if (!place) throw new Error("the gauge is not on screen");
    await page.locator(".map canvas").first().click({ position: place });
    await expectShownPoint(code);
  });

  async function expectShownPoint(code: string): Promise<void> {
    await app.until(`${code} in hand`, ({ node }) => node === code);
    await expect.poll(() => panel(nameOf(at(code))).count()).toBe(1);
  }

  it("complained of nothing", () => {
    expect(app.complaints).toEqual([]);
  });
});
