// Roads and mains follow what is measured on them: the colour of traffic before it is an alarm and the way the water runs.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type City, readBuilt, readNodes, startCity } from "./support/city.ts";
import { connectDevice, type Device } from "./support/device.ts";
import { type AppPage, launch, openApp, screenshot } from "./support/page.ts";

describe("lines", () => {
  let city: City;
  let browser: Browser;
  let device: Device;
  let app: AppPage;

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity(), launch()]);
    device = await connectDevice(city.mqttUrl);
  });
  afterAll(async () => {
    await device?.close();
    await browser?.close();
    await city?.stop();
  });

  /** Codes and places of the points of a kind. */
  function pointsOf(kind: string): { code: string; lon: number; lat: number }[] {
    const { scene } = readBuilt();
    const { columns, coreCount, placeCount } = readNodes();
    const index = scene.kinds.findIndex(({ id }) => id === kind);
    return Array.from({ length: coreCount - placeCount }, (_, i) => placeCount + i)
      .filter((slot) => columns.kind[slot] === index)
      .map((slot) => ({ code: columns.code[slot], lon: columns.lon[slot], lat: columns.lat[slot] }));
  }

  /** Opens the map from straight above a point, with nothing but roads or pipes on the ground. */
  async function above({ lon, lat }: { lon: number; lat: number }, layers: string): Promise<void> {
    app = await openApp(browser, `${city.url}/plan?cam=${lon},${lat},160,0,-89.5&layers=${layers}&sky=day`);
    await app.settled();
  }

  /** Mean colour of the middle of the map, and its bytes. */
  async function middle(): Promise<{ mean: number[]; bytes: Uint8Array }> {
    const map = await app.page.locator(".map canvas").first().boundingBox();
    if (!map) throw new Error("no map");
    const { data, width } = await screenshot(app.page);
    const bytes: number[] = [];
    const mean = [0, 0, 0];
    const [x0, y0] = [map.x + map.width / 2, map.y + map.height / 2].map(Math.round);
    for (let dy = -50; dy < 50; dy++)
      for (let dx = -50; dx < 50; dx++)
        for (let k = 0; k < 3; k++) {
          const value = data[4 * ((y0 + dy) * width + x0 + dx) + k];
          bytes.push(value);
          mean[k] += value / 10_000;
        }
    return { mean, bytes: Uint8Array.from(bytes) };
  }
  const pixelLevel = (code: string) => app.page.evaluate((which) => window.yiwang.pixel(which)?.level ?? -1, code);

  async function put(kind: string, code: string, value: number, level: number, time?: number): Promise<void> {
    await device.json(kind, code, value, time);
    await expect.poll(() => pixelLevel(code), { timeout: 30_000 }).toBeCloseTo(level, 1);
    await app.drawn(2);
  }
  const violet = ({ mean: [red, green, blue] }: { mean: number[] }): number => (red + blue) / 2 - green;

  it("tints a road as its delay index rises, below any alarm", async () => {
    const [road] = pointsOf("traffic-index");
    await above(road, "buildings,trees,assets");
    await put("traffic-index", road.code, 1.02, 0.007);
    const free = violet(await middle());
    await put("traffic-index", road.code, 1.78, 0.26);
    const slow = violet(await middle());
    expect(await app.page.evaluate((code) => window.yiwang.pixel(code)?.severity, road.code)).toBe(1);
    expect(slow - free).toBeGreaterThan(4);
    expect(app.complaints).toEqual([]);
    await app.close();
  });

  it("points the arrows of a main the way its water runs", async () => {
    const [meter] = pointsOf("water-flow");
    await above(meter, "buildings,trees,assets,pipes,roads");
    const picture = async (flow: number): Promise<Uint8Array> => {
      await put("water-flow", meter.code, flow, (flow + 600) / 1200);
      return (await middle()).bytes;
    };
    const unlike = (a: Uint8Array, b: Uint8Array): number => a.filter((value, i) => Math.abs(value - b[i]) > 12).length;
    const forwards = await picture(500);
    const backwards = await picture(-500);
    const still = await picture(0);
    const again = await picture(500);
    expect(unlike(forwards, again)).toBeLessThan(60);
    expect(unlike(forwards, backwards)).toBeGreaterThan(300);
    expect(unlike(forwards, still)).toBeGreaterThan(300);
    await app.close();
  });
});
