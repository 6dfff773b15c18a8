// Reads a tile back the way a glTF loader does: chunks, meshopt decoding, accessors, property table. For tests only.

import { readFileSync } from "node:fs";
import { MeshoptDecoder } from "meshoptimizer/decoder";

export interface ReadTile {
  // biome-ignore lint/suspicious/noExplicitAny: glTF JSON as it stands in the file
  json: any;
  /** Metres from the scene's origin: x = east, y = up, z = −north. */
  positions: Float64Array;
  indices: number[];
  features: number[];
  attributes: Record<string, number[]>;
  /** Property table columns by name. */
  table: Record<string, number[]>;
}

const SIZE: Record<number, number> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4 };
const WIDTH: Record<string, number> = { SCALAR: 1, VEC2: 2, VEC3: 3 };

export async function readTile(file: string | Uint8Array): Promise<ReadTile> {
  await MeshoptDecoder.ready;
  const bytes = typeof file === "string" ? new Uint8Array(readFileSync(file)) : file;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== 0x46546c67) throw new Error("not a GLB");
  if (view.getUint32(8, true) !== bytes.length) throw new Error("GLB length is wrong");
  const jsonLength = view.getUint32(12, true);
  const json = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + jsonLength)));
  const binaryStart = 28 + jsonLength;
  if (binaryStart % 8 !== 0) throw new Error("binary chunk is not 8-byte aligned");
  const binary = bytes.subarray(binaryStart);
  if (binary.length !== json.buffers[0].byteLength) throw new Error("binary chunk length is wrong");

  const bufferView = (index: number): Uint8Array => {
    const bv = json.bufferViews[index];
    const packed = bv.extensions?.EXT_meshopt_compression;
    if (!packed) {
      if (bv.byteOffset % 8 !== 0) throw new Error("property table view is not 8-byte aligned");
      return binary.slice(bv.byteOffset, bv.byteOffset + bv.byteLength);
    }
    if (!json.buffers[bv.buffer].extensions.EXT_meshopt_compression.fallback) throw new Error("no fallback buffer");
    if (bv.byteLength !== packed.count * packed.byteStride) throw new Error("view length does not match its count");
    const out = new Uint8Array(packed.count * packed.byteStride);
    const source = binary.subarray(packed.byteOffset, packed.byteOffset + packed.byteLength);
    MeshoptDecoder.decodeGltfBuffer(out, packed.count, packed.byteStride, source, packed.mode);
    return out;
  };
  const accessor = (index: number): number[] => {
    const a = json.accessors[index];
    const data = bufferView(a.bufferView);
    const stride = json.bufferViews[a.bufferView].byteStride ?? SIZE[a.componentType] * WIDTH[a.type];
    return readNumbers(data, a.componentType, WIDTH[a.type], a.count, stride);
  };
  const primitive = json.meshes[0].primitives[0];
  const node = json.nodes[0];
  const quantized = accessor(primitive.attributes.POSITION);
  const positions = Float64Array.from(quantized, (q, i) => q * node.scale[i % 3] + node.translation[i % 3]);
  const metadata = json.extensions.EXT_structural_metadata;
  const propertyTable = metadata.propertyTables[0];
  const table: Record<string, number[]> = {};
  for (const [name, property] of Object.entries(metadata.schema.classes[propertyTable.class].properties)) {
    const componentType = { UINT8: 5121, UINT16: 5123, UINT32: 5125, FLOAT32: 5126 }[
      (property as { componentType: string }).componentType
    ] as number;
    const data = bufferView(propertyTable.properties[name].values);
    table[name] = readNumbers(data, componentType, 1, propertyTable.count, SIZE[componentType]);
  }
  const attributes: Record<string, number[]> = {};
  for (const [name, index] of Object.entries(primitive.attributes))
    if (name !== "POSITION" && name !== "_FEATURE_ID_0") attributes[name] = accessor(index as number);
  return {
    json,
    positions,
    indices: accessor(primitive.indices),
    features: accessor(primitive.attributes._FEATURE_ID_0),
    attributes,
    table,
  };
}

function readNumbers(data: Uint8Array, componentType: number, width: number, count: number, stride: number): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const read = {
    5121: (at: number) => view.getUint8(at),
    5122: (at: number) => view.getInt16(at, true),
    5123: (at: number) => view.getUint16(at, true),
    5125: (at: number) => view.getUint32(at, true),
    5126: (at: number) => view.getFloat32(at, true),
  }[componentType]!;
  const out: number[] = [];
  for (let i = 0; i < count; i++) for (let k = 0; k < width; k++) out.push(read(i * stride + k * SIZE[componentType]));
  return out;
}

/** Sum over triangles of the area seen from above, m²; upward faces count positive. */
export function areaFromAbove(
  tile: ReadTile,
  keep: (feature: number) => boolean = () => true,
): { up: number; down: number } {
  const { positions: p, indices } = tile;
  let [up, down] = [0, 0];
  for (let k = 0; k < indices.length; k += 3) {
    const [a, b, c] = [3 * indices[k], 3 * indices[k + 1], 3 * indices[k + 2]];
    if (!keep(tile.features[indices[k]])) continue;
    // east × north: north is −z
    const area = ((p[b] - p[a]) * (p[a + 2] - p[c + 2]) - (p[c] - p[a]) * (p[a + 2] - p[b + 2])) / 2;
    if (area > 0) up += area;
    else down -= area;
  }
  return { up, down };
}
