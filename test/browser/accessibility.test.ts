// Whoever does not see well, or has no pointer: axe finds nothing serious in any room, Tab reaches everything, dialogs keep and give back the focus.

import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hub } from "../../src/hub/main.ts";
import { LEVEL as LEVEL_OF } from "../../src/twin/level.ts";
import { findings, withAxe } from "./support/axe.ts";
import { readBuilt, readNodes } from "./support/city.ts";
import { connectDevice, type Device } from "./support/device.ts";
import { openHub } from "./support/hub.ts";
import { type AppPage, launchFlat, openApp, signedInAs } from "./support/page.ts";

const nodes = readNodes();
const kinds = readBuilt().scene.kinds.map(({ id }) => id);
const firstOf = (kind: string): string =>
  nodes.columns.code[[...nodes.columns.kind].findIndex((each) => kinds[each] === kind)];
const LIFT = firstOf("elevator-state");
const LEVEL = firstOf("river-level");
const WORKS = "339902-EP-001";

const PATIENCE_MS = 30_000;

/** What is opened and looked at: an address within the app, and what is done there. */
interface Sight {
  at: string;
  does?: (page: Page) => Promise<unknown>;
  /** Shown before it is looked at: role and name. */
  shows?: [Parameters<Page["getByRole"]>[0], (string | RegExp)?];
}
const press = (name: string | RegExp) => (page: Page) => page.getByRole("button", { name }).first().click();
/** Not within the second that is usual: two cores draw and answer here. */
const soon = <T>(what: () => T | Promise<T>, message = "") => expect.poll(what, { timeout: 40_000, message });
const leave = (page: Page): Promise<void> => page.keyboard.press("Escape");

describe("accessibility", () => {
  let hub: Hub;
  let device: Device;
  let browser: Browser;
  let caseId = 0;
  const advice = new Map<string, number>();

  beforeAll(async () => {
    hub = await openHub();
    [device, browser] = await Promise.all([connectDevice(hub.mqttUrl), launchFlat()]);
    await device.json("elevator-state", LIFT, 3);
    await device.json("river-level", LEVEL, 6.7);
    await device.json("outfall-cod", `${WORKS}-cod`, 140);
    caseId = await reported();
  });
  afterAll(async () => {
    for (const [what, count] of advice) console.log(`advice of axe: ${what} (${count})`);
    await device?.close();
    await browser?.close();
    await hub?.close();
  });

  /** A case that the dispatcher has reported and dispatched. @returns its id */
  async function reported(): Promise<number> {
    const send = async (path: string, body: object, cookie = ""): Promise<Response> =>
      fetch(`${hub.url}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", cookie },
        body: JSON.stringify(body),
      });
    const session = await send("/api/session/demo", { person: "dispatcher" });
    const cookie = session.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    const report = {
      key: "axe-report-0000000000",
      source: "map",
      classKind: "component",
      classCode: "0103",
      title: "路口积水",
      description: "",
      node: LEVEL,
    };
    const { id } = (await (await send("/api/cases", report, cookie)).json()) as { id: number };
    // And sent to the unit whose field worker is asked for below.
    for (const [action, fields] of [
      ["register", {}],
      ["dispatch", { unit: "drainage", units: [] }],
    ] as const) {
      const now = await fetch(`${hub.url}/api/cases/${id}`, { headers: { cookie } });
      const { version } = (await now.json()) as { version: number };
      await send(`/api/cases/${id}/actions`, { key: `axe-${action}-0000000000`, version, action, fields }, cookie);
    }
    return id;
  }

  async function as(person: string, path: string, width = 1440, height = 900): Promise<AppPage> {
    return openApp(browser, `${hub.url}${path}`, {
      width,
      height,
      prepare: async (page, context) => {
        page.setDefaultTimeout(PATIENCE_MS);
        await withAxe(page);
        await signedInAs(hub.url, person)(page, context);
      },
    });
  }
  /** Within the app, as Back and Forward do it: the page itself stays. */
  const goTo = (page: Page, path: string): Promise<void> =>
    page.evaluate((to) => {
      history.pushState(null, "", to);
      dispatchEvent(new PopStateEvent("popstate"));
    }, path);

  /** Both alarms are listed: what comes later changes nothing that is looked at. */
  async function alarmed(page: Page): Promise<void> {
    const list = page.getByRole("list", { name: "报警" });
    await soon(() => list.innerText()).toContain("电梯困人");
    await soon(() => list.innerText()).toContain("河道水位");
  }

  async function clean(page: Page, what: string): Promise<void> {
    const found = await findings(page);
    for (const line of found.advice) {
      const rule = line.split(" ")[0];
      advice.set(rule, (advice.get(rule) ?? 0) + 1);
    }
    expect.soft(found.grave, what).toEqual([]);
  }

  async function look(page: Page, sights: Readonly<Record<string, Sight>>): Promise<void> {
    for (const [name, { at, does, shows }] of Object.entries(sights)) {
      await goTo(page, at);
      await does?.(page);
      if (shows)
        await page
          .getByRole(shows[0], shows[1] === undefined ? {} : { name: shows[1] })
          .first()
          .waitFor();
      await clean(page, name);
      await leave(page);
    }
  }

  it("finds nothing serious on the wall and at the desk", async () => {
    const app = await as("dispatcher", "/wall?lang=zh");
    const { page } = app;
    await alarmed(page);
    await look(page, {
      overview: { at: "/wall", shows: ["region", "报警"] },
      flood: { at: "/wall?theme=flood", shows: ["region", "雨情水情"] },
      "a point in hand": { at: `/wall?node=${LEVEL}`, shows: ["button", /^上报/] },
      "an indicator": { at: "/wall", does: press(/感知设备在线率/), shows: ["dialog", /感知设备在线率/] },
      "an alarm": { at: "/wall", does: press(/^详情：河道水位/), shows: ["dialog", /河道水位/] },
      "the load of desks": { at: "/wall", does: press("负荷"), shows: ["table"] },
      "the view menu": { at: "/wall", does: (one) => one.getByLabel("视图", { exact: true }).click() },
      keys: { at: "/wall", does: press("快捷键"), shows: ["dialog", "快捷键"] },
      "who is there": { at: "/wall", does: press(/^当前用户/), shows: ["region", "当前用户"] },
      cases: { at: "/wall?desk=cases", shows: ["button", /路口积水/] },
      "a case": { at: `/wall?case=${caseId}`, shows: ["region", "可办事项"] },
      "a report": { at: "/wall?desk=report", shows: ["textbox", /标题/] },
      assessment: { at: "/wall?desk=assessment", shows: ["table"] },
      operations: { at: "/wall?desk=operations", shows: ["heading", "运行模式"] },
      assets: { at: "/wall?desk=assets", shows: ["table", "设施清单"] },
      hints: { at: "/wall", does: press("使用提示"), shows: ["region", "大屏能做什么"] },
      "a dossier": { at: `/wall?desk=dossier&node=${WORKS}`, shows: ["table"] },
    });
    await app.close();
  });

  it("finds nothing serious in the planner's room, by day", async () => {
    const app = await as("planner", "/plan?lang=zh");
    await look(app.page, {
      plan: { at: "/plan", shows: ["toolbar", "规划工具"] },
      "a facility": { at: `/plan?node=${WORKS}`, shows: ["table"] },
      cases: { at: "/plan?desk=cases", shows: ["button", /路口积水/] },
      assets: { at: "/plan?desk=assets", shows: ["table", "设施清单"] },
      question: { at: "/plan", does: press("圈定范围"), shows: ["heading", "影响分析"] },
    });
    await app.close();
  });

  it("finds nothing serious in the field, in the sun", async () => {
    const app = await as("field-worker", "/field?lang=zh", 820, 1180);
    const tab = (name: string) => (page: Page) => page.getByRole("tab", { name }).click();
    await look(app.page, {
      near: { at: "/field", does: tab("附近"), shows: ["tabpanel", "附近"] },
      alarms: { at: "/field", does: tab("告警"), shows: ["region", "报警"] },
      cases: { at: "/field", does: tab("任务"), shows: ["tabpanel", "任务"] },
      "an asset": { at: `/field?node=${LEVEL}`, does: tab("详情"), shows: ["button", /^上报/] },
      "a case": { at: `/field?case=${caseId}`, shows: ["region", "可办事项"] },
      outbox: { at: "/field", does: press(/^待发箱/), shows: ["region", "待发箱"] },
    });
    await app.close();
  });

  it("finds nothing serious in English, with the feeds, people and the log", async () => {
    const app = await as("administrator", "/wall?lang=en");
    await look(app.page, {
      wall: { at: "/wall", shows: ["region", "Alarms"] },
      feeds: { at: "/wall", does: press(/^Feeds/), shows: ["dialog", "Feeds"] },
      plan: { at: "/plan", shows: ["toolbar", "Planning tools"] },
      field: { at: "/field", shows: ["tablist"] },
      cases: { at: "/field?desk=cases", shows: ["button", /路口积水/] },
    });
    await app.close();
  });

  it("finds nothing serious where one signs in", async () => {
    const app = await openApp(browser, `${hub.url}/wall`, {
      prepare: async (page) => {
        await withAxe(page);
        // As a hub on a network answers whom it does not know.
        await page.route("**/api/session", async (route) => {
          const answer = await (await route.fetch()).json();
          await route.fulfill({
            json: { ...answer, person: null, grants: [], ways: { ...answer.ways, password: true, oidc: "市民通行证" } },
          });
        });
      },
    });
    await app.page.getByLabel("密码").waitFor();
    await clean(app.page, "signing in");
    await app.close();
  });

  it("reaches every control of the head and of the panels by the Tab key", async () => {
    const app = await as("dispatcher", "/wall?lang=zh");
    const { page } = app;
    await alarmed(page);
    // What arrives changes lists under the hand; the count is of one moment.
    const wanted = await page.evaluate(() => {
      const controls = document.querySelectorAll<HTMLElement>(
        "header :is(button, a, summary), aside :is(button, a, input, select, summary)",
      );
      let count = 0;
      for (const each of controls) {
        if (!each.checkVisibility() || (each as HTMLButtonElement).disabled) continue;
        each.dataset.wanted = String(count++);
      }
      return count;
    });
    expect(wanted).toBeGreaterThan(40);
    const missing = (): Promise<string[]> =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>("[data-wanted]")].map(
          (each) => each.getAttribute("aria-label") ?? each.innerText,
        ),
      );
    for (let i = 0; i < 3 * wanted && (await missing()).length > 0; i++) {
      await page.keyboard.press("Tab");
      await page.evaluate(() => delete (document.activeElement as HTMLElement | null)?.dataset.wanted);
    }
    expect(await missing()).toEqual([]);
    await app.close();
  });

  it("keeps the focus in a dialog, closes it by Escape, and goes back to where it was", async () => {
    const app = await as("leader", "/wall?lang=zh");
    const { page } = app;
    const openers: [RegExp, RegExp][] = [
      [/感知设备在线率/, /感知设备在线率/],
      [/^负荷$/, /负荷/],
      [/^快捷键$/, /快捷键/],
      [/^接入/, /数据接入/],
    ];
    for (const [button, dialog] of openers) {
      const opener = page.getByRole("button", { name: button }).first();
      await opener.focus();
      await page.keyboard.press("Enter");
      const box = page.getByRole("dialog", { name: dialog });
      await box.waitFor();
      for (let i = 0; i < 12; i++) {
        await page.keyboard.press("Tab");
        // The browser's own bar is part of the way around; nothing of the page behind is.
        const at = await page.evaluate(() => {
          const { activeElement } = document;
          return activeElement === document.body || activeElement?.closest("dialog[open]") !== null;
        });
        expect(at, `${dialog} after ${i + 1} Tabs`).toBe(true);
      }
      await leave(page);
      await soon(() => box.count()).toBe(0);
      expect(await opener.evaluate((element) => element === document.activeElement), String(button)).toBe(true);
    }
    // A menu closes too, and the city stays where it is.
    const node = (await app.diagnostics()).node;
    const menu = page.getByLabel("视图", { exact: true });
    await menu.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("radio").first().focus();
    await leave(page);
    await soon(() => page.getByRole("radio").first().isVisible()).toBe(false);
    expect(await menu.evaluate((element) => element === document.activeElement)).toBe(true);
    expect((await app.diagnostics()).node).toBe(node);
    await app.close();
  });

  it("gives hints at the first visit of a room, once, and again when asked", async () => {
    const app = await openApp(browser, `${hub.url}/plan?node=339902&lang=zh`, {
      width: 1440,
      height: 900,
      tips: true,
      prepare: signedInAs(hub.url, "planner"),
    });
    const { page } = app;
    const [plan, wall] = [/规划研判能做什么/, /大屏能做什么/].map((name) => page.getByRole("region", { name }));
    await plan.waitFor();
    expect(await plan.getByRole("term").count()).toBe(4);
    // Escape puts them away, and leaves the place where it is.
    await leave(page);
    await soon(() => plan.count()).toBe(0);
    expect(new URL(page.url()).searchParams.get("node")).toBe("339902");
    await page.reload();
    await page.getByRole("toolbar", { name: "规划工具" }).waitFor();
    expect(await plan.count()).toBe(0);
    // Another room has its own.
    await page.getByRole("link", { name: "指挥大屏" }).click();
    await wall.waitFor();
    await wall.getByRole("button", { name: "知道了" }).click();
    await soon(() => wall.count()).toBe(0);
    const help = page.getByRole("button", { name: "使用提示" });
    await help.focus();
    await page.keyboard.press("Enter");
    await wall.waitFor();
    expect(await wall.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await soon(() => wall.count()).toBe(0);
    expect(await help.evaluate((element) => element === document.activeElement)).toBe(true);
    // Another person has not seen them; a wall nobody touches tells nobody.
    await page.goto("about:blank");
    await signedInAs(hub.url, "leader")(page, page.context());
    await page.goto(`${hub.url}/wall?watch=1`);
    await page.getByRole("button", { name: /值守中/ }).waitFor();
    expect(await wall.count()).toBe(0);
    await page.getByRole("button", { name: /值守中/ }).click();
    await wall.waitFor();
    await app.close();
  });

  it("has every point of the map as a row: in order, filtered, to open and to take along", async () => {
    const app = await as("dispatcher", "/wall?lang=zh&desk=assets");
    const { page } = app;
    const table = page.getByRole("table", { name: "设施清单" });
    const rows = (): Promise<number> => table.getAttribute("aria-rowcount").then(Number);
    const points = [...nodes.columns.level].filter((level) => level === LEVEL_OF.point).length;
    await soon(rows).toBe(points + 1);
    // Far fewer are on the page, and the last is reached by scrolling.
    expect(await table.getByRole("row").count()).toBeLessThan(120);
    const first = table.getByRole("row").nth(1);
    await soon(() => first.innerText()).toContain(LIFT);
    const scroll = page.getByRole("region", { name: /^清单，/ });
    await scroll.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    await soon(() => table.getByRole("row").last().getAttribute("aria-rowindex")).toBe(String(points + 1));
    await scroll.evaluate((element) => element.scrollTo({ top: 0 }));
    // By code, downwards and up.
    await table.getByRole("button", { name: "编码" }).click();
    const codes = nodes.columns.code.filter((_, slot) => nodes.columns.level[slot] === LEVEL_OF.point).sort();
    await soon(() => first.innerText()).toContain(codes[0]);
    expect(await table.getByRole("columnheader", { name: "编码" }).getAttribute("aria-sort")).toBe("ascending");
    await table.getByRole("button", { name: "编码" }).click();
    await soon(() => first.innerText()).toContain(codes[codes.length - 1]);
    // Narrowed by code: value, unit and time of the one; a press takes it in hand and leaves the list.
    await page.getByRole("searchbox", { name: "按名称或编码筛" }).fill(LEVEL);
    await soon(rows).toBe(2);
    expect(await first.innerText()).toMatch(/6\.70?\s*m/);
    expect(await first.locator("time").count()).toBe(1);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "导出 CSV" }).click();
    const file = readFileSync(await (await download).path(), "utf8");
    expect(file.trim().split("\r\n")).toHaveLength(2);
    expect(file).toMatch(new RegExp(`\\r\\n${LEVEL},.*,6\\.7,m,\\d{4}-`));
    await first.getByRole("button").click();
    await soon(() => new URL(page.url()).searchParams.get("node")).toBe(LEVEL);
    expect(await rows()).toBe(2);
    // The filter of the map is that of the list.
    await page.goto(`${hub.url}/plan?desk=assets&kind=elevator-state`);
    await soon(rows).toBe([...nodes.columns.kind].filter((kind) => kinds[kind] === "elevator-state").length + 1);
    expect(app.complaints).toEqual([]);
    await app.close();
  });

  it("loses one panel and no more when one fails, in every room", async () => {
    const app = await as("dispatcher", "/wall?lang=zh");
    const { page } = app;
    let broken = true;
    await page.route(/\/api\/cases(\?|$)/, (route) =>
      broken ? route.fulfill({ json: { cases: [null], byState: {}, next: null } }) : route.continue(),
    );
    const failed = page.getByRole("alert").filter({ hasText: "此面板出错" });
    for (const [path, lives] of [
      ["/wall", page.getByRole("region", { name: "报警", exact: true })],
      [`/plan?node=${LEVEL}`, page.getByRole("region", { name: "运行态势" })],
      ["/field", page.getByRole("search")],
      ["/plan?desk=cases", page.getByRole("navigation", { name: "处置" })],
    ] as const) {
      await page.goto(`${hub.url}${path}`);
      if (path === "/field") await page.getByRole("tab", { name: "任务" }).click();
      await soon(() => failed.count(), path).toBe(1);
      expect(await lives.isVisible(), path).toBe(true);
    }
    broken = false;
    await failed.getByRole("button", { name: "重试" }).click();
    await soon(() => failed.count()).toBe(0);
    await page.getByRole("button", { name: /路口积水/ }).waitFor();
    await app.close();
  });
});
