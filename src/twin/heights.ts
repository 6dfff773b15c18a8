// The ground of a built scene (terrain.bin) as a grid of heights, for whoever puts something onto it.

import { decodeColumns } from "./columns.ts";

/** Heights of the built scene on a grid, row-major from the south-west corner: degrees, m above the ellipsoid. */
export interface HeightGrid {
  west: number;
  south: number;
  east: number;
  north: number;
  columns: number;
  rows: number;
  heights: Float32Array;
}

/** The scene's terrain.bin; null (flat at 0) when it cannot be read: a picture that is a few metres off beats none. */
export async function readHeights(url: string): Promise<HeightGrid | null> {
  try {
    const response = await fetch(url);
    if (!response.ok) return null;
    const { meta, columns } = decodeColumns(await response.arrayBuffer());
    return { ...(meta as unknown as Omit<HeightGrid, "heights">), heights: columns.heights as Float32Array };
  } catch {
    return null;
  }
}

/** Height at a place, m above the ellipsoid: bilinear, held at the edges; 0 without a grid. */
export function heightAt(grid: HeightGrid | null, lon: number, lat: number): number {
  if (!grid) return 0;
  const { columns, rows, heights } = grid;
  const x = clamp(((lon - grid.west) / (grid.east - grid.west)) * (columns - 1), columns - 1);
  const y = clamp(((lat - grid.south) / (grid.north - grid.south)) * (rows - 1), rows - 1);
  const i = Math.min(columns - 2, Math.floor(x));
  const j = Math.min(rows - 2, Math.floor(y));
  const at = j * columns + i;
  const low = heights[at] + (x - i) * (heights[at + 1] - heights[at]);
  const high = heights[at + columns] + (x - i) * (heights[at + columns + 1] - heights[at + columns]);
  return low + (y - j) * (high - low);
}

const clamp = (x: number, high: number): number => Math.min(high, Math.max(0, x));
