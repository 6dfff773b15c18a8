// The ground of a city whose buildings bring their own base heights and whose files bring no terrain: a smooth sheet below them.

import { metresPerDegree } from "../../twin/geodesy.ts";
import type { HeightGrid } from "../../twin/heights.ts";
import type { BuildingStore } from "../store/buildingStore.ts";
import type { Extent } from "./extent.ts";

/** Buildings with a base height that make a ground. */
const ENOUGH = 3;
/** Edge of a cell, m; larger where the city would need more cells than this along an edge. */
const CELL = 40;
const MOST_CELLS = 250;

/** @returns undefined when too few buildings have a base height of their own */
export function groundFromBuildings(store: BuildingStore, extent: Extent): HeightGrid | undefined {
  const [west, south, east, north] = extent;
  const metres = metresPerDegree((south + north) / 2);
  const size = (span: number): number => Math.max(2, Math.min(MOST_CELLS, Math.ceil(span / CELL) + 1));
  const columns = size((east - west) * metres.lon);
  const rows = size((north - south) * metres.lat);
  const sum = new Float64Array(columns * rows);
  const weight = new Float64Array(columns * rows);
  let known = 0;
  for (let i = 0; i < store.count; i++) {
    if (store.gone[i] || Number.isNaN(store.base[i])) continue;
    const x = Math.round(((store.lon[i] - west) / (east - west)) * (columns - 1));
    const y = Math.round(((store.lat[i] - south) / (north - south)) * (rows - 1));
    if (x < 0 || y < 0 || x >= columns || y >= rows) continue;
    sum[y * columns + x] += store.base[i];
    weight[y * columns + x]++;
    known++;
  }
  if (known < ENOUGH) return undefined;
  return { west, south, east, north, columns, rows, heights: filled(sum, weight, columns, rows) };
}

/** Means of the cells that have some, spread to the others from coarse to fine, then smoothed. */
function filled(sum: Float64Array, weight: Float64Array, columns: number, rows: number): Float32Array {
  const known = weight.map((w) => (w > 0 ? 1 : 0));
  let heights = sum.map((s, i) => (weight[i] > 0 ? s / weight[i] : 0));
  // Push: averages of 2 × 2 cells until one cell is left. Pull: a cell without a value takes its coarser one's.
  const coarse = (from: Float64Array, have: Float64Array, w: number, h: number): void => {
    if (w <= 1 && h <= 1) return;
    const [cw, ch] = [Math.ceil(w / 2), Math.ceil(h / 2)];
    const value = new Float64Array(cw * ch);
    const count = new Float64Array(cw * ch);
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++) {
        const at = (y >> 1) * cw + (x >> 1);
        value[at] += have[y * w + x] * from[y * w + x];
        count[at] += have[y * w + x];
      }
    for (let i = 0; i < value.length; i++) if (count[i] > 0) value[i] /= count[i];
    coarse(
      value,
      count.map((n) => (n > 0 ? 1 : 0)),
      cw,
      ch,
    );
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++)
        if (have[y * w + x] === 0) {
          from[y * w + x] = value[(y >> 1) * cw + (x >> 1)];
          have[y * w + x] = 1;
        }
  };
  const have = Float64Array.from(known);
  coarse(heights, have, columns, rows);
  for (let pass = 0; pass < 6; pass++) {
    const next = heights.slice();
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) {
        let [total, n] = [0, 0];
        for (let dy = -1; dy <= 1; dy++)
          for (let dx = -1; dx <= 1; dx++) {
            const [i, j] = [x + dx, y + dy];
            if (i < 0 || j < 0 || i >= columns || j >= rows) continue;
            total += heights[j * columns + i];
            n++;
          }
        const at = y * columns + x;
        // Where buildings stand the ground stays near them.
        next[at] = known[at] ? 0.6 * heights[at] + (0.4 * total) / n : total / n;
      }
    heights = next;
  }
  return Float32Array.from(heights);
}
