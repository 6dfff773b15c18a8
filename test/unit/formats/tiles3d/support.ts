// Tilesets for tests: a folder on disk, or files in memory.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TilesetFiles } from "../../../../src/formats/tiles3d/files.ts";

export const folder = (root: string): TilesetFiles => ({
  read: async (path) =>
    readFile(join(root, path)).then(
      (bytes) => new Uint8Array(bytes),
      () => null,
    ),
});

/** Files by path: text, bytes, or an object that becomes JSON. */
export function memory(files: Record<string, string | Uint8Array | object>): TilesetFiles {
  return {
    read: async (path) => {
      if (!Object.hasOwn(files, path)) return null;
      const file = files[path];
      if (file instanceof Uint8Array) return file;
      return new TextEncoder().encode(typeof file === "string" ? file : JSON.stringify(file));
    },
  };
}

export const BOX = { box: [0, 0, 0, 10, 0, 0, 0, 10, 0, 0, 0, 10] };

/** A sound tileset.json of one root tile. */
export const tilesetOf = (root: object, more: object = {}): object => ({
  asset: { version: "1.1" },
  geometricError: 100,
  root: { boundingVolume: BOX, geometricError: 50, refine: "REPLACE", ...root },
  ...more,
});

/** A GLB of a JSON document and a binary chunk. */
export function glbOf(json: object, binary = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const textLength = (text.length + 3) & ~3;
  const out = new Uint8Array(28 + textLength + binary.length).fill(32);
  const view = new DataView(out.buffer);
  [0x46546c67, 2, out.length, textLength, 0x4e4f534a].forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  out.set(text, 20);
  view.setUint32(20 + textLength, binary.length, true);
  view.setUint32(24 + textLength, 0x004e4942, true);
  out.set(binary, 28 + textLength);
  return out;
}

/** A glTF of one triangle; `change` spoils it. */
export function triangle(change: (json: object) => void = () => {}): Uint8Array {
  const binary = new Uint8Array(44);
  binary.set(new Uint8Array(new Float32Array([0, 0, 0, 1, 0, 0, 0, 1, 0]).buffer), 0);
  binary.set(new Uint8Array(new Uint16Array([0, 1, 2]).buffer), 36);
  const json = {
    asset: { version: "2.0" },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 3, type: "VEC3", min: [0, 0, 0], max: [1, 1, 0] },
      { bufferView: 1, componentType: 5123, count: 3, type: "SCALAR" },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: 36 },
      { buffer: 0, byteOffset: 36, byteLength: 6 },
    ],
    buffers: [{ byteLength: 44 }],
  };
  change(json);
  return glbOf(json, binary);
}
