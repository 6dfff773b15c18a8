import { describe, expect, it } from "vitest";
import {
  ageMsOf,
  applyFrame,
  decodeFrame,
  encodeFrame,
  FrameError,
  outdateMissing,
  packAge,
} from "../../../src/feeds/frame.ts";
import { FrameSequence } from "../../../src/feeds/frameSequence.ts";
import { FLAG } from "../../../src/twin/flags.ts";
import { LEVEL } from "../../../src/twin/level.ts";
import { stateNodesOf } from "../../../src/twin/rollUp.ts";
import { StateTable } from "../../../src/twin/stateTable.ts";
import { tinyCity } from "../twin/tinyCity.ts";

const HUB_TIME = 1_763_795_000_000;
const header = { kind: "key", partition: 1, epoch: 1_763_790_000, seq: 41, hubTime: HUB_TIME, oldestIngest: HUB_TIME };

function busyCity() {
  const nodes = tinyCity();
  const state = new StateTable(stateNodesOf(nodes));
  [...state.points].forEach((slot, i) => {
    state.apply(slot, i * 1.25, HUB_TIME - 1000 * i, HUB_TIME, i, i % 2 ? FLAG.simulated : 0);
  });
  state.markStale(state.points[2], HUB_TIME);
  const dirty = [...state.dirty];
  const isPoint = (slot: number): boolean => slot < nodes.coreCount && nodes.columns.level[slot] === LEVEL.point;
  return { nodes, state, leaves: dirty.filter(isPoint), rollUps: dirty.filter((slot) => !isPoint(slot)) };
}

describe("frame", () => {
  it("carries a city's state to another table unchanged", () => {
    const { nodes, state, leaves, rollUps } = busyCity();
    const bytes = encodeFrame({ ...header, kind: "key" }, state, leaves, rollUps);
    expect(bytes.length).toBe(48 + leaves.length * 14 + rollUps.length * 37);
    const frame = decodeFrame(bytes);
    expect(frame).toMatchObject({ ...header });
    const copy = new StateTable(stateNodesOf(nodes));
    applyFrame(frame, copy);
    for (const column of ["value", "sourceTime", "severity", "flags", "counts", "staleCount", "worst"] as const)
      expect([...copy[column]], column).toEqual([...state[column]]);
    expect(copy.tally.refused).toBe(0);
    expect([...copy.dirty].sort()).toEqual([...state.dirty].sort());
  });

  it("shows as risen only what rises after the first frame", () => {
    const { nodes, state, leaves, rollUps } = busyCity();
    const copy = new StateTable(stateNodesOf(nodes));
    applyFrame(decodeFrame(encodeFrame({ ...header, kind: "key" }, state, leaves, rollUps)), copy);
    expect([...copy.risenAt].every((time) => time === Number.NEGATIVE_INFINITY)).toBe(true);
    const calm = nodes.slotOf("L1");
    state.apply(calm, 9, HUB_TIME + 1, HUB_TIME + 1, 5, 0);
    const later = { ...header, kind: "delta", hubTime: HUB_TIME + 1 } as const;
    applyFrame(decodeFrame(encodeFrame(later, state, leaves, rollUps)), copy);
    expect(copy.risenAt[calm]).toBe(HUB_TIME + 1);
    expect(copy.risenAt[nodes.slotOf("F1")]).toBe(HUB_TIME + 1);
    expect([...copy.risenAt].filter((time) => time === HUB_TIME + 1).length).toBeLessThan(8);
  });

  it("reads frames that start at an odd address", () => {
    const { state, leaves, rollUps } = busyCity();
    const bytes = encodeFrame({ ...header, kind: "delta" }, state, leaves, rollUps);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect([...decodeFrame(shifted.subarray(1)).value]).toEqual([...decodeFrame(bytes).value]);
    expect([...decodeFrame(Buffer.from(shifted.buffer).subarray(1)).value]).toEqual([...decodeFrame(bytes).value]);
  });

  it("makes views of aligned frames, not copies", () => {
    const { state, leaves } = busyCity();
    const bytes = encodeFrame({ ...header, kind: "delta" }, state, leaves, []);
    expect(decodeFrame(bytes).slot.buffer).toBe(bytes.buffer);
  });

  it("carries the age of a recording of 1970 to the second, and no age below 0", () => {
    const { state } = busyCity();
    state.apply(state.points[0], 1, HUB_TIME + 5000, HUB_TIME, 1, 0);
    state.forgetTime(state.points[1]);
    state.apply(state.points[1], 1, 0, HUB_TIME, 1, FLAG.replayed);
    const frame = decodeFrame(encodeFrame({ ...header, kind: "key" }, state, state.points.subarray(0, 2), []));
    expect(ageMsOf(frame.age[0])).toBe(0);
    expect(Math.abs(ageMsOf(frame.age[1]) - HUB_TIME)).toBeLessThanOrEqual(500);
    for (const age of [1, 199, 2 ** 31 - 1]) expect(ageMsOf(packAge(age))).toBe(age);
    expect(ageMsOf(packAge(2 ** 31 + 300))).toBe(Math.round((2 ** 31 + 300) / 1000) * 1000);
  });

  it("refuses everything else with a reason, whatever the bytes", () => {
    const { state, leaves, rollUps } = busyCity();
    const good = encodeFrame({ ...header, kind: "key" }, state, leaves, rollUps);
    let seed = 1;
    const next = (n: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * n);
    };
    let refused = 0;
    for (let i = 0; i < 5000; i++) {
      const bytes = i % 2 ? good.slice(0, next(good.length)) : Uint8Array.from({ length: next(200) }, () => next(256));
      if (i % 3 === 0) bytes.set(good.subarray(0, Math.min(6, bytes.length)));
      try {
        decodeFrame(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(FrameError);
        refused++;
      }
    }
    expect(refused).toBe(5000);
    for (let i = 0; i < 2000; i++) {
      const bytes = good.slice();
      bytes[next(bytes.length)] ^= 1 << next(8);
      try {
        applyFrame(decodeFrame(bytes), new StateTable(stateNodesOf(tinyCity())));
      } catch (error) {
        expect(error).toBeInstanceOf(FrameError);
      }
    }
  });

  it("marks stale what a new hub's keyframe does not know", () => {
    const { nodes, state, leaves } = busyCity();
    const copy = new StateTable(stateNodesOf(nodes));
    applyFrame(decodeFrame(encodeFrame({ ...header, kind: "key" }, state, leaves, [])), copy);
    const l1 = nodes.slotOf("L1");
    const frame = decodeFrame(encodeFrame({ ...header, epoch: 2, kind: "key" }, state, [l1], []));
    outdateMissing(frame, copy, nodes.columns.partition);
    expect(copy.flags[l1] & FLAG.stale).toBe(0);
    expect(copy.flags[nodes.slotOf("T1")] & FLAG.stale).toBe(FLAG.stale);
    expect(copy.flags[nodes.slotOf("L3")] & FLAG.stale).toBe(0);
  });
});

describe("FrameSequence", () => {
  const delta = (seq: number, epoch = 1) => ({ kind: "delta", epoch, seq }) as const;
  const key = (seq: number, epoch = 1) => ({ kind: "key", epoch, seq }) as const;

  it("applies in order, skips what it has, and recovers from a gap by a keyframe", () => {
    const sequence = new FrameSequence();
    expect(sequence.next(delta(5))).toBe("gap");
    expect(sequence.next(key(5))).toBe("apply");
    expect(sequence.next(delta(5))).toBe("skip");
    expect(sequence.next(delta(6))).toBe("apply");
    expect(sequence.next(key(6))).toBe("skip");
    expect(sequence.next(delta(8))).toBe("gap");
    expect(sequence.recovering).toBe(true);
    expect(sequence.next(delta(9))).toBe("gap");
    expect(sequence.next(key(5))).toBe("skip");
    expect(sequence.next(key(9))).toBe("apply");
    expect(sequence.next(delta(10))).toBe("apply");
    expect(sequence.newEpoch).toBe(false);
  });

  it("starts over with another hub", () => {
    const sequence = new FrameSequence();
    sequence.next(key(100, 7));
    expect(sequence.next(delta(1, 9))).toBe("gap");
    expect(sequence.next(key(1, 9))).toBe("apply");
    expect(sequence.newEpoch).toBe(true);
    expect(sequence.next(delta(2, 9))).toBe("apply");
    expect(sequence.newEpoch).toBe(false);
  });
});
