// Moving through the tree without a globe: up, sideways, neighbours in the network, points on buildings, what a node's panel is about.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { go, goSibling, goUp, pointsOfBuilding, upstreamOf } from "../../../src/app/navigate.ts";
import { focusOf, gridHolding, useView } from "../../../src/app/stores/view.ts";
import { addressFollowed } from "../../../src/app/url.ts";
import type { NodeTable } from "../../../src/twin/nodeTable.ts";
import { layOut } from "../twin/tinyCity.ts";
import { openTinyCity, standInBrowser } from "./openCity.ts";

describe("navigation", () => {
  let nodes: NodeTable;
  let browser: ReturnType<typeof standInBrowser>;
  const at = (code: string): number => nodes.slotOf(code);
  const here = (): string => nodes.columns.code[useView.getState().node];

  beforeEach(() => {
    browser = standInBrowser("/wall");
    addressFollowed();
    nodes = openTinyCity();
  });
  afterEach(() => vi.unstubAllGlobals());

  it("takes a node in hand and writes it down; nonsense is passed over", () => {
    go(at("T3"));
    expect(here()).toBe("T3");
    expect(browser.pushed).toEqual(["/wall?node=T3"]);
    go(-1);
    go(nodes.slotCount);
    expect(here()).toBe("T3");
    go(0, { history: false });
    expect(browser.pushed).toHaveLength(1);
    expect(browser.address().search).toBe("");
  });

  it("goes up to the parent and stops at the city", () => {
    go(at("L1"));
    const way = [];
    for (let i = 0; i < 6; i++) {
      goUp();
      way.push(here());
    }
    expect(way).toEqual(["F1", "310101001001001", "310101001", "310101", "310000", "310000"]);
  });

  it("goes to siblings of the same level, around the end", () => {
    go(at("310101"));
    goSibling(1);
    expect(here()).toBe("310102");
    goSibling(1);
    expect(here()).toBe("310101");
    goSibling(-1);
    expect(here()).toBe("310102");
    go(0);
    goSibling(1);
    expect(here()).toBe("310000");
    go(at("L1"));
    goSibling(1);
    expect(here()).toBe("T1");
  });

  it("knows what a panel is about: the facility of a point, the grid of a building", () => {
    expect(focusOf(nodes, at("L1"))).toBe(at("F1"));
    expect(focusOf(nodes, at("L3"))).toBe(at("310102001001001"));
    expect(focusOf(nodes, at("310102"))).toBe(at("310102"));
    expect(gridHolding(nodes, at("T2"))).toBe(at("310101001001001"));
  });

  it("finds what is mounted on a building, and none on another", () => {
    const { buildingStart, buildingEnd } = nodes.columns;
    const grid = at("310101001001001");
    for (const place of [0, at("310101"), at("310101001"), grid]) {
      buildingStart[place] = nodes.coreCount;
      buildingEnd[place] = nodes.slotCount;
    }
    expect(pointsOfBuilding(nodes.coreCount + 1).map((slot) => nodes.columns.code[slot])).toEqual(["FL1", "L2"]);
    expect(pointsOfBuilding(nodes.coreCount)).toEqual([]);
  });

  it("finds who flows into a node, at most eight", () => {
    const wells = Array.from({ length: 12 }, (_, i) => ({
      level: "point" as const,
      code: `W${i}`,
      kind: 0,
      downstream: i < 10 ? "S" : undefined,
    }));
    nodes = layOut(
      {
        level: "city",
        code: "310000",
        children: [{ level: "grid", code: "G", children: [...wells, { level: "point", code: "S", kind: 0 }] }],
      },
      0,
    );
    openTinyCity(nodes);
    expect(upstreamOf(at("S")).map((slot) => nodes.columns.code[slot])).toEqual([
      "W0",
      "W1",
      "W2",
      "W3",
      "W4",
      "W5",
      "W6",
      "W7",
    ]);
    expect(upstreamOf(at("W0"))).toEqual([]);
  });
});
