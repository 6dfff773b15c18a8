// The field room opens with no network, shows what it knew and how old that is, lets nothing appear done; and it is one person's own.

import { rmSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CaseFile, CaseList, CaseReported } from "../../src/twin/cases/shapes.ts";
import { act, photo } from "./support/casework.ts";
import { type City, ownData, readNodes, startCity } from "./support/city.ts";
import { connectDevice } from "./support/device.ts";
import { launch } from "./support/page.ts";

const PONDING = "3399010282000001";
const SLOW = { timeout: 120_000 };
const OUTBOX = /^待发箱/;
const MARK = /无网络 · 数据截至/;

describe("the field room without network", { timeout: 240_000 }, () => {
  const data = ownData();
  const nodes = readNodes();
  const slot = nodes.slotOf(PONDING);
  const here = { longitude: nodes.columns.lon[slot], latitude: nodes.columns.lat[slot], accuracy: 12 };
  let city: City;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let id = 0;
  /** Of one's own list, and never opened. */
  let unopened = 0;
  let port = 0;

  const signIn = async (person: string): Promise<void> => {
    const response = await context.request.post(`${city.url}/api/session/demo`, {
      data: { person },
      headers: { origin: city.url },
    });
    expect(response.ok()).toBe(true);
  };
  /** What of the kept things there is, by key, and whose; and the caches. */
  const kept = (): Promise<{ keys: string[]; persons: string[]; caches: string[] }> =>
    page.evaluate(async () => {
      const open = indexedDB.open("yiwang-kept", 1);
      const db = await new Promise<IDBDatabase>((done, failed) => {
        open.onupgradeneeded = () => open.result.createObjectStore("kept");
        open.onsuccess = () => done(open.result);
        open.onerror = () => failed(open.error);
      });
      const store = db.transaction("kept").objectStore("kept");
      const all = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((done) => {
          request.onsuccess = () => done(request.result);
        });
      const [keys, values] = [await all(store.getAllKeys()), await all(store.getAll())];
      db.close();
      return {
        keys: keys.map(String),
        persons: [...new Set((values as { person: string }[]).map(({ person }) => person))],
        caches: (await caches.keys()).sort(),
      };
    });
  const outbox = () => page.getByRole("button", { name: OUTBOX });
  const waiting = () => page.getByRole("region", { name: "待发箱" }).getByRole("listitem");
  const mark = () => page.getByRole("alert").filter({ hasText: MARK });
  const value = () => page.locator(".node-panel .node-value");

  /** A new case that is given to the field worker's unit. */
  const assigned = async (title: string, classCode: string): Promise<number> => {
    const path = (made: number): string => `/api/cases/${made}`;
    const { id: made } = await city.post<CaseReported>("dispatcher", "/api/cases", {
      key: `offline-report-${title}-000`,
      source: "map",
      classKind: "component",
      classCode,
      title,
      description: "",
      node: PONDING,
    });
    const command = async (action: string, fields: object): Promise<CaseFile> => {
      const { version } = await city.api<CaseFile>(path(made));
      const key = `offline-${action}-${made}-0000000`;
      return city.post("dispatcher", `${path(made)}/actions`, { key, version, action, fields });
    };
    await command("register", {});
    await command("dispatch", { unit: "drainage", units: [] });
    return made;
  };

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity({ history: true, data }), launch()]);
    port = Number(new URL(city.url).port);
    id = await assigned("路口积水", "0103");
    unopened = await assigned("井盖缺损", "0102");
    const device = await connectDevice(city.mqttUrl);
    await device.json("ponding", PONDING, 12.5);
    await device.close();
    context = await browser.newContext({
      viewport: { width: 820, height: 600 },
      locale: "zh-CN",
      geolocation: here,
      permissions: ["geolocation"],
    });
    await signIn("field-worker");
    page = await context.newPage();
    page.setDefaultTimeout(120_000);
  });
  afterAll(async () => {
    await browser?.close();
    await city?.stop();
    rmSync(data, { recursive: true, force: true });
  });

  it("opens again from the device: its case, its value with age, all marked as not live", async () => {
    await page.goto(`${city.url}/field?node=${PONDING}`);
    await expect.poll(() => value().innerText(), SLOW).toContain("12.5");
    await page.evaluate(
      (wanted) => {
        history.pushState(null, "", `/field?node=${wanted[0]}&case=${wanted[1]}`);
        dispatchEvent(new PopStateEvent("popstate"));
      },
      [PONDING, String(id)] as const,
    );
    await page.getByRole("button", { name: "下一步：接收任务" }).waitFor(SLOW);
    await expect
      .poll(async () => (await kept()).keys, SLOW)
      .toEqual(expect.arrayContaining(["scene", "values", "who", `case ${id}`, `case ${unopened}`]));
    // Carried is not read.
    const readersOf = async (one: number): Promise<string[]> =>
      (await city.api<CaseFile>(`/api/cases/${one}?carried=1`)).readers.map(({ person }) => person);
    expect(await readersOf(id)).toContain("demo:field-worker");
    expect(await readersOf(unopened)).not.toContain("demo:field-worker");
    await expect.poll(async () => page.evaluate(() => navigator.serviceWorker.controller !== null), SLOW).toBe(true);
    await context.setOffline(true);
    await page.reload();
    await mark().waitFor(SLOW);
    expect(await mark().innerText()).toMatch(/数据截至 \d\d:\d\d/);
    // Its case as it was opened, with when that was; and what is done to it waits.
    await expect
      .poll(() => page.getByRole("region", { name: "案卷详情" }).innerText(), SLOW)
      .toContain("保存在本机的内容");
    await act({ page }, "接收任务");
    await expect.poll(() => outbox().innerText()).toContain("1");
    expect(await page.getByRole("region", { name: "案卷详情" }).innerText()).toContain("等待发送，尚未送达");
    await page.goto(`${city.url}/field?node=${PONDING}&case=${unopened}`);
    await expect.poll(() => page.getByRole("region", { name: "案卷详情" }).innerText(), SLOW).toContain("井盖缺损");
    await page.goto(`${city.url}/field?node=${PONDING}`);
    await expect.poll(() => value().innerText(), SLOW).toContain("12.5");
    expect(await value().innerText()).toContain("失联");
    expect(await value().locator("time").first().getAttribute("datetime")).toBeTruthy();
    expect(await outbox().innerText()).toContain("1");
  });

  it("opens with the hub stopped, takes a report with a photo, and goes on in place when the hub is back", async () => {
    await city.stop();
    await page.close();
    await context.setOffline(false);
    page = await context.newPage();
    page.setDefaultTimeout(120_000);
    await page.goto(`${city.url}/field?node=${PONDING}`);
    await mark().waitFor(SLOW);
    await page.locator(".node-report").getByRole("button", { name: "上报" }).click(SLOW);
    await page.getByLabel("标题").fill("井盖松动");
    await page.getByLabel("拍照或选择照片").setInputFiles({ name: "lid.png", mimeType: "image/png", buffer: photo() });
    await page.getByRole("button", { name: "上报案卷" }).click();
    await expect
      .poll(() => waiting().allInnerTexts(), SLOW)
      .toEqual([
        expect.stringContaining("接收任务"),
        expect.stringMatching(/上报[\s\S]*井盖松动/),
        expect.stringMatching(/照片[\s\S]*排在上报之后/),
      ]);
    await page.evaluate(() => {
      (window as unknown as { sameLife: boolean }).sameLife = true;
    });
    city = await startCity({ history: true, data, port });
    await expect.poll(() => waiting().count(), SLOW).toBe(0);
    await expect.poll(() => mark().count(), SLOW).toBe(0);
    expect(await page.evaluate(() => (window as unknown as { sameLife?: boolean }).sameLife)).toBe(true);
    await city.signIn("dispatcher");
    const { cases } = await city.api<CaseList>("/api/cases?text=%E4%BA%95%E7%9B%96%E6%9D%BE%E5%8A%A8");
    expect(cases.map(({ title }) => title)).toEqual(["井盖松动"]);
    const file = await city.api<CaseFile>(`/api/cases/${cases[0].id}`);
    expect(file.events.map(({ action }) => action)).toEqual(["report", "photo"]);
    expect((await city.api<CaseFile>(`/api/cases/${id}`)).events.at(-1)).toMatchObject({ action: "acknowledge" });
  });

  it("has nothing of the first person when another signs in, and of nobody after signing out", async () => {
    expect((await kept()).persons).toEqual(["demo:field-worker"]);
    // The page notices another person and begins anew by itself: away from it first.
    await page.goto("about:blank");
    await signIn("dispatcher");
    await page.goto(`${city.url}/field`);
    await page.getByRole("tab", { name: "附近" }).waitFor(SLOW);
    await expect.poll(async () => (await kept()).keys, SLOW).toContain("scene");
    const others = await kept();
    expect(others.persons).toEqual(["demo:dispatcher"]);
    expect(others.keys.some((key) => key.startsWith("case "))).toBe(false);
    expect(others.caches.filter((name) => name.includes("field-worker"))).toEqual([]);
    // Too long without the hub: it does not open, and lets go of what it had.
    await page.evaluate(async () => {
      const open = indexedDB.open("yiwang-kept", 1);
      const db = await new Promise<IDBDatabase>((done) => {
        open.onsuccess = () => done(open.result);
      });
      const store = db.transaction("kept", "readwrite").objectStore("kept");
      const asked = store.get("who");
      await new Promise<void>((done) => {
        asked.onsuccess = () => {
          store.put({ ...asked.result, at: Date.now() - 73 * 3_600_000 }, "who").onsuccess = () => done();
        };
      });
      db.close();
    });
    await context.setOffline(true);
    await page.reload();
    await expect.poll(() => page.getByRole("alert").innerText(), SLOW).toContain("已超过 72 小时未连网");
    expect((await kept()).keys).toEqual([]);
    await context.setOffline(false);
    await page.reload();
    await page.getByRole("tab", { name: "附近" }).waitFor(SLOW);
    await expect.poll(async () => (await kept()).keys, SLOW).toContain("scene");
    await page.getByRole("button", { name: /当前用户/ }).click();
    await page.getByRole("button", { name: "退出登录" }).click();
    // The demo city takes whoever has signed out for a visitor; what it keeps from then on is the visitor's.
    await page.getByRole("button", { name: /当前用户.*访客/ }).waitFor(SLOW);
    const left = await kept();
    expect(left.persons).not.toContain("demo:dispatcher");
    expect(left.caches.filter((name) => name.includes("dispatcher"))).toEqual([]);
  });

  it("keeps nothing where the scene says so, and lets go of what was kept before", async () => {
    await page.goto("about:blank");
    await signIn("field-worker");
    await page.goto(`${city.url}/field`);
    await expect.poll(async () => (await kept()).keys, SLOW).toContain("scene");
    let hours = -1;
    await context.route("**/api/scene", async (route) => {
      const answer = await (await route.fetch()).json();
      answer.scene.access.offlineHours = hours = 0;
      await route.fulfill({ json: answer });
    });
    await page.reload();
    await page.getByRole("tab", { name: "附近" }).waitFor(SLOW);
    await expect.poll(async () => (await kept()).keys, SLOW).toEqual([]);
    expect(hours).toBe(0);
    expect((await kept()).caches.filter((name) => name.startsWith("yiwang-scene-"))).toEqual([]);
    await context.setOffline(true);
    await page.reload();
    await page.getByRole("alert").waitFor(SLOW);
    expect(await page.getByRole("tab", { name: "附近" }).count()).toBe(0);
    await context.setOffline(false);
  });
});
