// The common way to write buildings as tiles: one vertex per face corner, float32 positions and normals, a feature id, nothing packed.

import type { TileMesh } from "../../src/builder/tiles/mesh.ts";

/** Position, normal and feature id of every corner of every triangle, seven float32 a corner. */
export function plainTile({
  positions: p,
  indices,
  features,
}: Pick<TileMesh, "positions" | "indices" | "features">): Uint8Array {
  const vertices = new Float32Array(indices.length * 7);
  for (let k = 0; k < indices.length; k += 3) {
    const [a, b, c] = [3 * indices[k], 3 * indices[k + 1], 3 * indices[k + 2]];
    const [ux, uy, uz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
    const [vx, vy, vz] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]];
    const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    const length = Math.hypot(...normal) || 1;
    for (const [i, corner] of [a, b, c].entries())
      vertices.set(
        [
          p[corner],
          p[corner + 1],
          p[corner + 2],
          normal[0] / length,
          normal[1] / length,
          normal[2] / length,
          features[corner / 3],
        ],
        (k + i) * 7,
      );
  }
  return new Uint8Array(vertices.buffer);
}
