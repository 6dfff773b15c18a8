// The ground of a scene: one regular lon/lat grid of heights that both the ground mesh and everything draped on it use,
// so that roads lie on the very triangles that are drawn. Beyond the city it fades to height 0.

import { metresPerDegree } from "../twin/geodesy.ts";
import { type HeightGrid, heightAt } from "../twin/heights.ts";

/** The plain data of a ground; `heights` may sit in shared memory so that workers read it without a copy. */
export interface GroundData extends HeightGrid {
  /** All heights are 0. */
  flat: boolean;
}

/** Share of the extent added on each side. */
const MARGIN = 0.3;
/** Most vertices of the ground mesh. */
const MOST_VERTICES = 100_000;
/** Edge of a ground cell where there is no terrain, m: short enough that the earth's curve stays below 4 mm. */
const FLAT_CELL = 400;

/** Lays the ground of a city from its terrain, or flat at height 0. */
export function layGround(extent: readonly number[], terrain?: HeightGrid): GroundData {
  const [w, s, e, n] = extent;
  const [west, south] = [w - (e - w) * MARGIN, s - (n - s) * MARGIN];
  const [east, north] = [e + (e - w) * MARGIN, n + (n - s) * MARGIN];
  const metres = metresPerDegree((s + n) / 2);
  const width = (east - west) * metres.lon;
  const depth = (north - south) * metres.lat;
  const wanted = terrain
    ? Math.min(FLAT_CELL, ((terrain.north - terrain.south) / (terrain.rows - 1)) * metres.lat)
    : FLAT_CELL;
  const cell = Math.max(wanted, Math.sqrt((width * depth) / (MOST_VERTICES * 0.95)), 1);
  const columns = Math.max(2, Math.round(width / cell) + 1);
  const rows = Math.max(2, Math.round(depth / cell) + 1);
  const heights = new Float32Array(new SharedArrayBuffer(columns * rows * 4));
  let flat = true;
  if (terrain)
    for (let row = 0, at = 0; row < rows; row++)
      for (let column = 0; column < columns; column++, at++) {
        const lon = west + ((east - west) * column) / (columns - 1);
        const lat = south + ((north - south) * row) / (rows - 1);
        const outside = Math.max(
          (w - lon) / (w - west),
          (lon - e) / (east - e),
          (s - lat) / (s - south),
          (lat - n) / (north - n),
          0,
        );
        const fade = 1 - outside * outside * (3 - 2 * outside);
        heights[at] = fade * heightAt(terrain, lon, lat);
        if (heights[at] !== 0) flat = false;
      }
  return { west, south, east, north, columns, rows, heights, flat };
}

/** Height of the drawn ground, m above the ellipsoid: linear on the two triangles of each cell (diagonal south-west to north-east). */
export function groundHeight(ground: GroundData, lon: number, lat: number): number {
  if (ground.flat) return 0;
  const { columns, rows, heights } = ground;
  const x = clamp(((lon - ground.west) / (ground.east - ground.west)) * (columns - 1), 0, columns - 1);
  const y = clamp(((lat - ground.south) / (ground.north - ground.south)) * (rows - 1), 0, rows - 1);
  const i = Math.min(columns - 2, Math.floor(x));
  const j = Math.min(rows - 2, Math.floor(y));
  const at = j * columns + i;
  const [u, v] = [x - i, y - j];
  const southWest = heights[at];
  const northEast = heights[at + columns + 1];
  if (u >= v) return southWest + u * (heights[at + 1] - southWest) + v * (northEast - heights[at + 1]);
  return southWest + v * (heights[at + columns] - southWest) + u * (northEast - heights[at + columns]);
}

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));
