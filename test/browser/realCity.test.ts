// A real city from files: the Bund and Lujiazui built by the scene command, shown by npm start, and a recorded winter played into it.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuildingColumns, TRAIT } from "../../src/twin/nodeTable.ts";
import { sharedData } from "../support/need.ts";
import { ROOT, type Running, startScript } from "../support/process.ts";
import { type City, readBuildings, readBuilt, readNodes, startCity } from "./support/city.ts";
import { type AppPage, launch, openApp } from "./support/page.ts";

const BUND = sharedData("buildings/shanghai_lujiazui_bund");
const DISTRICTS = sharedData("boundaries/shanghai_districts.geojson");
const RECORDING = sharedData("timeseries/shanghai_pm25_weather_hourly_2013_2015.csv");
const TOWER = "上海中心大厦";
/** IAQI 100, 150, 200, 300 of PM2.5 (24 h) in HJ 633-2026, µg/m³: where Ⅳ, Ⅲ, Ⅱ, Ⅰ begin. */
const PM25_STEPS = [60, 115, 150, 250];
const severityOfPm25 = (value: number): number => 1 + PM25_STEPS.filter((step) => value >= step).length;

/** Hours of the recording from a day on: local time and PM2.5 of the first column that stations take. */
function recordedPm25(file: string): Map<number, number> {
  const [head, ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const names = head.split(",");
  const hours = new Map<number, number>();
  for (const line of lines) {
    const cells = line.split(",");
    const cell = (name: string): string => cells[names.indexOf(name)];
    const two = (name: string): string => cell(name).padStart(2, "0");
    const value = Number(cell("PM_Jingan"));
    if (!Number.isFinite(value)) continue;
    hours.set(Date.parse(`${cell("year")}-${two("month")}-${two("day")}T${two("hour")}:00:00+08:00`), value);
  }
  return hours;
}

/** Row of the tower's tallest part: podium and entrances carry its name too. */
function towerOf({ name, heightAboveBase }: BuildingColumns): number {
  let best = -1;
  name.forEach((own, row) => {
    if (own === TOWER && (best < 0 || heightAboveBase[row] > heightAboveBase[best])) best = row;
  });
  if (best < 0) throw new Error(`no building is named ${TOWER}`);
  return best;
}

describe.skipIf(!BUND || !DISTRICTS || !RECORDING)("the Bund", () => {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-bund-"));
  const [source, data] = [join(folder, "bund"), join(folder, "data")];
  const built = join(data, "scenes/shanghai-bund");
  let city: City;
  let browser: Browser;
  let app: AppPage;
  let replay: Running | undefined;

  beforeAll(async () => {
    const file = (name: string): string => join(BUND as string, name);
    const words = [
      "run",
      "-s",
      "scene",
      "--",
      "new",
      source,
      "--id",
      "shanghai-bund",
      "--name",
      "上海外滩",
      "--data",
      data,
    ];
    for (const name of ["buildings", "roads", "water", "landuse", "transit", "pois"])
      words.push(`--${name}`, file(`${name}.geojson`));
    words.push("--places", DISTRICTS as string, "--places-crs", "gcj02");
    execFileSync("npm", words, { cwd: ROOT, stdio: "pipe" });
    [city, browser] = await Promise.all([startCity({ scene: source, data }), launch()]);
    app = await openApp(browser, `${city.url}/plan`);
    await app.settled();
  });
  afterAll(async () => {
    await replay?.stop();
    await browser?.close();
    await city?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is built from the files, with its tallest tower, and what is estimated marked", () => {
    const { counts, scene } = readBuilt(built);
    const buildings = readBuildings(built);
    // 1475 polygons with 1450 ids (SOURCES.md): tile cuts are joined, faults left out and listed.
    expect(counts.buildings).toBeGreaterThan(1300);
    expect(counts.buildings).toBeLessThanOrEqual(1475);
    expect(buildings.code).toHaveLength(counts.buildings);
    const row = towerOf(buildings);
    expect(buildings.heightAboveBase[row]).toBeCloseTo(632, 1);
    expect(buildings.traits[row] & TRAIT.heightEstimated).toBe(0);
    expect(Math.max(...buildings.heightAboveBase)).toBeCloseTo(632, 1);
    const estimated = [...buildings.traits].filter((traits) => traits & TRAIT.heightEstimated).length;
    expect(estimated).toBe(counts.heightsEstimated);
    expect(estimated).toBeGreaterThan(500);
    expect(estimated).toBeLessThan(counts.buildings);
    expect(scene.synthetic).toBe(false);
    const { name, level } = readNodes(built).columns;
    const districts = name.filter((_, slot) => level[slot] === 1);
    expect(districts).toEqual(expect.arrayContaining(["黄浦区", "浦东新区"]));
    expect(JSON.stringify(JSON.parse(readFileSync(join(built, "report.json"), "utf8")))).toContain("skipped");
  });

  it("is shown: city, district, and the tower with its height", async () => {
    const { page } = app;
    const nodes = readNodes(built);
    const buildings = readBuildings(built);
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toContain("上海外滩");
    expect(await page.getByText("合成数据").count()).toBe(0);
    const huangpu = page.getByRole("region", { name: /^下级/ }).getByRole("button", { name: /黄浦区/ });
    await huangpu.click();
    await app.until("黄浦区", ({ node }) => node === nodes.columns.code[nodes.columns.name.indexOf("黄浦区")]);
    const row = towerOf(buildings);
    await page.goto(`${city.url}/plan?node=${encodeURIComponent(buildings.code[row])}`);
    const panel = page.getByRole("region", { name: TOWER });
    await expect.poll(() => panel.innerText(), { timeout: 60_000 }).toContain("632.0 m");
    const settled = await app.settled();
    expect(settled.tiles).toBeGreaterThan(4);
    expect(settled.problems).toEqual({});
    // The tower stands where the camera looks.
    const box = await page.locator(".map canvas").first().boundingBox();
    const picked = await page.evaluate(({ x, y }) => window.yiwang.pick(x, y), {
      x: (box?.width ?? 0) / 2,
      y: (box?.height ?? 0) / 2,
    });
    // One of its parts: they share its name and stand in each other.
    expect(buildings.name[Number(picked?.slice(1)) - nodes.coreCount]).toBe(TOWER);
    const low = [...buildings.traits].findIndex((traits) => traits & TRAIT.heightEstimated);
    await page.goto(`${city.url}/plan?node=${encodeURIComponent(buildings.code[low])}`);
    await expect.poll(() => page.locator(".node-panel").innerText(), { timeout: 60_000 }).toContain("高度为估算");
  });

  it("plays a recorded winter: real values at their own time, graded by HJ 633-2026, called a replay", async () => {
    const { page } = app;
    const nodes = readNodes(built);
    const code = nodes.columns.code.find((text) => text.endsWith("-pm25")) as string;
    await page.goto(`${city.url}/plan?node=${code}`);
    await app.until("a live link", ({ link }) => link === "live");
    const words = ["replay", "--scene", built, "--broker", city.mqttUrl, "--file", RECORDING as string];
    replay = startScript("mock-feeds/cli.ts", [...words, "--from", "2015-12-12", "--speed", "7200"]);
    const panel = page.locator(".node-value");
    await expect.poll(() => panel.innerText(), { timeout: 60_000 }).toContain("回放");
    const recorded = recordedPm25(RECORDING as string);
    const seen = new Set<number>();
    const grades = new Set<number>();
    // Each look takes time, value and severity at once; every one must be a row of the recording.
    await expect
      .poll(
        async () => {
          const shown = await page.evaluate(() => {
            const value = document.querySelector(".node-value output")?.firstChild?.textContent ?? "";
            const time = document.querySelector(".node-value time")?.getAttribute("datetime") ?? "";
            const grade = document.querySelector(".node-head b")?.className ?? "";
            // The wire keeps the age of old recordings in whole seconds (docs/frame.md).
            const second = Math.round(Date.parse(time) / 1000) * 1000;
            return { value: Number(value), time: second, grade: Number(grade.at(-1)) };
          });
          expect(recorded.get(shown.time), new Date(shown.time).toISOString()).toBe(shown.value);
          expect(shown.grade).toBe(severityOfPm25(shown.value));
          seen.add(shown.time);
          grades.add(shown.grade);
          return seen.size >= 8 && grades.size >= 2;
        },
        { timeout: 120_000, interval: 300 },
      )
      .toBe(true);
    expect(new Date(Math.max(...seen)).getUTCFullYear()).toBe(2015);
    expect(await page.locator(".data-clock").innerText()).toContain("回放时间");
    const feeds = await city.api<{ id: string; origin: string; errors: number; unknownNodes: number }[]>("/api/feeds");
    expect(feeds).toMatchObject([{ id: "replay", origin: "replayed", errors: 0, unknownNodes: 0 }]);
  });

  it("computes the index of the air from it", async () => {
    const { page } = app;
    await page.goto(`${city.url}/wall`);
    const sign = page.getByRole("listitem").filter({ hasText: "空气质量指数" });
    await expect.poll(() => sign.innerText(), { timeout: 60_000 }).toMatch(/\d/);
    expect(app.complaints).toEqual([]);
  });
});
