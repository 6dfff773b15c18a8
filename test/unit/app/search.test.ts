// Search: every word must occur; whole names before beginnings before the rest, outer levels before inner ones.

import { beforeAll, describe, expect, it } from "vitest";
import { loadSounds } from "../../../src/app/pinyin.ts";
import { searchNodes } from "../../../src/app/search.ts";
import type { NodeTable } from "../../../src/twin/nodeTable.ts";
import { layOut } from "../twin/tinyCity.ts";
import { openTinyCity } from "./openCity.ts";

const NAMES: Record<string, [string, string]> = {
  "310000": ["江城市", "River City"],
  "310101": ["江岸区", "Riverside"],
  "310101001": ["滨江街道", "Binjiang"],
  G1: ["滨江01网格", ""],
  F1: ["江岸泵站", "Riverside pumping station"],
  F2: ["江岸", "Bank"],
  "P-000123": ["", ""],
};

describe("search", () => {
  let nodes: NodeTable;
  const codes = (text: string, limit?: number): string[] =>
    searchNodes(nodes, text, limit).map((slot) => nodes.columns.code[slot]);

  beforeAll(() => {
    nodes = layOut(
      {
        level: "city",
        code: "310000",
        children: [
          {
            level: "district",
            code: "310101",
            children: [
              {
                level: "street",
                code: "310101001",
                children: [
                  {
                    level: "grid",
                    code: "G1",
                    children: [
                      { level: "facility", code: "F1", children: [{ level: "point", code: "P-000123", kind: 0 }] },
                      { level: "facility", code: "F2" },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
      0,
    );
    const { columns } = nodes;
    Object.assign(columns, {
      name: columns.code.map((code) => NAMES[code][0]),
      nameEn: columns.code.map((code) => NAMES[code][1]),
    });
    openTinyCity(nodes);
  });

  it("puts the whole name first, then beginnings, then the rest, outer before inner", () => {
    expect(codes("江岸")).toEqual(["F2", "310101", "F1"]);
    expect(codes("江")).toEqual(["310000", "310101", "F1", "F2", "310101001", "G1"]);
  });

  it("reads English names without regard to case", () => {
    expect(codes("riverside")).toEqual(["310101", "F1"]);
    expect(codes("RIVER")).toEqual(["310000", "310101", "F1"]);
  });

  it("wants every word", () => {
    expect(codes("riverside station")).toEqual(["F1"]);
    expect(codes("riverside bridge")).toEqual([]);
  });

  it("finds codes, whole before beginning", () => {
    expect(codes("310101")).toEqual(["310101", "310101001"]);
    expect(codes("p-000123")).toEqual(["P-000123"]);
  });

  it("finds what has no name by its kind and the end of its code", () => {
    expect(codes("水位")).toEqual(["P-000123"]);
    expect(codes("水位 000123")).toEqual(["P-000123"]);
  });

  it("gives nothing for nothing and no more than asked for", () => {
    expect(codes("")).toEqual([]);
    expect(codes("   ")).toEqual([]);
    expect(codes("江", 2)).toEqual(["310000", "310101"]);
  });

  it("finds names by their initials and their syllables, in the sounds they have as words", async () => {
    const sounds = await loadSounds();
    const by = (text: string): string[] =>
      searchNodes(nodes, text, undefined, undefined, sounds).map((slot) => nodes.columns.code[slot]);
    expect(by("jabz")).toEqual(["F1"]);
    expect(by("jianganbeng")).toEqual(["F1"]);
    expect(by("bj01")).toEqual(["G1"]);
    expect(by("ja")[0]).toBe("310101");
    expect(new Set(by("ja"))).toEqual(new Set(["310101", "F1", "F2"]));
    // Chinese is searched as it is written.
    expect(by("滨江01")).toEqual(["G1"]);
    expect(sounds("重庆路3号")).toBe("cql3h\nchongqinglu3hao");
    expect(sounds("Bank 7")).toBe("");
  });
});
