// A regular city for benches: districts, streets and grids with points, as many as asked for.

import { LEVEL } from "../../src/twin/level.ts";
import { NodeTable } from "../../src/twin/nodeTable.ts";

/** Points lie about 121.47° E, 31.23° N. @param points rounded up to whole grids of 5 points; 8 districts of 8 streets */
export function benchCity(points: number): NodeTable {
  const [districts, streets, perGrid] = [8, 8, 5];
  const grids = Math.ceil(points / (districts * streets * perGrid));
  const level: number[] = [];
  const parent: number[] = [];
  const code: string[] = [];
  const end: number[] = [];
  const gridOf: number[] = [];
  const add = (at: number, above: number, name: string): number => {
    level.push(at);
    parent.push(above);
    code.push(name);
    return level.length - 1;
  };
  const city = add(LEVEL.city, -1, "339900");
  for (let d = 0; d < districts; d++) {
    const district = add(LEVEL.district, city, `33990${d + 1}`);
    for (let s = 0; s < streets; s++) {
      const street = add(LEVEL.street, district, `33990${d + 1}00${s + 1}`);
      for (let g = 0; g < grids; g++) {
        gridOf.push(add(LEVEL.grid, street, `${code[street]}${String(g + 1).padStart(6, "0")}`));
        end[gridOf[gridOf.length - 1]] = level.length;
      }
      end[street] = level.length;
    }
    end[district] = level.length;
  }
  end[city] = level.length;
  const placeCount = level.length;
  for (const grid of gridOf)
    for (let p = 0; p < perGrid; p++) {
      const slot = add(LEVEL.point, grid, `P${String(level.length - placeCount).padStart(6, "0")}`);
      end[slot] = level.length;
    }
  const coreCount = level.length;
  const assetStart = new Uint32Array(coreCount);
  const assetEnd = new Uint32Array(coreCount);
  for (let slot = coreCount - 1; slot >= placeCount; slot--) {
    assetStart[slot] = slot;
    assetEnd[slot] = slot + 1;
    for (let at = parent[slot]; at >= 0; at = parent[at]) {
      assetStart[at] = slot;
      assetEnd[at] = Math.max(assetEnd[at], slot + 1);
    }
  }
  const districtOf = (slot: number): number => {
    let at = slot;
    while (level[at] !== LEVEL.district) at = parent[at];
    return Number(code[at].slice(-1));
  };
  const zeros = new Uint32Array(coreCount);
  return new NodeTable(
    { placeCount, coreCount, buildingCount: 0, partitionCount: districts + 1 },
    {
      parent: Int32Array.from(parent),
      end: Uint32Array.from(end),
      assetStart,
      assetEnd,
      buildingStart: zeros,
      buildingEnd: zeros,
      level: Uint8Array.from(level),
      kind: Uint16Array.from(level, (at) => (at === LEVEL.point ? 0 : 65535)),
      partition: Uint16Array.from(level, (at, slot) => (at === LEVEL.point ? districtOf(slot) : 0)),
      // Additive recurrences of two irrational steps: even, without lines (R2 sequence, Roberts 2018).
      lon: Float64Array.from(level, (_, slot) => 121.47 + 0.3 * (((slot * 0.7548776662466927) % 1) - 0.5)),
      lat: Float64Array.from(level, (_, slot) => 31.23 + 0.3 * (((slot * 0.5698402909980532) % 1) - 0.5)),
      height: new Float32Array(coreCount),
      radius: new Float32Array(coreCount),
      downstream: new Int32Array(coreCount).fill(-1),
      grade: new Uint8Array(coreCount).fill(1),
      traits: new Uint8Array(coreCount),
      code,
      name: code,
      nameEn: code,
    },
  );
}

/** Runs a and b by turns and keeps the best time of each, ms: the rest of the machine only ever adds. */
export function bestOf(rounds: number, a: () => void, b: () => void): [number, number] {
  const best: [number, number] = [Infinity, Infinity];
  for (let i = 0; i < rounds; i++)
    [a, b].forEach((task, n) => {
      const start = performance.now();
      task();
      best[n] = Math.min(best[n], performance.now() - start);
    });
  return best;
}

/** Rows as an aligned table. */
export function printTable(title: string, rows: readonly (readonly string[])[]): void {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  console.log(`\n${title}`);
  for (const row of rows) console.log(`  ${row.map((cell, i) => cell.padEnd(widths[i])).join("  ")}`);
}
