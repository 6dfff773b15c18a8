// A quantity spread between its points: the colour of a place follows the stations around it, and the legend says it is an estimate.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type City, readBuilt, readNodes, startCity } from "./support/city.ts";
import { connectDevice, type Device } from "./support/device.ts";
import { type AppPage, launch, openApp, screenshot } from "./support/page.ts";

describe("a surface", () => {
  let city: City;
  let browser: Browser;
  let device: Device;
  let app: AppPage;

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity(), launch()]);
    device = await connectDevice(city.mqttUrl);
  });
  afterAll(async () => {
    await app?.close();
    await device?.close();
    await browser?.close();
    await city?.stop();
  });

  it("is dark where little and bright where much was measured, and gone when switched off", async () => {
    const { scene } = readBuilt();
    const { columns, coreCount } = readNodes();
    const stationsOf = (kind: number): number[] =>
      Array.from({ length: coreCount }, (_, slot) => slot)
        .filter((slot) => columns.kind[slot] === kind && columns.level[slot] >= 5)
        .sort((a, b) => columns.lon[a] - columns.lon[b]);
    // Of the quantities that make a surface, the one the small city has most stations of.
    const [{ kind, stations }] = scene.kinds
      .flatMap((kind, at) => (kind.surface ? [{ kind, stations: stationsOf(at) }] : []))
      .sort((a, b) => b.stations.length - a.stations.length);
    expect(stations.length).toBeGreaterThan(1);
    const [least, most] = kind.range as [number, number];
    const half = Math.floor(stations.length / 2);
    for (const [i, slot] of stations.entries())
      await device.json(kind.id, columns.code[slot], least + (i < half ? 0.01 : 0.97) * (most - least));

    const [low, high] = [stations[0], stations[stations.length - 1]];
    const middle = [columns.lon, columns.lat].map((at) => (at[low] + at[high]) / 2);
    const camera = `${middle},3000,0,-89.5`;
    app = await openApp(browser, `${city.url}/plan?cam=${camera}&surface=${kind.id}`);
    await app.settled();
    const legend = app.page.getByRole("figure", { name: "数值面" });
    await expect
      .poll(() => legend.innerText(), { timeout: 30_000 })
      .toMatch(
        new RegExp(
          `${kind.name.zh}[\\s\\S]*估算[\\s\\S]*${least}[\\s\\S]*${most}[\\s\\S]*由 ${stations.length} 个监测点插值`,
        ),
      );
    await app.until(
      "the sheet",
      (now) => (now.globe as unknown as { layers: Record<string, number> }).layers.field === 1,
    );

    const map = await app.page.locator(".map canvas").first().boundingBox();
    if (!map) throw new Error("no map");
    /** Mean colour in a ring around a station, where its sign is not. */
    const around = async (slot: number): Promise<number[]> => {
      const at = await app.page.evaluate((code) => window.yiwang.locate(code), columns.code[slot]);
      if (!at) throw new Error("the station is not on the map");
      const { data, width } = await screenshot(app.page);
      const sum = [0, 0, 0];
      let count = 0;
      for (let dy = -22; dy <= 22; dy++)
        for (let dx = -22; dx <= 22; dx++) {
          if (Math.hypot(dx, dy) < 15) continue;
          const i = 4 * (Math.round(map.y + at.y + dy) * width + Math.round(map.x + at.x + dx));
          for (let k = 0; k < 3; k++) sum[k] += data[i + k];
          count++;
        }
      return sum.map((value) => value / count);
    };
    const yellowness = ([red, green, blue]: number[]): number => (red + green) / 2 - blue;
    const contrast = async (): Promise<number> => yellowness(await around(high)) - yellowness(await around(low));
    const shown = await contrast();
    expect(shown).toBeGreaterThan(30);

    // A new globe after a lost context has it too.
    await app.page.evaluate(() =>
      document
        .querySelector<HTMLCanvasElement>(".map canvas")
        ?.getContext("webgl2")
        ?.getExtension("WEBGL_lose_context")
        ?.loseContext(),
    );
    await app.until("the new globe", ({ contextRestores }) => contextRestores === 1);
    await app.settled();
    await app.until(
      "the sheet on it",
      (now) => (now.globe as unknown as { layers: Record<string, number> } | null)?.layers.field === 1,
    );
    await expect.poll(contrast, { timeout: 30_000 }).toBeGreaterThan(30);

    await app.page.getByLabel("视图", { exact: true }).click();
    await app.page.getByLabel("数值面", { exact: true }).first().selectOption("");
    await app.page.getByLabel("视图", { exact: true }).click();
    await expect.poll(contrast, { timeout: 30_000 }).toBeLessThan(shown / 3);
    expect(await legend.count()).toBe(0);
    expect(new URL(app.page.url()).searchParams.get("surface")).toBeNull();
    expect(app.complaints).toEqual([]);
  });
});
