// The alarm list as an operator has it: it fills, stays calm under the hand, and does what the person may; in a real hub with its database.

import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hub } from "../../src/hub/main.ts";
import { readBuilt, readNodes } from "./support/city.ts";
import { connectDevice, type Device } from "./support/device.ts";
import { openHub } from "./support/hub.ts";
import { type AppPage, launchFlat, openApp } from "./support/page.ts";

const nodes = readNodes();
const kinds = readBuilt().scene.kinds.map(({ id }) => id);
/** Codes of points of a kind, in slot order. */
const codesOf = (kind: string): string[] =>
  [...nodes.columns.kind].flatMap((each, slot) => (kinds[each] === kind ? [nodes.columns.code[slot]] : []));
const LEVELS = codesOf("river-level");
const [LIFT] = codesOf("elevator-state");

describe("the alarm list", () => {
  let hub: Hub;
  let device: Device;
  let browser: Browser;
  let app: AppPage;
  let page: Page;
  const as = async (person: string): Promise<void> => {
    const response = await page.context().request.post(`${hub.url}/api/session/demo`, { data: { person } });
    expect(response.ok()).toBe(true);
  };
  const list = (): Locator => page.getByRole("list", { name: "报警" });
  const lines = (): Promise<number> => list().locator(":scope > li").count();

  beforeAll(async () => {
    hub = await openHub();
    [device, browser] = await Promise.all([connectDevice(hub.mqttUrl), launchFlat()]);
    await device.json("elevator-state", LIFT, 3);
    app = await openApp(browser, `${hub.url}/wall`, {
      width: 1440,
      height: 900,
      prepare: async (opened) => {
        page = opened;
        await as("dispatcher");
      },
    });
  });
  afterAll(async () => {
    await device?.close();
    await browser?.close();
    await hub?.close();
  });

  it("shows what was raised, with what it is, how bad, and that nobody has acknowledged it", async () => {
    await expect.poll(lines, { timeout: 60_000 }).toBe(1);
    await expect.poll(() => list().innerText()).toContain("电梯困人");
    const text = await list().innerText();
    expect(text).toContain("未确认");
    expect(text).toContain("模拟");
    expect(await list().getByRole("img", { name: "一级" }).count()).toBe(1);
  });

  it("tells of new ones in a bar while a hand is on the list, and lets them in when asked", async () => {
    const first = list()
      .getByRole("button", { name: /电梯困人/ })
      .first();
    await first.focus();
    const before = await first.boundingBox();
    await device.json("river-level", LEVELS[0], 6.7);
    const news = page.getByRole("button", { name: "1 条新报警" });
    await news.waitFor({ timeout: 30_000 });
    expect(await lines()).toBe(1);
    expect(await first.boundingBox()).toEqual(before);
    expect(await first.evaluate((element) => element === document.activeElement)).toBe(true);
    await news.click();
    await expect.poll(lines).toBe(2);
  });

  it("moves by the arrow keys, and goes where an alarm is without losing the list", async () => {
    const buttons = list().locator("button[data-alarm]");
    await buttons.first().focus();
    await page.keyboard.press("ArrowDown");
    expect(await buttons.nth(1).evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await expect.poll(() => new URL(page.url()).searchParams.get("node")).not.toBeNull();
    expect(await lines()).toBe(2);
  });

  it("opens one in full, puts it aside with a time and a reason, and writes down who did it", async () => {
    await list()
      .getByRole("button", { name: /^详情：河道水位超警/ })
      .click();
    const sheet = page.getByRole("dialog", { name: /河道水位超警/ });
    await sheet.getByRole("button", { name: "搁置", exact: true }).click();
    const form = sheet.getByRole("form", { name: "搁置" });
    await form.getByRole("radio", { name: "60 分钟" }).check();
    expect(await form.getByRole("button", { name: "搁置" }).isDisabled()).toBe(true);
    await form.getByLabel("原因").fill("<b>校准</b>");
    await form.getByRole("button", { name: "搁置" }).click();
    const history = sheet.getByRole("region", { name: "经过" });
    await expect.poll(() => history.innerText(), { timeout: 15_000 }).toContain("<b>校准</b>");
    expect(await history.innerText()).toMatch(/搁置\s*Ⅰ?\s*值班长 周敏/);
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "hidden" });
    // It has left the list and stands among those put aside.
    await page.getByRole("button", { name: "已搁置" }).click();
    await expect.poll(() => list().innerText()).toContain("河道水位超警");
    await page.getByRole("button", { name: "已搁置" }).click();
    await expect.poll(() => list().innerText()).not.toContain("河道水位超警");
  });

  it("acknowledges what is chosen", async () => {
    await list()
      .getByRole("checkbox", { name: /电梯困人/ })
      .check();
    await page.getByRole("region", { name: "已选的报警" }).getByRole("button", { name: "确认", exact: true }).click();
    await expect.poll(() => list().innerText(), { timeout: 15_000 }).not.toContain("未确认");
  });

  it("shows the load of every desk", async () => {
    await page.getByRole("button", { name: "负荷" }).click();
    const board = page.getByRole("dialog", { name: "报警负荷" });
    await expect.poll(() => board.getByRole("row").count()).toBeGreaterThan(5);
    expect(await board.innerText()).toContain("EEMUA 191");
    await page.keyboard.press("Escape");
  });

  it("in the field everything that is pressed is at least 48 px, and in English nothing is missing", async () => {
    await page.goto(`${hub.url}/field?lang=en`);
    const field = page.getByRole("list", { name: "Alarms" });
    await expect.poll(() => field.locator(":scope > li").count(), { timeout: 60_000 }).toBe(1);
    const panel = page.getByRole("region", { name: "Alarms", exact: true });
    for (const button of await panel.getByRole("button").all()) {
      const box = await button.boundingBox();
      expect(Math.round(box?.height ?? 0), await button.innerText()).toBeGreaterThanOrEqual(48);
    }
    expect(await panel.innerText()).not.toMatch(/alarms\.|[\u4e00-\u9fff]/);
  });

  it("offers nothing to who may only look, and the hub would refuse it", async () => {
    // A page that notices that another person is there begins anew by itself, which would break into the way there.
    await page.goto("about:blank");
    await as("observer");
    await page.goto(`${hub.url}/wall?lang=zh`);
    await expect.poll(lines, { timeout: 60_000 }).toBe(1);
    expect(await list().getByRole("checkbox").count()).toBe(0);
    const [{ id, version }] = await page.evaluate(async () => (await (await fetch("/api/alarms")).json()).alarms);
    const status = await page.evaluate(
      async (body) =>
        (
          await fetch("/api/alarms/shelve", {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
          })
        ).status,
      { key: "looker-key", alarms: [{ id, version }], minutes: 5, reason: "x" },
    );
    expect(status).toBe(403);
    expect(app.complaints.filter((text) => !/\b403\b/.test(text))).toEqual([]);
  });
});
