// A worker stands in the street without network: what they do waits on the tablet, survives a reload, and goes out in order; then they find what is near.

import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nearestAssets } from "../../src/app/onsite/nearest.ts";
import type { CaseFile, CaseReported } from "../../src/twin/cases/shapes.ts";
import { act, photo } from "./support/casework.ts";
import { type City, ownData, readNodes, startCity } from "./support/city.ts";
import { writeCodeVideo } from "./support/codeVideo.ts";
import { type AppPage, launch, openApp, signedInAs } from "./support/page.ts";

const PONDING = "3399010282000001";
const SLOW = { timeout: 120_000 };
const OUTBOX = /^待发箱/;

describe("the field room", { timeout: 240_000 }, () => {
  const data = ownData();
  const nodes = readNodes();
  const slot = nodes.slotOf(PONDING);
  const here = { longitude: nodes.columns.lon[slot], latitude: nodes.columns.lat[slot], accuracy: 12 };
  let city: City;
  let browser: Browser;
  let app: AppPage;
  let id = 0;

  const theCase = async (): Promise<CaseFile> => {
    await city.signIn("dispatcher");
    return city.api<CaseFile>(`/api/cases/${id}`);
  };
  const doAs = async (person: string, action: string, fields: Record<string, unknown> = {}): Promise<CaseFile> =>
    city.post(person, `/api/cases/${id}/actions`, {
      key: `${person}-${action}-0000000000`,
      version: (await theCase()).version,
      action,
      fields,
    });
  const outbox = () => app.page.getByRole("button", { name: OUTBOX });
  const waiting = () => app.page.getByRole("region", { name: "待发箱" }).getByRole("listitem");

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity({ history: true, data }), launch()]);
    ({ id } = await city.post<CaseReported>("dispatcher", "/api/cases", {
      key: "field-report-0000000000",
      source: "map",
      classKind: "component",
      classCode: "0103",
      title: "路口积水",
      description: "",
      node: PONDING,
    }));
    await doAs("dispatcher", "register");
    await doAs("dispatcher", "dispatch", { unit: "drainage", units: [] });
    app = await openApp(browser, `${city.url}/field?case=${id}`, {
      width: 820,
      height: 1180,
      context: { geolocation: here, permissions: ["geolocation"] },
      prepare: signedInAs(city.url, "field-worker"),
    });
  });
  afterAll(async () => {
    await browser?.close();
    await city?.stop();
    rmSync(data, { recursive: true, force: true });
  });

  it("keeps what is done without network in sight, and says of nothing that it is done", async () => {
    const { page } = app;
    await page
      .getByRole("region", { name: "可办事项" })
      .getByRole("button", { name: "接收任务", exact: true })
      .waitFor(SLOW);
    const next = await page.getByRole("button", { name: "下一步：接收任务" }).boundingBox();
    expect(next?.height).toBeGreaterThanOrEqual(72);
    await page.context().setOffline(true);
    await act(app, "接收任务");
    await expect.poll(() => outbox().innerText()).toContain("1");
    await page.getByLabel("拍照或选择照片").setInputFiles({ name: "wet.png", mimeType: "image/png", buffer: photo() });
    await expect.poll(() => outbox().innerText(), SLOW).toContain("2");
    await page.getByLabel("写给本案人员").fill("到现场了");
    await page.getByRole("button", { name: "发送", exact: true }).click();
    await act(app, "反馈", async () => {
      await page.getByRole("form", { name: "反馈" }).getByRole("textbox").first().fill("路面已干");
    });
    await expect.poll(() => outbox().innerText()).toContain("4");
    const shown = await page.getByRole("region", { name: "案卷详情" }).innerText();
    expect(shown).toContain("等待发送，尚未送达");
    expect(shown).toContain("已派遣");
    expect((await theCase()).state).toBe("dispatched");
  });

  it("has it still after a reload, and sends it in order, each once, when the network is back", async () => {
    const { page } = app;
    // The page comes again, the deeds do not get through yet.
    await page.route(/\/api\/cases\/\d+\/(actions|photos|messages)/, (route) => route.abort("internetdisconnected"));
    await page.context().setOffline(false);
    await page.reload();
    await expect.poll(() => outbox().innerText(), SLOW).toContain("4");
    await outbox().click();
    expect(await waiting().allInnerTexts()).toEqual([
      expect.stringContaining("接收任务"),
      expect.stringContaining("照片"),
      expect.stringContaining("到现场了"),
      expect.stringContaining("反馈"),
    ]);
    expect((await theCase()).state).toBe("dispatched");
    await page.unroute(/\/api\/cases\/\d+\/(actions|photos|messages)/);
    await expect.poll(() => waiting().count(), SLOW).toBe(0);
    const file = await theCase();
    expect(file.state).toBe("feedback");
    expect(file.events.map(({ action }) => action)).toEqual([
      "report",
      "register",
      "dispatch",
      "acknowledge",
      "photo",
      "message",
      "feedback",
    ]);
  });

  it("stops at what the hub refuses, says why, and does it again on the newest state or not at all", async () => {
    const { page } = app;
    await page.getByRole("region", { name: "待发箱" }).getByRole("button", { name: "关闭" }).click();
    await doAs("dispatcher", "rework", { reason: "请再次清理" });
    const actions = page.getByRole("region", { name: "可办事项" });
    await actions.getByRole("button", { name: "记录进展", exact: true }).waitFor(SLOW);
    await page.context().setOffline(true);
    await act(app, "记录进展", async () => {
      await page.getByRole("form", { name: "记录进展" }).getByRole("textbox").first().fill("再次清理");
    });
    // Somebody does something to the case meanwhile.
    await doAs("leader", "supervise", { reason: "重点关注" });
    await page.context().setOffline(false);
    const mine = page.getByRole("status", { name: "本案待发" });
    await expect.poll(() => mine.innerText(), SLOW).toContain("他人已先一步办理");
    expect(await outbox().getAttribute("aria-label")).toContain("1 项被退回");
    await mine.getByRole("button", { name: "按最新状态重新提交" }).click();
    await expect.poll(() => mine.count(), SLOW).toBe(0);
    expect((await theCase()).events.at(-1)).toMatchObject({ action: "handle", name: expect.any(String) });
  });

  it("finds what is nearest, with distance and direction, anew as one walks, and opens an asset by its code", async () => {
    const { page } = app;
    await page.getByRole("region", { name: "案卷详情" }).getByRole("button", { name: "返回", exact: true }).click();
    await page.locator(".desk-cases").getByRole("button", { name: "关闭" }).click(SLOW);
    await page.getByRole("tab", { name: "附近" }).click(SLOW);
    const near = page.getByRole("list", { name: "附近设施" });
    await expect.poll(() => near.getByRole("listitem").count(), SLOW).toBe(20);
    expect(await page.getByRole("region", { name: "附近设施" }).innerText()).toContain("±12 m");
    const expected = nearestAssets(nodes, { lon: here.longitude, lat: here.latitude });
    expect(await near.getByRole("listitem").first().innerText()).toContain(`${Math.round(expected[0].metres)} m`);
    // One walks to another asset: it is the nearest now, and no metre away.
    const far = nodes.slotOf(nodes.columns.code[nodes.placeCount]);
    const there = { longitude: nodes.columns.lon[far], latitude: nodes.columns.lat[far], accuracy: 5 };
    await page.context().setGeolocation(there);
    await expect.poll(() => near.getByRole("listitem").first().innerText(), SLOW).toMatch(/\b0 m/);
    // No camera here: the code is typed.
    await page.getByRole("button", { name: "扫码" }).click();
    const scan = page.getByRole("dialog", { name: "扫码" });
    await expect.poll(() => scan.innerText(), SLOW).toMatch(/没有(可用的摄像头|摄像头权限)/);
    await scan.getByLabel("设施编码或网址").fill("no-such-code");
    await scan.getByRole("button", { name: "打开" }).click();
    await expect.poll(() => scan.innerText()).toContain("没有编码为 no-such-code 的设施");
    await scan.getByLabel("设施编码或网址").fill(`https://twin.example/field?node=${PONDING}`);
    await scan.getByRole("button", { name: "打开" }).click();
    await expect.poll(() => page.url(), SLOW).toContain(`node=${PONDING}`);
    expect(await page.locator(".node-panel").innerText()).toContain("距您（±5 m）");
  });

  it("says at once that a full device keeps nothing, and the form keeps what was typed; it is told where location and camera are denied", async () => {
    const full = await openApp(browser, `${city.url}/field?case=${id}`, {
      width: 820,
      height: 1180,
      context: { permissions: [] },
      prepare: async (page, context) => {
        await signedInAs(city.url, "field-worker")(page, context);
        await page.addInitScript(() => {
          IDBObjectStore.prototype.add = () => {
            throw new DOMException("no room", "QuotaExceededError");
          };
        });
      },
    });
    const { page } = full;
    const words = page.getByLabel("写给本案人员");
    await words.fill("设备已满时写的话");
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "发送", exact: true }).click();
    await expect
      .poll(() => page.getByRole("alert").allInnerTexts(), SLOW)
      .toContainEqual(expect.stringMatching(/没有保存，也没有送达.*存储空间已满/));
    expect(await words.inputValue()).toBe("设备已满时写的话");
    expect(await page.getByRole("button", { name: OUTBOX }).innerText()).toContain("0");
    // A photo is not lost either.
    await page.getByLabel("拍照或选择照片").setInputFiles({ name: "w.png", mimeType: "image/png", buffer: photo() });
    await expect.poll(() => page.getByText("1 张照片未能保存，也未送达").count(), SLOW).toBe(1);
    // With the hub there it goes without being kept.
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "发送", exact: true }).click();
    await expect.poll(() => words.inputValue(), SLOW).toBe("");
    await expect
      .poll(async () => (await theCase()).events.filter(({ action }) => action === "message").length, SLOW)
      .toBe(2);
    await page.goto(`${city.url}/field`);
    await page.getByRole("tab", { name: "附近" }).click(SLOW);
    await expect
      .poll(() => page.getByRole("region", { name: "附近设施" }).getByRole("alert").innerText(), SLOW)
      .toContain("没有定位权限");
    await page.getByRole("button", { name: "扫码" }).click();
    await expect
      .poll(() => page.getByRole("dialog", { name: "扫码" }).innerText(), SLOW)
      .toMatch(/没有(可用的摄像头|摄像头权限)/);
    await full.close();
  });

  it("reads the code on an asset through the camera, and shows the asset", async () => {
    const film = join(data, "code.y4m");
    await writeCodeVideo(film, `urn:yw:${PONDING}`);
    const eyes = await launch([
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      `--use-file-for-fake-video-capture=${film}`,
    ]);
    try {
      const looking = await openApp(eyes, `${city.url}/field`, {
        width: 390,
        height: 700,
        context: { permissions: ["camera"] },
        prepare: signedInAs(city.url, "field-worker"),
      });
      await looking.page.getByRole("button", { name: "扫码" }).click(SLOW);
      await expect.poll(() => looking.page.url(), SLOW).toContain(`node=${PONDING}`);
      expect(await looking.page.getByRole("dialog", { name: "扫码" }).count()).toBe(0);
      await expect.poll(() => looking.page.locator(".node-panel").innerText(), SLOW).toContain(PONDING);
      expect(looking.complaints).toEqual([]);
    } finally {
      await eyes.close();
    }
  });
});
