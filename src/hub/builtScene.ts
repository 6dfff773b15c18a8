// Loads what the builder made: the manifest and the core node table of one scene.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { NodeTable } from "../twin/nodeTable.ts";
import { BUILT_FORMAT } from "../twin/scene/built.ts";
import { readScene } from "../twin/scene/readScene.ts";
import type { Scene } from "../twin/scene/schema.ts";

/** built.json as written (docs/house.md); `scene` has no sources. */
export interface BuiltManifest {
  format: typeof BUILT_FORMAT;
  id: string;
  hash: string;
  scene: Scene;
  [more: string]: unknown;
}

export interface BuiltScene {
  directory: string;
  manifest: BuiltManifest;
  scene: Scene;
  nodes: NodeTable;
}

/** @throws Error that names the file, the reason and the mend */
export async function loadBuiltScene(directory: string): Promise<BuiltScene> {
  const file = join(directory, "built.json");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `${file}: ${error.code === "ENOENT" ? "is missing" : error.message} → build the scene: npm run scene`,
    );
  });
  const mend = "build the scene again: npm run scene";
  let manifest: BuiltManifest;
  try {
    manifest = JSON.parse(text) as BuiltManifest;
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message} → ${mend}`);
  }
  if (manifest.format !== BUILT_FORMAT)
    throw new Error(`${file}: format ${manifest.format}, this hub reads ${BUILT_FORMAT} → ${mend}`);
  // The manifest was checked with its sources; a built one has none, so a placeholder stands in for the check.
  const scene = readScene({ ...manifest.scene, sources: { generator: "built" } });
  const binary = join(directory, "nodes.bin");
  try {
    const bytes = await readFile(binary);
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    return { directory, manifest, scene, nodes: NodeTable.decode(buffer as ArrayBuffer) };
  } catch (error) {
    throw new Error(`${binary}: ${(error as Error).message} → ${mend}`);
  }
}
