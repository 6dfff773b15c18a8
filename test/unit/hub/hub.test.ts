// Publish → frame over WebSocket → the same value, through the embedded broker; and what the hub refuses.

import { connect } from "node:net";
import type { MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeSparkplug, SPB_TYPE } from "../../../src/feeds/sparkplugPayload.ts";
import { FLAG } from "../../../src/twin/flags.ts";
import { connectDevice, startTinyHub, TinyBrowser, until } from "./tinyHub.ts";

let hub: Awaited<ReturnType<typeof startTinyHub>>;
let browser: TinyBrowser;
let device: MqttClient;
// biome-ignore lint/suspicious/noExplicitAny: the expectations check what is in the answers
const json = async (path: string): Promise<any> => (await fetch(hub.url + path)).json();

beforeAll(async () => {
  hub = await startTinyHub();
  device = await connectDevice(hub.mqttUrl);
  browser = new TinyBrowser(hub.url);
  await until("status", () => browser.status?.online === true);
  await until("keyframes of every partition", () => new Set(browser.frames.map((f) => f.partition)).size === 3);
});

afterAll(async () => {
  await browser.close();
  await device.endAsync(true);
  await hub.stop();
});

describe("from device to browser", () => {
  it("delivers the value, its age, severity and the roll-up of the places above", async () => {
    const t = Date.now() - 1500;
    await device.publishAsync("city/level/L1", JSON.stringify({ v: 0.9, t }));
    await until("L1", () => browser.valueOf("L1") === Math.fround(0.9));
    const slot = browser.at("L1");
    expect(Math.abs(browser.state.sourceTime[slot] - t)).toBeLessThanOrEqual(1);
    expect(browser.state.severity[slot]).toBe(3);
    expect(browser.flagsOf("L1")).toBe(0);
    await until("city roll-up", () => browser.state.worst[0] === 3);
    expect([...browser.state.counts.subarray(0, 7)]).toEqual([5, 0, 0, 1, 0, 0, 0]);
    expect(browser.state.worst[browser.at("310101")]).toBe(3);
    expect(browser.state.worst[browser.at("310102")]).toBe(0);
    expect(browser.gaps).toBe(0);
  });

  it("holds an alarm through the deadband and leaves it beyond", async () => {
    const t = Date.now();
    await device.publishAsync("city/level/L1", JSON.stringify({ v: 0.75, t: t + 1 }));
    await until("dithering value", () => browser.valueOf("L1") === 0.75);
    expect(browser.state.severity[browser.at("L1")]).toBe(3);
    await device.publishAsync("city/level/L1", JSON.stringify({ v: 0.69, t: t + 2 }));
    await until("value below the deadband", () => browser.valueOf("L1") === Math.fround(0.69));
    expect(browser.state.severity[browser.at("L1")]).toBe(2);
  });

  it("says simulated for a simulated feed, delayed for late news, and stale for what is older than its interval", async () => {
    const now = Math.floor(Date.now() / 1000);
    const pack = [
      { bn: "urn:dev:", n: "T1", v: 21 },
      { n: "T2", v: 22, t: now - 120 },
      { n: "T3", v: 23, t: now - 3600 },
    ];
    await device.publishAsync("city/lora/g1", JSON.stringify(pack));
    await until("T3", () => browser.valueOf("T3") === 23);
    expect(browser.flagsOf("T1")).toBe(FLAG.simulated);
    expect(browser.flagsOf("T2")).toBe(FLAG.simulated | FLAG.delayed);
    expect(browser.flagsOf("T3")).toBe(FLAG.simulated | FLAG.delayed | FLAG.stale);
  });

  it("shows a building what happens inside it", () => {
    expect(browser.state.worst[browser.nodes.coreCount + 1]).toBe(1);
  });

  it("counts late data, keeps the last value, and files both in the samples", async () => {
    const before = (await json("/api/nodes/recent?code=L1")).samples.length;
    await device.publishAsync("city/level/L1", JSON.stringify({ v: 7, t: Date.now() - 30_000 }));
    await until("late count", () => hub.state.tally.late === 1);
    expect(browser.valueOf("L1")).toBe(Math.fround(0.69));
    const recent = await json(`/api/nodes/${browser.at("L1")}/recent`);
    expect(recent.code).toBe("L1");
    expect(recent.samples).toHaveLength(before + 1);
    expect(recent.samples[0]).toMatchObject({ v: 7 });
    expect(recent.samples.map((sample: { t: number }) => sample.t)).toEqual(
      recent.samples.map((sample: { t: number }) => sample.t).sort((a: number, b: number) => a - b),
    );
    expect((await fetch(`${hub.url}/api/nodes/0/recent`)).status).toBe(404);
  });

  it("follows a Sparkplug edge through birth, data and death by will", async () => {
    const bdSeq = { name: "bdSeq", datatype: SPB_TYPE.uint64, value: 1 };
    const edge = await connectDevice(hub.mqttUrl, {
      will: {
        topic: "spBv1.0/tiny/NDEATH/E1",
        payload: Buffer.from(encodeSparkplug({ metrics: [bdSeq] })),
        qos: 0,
        retain: false,
      },
    });
    const send = (type: string, seq: number, metrics: object[]) =>
      edge.publishAsync(
        `spBv1.0/tiny/${type}/E1`,
        Buffer.from(encodeSparkplug({ timestamp: Date.now(), seq, metrics })),
      );
    await send("NBIRTH", 0, [bdSeq, { name: "L3", alias: 5, datatype: SPB_TYPE.double, value: 0.1 }]);
    await send("NDATA", 1, [{ alias: 5, datatype: SPB_TYPE.double, value: 0.2 }]);
    await until("alias value", () => browser.valueOf("L3") === Math.fround(0.2));
    expect(browser.flagsOf("L3")).toBe(0);
    edge.stream.destroy();
    await until("death", () => (browser.flagsOf("L3") & FLAG.stale) !== 0);
    expect(browser.valueOf("L3")).toBe(Math.fround(0.2));
    await edge.endAsync(true);
  });

  it("asks an edge it has never seen born for its birth", async () => {
    const asked: string[] = [];
    device.on("message", (topic) => asked.push(topic));
    await device.subscribeAsync("spBv1.0/tiny/NCMD/#");
    await device.publishAsync("spBv1.0/tiny/NDATA/E9", Buffer.from(encodeSparkplug({ seq: 4, metrics: [] })));
    await until("rebirth command", () => asked.includes("spBv1.0/tiny/NCMD/E9"));
  });
});

describe("what does not fit", () => {
  it("counts malformed payloads by topic with the reason", async () => {
    await device.publishAsync("city/level/L2", "{broken");
    await device.publishAsync("city/level/L2", '{"v":"high"}');
    await until("errors", () => hub.ingest.counters[0].errors === 2);
    const [plain] = await json("/api/feeds");
    expect(plain.faults).toHaveLength(1);
    expect(plain.faults[0]).toMatchObject({ topic: "city/level/L2", count: 2 });
    expect(plain.faults[0].reason).toContain("expected a number");
  });

  it("lists unknown topics and unknown nodes with their payload", async () => {
    await device.publishAsync("zigbee2mqtt/kitchen", '{"temperature":21}');
    await device.publishAsync("city/level/NOBODY", '{"v":1}');
    await device.publishAsync("bytes/here", Buffer.from([0, 1, 255]));
    await until("unmapped", () => hub.ingest.unmapped.size >= 3);
    const { topics } = await json("/api/unmapped");
    const of = (topic: string) => topics.find((entry: { topic: string }) => entry.topic === topic);
    expect(of("zigbee2mqtt/kitchen")).toMatchObject({ code: null, count: 1, payload: '{"temperature":21}' });
    expect(of("city/level/NOBODY")).toMatchObject({ code: "NOBODY", count: 1 });
    expect(of("bytes/here").payload).toBe("0x0001ff");
    expect(topics.every((entry: { topic: string }) => !entry.topic.startsWith("yiwang/"))).toBe(true);
  });

  it("lets devices not speak, and browsers neither speak nor listen, where they must not", async () => {
    const liar = await connectDevice(hub.mqttUrl);
    let closed = false;
    liar.on("close", () => {
      closed = true;
    });
    liar.on("error", () => undefined);
    liar.publish("yiwang/tiny/status", '{"online":false}', { retain: true });
    await until("liar dropped", () => closed);
    expect(browser.status?.online).toBe(true);
    await expect(connectDevice(hub.mqttUrl, { username: "hub", password: "guess" })).rejects.toThrow();
    const granted = await browser.client.subscribeAsync(["city/#", "#", "yiwang/tiny/status"]).catch((error) => error);
    const codes = Array.isArray(granted) ? granted.map((grant) => grant.qos) : (granted as Error).message;
    expect(Array.isArray(codes) ? codes.slice(0, 2) : codes).toSatisfy((got: unknown) =>
      Array.isArray(got) ? got.every((qos) => qos === 128) : typeof got === "string",
    );
    const heard: string[] = [];
    browser.client.on("message", (topic) => heard.push(topic));
    await device.publishAsync("city/level/L2", JSON.stringify({ v: 0.3 }));
    await until("L2", () => browser.valueOf("L2") === Math.fround(0.3));
    expect(heard.filter((topic) => !topic.startsWith("yiwang/"))).toEqual([]);
  });
});

describe("keyframes", () => {
  it("bring a late joiner to the same state, and come when asked for", async () => {
    await until("all taken", () => browser.valueOf("L2") === Math.fround(0.3));
    const late = new TinyBrowser(hub.url);
    await until("late joiner", () => late.frames.length >= 3);
    late.client.publish("yiwang/tiny/ask/1", "");
    late.client.publish("yiwang/tiny/ask/0", "");
    late.client.publish("yiwang/tiny/ask/999", "");
    await until("L2 there too", () => late.valueOf("L2") === Math.fround(0.3));
    await until("same counts", () => [...late.state.counts].join() === [...hub.state.counts].join());
    await late.close();
  });
});

describe("a browser that comes just after the last change", () => {
  it("has it though nothing else changes: the kept keyframe is older", async () => {
    await device.publishAsync("city/level/L3", JSON.stringify({ v: 0.123 }));
    await until("those there", () => browser.valueOf("L3") === Math.fround(0.123));
    const late = new TinyBrowser(hub.url);
    await until("the one who came late", () => late.valueOf("L3") === Math.fround(0.123), 4000);
    await late.close();
  });
});

describe("a frozen browser", () => {
  it("does not hold up the others", async () => {
    const { port } = new URL(hub.url);
    const frozen = connect(Number(port), "127.0.0.1");
    frozen.on("error", () => undefined);
    frozen.write(
      "GET /mqtt HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n" +
        "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-protocol: mqtt\r\n\r\n",
    );
    await new Promise((done) => frozen.once("data", done));
    const masked = (packet: number[]): Buffer => Buffer.from([0x82, 0x80 | packet.length, 0, 0, 0, 0, ...packet]);
    // CONNECT "ice", clean session; SUBSCRIBE yiwang/tiny/frame/+. Then it reads no more.
    frozen.write(masked([0x10, 15, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 0, 0, 3, 0x69, 0x63, 0x65]));
    frozen.write(masked([0x82, 24, 0, 1, 0, 19, ...Buffer.from("yiwang/tiny/frame/+"), 0]));
    await until("subscribed", () => frozen.bytesRead > 200);
    frozen.pause();
    let closed = false;
    frozen.on("close", () => {
      closed = true;
    });
    for (let i = 0; i < 40; i++) {
      await device.publishAsync("city/level/L2", JSON.stringify({ v: 0.3 + i / 1000 }));
      await until("others served", () => browser.valueOf("L2") === Math.fround(0.3 + i / 1000));
    }
    expect(closed).toBe(false);
    frozen.destroy();
  });
});

describe("http", () => {
  it("answers health, time, scene and diagnostics", async () => {
    expect((await fetch(`${hub.url}/healthz`)).status).toBe(200);
    expect(await json("/healthz")).toEqual({ ok: true, scene: "tiny", sourceBroker: "connected" });
    expect((await json("/api/scene")).scene.id).toBe("tiny");
    const session = await json("/api/session");
    expect(session.person).toMatchObject({ kind: "visitor" });
    expect(session.grants[0].permissions.sort()).toEqual(["city.see", "feed.change", "hub.see"]);
    expect([session.demo, session.ways.password]).toEqual([null, false]);
    expect((await json("/api/time")).timeZone).toBe("Asia/Shanghai");
    const diagnostics = await json("/api/diagnostics");
    expect(diagnostics.points).toBe(6);
    expect(diagnostics.counts.reduce((a: number, b: number) => a + b)).toBe(6);
    expect(diagnostics.clients.hub).toBe(1);
  });
});
