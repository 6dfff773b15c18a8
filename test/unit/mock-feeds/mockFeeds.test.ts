// The simulated city through a real broker into a real hub, and its parts by themselves.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeIncident } from "../../../mock-feeds/incident.ts";
import { startMockFeeds } from "../../../mock-feeds/index.ts";
import { layOutCity } from "../../../mock-feeds/mockCity.ts";
import { SensorModel } from "../../../mock-feeds/model.ts";
import { hash01, Random } from "../../../mock-feeds/random.ts";
import { readRecording, startReplay, stationMessage } from "../../../mock-feeds/replay.ts";
import { HOURS_OF_WEEK, LocalClock, readShapes, shapeAt } from "../../../mock-feeds/shapes.ts";
import { readBehaviours } from "../../../mock-feeds/simulation.ts";
import { Weather } from "../../../mock-feeds/weather.ts";
import { startHub } from "../../../src/hub/main.ts";
import { FLAG } from "../../../src/twin/flags.ts";
import type { NodeTable } from "../../../src/twin/nodeTable.ts";
import { BUILT_FORMAT } from "../../../src/twin/scene/built.ts";
import { readScene } from "../../../src/twin/scene/readScene.ts";
import { severityOf } from "../../../src/twin/severity.ts";
import { sharedData } from "../../support/need.ts";
import { until, writeTinyScene } from "../hub/tinyHub.ts";
import { layOut } from "../twin/tinyCity.ts";

const RECORDED = sharedData("timeseries/shanghai_pm25_weather_hourly_2013_2015.csv");
const RECORDING = RECORDED ?? "";
const START = Date.UTC(2026, 10, 23, 4); // Monday noon in Shanghai
const NO_FAULTS = { stuck: 0, drift: 0, spike: 0, dropout: 0 };

const zh = (text: string): { zh: string } => ({ zh: text });
const kind = (id: string, range: [number, number], more: object = {}): object => ({
  id,
  level: "point",
  name: zh(id),
  field: "resilience",
  intervalSeconds: 60,
  range,
  ...more,
});

/** Kinds by index: 0 air-station, 1 pm25, 2 pressure, 3 ponding, 4 lamp, 5 drain, 6 rain, 7 elevator. */
const SCENE = {
  id: "mock",
  name: zh("模拟城"),
  adminCode: "310000",
  kinds: [
    { id: "air-station", level: "facility", name: zh("空气站"), field: "liveable" },
    kind("air-pm25", [0, 250], { limits: { high: [60, 115, 150, 250] } }),
    kind("water-pressure", [0, 0.6], { decimals: 3, limits: { low: [0.18, 0.14, 0.1, 0.05] } }),
    kind("ponding", [0, 60], { limits: { high: [10, 15, 20, 27] } }),
    kind("lamp-power", [0, 20]),
    kind("drain-level", [0, 1.2], { decimals: 2, limits: { high: [null, 0.8, null, 1] } }),
    kind("rain-rate", [0, 100]),
    kind("elevator-state", [0, 3], {
      decimals: 0,
      limits: { high: [null, 2, null, 3] },
      states: { 0: zh("运行"), 1: zh("检修"), 2: zh("故障"), 3: zh("困人") },
    }),
  ],
  feeds: [
    {
      id: "json",
      name: zh("直报"),
      convention: "json",
      topic: "mock/json/{kind}/{code}",
      origin: "simulated",
      readings: [{ node: "{code}", value: "v", time: "t" }],
    },
    {
      id: "air",
      name: zh("空气站"),
      convention: "json",
      topic: "mock/air/{station}",
      origin: "simulated",
      readings: [{ node: "{station}-pm25", value: "data.pm25", time: "at", scale: 0.1, offset: 5 }],
    },
    {
      id: "senml",
      name: zh("网关"),
      convention: "senml",
      topic: "mock/senml/{gateway}",
      namePattern: "urn:yw:{code}",
      origin: "simulated",
      readings: [{ node: "{code}" }],
    },
    {
      id: "sparkplug",
      name: zh("边缘"),
      convention: "sparkplugB",
      topic: "spBv1.0/mock/#",
      namePattern: "{code}",
      origin: "simulated",
      readings: [{ node: "{code}" }],
    },
    {
      id: "past",
      name: zh("重放"),
      convention: "json",
      topic: "past/air/{station}",
      origin: "replayed",
      readings: [{ node: "{station}-pm25", value: "pm25", time: "time" }],
    },
  ],
  live: { framesPerSecond: 20 },
};
const SIMULATION = {
  kinds: {
    "air-pm25": { feed: "air", base: 30, shape: "air", amplitude: 8, noise: 2 },
    "water-pressure": { feed: "senml", base: 0.32, shape: "residential", amplitude: -0.03, noise: 0.004 },
    ponding: { feed: "senml", base: 0.3, noise: 0.2, weather: { rain: 0.9 } },
    "lamp-power": { feed: "sparkplug", base: 6, shape: "lamps", amplitude: 6, noise: 0.1 },
    "drain-level": { feed: "senml", base: 0.24, noise: 0.02, weather: { rain: 0.055 } },
    "elevator-state": { feed: "json", base: 0, states: { 0: 0.5, 1: 0.3, 2: 0.15, 3: 0.05 } },
  },
};

/** Two districts, each a line of 40 places with every sensor, 200 m apart; pressure points flow one into the next. */
function mockNodes(): NodeTable {
  const district = (d: number): object => ({
    level: "district",
    code: `31010${d}`,
    children: [
      {
        level: "street",
        code: `31010${d}001`,
        children: [
          {
            level: "facility",
            code: `A${d}`,
            kind: 0,
            children: [{ level: "point", code: `A${d}-pm25`, kind: 1, lon: 121.4 + d * 0.1, lat: 31.2 }],
          },
          ...Array.from({ length: 40 }, (_, i) => {
            const at = { lon: 121.4 + d * 0.1 + i * 0.002, lat: 31.2 };
            return ["P", "W", "L", "D", "R", "E"].map((letter, n) => ({
              level: "point",
              code: `${letter}${d}-${i}`,
              kind: 2 + n,
              ...at,
              ...(letter === "P" && i < 39 ? { downstream: `P${d}-${i + 1}` } : {}),
            }));
          }).flat(),
        ],
      },
    ],
  });
  return layOut(
    { level: "city", code: "310000", children: [district(1), district(2)] } as Parameters<typeof layOut>[0],
    0,
  );
}

const scene = () => readScene({ ...SCENE, sources: { generator: "x" } });
const folder = mkdtempSync(join(tmpdir(), "mock-source-"));
writeFileSync(join(folder, "simulation.json"), JSON.stringify(SIMULATION));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function model(incidentName?: "burst-main" | "rainstorm" | "blackout", at?: string, troubled = 0) {
  const city = layOutCity(scene(), mockNodes());
  const shapes = readShapes();
  const incident = incidentName ? makeIncident(incidentName, city, START, at) : undefined;
  const weather = new Weather(3, { ...shapes.weather, rainStartPerDryHour: 0 }, START, incident?.rain);
  const sensors = new SensorModel(
    city,
    readBehaviours(city.scene, folder, shapes),
    weather,
    incident,
    3,
    START,
    NO_FAULTS,
    troubled,
  );
  const at0 = (code: string): number => city.nodes.slotOf(code);
  const read = (code: string, time: number): number => sensors.read(at0(code), time);
  return { city, weather, sensors, incident, read, at: at0 };
}

describe("randomness", () => {
  it("repeats by seed and fills its range evenly", () => {
    expect(hash01(1, 2, 3)).toBe(hash01(1, 2, 3));
    const bins = new Array(10).fill(0);
    for (let i = 0; i < 20_000; i++) bins[Math.floor(hash01(7, i, 2) * 10)]++;
    for (const count of bins) expect(Math.abs(count - 2000)).toBeLessThan(200);
    const random = new Random(5);
    const normals = Array.from({ length: 20_000 }, () => random.normal());
    const mean = normals.reduce((a, b) => a + b) / normals.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(normals.reduce((a, b) => a + (b - mean) ** 2, 0) / normals.length - 1)).toBeLessThan(0.05);
  });
});

describe("shapes", () => {
  it("are whole weeks from -1 to 1, fitted ones named as such", () => {
    const { shapes } = readShapes();
    for (const [name, { hours, from }] of Object.entries(shapes)) {
      expect(hours, name).toHaveLength(HOURS_OF_WEEK);
      for (const hour of hours) expect(Math.abs(hour)).toBeLessThanOrEqual(1);
      expect(from).toMatch(/^(fitted|assumed|constant)/);
    }
    // Rush hour is busier than the small hours on every working day of the recording.
    for (let day = 0; day < 5; day++)
      expect(shapes.traffic.hours[day * 24 + 7]).toBeGreaterThan(shapes.traffic.hours[day * 24 + 3] + 0.5);
    expect(shapes.temperature.hours[14]).toBeGreaterThan(shapes.temperature.hours[5] + 1);
    expect(shapeAt([0, 1, ...new Array(166).fill(0)], 0.25)).toBe(0.25);
    expect(shapeAt(shapes.traffic.hours, -1)).toBe(shapes.traffic.hours[167]);
  });

  it.skipIf(!RECORDED)("are what fitting the recorded series gives again", () => {
    const out = join(folder, "refitted.json");
    const script = resolve(import.meta.dirname, "../../../mock-feeds/fit-shapes.ts");
    execFileSync(process.execPath, ["--import", "tsx", script, dirname(RECORDING), out]);
    expect(JSON.parse(readFileSync(out, "utf8"))).toEqual(readShapes());
  });

  it("follow the local clock of the scene", () => {
    expect(new LocalClock("Asia/Shanghai").hourOfWeek(START)).toBeCloseTo(12);
    expect(new LocalClock("Asia/Kolkata").hourOfWeek(START)).toBeCloseTo(9.5);
    expect(new LocalClock("America/New_York").hourOfWeek(START)).toBeCloseTo(6 * 24 + 23);
  });
});

describe("sensors", () => {
  it("stay calm in calm weather and repeat by seed", () => {
    const [a, b] = [model(), model()];
    const read = (m: typeof a): number[] =>
      m.city.points.flatMap((slot) => [0, 60_000, 120_000].map((d) => m.sensors.read(slot, START + d)));
    const values = read(a);
    expect(read(b)).toEqual(values);
    for (let i = 0; i < 40; i++) {
      expect(Math.abs(a.read(`P1-${i}`, START) - 0.32)).toBeLessThan(0.06);
      expect(a.read(`D1-${i}`, START)).toBeLessThan(0.5);
    }
  });

  it("light lamps at night, and draw discrete states by their share", () => {
    const { read, city, sensors } = model();
    expect(read("L1-0", START)).toBeLessThan(1.5);
    expect(read("L1-0", START + 9 * 3_600_000)).toBeGreaterThan(9);
    const count = [0, 0, 0, 0];
    const elevators = city.points.filter((slot) => city.nodes.columns.kind[slot] === 7);
    for (let hour = 0; hour < 100; hour++)
      for (const slot of elevators) count[sensors.read(slot, START + hour * 3_600_000)]++;
    const total = count.reduce((a, b) => a + b);
    [0.5, 0.3, 0.15, 0.05].forEach((share, i) => {
      expect(Math.abs(count[i] / total - share)).toBeLessThan(0.02);
    });
  });

  it("are in trouble now and then, by the share asked for, mostly mildly", () => {
    const { city, sensors } = model(undefined, undefined, 0.25);
    const limits = city.scene.kinds[2].limits;
    const count = [0, 0, 0, 0, 0, 0];
    let total = 0;
    for (let shift = 0; shift < 60; shift++)
      for (const slot of city.points) {
        if (city.nodes.columns.kind[slot] !== 2) continue;
        count[severityOf(sensors.read(slot, START + shift * 4 * 3_600_000), limits)]++;
        total++;
      }
    expect(Math.abs(1 - count[1] / total - 0.25)).toBeLessThan(0.03);
    for (let severity = 2; severity < 5; severity++) expect(count[severity]).toBeGreaterThan(count[severity + 1]);
    expect(count[5]).toBeGreaterThan(0);
  });

  it("fail in the ways asked for", () => {
    const city = layOutCity(scene(), mockNodes());
    const shapes = readShapes();
    const weather = new Weather(3, shapes.weather, START);
    const failing = (faults: object): SensorModel =>
      new SensorModel(
        city,
        readBehaviours(city.scene, folder, shapes),
        weather,
        undefined,
        3,
        START,
        { ...NO_FAULTS, ...faults },
        0,
      );
    const slot = city.nodes.slotOf("P1-3");
    const course = (m: SensorModel): number[] => Array.from({ length: 60 }, (_, i) => m.read(slot, START + i * 60_000));
    expect(new Set(course(failing({ stuck: 1 }))).size).toBe(1);
    expect(new Set(course(failing({}))).size).toBeGreaterThan(10);
    const drift = course(failing({ drift: 1 }));
    const calm = course(failing({}));
    expect(Math.max(...drift.map((value, i) => value - calm[i]))).toBeGreaterThan(0.05);
    expect(Math.max(...course(failing({ spike: 1 })).map((value, i) => Math.abs(value - calm[i])))).toBeGreaterThan(
      0.2,
    );
    const mute = failing({ dropout: 1 });
    expect(mute.silent(slot, START + 59_000)).toBe(false);
    expect(mute.silent(slot, START + 61_000)).toBe(true);
  });
});

describe("incidents", () => {
  it("burst main: pressure falls near and downstream, ponds rise nearby, far away all is well, and it is mended", () => {
    const { read, incident } = model("burst-main", "P1-5");
    expect(incident?.at).toBe("P1-5");
    const late = START + 20 * 60_000;
    expect(read("P1-5", late)).toBeLessThan(0.12);
    expect(read("P1-9", late)).toBeLessThan(0.25);
    expect(read("P2-39", late)).toBeGreaterThan(0.25);
    expect(read("W1-5", late)).toBeGreaterThan(20);
    expect(read("W2-39", late)).toBeLessThan(3);
    expect(read("P1-5", START + 120 * 60_000)).toBeGreaterThan(0.25);
  });

  it("rainstorm: gauges first, then drains, then ponds", () => {
    const { read, weather } = model("rainstorm");
    const mean = (letter: string, time: number): number => {
      let sum = 0;
      for (let i = 0; i < 40; i++) sum += read(`${letter}1-${i}`, time);
      return sum / 40;
    };
    const calm = { drain: mean("D", START), pond: mean("W", START) };
    const at = (minutes: number) => {
      const time = START + minutes * 60_000;
      weather.advance(time);
      return { rain: mean("R", time), drain: mean("D", time), pond: mean("W", time) };
    };
    const early = at(6);
    const later = at(35);
    expect(early.rain).toBeGreaterThan(10);
    expect(later.rain).toBeGreaterThan(early.rain);
    const progress = (x: typeof early) => ({
      drain: (x.drain - calm.drain) / (later.drain - calm.drain),
      pond: (x.pond - calm.pond) / (later.pond - calm.pond),
    });
    expect(later.drain).toBeGreaterThan(calm.drain + 0.3);
    expect(later.pond).toBeGreaterThan(calm.pond + 8);
    expect(progress(early).drain).toBeGreaterThan(progress(early).pond);
    const after = at(180);
    expect(after.rain).toBeLessThan(1);
  });

  it("blackout: lamps of one district go out, its edge dies, the other district keeps its light", () => {
    const { read, incident, at, city } = model("blackout", "310102");
    const night = START + 20 * 60_000;
    expect(read("L2-1", night)).toBe(0);
    expect(incident?.deadDistrict(night)).toBe(at("310102"));
    expect(incident?.deadDistrict(START + 60 * 60_000)).toBe(-1);
    const silent = city.points.filter((slot) => incident?.silent(slot, night));
    expect(silent.length).toBeGreaterThan(5);
    for (const slot of silent) expect(city.district[slot]).toBe(at("310102"));
  });

  it("say what is wrong with a place", () => {
    expect(() => model("burst-main", "NOWHERE")).toThrow("no node has this code");
  });
});

describe("simulation.json", () => {
  it("may be absent, and says where it is wrong", () => {
    const behaviours = readBehaviours(scene(), undefined, readShapes());
    expect(behaviours[0]).toBeUndefined();
    expect(behaviours[2]?.base).toBeGreaterThan(0.18);
    const broken = mkdtempSync(join(tmpdir(), "mock-broken-"));
    const write = (json: unknown): void => writeFileSync(join(broken, "simulation.json"), JSON.stringify(json));
    write({ kinds: { ponding: { base: "high" } } });
    expect(() => readBehaviours(scene(), broken, readShapes())).toThrow("kinds.ponding.base");
    write({ kinds: { ponding: { shape: "sawtooth" } } });
    expect(() => readBehaviours(scene(), broken, readShapes())).toThrow('shape "sawtooth" is unknown');
    rmSync(broken, { recursive: true, force: true });
  });
});

describe("into a hub", () => {
  const folders = writeTinyScene();
  let hub: Awaited<ReturnType<typeof startHub>>;

  beforeAll(async () => {
    writeFileSync(join(folders.sceneDir, "nodes.bin"), mockNodes().encode());
    writeFileSync(
      join(folders.sceneDir, "built.json"),
      JSON.stringify({ format: BUILT_FORMAT, id: "mock", hash: "h", scene: SCENE }),
    );
    hub = await startHub({ port: 0, mqttPort: 0, host: "127.0.0.1", ...folders, log: () => undefined });
    await hub.ready;
  });
  afterAll(async () => {
    await hub.close();
    folders.remove();
  });

  it("brings every point to life in the first round, through three conventions, all marked simulated", async () => {
    const mock = await startMockFeeds({
      sceneDir: folders.sceneDir,
      sourceDir: folder,
      brokerUrl: hub.mqttUrl,
      firstRoundMs: 500,
      log: () => undefined,
    });
    const { points } = hub.state;
    const known = (): number => points.filter((slot) => hub.state.hasState(slot)).length;
    await until("every point known", () => known() === points.length);
    expect(points.length).toBe(482);
    for (const slot of points) expect(hub.state.flags[slot] & FLAG.simulated).toBe(FLAG.simulated);
    for (const counters of hub.ingest.counters.slice(0, 4)) {
      expect(counters.readings, counters.id).toBeGreaterThan(0);
      expect(counters.errors, counters.id).toBe(0);
      expect(counters.unknownNodes, counters.id).toBe(0);
    }
    expect(hub.ingest.unmapped.list()).toEqual([]);
    expect(mock.homeless).toBe(0);
    const pm25 = hub.state.value[mockNodes().slotOf("A1-pm25")];
    expect(pm25).toBeGreaterThan(5);
    expect(pm25).toBeLessThan(70);
    await mock.close();
    await until("edges said goodbye", () => {
      const lamp = mockNodes().slotOf("L1-0");
      return (hub.state.flags[lamp] & FLAG.stale) !== 0;
    });
  });

  it.skipIf(!RECORDED)("replays a recording as replayed, gaps left as gaps", async () => {
    const replay = await startReplay({
      sceneDir: folders.sceneDir,
      brokerUrl: hub.mqttUrl,
      file: RECORDING,
      from: "2015-12-31",
      speed: 360_000,
      log: () => undefined,
    });
    await replay.finished;
    const hours = readRecording(RECORDING, "2015-12-31");
    const expected = hours.flatMap((hour) => [0, 1].map((station) => stationMessage(hour, station)));
    expect(replay.tally.gaps).toBe(expected.filter((message) => message === undefined).length);
    expect(replay.tally.messages + replay.tally.gaps).toBe(48);
    await until("all replayed", () => hub.ingest.counters[4].messages === replay.tally.messages);
    const slot = mockNodes().slotOf("A1-pm25");
    const last = hours
      .map((hour) => stationMessage(hour, 0))
      .filter((message) => message !== undefined)
      .at(-1);
    expect(hub.state.value[slot]).toBe(last?.pm25);
    expect(hub.state.flags[slot]).toBe(FLAG.replayed);
    expect(hub.state.sourceTime[slot]).toBe(Date.parse(last?.time as string));
    await replay.close();
  });
});

describe.skipIf(!RECORDED)("recording", () => {
  it("keeps local time and leaves out what is NA", () => {
    const hours = readRecording(RECORDING);
    expect(hours.length).toBe(25_602);
    expect(hours[0].time).toBe("2013-01-29T06:00:00+08:00");
    expect(stationMessage(hours[0], 0)).toMatchObject({
      pm25: 30,
      humidity: 70.67,
      pressure: 1022,
      temp: 8,
      wind: 73,
      rain: 0,
    });
    expect(stationMessage(hours[0], 4)?.pm25).toBe(32);
    expect(hours.some((hour) => stationMessage(hour, 0) === undefined)).toBe(true);
    expect(() => readRecording(RECORDING, "2020-01-01")).toThrow("choose an earlier day");
    expect(() => readRecording(RECORDING, "soon")).toThrow("write a day such as");
  });
});
