// What a city has as files beside its manifest — PMTiles, glTF, CZML, quantized-mesh terrain — served by the hub and seen in the picture.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type City, startCity } from "./support/city.ts";
import { type Colour, far, middleOfMap, pixelsOf, tinted, toggleLayer } from "./support/map.ts";
import { type AppPage, launch, openApp } from "./support/page.ts";
import { boxGlb, pmtilesOf, quantizedMesh, terrainLayerJson } from "./support/referenceFiles.ts";
import { plainPng, squareMvt, startTileServer, type TileServer } from "./support/tileServer.ts";

const EXTENT = [121.4, 31.1, 121.6, 31.3];
const RED: Colour = [220, 20, 20];
const MOST = 14;

const CZML = [
  { id: "document", version: "1.0" },
  {
    id: "zone",
    name: "管控区",
    description: "<p>昼夜<b onclick='alert(1)'>管控</b></p>",
    properties: { level: 3 },
    rectangle: {
      coordinates: { wsenDegrees: EXTENT },
      height: 300,
      material: { solidColor: { color: { rgba: [...RED, 255] } } },
    },
  },
];

describe("references that are files", () => {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-reference-files-"));
  let server: TileServer;
  let city: City;
  let browser: Browser;
  let app: AppPage;

  beforeAll(async () => {
    server = await startTileServer([
      [/^\/dem\/layer\.json/, terrainLayerJson(MOST), "application/json"],
      [
        /^\/dem\/(\d+)\/(\d+)\/(\d+)\.terrain/,
        ([, level, x, y]) => quantizedMesh(Number(level), Number(x), Number(y), 6000),
        "application/vnd.quantized-mesh",
      ],
    ]);
    const scene = join(folder, "scene");
    mkdirSync(scene);
    const put = (name: string, bytes: Buffer | string): string => {
      writeFileSync(join(scene, name), bytes);
      return name;
    };
    const named = (id: string, words: object): object => ({ id, name: { zh: `层 ${id}` }, shown: false, ...words });
    const references = [
      named("pictures", {
        type: "pmtiles",
        path: put("p.pmtiles", pmtilesOf(plainPng(220, 20, 20), 2, MOST, EXTENT)),
      }),
      named("vectors", { type: "pmtiles", path: put("v.pmtiles", pmtilesOf(squareMvt("water"), 1, MOST, EXTENT)) }),
      named("box", {
        type: "gltf",
        path: put("box.glb", boxGlb(1500, [0.9, 0.02, 0.02])),
        position: { lon: 121.5, lat: 31.2 },
      }),
      named("zone", { type: "czml", path: put("zone.czml", JSON.stringify(CZML)) }),
      named("terrain", { type: "terrain-quantized-mesh", url: `${server.url}/dem` }),
    ];
    const manifest = { id: "town", name: { zh: "小城" }, adminCode: "310100", kinds: [], sources: {}, references };
    put("scene.json", JSON.stringify(manifest));
    [city, browser] = await Promise.all([startCity({ scene, data: join(folder, "data") }), launch()]);
    app = await openApp(browser, `${city.url}/plan?cam=121.5,31.2,9000,0,-89`);
    await app.settled();
  });
  afterAll(async () => {
    await browser?.close();
    await city?.stop();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    { id: "pictures", colour: RED },
    { id: "vectors", colour: undefined },
    { id: "box", colour: RED },
    { id: "zone", colour: RED },
  ])("$id is in the picture while it is switched on", async ({ id, colour }) => {
    const bare = await middleOfMap(app);
    await toggleLayer(app, `层 ${id}`);
    const shown = async (): Promise<boolean> => {
      const now = await middleOfMap(app);
      return colour ? tinted(now, colour) && far(now, bare) > 20 : far(now, bare) > 6;
    };
    await expect.poll(shown, { timeout: 60_000, interval: 400 }).toBe(true);
    if (id === "zone") await tellsOfItself();
    await toggleLayer(app, `层 ${id}`);
    await expect.poll(async () => far(await middleOfMap(app), bare) < 6, { timeout: 60_000, interval: 400 }).toBe(true);
  });

  /** A click on the zone tells its name, its description without markup and its properties. */
  async function tellsOfItself(): Promise<void> {
    const box = await app.page.locator(".map canvas").first().boundingBox();
    if (!box) throw new Error("no map");
    await app.page.mouse.click(box.x + box.width / 2 - 40, box.y + box.height / 2 - 80);
    const card = app.page.getByRole("region", { name: "引用图层要素" });
    await expect.poll(() => card.innerText(), { timeout: 60_000 }).toContain("管控区");
    const text = await card.innerText();
    expect(text).toMatch(/层 zone/);
    expect(text).toMatch(/description\s+昼夜管控/);
    expect(text).toMatch(/level\s+3/);
    await card.getByRole("button", { name: "关闭" }).click();
  }

  it("quantized-mesh terrain lifts imagery: the same ground seen from the same height is larger", async () => {
    await app.close();
    app = await openApp(browser, `${city.url}/plan?cam=121.5,31.2,40000,0,-89.9&layers=ref.pictures`);
    await app.settled();
    let flat = 0;
    const calm = async (): Promise<boolean> => {
      const before = flat;
      flat = await pixelsOf(app, 0);
      return flat > 5000 && flat === before;
    };
    await expect.poll(calm, { timeout: 60_000, interval: 1500 }).toBe(true);
    await toggleLayer(app, "层 terrain");
    // (40 km / 34 km)² = 1.38
    const larger = async (): Promise<number> => (await pixelsOf(app, 0)) / flat;
    await expect.poll(larger, { timeout: 90_000, interval: 1000 }).toBeGreaterThan(1.2);
    expect((await app.diagnostics()).problems).toEqual({});
    expect(app.complaints).toEqual([]);
  });
});
