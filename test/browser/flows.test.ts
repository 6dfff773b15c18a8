// Two flows walked in Chromium by the people who may: an exceedance from the sensor to the cleared case, a bad rating to its call back.

import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { CaseFile, CaseList, RatingFigures } from "../../src/twin/cases/shapes.ts";
import { act, photo } from "./support/casework.ts";
import { type City, readNodes, startCity } from "./support/city.ts";
import { connectDevice, type Device } from "./support/device.ts";
import { type AppPage, launchFlat, openApp, signedInAs } from "./support/page.ts";

const STATION = "339902-AS-001";
const WORKS = "339902-EP-001";
const HALL = "339901-SV-001";
const SLOW = { timeout: 120_000 };
const DESK = { width: 1180, height: 720 };
const TABLET = { width: 820, height: 1180 };

const nodes = readNodes();
const nameOf = (code: string): string => nodes.columns.name[nodes.slotOf(code)];

/** The small city, but its rules of exceedances wait for nothing. */
function hastyCity(folder: string): string {
  const city = join(folder, "city");
  mkdirSync(city);
  const manifest = JSON.parse(readFileSync(join(inject("smallCity"), "scene.json"), "utf8"));
  manifest.sources.generator = relative(city, join(inject("smallCity"), manifest.sources.generator));
  for (const rule of manifest.alarms.rules)
    if (rule.id === "beyond-limit" || rule.id === "discharge")
      Object.assign(rule, { onDelaySeconds: 0, offDelaySeconds: 0 });
  writeFileSync(join(city, "scene.json"), JSON.stringify(manifest));
  copyFileSync(join(inject("smallCity"), "simulation.json"), join(city, "simulation.json"));
  return city;
}

describe("a flow", { timeout: 300_000 }, () => {
  const data = mkdtempSync(join(tmpdir(), "yiwang-flows-"));
  const people = new Map<string, AppPage>();
  let city: City;
  let browser: Browser;
  let device: Device;

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity({ scene: hastyCity(data), data, history: true }), launchFlat()]);
    device = await connectDevice(city.mqttUrl);
    await city.signIn("dispatcher");
  }, 120_000);
  afterAll(async () => {
    await device?.close();
    await browser?.close();
    await city?.stop();
    rmSync(data, { recursive: true, force: true });
  });

  async function as(person: string, path: string, size = DESK): Promise<AppPage> {
    const app = await openApp(browser, `${city.url}${path}`, {
      ...size,
      prepare: signedInAs(city.url, person),
    });
    people.set(person, app);
    return app;
  }
  const textOf = ({ page }: AppPage, region: string) => page.getByRole("region", { name: region }).innerText();
  const theCase = async (of: string): Promise<CaseFile> => {
    const { cases } = await city.api<CaseList>(`/api/cases?flow=${of}`);
    return city.api<CaseFile>(`/api/cases/${cases[0].id}`);
  };
  const air = (pm25: number): Promise<void> =>
    device.raw(
      `linjiang/air/${STATION}`,
      JSON.stringify({ pm25, pm10: 60, o3: 90, no2: 30, temp: 18, wd: 100, ws: 3.2, time: new Date().toISOString() }),
    );

  describe("of an exceedance", () => {
    it("begins with a value beyond its limit, an alarm, and a case made of it with two clicks", async () => {
      await device.json("outfall-cod", `${WORKS}-cod`, 140);
      await device.json("stack-dust", `${WORKS}-dust`, 41.5);
      await air(130);
      // What is traced is what the history holds.
      const slots = ["wd", "pm25"].map((one) => nodes.slotOf(`${STATION}-${one}`)).join(",");
      await expect
        .poll(async () => {
          const to = Date.now();
          const got = await city.api<{ series: { t: number[] }[] }>(
            `/api/history/series?slots=${slots}&from=${to - 600_000}&to=${to}&points=100`,
          );
          return got.series.every(({ t }) => t.length > 0);
        }, SLOW)
        .toBe(true);
      const app = await as("dispatcher", `/wall?node=${STATION}-pm25`);
      const { page } = app;
      const list = page.getByRole("list", { name: "报警" });
      await expect.poll(() => list.innerText(), SLOW).toContain("PM2.5");
      await list.getByRole("button", { name: /PM2.5/ }).first().click();
      await list
        .getByRole("button", { name: /详情|打开/ })
        .first()
        .click();
      await page.getByRole("button", { name: "上报案卷" }).click(SLOW);
      const report = page.getByRole("region", { name: "上报" });
      expect(await report.getByLabel("标题").inputValue()).toContain("130 µg/m³");
      await report.getByRole("button", { name: "上报案卷" }).click();
      await expect.poll(() => textOf(app, "案卷详情"), SLOW).toContain("超标报警");
      expect(await theCase("exceedance")).toMatchObject({
        state: "reported",
        source: "alarm",
        node: `${STATION}-pm25`,
      });
    });

    it("shows who lies upwind and what they let out, and the enterprise's dossier at a press", async () => {
      const app = people.get("dispatcher") as AppPage;
      const { page } = app;
      await act(app, "开始溯源", async () => {
        await page.getByRole("radio", { name: "上风向" }).check();
      });
      await expect.poll(() => textOf(app, "溯源"), SLOW).toContain("来向 100°");
      const traced = await textOf(app, "溯源");
      expect(traced).toContain(nameOf(WORKS));
      expect(traced).toMatch(/排口COD 140 mg\/L.*上报前 1 小时最差/);
      expect(traced).toContain("41.5 mg/m³");
      await page
        .getByRole("region", { name: "溯源" })
        .getByRole("button", { name: new RegExp(nameOf(WORKS)) })
        .click();

      const dossier = page.getByRole("region", { name: "一企一档" });
      await expect.poll(() => dossier.innerText(), SLOW).toContain("2 次");
      for (const word of [WORKS, "重点排污企业", "市经济和信息化局", "没有您可见的案卷", "GB 8978"])
        expect(await dossier.innerText()).toContain(word);
      const cod = dossier.getByRole("row", { name: /排口COD/ });
      await expect.poll(() => cod.innerText(), SLOW).toMatch(/140 mg\/L\s+≥ 100 mg\/L\D+\d\d:\d\d:\d\d/);
      const beyond = await dossier.getByRole("region", { name: "近 30 天超标" }).innerText();
      expect(beyond).toMatch(/排口COD 1 次/);
      expect(beyond).toContain("仍在持续");
      await page.getByRole("button", { name: "返回案卷" }).click();
      await expect.poll(() => textOf(app, "案卷详情"), SLOW).toContain("溯源中");
    });

    it("names the source, whose dossier has the case from then on, and gives the task", async () => {
      const app = people.get("dispatcher") as AppPage;
      const { page } = app;
      await act(app, "锁定来源企业", async () => {
        await page.getByRole("radio", { name: new RegExp(nameOf(WORKS)) }).check(SLOW);
      });
      await expect.poll(() => textOf(app, "溯源"), SLOW).toContain("已锁定来源");
      expect(await textOf(app, "处置全程")).toContain(nameOf(WORKS));
      const { cases } = await city.api<CaseList>(`/api/cases?about=${WORKS}`);
      expect(cases.map(({ flow, node }) => [flow, node])).toEqual([["exceedance", `${STATION}-pm25`]]);
      await act(app, "派任务", async () => {
        const form = page.getByRole("form", { name: "派任务" });
        expect(await form.getByLabel("主责单位").inputValue()).toBe("ecology");
        const chosen = form.getByRole("checkbox", { checked: true });
        while ((await chosen.count()) > 0) await chosen.first().uncheck();
      });
      await expect.poll(async () => (await theCase("exceedance")).state, SLOW).toBe("dispatched");
      expect(app.complaints).toEqual([]);
    });

    it("is a task whose evidence is a picture and a reading", async () => {
      const app = await as("ecology-worker", "/field", TABLET);
      const { page } = app;
      await page.getByRole("tab", { name: "任务" }).click(SLOW);
      await page.getByRole("region", { name: "我的任务" }).getByRole("button", { name: /PM2.5/ }).click(SLOW);
      await act(app, "接收任务");
      await page
        .getByLabel("拍照或选择照片")
        .setInputFiles({ name: "outlet.png", mimeType: "image/png", buffer: photo() });
      await expect.poll(() => page.getByRole("region", { name: "照片" }).getByRole("img").count(), SLOW).toBe(1);
      await act(app, "提交现场证据", async () => {
        const form = page.getByRole("form", { name: "提交现场证据" });
        expect(await form.getByText("现场读数").innerText()).toContain("µg/m³");
        await form.getByLabel("现场读数").fill("128.5");
        await form.getByLabel("处置结果").fill("除尘设施停运，已责令恢复并立案");
      });
      await expect.poll(() => textOf(app, "处置全程"), SLOW).toContain("128.5 µg/m³");
      expect((await theCase("exceedance")).state).toBe("checking");
      expect(app.complaints).toEqual([]);
    });

    it("is cleared when the value is down again, and stays in the enterprise's dossier", async () => {
      const app = people.get("dispatcher") as AppPage;
      const { page } = app;
      await expect.poll(() => textOf(app, "当前监测值"), SLOW).toContain("130 µg/m³");
      await device.json("outfall-cod", `${WORKS}-cod`, 52);
      await air(38);
      await expect.poll(() => textOf(app, "当前监测值"), SLOW).toContain("38 µg/m³");
      await act(app, "销号");
      await expect.poll(async () => (await theCase("exceedance")).end, SLOW).toBe("closed");
      await page
        .getByRole("region", { name: "溯源" })
        .getByRole("button", { name: nameOf(WORKS), exact: true })
        .click();
      const cases = page.getByRole("region", { name: "相关案卷" });
      await expect.poll(() => cases.innerText(), SLOW).toMatch(/已结束\s+1/);
      expect(await cases.innerText()).toContain("已销号");
      await expect.poll(() => textOf(app, "近 30 天超标"), SLOW).toMatch(/持续 \d+/);
      expect(app.complaints).toEqual([]);
    });
  });

  describe("of a bad rating", () => {
    const rate = async (stars: number, more: object): Promise<{ case: number | null }> => {
      const cookie = await city.signIn("registrar");
      const answer = await fetch(`${city.url}/api/ratings`, {
        method: "POST",
        headers: { "content-type": "application/json", cookie },
        body: JSON.stringify({ key: `flows-test-${stars}`, service: HALL, stars, ...more }),
      });
      expect(answer.status).toBe(200);
      await city.signIn("dispatcher");
      return (await answer.json()) as { case: number | null };
    };

    it("begins with one star; five open nothing", async () => {
      expect((await rate(5, { item: "社保卡补办" })).case).toBeNull();
      const reporter = { name: "王小明", phone: "13912345678" };
      const { case: opened } = await rate(1, { item: "不动产登记", text: "排队两小时，材料要求前后不一", reporter });
      expect(opened).not.toBeNull();
      const app = people.get("dispatcher") as AppPage;
      const { page } = app;
      await page.getByRole("navigation", { name: "处置" }).getByRole("button", { name: "案卷" }).click();
      await page
        .getByRole("button", { name: /不动产登记/ })
        .first()
        .click(SLOW);
      await expect.poll(() => textOf(app, "基本情况"), SLOW).toContain("材料要求前后不一");
      const facts = await textOf(app, "基本情况");
      expect(facts).toContain("好差评");
      // Who complained is for those who must know.
      expect(facts).not.toContain("王小明");
      await act(app, "交办", async () => {
        expect(await page.getByRole("form", { name: "交办" }).getByLabel("主责单位").inputValue()).toBe("services");
      });
      expect((await theCase("service-rating")).state).toBe("following");
    });

    it("is put right by the service's own people", async () => {
      const app = await as("services-officer", "/field", TABLET);
      const { page } = app;
      await page.getByRole("tab", { name: "任务" }).click(SLOW);
      await page
        .getByRole("region", { name: "我的任务" })
        .getByRole("button", { name: /不动产登记/ })
        .click(SLOW);
      // The answer to the first deed comes when the form of the next is open already: nothing typed is lost.
      let answer = (): void => undefined;
      const late = new Promise<void>((done) => {
        answer = done;
      });
      const deeds = /\/api\/cases\/\d+\/actions$/;
      await page.route(deeds, async (route) => {
        const response = await route.fetch();
        await late;
        await route.fulfill({ response });
      });
      await act(app, "接收");
      await act(app, "整改完成", async () => {
        const result = page.getByRole("form", { name: "整改完成" }).getByLabel("处置结果");
        await result.fill("统一材料清单，增设窗口");
        const before = await textOf(app, "案卷详情");
        answer();
        await expect.poll(() => textOf(app, "案卷详情"), SLOW).not.toBe(before);
        await page.unroute(deeds);
        expect(await result.inputValue()).toBe("统一材料清单，增设窗口");
      });
      await expect.poll(() => textOf(app, "案卷详情"), SLOW).toContain("待回访");
      expect(app.complaints).toEqual([]);
    });

    it("ends with a call back and a rating of the follow-up, and the assessment has all of it", async () => {
      const app = people.get("dispatcher") as AppPage;
      const { page } = app;
      await act(app, "回访办结", async () => {
        const form = page.getByRole("form", { name: "回访办结" });
        await form.getByLabel("处置结果").fill("市民对整改满意");
        await form.getByRole("radio", { name: "5 星" }).check();
      });
      await expect.poll(async () => (await theCase("service-rating")).end, SLOW).toBe("closed");
      await page.getByRole("button", { name: "考核评价" }).click();
      const view = page.getByRole("region", { name: "考核评价" });
      await expect.poll(() => view.innerText(), SLOW).toMatch(/满意度\s+100.00 %\s+满意数 1 ÷ 评价数 1/);
      const ratings = view.getByRole("region", { name: "政务服务好差评" });
      await expect
        .poll(() => ratings.getByRole("row", { name: new RegExp(nameOf(HALL)) }).innerText(), SLOW)
        .toMatch(/2\s+1\s+50.00 %\s+1\s+0/);
      const now = Date.now();
      const { total } = await city.api<RatingFigures>(`/api/ratings?from=${now - 3_600_000}&to=${now}`);
      expect(total).toEqual({ rated: 2, good: 1, bad: 1, open: 0 });
      // The figure leads to the case it counts.
      await ratings.getByRole("button", { name: "1" }).first().click();
      await expect.poll(() => page.getByRole("region", { name: "案卷" }).getByRole("row").count(), SLOW).toBe(2);
      expect(await page.getByRole("region", { name: "案卷" }).innerText()).toContain("已办结");
      expect(app.complaints).toEqual([]);
    });
  });
});
