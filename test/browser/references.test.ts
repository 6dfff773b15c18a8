// Existing tilesets as a scene refers to them: shown, switched, clicked, and honest about what is missing of them.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import type { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sharedData } from "../support/need.ts";
import { type City, startCity } from "./support/city.ts";
import { type AppPage, launch, openApp, screenshot } from "./support/page.ts";

interface Tileset {
  id: string;
  name: string;
  path: string | undefined;
  heightOffset: number;
  /** Where to look from: lon, lat in degrees, height m, heading, pitch. */
  camera: string;
  /** Property of its features, and what its values look like. */
  property: string;
  value: RegExp;
  missing?: RegExp;
  /** A building known by its number, and the middle it has by its own bytes (test/unit/builder/tilesetPlaces). */
  building: { is: string; lon: number; lat: number };
}

const TILESETS: Tileset[] = [
  {
    id: "sibbe",
    name: "锡伯村",
    path: sharedData("3dtiles/v1.1/sibbe_3dbag_implicit_partial"),
    heightOffset: -115,
    camera: "5.8735,50.8395,180,5,-32",
    property: "identificatie",
    value: /NL\.IMBAG\.Pand\.\d{16}/,
    // Schaloen castle, 32 × 21 m.
    building: { is: "NL.IMBAG.Pand.0994100002016885", lon: 5.85092, lat: 50.85686 },
    missing: /锡伯村：6 个内容中缺 3 个，其余已显示/,
  },
  {
    id: "amsterdam",
    name: "阿姆斯特丹北区",
    path: sharedData("3dtiles/v1.0/amsterdam_b3dm"),
    heightOffset: 0,
    camera: "4.9200,52.3800,450,20,-35",
    property: "blockid",
    value: /\d+/,
    // A tower on Java-eiland, 30 × 27 m.
    building: { is: "0363100012149413", lon: 4.92362, lat: 52.37912 },
  },
];

/** A pixel in the middle of a patch that differs between two pictures, within the map; null when there is none. */
function changedPatch(before: PNG, after: PNG, map: { x: number; y: number; width: number; height: number }) {
  const differs = (x: number, y: number): boolean => {
    const at = 4 * (y * before.width + x);
    return [0, 1, 2].some((k) => Math.abs(before.data[at + k] - after.data[at + k]) > 24);
  };
  let count = 0;
  let middle: { x: number; y: number } | null = null;
  for (let y = Math.ceil(map.y) + 60; y < map.y + map.height - 60; y++)
    for (let x = Math.ceil(map.x) + 60; x < map.x + map.width - 80; x++) {
      if (!differs(x, y)) continue;
      count++;
      const around = [-2, 0, 2].every((dy) => [-2, 0, 2].every((dx) => differs(x + dx, y + dy)));
      if (around) middle ??= { x, y };
    }
  return { count, middle };
}

describe.skipIf(TILESETS.some(({ path }) => path === undefined)).each(TILESETS)("the tileset $id", (tileset) => {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-tileset-"));
  const scene = join(folder, "scene");
  let city: City;
  let browser: Browser;
  let app: AppPage;

  beforeAll(async () => {
    mkdirSync(scene);
    const { id, name, path, heightOffset } = tileset;
    const reference = {
      id,
      type: "3dtiles",
      name: { zh: name },
      path,
      heightOffset,
      attribution: "3D BAG © tudelft3d",
    };
    const manifest = { id: "town", name: { zh: "小城" }, adminCode: "990000", kinds: [], sources: {} };
    writeFileSync(join(scene, "scene.json"), JSON.stringify({ ...manifest, references: [reference] }));
    [city, browser] = await Promise.all([startCity({ scene, data: join(folder, "data") }), launch()]);
    app = await openApp(browser, `${city.url}/plan?cam=${tileset.camera}`);
    await app.settled();
  });
  afterAll(async () => {
    await browser?.close();
    await city?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is shown with its credit, and goes and comes with its switch", async () => {
    const { page } = app;
    expect(await page.getByText("3D BAG © tudelft3d").count()).toBe(1);
    const shown = await screenshot(page);
    await page.getByLabel("视图", { exact: true }).click();
    const toggle = page.getByRole("checkbox", { name: tileset.name });
    expect(await toggle.isChecked()).toBe(true);
    await toggle.click();
    await app.drawn(3);
    await page.keyboard.press("Escape");
    expect(page.url()).toContain(`layers=ref.${tileset.id}`);
    expect(await page.getByText("3D BAG © tudelft3d").count()).toBe(0);
    // Escape has closed the menu.
    expect(await toggle.isVisible()).toBe(false);
    await app.drawn(2);
    const hidden = await screenshot(page);
    const box = await page.locator(".map canvas").first().boundingBox();
    const { count, middle } = changedPatch(shown, hidden, box as NonNullable<typeof box>);
    expect(count).toBeGreaterThan(300);
    if (!middle) throw new Error("nothing to click on");

    await page.getByLabel("视图", { exact: true }).click();
    await toggle.click();
    await page.getByLabel("视图", { exact: true }).click();
    await app.settled();
    await page.mouse.click(middle.x, middle.y);
    const card = page.getByRole("region", { name: "引用图层要素" });
    await expect.poll(() => card.innerText(), { timeout: 60_000 }).toContain(tileset.property);
    expect(await card.innerText()).toMatch(tileset.value);
    await card.getByRole("button", { name: "关闭" }).click();
    expect(await card.count()).toBe(0);
  });

  it("draws a known building where it stands: it is what a click from straight above hits", async () => {
    const { lon, lat, is } = tileset.building;
    const above = await openApp(browser, `${city.url}/plan?cam=${lon},${lat},320,0,-90`);
    await above.settled();
    const { camera } = (await above.diagnostics()).globe ?? {};
    expect(camera?.lon).toBeCloseTo(lon, 4);
    expect(camera?.lat).toBeCloseTo(lat, 4);
    const box = await above.page.locator(".map canvas").first().boundingBox();
    if (!box) throw new Error("no map");
    await above.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const card = above.page.getByRole("region", { name: "引用图层要素" });
    await expect.poll(() => card.innerText(), { timeout: 60_000 }).toContain(is);
    await above.close();
  });

  it("says what is missing of it", async () => {
    const trouble = app.page.getByText("图层问题");
    if (!tileset.missing) {
      expect(await trouble.count()).toBe(0);
      expect(app.complaints).toEqual([]);
      return;
    }
    await trouble.click();
    await expect
      .poll(() => app.page.getByRole("group").filter({ hasText: "图层问题" }).innerText())
      .toMatch(tileset.missing);
    expect(app.complaints.filter((text) => !/404/.test(text))).toEqual([]);
  });
});
