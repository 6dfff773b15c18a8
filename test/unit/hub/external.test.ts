// The hub on a broker that is not its own (Mosquitto): frames through the byte bridge, loss shown as stale, and the way back.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { brokerAddress } from "../../../src/hub/bridge.ts";
import { FLAG } from "../../../src/twin/flags.ts";
import { needTool } from "../../support/need.ts";
import { connectDevice, startTinyHub, TinyBrowser, until } from "./tinyHub.ts";

const MOSQUITTO = needTool("mosquitto");

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

describe.skipIf(!MOSQUITTO)("with Mosquitto", () => {
  const folder = mkdtempSync(join(tmpdir(), "tiny-mosquitto-"));
  let port = 0;
  let broker: ChildProcess;
  let hub: Awaited<ReturnType<typeof startTinyHub>>;
  let browser: TinyBrowser;

  const startMosquitto = (): void => {
    broker = spawn(MOSQUITTO as string, ["-c", join(folder, "mosquitto.conf")], { stdio: "ignore" });
  };
  const stopMosquitto = (): Promise<void> =>
    new Promise((done) => {
      broker.once("exit", () => done());
      broker.kill("SIGKILL");
    });
  const publish = async (code: string, v: number): Promise<void> => {
    const device = await connectDevice(`mqtt://127.0.0.1:${port}`);
    await device.publishAsync(`city/level/${code}`, JSON.stringify({ v, t: Date.now() }), { qos: 1 });
    await device.endAsync();
  };

  beforeAll(async () => {
    port = await freePort();
    writeFileSync(
      join(folder, "mosquitto.conf"),
      `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\n`,
    );
    startMosquitto();
    hub = await startTinyHub({ mqttUrl: `mqtt://127.0.0.1:${port}` });
    browser = new TinyBrowser(hub.url);
    await until("status through the bridge", () => browser.status?.online === true);
  });

  afterAll(async () => {
    await browser?.close();
    await hub?.stop();
    await stopMosquitto();
    rmSync(folder, { recursive: true, force: true });
  });

  it("carries a reading to the browser through the byte bridge", async () => {
    await publish("L1", 0.55);
    await until("L1", () => browser.valueOf("L1") === Math.fround(0.55));
    expect(browser.flagsOf("L1")).toBe(0);
    expect((await fetch(`${hub.url}/healthz`)).status).toBe(200);
  });

  it("marks everything stale when the broker dies, says so, and comes back to live", async () => {
    await stopMosquitto();
    await until("loss seen", () => (hub.state.flags[browser.at("L1")] & FLAG.stale) !== 0);
    expect(hub.state.staleCount[0]).toBe(1);
    const health = await fetch(`${hub.url}/healthz`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({ ok: false, sourceBroker: "lost" });
    startMosquitto();
    await until("hub back", () => (hub.state.flags[browser.at("L1")] & FLAG.stale) === 0, 20_000);
    expect((await fetch(`${hub.url}/healthz`)).status).toBe(200);
    await publish("L2", 0.25);
    await until("L2 at the browser", () => browser.valueOf("L2") === 0.25);
    await until("L1 live at the browser", () => browser.flagsOf("L1") === 0);
    expect(browser.status?.sourceBroker).toBe("connected");
  }, 40_000);
});

describe("brokerAddress", () => {
  it("reads mqtt and mqtts and refuses the rest with a mend", () => {
    expect(brokerAddress("mqtt://broker")).toEqual({ host: "broker", port: 1883, tls: false });
    expect(brokerAddress("mqtts://[::1]:9000")).toEqual({ host: "::1", port: 9000, tls: true });
    expect(() => brokerAddress("ws://broker")).toThrow("expected mqtt:// or mqtts://");
    expect(() => brokerAddress("broker")).toThrow("is not a URL");
  });
});
