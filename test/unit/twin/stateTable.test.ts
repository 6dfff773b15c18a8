import { describe, expect, it } from "vitest";
import { FLAG } from "../../../src/twin/flags.ts";
import { LEVEL } from "../../../src/twin/level.ts";
import type { NodeTable } from "../../../src/twin/nodeTable.ts";
import { categoryOf, stateNodesOf } from "../../../src/twin/rollUp.ts";
import { CATEGORY_COUNT } from "../../../src/twin/severity.ts";
import { OUTCOME, StateTable } from "../../../src/twin/stateTable.ts";
import { tinyCity } from "./tinyCity.ts";

const setUp = (): { nodes: NodeTable; state: StateTable; at: (code: string) => number } => {
  const nodes = tinyCity();
  return { nodes, state: new StateTable(stateNodesOf(nodes)), at: (code) => nodes.slotOf(code) };
};

const countsOf = (state: StateTable, slot: number): number[] => {
  const row = state.rollUp.rowOf(slot);
  return [...state.counts.subarray(row * CATEGORY_COUNT, (row + 1) * CATEGORY_COUNT)];
};

/** Counts from nothing, by walking every point: what the incremental roll-up must equal. */
function recount(nodes: NodeTable, state: StateTable, slot: number): { counts: number[]; stale: number } {
  const counts = new Array<number>(CATEGORY_COUNT).fill(0);
  let stale = 0;
  for (const point of state.points) {
    const inside =
      slot >= nodes.coreCount ? chainOf(nodes, point).includes(slot) : point !== slot && nodes.isWithin(point, slot);
    if (!inside) continue;
    const isStale = (state.flags[point] & FLAG.stale) !== 0;
    counts[categoryOf(state.severity[point], isStale)]++;
    if (isStale) stale++;
  }
  return { counts, stale };
}

const chainOf = (nodes: NodeTable, slot: number): number[] => {
  const chain: number[] = [];
  for (let at = slot; at >= 0 && at < nodes.coreCount; at = nodes.columns.parent[at])
    chain.push(nodes.columns.parent[at]);
  return chain;
};

describe("StateTable", () => {
  it("starts with every point in the category no data, at every node above it", () => {
    const { state, at } = setUp();
    expect(countsOf(state, at("310000"))).toEqual([6, 0, 0, 0, 0, 0, 0]);
    expect(countsOf(state, at("310101"))).toEqual([4, 0, 0, 0, 0, 0, 0]);
    expect(countsOf(state, at("310102"))).toEqual([2, 0, 0, 0, 0, 0, 0]);
    expect(countsOf(state, at("F1"))).toEqual([2, 0, 0, 0, 0, 0, 0]);
    expect(countsOf(state, 0 + state.coreCount + 1)).toEqual([2, 0, 0, 0, 0, 0, 0]);
    expect(state.rollUp.rowOf(state.coreCount)).toBe(-1);
  });

  it("takes a reading, rolls it up through facility, building and places, and lists what changed", () => {
    const { state, at } = setUp();
    expect(state.apply(at("T2"), 31, 1000, 1500, 4, 0)).toBe(OUTCOME.applied);
    const building = state.coreCount + 1;
    for (const slot of [at("FL1"), building, at("310101001001001"), at("310101"), 0]) expect(state.worst[slot]).toBe(4);
    expect(state.worst[at("310102")]).toBe(0);
    expect(state.worst[at("F1")]).toBe(0);
    expect([...state.dirty].sort((a, b) => a - b)).toEqual(
      [at("T2"), at("FL1"), building, at("310101001001001"), at("310101001"), at("310101"), 0].sort((a, b) => a - b),
    );
    expect(state.risenAt[0]).toBe(1500);
    state.clearDirty();
    expect(state.dirty.length).toBe(0);
    state.apply(at("T2"), 32, 2000, 2500, 4, 0);
    expect([...state.dirty]).toEqual([at("T2")]);
    expect(state.risenAt[0]).toBe(1500);
  });

  it("counts late and duplicate readings and leaves the last value alone", () => {
    const { state, at } = setUp();
    const slot = at("L1");
    state.apply(slot, 1, 1000, 1000, 1, 0);
    expect(state.apply(slot, 9, 999, 2000, 5, 0)).toBe(OUTCOME.late);
    expect(state.apply(slot, 1, 1000, 2000, 1, 0)).toBe(OUTCOME.duplicate);
    expect(state.apply(slot, 2, 1000, 2000, 1, 0)).toBe(OUTCOME.applied);
    expect(state.value[slot]).toBe(2);
    expect(state.tally).toEqual({ applied: 2, late: 1, duplicate: 1, refused: 0 });
    expect(state.apply(at("F1"), 1, 1, 1, 1, 0)).toBe(OUTCOME.refused);
    expect(state.apply(-1, 1, 1, 1, 1, 0)).toBe(OUTCOME.refused);
    expect(state.apply(state.coreCount + 1, 1, 1, 1, 1, 0)).toBe(OUTCOME.refused);
  });

  it("keeps an alarm an alarm when it goes stale, and counts it as stale besides", () => {
    const { state, at } = setUp();
    state.apply(at("L1"), 9, 1000, 1000, 5, 0);
    state.apply(at("T1"), 9, 1000, 1000, 1, 0);
    expect(state.markStale(at("L1"), 2000)).toBe(true);
    expect(state.markStale(at("L1"), 2000)).toBe(false);
    expect(state.markStale(at("T1"), 2000)).toBe(true);
    expect(state.markStale(at("L3"), 2000)).toBe(false);
    expect(countsOf(state, at("F1"))).toEqual([0, 0, 0, 0, 0, 1, 1]);
    expect(state.staleCount[at("F1")]).toBe(2);
    state.apply(at("L1"), 1, 3000, 3000, 1, 0);
    expect(countsOf(state, at("F1"))).toEqual([0, 1, 0, 0, 0, 0, 1]);
    expect(state.worst[at("F1")]).toBe(1);
  });

  it("equals a recount from nothing after ten thousand mixed changes", () => {
    const { nodes, state } = setUp();
    let seed = 7;
    const next = (n: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * n);
    };
    for (let i = 0; i < 10_000; i++) {
      const slot = state.points[next(state.points.length)];
      if (next(5) === 0) state.markStale(slot, i);
      else state.apply(slot, next(100), i - next(3), i, next(6), next(7) === 0 ? FLAG.stale : 0);
    }
    const slots = [...Array(nodes.coreCount).keys(), ...state.rollUp.liveBuildings];
    for (const slot of slots) {
      if (slot < nodes.coreCount && nodes.columns.level[slot] === LEVEL.point) continue;
      const { counts, stale } = recount(nodes, state, slot);
      expect(countsOf(state, slot), `counts of ${slot}`).toEqual(counts);
      expect(state.staleCount[state.rollUp.rowOf(slot)], `stale of ${slot}`).toBe(stale);
      const worst = [5, 4, 3, 2, 1].find((severity) => counts[severity] > 0) ?? 0;
      expect(state.worst[slot], `worst of ${slot}`).toBe(worst);
    }
  });

  it("takes columns as it takes single readings", () => {
    const { state, at } = setUp();
    const columns = {
      slot: Int32Array.of(at("L1"), at("L1"), 0),
      value: Float32Array.of(1, 2, 3),
      sourceTime: Float64Array.of(10, 5, 1),
      severity: Uint8Array.of(1, 1, 1),
      flags: new Uint8Array(3),
    };
    expect(state.applyMany(columns, 20)).toBe(1);
    expect(state.tally).toEqual({ applied: 1, late: 1, duplicate: 0, refused: 1 });
  });
});
