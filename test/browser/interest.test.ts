// Of a large city a screen takes the places, the district in hand, and the one the camera is near; nothing else travels to it.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { FLAG } from "../../src/twin/flags.ts";
import { LEVEL } from "../../src/twin/level.ts";
import { type City, readBuilt, readNodes, startCity } from "./support/city.ts";
import { connectDevice, type Device } from "./support/device.ts";
import { type AppPage, launch, openApp } from "./support/page.ts";

describe("interest", () => {
  let city: City;
  let browser: Browser;
  let device: Device;
  let app: AppPage;
  const nodes = readNodes();
  const { columns } = nodes;
  /** A manhole in each of two districts. */
  const kind = readBuilt().scene.kinds.findIndex(({ id }) => id === "manhole-tilt");
  const stations = Array.from({ length: nodes.coreCount }, (_, slot) => slot).filter(
    (slot) => columns.kind[slot] === kind,
  );
  const districtOf = (slot: number): number =>
    nodes.pathTo(slot).find((at) => columns.level[at] === LEVEL.district) as number;
  const one = stations[0];
  const other = stations.find((slot) => districtOf(slot) !== districtOf(one)) as number;

  beforeAll(async () => {
    // The small city again, as one that is too large to be taken whole.
    const scene = join(inject("smallCity"), "..", "large");
    mkdirSync(scene, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(inject("smallCity"), "scene.json"), "utf8"));
    manifest.id = "large";
    manifest.live = { ...manifest.live, subscribeAllBelow: 10 };
    writeFileSync(join(scene, "scene.json"), JSON.stringify(manifest));
    [city, browser] = await Promise.all([startCity({ scene }), launch()]);
    device = await connectDevice(city.mqttUrl);
    for (const slot of [one, other]) await device.json("manhole-tilt", columns.code[slot], 40);
  });
  afterAll(async () => {
    await device?.close();
    await browser?.close();
    await city?.stop();
  });

  const severityOf = async (slot: number): Promise<number | undefined> => {
    const code = columns.code[slot];
    return app.page.evaluate((which) => window.yiwang.pixel(which)?.severity, code);
  };

  it("is the places alone from far away, a district from near, and one that is chosen", async () => {
    const camera = (slot: number, height: number): string =>
      `${columns.lon[slot]},${columns.lat[slot]},${height},0,-89.5`;
    app = await openApp(browser, `${city.url}/plan?cam=${camera(one, 40_000)}`);
    await app.settled();
    await expect.poll(() => severityOf(0), { timeout: 30_000 }).toBe(4);
    expect([await severityOf(one), await severityOf(other)]).toEqual([0, 0]);
    await app.close();

    app = await openApp(browser, `${city.url}/plan?cam=${camera(one, 2000)}`);
    await app.settled();
    await expect.poll(() => severityOf(one), { timeout: 30_000 }).toBe(4);
    expect(await severityOf(other)).toBe(0);
    const search = app.page.getByRole("combobox").first();
    await search.fill(columns.code[other]);
    await search.press("Enter");
    await expect.poll(() => severityOf(other), { timeout: 30_000 }).toBe(4);
    // Left behind, the other keeps its last value, but not as live.
    const flags = () => app.page.evaluate((which) => window.yiwang.pixel(which)?.flags ?? 0, columns.code[one]);
    await expect.poll(flags, { timeout: 60_000 }).toBe(FLAG.simulated | FLAG.stale);
  });
});
