import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { DecodeError } from "../../../src/feeds/decodeError.ts";
import { decodeSparkplug, encodeSparkplug, SPB_TYPE, type SpbMetric } from "../../../src/feeds/sparkplugPayload.ts";
import { rebirthCommand, rebirthTopic, SparkplugSession } from "../../../src/feeds/sparkplugSession.ts";
import { FLAG } from "../../../src/twin/flags.ts";
import { sharedData } from "../../support/need.ts";

const have = sharedData("payloads/sparkplug");
const FOLDER = have ?? "";
const TAHU = resolve(FOLDER, "tahu_encoded_shanghai");

interface IndexEntry {
  file: string;
  topic: string;
  payload: {
    timestamp: number;
    seq?: number;
    metrics: { name?: string; alias?: number; value: unknown; type: string }[];
  };
}

function host() {
  const metrics: [string, string, number, number, number, boolean][] = [];
  const dead: string[] = [];
  const rebirths: string[] = [];
  const session = new SparkplugSession({
    metric: (o, name, value, time, flags, historical) => metrics.push([o.device, name, value, time, flags, historical]),
    dead: (o, name) => dead.push(`${o.device}/${name}`),
    rebirth: (group, edge, reason) => rebirths.push(`${group}/${edge}: ${reason}`),
  });
  const send = (type: string, payload: Parameters<typeof encodeSparkplug>[0], device = "", now = 0): void => {
    session.accept(`spBv1.0/G/${type}/E${device && `/${device}`}`, encodeSparkplug(payload), now);
  };
  return { session, send, metrics, dead, rebirths };
}

describe.skipIf(!have)("payloads of other implementations", () => {
  const index = have ? (JSON.parse(readFileSync(resolve(TAHU, "index.json"), "utf8")) as IndexEntry[]) : [];

  it("decodes every Tahu payload to the values that were encoded", () => {
    expect(index.length).toBe(9);
    for (const { file, payload } of index) {
      const decoded = decodeSparkplug(readFileSync(resolve(TAHU, file)));
      expect(decoded.timestamp, file).toBe(payload.timestamp);
      if (payload.seq !== undefined) expect(decoded.seq, file).toBe(payload.seq);
      expect(decoded.metrics.length, file).toBe(payload.metrics.length);
      payload.metrics.forEach((metric, i) => {
        const got = decoded.metrics[i];
        if (metric.name !== undefined) expect(got.name).toBe(metric.name);
        if (metric.alias !== undefined) expect(got.alias).toBe(metric.alias);
        if (typeof metric.value === "number" && metric.type === "Float")
          expect(got.value).toBe(Math.fround(metric.value));
        else if (metric.value !== null) expect(got.value, `${file} ${metric.name}`).toBe(metric.value);
      });
    }
  });

  it("follows the recorded session from birth to death without a gap", () => {
    const { session, metrics, dead, rebirths } = host();
    for (const { file, topic } of index) session.accept(topic, readFileSync(resolve(TAHU, file)), 0);
    expect(rebirths).toEqual([]);
    expect(metrics.filter(([, name]) => name === "PM_Jingan").length).toBeGreaterThan(1);
    expect(dead).toContain("PM25/PM_Jingan");
    expect(session.aliveEdges).toBe(0);
  });

  it("asks for rebirth at the recorded gap", () => {
    const { session, rebirths } = host();
    const read = (name: string): Uint8Array => readFileSync(resolve(FOLDER, name));
    session.accept("spBv1.0/U/NBIRTH/E", read("umh_NBIRTH_V1.bin"), 0);
    session.accept("spBv1.0/U/NDATA/E", read("umh_NDATA_V1.bin"), 0);
    expect(rebirths).toEqual([]);
    session.accept("spBv1.0/U/NDATA/E", read("umh_NDATA_GAP.bin"), 0);
    expect(rebirths).toEqual(["U/E: sequence 1 → 5"]);
  });

  it("re-encodes to bytes that decode to the same", () => {
    for (const { file } of index) {
      const decoded = decodeSparkplug(readFileSync(resolve(TAHU, file)));
      expect(decodeSparkplug(encodeSparkplug(decoded)), file).toEqual(decoded);
    }
  });
});

describe("payload", () => {
  it("carries every numeric type, negative and large", () => {
    const metrics: SpbMetric[] = [
      { name: "i8", datatype: SPB_TYPE.int8, value: -5 },
      { name: "i16", datatype: SPB_TYPE.int16, value: -3000 },
      { name: "i32", datatype: SPB_TYPE.int32, value: -(2 ** 31) },
      { name: "i64", datatype: SPB_TYPE.int64, value: -(2 ** 40) },
      { name: "u32", datatype: SPB_TYPE.uint32, value: 2 ** 32 - 1 },
      { name: "u64", datatype: SPB_TYPE.uint64, value: 2 ** 52 },
      { name: "f", datatype: SPB_TYPE.float, value: 0.5 },
      { name: "d", datatype: SPB_TYPE.double, value: Math.PI },
      { name: "b", datatype: SPB_TYPE.boolean, value: false },
      { name: "s", datatype: SPB_TYPE.string, value: "水位" },
      { name: "q", datatype: SPB_TYPE.double, value: 1, quality: 500, isHistorical: true, alias: 7, timestamp: 9 },
      { name: "n", datatype: SPB_TYPE.double, isNull: true },
    ];
    expect(decodeSparkplug(encodeSparkplug({ timestamp: 1_700_000_000_123, seq: 255, metrics }))).toEqual({
      timestamp: 1_700_000_000_123,
      seq: 255,
      metrics,
    });
  });

  it("meets random and damaged bytes with DecodeError alone", () => {
    let seed = 5;
    const next = (n: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * n);
    };
    const good = encodeSparkplug({
      timestamp: 1,
      seq: 1,
      metrics: [{ name: "a", datatype: 10, value: 1, quality: 0 }],
    });
    let errors = 0;
    for (let i = 0; i < 6000; i++) {
      const payload =
        i % 2 ? good.slice(0, 1 + next(good.length)) : Uint8Array.from({ length: next(80) }, () => next(256));
      if (i % 2) payload[next(payload.length)] = next(256);
      try {
        decodeSparkplug(payload);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
        errors++;
      }
    }
    expect(errors).toBeGreaterThan(1000);
  });
});

describe("session", () => {
  const birth = (bdSeq: number) => ({
    seq: 0,
    metrics: [
      { name: "bdSeq", datatype: SPB_TYPE.uint64, value: bdSeq },
      { name: "power", alias: 1, datatype: SPB_TYPE.double, value: 3 },
    ],
  });
  const device = (seq: number) => ({
    seq,
    metrics: [{ name: "lamp", alias: 2, datatype: SPB_TYPE.boolean, value: true }],
  });

  it("asks a late joiner's edge for its birth, once in five seconds", () => {
    const { send, rebirths, metrics } = host();
    send("NDATA", { seq: 9, metrics: [{ alias: 1, datatype: 10, value: 1 }] }, "", 1000);
    send("NDATA", { seq: 10, metrics: [{ alias: 1, datatype: 10, value: 1 }] }, "", 2000);
    expect(rebirths).toEqual(["G/E: no birth seen"]);
    expect(metrics).toEqual([]);
    send("NDATA", { seq: 11, metrics: [] }, "", 6001);
    expect(rebirths).toHaveLength(2);
    expect(rebirthTopic("G", "E")).toBe("spBv1.0/G/NCMD/E");
    expect(decodeSparkplug(rebirthCommand(5)).metrics[0]).toMatchObject({ name: "Node Control/Rebirth", value: true });
  });

  it("resolves aliases of devices and wraps the sequence", () => {
    const { send, metrics, rebirths } = host();
    send("NBIRTH", birth(1));
    send("DBIRTH", device(1), "D");
    for (let i = 2; i < 260; i++)
      send("DDATA", { seq: i % 256, metrics: [{ alias: 2, datatype: 11, value: i % 2 === 0, timestamp: i }] }, "D");
    expect(rebirths).toEqual([]);
    expect(metrics.at(-1)).toEqual(["D", "lamp", 0, 259, 0, false]);
  });

  it("believes a death only if it belongs to the birth", () => {
    const { send, dead } = host();
    send("NBIRTH", birth(4));
    send("DBIRTH", device(1), "D");
    send("NDEATH", { metrics: [{ name: "bdSeq", datatype: SPB_TYPE.uint64, value: 3 }] });
    expect(dead).toEqual([]);
    send("NDEATH", { metrics: [{ name: "bdSeq", datatype: SPB_TYPE.uint64, value: 4 }] });
    expect(dead.sort()).toEqual(["/power", "D/lamp"]);
  });

  it("lets one device die and asks when it speaks on", () => {
    const { send, dead, rebirths } = host();
    send("NBIRTH", birth(4));
    send("DBIRTH", device(1), "D");
    send("DDEATH", { seq: 2, metrics: [] }, "D");
    expect(dead).toEqual(["D/lamp"]);
    send("DDATA", { seq: 3, metrics: [{ alias: 2, datatype: 11, value: true }] }, "D", 10);
    expect(rebirths).toEqual(["G/E: no birth of D seen"]);
  });

  it("tells quality and history apart", () => {
    const { send, metrics } = host();
    send("NBIRTH", birth(4));
    metrics.length = 0;
    send("NDATA", { seq: 1, timestamp: 77, metrics: [{ alias: 1, datatype: 10, value: 5, quality: 0 }] });
    send("NDATA", { seq: 2, metrics: [{ alias: 1, datatype: 10, value: 6, quality: 500, isHistorical: true }] });
    send("NDATA", { seq: 3, metrics: [{ alias: 1, datatype: 10, isNull: true, timestamp: 5 }] });
    expect(metrics.map((m) => m.slice(2))).toEqual([
      [5, 77, FLAG.bad, false],
      [6, Number.NaN, FLAG.stale, true],
      [Number.NaN, 5, FLAG.bad, false],
    ]);
  });

  it("passes over commands and host state, refuses malformed topics", () => {
    const { session } = host();
    const empty = encodeSparkplug({ metrics: [] });
    expect(session.accept("spBv1.0/STATE/host", empty, 0)).toBe(false);
    expect(session.accept("spBv1.0/G/NCMD/E", empty, 0)).toBe(false);
    expect(() => session.accept("spBv1.0/G/NDATA/E/D", empty, 0)).toThrow(DecodeError);
    expect(() => session.accept("spBv1.0/G/DDATA/E", empty, 0)).toThrow(DecodeError);
  });
});
