// The buildings layer: a quadtree with nested levels of detail.

import type { BuildingMesh } from "../../formats/solidMesh.ts";
import type { LocalFrame } from "../../twin/geodesy.ts";
import { room } from "../../twin/grow.ts";
import { TRAIT } from "../../twin/nodeTable.ts";
import type { BuiltLayer } from "../../twin/scene/built.ts";
import type { BuildingStore } from "../store/buildingStore.ts";
import { MOST_FEATURES, type PackedBuildings } from "../tiles/buildingMesh.ts";
import { type QuadNode, quadtree } from "../tiles/quadtree.ts";
import { ALWAYS, type PlannedTile } from "../tiles/tileset.ts";
import { type LayerContext, LayerWriter } from "./layer.ts";

/** Buildings of one tile of full footprints. */
const LEAF = 1000;
/**
 * The coarser levels, finest first: at most so many buildings below one tile (of which most keep a box), and its geometric error,
 * m: at 1080p and 60° a level gives way at about 104 times its error.
 */
const LEVELS = [
  { type: "boxes", most: 2000, error: 16 },
  { type: "blocks", most: 16_000, error: 60 },
  { type: "masses", most: 128_000, error: 240 },
] as const;
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
  const { east, north } = centres(store, order, context.frame);
  const pack = (ranks: ArrayLike<number>, meshes = false): PackedBuildings =>
    packBuildings(store, order, firstSlot, ranks, context.frame, meshes);

  // Quadrants without content of their own give their tiles to the one above: a tile that is replaced by an empty one, which
  // in turn waits for its children, leaves holes in Cesium 1.145 while (and after) they load.
  const visit = async (node: QuadNode, done: ReadonlySet<string>): Promise<PlannedTile[]> => {
    // Coarsest first; a level stands at the highest node that is small enough for it. A small city needs no masses.
    const here: { type: (typeof LEVELS)[number]["type"]; tile: PlannedTile }[] = [];
    for (const { type, most, error } of [...LEVELS].reverse()) {
      if (done.has(type) || node.items.length > most || (type === "masses" && order.length <= LEVELS[1].most)) continue;
      if (type !== "boxes" && gridsOf(node) > MOST_FEATURES) continue;
      const data = pack(type === "boxes" ? notable(node.items) : node.items);
      here.push({ type, tile: await writer.tile(`${type}${node.path}`, { type, data }, error, 0) });
    }
    let tiles: PlannedTile[] = [];
    if (node.children.length === 0)
      tiles.push(
        await writer.tile(`full${node.path}`, { type: "full", data: pack(node.items, true) }, 0, node.items.length),
      );
    else {
      const below = new Set([...done, ...here.map(({ type }) => type)]);
      for (const child of node.children) tiles.push(...(await visit(child, below)));
    }
    for (const { tile } of here.reverse()) tiles = [{ ...tile, children: tiles }];
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
    new Set(),
  );
  // A root without content must always give way to its children, or a city seen from afar would be empty.
  const root = tiles.length === 1 ? tiles[0] : { geometricError: ALWAYS, children: tiles };
  return writer.finish(root, order.length, "REPLACE");
}

/** Local east and north of each building's centre, m, in the order of slots. */
function centres(store: BuildingStore, order: Uint32Array, frame: LocalFrame) {
  const east = new Float32Array(order.length);
  const north = new Float32Array(order.length);
  const at = new Float64Array(3);
  order.forEach((i, k) => {
    frame.toLocal(store.lon[i], store.lat[i], 0, at);
    east[k] = at[0];
    north[k] = at[1];
  });
  return { east, north };
}

/**
 * Copies some buildings out of the store, in the order of `ranks`, into local metres.
 * @param meshes with the surfaces of those that have them, else footprints only
 */
export function packBuildings(
  store: BuildingStore,
  order: Uint32Array,
  firstSlot: number,
  ranks: ArrayLike<number>,
  frame: LocalFrame,
  meshes: boolean,
): PackedBuildings {
  const n = ranks.length;
  const packed = {
    buildingEnd: new Uint32Array(n),
    baseUp: new Float32Array(n),
    height: new Float32Array(n),
    minHeight: new Float32Array(n),
    slot: new Uint32Array(n),
    use: new Uint8Array(n),
    estimated: new Uint8Array(n),
    grid: new Uint32Array(n),
  };
  let coords = new Float32Array(16 * n);
  let ringEnd = new Uint32Array(n + 8);
  let [ring, corner] = [0, 0];
  const surfaces: MeshRows = { building: [], vertexEnd: [], indexEnd: [], positions: [], indices: [] };
  const at = new Float64Array(3);
  for (let k = 0; k < n; k++) {
    const i = order[ranks[k]];
    const shape = store.shapeOf(i);
    ringEnd = room(ringEnd, ring + shape.rings);
    for (let r = 0; r < shape.rings; r++) ringEnd[ring++] = corner + shape.ringEnd[r];
    const corners = shape.ringEnd[shape.rings - 1];
    coords = room(coords, 2 * (corner + corners));
    for (let c = 0; c < corners; c++, corner++) {
      frame.toLocal(shape.corners[2 * c], shape.corners[2 * c + 1], 0, at);
      coords[2 * corner] = at[0];
      coords[2 * corner + 1] = at[1];
    }
    packed.buildingEnd[k] = ring;
    frame.toLocal(store.lon[i], store.lat[i], store.base[i], at);
    packed.baseUp[k] = at[2];
    packed.height[k] = store.height[i];
    packed.minHeight[k] = store.minHeight[i];
    packed.slot[k] = firstSlot + ranks[k];
    packed.use[k] = store.use[i];
    packed.estimated[k] = store.traits[i] & (TRAIT.heightEstimated | TRAIT.heightFromLevels) ? 1 : 0;
    packed.grid[k] = store.place[i];
    if (meshes && shape.mesh) addSurfaces(surfaces, k, shape.mesh, frame);
  }
  return {
    ...packed,
    coords: coords.slice(0, 2 * corner),
    ringEnd: ringEnd.slice(0, ring),
    ...(surfaces.building.length > 0
      ? {
          meshBuilding: Uint32Array.from(surfaces.building),
          meshVertexEnd: Uint32Array.from(surfaces.vertexEnd),
          meshIndexEnd: Uint32Array.from(surfaces.indexEnd),
          meshPositions: Float32Array.from(surfaces.positions),
          meshIndices: Uint32Array.from(surfaces.indices),
        }
      : {}),
  };
}

interface MeshRows {
  building: number[];
  vertexEnd: number[];
  indexEnd: number[];
  positions: number[];
  indices: number[];
}

function addSurfaces(rows: MeshRows, building: number, mesh: BuildingMesh, frame: LocalFrame): void {
  const at = [0, 0, 0];
  for (let v = 0; v < mesh.positions.length; v += 3) {
    frame.toLocal(mesh.positions[v], mesh.positions[v + 1], mesh.positions[v + 2], at);
    rows.positions.push(at[0], at[1], at[2]);
  }
  for (const index of mesh.indices) rows.indices.push(index);
  rows.building.push(building);
  rows.vertexEnd.push(rows.positions.length / 3);
  rows.indexEnd.push(rows.indices.length);
}
