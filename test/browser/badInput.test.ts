// Bad input while live: what cannot be read is counted with its reason, what nobody knows is listed as text, and good messages still arrive.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type City, startCity } from "./support/city.ts";
import { connectDevice, type Device } from "./support/device.ts";
import { type AppPage, launch, openApp } from "./support/page.ts";

const POINT = "339902-RS-001-level";
const HTML = '<img src=x onerror="document.body.dataset.bitten=1"><script>document.body.dataset.bitten=2</script>';

interface FeedReport {
  id: string;
  messages: number;
  readings: number;
  errors: number;
  unknownNodes: number;
  faults: { topic: string; count: number; reason: string }[];
}

describe("bad input, live", () => {
  let city: City;
  let browser: Browser;
  let app: AppPage;
  let device: Device;

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity(), launch()]);
    device = await connectDevice(city.mqttUrl);
    app = await openApp(browser, `${city.url}/plan?node=${POINT}`);
    await app.until("a live link", ({ link }) => link === "live");
  });
  afterAll(async () => {
    await device?.close();
    await browser?.close();
    await city?.stop();
  });

  const feeds = async (): Promise<Map<string, FeedReport>> =>
    new Map((await city.api<FeedReport[]>("/api/feeds")).map((feed) => [feed.id, feed]));

  it("counts malformed payloads by topic, with the reason of the last", async () => {
    const json = `linjiang/json/river-level/${POINT}`;
    for (const payload of ["{", "not json", '{"v":', '{"t":"2026-01-01T00:00:00Z"}', ""])
      await device.raw(json, payload);
    await device.raw("linjiang/senml/G9", '[{"bn":"urn:yw:","n":"x","v":"seven"}]');
    await device.raw("linjiang/senml/G9", "[[[[");
    await device.raw("spBv1.0/linjiang/NBIRTH/edge-9", Uint8Array.from([0xff, 0xff, 0xff, 0x07, 0x12]));
    await device.json("river-level", POINT, 2.5);
    await expect.poll(async () => (await feeds()).get("json")?.readings).toBe(1);
    const report = await feeds();
    expect(report.get("json")?.errors).toBe(5);
    expect(report.get("senml")?.errors).toBe(2);
    expect(report.get("sparkplug")?.errors).toBe(1);
    const [fault] = report.get("json")?.faults ?? [];
    expect(fault).toMatchObject({ topic: json, count: 5 });
    expect(fault.reason.length).toBeGreaterThan(5);
    for (const id of ["senml", "sparkplug"]) expect(report.get(id)?.faults[0].reason).toMatch(/\S{3}/);
  });

  it("lists unknown topics and codes with the start of their payload, as text", async () => {
    await device.raw("somebody/elses/topic", HTML);
    await device.json("river-level", "no-such-node", 1);
    await device.json("river-level", "339901", 1);
    await device.raw("binary/topic", Uint8Array.from([0, 1, 2, 255]));
    const list = async () =>
      (
        await city.api<{ topics: { topic: string; code: string | null; payload: string; count: number }[] }>(
          "/api/unmapped",
        )
      ).topics;
    await expect.poll(async () => (await list()).length).toBe(4);
    const byTopic = new Map((await list()).map((entry) => [entry.topic, entry]));
    expect(byTopic.get("somebody/elses/topic")).toMatchObject({ code: null, count: 1, payload: HTML });
    expect(byTopic.get("linjiang/json/river-level/no-such-node")?.code).toBe("no-such-node");
    expect(byTopic.get("linjiang/json/river-level/339901")?.code).toBe("339901");
    expect(byTopic.get("binary/topic")?.payload).toBe("0x000102ff");
    const answer = await fetch(`${city.url}/api/unmapped`);
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    await app.page.goto(`${city.url}/api/unmapped`);
    expect(await app.page.locator("img, script").count()).toBe(0);
    expect(await app.page.locator("body").innerText()).toContain("onerror");
    expect(await app.page.evaluate(() => document.body.dataset.bitten)).toBeUndefined();
    await app.page.goBack();
  });

  it("and good messages still arrive, in every convention", async () => {
    await app.until("a live link", ({ link }) => link === "live");
    for (const [send, text] of [
      [() => device.json("river-level", POINT, 3.25), "3.25"],
      [() => device.senml("G9", { [POINT]: 3.5 }), "3.50"],
      [() => device.sparkplugBirth("edge-9", { [POINT]: 3.75 }), "3.75"],
    ] as const) {
      await send();
      await expect
        .poll(() => app.page.getByRole("status", { name: "当前值" }).innerText(), { timeout: 20_000 })
        .toContain(text);
    }
    const now = await app.until("the unmapped to be told", ({ hub }) => hub?.unmapped === 4);
    expect(now.badFrames).toBe(0);
    expect(now.withState).toBe(1);
  });

  it("a bad number is no value: the last one stays out of sight, the quality says why", async () => {
    await device.raw(`linjiang/json/river-level/${POINT}`, JSON.stringify({ v: null, t: new Date().toISOString() }));
    const panel = app.page.locator(".node-value");
    await expect.poll(() => panel.innerText(), { timeout: 20_000 }).toContain("不可信");
    expect(await app.page.getByRole("status", { name: "当前值" }).innerText()).toBe("–");
    await expect
      .poll(() => app.page.evaluate((code) => window.yiwang.pixel(code)?.severity, POINT), { timeout: 20_000 })
      .toBe(0);
  });
});
