// The planner's story: draws, asks, compares, sends a link; and what happens with outlines and links that are none.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Hub, startHub } from "../../src/hub/main.ts";
import { ROOT } from "../support/process.ts";
import { readBuildings, readNodes } from "./support/city.ts";
import { type AppPage, launch, openApp, screenshot, shareOf, signedInAs } from "./support/page.ts";

const nodes = readNodes();
const buildings = readBuildings();
/** How far the nearest other building is, degrees; beyond about 120 m all are alike. */
const apart = (i: number): number =>
  buildings.lon.reduce(
    (least, lon, k) =>
      k === i ? least : Math.min(least, Math.hypot(lon - buildings.lon[i], buildings.lat[k] - buildings.lat[i])),
    0.0012,
  );
/** A building that stands by itself, so that nothing stands over what is built in its place: the story is told about it. */
const distances = Array.from(buildings.lon, (_, i) => apart(i));
const row = distances.reduce(
  (best, distance, i) =>
    distance > distances[best] || (distance === distances[best] && buildings.footprint[i] > buildings.footprint[best])
      ? i
      : best,
  0,
);
const [LON, LAT] = [buildings.lon[row], buildings.lat[row]];

/** Corners of a square about a position, as they are typed. */
const square = (half: number, lon = LON, lat = LAT): string =>
  [
    [lon - half, lat - half],
    [lon + half, lat - half],
    [lon + half, lat + half],
    [lon - half, lat + half],
  ]
    .map((corner) => corner.map((degrees) => degrees.toFixed(6)).join(", "))
    .join("\n");

describe("the planner", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "yiwang-plan-"));
  let hub: Hub;
  let browser: Browser;
  let app: AppPage;
  let page: Page;
  let link = "";
  const bar = () => page.getByRole("toolbar", { name: "规划工具" });
  const draw = async (tool: string, corners: string): Promise<void> => {
    await bar().getByRole("button", { name: tool }).click();
    const drawing = page.locator(".plan-drawing");
    const typed = drawing.getByLabel(/输入坐标/);
    if (!(await typed.isVisible())) await drawing.getByText(/^坐标/).click();
    await typed.fill(corners);
    await drawing.getByRole("button", { name: "添加" }).click();
    await drawing.getByRole("button", { name: "完成" }).click();
  };
  const cells = async (table: string): Promise<Record<string, string[]>> =>
    Object.fromEntries(
      await Promise.all(
        (await page.getByRole("table", { name: table }).locator("tbody tr").all()).map(async (line) => [
          (await line.locator("th").innerText()).split(/\s/)[0],
          await line.locator("td").allInnerTexts(),
        ]),
      ),
    );

  beforeAll(async () => {
    hub = await startHub({
      port: 0,
      mqttPort: 0,
      host: "127.0.0.1",
      sceneDir: inject("sceneDir"),
      appDir: join(ROOT, "dist"),
      dataDir,
      log: () => undefined,
    });
    await hub.ready;
    // Everything can be done without the map; a software renderer is not made to draw it here.
    browser = await chromium.launch({
      executablePath: inject("chromium"),
      args: ["--no-sandbox", "--disable-3d-apis"],
    });
    app = await openApp(browser, `${hub.url}/plan`, {
      width: 1440,
      height: 900,
      prepare: async (opened, context) => {
        page = opened;
        await signedInAs(hub.url, "planner")(opened, context);
      },
    });
    await bar().waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await hub?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it("asks what an area touches, and takes the answer along", async () => {
    await draw("圈定范围", square(0.004));
    await page.getByRole("table", { name: "影响分析结果" }).waitFor();
    const found = await cells("影响分析结果");
    const inside = buildings.lon.reduce(
      (sum, lon, i) => sum + (Math.abs(lon - LON) < 0.004 && Math.abs(buildings.lat[i] - LAT) < 0.004 ? 1 : 0),
      0,
    );
    // By outlines it is no fewer than by middles.
    expect(Number(found.建筑[0].replace(",", ""))).toBeGreaterThanOrEqual(inside);
    expect(found.建筑[1]).toContain("估算");
    expect(found.居民[1]).toContain("依据");
    const list = page.getByRole("list", { name: "建筑", exact: true });
    await page.getByText(/^建筑 \(/).click();
    await list.getByRole("button").first().click();
    await expect.poll(() => new URL(page.url()).searchParams.get("node")).not.toBeNull();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "下载 GeoJSON" }).click();
    const { features } = JSON.parse(readFileSync(await (await download).path(), "utf8"));
    expect(features[0].geometry.type).toBe("Polygon");
    expect(features.filter((one: { properties: { kind: string } }) => one.properties.kind === "building").length).toBe(
      Number(found.建筑[0].replace(",", "")),
    );
  });

  it("asks along a road and for the reach of a place", async () => {
    await bar().getByRole("button", { name: "可达范围" }).click();
    const drawing = page.locator(".plan-drawing");
    await drawing.getByText(/^坐标/).click();
    await drawing.getByLabel(/输入坐标/).fill(`${LON}, ${LAT}`);
    await drawing.getByRole("button", { name: "添加" }).click();
    await expect.poll(async () => (await cells("影响分析结果")).可达道路?.[0] ?? "").toMatch(/km/);
    await bar().getByRole("button", { name: "沿线影响" }).click();
    await page.locator(".plan-drawing").getByText(/^坐标/).click();
    await page
      .locator(".plan-drawing")
      .getByLabel(/输入坐标/)
      .fill(`${LON}, ${LAT + 4}`);
    await page.locator(".plan-drawing").getByRole("button", { name: "添加" }).click();
    await expect.poll(() => page.getByRole("alert").allInnerTexts()).toContain("80 m 内没有道路或管线");
  });

  it("is told why an outline is none", async () => {
    const [a, b, c, d] = square(0.001).split("\n");
    await draw("用地", [a, c, b, d].join("\n"));
    await expect.poll(() => page.getByRole("alert").first().innerText()).toMatch(/轮廓自相交：第 \d 边与第 \d 边/);
    await page.locator("body").press("Escape");
    await expect.poll(() => page.locator(".plan-drawing").count()).toBe(0);
  });

  it("proposes, sees the indicators against the limits, and goes a step back", async () => {
    await draw("用地", square(0.001));
    await draw("体量", square(0.0004));
    const table = "指标：用地 1";
    await expect.poll(async () => (await cells(table)).最大高度?.[0]).toBe("18.0 m");
    await page.getByLabel("层数", { exact: true }).fill("40");
    await expect.poll(async () => (await cells(table)).最大高度).toEqual(["120.0 m", "超限 ≤ 80.0 m"]);
    expect((await cells(table)).绿地率).toEqual(["未填", "未知 ≥ 30.0 %"]);
    expect(Number((await cells(table)).容积率[0])).toBeCloseTo(40 * 0.16, 1);
    await page.getByRole("button", { name: "撤销" }).click();
    await expect.poll(async () => (await cells(table)).最大高度?.[0]).toBe("18.0 m");
    await page.getByRole("button", { name: "重做" }).click();
    await expect.poll(async () => (await cells(table)).最大高度?.[0]).toBe("120.0 m");
  });

  it("compares with today, keeps it, and has a link", async () => {
    await page.goto(`${page.url().split("?")[0]}?node=${buildings.code[row]}`).catch(() => undefined);
    await bar().waitFor();
    await bar().getByRole("button", { name: "规划面板" }).click();
    // A new page has nothing in hand: the proposal is drawn anew, the building goes.
    await draw("用地", square(0.001));
    await draw("体量", square(0.0004));
    await page.getByRole("button", { name: /^拆除：/ }).click();
    await expect.poll(async () => Object.keys(await cells("与现状对比：用地 1")).length).toBeGreaterThan(6);
    const compared = await cells("与现状对比：用地 1");
    const [today, after, apart] = compared.建筑面积.map((text) =>
      Number(text.replaceAll(/[,+]/g, "").replace("−", "-")),
    );
    expect(after - today).toBeCloseTo(apart, -1);
    expect(compared.绿地率[0]).toBe("–");
    await page.getByLabel("修改说明").fill("<b>初稿</b>");
    await page.getByRole("button", { name: "保存方案" }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get("scenario")).toMatch(/^\d+$/);
    await page.getByRole("button", { name: "今昔对比" }).click();
    const divider = page.getByRole("slider", { name: "现状与方案分界" });
    await divider.focus();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => divider.getAttribute("aria-valuenow")).toBe("48");
    await expect.poll(() => new URL(page.url()).searchParams.get("split")).toBe("48");
    link = page.url();
    await page.getByText(/^历史版本/).click();
    await expect.poll(() => page.getByRole("list", { name: "历史版本" }).innerText()).toContain("<b>初稿</b>");
  });

  it("is seen by another person by the link, who may look and not change", async () => {
    const other = await openApp(browser, link, { width: 1180, height: 760, prepare: signedInAs(hub.url, "leader") });
    await other.page.getByRole("table", { name: "与现状对比：用地 1" }).waitFor();
    expect(await other.page.getByRole("slider", { name: "现状与方案分界" }).getAttribute("aria-valuenow")).toBe("48");
    expect(await other.page.getByRole("toolbar").getByRole("button", { name: "体量" }).count()).toBe(0);
    expect(await other.page.getByRole("button", { name: "保存方案" }).count()).toBe(0);
    expect(other.complaints).toEqual([]);
    await other.close();
  });

  it("and a link to one that is gone says so, and the room goes on", async () => {
    const gone = new URL(link);
    gone.searchParams.set("scenario", "999999");
    const refused = await openApp(browser, gone.href, {
      width: 1180,
      height: 760,
      prepare: signedInAs(hub.url, "leader"),
    });
    await expect
      .poll(() => refused.page.getByRole("alert").allInnerTexts(), { timeout: 30_000 })
      .toContain("方案 999999 打不开：不存在，或无权查看");
    await expect.poll(() => new URL(refused.page.url()).searchParams.get("scenario")).toBeNull();
    expect(await refused.page.getByRole("toolbar", { name: "规划工具" }).isVisible()).toBe(true);
    await refused.close();
    // A dispatcher may see no scenarios at all.
    const denied = await openApp(browser, link, {
      width: 1180,
      height: 760,
      prepare: signedInAs(hub.url, "dispatcher"),
    });
    await expect
      .poll(() => denied.page.getByRole("alert").allInnerTexts(), { timeout: 30_000 })
      .toContainEqual(expect.stringMatching(/打不开：没有权限/));
    await denied.close();
  });

  it("shows on the globe what would be built, on the scenario's side alone", async () => {
    const drawn = await launch();
    const at = new URL(link);
    at.searchParams.delete("node");
    at.searchParams.set("cam", `${LON},${LAT},360,0,-90`);
    const seen = await openApp(drawn, at.href, { width: 1180, height: 620, prepare: signedInAs(hub.url, "planner") });
    const divider = seen.page.getByRole("slider", { name: "现状与方案分界" });
    await divider.waitFor();
    await seen.until("the globe", ({ globe, tiles }) => globe !== null && tiles > 0);
    const yellow = async (): Promise<number> => {
      await seen.drawn(1);
      const png = await screenshot(seen.page);
      const box = await seen.page.locator(".map canvas").first().boundingBox();
      const middle = { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
      return shareOf(png, middle, 30, "#f2cf4a", 60);
    };
    await divider.focus();
    await seen.page.keyboard.press("Home");
    await expect.poll(yellow, { timeout: 60_000 }).toBeGreaterThan(0.6);
    await divider.focus();
    await seen.page.keyboard.press("End");
    await expect.poll(yellow, { timeout: 30_000 }).toBeLessThan(0.02);
    expect(seen.complaints).toEqual([]);
    await drawn.close();
  });

  it("has done all that without a complaint", () => {
    expect(app.complaints).toEqual([]);
    expect(nodes.buildingCount).toBe(buildings.code.length);
  });
});
