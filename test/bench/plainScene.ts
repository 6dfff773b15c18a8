// A built scene again with its buildings as plain glTF: the same tiles and triangles, float32 corners with normals, nothing packed.

import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { readTile } from "../unit/builder/readTile.ts";
import { plainTile } from "./plainTile.ts";

const BYTES_A_CORNER = 28;
const FLOAT = 5126;

/** Copies a built scene, its other files by hard links; kept while the scene is the same. @param built folder of the built scene @param to the new folder */
export async function plainScene(built: string, to: string): Promise<void> {
  // What the scene was made from lies beside it.
  const mark = readFileSync(`${built}.from`);
  if (existsSync(`${to}.from`) && readFileSync(`${to}.from`).equals(mark)) return;
  rmSync(to, { recursive: true, force: true });
  const part = `${to}.part`;
  rmSync(part, { recursive: true, force: true });
  for (const entry of readdirSync(built, { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name);
    const target = join(part, from.slice(built.length));
    if (!entry.isFile() || /buildings[/\\][^/\\]+\.glb\.(br|gz)$/.test(from)) continue;
    mkdirSync(dirname(target), { recursive: true });
    if (/buildings[/\\][^/\\]+\.glb$/.test(from)) {
      const glb = await plainGlb(from);
      writeFileSync(target, glb);
      writeFileSync(`${target}.gz`, gzipSync(glb, { level: 6 }));
      writeFileSync(`${target}.br`, brotliCompressSync(glb, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }));
    } else linkSync(from, target);
  }
  renameSync(part, to);
  writeFileSync(`${to}.from`, mark);
}

async function plainGlb(path: string): Promise<Buffer> {
  const { json, positions, indices, features, tableBytes } = await plainParts(path);
  const corners = Buffer.from(
    plainTile({
      positions: Float32Array.from(positions),
      indices: Uint32Array.from(indices),
      features: Uint16Array.from(features),
    }).buffer,
  );
  const count = indices.length;
  const view = { buffer: 0, byteLength: corners.length, byteStride: BYTES_A_CORNER, target: 34962 };
  const [low, high] = boundsOf(positions);
  const accessor = (byteOffset: number, type: string): object => ({
    bufferView: 0,
    byteOffset,
    componentType: FLOAT,
    count,
    type,
  });
  const parts = [corners];
  const bufferViews: object[] = [view];
  const { properties } = json.extensions.EXT_structural_metadata.propertyTables[0];
  let offset = corners.length;
  for (const property of Object.values<{ values: number }>(properties)) {
    const bytes = tableBytes(property.values);
    const padded = Buffer.concat([bytes, Buffer.alloc((8 - ((offset + bytes.length) % 8)) % 8)]);
    property.values = bufferViews.length;
    bufferViews.push({ buffer: 0, byteOffset: offset, byteLength: bytes.length });
    parts.push(padded);
    offset += padded.length;
  }
  const primitive = json.meshes[0].primitives[0];
  delete primitive.indices;
  primitive.attributes = { POSITION: 0, NORMAL: 1, _FEATURE_ID_0: 2 };
  const plain = {
    ...json,
    extensionsUsed: ["EXT_mesh_features", "EXT_structural_metadata"],
    extensionsRequired: undefined,
    nodes: [{ mesh: 0 }],
    accessors: [{ ...accessor(0, "VEC3"), min: low, max: high }, accessor(12, "VEC3"), accessor(24, "SCALAR")],
    bufferViews,
    buffers: [{ byteLength: offset }],
  };
  return glbOf(plain, Buffer.concat(parts));
}

async function plainParts(path: string) {
  const bytes = readFileSync(path);
  const tile = await readTile(new Uint8Array(bytes));
  const binary = bytes.subarray(28 + bytes.readUInt32LE(12));
  const tableBytes = (index: number): Buffer => {
    const { byteOffset, byteLength } = tile.json.bufferViews[index];
    return binary.subarray(byteOffset, byteOffset + byteLength);
  };
  return { ...tile, tableBytes };
}

function boundsOf(positions: Float64Array): [number[], number[]] {
  const [low, high] = [
    [Infinity, Infinity, Infinity],
    [-Infinity, -Infinity, -Infinity],
  ];
  positions.forEach((value, i) => {
    low[i % 3] = Math.min(low[i % 3], Math.fround(value));
    high[i % 3] = Math.max(high[i % 3], Math.fround(value));
  });
  return [low, high];
}

function glbOf(json: object, binary: Buffer): Buffer {
  const text = Buffer.from(JSON.stringify(json));
  const padded = Buffer.concat([text, Buffer.alloc((8 - ((28 + text.length) % 8)) % 8, " ")]);
  const head = Buffer.alloc(20);
  head.write("glTF");
  head.writeUInt32LE(2, 4);
  head.writeUInt32LE(28 + padded.length + binary.length, 8);
  head.writeUInt32LE(padded.length, 12);
  head.write("JSON", 16);
  const chunk = Buffer.alloc(8);
  chunk.writeUInt32LE(binary.length, 0);
  chunk.write("BIN\0", 4, "latin1");
  return Buffer.concat([head, padded, chunk, binary]);
}
