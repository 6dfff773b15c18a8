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

/** Height at a place, m: bilinear, held at the edges. */
export function heightAt(grid: HeightGrid | null, lon: number, lat: number): number {
  if (!grid) return 0;
  const { west, south, east, north, columns, rows, heights } = grid;
  const clamp = (x: number, high: number): number => Math.min(high, Math.max(0, x));
  const x = clamp(((lon - west) / (east - west)) * (columns - 1), columns - 1);
  const y = clamp(((lat - south) / (north - south)) * (rows - 1), rows - 1);
  const [i, j] = [Math.min(columns - 2, Math.floor(x)), Math.min(rows - 2, Math.floor(y))];
  const [u, v] = [x - i, y - j];
  const at = (column: number, row: number): number => heights[row * columns + column];
  return (at(i, j) * (1 - u) + at(i + 1, j) * u) * (1 - v) + (at(i, j + 1) * (1 - u) + at(i + 1, j + 1) * u) * v;
}
