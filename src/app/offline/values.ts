// The last known values of a city's points as they are kept on the device: written and read by the live worker.

import { FLAG } from "../../twin/flags.ts";
import type { StateTable } from "../../twin/stateTable.ts";

/** Columns of every point that has a state. */
export interface KeptValues {
  /** Hash of the built scene: slots mean nothing in another. */
  scene: string;
  slot: Uint32Array;
  value: Float32Array;
  /** ms since 1970. */
  sourceTime: Float64Array;
  severity: Uint8Array;
  flags: Uint8Array;
}

export const VALUES = "values";

export function valuesOf(state: StateTable, scene: string): KeptValues {
  const slot = state.points.filter((at) => state.hasState(at));
  return {
    scene,
    slot,
    value: Float32Array.from(slot, (at) => state.value[at]),
    sourceTime: Float64Array.from(slot, (at) => state.sourceTime[at]),
    severity: Uint8Array.from(slot, (at) => state.severity[at]),
    flags: Uint8Array.from(slot, (at) => state.flags[at]),
  };
}

/**
 * Puts kept values into an empty state table, each stale and with its own time; rolled up, so that places count them.
 * @param at when they were kept, ms since 1970 @returns the latest source time that is not a recording's, and of a recording, ms; NaN for none
 */
export function putValues(kept: KeptValues, state: StateTable, at: number): { dataTime: number; replayTime: number } {
  const { slot, value, sourceTime, severity, flags } = kept;
  let [dataTime, replayTime] = [Number.NaN, Number.NaN];
  for (let i = 0; i < slot.length; i++) {
    state.apply(slot[i], value[i], sourceTime[i], at, severity[i], flags[i] | FLAG.stale);
    if (flags[i] & FLAG.replayed) {
      if (!(sourceTime[i] <= replayTime)) replayTime = sourceTime[i];
    } else if (!(sourceTime[i] <= dataTime)) dataTime = sourceTime[i];
  }
  return { dataTime, replayTime };
}
