// Files dropped or chosen on the page: shown at once, clicked, corrected, hidden and removed; what is wrong is said and hurts nothing.

import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import type { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type City, readBuilt, startCity } from "./support/city.ts";
import { type AppPage, launch, openApp, screenshot } from "./support/page.ts";

const folder = mkdtempSync(join(tmpdir(), "yiwang-open-"));
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

/** Where violet pixels are: nothing of the scene has that colour. */
function violet(png: PNG): { count: number; middle: { x: number; y: number } | null } {
  let [count, x, y] = [0, 0, 0];
  const found: [number, number][] = [];
  for (let i = 0; i < png.data.length; i += 4) {
    const [r, g, b] = [png.data[i], png.data[i + 1], png.data[i + 2]];
    if (b > 120 && b - g > 45 && r - g > 8 && b - r > 25) {
      count++;
      found.push([(i / 4) % png.width, Math.floor(i / 4 / png.width)]);
    }
  }
  for (const [px, py] of found) [x, y] = [x + px / count, y + py / count];
  // The violet pixel nearest to the middle of them all.
  const near = found.reduce<[number, number] | null>(
    (best, one) => (!best || Math.hypot(one[0] - x, one[1] - y) < Math.hypot(best[0] - x, best[1] - y) ? one : best),
    null,
  );
  return { count, middle: near && { x: near[0], y: near[1] } };
}

describe("a file opened on the page", () => {
  let city: City;
  let browser: Browser;
  let app: AppPage;
  const [west, south, east, north] = readBuilt().extent;
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  const ring = [[0, 0], [0.004, 0], [0.004, 0.004], [0, 0.004], [0, 0]].map(([x, y]) => [lon + x, lat + y]); // biome-ignore format: one line
  const houses = put(
    "塔楼.geojson",
    JSON.stringify({
      type: "Feature",
      properties: { name: "<b>试验楼</b>", height: 420 },
      geometry: { type: "Polygon", coordinates: [ring] },
    }),
  );

  const files = async () =>
    ((await app.diagnostics()) as unknown as { files: { name: string; state: string }[] }).files;
  const states = async (): Promise<Record<string, string>> =>
    Object.fromEntries((await files()).map(({ name, state }) => [name, state]));
  const card = (name: string) => app.page.getByRole("listitem", { name, exact: true });
  const choose = (paths: string[]) => app.page.getByLabel("打开文件…").last().setInputFiles(paths);
  const clear = async (): Promise<void> => {
    for (const { name } of await files()) await card(name).getByRole("button", { name: "移除" }).click();
    await expect.poll(files).toEqual([]);
  };

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity(), launch()]);
    app = await openApp(browser, `${city.url}/plan`);
    await app.settled();
  });
  afterAll(async () => {
    await browser?.close();
    await city?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("by dropping it stands in the city, says that it is temporary, and can be clicked, hidden and removed", async () => {
    const { page } = app;
    const before = violet(await screenshot(page));
    const text = JSON.stringify({
      type: "Feature",
      properties: { name: "<b>试验楼</b>", height: 420 },
      geometry: { type: "Polygon", coordinates: [ring] },
    });
    await page.evaluate((content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], "塔楼.geojson"));
      for (const type of ["dragover", "drop"])
        dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }, text);
    await expect.poll(states, { timeout: 60_000 }).toEqual({ "塔楼.geojson": "shown" });
    expect(await card("塔楼.geojson").innerText()).toMatch(
      /临时 · 仅本页可见[\s\S]*GeoJSON · 1 个要素：面 1、线 0、点 0/,
    );
    expect(await card("塔楼.geojson").innerText()).toMatch(/坐标系 CRS84（文件未声明，假定）/);
    await page.getByRole("region", { name: "打开的文件" }).getByRole("button", { name: "收起" }).click();
    await app.settled();
    await app.drawn(3);
    const shown = violet(await screenshot(page));
    expect(shown.count).toBeGreaterThan(before.count + 1500);
    if (!shown.middle) throw new Error("nothing to click on");
    await page.mouse.click(shown.middle.x, shown.middle.y);
    const properties = page.getByRole("region", { name: "引用图层要素" });
    await expect.poll(() => properties.innerText(), { timeout: 60_000 }).toContain("420");
    // Markup in a file is text.
    expect(await properties.innerText()).toContain("<b>试验楼</b>");
    await properties.getByRole("button", { name: "关闭" }).click();

    await page.getByLabel("视图", { exact: true }).click();
    await page.getByRole("checkbox", { name: "塔楼.geojson" }).click();
    await app.drawn(3);
    await page.getByLabel("视图", { exact: true }).click();
    await app.drawn(2);
    expect(violet(await screenshot(page)).count).toBeLessThan(before.count + 300);
    expect(app.complaints).toEqual([]);
  });

  it("of every format the page knows is shown; what is wrong with one is said, and the others go on", async () => {
    const { page } = app;
    const kml = `<kml><Placemark><name>站</name><Point><coordinates>${lon},${lat}</coordinates></Point></Placemark></kml>`;
    const czml = [
      { id: "document", version: "1.0" },
      { id: "p", position: { cartographicDegrees: [lon, lat, 50] }, point: { pixelSize: 20 } },
    ];
    const large = put("大.geojson", "");
    truncateSync(large, 201 * 1024 * 1024);
    await choose([
      put("线.csv", `id,wkt\n1,"LINESTRING(${lon} ${lat}, ${lon + 0.01} ${lat})"\n`),
      put("站.kml", kml),
      put("动.czml", JSON.stringify(czml)),
      put("坏.geojson", '{"type":"FeatureCollection","features":[{'),
      put("米.geojson", JSON.stringify({ type: "Point", coordinates: [640_000, 3_458_000] })),
      put("杂.xyz", "\u0000\u0001\u0002"),
      large,
    ]);
    await expect.poll(states, { timeout: 90_000 }).toEqual({
      "塔楼.geojson": "shown",
      "线.csv": "shown",
      "站.kml": "shown",
      "动.czml": "shown",
      "坏.geojson": "failed",
      "米.geojson": "failed",
      "杂.xyz": "failed",
      "大.geojson": "failed",
    });
    const alert = (name: string) => card(name).getByRole("alert").innerText();
    expect(await alert("坏.geojson")).toMatch(/不能显示 ends in the middle.* → copy or export/);
    expect(await alert("米.geojson")).toMatch(/look like metres, not degrees .* → name its coordinate system/);
    expect(await alert("杂.xyz")).toMatch(/is of no known format|is not text/);
    expect(await alert("大.geojson")).toMatch(/超过 200 MB（210\.8 MB） → 请用场景构建工具/);
    expect(await card("站.kml").innerText()).toMatch(/坐标系 EPSG:4326（文件声明）/);
    expect(await card("动.czml").innerText()).toMatch(/CZML：2 个数据包/);

    // What the file does not say, a person does.
    await card("米.geojson").getByText("改用坐标系").first().click();
    await card("米.geojson").getByLabel("改用坐标系").fill("EPSG:4549");
    await card("米.geojson").getByRole("button", { name: "重新读取" }).click();
    await expect.poll(async () => (await states())["米.geojson"], { timeout: 60_000 }).toBe("shown");
    expect(await card("米.geojson").innerText()).toMatch(/EPSG:4549（由您指定）/);
    await clear();
    expect(await page.getByRole("region", { name: "打开的文件" }).count()).toBe(0);
    expect(app.complaints).toEqual([]);
    expect(
      app.requests.filter((address) => !address.startsWith(city.url) && !/^(blob|data|ws):/.test(address)),
    ).toEqual([]);
  });

  it("is shown again when the graphics context comes back", async () => {
    await choose([houses]);
    await expect.poll(states, { timeout: 60_000 }).toEqual({ "塔楼.geojson": "shown" });
    await app.settled();
    await app.page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>(".map canvas, .map-host canvas");
      canvas?.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
    });
    await app.until("the context to come back", ({ contextRestores }) => contextRestores > 0);
    await app.settled();
    await app.until("the file's layer", ({ globe }) => {
      const layers = (globe as unknown as { layers: Record<string, number> } | null)?.layers ?? {};
      return Object.entries(layers).some(([id, parts]) => id.startsWith("file.") && parts > 0);
    });
    await clear();
  });
});
