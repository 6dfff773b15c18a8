// A rainstorm from the first sensor to the closed case and its assessment, in Chromium, as three people: dispatcher, field worker, leader.

import { rmSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Assessment, CaseFile, CaseList } from "../../src/twin/cases/shapes.ts";
import { act, photo } from "./support/casework.ts";
import { type City, ownData, startCity } from "./support/city.ts";
import { connectDevice, type Device } from "./support/device.ts";
import { type AppPage, launch, launchFlat, openApp, signedInAs } from "./support/page.ts";

const PONDING = "3399010282000001";
const SLOW = { timeout: 120_000 };

describe("a rainstorm", { timeout: 480_000 }, () => {
  const data = ownData();
  let city: City;
  let browser: Browser;
  /** For whoever needs no map. */
  let flat: Browser;
  let device: Device;
  const pages: AppPage[] = [];

  beforeAll(async () => {
    [city, browser, flat] = await Promise.all([startCity({ history: true, data }), launch(), launchFlat()]);
    device = await connectDevice(city.mqttUrl);
  });
  afterAll(async () => {
    await device?.close();
    await Promise.all([browser?.close(), flat?.close()]);
    await city?.stop();
    rmSync(data, { recursive: true, force: true });
  });

  /** Opens the app as one of the demonstration's people, in a browser of their own. */
  async function as(person: string, path: string, size: { width: number; height: number }): Promise<AppPage> {
    const app = await openApp(person === "dispatcher" ? browser : flat, `${city.url}${path}`, {
      ...size,
      prepare: signedInAs(city.url, person),
    });
    pages.push(app);
    return app;
  }
  const theCase = async (): Promise<CaseFile> => {
    const { cases } = await city.api<CaseList>("/api/cases");
    return city.api<CaseFile>(`/api/cases/${cases[0].id}`);
  };

  it("is an alarm that a dispatcher makes a case of with two clicks, registers and dispatches", async () => {
    await city.signIn("dispatcher");
    await device.senml("339901-G001", { [PONDING]: 31 });
    const app = await as("dispatcher", `/wall?node=${PONDING}`, { width: 1180, height: 720 });
    const { page } = app;
    const list = page.getByRole("list", { name: "报警" });
    await expect.poll(() => list.innerText(), SLOW).toContain("积水");
    await list.getByRole("button", { name: /积水/ }).first().click();
    await list
      .getByRole("button", { name: /详情|打开/ })
      .first()
      .click();
    await page.getByRole("button", { name: "上报案卷" }).click(SLOW);
    // The report knows everything already.
    const report = page.getByRole("region", { name: "上报" });
    expect(await report.getByLabel("标题").inputValue()).toContain("积水");
    await report.getByRole("button", { name: "上报案卷" }).click();

    await expect.poll(() => page.getByRole("region", { name: "案卷详情" }).innerText(), SLOW).toContain("已上报");
    await act(app, "立案");
    await act(app, "派遣", async () => {
      const form = page.getByRole("form", { name: "派遣" });
      expect(await form.getByLabel("主责单位").inputValue()).toBe("drainage");
      const chosen = form.getByRole("checkbox", { checked: true });
      while ((await chosen.count()) > 0) await chosen.first().uncheck();
    });
    const file = await theCase();
    expect(file).toMatchObject({
      state: "dispatched",
      leadUnit: "drainage",
      source: "alarm",
      node: PONDING,
      severity: 5,
    });
    expect(file.dueAt).not.toBeNull();
    expect(app.complaints).toEqual([]);
  });

  it("is a task that a field worker finds, takes, photographs and reports done", async () => {
    const app = await as("field-worker", "/field", { width: 820, height: 1180 });
    const { page } = app;
    await page.getByRole("tab", { name: "任务" }).click(SLOW);
    await page.getByRole("region", { name: "我的任务" }).getByRole("button", { name: /积水/ }).click(SLOW);
    await act(app, "接收任务");
    // Done without a picture is not done.
    await page.getByText(/暂不能办理/).click();
    expect(await page.getByRole("region", { name: "可办事项" }).innerText()).toContain("需要现场照片 1 张");
    await page
      .getByLabel("拍照或选择照片")
      .setInputFiles({ name: "<b>wet.png", mimeType: "image/png", buffer: photo() });
    await expect.poll(() => page.getByRole("region", { name: "照片" }).getByRole("img").count(), SLOW).toBe(1);
    await page.getByLabel("写给本案人员").fill("已排空 <script>alert(1)</script>");
    await page.getByRole("button", { name: "发送" }).click();
    await act(app, "反馈", async () => {
      await page
        .getByRole("form", { name: "反馈" })
        .getByRole("textbox")
        .first()
        .fill("移动泵车排水 40 分钟，路面已干");
    });
    await expect.poll(async () => (await theCase()).state, SLOW).toBe("feedback");
    // What people write is text.
    expect(await page.getByRole("region", { name: "沟通" }).innerText()).toContain("<script>alert(1)</script>");
    expect(app.complaints).toEqual([]);
  });

  it("is checked and closed by the dispatcher, who sees what was done meanwhile", async () => {
    await device.senml("339901-G001", { [PONDING]: 1 });
    const [app] = pages;
    const { page } = app;
    await expect.poll(() => page.getByRole("region", { name: "处置全程" }).innerText(), SLOW).toContain("路面已干");
    await act(app, "核查");
    await act(app, "结案");
    await expect.poll(async () => (await theCase()).end, SLOW).toBe("closed");
    // The lead unit's work can be told from the control room's on the lanes, and who has read the file is known.
    const file = await theCase();
    expect(file.events.map(({ action }) => action)).toEqual([
      "report",
      "alarm",
      "register",
      "dispatch",
      "acknowledge",
      "photo",
      "message",
      "feedback",
      "check",
      "close",
    ]);
    expect(new Set(file.readers.map(({ person }) => person))).toEqual(
      new Set(["demo:dispatcher", "demo:field-worker"]),
    );
  });

  it("is one case in the leader's assessment, with its formula, and the figure leads to it", async () => {
    const app = await as("leader", "/wall?desk=assessment", { width: 1180, height: 720 });
    const { page } = app;
    const now = Date.now();
    const cookie = await city.signIn("leader");
    expect(cookie).not.toBe("");
    const { total } = await city.api<Assessment>(`/api/assessment?by=place&from=${now - 86_400_000}&to=${now + 1000}`);
    expect(total.counts).toMatchObject({ reported: 1, registered: 1, closed: 1, closedOnTime: 1, overdue: 0 });
    expect(total.rates).toMatchObject({ registrationRate: 1, dispatchAccuracy: 1 });
    const view = page.getByRole("region", { name: "考核评价" });
    await expect.poll(() => view.innerText(), SLOW).toContain("100.00 %");
    await view.getByRole("button", { name: "立案数 1" }).first().click();
    const list = page.getByRole("region", { name: "案卷" });
    await expect.poll(() => list.getByRole("row").count(), SLOW).toBe(2);
    await list.getByRole("button", { name: /积水/ }).first().click();
    await expect.poll(() => page.getByRole("region", { name: "处置全程" }).innerText(), SLOW).toContain("结案");
    // A leader looks; what is not theirs to do is not offered, and the log knows who looked.
    expect(await page.getByRole("region", { name: "可办事项" }).getByRole("button", { name: "派遣" }).count()).toBe(0);
    expect(app.complaints).toEqual([]);
  });

  it("brings the city into emergency by the leader's word, and the wall makes room for it", async () => {
    const { page } = pages[2];
    await page.getByRole("button", { name: "平急与预案" }).click();
    await page.getByRole("button", { name: "转入应急" }).click(SLOW);
    const mode = page.getByRole("region", { name: "运行模式" });
    await mode.getByRole("button", { name: "Ⅲ级响应" }).click();
    await mode.getByLabel("理由").fill("全市暴雨，积水点增多");
    await mode.getByRole("button", { name: "转入应急" }).last().click();
    await expect.poll(() => mode.innerText(), SLOW).toContain("全市暴雨");
    const [dispatcher] = pages;
    await expect.poll(() => dispatcher.page.getByRole("button", { name: /^应急/ }).count(), SLOW).toBe(1);
  });
});
