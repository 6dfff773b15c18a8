// Freshness and loss under a clock of the test's own: intervals, recordings, a lost broker, sessions.

import { describe, expect, it } from "vitest";
import { Ingest } from "../../../src/feeds/ingest.ts";
import { encodeSparkplug, SPB_TYPE } from "../../../src/feeds/sparkplugPayload.ts";
import { RecentSamples } from "../../../src/hub/recent.ts";
import { FLAG } from "../../../src/twin/flags.ts";
import { stateNodesOf } from "../../../src/twin/rollUp.ts";
import { readScene } from "../../../src/twin/scene/readScene.ts";
import { StateTable } from "../../../src/twin/stateTable.ts";
import { TINY_SCENE } from "../hub/tinyHub.ts";
import { tinyCity } from "../twin/tinyCity.ts";

const T0 = Date.UTC(2026, 10, 22);
const MINUTE = 60_000;
const text = new TextEncoder();

function setUp(more: object = {}) {
  const recording = {
    id: "past",
    name: { zh: "重放" },
    convention: "json",
    topic: "past/{code}",
    origin: "replayed",
    readings: [{ node: "{code}", value: "v", time: "t" }],
  };
  const scene = readScene({
    ...TINY_SCENE,
    feeds: [...TINY_SCENE.feeds, recording],
    sources: { generator: "x" },
    ...more,
  });
  const nodes = tinyCity();
  const state = new StateTable(stateNodesOf(nodes));
  const recent = new RecentSamples(state.points.length);
  const rebirths: string[] = [];
  const ingest = new Ingest(scene, nodes, state, {
    changed: () => undefined,
    observed: (slot, time, _ingest, value, severity, flags) => recent.push(slot, time, value, severity, flags),
    rebirth: (group, edge) => rebirths.push(`${group}/${edge}`),
  });
  const say = (topic: string, payload: unknown, now: number): void =>
    ingest.handle(topic, payload instanceof Uint8Array ? payload : text.encode(JSON.stringify(payload)), now);
  const flags = (code: string): number => state.flags[nodes.slotOf(code)];
  const value = (code: string): number => state.value[nodes.slotOf(code)];
  return { ingest, state, recent, nodes, rebirths, say, flags, value };
}

describe("a topic that changes its type", () => {
  it("is counted with its reason while it cannot be read, keeps the last value, and is read again when it can be", () => {
    const { ingest, say, value, flags } = setUp();
    const plain = ingest.counters.findIndex(({ id }) => id === "plain");
    say("city/level/L1", { v: 0.25, t: T0 }, T0);
    const strangers = [
      { v: { now: 1 }, t: T0 },
      { v: "high", t: T0 },
      ["v", 1],
      "text",
      { level: 1 },
      new Uint8Array([0, 255, 1]),
    ];
    strangers.forEach((payload, i) => {
      say("city/level/L1", payload, T0 + 1000 * (i + 1));
    });
    expect(ingest.counters[plain].errors).toBe(strangers.length);
    expect(ingest.faults[plain].list()).toMatchObject([{ topic: "city/level/L1", count: strangers.length }]);
    expect([value("L1"), flags("L1")]).toEqual([0.25, 0]);
    say("city/level/L1", { v: "0.5", t: T0 + 9000 }, T0 + 9000);
    expect(value("L1")).toBe(0.5);
    say("city/level/L1", { v: true, t: T0 + 10_000 }, T0 + 10_000);
    expect(value("L1")).toBe(1);
  });
});

describe("freshness", () => {
  it("turns stale after three declared intervals without news, and fresh again with news", () => {
    const { ingest, say, flags, state } = setUp();
    say("city/level/L1", { v: 0.1, t: T0 }, T0);
    expect(ingest.sweep(T0 + 30 * MINUTE)).toBe(0);
    expect(ingest.sweep(T0 + 30 * MINUTE + 1)).toBe(1);
    expect(flags("L1")).toBe(FLAG.stale);
    expect(ingest.sweep(T0 + 40 * MINUTE)).toBe(0);
    expect([...state.counts.subarray(0, 7)]).toEqual([5, 0, 0, 0, 0, 0, 1]);
    say("city/level/L1", { v: 0.1, t: T0 + 41 * MINUTE }, T0 + 41 * MINUTE);
    expect(flags("L1")).toBe(0);
  });

  it("judges a recording by when it arrives, and lets it start again", () => {
    const { ingest, say, flags, value } = setUp();
    say("past/L1", { v: 1, t: "2015-12-31T00:00:00+08:00" }, T0);
    say("past/L1", { v: 2, t: "2015-12-31T01:00:00+08:00" }, T0 + 1000);
    expect(flags("L1")).toBe(FLAG.replayed);
    expect(ingest.sweep(T0 + MINUTE)).toBe(0);
    expect(ingest.sweep(T0 + 31 * MINUTE + 1000)).toBe(1);
    say("past/L1", { v: 3, t: "2015-12-31T00:30:00+08:00" }, T0 + 32 * MINUTE);
    expect(value("L1")).toBe(2);
    say("past/L1", { v: 4, t: "2015-12-01T00:00:00+08:00" }, T0 + 33 * MINUTE);
    expect(value("L1")).toBe(4);
    expect(flags("L1")).toBe(FLAG.replayed);
  });

  it("does not believe a clock that is ahead", () => {
    const { say, flags, state, nodes, value } = setUp();
    say("city/level/L1", { v: 0.1, t: T0 + 10 * MINUTE }, T0);
    expect(state.sourceTime[nodes.slotOf("L1")]).toBe(T0);
    expect(flags("L1")).toBe(FLAG.uncertain);
    say("city/level/L1", { v: 0.2, t: T0 + MINUTE }, T0 + MINUTE);
    expect(value("L1")).toBe(Math.fround(0.2));
    expect(flags("L1")).toBe(0);
  });

  it("takes a missing value as bad and unknown", () => {
    const { say, flags, state, nodes, recent } = setUp();
    say("city/level/L1", { v: 0.9, t: T0 }, T0);
    say("city/level/L1", { v: null, t: T0 + 1 }, T0 + 1);
    expect(flags("L1")).toBe(FLAG.bad);
    expect(state.severity[nodes.slotOf("L1")]).toBe(0);
    expect(recent.of(nodes.slotOf("L1")).map(({ v }) => v)).toEqual([Math.fround(0.9), null]);
  });
});

describe("a lost broker", () => {
  it("makes everything stale; back again, what is within its interval counts, what was silent does not", () => {
    const { ingest, say, flags, state } = setUp();
    say("city/level/L1", { v: 0.1, t: T0 }, T0);
    say("city/level/L2", { v: 0.1, t: T0 + 25 * MINUTE }, T0 + 25 * MINUTE);
    ingest.sourceLost(T0 + 26 * MINUTE);
    expect([flags("L1"), flags("L2")]).toEqual([FLAG.stale, FLAG.stale]);
    expect(flags("L3")).toBe(0);
    expect(state.staleCount[0]).toBe(2);
    ingest.sourceBack(T0 + 35 * MINUTE);
    expect([flags("L1"), flags("L2")]).toEqual([FLAG.stale, 0]);
    expect(state.staleCount[0]).toBe(1);
  });

  it("asks every Sparkplug edge anew, whose points stay stale until it answers", () => {
    const { ingest, say, flags, rebirths } = setUp();
    const birth = encodeSparkplug({
      seq: 0,
      timestamp: T0,
      metrics: [{ name: "L3", alias: 1, timestamp: T0, datatype: SPB_TYPE.double, value: 0.1 }],
    });
    const data = (seq: number, t: number): Uint8Array =>
      encodeSparkplug({
        seq,
        timestamp: t,
        metrics: [{ alias: 1, timestamp: t, datatype: SPB_TYPE.double, value: 0.2 }],
      });
    say("spBv1.0/tiny/NBIRTH/E", birth, T0);
    ingest.sourceLost(T0 + MINUTE);
    ingest.sourceBack(T0 + 2 * MINUTE);
    expect(flags("L3")).toBe(FLAG.stale);
    say("spBv1.0/tiny/NDATA/E", data(1, T0 + 3 * MINUTE), T0 + 3 * MINUTE);
    expect(rebirths).toEqual(["tiny/E"]);
    expect(flags("L3")).toBe(FLAG.stale);
    say("spBv1.0/tiny/NBIRTH/E", birth, T0 + 4 * MINUTE);
    say("spBv1.0/tiny/NDATA/E", data(1, T0 + 4 * MINUTE), T0 + 4 * MINUTE);
    expect(flags("L3")).toBe(0);
  });
});

describe("history", () => {
  it("files historical metrics without touching the last value", () => {
    const { say, value, recent, nodes, ingest } = setUp();
    const metric = { name: "L3", alias: 1, datatype: SPB_TYPE.double };
    say("spBv1.0/tiny/NBIRTH/E", encodeSparkplug({ seq: 0, metrics: [{ ...metric, timestamp: T0, value: 0.1 }] }), T0);
    const past = { ...metric, timestamp: T0 - MINUTE, value: 0.7, isHistorical: true };
    say("spBv1.0/tiny/NDATA/E", encodeSparkplug({ seq: 1, metrics: [past] }), T0);
    expect(value("L3")).toBe(Math.fround(0.1));
    expect(recent.of(nodes.slotOf("L3")).map(({ v }) => v)).toEqual([Math.fround(0.7), Math.fround(0.1)]);
    expect(ingest.counters[2].historical).toBe(1);
  });
});

it("never throws, whatever arrives on whatever topic", () => {
  const { ingest, state } = setUp();
  let seed = 11;
  const next = (n: number): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
  };
  const topics = [
    "city/level/L1",
    "city/lora/g",
    "spBv1.0/tiny/NBIRTH/E",
    "spBv1.0/tiny/DDATA/E/D",
    "spBv1.0/tiny",
    "x",
  ];
  for (let i = 0; i < 5000; i++) {
    const payload = Uint8Array.from({ length: next(60) }, () => (i % 2 ? next(256) : 32 + next(95)));
    ingest.handle(topics[next(topics.length)], payload, T0 + i);
  }
  expect(ingest.messages).toBe(5000);
  const errors = ingest.counters.reduce((sum, counters) => sum + counters.errors, 0);
  expect(errors).toBeGreaterThan(1000);
  for (const list of ingest.faults)
    for (const fault of list.list()) expect(fault.reason).not.toContain("fault of the hub");
  expect([...state.counts.subarray(0, 7)].reduce((a, b) => a + b)).toBe(6);
});

describe("units, availability and places", () => {
  const feeds = [
    {
      id: "zigbee",
      name: { zh: "Zigbee" },
      convention: "zigbee2mqtt",
      topic: "z2m/{name}",
      origin: "live",
      readings: [{ node: "{name}", value: "depth", unit: "cm" }],
      nodes: { "cellar/one": "L1" },
    },
    {
      id: "lora2",
      name: { zh: "SenML" },
      convention: "senml",
      topic: "units/{gateway}",
      origin: "live",
      readings: [{ node: "{name}" }],
    },
    { id: "buses", name: { zh: "公交" }, convention: "hfp", topic: "hfp/#", origin: "live" },
    { id: "warnings", name: { zh: "预警" }, convention: "cap", topic: "cap/#", origin: "live" },
  ];
  const kinds = TINY_SCENE.kinds.map((kind) => ({ ...kind, unit: kind.id === "level" ? "m" : "°C" }));

  it("converts to the node's unit, and lists what it cannot convert with the reason", () => {
    const { say, value, ingest } = setUp({ feeds, kinds });
    say("z2m/cellar/one", { depth: 45 }, T0);
    expect(value("L1")).toBe(Math.fround(0.45));
    say("units/g1", [{ n: "L2", u: "mm", v: 250 }], T0);
    expect(value("L2")).toBe(0.25);
    say("units/g1", [{ n: "L2", u: "lx", v: 9 }], T0 + 1);
    expect(value("L2")).toBe(0.25);
    say("units/g1", [{ n: "nobody", v: 9 }], T0 + 2);
    say("strange/topic", 1, T0 + 3);
    expect(ingest.unmapped.list().map(({ topic, code, reason }) => [topic, code, reason])).toEqual([
      ["strange/topic", null, "no feed takes this topic"],
      ["units/g1", "nobody", "no monitoring point has this code"],
      ["units/g1", "L2", "unit lx is not m"],
    ]);
    expect(ingest.counters[1]).toMatchObject({ readings: 1, unknownUnits: 1, unknownNodes: 1 });
  });

  it("is stale while a device or its bridge is away, and itself again when both are back in time", () => {
    const { say, flags } = setUp({ feeds, kinds });
    say("z2m/cellar/one", { depth: 45 }, T0);
    say("z2m/bridge/state", { state: "offline" }, T0 + 1000);
    expect(flags("L1")).toBe(FLAG.stale);
    say("z2m/cellar/one/availability", { state: "offline" }, T0 + 2000);
    say("z2m/bridge/state", { state: "online" }, T0 + 3000);
    expect(flags("L1")).toBe(FLAG.stale);
    say("z2m/cellar/one/availability", { state: "online" }, T0 + 4000);
    expect(flags("L1")).toBe(0);
    say("z2m/bridge/state", { state: "offline" }, T0 + 5000);
    // What it said is too old by then.
    say("z2m/bridge/state", { state: "online" }, T0 + 31 * MINUTE);
    expect(flags("L1")).toBe(FLAG.stale);
  });

  it("keeps movers and warnings, and counts payloads that are too large", () => {
    const { say, ingest } = setUp({ feeds, kinds });
    say("hfp/bus", { VP: { veh: 1, oper: 2, lat: 60, long: 24, tst: new Date(T0).toISOString() } }, T0);
    expect(ingest.movers.all()).toHaveLength(1);
    const cap = `<alert><identifier>1</identifier><sender>s</sender><sent>2026-11-22T00:00:00Z</sent><status>Exercise</status><msgType>Alert</msgType><scope>Public</scope></alert>`;
    say("cap/1", text.encode(cap), T0);
    expect(ingest.alerts.list()).toMatchObject([{ identifier: "1", status: "Exercise" }]);
    ingest.sweep(T0 + 25 * 60 * MINUTE);
    expect([ingest.alerts.list(), ingest.movers.all()]).toEqual([[], []]);
    say("units/g1", text.encode(" ".repeat(2 ** 20 + 1)), T0);
    expect(ingest.faults[1].list()[0].reason).toBe("1048577 bytes, at most 1048576 are read");
  });

  it("estimates how far a feed's clock is off", () => {
    const { say, ingest } = setUp({ feeds, kinds });
    expect(ingest.skewMs(1)).toBeNaN();
    say("units/g1", [{ n: "L1", t: (T0 + 4000) / 1000, v: 1, u: "m" }], T0);
    expect(ingest.skewMs(1)).toBe(-4000);
  });
});
