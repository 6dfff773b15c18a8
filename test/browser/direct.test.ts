// A small site without a hub: files from any web server, raw topics from Mosquitto by WebSocket, decoded in the page's worker.

import mqtt, { type MqttClient } from "mqtt";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { ensureApp } from "../../scripts/appBuild.ts";
import { writeSenml } from "../../src/feeds/senml.ts";
import { encodeSparkplug, SPB_TYPE } from "../../src/feeds/sparkplugPayload.ts";
import { FLAG } from "../../src/twin/flags.ts";
import { mosquitto } from "../support/brokers.ts";
import { needTool } from "../support/need.ts";
import { freePort, type Running } from "../support/process.ts";
import { readBuilt, readNodes } from "./support/city.ts";
import { hostFiles } from "./support/fileHost.ts";
import { type AppPage, launch, openApp } from "./support/page.ts";

const MOSQUITTO = needTool("mosquitto");
const PONDING = "3399010282000001";
const RIVER = "339902-RS-001-level";

describe.skipIf(!MOSQUITTO)("without a hub", () => {
  let browser: Browser;
  let broker: Running;
  let host: Awaited<ReturnType<typeof hostFiles>>;
  let device: MqttClient;
  let app: AppPage;
  let ports: [number, number];
  const start = (): Promise<Running> => mosquitto(MOSQUITTO as string, ports[1])(ports[0]);
  const connect = (): Promise<MqttClient> => mqtt.connectAsync(`mqtt://127.0.0.1:${ports[0]}`);

  beforeAll(async () => {
    ports = [await freePort(), await freePort()];
    broker = await start();
    device = await connect();
    host = await hostFiles(
      { "": await ensureApp(() => undefined), city: inject("sceneDir") },
      { "/site.json": JSON.stringify({ scene: "/city/", broker: `ws://127.0.0.1:${ports[1]}` }) },
    );
    browser = await launch();
    app = await openApp(browser, `${host.url}/plan?node=${PONDING}`);
    await app.settled();
    await app.until("the broker", ({ link }) => link === "live");
  });
  afterAll(async () => {
    await device?.endAsync(true);
    await browser?.close();
    await host?.close();
    await broker?.stop();
  });

  const pixel = (code: string) => app.page.evaluate((which) => window.yiwang.pixel(which), code);
  const severity = async (code: string): Promise<number | undefined> => (await pixel(code))?.severity;

  it("lights the map from plain JSON, SenML and Sparkplug B", async () => {
    const { columns, coreCount } = readNodes();
    const { scene } = readBuilt();
    const bin = scene.kinds.findIndex(({ id }) => id === "bin-fill");
    const binCode =
      columns.code[
        Array.from({ length: coreCount }, (_, slot) => slot).find((slot) => columns.kind[slot] === bin) as number
      ];
    await device.publishAsync(
      `linjiang/json/ponding/${PONDING}`,
      JSON.stringify({ v: 55, t: new Date().toISOString() }),
    );
    await expect.poll(() => severity(PONDING), { timeout: 30_000 }).toBe(5);
    await expect.poll(() => app.page.getByRole("status", { name: "当前值" }).innerText()).toContain("55");
    await device.publishAsync(
      "linjiang/senml/gw-1",
      writeSenml("urn:yw:", [{ name: RIVER, time: Date.now(), value: 3.1 }]),
    );
    await expect.poll(() => severity(RIVER), { timeout: 30_000 }).toBe(1);
    const birth = {
      timestamp: Date.now(),
      seq: 0,
      metrics: [
        { name: "bdSeq", datatype: SPB_TYPE.uint64, value: 0 },
        { name: binCode, alias: 1, timestamp: Date.now(), datatype: SPB_TYPE.double, value: 101 },
      ],
    };
    await device.publishAsync("spBv1.0/linjiang/NBIRTH/edge-1", Buffer.from(encodeSparkplug(birth as never)));
    await expect.poll(() => severity(binCode), { timeout: 30_000 }).toBe(3);
    // Counters are renewed once a second.
    await app.until(
      "three readings, one in the worst alarm",
      ({ readings, bySeverity }) => readings === 3 && bySeverity[5] === 1,
    );
  });

  it("asks nothing of anybody but its host and its broker, and offers nothing only a hub has", async () => {
    const strangers = app.requests.filter(
      (url) => !url.startsWith(host.url) && !url.startsWith(`ws://127.0.0.1:${ports[1]}`) && !/^(blob|data):/.test(url),
    );
    expect(strangers).toEqual([]);
    for (const name of ["历史", "接入", "趋势…"]) expect(await app.page.getByRole("button", { name }).count()).toBe(0);
    expect(await app.page.getByText(/端到端/).count()).toBe(0);
  });

  it("shows the loss of its broker, and lives on when it is back", async () => {
    await broker.stop("SIGKILL");
    await app.until("the loss", ({ link }) => link === "lost");
    await expect
      .poll(async () => ((await pixel(PONDING))?.flags ?? 0) & FLAG.stale, { timeout: 20_000 })
      .toBe(FLAG.stale);
    broker = await start();
    await app.until("the way back", ({ link }) => link === "live");
    await expect.poll(async () => ((await pixel(PONDING))?.flags ?? 0) & FLAG.stale, { timeout: 20_000 }).toBe(0);
    await device.endAsync(true);
    device = await connect();
    await device.publishAsync(
      `linjiang/json/ponding/${PONDING}`,
      JSON.stringify({ v: 2, t: new Date().toISOString() }),
    );
    await expect.poll(() => severity(PONDING), { timeout: 30_000 }).toBe(1);
  });
});
