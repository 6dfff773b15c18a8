// A piece of the ground as a grid of triangles, and trees as small spindles that stand on it.

import { type GroundData, groundHeight } from "../ground.ts";
import type { Drape } from "./drape.ts";
import { MeshBuilder, type TileMesh } from "./mesh.ts";

/** A rectangle of ground cells: columns [column, column + width), rows [row, row + depth). */
export interface GroundPiece {
  column: number;
  row: number;
  width: number;
  depth: number;
}

export function groundMesh(piece: GroundPiece, drape: Drape): TileMesh {
  const { ground } = drape;
  const mesh = new MeshBuilder();
  const span = piece.width + 1;
  for (let j = 0; j <= piece.depth; j++)
    for (let i = 0; i <= piece.width; i++) {
      const [lon, lat] = cornerOf(ground, piece.column + i, piece.row + j);
      const at = drape.at(lon, lat, 0);
      mesh.vertex(at[0], at[2], at[1], 0);
    }
  for (let j = 0; j < piece.depth; j++)
    for (let i = 0; i < piece.width; i++) {
      const southWest = j * span + i;
      mesh.triangle(southWest, southWest + 1, southWest + span + 1);
      mesh.triangle(southWest, southWest + span + 1, southWest + span);
    }
  return mesh.finish({ className: "ground", count: 1, columns: { klass: new Uint8Array(1) } });
}

const cornerOf = (g: GroundData, i: number, j: number): [number, number] => [
  g.west + ((g.east - g.west) * i) / (g.columns - 1),
  g.south + ((g.north - g.south) * j) / (g.rows - 1),
];

/** Tints a tree can have; the table has one row per tint. */
const TINTS = 4;
const SIDES = 5;

/** Trees from [lon, lat, height m, …]: a foot, a ring of five and a tip each; the tint comes from the position. */
export function treeMesh(trees: Float64Array, drape: Drape): TileMesh {
  const mesh = new MeshBuilder();
  const { frame, ground } = drape;
  const centre = new Float64Array(3);
  for (let t = 0; t + 2 < trees.length; t += 3) {
    const [lon, lat, height] = [trees[t], trees[t + 1], trees[t + 2]];
    frame.toLocal(lon, lat, groundHeight(ground, lon, lat), centre);
    const [e, n, u] = centre;
    const hash = (Math.imul(Math.round(lon * 1e6), 0x9e3779b1) ^ Math.imul(Math.round(lat * 1e6), 0x85ebca6b)) >>> 0;
    const tint = (hash >>> 16) % TINTS;
    const radius = height * (0.24 + ((hash >>> 8) & 15) / 150);
    const foot = mesh.vertex(e, u, n, tint);
    for (let k = 0; k < SIDES; k++) {
      const angle = (2 * Math.PI * k) / SIDES + (hash & 255) / 41;
      mesh.vertex(e + radius * Math.cos(angle), u + height * 0.38, n + radius * Math.sin(angle), tint);
    }
    const tip = mesh.vertex(e, u + height, n, tint);
    for (let k = 0; k < SIDES; k++) {
      const a = foot + 1 + k;
      const b = foot + 1 + ((k + 1) % SIDES);
      mesh.triangle(a, b, tip);
      mesh.triangle(b, a, foot);
    }
  }
  return mesh.finish({
    className: "tree",
    count: TINTS,
    columns: { klass: Uint8Array.from({ length: TINTS }, (_, i) => i) },
  });
}
