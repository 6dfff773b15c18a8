// Last known values put by and brought back: each with its own time, all stale, counted in the places above.

import { describe, expect, it } from "vitest";
import { putValues, valuesOf } from "../../../../src/app/offline/values.ts";
import { FLAG } from "../../../../src/twin/flags.ts";
import { stateNodesOf } from "../../../../src/twin/rollUp.ts";
import { StateTable } from "../../../../src/twin/stateTable.ts";
import { tinyCity } from "../../twin/tinyCity.ts";

const [T1, T2, KEPT] = [1_800_000_000_000, 1_800_000_060_000, 1_800_000_090_000];

describe("kept values", () => {
  const nodes = tinyCity();
  const table = (): StateTable => new StateTable(stateNodesOf(nodes));
  const live = table();
  const [first, second, third] = live.points;
  live.apply(first, 1.5, T1, T1, 1, 0);
  live.apply(second, 9, T2, T2, 4, FLAG.simulated);
  const kept = structuredClone(valuesOf(live, "hash"));

  it("are of the points that have one, and of no other", () => {
    expect([...kept.slot]).toEqual([first, second]);
    expect(kept.scene).toBe("hash");
  });
  it("come back with value, own time and severity, and stale", () => {
    const back = table();
    const { dataTime, replayTime } = putValues(kept, back, KEPT);
    expect([back.value[first], back.sourceTime[first], back.severity[first]]).toEqual([1.5, T1, 1]);
    expect(back.flags[first]).toBe(FLAG.stale);
    expect(back.flags[second]).toBe(FLAG.stale | FLAG.simulated);
    expect(back.hasState(third)).toBe(false);
    expect(dataTime).toBe(T2);
    expect(replayTime).toBeNaN();
  });
  it("count as stale in the city, and glow for nobody", () => {
    const back = table();
    putValues(kept, back, KEPT);
    expect(back.staleCount[back.rollUp.rowOf(0)]).toBe(2);
    expect(back.risenAt[second]).toBe(KEPT);
  });
  it("give way to what is newer", () => {
    const back = table();
    putValues(kept, back, KEPT);
    back.putLeaf(first, 2, T2, KEPT + 1, 1, 0);
    expect([back.value[first], back.flags[first]]).toEqual([2, 0]);
  });
});
