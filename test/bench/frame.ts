// Frames: our binary columns against the same changes as JSON text, encode and decode, by size of change.

import { applyFrame, decodeFrame, encodeFrame } from "../../src/feeds/frame.ts";
import { stateNodesOf } from "../../src/twin/rollUp.ts";
import { StateTable } from "../../src/twin/stateTable.ts";
import { benchCity, bestOf, printTable } from "./benchCity.ts";

const NOW = 1_790_000_000_000;

const stateOf = (state: StateTable, slot: number) => ({
  slot,
  value: state.value[slot],
  ageMs: NOW - state.sourceTime[slot],
  severity: state.severity[slot],
  flags: state.flags[slot],
});

/** Prints the table. Throws when the two forms do not carry the same values. */
export function run(): void {
  const nodes = benchCity(100_000);
  const state = new StateTable(stateNodesOf(nodes));
  const { points } = state;
  for (let i = 0; i < points.length; i++)
    state.apply(points[i], (i % 977) / 10, NOW - (i % 60_000), NOW, 1 + (i % 5), 4);
  const rows = [["changed points", "binary bytes", "JSON bytes", "ratio", "binary ms", "JSON ms", "ratio"]];
  for (const count of [100, 1000, 10_000, 100_000]) {
    const leaves = points.subarray(0, count);
    const header = { kind: "delta", partition: 1, epoch: 1, seq: 1, hubTime: NOW, oldestIngest: NOW } as const;
    const target = new StateTable(stateNodesOf(nodes));
    const plain = new StateTable(stateNodesOf(nodes));
    let binaryBytes = 0;
    let jsonBytes = 0;
    const rounds = Math.max(3, Math.min(40, Math.round(200_000 / count)));
    const [binary, json] = bestOf(
      rounds,
      () => {
        const bytes = encodeFrame(header, state, leaves, []);
        binaryBytes = bytes.length;
        applyFrame(decodeFrame(bytes), target);
      },
      () => {
        const text = JSON.stringify({ ...header, states: Array.from(leaves, (slot) => stateOf(state, slot)) });
        const bytes = new TextEncoder().encode(text);
        jsonBytes = bytes.length;
        const { states } = JSON.parse(new TextDecoder().decode(bytes)) as { states: ReturnType<typeof stateOf>[] };
        for (const s of states) plain.putLeaf(s.slot, s.value, NOW - s.ageMs, NOW, s.severity, s.flags);
      },
    );
    for (const slot of leaves)
      if (target.value[slot] !== plain.value[slot] || target.sourceTime[slot] !== plain.sourceTime[slot])
        throw new Error(`slot ${slot}: binary and JSON differ`);
    rows.push([
      String(count),
      String(binaryBytes),
      String(jsonBytes),
      (jsonBytes / binaryBytes).toFixed(1),
      binary.toFixed(3),
      json.toFixed(3),
      (json / binary).toFixed(1),
    ]);
  }
  printTable("frame: encode + decode + apply, best of several, 48 + 14 bytes a point (bound: exact)", rows);
}
