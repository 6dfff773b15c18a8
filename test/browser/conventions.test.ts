// Each convention from its real payload to a lit sign on the globe; vehicles that glide, a warning with its area, strangers in a list.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEVERITY_COLOURS } from "../../src/globe/palette.ts";
import { FLAG } from "../../src/twin/flags.ts";
import { sharedData } from "../support/need.ts";
import { type City, startCity } from "./support/city.ts";
import { connectDevice, type Device } from "./support/device.ts";
import { type AppPage, launch, openApp, screenshot, shareOf } from "./support/page.ts";

const PAYLOADS = sharedData("payloads");
const [LON, LAT] = [121.5, 31.2];

interface Case {
  code: string;
  kind: string;
  feed: object;
  /** Topics and payload files (or texts), in order. */
  say: [topic: string, payload: string | Uint8Array][];
  /** Value in the kind's unit, as the panel says it. */
  shows: string;
}

const file = (path: string): Buffer => readFileSync(join(PAYLOADS as string, path));
const line = (path: string, topic: string): string =>
  file(path)
    .toString("utf8")
    .split("\n")
    .filter(Boolean)
    .map((text) => JSON.parse(text) as { topic: string; payload: string })
    .find((message) => message.topic === topic)?.payload as string;
const TAHU = "sparkplug/tahu_encoded_shanghai";

/** Kinds whose first limit is low enough that every value alarms: the sign is then red. */
const kindOf = (id: string, unit: string, decimals: number): object => ({
  id,
  level: "point",
  name: { zh: id },
  unit,
  decimals,
  field: "resilience",
  range: [0, 100],
  minLevel: "city",
  limits: { high: [-1e6, -1e6, -1e6, -1e6] },
});

function cases(): Case[] {
  const living = "zigbee2mqtt/Living Room temperature, humidity and pressure sensor";
  const [birth, device, data] = ["00_NBIRTH", "01_DBIRTH", "02_DDATA"].map((name) => file(`${TAHU}/${name}.bin`));
  const reading = (value = "", more = {}) => ({ node: "x", value, ...more });
  const feed = (convention: string, topic: string, code: string, more: object): object => ({
    convention,
    topic,
    readings: [{ ...reading(), ...more, node: code }],
  });
  return [
    {
      code: "P-JSON",
      kind: "temp",
      feed: feed("json", "plain/{a}", "P-JSON", { value: "d.t" }),
      say: [["plain/1", '{"d":{"t":21.25}}']],
      shows: "21.25",
    },
    {
      code: "P-SENML",
      kind: "volt",
      feed: {
        ...feed("senml", "senml/{gateway}", "P-SENML", {}),
        namePattern: "urn:dev:ow:10e2073a01080063/voltage",
      },
      say: [["senml/1", file("senml/ex3.senml.json")]],
      shows: "120.10",
    },
    {
      code: "P-SPB",
      kind: "pm",
      feed: { ...feed("sparkplugB", "spBv1.0/Shanghai/#", "P-SPB", {}), namePattern: "PM_Xuhui" },
      say: [
        ["spBv1.0/Shanghai/NBIRTH/JingAn", birth],
        ["spBv1.0/Shanghai/DBIRTH/JingAn/PM25", device],
        ["spBv1.0/Shanghai/DDATA/JingAn/PM25", data],
      ],
      shows: String(
        (
          JSON.parse(file(`${TAHU}/index.json`).toString()) as {
            payload: { metrics: { alias?: number; value: number }[] };
          }[]
        )[2].payload.metrics.find(({ alias }) => alias === 12)?.value ?? 33,
      ),
    },
    {
      code: "P-STA",
      kind: "pm",
      feed: feed("sensorThings", "v1.1/Datastreams({id})/Observations", "P-STA", {}),
      say: [["v1.1/Datastreams(1)/Observations", file("sensorthings/observation_create.json")]],
      shows: "12.4",
    },
    {
      code: "P-NGSI",
      kind: "pm",
      // Carbon monoxide comes as 500 GP, mg/m³.
      feed: feed("ngsi", "fiware/{tenant}", "P-NGSI", { value: "co" }),
      say: [["fiware/city", file("ngsi-ld/AirQualityObserved.example-normalized.jsonld")]],
      shows: "500,000",
    },
    {
      code: "P-HOMIE",
      kind: "temp",
      feed: feed("homie5", "homie/5/#", "P-HOMIE", { unit: "°F" }),
      say: [
        ["homie/5/h/$state", "ready"],
        ["homie/5/h/air/t", "68"],
      ],
      shows: "20.00",
    },
    {
      code: "P-Z2M",
      kind: "temp",
      feed: feed("zigbee2mqtt", "zigbee2mqtt/{name}", "P-Z2M", { value: "temperature" }),
      say: [[living, line("zigbee2mqtt_tasmota/messages.jsonl", living)]],
      shows: "20.74",
    },
    {
      code: "P-TASMOTA",
      kind: "temp",
      feed: feed("tasmota", "tele/{device}/#", "P-TASMOTA", { value: "AM2301.Temperature" }),
      say: [["tele/dev/SENSOR", line("zigbee2mqtt_tasmota/messages.jsonl", "tele/dev/SENSOR")]],
      shows: "21.00",
    },
    {
      code: "P-TB",
      kind: "temp",
      feed: feed("thingsBoard", "v1/gateway/telemetry", "P-TB", { value: "temperature" }),
      say: [["v1/gateway/telemetry", '{"Dev A":[{"ts":1483228800000,"values":{"temperature":42}}]}']],
      shows: "42.00",
    },
  ];
}

describe.skipIf(!PAYLOADS)("conventions", () => {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-conventions-"));
  const all = PAYLOADS ? cases() : [];
  let city: City;
  let browser: Browser;
  let device: Device;
  let app: AppPage;

  beforeAll(async () => {
    const scene = join(folder, "scene");
    mkdirSync(scene);
    const put = (name: string, value: unknown): string => {
      writeFileSync(join(scene, name), JSON.stringify(value));
      return name;
    };
    const kinds = [kindOf("temp", "°C", 2), kindOf("volt", "V", 2), kindOf("pm", "µg/m³", 1)];
    const points = (kind: string): object => ({
      type: "FeatureCollection",
      features: all
        .map((one, i) => ({ ...one, i }))
        .filter((one) => one.kind === kind)
        .map(({ code, i }) => ({
          type: "Feature",
          properties: { code, name: code },
          geometry: {
            type: "Point",
            coordinates: [LON + 0.002 * ((i % 3) - 1), LAT + 0.002 * (Math.floor(i / 3) - 1)],
          },
        })),
    });
    const named = (id: string, words: object): object => ({ id, name: { zh: id }, origin: "replayed", ...words });
    put("scene.json", {
      id: "town",
      name: { zh: "小城" },
      adminCode: "310100",
      kinds,
      sources: { assets: ["temp", "volt", "pm"].map((kind) => ({ path: put(`${kind}.geojson`, points(kind)), kind })) },
      feeds: [
        ...all.map(({ code, feed }) => named(code.toLowerCase(), feed)),
        named("buses", { convention: "hfp", topic: "/hfp/#", origin: "live" }),
        named("warnings", { convention: "cap", topic: "cap/#", origin: "live" }),
      ],
    });
    [city, browser] = await Promise.all([startCity({ scene, data: join(folder, "data") }), launch()]);
    device = await connectDevice(city.mqttUrl);
    app = await openApp(browser, `${city.url}/plan?cam=${LON},${LAT},1500,0,-89`);
    await app.settled();
    await app.until("a live link", ({ link }) => link === "live");
  });
  afterAll(async () => {
    await device?.close();
    await browser?.close();
    await city?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(all)(
    "$feed.convention lights its sign and says its value in the node's unit",
    async ({ code, say, shows }) => {
      for (const [topic, payload] of say) await device.raw(topic, payload);
      const pixel = () => app.page.evaluate((name) => window.yiwang.pixel(name), code);
      await expect.poll(async () => (await pixel())?.severity, { timeout: 30_000 }).toBe(5);
      expect((await pixel())?.flags).toBe(FLAG.replayed);
      const at = await app.page.evaluate((name) => window.yiwang.locate(name), code);
      const map = await app.page.locator(".map canvas").first().boundingBox();
      if (!at || !map) throw new Error("the sign is not on the map");
      const place = { x: map.x + at.x, y: map.y + at.y };
      const red = async () => shareOf(await screenshot(app.page), place, 7, SEVERITY_COLOURS[5]);
      await expect.poll(red, { timeout: 30_000 }).toBeGreaterThan(0.3);
      await app.page.mouse.click(place.x, place.y);
      const value = app.page.getByRole("status", { name: "当前值" });
      await expect.poll(() => value.innerText(), { timeout: 30_000 }).toContain(shows);
      await app.page.getByRole("button", { name: "返回列表" }).click();
      // Back over the middle, as by the browser's own button.
      await app.page.evaluate((address) => {
        history.pushState(null, "", address);
        dispatchEvent(new PopStateEvent("popstate"));
      }, `/plan?cam=${LON},${LAT},1500,0,-89`);
      await app.until("the camera over the middle", ({ globe }) => Math.abs((globe?.camera.height ?? 0) - 1500) < 1);
      await app.settled();
    },
  );

  it("hfp: a vehicle is where it says, glides on, and tells of itself when clicked", async () => {
    const report = (lon: number, seconds: number): Promise<void> =>
      device.raw(
        "/hfp/v2/journey/ongoing/vp/bus/0018/1/x",
        JSON.stringify({
          VP: {
            veh: 7,
            oper: 1,
            desi: "520",
            lat: LAT + 0.001,
            long: lon,
            spd: 8.5,
            hdg: 90,
            tsi: 1_795_000_000 + seconds,
          },
        }),
      );
    await report(LON + 0.001, 0);
    await app.until(
      "a mover",
      (now) => (now.globe as unknown as { layers: Record<string, number> }).layers.movers === 1,
    );
    await report(LON + 0.0005, 5);
    await report(LON - 0.003, 6);
    const card = app.page.getByRole("region", { name: "引用图层要素" });
    const map = await app.page.locator(".map canvas").first().boundingBox();
    if (!map) throw new Error("no map");
    // 1500 m up, 60° of view over the height of the canvas.
    const metresAPixel = (2 * 1500 * Math.tan(Math.PI / 6)) / Math.max(map.width, map.height);
    const x = map.x + map.width / 2 - (0.003 * 111_320 * Math.cos((LAT * Math.PI) / 180)) / metresAPixel;
    const y = map.y + map.height / 2 - (0.001 * 111_132) / metresAPixel;
    await expect
      .poll(
        async () => {
          await app.page.mouse.click(x, y);
          return card.innerText({ timeout: 1500 }).catch(() => "");
        },
        { timeout: 60_000, interval: 700 },
      )
      .toMatch(/移动目标[\s\S]*520[\s\S]*30\.6 km\/h/);
    await card.getByRole("button", { name: "关闭" }).click();
  });

  it("cap: a warning stands over its area with its words; an exercise says so; it ends by a cancellation", async () => {
    const ring = [[-1, -1], [-1, 1], [1, 1], [1, -1], [-1, -1]]; // biome-ignore format: one line
    const sent = `${new Date().toISOString().slice(0, 19)}+00:00`;
    const alert = (id: string, status: string, type: string, more = ""): string => `<?xml version="1.0"?>
      <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${id}</identifier><sender>met</sender>
      <sent>${sent}</sent><status>${status}</status><msgType>${type}</msgType><scope>Public</scope>${more}
      <info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Immediate</urgency>
      <severity>Extreme</severity><certainty>Observed</certainty><headline>暴雨红色预警</headline>
      <description>&lt;b&gt;转移&lt;/b&gt;</description><area><areaDesc>城区</areaDesc>
      <polygon>${ring.map(([x, y]) => `${LAT + 0.004 * y},${LON + 0.004 * x}`).join(" ")}</polygon></area></info></alert>`;
    await app.page.goto(`${city.url}/plan?cam=${LON},${LAT - 0.03},2200,0,-35`);
    await app.settled();
    const before = await screenshot(app.page);
    await device.raw("cap/met", alert("1", "Actual", "Alert"));
    const chips = app.page.getByRole("region", { name: "预警" });
    await expect.poll(() => chips.innerText(), { timeout: 30_000 }).toContain("暴雨红色预警");
    const changed = async (): Promise<number> => {
      const after = await screenshot(app.page);
      let reddened = 0;
      for (let i = 0; i < after.data.length; i += 4) if (after.data[i] - before.data[i] > 20) reddened++;
      return reddened;
    };
    await expect.poll(changed, { timeout: 30_000 }).toBeGreaterThan(1500);
    const about = (id: string): string => `<references>met,${id},${sent}</references>`;
    await device.raw("cap/met", alert("2", "Exercise", "Update", about("1")));
    await expect.poll(() => chips.innerText(), { timeout: 30_000 }).toMatch(/演练\s*暴雨红色预警/);
    expect(await chips.getByRole("button").count(), "an exercise ends nothing that is actual").toBe(2);
    await device.raw("cap/met", alert("3", "Actual", "Cancel", about("1")));
    await expect.poll(() => chips.getByRole("button").count(), { timeout: 30_000 }).toBe(1);
    await device.raw("cap/met", alert("4", "Exercise", "Cancel", about("2")));
    await expect.poll(() => chips.count(), { timeout: 30_000 }).toBe(0);
    expect(app.complaints).toEqual([]);
  });
});
