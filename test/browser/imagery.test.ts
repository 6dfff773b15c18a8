// Imagery, vector tiles and terrain of another host, asked for as their protocols want it and seen in the picture.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type City, startCity } from "./support/city.ts";
import { type Colour, far, middleOfMap, pixelsOf, tinted, toggleLayer } from "./support/map.ts";
import { type AppPage, launch, openApp } from "./support/page.ts";
import { heightPng, plainPng, squareMvt, startTileServer, type TileServer } from "./support/tileServer.ts";

const EXTENT = [121.4, 31.1, 121.6, 31.3];
const GREEN: [number, number, number] = [20, 200, 60];
const KEY = "abc123";

interface Layer {
  id: string;
  /** What the middle of the map then looks like, and how far off every channel may be. */
  colour?: [number, number, number];
  /** An address it must have asked for. */
  asks: RegExp;
}

const LAYERS: Layer[] = [
  {
    id: "wms",
    colour: [200, 30, 30],
    asks: /^\/wms\?(?=.*service=WMS)(?=.*version=1\.3\.0)(?=.*request=GetMap)(?=.*layers=roads)(?=.*crs=EPSG%3A3857)(?=.*bbox=)/i,
  },
  {
    id: "wmts",
    colour: [30, 60, 200],
    asks: /^\/wmts\?(?=.*request=GetTile)(?=.*tilematrix=m1[01])(?=.*tilematrixset=grid)(?=.*layer=dom)/i,
  },
  {
    id: "tdt",
    colour: [200, 160, 20],
    asks: new RegExp(`^/tdt/img_w/wmts\\?(?=.*LAYER=img)(?=.*TILEMATRIXSET=w)(?=.*tk=${KEY})`, "i"),
  },
  { id: "xyz", colour: GREEN, asks: /^\/xyz\/1\d\/\d+\/\d+\.png$/ },
  { id: "vector", asks: /^\/mvt\/1\d\/\d+\/\d+\.pbf$/ },
  { id: "terrain", asks: /^\/dem\/\d+\/\d+\/\d+\.png$/ },
];

describe("layers of another host", () => {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-imagery-"));
  let server: TileServer;
  let city: City;
  let browser: Browser;
  let app: AppPage;

  beforeAll(async () => {
    server = await startTileServer([
      [/^\/wms/, plainPng(200, 30, 30), "image/png"],
      [/^\/wmts/, plainPng(30, 60, 200), "image/png"],
      [/^\/tdt/, plainPng(200, 160, 20), "image/png"],
      [/^\/xyz/, plainPng(...GREEN), "image/png"],
      [/^\/mvt/, squareMvt("water"), "application/x-protobuf"],
      [/^\/dem/, heightPng(6000), "image/png"],
    ]);
    const { url } = server;
    const levels = { minLevel: 0, maxLevel: 14, extent: EXTENT };
    const named = (id: string, words: object): object => ({ id, name: { zh: `层 ${id}` }, shown: false, ...words });
    const references = [
      named("wms", { type: "wms", url: `${url}/wms`, layers: "roads", version: "1.3.0", ...levels }),
      named("wmts", { type: "wmts", url: `${url}/wmts`, layer: "dom", tileMatrixSet: "grid", labels: "m", ...levels }),
      named("tdt", { type: "tianditu", url: `${url}/tdt`, layer: "img", ...levels, minLevel: 1 }),
      named("xyz", { type: "xyz", url: `${url}/xyz/{z}/{x}/{y}.png`, ...levels }),
      named("vector", { type: "mvt", url: `${url}/mvt/{z}/{x}/{y}.pbf`, ...levels }),
      named("terrain", { type: "terrain-rgb", url: `${url}/dem/{z}/{x}/{y}.png`, ...levels }),
    ];
    const manifest = { id: "town", name: { zh: "小城" }, adminCode: "310100", kinds: [], sources: {}, references };
    const scene = join(folder, "scene");
    mkdirSync(scene);
    writeFileSync(join(scene, "scene.json"), JSON.stringify(manifest));
    process.env.YIWANG_TOKEN_TIANDITU = KEY;
    [city, browser] = await Promise.all([startCity({ scene, data: join(folder, "data") }), launch()]);
    delete process.env.YIWANG_TOKEN_TIANDITU;
    app = await openApp(browser, `${city.url}/plan?cam=121.5,31.2,9000,0,-89`);
    await app.settled();
  });
  afterAll(async () => {
    await browser?.close();
    await city?.stop();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const middle = (): Promise<Colour> => middleOfMap(app);
  const toggle = (id: string): Promise<void> => toggleLayer(app, `层 ${id}`);

  it("are not asked for before they are shown", () => {
    expect(server.asked).toEqual([]);
  });

  it.each(LAYERS.filter(({ id }) => id !== "terrain"))(
    "$id is asked for as its protocol wants, and is in the picture",
    async ({ id, colour, asks }) => {
      const bare = await middle();
      await toggle(id);
      await expect.poll(() => server.asked.some((address) => asks.test(address)), { timeout: 60_000 }).toBe(true);
      const shown = async (): Promise<boolean> => {
        const now = await middle();
        return colour ? tinted(now, colour) && far(now, bare) > 20 : far(now, bare) > 6;
      };
      await expect.poll(shown, { timeout: 60_000, interval: 400 }).toBe(true);
      await toggle(id);
      await expect.poll(async () => far(await middle(), bare) < 6, { timeout: 60_000, interval: 400 }).toBe(true);
      server.asked.length = 0;
    },
  );

  it("terrain lifts imagery: the same ground seen from the same height is larger", async () => {
    await app.close();
    app = await openApp(browser, `${city.url}/plan?cam=121.5,31.2,40000,0,-89.9&layers=ref.xyz`);
    await app.settled();
    const greens = (): Promise<number> => pixelsOf(app, 1);
    let flat = 0;
    await expect
      .poll(
        async () => {
          const before = flat;
          flat = await greens();
          return flat > 5000 && flat === before;
        },
        { timeout: 60_000, interval: 1500 },
      )
      .toBe(true);
    // It ends where its extent ends: 22 km of the 46 km in view.
    expect(flat).toBeLessThan(120_000);
    await toggle("terrain");
    await expect
      .poll(() => server.asked.some((address) => LAYERS[5].asks.test(address)), { timeout: 60_000 })
      .toBe(true);
    // (40 km / 34 km)² = 1.38
    await expect.poll(async () => (await greens()) / flat, { timeout: 60_000, interval: 1000 }).toBeGreaterThan(1.2);
    expect((await app.diagnostics()).problems).toEqual({});
    expect(app.complaints).toEqual([]);
  });
});
