// The list of assets: what is in it, in which order, and that it tells of each what the state table knows.

import { describe, expect, it } from "vitest";
import { AssetList, type AssetQuery } from "../../../src/twin/assetList.ts";
import { stateNodesOf } from "../../../src/twin/rollUp.ts";
import { compileFilter, NO_FILTER } from "../../../src/twin/stateFilter.ts";
import { StateTable } from "../../../src/twin/stateTable.ts";
import { tinyCity } from "./tinyCity.ts";

const NOW = 1_800_000_000_000;
const kinds = [
  { id: "level", name: { zh: "水位", en: "Level" } },
  { id: "temp", name: { zh: "温度", en: "Temperature" } },
  { id: "station", name: { zh: "泵站", en: "Station" } },
];
const QUERY: AssetQuery = { below: 0, of: "points", sort: "code", down: false, language: "zh", text: "" };

function city() {
  const nodes = tinyCity();
  const state = new StateTable(stateNodesOf(nodes));
  const reads = (code: string, value: number, severity: number, time = NOW): void => {
    state.apply(nodes.slotOf(code), value, time, time, severity, 0);
  };
  return { nodes, state, reads, list: new AssetList(nodes, kinds) };
}

describe("the list of assets", () => {
  const { nodes, state, reads, list } = city();
  const codes = (more: Partial<AssetQuery>, passes = undefined as ReturnType<typeof compileFilter>): string[] =>
    [...list.slots({ ...QUERY, ...more }, state, passes)].map((slot) => nodes.columns.code[slot]);
  reads("L1", 5, 1, NOW - 3000);
  reads("L2", 9, 4, NOW - 1000);
  reads("T1", 20, 3, NOW - 2000);

  it("has every point below a place, and of a place only its own", () => {
    const points = [...nodes.columns.level].filter((_, slot) => state.isPoint(slot)).length;
    expect(codes({})).toHaveLength(points);
    expect(codes({})).toEqual([...codes({})].sort());
    for (const code of codes({ below: nodes.slotOf("310102") }))
      expect(nodes.pathTo(nodes.slotOf(code)).map((slot) => nodes.columns.code[slot])).toContain("310102");
    expect(codes({ below: nodes.slotOf("310102") }).length).toBeLessThan(points);
  });

  it("has the worst first; values and times the other way round too, what has none last in both", () => {
    expect(codes({ sort: "severity", down: true }).slice(0, 3)).toEqual(["L2", "T1", "L1"]);
    expect(codes({ sort: "time", down: true }).slice(0, 3)).toEqual(["L2", "T1", "L1"]);
    expect(codes({ sort: "time" }).slice(0, 3)).toEqual(["L1", "T1", "L2"]);
    // Levels are not compared with temperatures.
    const byValue = codes({ sort: "value", down: true });
    expect(byValue.indexOf("L2")).toBeLessThan(byValue.indexOf("L1"));
    expect(byValue.indexOf("L1")).toBeLessThan(byValue.indexOf("T1"));
  });

  it("obeys the filter, and finds by code and by name in the language of the page", () => {
    const passes = compileFilter({ ...NO_FILTER, severities: [4] }, nodes, state, kinds);
    expect(codes({}, passes)).toEqual(["L2"]);
    expect(codes({ text: "l2" })).toEqual(["L2"]);
    expect(codes({ text: "没有的" })).toEqual([]);
  });

  it("tells value, time and severity of a point, and of a facility the alarms and points below", () => {
    const rows = list.rows([nodes.slotOf("L2")], state);
    expect([rows.value[0], rows.time[0], rows.severity[0]]).toEqual([9, NOW - 1000, 4]);
    const facilities = list.slots({ ...QUERY, of: "facilities" }, state, undefined);
    expect(facilities.length).toBeGreaterThan(0);
    const told = list.rows(facilities, state);
    facilities.forEach((slot, i) => {
      const below = [...state.points].filter((point) => nodes.pathTo(point).includes(slot));
      expect(told.points[i]).toBe(below.length);
      expect(told.alarms[i]).toBe(below.filter((point) => state.severity[point] >= 2).length);
      expect(told.severity[i]).toBe(Math.max(0, ...below.map((point) => state.severity[point])));
    });
  });
});
