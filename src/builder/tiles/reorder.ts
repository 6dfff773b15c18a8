// Puts triangles and vertices in an order that compresses and draws well; unused vertices fall out.

import { MeshoptEncoder } from "meshoptimizer/encoder";
import type { TileMesh } from "./mesh.ts";

/** The same mesh in a better order. */
export function reorder(mesh: TileMesh): TileMesh {
  const indices = mesh.indices.slice();
  const [remap, used] = MeshoptEncoder.reorderMesh(indices, true, true);
  const positions = new Float32Array(3 * used);
  const features = new Uint16Array(used);
  const attributes = Object.fromEntries(Object.keys(mesh.attributes).map((name) => [name, new Float32Array(used)]));
  for (let v = 0; v < mesh.vertexCount; v++) {
    const to = remap[v];
    if (to >= used) continue;
    positions[3 * to] = mesh.positions[3 * v];
    positions[3 * to + 1] = mesh.positions[3 * v + 1];
    positions[3 * to + 2] = mesh.positions[3 * v + 2];
    features[to] = mesh.features[v];
    for (const name of Object.keys(attributes)) attributes[name][to] = mesh.attributes[name][v];
  }
  return { vertexCount: used, positions, indices, features, attributes, table: mesh.table };
}
