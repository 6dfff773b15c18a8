// The buildings layer: a quadtree with three nested levels of detail.

import type { BuiltLayer } from "../../twin/scene/built.ts";
import { TRAIT } from "../../twin/nodeTable.ts";
import type { BuildingStore } from "../buildingStore.ts";
import { MOST_FEATURES, type PackedBuildings } from "../tiles/buildingMesh.ts";
import { type QuadNode, quadtree } from "../tiles/quadtree.ts";
import type { PlannedTile } from "../tiles/tileset.ts";
import { type LayerContext, LayerWriter } from "./layer.ts";

/** Buildings of one tile of full footprints. */
const LEAF = 1000;
/** Buildings (of which most keep a box) below one tile of boxes, and below one tile of blocks. */
const BOXES = 2000;
const BLOCKS = 16_000;
/** Geometric errors, m: at 1080p and 60° a level gives way at about 104 times its error. */
const BOX_ERROR = 16;
const BLOCK_ERROR = 60;
/** A building keeps a box from this height or footprint on. */
const TALL = 12;
const LARGE = 150;

/** Writes the layer. @param order store index of the building in slot firstSlot + k */
export async function writeBuildings(
  store: BuildingStore,
  order: Uint32Array,
  firstSlot: number,
  context: LayerContext,
): Promise<BuiltLayer | null> {
  if (order.length === 0) return null;
  const writer = new LayerWriter("buildings", "building", order.length, context);
  const east = Float32Array.from(order, (i) => store.east[i]);
  const north = Float32Array.from(order, (i) => store.north[i]);
  const pack = (ranks: ArrayLike<number>): PackedBuildings => packBuildings(store, order, firstSlot, ranks);

  // Quadrants without content of their own give their tiles to the one above: a tile that is replaced by an empty one, which
  // in turn waits for its children, leaves holes in Cesium 1.145 while (and after) they load.
  const visit = async (node: QuadNode, hasBlocks: boolean, hasBoxes: boolean): Promise<PlannedTile[]> => {
    const isBlock = !hasBlocks && node.items.length <= BLOCKS && gridsOf(node) <= MOST_FEATURES;
    const isBox = !hasBoxes && node.items.length <= BOXES;
    const blocks = isBlock ? await writer.tile({ type: "blocks", data: pack(node.items) }, BLOCK_ERROR, 0) : null;
    const boxes = isBox ? await writer.tile({ type: "boxes", data: pack(notable(node.items)) }, BOX_ERROR, 0) : null;
    let tiles: PlannedTile[] = [];
    if (node.children.length === 0)
      tiles.push(await writer.tile({ type: "full", data: pack(node.items) }, 0, node.items.length));
    else
      for (const child of node.children) tiles.push(...(await visit(child, hasBlocks || isBlock, hasBoxes || isBox)));
    if (boxes) tiles = [{ ...boxes, children: tiles }];
    if (blocks) tiles = [{ ...blocks, children: tiles }];
    return tiles;
  };
  const gridsOf = (node: QuadNode): number => {
    const grids = new Set<number>();
    for (const rank of node.items) grids.add(store.place[order[rank]]);
    return grids.size;
  };
  const notable = (ranks: Uint32Array): Uint32Array => {
    const kept = ranks.filter((rank) => store.height[order[rank]] >= TALL || store.footprint[order[rank]] >= LARGE);
    return kept.length > 0 ? kept : ranks;
  };
  const tiles = await visit(
    quadtree(east, north, (items) => items.length <= LEAF),
    false,
    false,
  );
  const error = Math.max(BOX_ERROR, ...tiles.map((tile) => tile.geometricError * 2));
  const root = tiles.length === 1 ? tiles[0] : { geometricError: error, children: tiles };
  return writer.finish(root, order.length, "REPLACE");
}

/** Copies some buildings out of the store, in the order of `ranks`. */
export function packBuildings(
  store: BuildingStore,
  order: Uint32Array,
  firstSlot: number,
  ranks: ArrayLike<number>,
): PackedBuildings {
  const n = ranks.length;
  let rings = 0;
  let corners = 0;
  for (let k = 0; k < n; k++) {
    const i = order[ranks[k]];
    const [from, to] = store.ringRange(i);
    rings += to - from;
    corners += store.ringEnd[to - 1] - store.ringFrom(from);
  }
  const packed = {
    coords: new Float32Array(2 * corners),
    ringEnd: new Uint32Array(rings),
    buildingEnd: new Uint32Array(n),
    baseUp: new Float32Array(n),
    height: new Float32Array(n),
    minHeight: new Float32Array(n),
    slot: new Uint32Array(n),
    use: new Uint8Array(n),
    estimated: new Uint8Array(n),
    grid: new Uint32Array(n),
  };
  let ring = 0;
  let corner = 0;
  for (let k = 0; k < n; k++) {
    const i = order[ranks[k]];
    const [from, to] = store.ringRange(i);
    const start = store.ringFrom(from);
    packed.coords.set(store.coords.subarray(2 * start, 2 * store.ringEnd[to - 1]), 2 * corner);
    for (let r = from; r < to; r++) packed.ringEnd[ring++] = corner + store.ringEnd[r] - start;
    corner += store.ringEnd[to - 1] - start;
    packed.buildingEnd[k] = ring;
    packed.baseUp[k] = store.baseUp[i];
    packed.height[k] = store.height[i];
    packed.minHeight[k] = store.minHeight[i];
    packed.slot[k] = firstSlot + ranks[k];
    packed.use[k] = store.use[i];
    packed.estimated[k] = store.traits[i] & TRAIT.heightEstimated ? 1 : 0;
    packed.grid[k] = store.place[i];
  }
  return packed;
}
