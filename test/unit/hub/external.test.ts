// The hub on a broker that is not its own (Mosquitto, RabbitMQ): frames through the byte bridge, loss shown as stale, and the way back.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { brokerAddress } from "../../../src/hub/bridge.ts";
import { FLAG } from "../../../src/twin/flags.ts";
import { mosquitto, rabbitmq, type StartBroker } from "../../support/brokers.ts";
import { needTool } from "../../support/need.ts";
import { freePort, type Running, startScript } from "../../support/process.ts";
import { connectDevice, startTinyHub, TinyBrowser, until } from "./tinyHub.ts";

const MOSQUITTO = needTool("mosquitto");
const RABBITMQ = needTool("rabbitmq-server");
const BROKERS: [string, StartBroker | undefined][] = [
  ["Mosquitto", MOSQUITTO ? mosquitto(MOSQUITTO) : undefined],
  ["RabbitMQ", RABBITMQ ? rabbitmq(RABBITMQ) : undefined],
];

for (const [name, startBroker] of BROKERS)
  describe.skipIf(!startBroker)(`with ${name}`, () => {
    let port = 0;
    let broker: Running;
    let hub: Awaited<ReturnType<typeof startTinyHub>>;
    let browser: TinyBrowser;

    const startIt = async (): Promise<void> => {
      broker = await (startBroker as StartBroker)(port);
    };
    const publish = async (code: string, v: number): Promise<void> => {
      const device = await connectDevice(`mqtt://127.0.0.1:${port}`);
      await device.publishAsync(`city/level/${code}`, JSON.stringify({ v, t: Date.now() }), { qos: 1 });
      await device.endAsync();
    };

    beforeAll(async () => {
      port = await freePort();
      await startIt();
      hub = await startTinyHub({ mqttUrl: `mqtt://127.0.0.1:${port}` });
      browser = new TinyBrowser(hub.url);
      await until("status through the bridge", () => browser.status?.online === true);
    }, 90_000);

    afterAll(async () => {
      await browser?.close();
      await hub?.stop();
      await broker?.stop("SIGKILL");
    });

    it("carries a reading to the browser through the byte bridge", async () => {
      await publish("L1", 0.55);
      await until("L1", () => browser.valueOf("L1") === Math.fround(0.55));
      expect(browser.flagsOf("L1")).toBe(0);
      expect((await fetch(`${hub.url}/healthz`)).status).toBe(200);
    });

    it("marks everything stale when the broker dies, says so, and comes back to live", async () => {
      await broker.stop("SIGKILL");
      await until("loss seen", () => (hub.state.flags[browser.at("L1")] & FLAG.stale) !== 0);
      expect(hub.state.staleCount[0]).toBe(1);
      const health = await fetch(`${hub.url}/healthz`);
      expect(health.status).toBe(503);
      expect(await health.json()).toMatchObject({ ok: false, sourceBroker: "lost" });
      await startIt();
      await until("hub back", () => (hub.state.flags[browser.at("L1")] & FLAG.stale) === 0, 20_000);
      expect((await fetch(`${hub.url}/healthz`)).status).toBe(200);
      await publish("L2", 0.25);
      await until("L2 at the browser", () => browser.valueOf("L2") === 0.25);
      await until("L1 live at the browser", () => browser.flagsOf("L1") === 0);
      expect(browser.status?.sourceBroker).toBe("connected");
    }, 120_000);

    it("hears two devices that share one client id and throw each other out: both last values arrive", async () => {
      const options = { clientId: "gateway-1", clean: false, reconnectPeriod: 30 };
      const url = `mqtt://127.0.0.1:${port}`;
      const takeovers: number[] = [0, 0];
      const devices = await Promise.all([0, 1].map(() => connectDevice(url, options)));
      for (const [i, device] of devices.entries()) device.on("close", () => takeovers[i]++);
      const publish = (i: number, code: string, v: number) =>
        devices[i].publishAsync(`city/level/${code}`, JSON.stringify({ v, t: Date.now() }), { qos: 1 });
      for (let round = 1; round <= 3; round++)
        await Promise.all([publish(0, "L1", 0.125 * round), publish(1, "L2", 0.0625 * round)]);
      await until("both", () => browser.valueOf("L1") === 0.375 && browser.valueOf("L2") === 0.1875, 20_000);
      expect(takeovers[0] + takeovers[1]).toBeGreaterThan(0);
      expect(browser.status?.sourceBroker).toBe("connected");
      await Promise.all(devices.map((device) => device.endAsync(true)));
    }, 60_000);

    it("takes a flood of one topic without losing what is said beside it, and sends few frames of it", async () => {
      const [before, framesBefore] = [hub.ingest.messages, browser.frames.length];
      const device = await connectDevice(`mqtt://127.0.0.1:${port}`);
      const count = 20_000;
      const sent: Promise<unknown>[] = [];
      const start = Date.now();
      for (let i = 1; i <= count; i++) {
        const payload = JSON.stringify({ v: i / count, t: start + i });
        sent.push(device.publishAsync("city/level/L3", payload, { qos: 1 }));
        if (i === count / 2)
          sent.push(device.publishAsync("city/level/L1", `{"v":0.75,"t":${Date.now()}}`, { qos: 1 }));
        if (i % 500 === 0) await Promise.all(sent.splice(0));
      }
      await until("the last of the flood", () => browser.valueOf("L3") === 1, 30_000);
      await until("what was said beside it", () => browser.valueOf("L1") === 0.75);
      expect(hub.ingest.messages - before).toBe(count + 1);
      // Frames follow the clock (ten a second or fewer), not the messages.
      expect(browser.frames.length - framesBefore).toBeLessThan((Date.now() - start) / 50 + 10);
      await device.endAsync();
    }, 90_000);
  });

describe.skipIf(!MOSQUITTO)("a flood that nobody can keep up with", () => {
  it("loses nothing that is not counted, and what comes after it is live", async () => {
    const port = await freePort();
    const broker = await mosquitto(MOSQUITTO as string)(port);
    const hub = await startTinyHub({ mqttUrl: `mqtt://127.0.0.1:${port}` });
    const browser = new TinyBrowser(hub.url);
    await until("the broker's own counter", () => typeof browser.status?.brokerDropped === "number", 15_000);
    const count = 300_000;
    const before = hub.ingest.messages;
    const flood = startScript("test/support/flood.ts", [`mqtt://127.0.0.1:${port}`, "city/level/L3", String(count)]);
    await flood.says(/ready/);
    // The hub does nothing for some seconds, as one that is far too slow.
    for (const end = Date.now() + 4000; Date.now() < end; );
    await flood.says(/done/);
    const lost = (): number => browser.status?.brokerDropped ?? 0;
    await until("all received or counted", () => hub.ingest.messages - before + lost() >= count, 60_000);
    // The broker counts the hub's own messages too (its canary), which are few.
    expect(hub.ingest.messages - before + lost()).toBeLessThan(count + 100);
    expect(lost()).toBeGreaterThan(0);
    expect(hub.ingest.counters[0].errors).toBe(0);
    const device = await connectDevice(`mqtt://127.0.0.1:${port}`);
    await device.publishAsync("city/level/L1", `{"v":0.75,"t":${Date.now()}}`, { qos: 1 });
    await until("what comes after", () => browser.valueOf("L1") === 0.75);
    expect(browser.flagsOf("L1")).toBe(0);
    await device.endAsync();
    await browser.close();
    await hub.stop();
    await broker.stop("SIGKILL");
  }, 120_000);
});

describe("brokerAddress", () => {
  it("reads mqtt and mqtts and refuses the rest with a mend", () => {
    expect(brokerAddress("mqtt://broker")).toEqual({ host: "broker", port: 1883, tls: false });
    expect(brokerAddress("mqtts://[::1]:9000")).toEqual({ host: "::1", port: 9000, tls: true });
    expect(() => brokerAddress("ws://broker")).toThrow("expected mqtt:// or mqtts://");
    expect(() => brokerAddress("broker")).toThrow("is not a URL");
  });
});
