// What the panels are told of a place: its children, the worst below it first, counts that add up.

import { describe, expect, it } from "vitest";
import { SnapshotTaker } from "../../../src/app/live/snapshot.ts";
import { stateNodesOf } from "../../../src/twin/rollUp.ts";
import { StateTable } from "../../../src/twin/stateTable.ts";
import { tinyCity } from "../twin/tinyCity.ts";

describe("snapshot", () => {
  const nodes = tinyCity();
  const state = new StateTable(stateNodesOf(nodes));
  const scene = { id: "tiny", kinds: [], indicators: [], live: {} } as never;
  const taker = new SnapshotTaker(nodes, state, scene);
  const at = (code: string): number => nodes.slotOf(code);
  const codes = (states: readonly { slot: number }[]): string[] => states.map(({ slot }) => nodes.columns.code[slot]);

  it("says nothing is known before anything has come", () => {
    const { node, worst, children } = taker.take(Number.NaN, Number.NaN);
    expect(node).toMatchObject({ slot: 0, severity: 0, total: 6, counts: [6, 0, 0, 0, 0, 0, 0] });
    expect(worst).toEqual([]);
    expect(codes(children)).toEqual(["310101", "310102"]);
  });

  it("counts below, names the worst first, newest before older of the same severity", () => {
    state.apply(at("L1"), 2, 1000, 1000, 3, 0);
    state.apply(at("L3"), 3, 2000, 2000, 5, 0);
    state.apply(at("T1"), 4, 3000, 3000, 3, 0);
    state.apply(at("T3"), 5, 3000, 3000, 1, 0);
    const { node, worst, worstTotal, children } = taker.take(3000, Number.NaN);
    expect(worstTotal).toBe(3);
    taker.passes = (slot) => slot !== at("L3");
    expect(taker.take(3000, Number.NaN)).toMatchObject({
      worstTotal: 2,
      worst: [{ slot: at("T1") }, { slot: at("L1") }],
    });
    taker.passes = undefined;
    expect(node).toMatchObject({ severity: 5, counts: [2, 1, 0, 2, 0, 1, 0] });
    expect(codes(worst)).toEqual(["L3", "T1", "L1"]);
    expect(children.map(({ severity, total }) => [severity, total])).toEqual([
      [3, 4],
      [5, 2],
    ]);
    expect(worst[0]).toMatchObject({ value: 3, sourceTime: 2000, severity: 5 });
  });

  it("looks only below its focus, and at what is watched wherever it is", () => {
    taker.view(at("310101"), [at("L3"), -1, 99_999]);
    const { node, worst, children, watched } = taker.take(3000, Number.NaN);
    expect(node.total).toBe(4);
    expect(codes(worst)).toEqual(["T1", "L1"]);
    expect(codes(children)).toEqual(["310101001"]);
    expect(codes(watched)).toEqual(["L3"]);
    expect(watched[0].value).toBe(3);
  });
});
