// Files every asset under its place, asset or building and puts all of them in depth-first order: the second section of the slots.

import type { SourceReport } from "../formats/report.ts";
import type { GroundData } from "./ground.ts";
import type { PlaceIndex } from "./placeIndex.ts";
import type { PlaceOrder } from "./placeOrder.ts";
import type { AssetSource } from "./source.ts";
import type { BuildingStore } from "./store/buildingStore.ts";

/** What the tree is grown from. */
export interface TreeInput {
  order: PlaceOrder;
  index: PlaceIndex;
  store: BuildingStore;
  assets: readonly AssetSource[];
  kindIds: readonly string[];
  ground: GroundData;
  synthetic: boolean;
  report: SourceReport;
}

/** Assets in slot order; `under` is the place they are filed under, `parent` an asset's position in the list or -1. */
export interface PlacedAssets {
  list: AssetSource[];
  under: Int32Array;
  parent: Int32Array;
  /** Store index of the parent building, -1 for none. */
  building: Int32Array;
  end: Uint32Array;
  /** First and one past last list position filed under each place itself. */
  placeStart: Uint32Array;
  placeEnd: Uint32Array;
  at: Map<string, number>;
}

/** Assets that cannot be placed are left out and listed in the report. */
export function placeAssets({ order, index, store, assets, report, kindIds }: TreeInput): PlacedAssets {
  const kinds = new Set(kindIds);
  const byCode = new Map<string, AssetSource>();
  const wanted = buildingParents(assets, order);
  const buildingOf = new Map<string, number>();
  if (wanted.size > 0)
    for (let i = 0; i < store.count; i++) {
      if (store.gone[i]) continue;
      const code = store.code.at(i);
      if (wanted.has(code)) buildingOf.set(code, i);
    }
  for (const asset of assets) {
    const label = asset.name ? `${asset.code} ${asset.name}` : asset.code;
    if (byCode.has(asset.code) || order.slotOf.has(asset.code))
      report.skip("assets", "code-twice", "left out: another node has the same code", label);
    else if (!Number.isFinite(asset.lon) || !Number.isFinite(asset.lat))
      report.skip("assets", "no-position", "left out: its position is not a number", label);
    else if (asset.level !== "floor" && (asset.kind === undefined || !kinds.has(asset.kind)))
      report.skip("assets", "kind-unknown", `left out: kind "${asset.kind}" is not in the scene's kinds`, label);
    else byCode.set(asset.code, asset);
  }
  const children = new Map<string, AssetSource[]>();
  const roots: { asset: AssetSource; building: number }[][] = order.places.map(() => []);
  const onBuildings: { asset: AssetSource; building: number }[][] = order.places.map(() => []);
  for (const asset of byCode.values()) {
    const code = asset.parentCode;
    if (code && byCode.has(code)) {
      const siblings = children.get(code);
      if (siblings) siblings.push(asset);
      else children.set(code, [asset]);
      continue;
    }
    const building = code ? buildingOf.get(code) : undefined;
    if (building !== undefined) onBuildings[store.place[building]].push({ asset, building });
    else {
      let place = code ? order.slotOf.get(code) : undefined;
      if (code && place === undefined)
        report.repair(
          "assets",
          "parent-unknown",
          "filed by position: its parent is not in the scene",
          `${asset.code} → ${code}`,
        );
      place ??= index.find(asset.lon, asset.lat);
      if (place < 0) place = Math.max(0, index.nearestLeaf(asset.lon, asset.lat));
      roots[place].push({ asset, building: -1 });
    }
  }
  const n = byCode.size;
  const list: AssetSource[] = [];
  const under = new Int32Array(n);
  const parent = new Int32Array(n).fill(-1);
  const building = new Int32Array(n).fill(-1);
  const end = new Uint32Array(n);
  const at = new Map<string, number>();
  const visit = (asset: AssetSource, above: number, place: number, house: number): void => {
    const position = list.push(asset) - 1;
    at.set(asset.code, position);
    under[position] = place;
    parent[position] = above;
    building[position] = house;
    for (const child of children.get(asset.code) ?? []) visit(child, position, place, -1);
    end[position] = list.length;
  };
  const placeStart = new Uint32Array(order.places.length);
  const placeEnd = new Uint32Array(order.places.length);
  for (let place = 0; place < order.places.length; place++) {
    placeStart[place] = list.length;
    for (const { asset } of roots[place]) visit(asset, -1, place, -1);
    for (const { asset, building: house } of onBuildings[place]) visit(asset, -1, place, house);
    placeEnd[place] = list.length;
  }
  for (const asset of byCode.values())
    if (!at.has(asset.code))
      report.skip("assets", "parent-cycle", "left out: its parents lead back to itself", asset.code);
  return { list, under, parent, building, end, placeStart, placeEnd, at };
}

/** Codes named as parents that are neither assets nor places: buildings, or nothing at all. */
function buildingParents(assets: readonly AssetSource[], order: PlaceOrder): Set<string> {
  const assetCodes = new Set(assets.map((asset) => asset.code));
  const wanted = new Set<string>();
  for (const asset of assets)
    if (asset.parentCode && !assetCodes.has(asset.parentCode) && !order.slotOf.has(asset.parentCode))
      wanted.add(asset.parentCode);
  return wanted;
}
