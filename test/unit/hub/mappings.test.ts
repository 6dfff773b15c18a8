// From an unknown topic to a mapped one: listed, tried, added by whoever may, kept over a restart, taken away again.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDevice, startTinyHub, TinyBrowser, until } from "./tinyHub.ts";

const FEED = {
  id: "wells",
  name: { zh: "水井" },
  convention: "json",
  topic: "plant7/wells/{well}",
  origin: "live",
  readings: [{ node: "{well}", value: "level.now" }],
  nodes: { w1: "L1" },
};
const PAYLOAD = '{"level":{"now":0.9},"site":"七号厂"}';

describe("mapping an unknown topic", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "yiwang-mappings-"));
  let hub: Awaited<ReturnType<typeof startTinyHub>>;
  const begin = async (): Promise<void> => {
    hub = await startTinyHub({ dataDir });
  };
  beforeAll(begin);
  afterAll(async () => {
    await hub.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const send = (method: string, path: string, body?: unknown, more: Record<string, string> = {}) =>
    fetch(hub.url + path, {
      method,
      headers: { ...more, ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  // biome-ignore lint/suspicious/noExplicitAny: the expectations check what is in the answers
  const json = async (path: string): Promise<any> => (await fetch(hub.url + path)).json();
  const unmapped = async (): Promise<string[]> =>
    (await json("/api/unmapped")).topics.map(({ topic }: { topic: string }) => topic);
  async function publish(topic: string, payload: string): Promise<void> {
    const device = await connectDevice(hub.mqttUrl);
    await device.publishAsync(topic, payload, { qos: 1 });
    await device.endAsync();
  }

  it("begins with the list of what nobody takes", async () => {
    await publish("plant7/wells/w1", PAYLOAD);
    await expect.poll(unmapped).toContain("plant7/wells/w1");
  });

  it("goes on with a trial that changes nothing and says what would be refused", async () => {
    const answer = await send("POST", "/api/feeds/try", { feed: FEED, topic: "plant7/wells/w1", payload: PAYLOAD });
    expect(await answer.json()).toEqual({
      readings: [{ code: "L1", value: 0.9, time: null, unit: null, refused: null }],
    });
    const stranger = { ...FEED, nodes: {} };
    const other = await send("POST", "/api/feeds/try", { feed: stranger, topic: "plant7/wells/w1", payload: PAYLOAD });
    expect((await other.json()).readings[0]).toMatchObject({
      code: "w1",
      refused: "no monitoring point has this code",
    });
    const wrong = await send("POST", "/api/feeds/try", { feed: FEED, topic: "plant7/wells/w1", payload: "{" });
    expect([wrong.status, (await wrong.json()).error]).toEqual([422, expect.stringContaining("not JSON")]);
    const beside = await send("POST", "/api/feeds/try", { feed: FEED, topic: "plant8/w", payload: PAYLOAD });
    expect((await beside.json()).error).toBe("the feed's topic does not take plant8/w");
    expect(await unmapped()).toContain("plant7/wells/w1");
  });

  it("is not for pages of other sites", async () => {
    const evil = await send("POST", "/api/feeds", { feed: FEED }, { origin: "https://evil.example" });
    expect([evil.status, (await evil.json()).code]).toEqual([403, "other-site"]);
    const rebound = await send("DELETE", "/api/feeds/plain", undefined, { origin: "http://evil.example" });
    expect(rebound.status).toBe(403);
  });

  it("names path, reason and mend of what cannot be a feed", async () => {
    const answer = await send("POST", "/api/feeds", {
      feed: { ...FEED, id: "plain", readings: [{ node: "{nobody}" }], colour: "red" },
    });
    expect(answer.status).toBe(422);
    expect((await answer.json()).faults).toEqual([expect.objectContaining({ path: "colour" })]);
    const twice = await send("POST", "/api/feeds", { feed: { ...FEED, id: "plain" } });
    expect((await twice.json()).faults).toEqual([
      { path: "feed.id", reason: '"plain" is a feed already', mend: "give it its own id" },
    ]);
  });

  it("ends with values at every screen, also after the hub was started again", async () => {
    expect((await send("POST", "/api/feeds", { feed: FEED })).status).toBe(201);
    expect(await unmapped()).not.toContain("plant7/wells/w1");
    await publish("plant7/wells/w1", PAYLOAD);
    let browser = new TinyBrowser(hub.url);
    await until("the mapped value", () => browser.valueOf("L1") === Math.fround(0.9));
    await browser.close();
    await hub.close();
    await begin();
    browser = new TinyBrowser(hub.url);
    await publish("plant7/wells/w1", PAYLOAD.replace("0.9", "0.4"));
    await until("the next value", () => browser.valueOf("L1") === Math.fround(0.4));
    await browser.close();
    expect((await json("/api/feeds")).find(({ id }: { id: string }) => id === "wells")).toMatchObject({
      added: true,
      readings: 1,
    });
  });

  it("can be taken back; feeds of the manifest cannot", async () => {
    expect((await send("DELETE", "/api/feeds/plain")).status).toBe(404);
    expect((await send("DELETE", "/api/feeds/wells")).status).toBe(204);
    await publish("plant7/wells/w1", PAYLOAD);
    await expect.poll(unmapped).toContain("plant7/wells/w1");
    expect(JSON.parse(readFileSync(join(dataDir, "feeds", "tiny.json"), "utf8"))).toEqual([]);
  });

  it("passes over a kept feed that is none any more, and says so", async () => {
    await hub.close();
    writeFileSync(join(dataDir, "feeds", "tiny.json"), JSON.stringify([{ ...FEED, convention: "telex" }, FEED]));
    await begin();
    expect(hub.log.join("\n")).toMatch(/feed 1 is passed over: convention: is "telex" → use one of json, /);
    await publish("plant7/wells/w1", PAYLOAD);
    const browser = new TinyBrowser(hub.url);
    await until("the value of the other", () => browser.valueOf("L1") === Math.fround(0.9));
    await browser.close();
  });
});
