// Every convention on the payloads real systems published: the values they state, their units, times, deaths and positions.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createDecoder } from "../../../src/feeds/decode.ts";
import type { CapAlert } from "../../../src/twin/alerts.ts";
import type { Mover } from "../../../src/twin/movers.ts";
import { type Feed, feed as feedSchema } from "../../../src/twin/scene/schema.ts";
import { sharedData } from "../../support/need.ts";

const PAYLOADS = sharedData("payloads");
const NOW = Date.UTC(2026, 10, 27);
const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const payload = (path: string): Uint8Array => readFileSync(join(PAYLOADS as string, path));
const lines = (path: string): { topic: string; payload: string }[] =>
  readFileSync(join(PAYLOADS as string, path), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

function listen(words: Partial<Feed> & Pick<Feed, "convention" | "topic">, timeZone = "Asia/Shanghai") {
  const told: { code: string; value: number; time: number; flags: number; unit: string | undefined }[] = [];
  const [dead, alive, movers, alerts]: [string[], string[], Mover[], CapAlert[]] = [[], [], [], []];
  const feed = feedSchema.parse({ id: "f", name: { zh: "f" }, origin: "live", ...words });
  const decoder = createDecoder(feed, timeZone, {
    reading: (code, value, time, flags, _historical, unit) => told.push({ code, value, time, flags, unit }),
    dead: (code) => dead.push(code),
    alive: (code) => alive.push(code),
    rebirth: () => undefined,
    unnamed: () => undefined,
    mover: (mover) => movers.push(mover),
    alert: (alert) => alerts.push(alert),
  });
  return { told, dead, alive, movers, alerts, decoder };
}

const reading = (node: string, value = "", more: object = {}) => ({ node, value, scale: 1, offset: 0, ...more });

describe.skipIf(!PAYLOADS)("SensorThings", () => {
  const things = () =>
    listen({ convention: "sensorThings", topic: "v1.1/Datastreams({id})/Observations", readings: [reading("D{id}")] });

  it("reads an observation as it is created, and a list of them", () => {
    const { told, decoder } = things();
    const topic = "v1.1/Datastreams(1)/Observations";
    expect(decoder.subscription).toBe("v1.1/+/Observations");
    expect(decoder.owns(topic)).toBe(true);
    const time = Date.parse("2016-11-18T11:04:15.790Z");
    expect(decoder.decode(topic, payload("sensorthings/observation_create.json"), NOW)).toBe(1);
    expect(decoder.decode(topic, payload("sensorthings/observations_list.json"), NOW)).toBe(2);
    expect(told.map(({ code, value, time: at }) => [code, value, at])).toEqual([
      ["D1", 12.4, time],
      ["D1", 12.4, time],
      ["D1", 14.4, time],
    ]);
  });

  it("takes the end of an interval, and a path into a result that is an object", () => {
    const { told, decoder } = listen({
      convention: "sensorThings",
      topic: "v1.1/Observations",
      readings: [reading("{datastream}", "pm25")],
    });
    const observation = {
      result: { pm25: 7 },
      phenomenonTime: "2026-11-27T00:00:00Z/2026-11-27T01:00:00Z",
      resultQuality: { code: "suspect" },
      Datastream: { "@iot.id": "S-1" },
    };
    decoder.decode("v1.1/Observations", bytes(observation), NOW);
    expect(told).toEqual([{ code: "S-1", value: 7, time: NOW + 3_600_000, flags: 32, unit: undefined }]);
    expect(() => decoder.decode("v1.1/Observations", payload("sensorthings/locations_list.json"), NOW)).toThrow(
      "no observation with a numeric result",
    );
  });
});

describe.skipIf(!PAYLOADS)("NGSI", () => {
  const air = () =>
    listen({
      convention: "ngsi",
      topic: "fiware/{tenant}",
      readings: [reading("{type}-NO", "NO"), reading("{type}-CO", "co"), reading("{type}-T", "temperature")],
    });
  // 2016-03-15T11:00:00 without a zone is in the scene's; an interval ends at 12:00.
  const at = Date.parse("2016-03-15T11:00:00+08:00");

  it.each([
    ["AirQualityObserved.example.json", [undefined, undefined], at],
    ["AirQualityObserved.example.jsonld", [undefined, undefined], at],
    ["AirQualityObserved.example-normalized.json", ["GQ", "GP"], at],
    ["AirQualityObserved.example-normalized.jsonld", ["GQ", "GP"], at],
    ["AirQualityObserved.example-geojsonfeature.json", ["GQ", "GP"], at + 3_600_000],
  ])("reads %s", (file, units, time) => {
    const { told, decoder } = air();
    decoder.decode("fiware/city", payload(`ngsi-ld/${file}`), NOW);
    expect(told).toEqual([
      { code: "AirQualityObserved-NO", value: 45, time, flags: 0, unit: units[0] },
      { code: "AirQualityObserved-CO", value: 500, time, flags: 0, unit: units[1] },
      { code: "AirQualityObserved-T", value: 12.2, time, flags: 0, unit: undefined },
    ]);
  });

  it.each([
    ["NoiseLevelObserved.example.json", "LAeq", 67.8, "2016-12-28T12:00:00Z"],
    ["NoiseLevelObserved.example-normalized.jsonld", "LAmax", 94.5, "2016-12-28T12:00:00Z"],
    ["FloodMonitoring.example-normalized.jsonld", "currentLevel", 1.98, "2020-09-16T13:30:00+05:30"],
    ["FloodMonitoring.example.json", "currentLevel", 0.98, "2020-09-16T13:30:00+05:30"],
    ["PhreaticObserved.example-normalized.jsonld", "wtd", undefined, "2020-07-07T15:05:59.408Z"],
  ])("reads %s: %s", (file, attribute, value, time) => {
    const { told, decoder } = listen({ convention: "ngsi", topic: "n/#", readings: [reading("X", attribute)] });
    const text = payload(`ngsi-ld/${file}`);
    if (value === undefined) {
      expect(() => decoder.decode("n/1", text, NOW)).toThrow('no entity with "wtd"');
      return;
    }
    decoder.decode("n/1", text, NOW);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ value, time: Date.parse(time) });
  });

  it("reads notifications of both versions, the time of an attribute before that of the entity", () => {
    const entity = {
      id: "urn:ngsi-ld:Room:R1",
      type: "Room",
      temperature: { type: "Property", value: 21.5, unitCode: "CEL", observedAt: "2026-11-27T00:00:01Z" },
      dateObserved: "2026-11-26T00:00:00Z",
    };
    const { told, decoder } = listen({
      convention: "ngsi",
      topic: "n/#",
      readings: [reading("{name}", "temperature")],
    });
    decoder.decode("n/1", bytes({ subscriptionId: "s", data: [entity] }), NOW);
    decoder.decode("n/1", bytes({ metadata: {}, body: { type: "Notification", data: [entity] } }), NOW);
    expect(told).toEqual(
      Array.from({ length: 2 }, () => ({ code: "R1", value: 21.5, time: NOW + 1000, flags: 0, unit: "CEL" })),
    );
  });
});

describe("Homie 5", () => {
  it("reads properties, with units of the description, and knows the dead", () => {
    const { told, dead, alive, decoder } = listen({
      convention: "homie5",
      topic: "homie/5/#",
      readings: [reading("{device}-{property}")],
    });
    expect(decoder.subscription).toBe("homie/5/#");
    const say = (topic: string, text: string) => decoder.decode(`homie/5/${topic}`, bytes(text), NOW);
    say(
      "d1/$description",
      JSON.stringify({ nodes: { air: { properties: { t: { unit: "°C", datatype: "float" } } } } }),
    );
    say("d1/$state", "ready");
    expect(say("d1/air/t", "21.5")).toBe(1);
    expect(say("d1/air/on", "true")).toBe(1);
    expect(say("d1/air/on/set", "false")).toBe(0);
    expect(say("d1/air/t/$target", "22")).toBe(0);
    expect(told.map(({ code, value, unit }) => [code, value, unit])).toEqual([
      ["d1-t", 21.5, "°C"],
      ["d1-on", 1, undefined],
    ]);
    say("d1/$state", "lost");
    expect(dead).toEqual(["d1-t", "d1-on"]);
    say("d1/$state", "sleeping");
    expect(alive).toEqual(["d1-t", "d1-on"]);
    expect(() => say("d1/air/t", "warm")).toThrow('"warm" is no number');
  });
});

describe.skipIf(!PAYLOADS)("Zigbee2MQTT", () => {
  const zigbee = () =>
    listen({
      convention: "zigbee2mqtt",
      topic: "zigbee2mqtt/{name}",
      readings: [reading("{name}", "temperature", { unit: "Cel" })],
      nodes: { "Living Room temperature, humidity and pressure sensor": "LIVING" },
    });

  it("reads a device by its friendly name", () => {
    const { told, decoder } = zigbee();
    for (const { topic, payload: text } of lines("zigbee2mqtt_tasmota/messages.jsonl"))
      if (decoder.owns(topic)) decoder.decode(topic, bytes(text), NOW);
    expect(told).toEqual([{ code: "LIVING", value: 20.74, time: Number.NaN, flags: 0, unit: "Cel" }]);
  });

  it("takes a device as there only when it and the bridge are", () => {
    const { dead, alive, told, decoder } = zigbee();
    const say = (topic: string, text: string) => decoder.decode(`zigbee2mqtt/${topic}`, bytes(text), NOW);
    say("hall/one", '{"temperature":27.3,"last_seen":"2026-11-27T00:00:00Z"}');
    say("two", '{"temperature":1,"last_seen":1795737600000}');
    expect(told.map(({ code, time }) => [code, time])).toEqual([
      ["hall/one", NOW],
      ["two", 1_795_737_600_000],
    ]);
    say("two/availability", '{"state":"offline"}');
    expect([dead, alive]).toEqual([["two"], []]);
    say("bridge/state", "offline");
    expect(dead).toEqual(["two", "hall/one"]);
    say("hall/one/availability", "offline");
    say("bridge/state", '{"state":"online"}');
    // Both devices have said themselves that they are away.
    expect(alive).toEqual([]);
    say("two/availability", "online");
    expect(alive).toEqual(["two"]);
  });
});

describe.skipIf(!PAYLOADS)("Tasmota", () => {
  it("reads sensors with the units they say, times in the scene's zone, and the will", () => {
    const { told, dead, alive, decoder } = listen({
      convention: "tasmota",
      topic: "tele/{device}/#",
      readings: [
        reading("{device}-T1", "AM2301.Temperature"),
        reading("{device}-T2", "BME280.Temperature"),
        reading("{device}-P", "BME280.Pressure"),
        reading("{device}-CO2", "SGP30.eCO2", { unit: "ppm" }),
        reading("{device}-T3", "AHT1X-0x38.Temperature"),
      ],
    });
    for (const { topic, payload: text } of lines("zigbee2mqtt_tasmota/messages.jsonl"))
      if (decoder.owns(topic)) decoder.decode(topic, bytes(text), NOW);
    const local = (time: string): number => Date.parse(`${time}+08:00`);
    expect(told.map(({ code, value, time, unit }) => [code, value, time, unit])).toEqual([
      ["dev-T1", 21, local("2018-01-24T21:21:27"), "Cel"],
      ["tasmota-T3", 24.7, local("2020-01-01T00:00:00"), "Cel"],
      ["tasmota-T2", 23, local("2019-04-20T19:00:40"), "Cel"],
      ["tasmota-P", 1014, local("2019-04-20T19:00:40"), "hPa"],
      ["tasmota-CO2", 584, local("2019-04-20T19:00:40"), "ppm"],
    ]);
    decoder.decode("tele/dev/LWT", bytes("Offline"), NOW);
    expect(dead).toEqual(["dev-T1"]);
    decoder.decode("tele/dev/LWT", bytes("Online"), NOW);
    expect(alive).toEqual(["dev-T1"]);
  });
});

describe("ThingsBoard's gateway", () => {
  it("reads devices at times, and those that leave", () => {
    const { told, dead, decoder } = listen({
      convention: "thingsBoard",
      topic: "v1/gateway/telemetry",
      readings: [reading("{device}-T", "temperature"), reading("{device}-H", "air.humidity")],
      nodes: { "Dev A-T": "3399" },
    });
    const rows = {
      "Dev A": [
        { ts: 1_483_228_800_000, values: { temperature: 42, "air.humidity": 80 } },
        { ts: 1_483_228_801_000, values: { temperature: "43" } },
      ],
      "Dev B": [{ temperature: 1 }],
    };
    expect(decoder.decode("v1/gateway/telemetry", bytes(rows), NOW)).toBe(4);
    expect(told.map(({ code, value, time }) => [code, value, time])).toEqual([
      ["3399", 42, 1_483_228_800_000],
      ["Dev A-H", 80, 1_483_228_800_000],
      ["3399", 43, 1_483_228_801_000],
      ["Dev B-T", 1, Number.NaN],
    ]);
    decoder.decode("v1/gateway/disconnect", bytes({ device: "Dev A" }), NOW);
    expect(dead).toEqual(["3399", "Dev A-H"]);
    expect(() => decoder.decode("v1/gateway/telemetry", bytes([1]), NOW)).toThrow("expected an object of devices");
  });
});

describe.skipIf(!PAYLOADS)("HFP", () => {
  it("tells where vehicles are, of both versions", () => {
    const { movers, decoder } = listen({ convention: "hfp", topic: "/hfp/#" });
    const messages = lines("hsl-hfp/messages.jsonl");
    let read = 0;
    for (const { topic, payload: text } of messages) {
      expect(decoder.owns(topic)).toBe(true);
      read += decoder.decode(topic, bytes(text), NOW);
    }
    expect(movers).toHaveLength(read);
    expect(movers[0]).toEqual({
      id: "f/6/1003",
      kind: "bus",
      line: "520",
      lon: 24.734465,
      lat: 60.168786,
      headingDegrees: 156,
      speedMetresPerSecond: 8.49,
      sourceTime: Date.parse("2023-10-23T13:42:42.728Z"),
    });
    // No tst: the epoch seconds beside it.
    expect(movers.find(({ line }) => line === "M1")).toMatchObject({ kind: "metro", sourceTime: 1_788_289_014_000 });
    for (const { lon, lat } of movers) expect([Math.round(lon), Math.round(lat)]).toEqual([expect.any(Number), 60]);
  });
});

describe.skipIf(!PAYLOADS)("CAP", () => {
  const read = (file: string): CapAlert => {
    const { alerts, decoder } = listen({ convention: "cap", topic: "alerts/cap" });
    decoder.decode("alerts/cap", payload(`cap/${file}`), NOW);
    return alerts[0];
  };

  it("reads 1.2 with its polygon, longitude first", () => {
    const alert = read("thunderstorm.cap");
    expect(alert).toMatchObject({ identifier: "KSTO1055887203", status: "Actual", msgType: "Alert", scope: "Public" });
    expect(alert.sent).toBe(Date.parse("2003-06-17T14:57:00-07:00"));
    const [{ event, severity, expires, areas }] = alert.infos;
    expect([event, severity, expires]).toEqual([
      "SEVERE THUNDERSTORM",
      "Severe",
      Date.parse("2003-06-17T16:00:00-07:00"),
    ]);
    expect(areas[0].polygons).toEqual([
      [
        [-120.14, 38.47],
        [-119.95, 38.34],
        [-119.74, 38.52],
        [-119.89, 38.62],
        [-120.14, 38.47],
      ],
    ]);
    expect(areas[0].geocodes).toHaveLength(3);
  });

  it("reads 1.1, prefixes, circles, and alerts without any info", () => {
    expect(read("earthquake.cap").infos[0].areas[0].circles[0]).toMatchObject({ radiusMetres: 0 });
    expect(read("australia.cap").infos[0]).toMatchObject({ language: "en-AU", event: "Fire", severity: "Minor" });
    expect(read("no_optional_fields.cap").infos).toEqual([]);
    expect(read("weather.cap").infos[0].headline).toMatch(/^Flash Flood Watch/);
  });

  it("refuses what is not whole, and every DOCTYPE, with the reason", () => {
    expect(() => read("invalid.cap")).toThrow("<alert> has no <scope>");
    const { decoder } = listen({ convention: "cap", topic: "c" });
    const bomb = '<!DOCTYPE a [<!ENTITY x "y">]><alert>&x;</alert>';
    expect(() => decoder.decode("c", bytes(bomb), NOW)).toThrow("has a DOCTYPE");
    expect(() => decoder.decode("c", bytes("<alert><a>".repeat(30)), NOW)).toThrow("too many elements");
    expect(() => decoder.decode("c", bytes("nothing"), NOW)).toThrow(/not XML|no <alert>/);
  });
});
