// What all layers share while they are written: a folder, a pool, progress, and the tileset at the end.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { LocalFrame } from "../../twin/geodesy.ts";
import type { BuiltLayer, LayerId } from "../../twin/scene/built.ts";
import type { QuadNode } from "../tiles/quadtree.ts";
import { ALWAYS, type PlannedTile, tilesetJson } from "../tiles/tileset.ts";
import { type TileInput, type TileResult, writeCompressed } from "../work/jobs.ts";
import type { TilePool } from "../work/pool.ts";
import type { TileIndex } from "../work/tileIndex.ts";

/** What writing layers needs of the running build. */
export interface LayerContext {
  /** Absolute folder of the scene being built. */
  dir: string;
  frame: LocalFrame;
  pool: TilePool;
  /** Called as features become tiles. */
  progress: (stage: string, done: number, total: number) => void;
  /** Takes note of a written file: path relative to the scene, SHA-256. */
  wrote: (path: string, sha256: string) => void;
  /** Tiles of this build and of the one before it. */
  tiles: TileIndex;
}

/** One layer while its tiles are being made. */
export class LayerWriter {
  private readonly folder: string;
  private readonly results: Promise<{ uri: string; result: TileResult }>[] = [];
  private done = 0;

  constructor(
    readonly id: LayerId,
    readonly type: BuiltLayer["type"],
    private readonly total: number,
    private readonly context: LayerContext,
  ) {
    this.folder = join(context.dir, "layers", id);
    mkdirSync(this.folder, { recursive: true });
    context.progress(id, 0, total);
  }

  /**
   * Sends a tile to be made, waiting when enough are under way.
   * @param name unique in the layer and the same in every build, such as its path in the quadtree @param units how much of the total it settles
   */
  async tile(name: string, input: TileInput, geometricError: number, units: number): Promise<PlannedTile> {
    const { pool, tiles } = this.context;
    await pool.ready();
    const uri = `${name || "root"}.glb`;
    const path = `layers/${this.id}/${uri}`;
    const result = pool.run({ path: join(this.folder, uri), input, before: tiles.before(path) }).then((made) => {
      tiles.made(path, made);
      this.done += units;
      this.context.progress(this.id, this.done, this.total);
      return made;
    });
    result.catch(() => {});
    this.results.push(result.then((made) => ({ uri, result: made })));
    this.results.at(-1)!.catch(() => {});
    return { geometricError, content: { uri, result }, children: [] };
  }

  /** Waits for all tiles and writes the tileset. @returns null when there was nothing to draw */
  async finish(root: PlannedTile, features: number, refine: "REPLACE" | "ADD" = "ADD"): Promise<BuiltLayer | null> {
    const json = await tilesetJson(root, refine, this.context.frame.toEcefMatrix());
    if (!json) return null;
    const path = `layers/${this.id}/tileset.json`;
    const text = new TextEncoder().encode(JSON.stringify(json));
    this.context.wrote(path, writeCompressed(join(this.context.dir, path), text).sha256);
    let [tiles, bytes, gzipBytes] = [0, 0, 0];
    for (const { uri, result } of await Promise.all(this.results)) {
      if (!result.bounds) continue;
      tiles++;
      bytes += result.bytes;
      gzipBytes += result.gzipBytes;
      this.context.wrote(`layers/${this.id}/${uri}`, result.sha256);
    }
    return { id: this.id, type: this.type, tileset: path, tiles, features, bytes, gzipBytes };
  }
}

/**
 * A tree whose leaves carry content and always show; inner tiles only group them.
 * @param showWithin when given, leaves appear only where this geometric error (m) would be seen
 */
export async function leavesOnly(
  node: QuadNode,
  make: (node: QuadNode) => Promise<PlannedTile>,
  showWithin?: number,
): Promise<PlannedTile> {
  const visit = async (at: QuadNode): Promise<PlannedTile> => {
    if (at.children.length === 0) {
      const leaf = await make(at);
      return showWithin ? { geometricError: showWithin, children: [leaf] } : leaf;
    }
    const children: PlannedTile[] = [];
    for (const child of at.children) children.push(await visit(child));
    return { geometricError: ALWAYS, children };
  };
  return { geometricError: ALWAYS, children: [await visit(node)] };
}
