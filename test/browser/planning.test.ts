// The planner's story: draws, asks, compares, sends a link; and what happens with outlines and links that are none.

import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hub } from "../../src/hub/main.ts";
import { geodesicArea, geodesicMetres } from "../../src/models/geodesic.ts";
import { timeAtSolarHour } from "../../src/twin/solar.ts";
import { readBuildings, readNodes } from "./support/city.ts";
import { openHub } from "./support/hub.ts";
import { type AppPage, launch, launchFlat, openApp, screenshot, shareOf, signedInAs } from "./support/page.ts";

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

/** Draws with the tool in hand by typing its corners. */
async function typeCorners(page: Page, corners: string): Promise<void> {
  const drawing = page.locator(".plan-drawing");
  const typed = drawing.getByLabel(/输入坐标/);
  if (!(await typed.isVisible())) await drawing.getByText(/^坐标/).click();
  await typed.fill(corners);
  await drawing.getByRole("button", { name: "添加" }).click();
  await drawing.getByRole("button", { name: "完成" }).click();
}

describe("the planner", () => {
  let hub: Hub;
  let browser: Browser;
  let app: AppPage;
  let page: Page;
  let link = "";
  const bar = () => page.getByRole("toolbar", { name: "规划工具" });
  const draw = async (tool: string, corners: string): Promise<void> => {
    await bar().getByRole("button", { name: tool }).click();
    await typeCorners(page, corners);
  };
  const cells = async (table: string): Promise<Record<string, string[]>> =>
    Object.fromEntries(
      await Promise.all(
        (await page.getByRole("table", { name: table, exact: true }).locator("tbody tr").all()).map(async (line) => [
          (await line.locator("th").innerText()).split(/\s/)[0],
          await line.locator("td").allInnerTexts(),
        ]),
      ),
    );

  beforeAll(async () => {
    hub = await openHub();
    browser = await launchFlat();
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

  const type = async (corners: string): Promise<void> => {
    const drawing = page.locator(".plan-drawing");
    const typed = drawing.getByLabel(/输入坐标/);
    if (!(await typed.isVisible())) await drawing.getByText(/^坐标/).click();
    await typed.fill(corners);
    await drawing.getByRole("button", { name: "添加" }).click();
  };
  const panel = (title: string) => page.getByRole("region", { name: title });
  const rows = async (table: string | RegExp): Promise<Record<string, string>> =>
    Object.fromEntries(
      await Promise.all(
        (await page.getByRole("table", { name: table, exact: true }).locator("tbody tr").all()).map(async (line) => [
          await line.locator("th").innerText(),
          await line.locator("td").first().innerText(),
        ]),
      ),
    );

  it("measures distances, areas, heights and slopes", async () => {
    await bar().getByRole("button", { name: "量测" }).click();
    const [a, b, c] = [
      [LON, LAT],
      [LON + 0.01, LAT],
      [LON + 0.01, LAT + 0.005],
    ] as [number, number][];
    await type([a, b, c].map((corner) => corner.join(", ")).join("\n"));
    const km = (metres: number): string => `${(metres / 1000).toFixed(3)} km`;
    await expect
      .poll(async () => (await rows("当前量测")).水平距离)
      .toBe(km(geodesicMetres(a, b) + geodesicMetres(b, c)));
    const ground = Number.parseFloat((await rows("当前量测")).沿地面);
    expect(ground).toBeGreaterThanOrEqual(Number.parseFloat((await rows("当前量测")).水平距离));
    // One corner back, by the key.
    await page.getByRole("heading", { name: "量测" }).click();
    await page.keyboard.press("Backspace");
    await expect.poll(async () => (await rows("当前量测")).水平距离).toBe(`${geodesicMetres(a, b).toFixed(1)} m`);
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByRole("list", { name: "量测结果" }).locator("> li").count()).toBe(1);

    const choices = page.getByRole("group", { name: "量测内容" });
    await choices.getByRole("button", { name: "面积" }).click();
    await type(square(0.001));
    const outline = square(0.001)
      .split("\n")
      .map((line) => line.split(",").map(Number) as [number, number]);
    await expect
      .poll(async () => (await rows("当前量测")).面积)
      .toBe(`${(geodesicArea(outline) / 10_000).toFixed(3)} ha`);
    await page.getByRole("heading", { name: "量测" }).click();
    await page.keyboard.press("Enter");

    await choices.getByRole("button", { name: "高度" }).click();
    await type(`${LON}, ${LAT}`);
    const height = `${buildings.heightAboveBase[row].toFixed(1)} m`;
    await expect.poll(async () => Object.values(await rows("当前量测"))[0]).toContain(height);
    await choices.getByRole("button", { name: "坡度" }).click();
    await type(`${a.join(", ")}\n${c.join(", ")}`);
    await expect.poll(() => page.getByRole("list", { name: "量测结果" }).locator("> li").count()).toBe(3);
    expect((await rows(/坡度$/)).坡度).toMatch(/^-?[\d.]+ %$/);
    // Escape ends the tool; what was measured stays.
    await page.getByRole("heading", { name: "量测" }).click();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator(".plan-drawing").count()).toBe(0);
    expect(await page.getByRole("list", { name: "量测结果" }).locator("> li").count()).toBe(3);
    await panel("量测").getByRole("button", { name: "清除" }).click();
    await expect.poll(() => page.getByRole("list", { name: "量测结果" }).count()).toBe(0);
  });

  it("sees what stands in the way of a line of sight", async () => {
    await bar().getByRole("button", { name: "通视" }).click();
    // From one side of the building to the other, 130 m from its middle.
    const half = 0.0012;
    await type(`${LON}, ${LAT - half}\n${LON}, ${LAT + half}`);
    await expect
      .poll(async () => (await rows("通视")).遮挡物 ?? "")
      .toContain(buildings.heightAboveBase[row].toFixed(1));
    await page.getByLabel("观察点高度").fill("900");
    await page.getByLabel("目标高度").fill("900");
    await expect.poll(() => page.getByRole("status", { name: "通视" }).innerText()).toMatch(/^可见/);
    expect((await rows("通视")).水平距离).toBe(`${geodesicMetres([LON, LAT - half], [LON, LAT + half]).toFixed(1)} m`);
    await panel("通视").getByRole("button", { name: "清除" }).click();
    await page.getByRole("heading", { name: "影响分析" }).click();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("status", { name: "通视" }).count()).toBe(0);
  });

  it("counts hours of sunshine in true solar time, fewer behind what is proposed", async () => {
    await bar().getByRole("button", { name: "日照" }).click();
    await page.getByRole("button", { name: "冬至", exact: true }).click();
    await expect.poll(async () => (await rows("所示时刻")).真太阳时).toBe("12:00");
    const date = await page.getByLabel("日期", { exact: true }).inputValue();
    const [year, month, day] = date.split("-").map(Number);
    expect([month, [21, 22, 23].includes(day)]).toEqual([12, true]);
    const noon = timeAtSolarHour({ year, month, day }, 12, nodes.columns.lon[0], nodes.columns.lat[0]);
    // The scene's origin and its label point are not the same place: a minute of time is a quarter of a degree.
    const shown = (await rows("所示时刻"))[`钟表时间（Asia/Shanghai）`].split(":").map(Number);
    const minutes = shown[0] * 60 + shown[1] + shown[2] / 60;
    const expected = (((noon / 60_000 + 8 * 60) % 1440) + 1440) % 1440;
    expect(Math.abs(minutes - expected)).toBeLessThan(1);
    expect(new URL(page.url()).searchParams.get("sun")).toBe(`${date}T12:00`);

    await page.getByRole("button", { name: "冬至日 9–15 时" }).click();
    const place = [LON, LAT + 0.0011];
    await type(place.join(", "));
    const hours = async (): Promise<number> => {
      const line = page.getByRole("table", { name: "日照时数" }).locator("tbody tr td").first();
      const [h, m] = (await line.innerText()).match(/\d+/g)?.map(Number) ?? [Number.NaN, Number.NaN];
      return h + m / 60;
    };
    await page.getByRole("table", { name: "日照时数" }).waitFor();
    const before = await hours();
    expect(before).toBeGreaterThan(0);
    await draw("体量", square(0.0004));
    await page.getByLabel("层数", { exact: true }).fill("60");
    await expect.poll(hours).toBeLessThan(before - 0.5);
    await page.getByRole("button", { name: "撤销" }).click();
    await page.getByRole("button", { name: "撤销" }).click();
    await expect.poll(hours).toBe(before);
    await page.getByRole("button", { name: "关闭日照" }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get("sun")).toBeNull();
    await expect.poll(() => page.getByRole("table", { name: "日照时数" }).count()).toBe(0);
  });

  it("digs a pit: its earth and its pipes, by hand and by the address", async () => {
    await bar().getByRole("button", { name: "地下剖切" }).click();
    const under = page.locator(".plan-under");
    await under.getByRole("button", { name: "开挖" }).click();
    await typeCorners(page, square(0.002));
    const figures = async (): Promise<number[]> =>
      Object.values(await cells("开挖")).map(([text]) => Number(text.replaceAll(",", "").split(" ")[0]));
    await expect.poll(async () => (await figures()).length, { timeout: 30_000 }).toBe(2);
    const [area, volume] = await figures();
    const wide = 0.004 * 111_320 * Math.cos((LAT * Math.PI) / 180);
    expect(Math.abs(area / (wide * 0.004 * 110_860) - 1)).toBeLessThan(0.01);
    expect(volume).toBeGreaterThanOrEqual(6 * area);
    expect(await page.getByRole("table", { name: "开挖范围内的管线" }).innerText()).toMatch(/\d m[\s\S]*假定/);
    await under.getByLabel(/开挖深度/).fill("10");
    await expect
      .poll(async () => Math.abs((await figures())[1] - volume - 4 * area), { timeout: 30_000 })
      .toBeLessThan(5);
    expect(new URL(page.url()).searchParams.get("pit")).toMatch(/^10(,\d+\.\d{6}){8}$/);

    // A link with an outline that crosses itself says so, and the room goes on.
    const [a, b, c, d] = square(0.002).replaceAll(" ", "").split("\n");
    const crossed = new URL(page.url());
    crossed.searchParams.set("pit", ["6", a, c, b, d].join(","));
    crossed.searchParams.delete("ground");
    await page.goto(crossed.href);
    await expect
      .poll(() => under.getByRole("alert").allInnerTexts(), { timeout: 30_000 })
      .toContainEqual(expect.stringContaining("相交"));
    await under.getByRole("button", { name: "恢复原状" }).click();
    await expect.poll(() => under.count()).toBe(0);
    expect(new URL(page.url()).searchParams.get("pit")).toBeNull();
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
    // By hand: to a quarter of the map, and back with the keys of before.
    const grip = await divider.boundingBox();
    const whole = await divider.locator("..").boundingBox();
    if (!grip || !whole) throw new Error("the divider is not there");
    await page.mouse.move(grip.x + grip.width / 2, grip.y + 200);
    await page.mouse.down();
    await page.mouse.move(whole.x + whole.width * 0.4, grip.y + 200);
    await page.mouse.move(whole.x + whole.width * 0.25, grip.y + 210);
    await page.mouse.up();
    await expect.poll(() => divider.getAttribute("aria-valuenow")).toBe("25");
    await divider.focus();
    await page.keyboard.press("Home");
    for (const key of ["PageUp", "PageUp", "PageUp", "PageUp", "ArrowRight", "ArrowRight", "ArrowRight"])
      await page.keyboard.press(key);
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

    // A corner of the massing by hand, to twice as far east: a quarter more floor, told while it is dragged, and one step to undo.
    await divider.focus();
    await seen.page.keyboard.press("Home");
    await seen.page.getByRole("button", { name: /^体量 体量 1/ }).click();
    const ratio = async (): Promise<number> => {
      const row = seen.page.getByRole("table", { name: "指标：用地 1" }).getByRole("row", { name: /^容积率/ });
      return Number(await row.locator("td").first().innerText());
    };
    const [drawnAt, map] = [await ratio(), await seen.page.locator(".map canvas").first().boundingBox()];
    if (!map) throw new Error("no canvas");
    expect(drawnAt).toBeGreaterThan(0);
    const pixels = (degreesEast: number, degreesNorth: number): [number, number] => {
      const perDegree = (111_320 * Math.max(map.width, map.height)) / (2 * 360 * Math.tan(Math.PI / 6));
      return [
        map.x + map.width / 2 + degreesEast * Math.cos((LAT * Math.PI) / 180) * perDegree,
        map.y + map.height / 2 - degreesNorth * perDegree,
      ];
    };
    await seen.page.mouse.move(...pixels(0.0004, 0.0004));
    await seen.page.mouse.down();
    await seen.page.mouse.move(...pixels(0.0006, 0.0004));
    await expect.poll(async () => (await ratio()) / drawnAt, { timeout: 30_000 }).toBeCloseTo(1.125, 1);
    await seen.page.mouse.move(...pixels(0.0008, 0.0004));
    await seen.page.mouse.up();
    await expect.poll(async () => (await ratio()) / drawnAt, { timeout: 30_000 }).toBeGreaterThan(1.2);
    expect((await ratio()) / drawnAt).toBeLessThan(1.3);
    await seen.page.getByRole("button", { name: "撤销" }).click();
    await expect.poll(ratio, { timeout: 30_000 }).toBe(drawnAt);
    expect(seen.complaints).toEqual([]);
    await drawn.close();
  });

  it("looks under the ground, cuts a section, digs a pit and throws shadows, and puts everything back", async () => {
    const drawn = await launch();
    const at = new URL(link);
    for (const gone of ["node", "split"]) at.searchParams.delete(gone);
    at.searchParams.set("cam", `${LON},${LAT},360,0,-90`);
    // Nothing moves by itself: a picture is drawn when something has changed, and no other.
    const seen = await openApp(drawn, at.href, {
      width: 1180,
      height: 620,
      context: { reducedMotion: "reduce" },
      prepare: signedInAs(hub.url, "planner"),
    });
    await seen.page.getByRole("button", { name: /^体量 体量 1/ }).waitFor();
    await seen.settled();
    const under = async () =>
      (await seen.diagnostics()).globe as unknown as {
        underground: { ground: number; pipes: number; section: boolean; pit: number; collision: boolean };
        sun: { shadows: boolean } | null;
      };
    /** Brightness of the ground so many metres north of the proposal, 0–255. */
    const bright = async (north: number): Promise<number> => {
      const png = await screenshot(seen.page);
      const box = await seen.page.locator(".map canvas").first().boundingBox();
      if (!box) throw new Error("no canvas");
      const perMetre = Math.max(box.width, box.height) / (2 * 360 * Math.tan(Math.PI / 6));
      const [x0, y0] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2 - north * perMetre)];
      let sum = 0;
      for (let y = y0 - 3; y <= y0 + 3; y++)
        for (let x = x0 - 3; x <= x0 + 3; x++)
          for (let k = 0; k < 3; k++) sum += png.data[4 * (y * png.width + x) + k] / (49 * 3);
      return sum;
    };
    // Clear of the tools above the map, in the shadow and beside the roof that leans out.
    const NORTH = 62;
    const before = await bright(NORTH);

    await seen.page.getByRole("button", { name: "地下剖切" }).click();
    await expect.poll(async () => (await under()).underground.pipes, { timeout: 60_000 }).toBeGreaterThan(0);
    expect((await under()).underground).toMatchObject({ ground: 0.35, collision: false });
    await expect.poll(() => bright(NORTH), { timeout: 60_000 }).toBeLessThan(before * 0.7);
    expect(await seen.page.getByRole("table", { name: "管线" }).innerText()).toContain("假定");
    expect(new URL(seen.page.url()).searchParams.get("ground")).toBe("35");

    // Seen to the north from its middle, a section takes the south away: there the haze beyond shows.
    await seen.page.getByRole("button", { name: "竖向剖切" }).click();
    await expect.poll(async () => (await under()).underground.section).toBe(true);
    await expect.poll(() => bright(-NORTH), { timeout: 30_000 }).toBeGreaterThan((await bright(NORTH)) * 1.5);
    // In a pit there is the colour of earth, and with it no section is needed.
    await seen.page.getByRole("button", { name: "开挖" }).click();
    await seen.page.getByRole("button", { name: "竖向剖切" }).click();
    await seen.page.getByRole("button", { name: "透视地面" }).click();
    await expect.poll(async () => Math.abs((await bright(NORTH)) - before), { timeout: 30_000 }).toBeLessThan(4);
    await typeCorners(seen.page, square(0.0008));
    await expect.poll(async () => (await under()).underground.pit, { timeout: 30_000 }).toBe(4);
    await expect.poll(() => bright(NORTH), { timeout: 30_000 }).toBeLessThan(before * 0.8);
    await seen.page.getByRole("button", { name: "恢复原状" }).click();
    await expect
      .poll(async () => (await under()).underground)
      .toMatchObject({
        ground: 1,
        pipes: 0,
        section: false,
        pit: 0,
        collision: true,
      });
    await expect.poll(async () => Math.abs((await bright(NORTH)) - before), { timeout: 30_000 }).toBeLessThan(4);

    // From 44 m north of the middle 60 m of massing throw a shadow of 72 m at noon in the great cold, 9 m one of 11 m.
    await seen.page.getByRole("button", { name: /^体量 体量 1/ }).click();
    await seen.page.getByLabel("层数", { exact: true }).fill("20");
    await seen.page.getByRole("button", { name: "日照", exact: true }).click();
    await expect.poll(async () => (await under()).sun?.shadows, { timeout: 30_000 }).toBe(true);
    await seen.page.keyboard.press("Escape");
    await expect.poll(() => bright(NORTH), { timeout: 30_000 }).toBeLessThan(before * 0.8);
    const shaded = await bright(NORTH);
    await seen.page.getByLabel("层数", { exact: true }).fill("3");
    await expect.poll(() => bright(NORTH), { timeout: 30_000 }).toBeGreaterThan(shaded * 1.25);
    await seen.page.getByRole("button", { name: "关闭日照" }).click();
    await expect.poll(async () => (await under()).sun).toBeNull();
    await expect.poll(async () => Math.abs((await bright(NORTH)) - before), { timeout: 30_000 }).toBeLessThan(4);
    expect(seen.complaints).toEqual([]);
    await drawn.close();
  });

  it("has done all that without a complaint", () => {
    expect(app.complaints).toEqual([]);
    expect(nodes.buildingCount).toBe(buildings.code.length);
  });
});
