// Writes a layer's tileset.json: a tree of tiles with tight boxes in the scene's local frame.

import type { TileResult } from "../work/jobs.ts";

/** A tile as planned: it may have content, children, or both. */
export interface PlannedTile {
  /** Largest distance, m, by which this tile differs from the real thing; 0 for the finest. */
  geometricError: number;
  /** File name under the layer's folder, and how it came out. */
  content?: { uri: string; result: Promise<TileResult> | TileResult };
  children: PlannedTile[];
}

interface TileJson {
  boundingVolume: { box: number[] };
  geometricError: number;
  refine?: "REPLACE" | "ADD";
  content?: { uri: string };
  children?: TileJson[];
  transform?: number[];
}

/** A tree that always shows its leaves: no matter how far away, the root is refined. */
export const ALWAYS = 20_000;

/**
 * @param transform column-major local → ECEF
 * @returns null when no tile has content
 */
export async function tilesetJson(root: PlannedTile, refine: "REPLACE" | "ADD", transform: number[]) {
  const built = await tileJson(root);
  if (!built) return null;
  return {
    asset: { version: "1.1" },
    geometricError: Math.max(root.geometricError * 2, ALWAYS),
    root: { ...built.json, refine, transform },
  };
}

type Bounds = number[]; // glTF axes: min xyz, max xyz

async function tileJson(tile: PlannedTile): Promise<{ json: TileJson; bounds: Bounds } | null> {
  const result = await tile.content?.result;
  const children = (await Promise.all(tile.children.map(tileJson))).filter((child) => child !== null);
  const all = children.map((child) => child.bounds);
  if (result?.bounds) all.push(result.bounds);
  if (all.length === 0) return null;
  const bounds = all.reduce((a, b) => [
    ...[0, 1, 2].map((k) => Math.min(a[k], b[k])),
    ...[3, 4, 5].map((k) => Math.max(a[k], b[k])),
  ]);
  const json: TileJson = { boundingVolume: { box: boxOf(bounds) }, geometricError: tile.geometricError };
  if (result?.bounds) json.content = { uri: tile.content!.uri };
  if (children.length > 0) json.children = children.map((child) => child.json);
  return { json, bounds };
}

/** glTF bounds (y up) to a 3D Tiles box (z up), rounded outwards to millimetres. */
function boxOf([minX, minY, minZ, maxX, maxY, maxZ]: Bounds): number[] {
  const mm = (x: number): number => Math.round(x * 1000) / 1000;
  const half = (low: number, high: number): number => Math.max(0.05, Math.ceil((high - low) * 500 + 1) / 1000);
  return [
    mm((minX + maxX) / 2),
    mm(-(minZ + maxZ) / 2),
    mm((minY + maxY) / 2),
    half(minX, maxX),
    0,
    0,
    0,
    half(minZ, maxZ),
    0,
    0,
    0,
    half(minY, maxY),
  ];
}
