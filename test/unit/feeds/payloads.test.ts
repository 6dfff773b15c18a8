// Every recorded payload, whole: each number it holds, its unit and its time, or the reason why it holds none.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FLAG } from "../../../src/twin/flags.ts";
import { sharedData } from "../../support/need.ts";
import { listen, messagesIn } from "./listen.ts";

const PAYLOADS = sharedData("payloads");
const FOLDER = PAYLOADS ?? "";
const file = (path: string): Uint8Array => readFileSync(join(FOLDER, path));
const filesIn = (folder: string): string[] => (PAYLOADS ? readdirSync(join(FOLDER, folder)).sort() : []);

/** "co 500 GP, temperature 12.2": what an entity says, in alphabetical order. */
type Said = string;
const MADRID =
  "airQualityIndex 65, charge 5, precipitation 0, pressure 1.1, relativeHumidity 0.54, reliability 0.7, temperature 12.2";
const NOISE: Said = "LAS 91.6, LAeq 67.8, LAeq_d 65.4, LAmax 94.5";
const PHREATIC: Said = "depth 20.45, investigationDepth 22.35, isMobile 0, pressure 2.12, waterTable 12.75";
const FLOOD: Said = "alertLevel 10, currentLevel 0.98, dangerLevel 25, measuredDistance 3.22, referenceLevel 4.2";
const AT_11 = Date.parse("2016-03-15T11:00:00+08:00");
const AT_12 = AT_11 + 3_600_000;
const NOISE_AT = Date.parse("2016-12-28T12:00:00Z");
const PHREATIC_AT = Date.parse("2020-07-07T15:05:59.408Z");
const FLOOD_AT = Date.parse("2020-09-16T13:30:00+05:30");

const sorted = (said: Said): string[] => said.split(", ").sort();
const NGSI: Record<string, [said: Said, time: number] | undefined> = {
  "AirQualityObserved.example-geojsonfeature.json": [
    "CO 500 GP, NO 45 GQ, NO2 69 GQ, NOx 139 GQ, SO2 11 GQ, airQualityIndex 65, precipitation 0, relativeHumidity 0.54, reliability 0.7, temperature 12.2, windDirection 186, windSpeed 0.64",
    AT_12,
  ],
  "AirQualityObserved.example-normalized.json": [
    `co 500 GP, no 45 GQ, no2 69 GQ, nox 139 GQ, pm4 37, so2 11 GQ, tpc 108, tsp 73.3, windDirection 176, windSpeed 0.64, ${MADRID}`,
    AT_11,
  ],
  "AirQualityObserved.example-normalized.jsonld": [
    `co 500 GP, no 45 GQ, no2 69 GQ, nox 139 GQ, pm4 37, so2 11 GQ, tpc 108, tsp 73.3, windDirection 186, windSpeed 0.64, ${MADRID}`,
    AT_11,
  ],
  "AirQualityObserved.example.json": [
    `co 500, co2 69, no 45, nox 139, pm4 37, so2 11, tpc 108, tsp 73.3, windDirection 176, windSpeed 0.64, ${MADRID}`,
    AT_11,
  ],
  "AirQualityObserved.example.jsonld": [
    "airQualityIndex 65, co 500, no 45, no2 69, nox 139, precipitation 0, relativeHumidity 0.54, reliability 0.7, so2 11, temperature 12.2, windDirection 180, windSpeed 0.64",
    AT_11,
  ],
  // Links to other entities alone.
  "EnvironmentObserved.example-normalized.json": undefined,
  "EnvironmentObserved.example-normalized.jsonld": undefined,
  "EnvironmentObserved.example.json": undefined,
  "EnvironmentObserved.example.jsonld": undefined,
  "FloodMonitoring.example-normalized.json": [
    "alertLevel 11, currentLevel 1.98, dangerLevel 26, measuredDistance 4.22, referenceLevel 4.2",
    FLOOD_AT,
  ],
  "FloodMonitoring.example-normalized.jsonld": [
    "alertLevel 11 MTR, currentLevel 1.98 MTR, dangerLevel 26 MTR, measuredDistance 4.22 MTR, referenceLevel 4.2 MTR",
    FLOOD_AT,
  ],
  "FloodMonitoring.example.json": [FLOOD, FLOOD_AT],
  "FloodMonitoring.example.jsonld": [FLOOD, FLOOD_AT],
  "NoiseLevelObserved.example-geojsonfeature.json": [NOISE, NOISE_AT],
  "NoiseLevelObserved.example-normalized.json": [NOISE, NOISE_AT],
  "NoiseLevelObserved.example-normalized.jsonld": [NOISE, NOISE_AT],
  "NoiseLevelObserved.example.json": [NOISE, NOISE_AT],
  "NoiseLevelObserved.example.jsonld": [NOISE, NOISE_AT],
  "PhreaticObserved.example-geojsonfeature.json": [PHREATIC, PHREATIC_AT],
  "PhreaticObserved.example-normalized.json": [PHREATIC, PHREATIC_AT],
  "PhreaticObserved.example-normalized.jsonld": [PHREATIC, PHREATIC_AT],
  "PhreaticObserved.example.json": [PHREATIC, PHREATIC_AT],
  "PhreaticObserved.example.jsonld": [PHREATIC, PHREATIC_AT],
};

describe.skipIf(!PAYLOADS)("NGSI, every attribute that is a number", () => {
  const entity = () => listen({ convention: "ngsi", topic: "n", readings: [{ node: "{attribute}" }] });

  it("knows every file", () => {
    expect(filesIn("ngsi-ld")).toEqual(Object.keys(NGSI).sort());
  });

  it.each(Object.entries(NGSI))("%s", (name, expected) => {
    const { told, say, refused } = entity();
    if (!expected) {
      expect(refused("n", file(`ngsi-ld/${name}`))).toBe("no entity with a number");
      return;
    }
    const [said, time] = expected;
    expect(say("n", file(`ngsi-ld/${name}`))).toBe(sorted(said).length);
    expect(
      told.map(({ code, value, unit }) => [code, value, unit].filter((part) => part !== undefined).join(" ")).sort(),
    ).toEqual(sorted(said));
    expect(new Set(told.map((one) => one.time))).toEqual(new Set([time]));
  });

  it("takes the entity's time, and is not certain of it, where an attribute's own cannot be read (2020-03-17TT08:45:00Z)", () => {
    const { told, say } = entity();
    say("n", file("ngsi-ld/PhreaticObserved.example-normalized.jsonld"));
    const uncertain = told.filter(({ flags }) => flags === FLAG.uncertain).map(({ code }) => code);
    expect(uncertain.sort()).toEqual(["depth", "pressure", "waterTable"]);
  });
});

describe.skipIf(!PAYLOADS)("SensorThings", () => {
  const AT = Date.parse("2016-11-18T11:04:15.790Z");
  const FILES: Record<string, [string, number, number][] | string> = {
    "datastream_deep_insert.json": "no observation with a numeric result",
    "locations_list.json": "no observation with a numeric result",
    "observation_create.json": [["1", 12.4, AT]],
    "observations_list.json": [
      ["1", 12.4, AT],
      ["1", 14.4, AT],
    ],
  };

  it("reads every file, or says why not", () => {
    expect(filesIn("sensorthings")).toEqual(Object.keys(FILES).sort());
    const topic = "v1.1/Datastreams(1)/Observations";
    for (const [name, expected] of Object.entries(FILES)) {
      const { told, say, refused } = listen({
        convention: "sensorThings",
        topic: "v1.1/Datastreams({id})/Observations",
        readings: [{ node: "{id}" }],
      });
      if (typeof expected === "string") expect(refused(topic, file(`sensorthings/${name}`)), name).toBe(expected);
      else {
        expect(say(topic, file(`sensorthings/${name}`)), name).toBe(expected.length);
        expect(told.map(({ code, value, time }) => [code, value, time])).toEqual(expected);
      }
    }
  });
});

describe.skipIf(!PAYLOADS)("SenML", () => {
  it("reads ex3, ex5 and ex10 with their units", () => {
    const { told, say } = listen({ convention: "senml", topic: "s", readings: [{ node: "{name}" }] });
    expect(say("s", file("senml/ex10.senml.json"))).toBe(2);
    expect(told.map(({ code, value, time, unit }) => [code, value, time, unit])).toEqual([
      ["urn:dev:ow:10e2073a01080063", 23.5, 1276020076000, "Cel"],
      ["urn:dev:ow:10e2073a01080063", 23.6, 1276020091000, "Cel"],
    ]);
    told.length = 0;
    say("s", file("senml/ex3.senml.json"));
    expect(told.map(({ unit }) => unit)).toEqual(["V", "A", "A", "A", "A", "A", "A"]);
    told.length = 0;
    const resolved = JSON.parse(new TextDecoder().decode(file("senml/ex5.resolved.json"))) as {
      n: string;
      u: string;
      v: number;
      t: number;
    }[];
    say("s", file("senml/ex5.senml.json"));
    expect(told.map(({ code, unit, value, time }) => ({ n: code, u: unit, v: value, t: time / 1000 }))).toEqual(
      resolved.map(({ n, u, v, t }) => ({ n, u, v, t })),
    );
  });
});

describe.skipIf(!PAYLOADS)("Sparkplug B", () => {
  it("reads the recorded hours of Shanghai's air", () => {
    const { told, dead, say } = listen({
      convention: "sparkplugB",
      topic: "spBv1.0/#",
      readings: [{ node: "{metric}" }],
    });
    const index = JSON.parse(new TextDecoder().decode(file("sparkplug/tahu_encoded_shanghai/index.json"))) as {
      file: string;
      topic: string;
    }[];
    for (const { file: name, topic } of index) say(topic, file(`sparkplug/tahu_encoded_shanghai/${name}`));
    const series = (code: string): number[] => told.filter((one) => one.code === code).map(({ value }) => value);
    expect(series("PM_Jingan")).toEqual([30, 34, 37, 44, 50, 60]);
    expect(series("PM_US Post")).toEqual([32, 38, 36, 37, 46, 54]);
    expect(series("PM_Xuhui")).toEqual([33, 42, 48, 44, 45, 55]);
    expect(series("TEMP")).toEqual([8, 8, 8, 10, 11, 13]);
    expect(series("HUMI")).toEqual([70.67, 70.67, 75.84, 66.27, 62, 54.35].map(Math.fround));
    expect(told[0].time).toBe(1359410400000);
    expect(dead).toContain("PM_Jingan");
  });

  it("reads the sequence of another implementation, the gap's value too", () => {
    const { told, say } = listen({ convention: "sparkplugB", topic: "spBv1.0/#", readings: [{ node: "{metric}" }] });
    for (const [type, name] of ["NBIRTH NBIRTH_V1", "NDATA NDATA_V1", "NDATA NDATA_GAP", "NDEATH NDEATH_V1"].map(
      (words) => words.split(" "),
    ))
      say(`spBv1.0/U/${type}/E`, file(`sparkplug/umh_${name}.bin`));
    expect(told.map(({ code, value }) => [code, value])).toEqual([
      ["Temperature", 21.5],
      ["Temperature", 22.5],
      ["Temperature", 27],
    ]);
  });
});

describe.skipIf(!PAYLOADS)("HFP", () => {
  it("reads every vehicle", () => {
    const { movers, say } = listen({ convention: "hfp", topic: "/hfp/#" });
    for (const { topic, payload } of messagesIn(FOLDER, "hsl-hfp/messages.jsonl")) say(topic, payload);
    expect(
      movers.map((m) => [m.id, m.kind, m.line, m.lon, m.lat, m.headingDegrees, m.speedMetresPerSecond, m.sourceTime]),
    ).toEqual([
      ["f/6/1003", "bus", "520", 24.734465, 60.168786, 156, 8.49, Date.parse("2023-10-23T13:42:42.728Z")],
      ["f/12/2244", "bus", "98", 25.076423, 60.209415, 244, 0, Date.parse("2023-02-02T17:00:15.231Z")],
      ["f/50/117", "metro", "M1", 24.69718703, 60.1517348, 264, 17.2, 1_788_289_014_000],
      ["f/12/1009", "bus", "37", 24.84937, 60.245656, 237, 5.12, Date.parse("2018-10-01T10:56:43Z")],
    ]);
  });
});
