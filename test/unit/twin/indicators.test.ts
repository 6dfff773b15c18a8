import { describe, expect, it } from "vitest";
import { aqi, aqiItemOf, aqiTableAt, iaqi } from "../../../src/twin/airQuality.ts";
import { AQI_TABLES } from "../../../src/twin/catalogues/hj633.ts";
import { FLAG } from "../../../src/twin/flags.ts";
import { computeIndicators } from "../../../src/twin/indicators.ts";
import { stateNodesOf } from "../../../src/twin/rollUp.ts";
import { readScene } from "../../../src/twin/scene/readScene.ts";
import { StateTable } from "../../../src/twin/stateTable.ts";
import { tinyCity } from "./tinyCity.ts";

const in2026 = Date.UTC(2026, 2, 1);
const before = in2026 - 1;

describe("air quality index", () => {
  it("gives the published check values of both editions", () => {
    const [table26, table12] = [aqiTableAt(in2026), aqiTableAt(before)];
    expect(table26.standardRef).toBe("HJ 633-2026");
    expect(table12.standardRef).toBe("HJ 633-2012");
    expect(iaqi(table26, "pm25", 75)).toBe(114);
    expect(iaqi(table26, "pm25", 59)).toBe(98);
    expect(iaqi(table26, "pm10", 150)).toBe(112);
    expect(iaqi(table12, "pm25", 75)).toBe(100);
    expect(iaqi(table12, "pm10", 150)).toBe(100);
  });

  it("meets its steps exactly and never falls", () => {
    for (const table of AQI_TABLES)
      for (const [item, points] of Object.entries(table.breakpoints)) {
        points.forEach((point, i) => {
          expect(iaqi(table, item as "pm25", point), `${item} ${point}`).toBe([0, 50, 100, 150, 200, 300, 400, 500][i]);
        });
        const top = points.at(-1) as number;
        let last = 0;
        for (let i = 0; i <= 1000; i++) {
          const here = iaqi(table, item as "pm25", (top * 1.2 * i) / 1000);
          expect(here).toBeGreaterThanOrEqual(last);
          last = here;
        }
      }
  });

  it("names the primary pollutant above 50 only, and knows nothing of nothing", () => {
    expect(aqi({ pm25: 75, pm10: 40, o3: 100 }, in2026)).toMatchObject({ value: 114, primary: "pm25" });
    expect(aqi({ pm25: 10 }, in2026)).toMatchObject({ primary: null });
    expect(aqi({ pm25: Number.NaN }, in2026)).toBeUndefined();
    expect(aqi({}, in2026)).toBeUndefined();
    expect(aqiItemOf("so2")).toBe("so2-1h");
    expect(aqiItemOf("o3-8h")).toBe("o3-8h");
    expect(aqiItemOf("toString")).toBeUndefined();
  });
});

describe("computeIndicators", () => {
  const indicator = (id: string, compute: object, more: object = {}): object => ({
    id,
    field: "resilience",
    name: { zh: id },
    compute,
    ...more,
  });
  const scene = readScene({
    id: "tiny",
    name: { zh: "小" },
    adminCode: "310000",
    sources: { generator: "x" },
    kinds: [
      { id: "level", level: "point", name: { zh: "水位" }, field: "resilience" },
      { id: "temp", level: "point", name: { zh: "气温" }, field: "liveable" },
    ],
    indicators: [
      indicator("mean", { op: "mean", kind: "level" }, { limits: { high: [0.5, 0.8, null, null] } }),
      indicator("max", { op: "max", kind: "level" }),
      indicator("min", { op: "min", kind: "level" }),
      indicator("sum", { op: "sum", kind: "level" }),
      indicator("share", { op: "share", kind: "level", where: { atLeast: 0.5 } }),
      indicator("normal", { op: "normalShare" }),
      indicator("online", { op: "onlineShare", field: "liveable" }),
      indicator("alarms", { op: "alarmCount" }),
      indicator("count", { op: "count", kind: "level" }),
      indicator("aqi", { op: "aqi", kinds: { pm25: "level" } }),
    ],
  });
  const setUp = () => {
    const nodes = tinyCity();
    const state = new StateTable(stateNodesOf(nodes));
    const values = (place: string) =>
      Object.fromEntries(computeIndicators(scene, nodes, state, nodes.slotOf(place)).map((value) => [value.id, value]));
    return { nodes, state, values, at: (code: string) => nodes.slotOf(code) };
  };

  it("says null and not zero where nothing is known", () => {
    const { values } = setUp();
    const all = values("310000");
    for (const id of ["mean", "max", "min", "sum", "share", "normal", "aqi"]) expect(all[id].value, id).toBeNull();
    expect(all.online.value).toBe(0);
    expect(all.count.value).toBe(3);
    expect(all.mean).toMatchObject({ n: 0, oldestTime: null, severity: 0 });
  });

  it("computes each figure from the points below the place alone", () => {
    const { state, values, at } = setUp();
    state.apply(at("L1"), 0.25, 1000, 5000, 1, FLAG.simulated);
    state.apply(at("L2"), 0.75, 2000, 5000, 3, FLAG.simulated);
    state.apply(at("L3"), 2, 3000, 5000, 5, 0);
    state.apply(at("T1"), 20, 3000, 5000, 1, FLAG.stale);
    const city = values("310000");
    expect(city.mean).toMatchObject({ value: 1, n: 3, oldestTime: 1000, newestTime: 3000, severity: 3 });
    expect(city.share.value).toBeCloseTo(200 / 3);
    expect(city.normal).toMatchObject({ value: 50, n: 6 });
    expect(city.online.value).toBe(0);
    expect(city.alarms.value).toBe(2);
    const district = values("310101");
    expect([district.mean.value, district.max.value, district.min.value, district.sum.value]).toEqual([
      0.5, 0.75, 0.25, 1,
    ]);
    expect(district.mean).toMatchObject({ severity: 2, liveness: "simulated" });
    expect(district.count.value).toBe(2);
  });

  it("leaves stale points out of a mean while others are fresh, and says stale when none is", () => {
    const { state, values, at } = setUp();
    state.apply(at("L1"), 1, 1000, 5000, 1, 0);
    state.apply(at("L2"), 3, 1000, 5000, 1, 0);
    state.markStale(at("L2"), 6000);
    expect(values("310101").mean).toMatchObject({ value: 1, n: 1, liveness: "live" });
    state.markStale(at("L1"), 6000);
    expect(values("310101").mean).toMatchObject({ value: 2, n: 2, liveness: "stale" });
    state.apply(at("L1"), 9, 2000, 7000, 0, FLAG.bad);
    expect(values("310101").mean).toMatchObject({ value: 3, n: 1, liveness: "stale" });
  });
});
