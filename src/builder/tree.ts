// Gives every node its slot and fills the node table: places, then assets below their places, then buildings by grid.

import { labelPoint, signedArea } from "../formats/polygon.ts";
import type { PackedText } from "../twin/columns.ts";
import { metresPerDegree } from "../twin/geodesy.ts";
import { LEVEL } from "../twin/level.ts";
import { type BuildingColumns, NO_SLOT, type NodeColumns, NodeTable, TRAIT } from "../twin/nodeTable.ts";
import { groundHeight } from "./ground.ts";
import { type PlacedAssets, placeAssets, type TreeInput } from "./placeAssets.ts";
import type { BuildingStore } from "./store/buildingStore.ts";

/** The whole tree with the order the buildings were given. */
export interface Tree {
  table: NodeTable;
  buildings: Omit<BuildingColumns, "code" | "name"> & { code: PackedText; name: PackedText };
  /** buildingOrder[k] is the store's index of the building in slot coreCount + k. */
  buildingOrder: Uint32Array;
  /** Slot of the parent place of store building i is order.places; slot of each store building. */
  slotOfBuilding: Uint32Array;
}

export function growTree(input: TreeInput): Tree {
  const { order, store } = input;
  const placeCount = order.places.length;
  const buildingOrder = sortByPlace(store, placeCount);
  const placed = placeAssets(input);
  const coreCount = placeCount + placed.list.length;
  const slotOfBuilding = new Uint32Array(store.count);
  for (let k = 0; k < buildingOrder.length; k++) slotOfBuilding[buildingOrder[k]] = coreCount + k;

  const columns = emptyColumns(coreCount);
  fillPlaces(columns, input);
  fillAssets(columns, input, placed, slotOfBuilding);
  fillRanges(columns, input, placed, buildingOrder, coreCount);
  const table = new NodeTable(
    {
      placeCount,
      coreCount,
      buildingCount: buildingOrder.length,
      partitionCount: 1 + order.districts.length,
    },
    columns,
  );
  return { table, buildings: buildingColumns(store, buildingOrder), buildingOrder, slotOfBuilding };
}

/** Stable counting sort of the buildings that stay by the slot of their place. */
function sortByPlace(store: BuildingStore, placeCount: number): Uint32Array {
  const start = new Uint32Array(placeCount + 1);
  for (let i = 0; i < store.count; i++) if (!store.gone[i]) start[store.place[i] + 1]++;
  for (let p = 0; p < placeCount; p++) start[p + 1] += start[p];
  const sorted = new Uint32Array(start[placeCount]);
  for (let i = 0; i < store.count; i++) if (!store.gone[i]) sorted[start[store.place[i]]++] = i;
  return sorted;
}

function emptyColumns(n: number): NodeColumns {
  return {
    parent: new Int32Array(n).fill(NO_SLOT),
    end: new Uint32Array(n),
    assetStart: new Uint32Array(n),
    assetEnd: new Uint32Array(n),
    buildingStart: new Uint32Array(n),
    buildingEnd: new Uint32Array(n),
    level: new Uint8Array(n),
    kind: new Uint16Array(n).fill(65535),
    partition: new Uint16Array(n),
    lon: new Float64Array(n),
    lat: new Float64Array(n),
    height: new Float32Array(n),
    radius: new Float32Array(n),
    downstream: new Int32Array(n).fill(NO_SLOT),
    grade: new Uint8Array(n).fill(1),
    traits: new Uint8Array(n),
    code: new Array<string>(n).fill(""),
    name: new Array<string>(n).fill(""),
    nameEn: new Array<string>(n).fill(""),
  };
}

function fillPlaces(columns: NodeColumns, { order, ground, synthetic }: TreeInput): void {
  const code = columns.code as string[];
  const name = columns.name as string[];
  const nameEn = columns.nameEn as string[];
  order.places.forEach((place, slot) => {
    columns.parent[slot] = order.parent[slot];
    columns.end[slot] = order.end[slot];
    columns.level[slot] = LEVEL[place.level];
    columns.traits[slot] = synthetic ? TRAIT.synthetic : 0;
    code[slot] = place.code;
    name[slot] = place.name;
    nameEn[slot] = place.nameEn ?? "";
    const largest = place.polygons.reduce<(typeof place.polygons)[number] | null>(
      (best, rings) => (best && Math.abs(signedArea(best[0])) >= Math.abs(signedArea(rings[0])) ? best : rings),
      null,
    );
    if (!largest) return;
    const [lon, lat] = labelPoint(largest);
    const metres = metresPerDegree(lat);
    let reach = 0;
    for (const rings of place.polygons)
      for (let i = 0; i < rings[0].length; i += 2)
        reach = Math.max(reach, Math.hypot((rings[0][i] - lon) * metres.lon, (rings[0][i + 1] - lat) * metres.lat));
    columns.lon[slot] = lon;
    columns.lat[slot] = lat;
    columns.height[slot] = groundHeight(ground, lon, lat);
    columns.radius[slot] = reach;
  });
}

function fillAssets(columns: NodeColumns, input: TreeInput, placed: PlacedAssets, slotOfBuilding: Uint32Array): void {
  const { order, ground, kindIds, report, synthetic } = input;
  const first = order.places.length;
  const kindIndex = new Map(kindIds.map((id, index) => [id, index]));
  const code = columns.code as string[];
  const name = columns.name as string[];
  const nameEn = columns.nameEn as string[];
  placed.list.forEach((asset, position) => {
    const slot = first + position;
    const above = placed.parent[position];
    const house = placed.building[position];
    columns.parent[slot] = above >= 0 ? first + above : house >= 0 ? slotOfBuilding[house] : placed.under[position];
    columns.end[slot] = first + placed.end[position];
    columns.assetStart[slot] = slot;
    columns.assetEnd[slot] = columns.end[slot];
    columns.level[slot] = LEVEL[asset.level];
    columns.kind[slot] = asset.kind === undefined ? 65535 : kindIndex.get(asset.kind)!;
    columns.partition[slot] = order.partition[placed.under[position]];
    columns.lon[slot] = asset.lon;
    columns.lat[slot] = asset.lat;
    columns.height[slot] = groundHeight(ground, asset.lon, asset.lat) + asset.heightAboveGround;
    columns.radius[slot] = asset.radius ?? 0;
    // The highest grade wins downwards: what hangs on a restricted asset is restricted too (GB/T 43697, 就高从严).
    columns.grade[slot] = Math.max(asset.grade ?? 1, above >= 0 ? columns.grade[first + above] : 1);
    columns.traits[slot] |= synthetic ? TRAIT.synthetic : 0;
    if (asset.level === "floor" && above >= 0) columns.traits[first + above] |= TRAIT.opensUp;
    code[slot] = asset.code;
    name[slot] = asset.name ?? "";
    nameEn[slot] = asset.nameEn ?? "";
    if (asset.downstreamCode !== undefined) {
      const next = placed.at.get(asset.downstreamCode);
      if (next === undefined)
        report.repair(
          "assets",
          "downstream-unknown",
          "left without a downstream neighbour: it is not in the scene",
          asset.code,
        );
      else columns.downstream[slot] = first + next;
    }
  });
}

function fillRanges(
  columns: NodeColumns,
  { order, store }: TreeInput,
  placed: PlacedAssets,
  buildingOrder: Uint32Array,
  coreCount: number,
): void {
  const first = order.places.length;
  const buildingsBefore = new Uint32Array(first + 1); // buildings standing in places with a lower slot
  for (const i of buildingOrder) buildingsBefore[store.place[i] + 1]++;
  for (let place = 0; place < first; place++) buildingsBefore[place + 1] += buildingsBefore[place];
  for (let place = 0; place < first; place++) {
    columns.assetStart[place] = first + placed.placeStart[place];
    columns.assetEnd[place] = first + placed.placeEnd[order.end[place] - 1];
    columns.buildingStart[place] = coreCount + buildingsBefore[place];
    columns.buildingEnd[place] = coreCount + buildingsBefore[order.end[place]];
  }
}

function buildingColumns(store: BuildingStore, sorted: Uint32Array): Tree["buildings"] {
  const take = <T extends Float32Array | Float64Array | Uint8Array | Int32Array>(from: T): T => {
    const out = new (from.constructor as new (n: number) => T)(sorted.length);
    for (let k = 0; k < sorted.length; k++) out[k] = from[sorted[k]];
    return out;
  };
  return {
    parent: take(store.place),
    lon: take(store.lon),
    lat: take(store.lat),
    base: take(store.base),
    heightAboveBase: take(store.height),
    footprint: take(store.footprint),
    levels: take(store.levels),
    use: take(store.use),
    traits: take(store.traits),
    code: store.code.pick(sorted),
    name: store.name.pick(sorted),
  };
}
