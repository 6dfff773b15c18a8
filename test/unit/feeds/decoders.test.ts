import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createDecoder, DecodeError, type FeedEvents } from "../../../src/feeds/decode.ts";
import { readSenml, writeSenml } from "../../../src/feeds/senml.ts";
import { readSourceTime } from "../../../src/feeds/sourceTime.ts";
import { FLAG } from "../../../src/twin/flags.ts";
import { type Feed, feed as feedSchema } from "../../../src/twin/scene/schema.ts";
import { sharedData } from "../../support/need.ts";

const SENML = sharedData("payloads/senml");
const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const NOW = Date.UTC(2026, 10, 22);

type Told = [string, number, number, number, boolean];
function listen(feed: Partial<Feed> & Pick<Feed, "convention" | "topic">): {
  told: Told[];
  dead: string[];
  unnamed: string[];
  decoder: ReturnType<typeof createDecoder>;
} {
  const told: Told[] = [];
  const dead: string[] = [];
  const unnamed: string[] = [];
  const events: FeedEvents = {
    reading: (code, value, time, flags, historical) => told.push([code, value, time, flags, historical]),
    dead: (code) => dead.push(code),
    alive: () => undefined,
    mover: () => undefined,
    alert: () => undefined,
    rebirth: () => undefined,
    unnamed: (name) => unnamed.push(name),
  };
  const whole = feedSchema.parse({
    id: "f",
    name: { zh: "f" },
    origin: "live",
    readings: [{ node: "{code}" }],
    ...feed,
  });
  return { told, dead, unnamed, decoder: createDecoder(whole, "Asia/Shanghai", events) };
}

describe("json", () => {
  const air = (): ReturnType<typeof listen> =>
    listen({
      convention: "json",
      topic: "city/air/{station}",
      readings: [
        { node: "{station}-PM25", value: "pm25", time: "time", scale: 1, offset: 0 },
        { node: "{station}-T", value: "met.temp", scale: 0.1, offset: -40 },
      ],
    });

  it("reads values by path, scaled, with the source time", () => {
    const { told, decoder } = air();
    expect(decoder.subscription).toBe("city/air/+");
    expect(decoder.owns("city/air/A1")).toBe(true);
    expect(decoder.owns("city/air/A1/x")).toBe(false);
    const payload = { time: "2015-12-01T08:00:00+08:00", pm25: 113, met: { temp: 520 } };
    expect(decoder.decode("city/air/A1", bytes(payload), NOW)).toBe(2);
    expect(told[0]).toEqual(["A1-PM25", 113, Date.UTC(2015, 11, 1), 0, false]);
    expect(told[1][0]).toBe("A1-T");
    expect(told[1][1]).toBeCloseTo(12);
    expect(told[1][2]).toBeNaN();
  });

  it("passes over what is absent, takes null as a bad value, and refuses the rest with a reason", () => {
    const { told, decoder } = air();
    decoder.decode("city/air/A1", bytes({ pm25: null }), NOW);
    expect(told).toEqual([["A1-PM25", Number.NaN, Number.NaN, FLAG.bad, false]]);
    const refused = (payload: string | Uint8Array): string => {
      try {
        decoder.decode("city/air/A1", typeof payload === "string" ? bytes(payload) : payload, NOW);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
        return (error as DecodeError).reason;
      }
      throw new Error("was not refused");
    };
    expect(refused("{")).toContain("not JSON");
    expect(refused('{"x":1}')).toContain('none of the paths "pm25", "met.temp"');
    expect(refused('{"pm25":"high"}')).toContain("expected a number");
    expect(refused('{"pm25":1,"time":"yesterday"}')).toContain("ISO 8601");
    expect(refused('{"__proto__":{"pm25":1}}')).toContain("none of the paths");
    expect(refused(Uint8Array.of(0xff, 0xfe))).toContain("UTF-8");
  });

  it("reads bare numbers", () => {
    const { told, decoder } = listen({ convention: "json", topic: "level/{code}/now" });
    decoder.decode("level/D-7/now", bytes("0.42"), NOW);
    decoder.decode("level/D-7/now", bytes("true"), NOW);
    expect(told.map(([code, value]) => [code, value])).toEqual([
      ["D-7", 0.42],
      ["D-7", 1],
    ]);
  });
});

describe("source time", () => {
  it("reads seconds, milliseconds, zones, and local time across daylight saving", () => {
    expect(readSourceTime(1_700_000_000, "UTC")).toBe(1_700_000_000_000);
    expect(readSourceTime(1_700_000_000_123, "UTC")).toBe(1_700_000_000_123);
    expect(readSourceTime("1700000000", "UTC")).toBe(1_700_000_000_000);
    expect(readSourceTime("2024-02-24T22:20:38", "Asia/Shanghai")).toBe(Date.UTC(2024, 1, 24, 14, 20, 38));
    expect(readSourceTime("2024-02-24 22:20", "Asia/Shanghai")).toBe(Date.UTC(2024, 1, 24, 14, 20));
    expect(readSourceTime("2024-02-24T22:20:38.5-0330", "UTC")).toBe(Date.UTC(2024, 1, 25, 1, 50, 38, 500));
    expect(readSourceTime("2024-07-01T12:00:00", "Europe/Helsinki")).toBe(Date.UTC(2024, 6, 1, 9));
    expect(readSourceTime("2024-01-01T12:00:00", "Europe/Helsinki")).toBe(Date.UTC(2024, 0, 1, 10));
    for (const bad of ["", "24/02/2024", -5, Number.NaN, {}, true, "2024-13-45T99:00:00Z"])
      expect(() => readSourceTime(bad, "UTC")).toThrow(DecodeError);
  });
});

describe.skipIf(!SENML)("senml of RFC 8428", () => {
  const file = (name: string): Uint8Array => readFileSync(resolve(SENML as string, name));

  it("resolves base name, time and unit as the RFC's own example", () => {
    const expected = JSON.parse(new TextDecoder().decode(file("ex5.resolved.json"))) as {
      n: string;
      u: string;
      t: number;
      v: number;
    }[];
    const records = readSenml(file("ex5.senml.json"), NOW);
    expect(records.map(({ name, unit, time, value }) => ({ n: name, u: unit, t: time / 1000, v: value }))).toEqual(
      expected,
    );
  });

  it("adds negative times to the base time", () => {
    const records = readSenml(file("ex3.senml.json"), NOW);
    expect(records).toHaveLength(7);
    expect(records[0]).toMatchObject({ name: "urn:dev:ow:10e2073a01080063/voltage", unit: "V", value: 120.1 });
    expect(records[1].unit).toBe("A");
    expect(records[1].time).toBeCloseTo(1276020071001, 0);
    expect(records.map((record) => record.value)).toEqual([120.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7]);
  });

  it("finds node codes by name pattern", () => {
    const { told, unnamed, decoder } = listen({
      convention: "senml",
      topic: "lora/{gateway}/senml",
      namePattern: "urn:dev:ow:{code}/voltage",
    });
    expect(decoder.decode("lora/g1/senml", file("ex3.senml.json"), NOW)).toBe(1);
    expect(told).toEqual([["10e2073a01080063", 120.1, 1276020076001, 0, false]]);
    expect(unnamed).toHaveLength(6);
  });
});

describe("senml", () => {
  const read = (pack: unknown) => readSenml(bytes(pack), NOW);

  it("takes times below 2^28 as relative to now", () => {
    expect(read([{ n: "a", v: 1, t: -5 }])[0].time).toBe(NOW - 5000);
    expect(read([{ n: "a", v: 1 }])[0].time).toBe(NOW);
    expect(read([{ n: "a", v: 1, t: 2 ** 28 }])[0].time).toBe(2 ** 28 * 1000);
    expect(read([{ n: "a", v: 1, t: 2 ** 28 - 1 }])[0].time).toBe(NOW + (2 ** 28 - 1) * 1000);
  });

  it("knows every value field, base value and base sum", () => {
    const pack = [
      { bn: "urn:x:", bv: 20, bs: 100, n: "a", v: 2.5, s: 1 },
      { n: "b", vb: true },
      { n: "c", vs: "open" },
      { n: "d", vd: "aGk", ut: 30 },
      { n: "e" },
    ];
    const records = read(pack);
    expect(records[0]).toMatchObject({ name: "urn:x:a", value: 22.5, sum: 101 });
    expect(records[1]).toMatchObject({ booleanValue: true });
    expect(records[1].value).toBeUndefined();
    expect(records[2]).toMatchObject({ stringValue: "open" });
    expect(records[3]).toMatchObject({ dataValue: "aGk", updateTime: 30 });
    expect(records[4]).toMatchObject({ value: 20, sum: 100 });
    expect(
      read([
        { bn: "urn:x:", bt: 2e9 },
        { n: "a", v: 1 },
      ]),
    ).toHaveLength(1);
  });

  it("refuses what the RFC refuses", () => {
    for (const pack of [
      {},
      [1],
      [{ v: 1 }],
      [{ n: "-a", v: 1 }],
      [{ n: "a b", v: 1 }],
      [{ n: "a" }],
      [{ n: "a", v: 1, vs: "x" }],
      [{ n: "a", v: "1" }],
      [{ n: "a", vb: 1 }],
      [{ n: "a", v: 1, must_: 1 }],
      [{ n: "a", v: 1, bver: 11 }],
      [
        { n: "a", v: 1, bver: 5 },
        { n: "a", v: 1, bver: 6 },
      ],
    ])
      expect(() => read(pack), JSON.stringify(pack)).toThrow(DecodeError);
  });

  it("reads what it writes", () => {
    const values = [
      { name: "L1", time: NOW + 250, value: 0.5 },
      { name: "L2", time: NOW - 1500, value: -3 },
    ];
    const records = readSenml(bytes(writeSenml("urn:dev:", values)), NOW);
    expect(records.map(({ name, time, value }) => ({ name: name.slice(8), time, value }))).toEqual(values);
  });
});

describe("any decoder", () => {
  it("meets random and damaged bytes with DecodeError alone", () => {
    let seed = 3;
    const next = (n: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * n);
    };
    const feeds = [
      { decoder: listen({ convention: "json", topic: "a/{code}" }).decoder, topic: "a/b", good: '{"v":[1,{"x":2}]}' },
      { decoder: listen({ convention: "senml", topic: "a/{g}" }).decoder, topic: "a/b", good: '[{"bn":"a","v":1}]' },
    ];
    let errors = 0;
    for (const { decoder, topic, good } of feeds)
      for (let i = 0; i < 3000; i++) {
        const payload = i % 2 ? bytes(good) : Uint8Array.from({ length: next(60) }, () => next(256));
        if (i % 2) payload[next(payload.length)] = next(256);
        try {
          decoder.decode(topic, payload, NOW);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
          errors++;
        }
      }
    expect(errors).toBeGreaterThan(3000);
  });
});
