// The ground and trees layers.

import { metresPerDegree } from "../../twin/geodesy.ts";
import type { BuiltLayer } from "../../twin/scene/built.ts";
import type { GroundData } from "../ground.ts";
import { quadtree } from "../tiles/quadtree.ts";
import { ALWAYS, type PlannedTile } from "../tiles/tileset.ts";
import { type LayerContext, LayerWriter, leavesOnly } from "./layer.ts";

/** Cells along one edge of a ground tile. */
const PIECE = 96;
/** Trees of one tile. */
const TREES = 8000;
/** Trees appear where an error of this many metres would be seen: within about 3 km. */
const TREE_ERROR = 30;

export async function writeGround(ground: GroundData, context: LayerContext): Promise<BuiltLayer | null> {
  const cells = (ground.columns - 1) * (ground.rows - 1);
  const writer = new LayerWriter("ground", "ground", cells, context);
  const children: PlannedTile[] = [];
  for (let row = 0; row < ground.rows - 1; row += PIECE)
    for (let column = 0; column < ground.columns - 1; column += PIECE) {
      const width = Math.min(PIECE, ground.columns - 1 - column);
      const depth = Math.min(PIECE, ground.rows - 1 - row);
      children.push(
        await writer.tile(
          `${column}-${row}`,
          { type: "ground", data: { column, row, width, depth } },
          0,
          width * depth,
        ),
      );
    }
  return writer.finish({ geometricError: ALWAYS, children }, children.length);
}

/** @param trees flat [lon, lat, height m, …] */
export async function writeTrees(trees: Float64Array, context: LayerContext): Promise<BuiltLayer | null> {
  const n = Math.floor(trees.length / 3);
  if (n === 0) return null;
  const writer = new LayerWriter("trees", "tree", n, context);
  const metres = metresPerDegree(context.frame.lat);
  const tree = quadtree(
    Float64Array.from({ length: n }, (_, i) => (trees[3 * i] - context.frame.lon) * metres.lon),
    Float64Array.from({ length: n }, (_, i) => (trees[3 * i + 1] - context.frame.lat) * metres.lat),
    (items) => items.length <= TREES,
  );
  const root = await leavesOnly(
    tree,
    ({ path, items }) => {
      const data = new Float64Array(3 * items.length);
      items.forEach((i, k) => {
        data.set(trees.subarray(3 * i, 3 * i + 3), 3 * k);
      });
      return writer.tile(path, { type: "trees", data }, 0, items.length);
    },
    TREE_ERROR,
  );
  return writer.finish(root, n);
}
