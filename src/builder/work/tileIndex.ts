// Which tiles a build made from what, kept beside it, so that the next build takes over every tile whose input is the same.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TileBefore, TileResult } from "./jobs.ts";

/** Name of the index in a built scene; only the builder reads it. */
export const TILE_INDEX = "tiles.json";

interface IndexFile {
  /** Hash of the code that makes tiles: another code, other tiles. */
  code: string;
  tiles: Record<string, TileResult>;
}

export class TileIndex {
  private readonly old: Record<string, TileResult>;
  private readonly now: Record<string, TileResult> = {};
  /** Tiles taken over from the build before. */
  reused = 0;

  /** @param oldDir folder of the build before, which may not exist */
  constructor(private readonly oldDir: string) {
    this.old = readIndex(join(oldDir, TILE_INDEX));
  }

  /** What the build before knew of a tile. */
  before(path: string): TileBefore | undefined {
    const result = this.old[path];
    return result?.bounds ? { path: join(this.oldDir, path), result } : undefined;
  }

  made(path: string, result: TileResult): void {
    this.now[path] = result;
    if (result.reused) this.reused++;
  }

  /** Writes the index of this build into its folder. */
  write(dir: string): void {
    const tiles = Object.fromEntries(
      Object.entries(this.now)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([path, { reused: _, ...result }]) => [path, result]),
    );
    writeFileSync(join(dir, TILE_INDEX), JSON.stringify({ code: codeHash(), tiles } satisfies IndexFile));
  }
}

function readIndex(path: string): Record<string, TileResult> {
  try {
    const file = JSON.parse(readFileSync(path, "utf8")) as Partial<IndexFile>;
    return file.code === codeHash() && file.tiles ? file.tiles : {};
  } catch {
    return {}; // no build before, or one that cannot be used again
  }
}

let hash: string | undefined;

/** SHA-256 of the sources that decide a tile's bytes. */
function codeHash(): string {
  if (hash === undefined) {
    const folders = ["../tiles", ".", "../../formats"].map((folder) => join(import.meta.dirname, folder));
    const sum = createHash("sha256");
    for (const folder of folders)
      for (const name of readdirSync(folder).sort())
        if (name.endsWith(".ts")) sum.update(name).update(readFileSync(join(folder, name)));
    hash = sum.digest("hex");
  }
  return hash;
}
