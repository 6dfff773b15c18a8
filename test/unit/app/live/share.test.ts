// Snapshots keep the identity of what has not changed, and of nothing that has.

import { describe, expect, it } from "vitest";
import type { NodeState, Snapshot } from "../../../../src/app/live/protocol.ts";
import { shared, sharedSnapshot } from "../../../../src/app/live/share.ts";

const row = (slot: number, value: number, counts = [1, 2, 3]): NodeState => ({
  slot,
  value,
  sourceTime: 1000,
  severity: 2,
  flags: 0,
  counts,
  staleCount: 0,
  total: 6,
});
const snapshot = (more: Partial<Snapshot> = {}): Snapshot => ({
  focus: 0,
  node: row(0, Number.NaN),
  children: [row(1, Number.NaN), row(2, Number.NaN)],
  watched: [],
  worst: [row(7, 1), row(8, 2)],
  worstTotal: 2,
  indicators: [],
  dataTime: 5,
  replayTime: Number.NaN,
  ...more,
});

describe("a snapshot", () => {
  it("is the one before when nothing has changed, NaN or not", () => {
    const before = snapshot();
    expect(sharedSnapshot(before, snapshot())).toBe(before);
    expect(sharedSnapshot(null, before)).toBe(before);
  });

  it("keeps what has not changed, and has the new values of what has", () => {
    const before = snapshot();
    const now = sharedSnapshot(before, snapshot({ children: [row(1, 5), row(2, Number.NaN)], dataTime: 6 }));
    expect(now).not.toBe(before);
    expect(now.children).not.toBe(before.children);
    expect(now.children[0].value).toBe(5);
    expect(now.children[1]).toBe(before.children[1]);
    expect(now.node).toBe(before.node);
    expect(now.worst).toBe(before.worst);
    expect(now.dataTime).toBe(6);
    expect(before.children[0].value).toBeNaN();
  });

  it("finds rows that moved up a list", () => {
    const before = snapshot();
    const now = sharedSnapshot(before, snapshot({ worst: [row(8, 2), row(9, 3)] }));
    expect(now.worst[0]).toBe(before.worst[1]);
    expect(now.worst.map(({ slot }) => slot)).toEqual([8, 9]);
  });

  it("does not take a shorter list or another shape for the same", () => {
    expect(shared([1, 2, 3], [1, 2])).toEqual([1, 2]);
    expect(shared({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
    expect(shared({ a: 1 }, { a: null })).toEqual({ a: null });
    expect(shared([], {})).toEqual({});
  });
});
