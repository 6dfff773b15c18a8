// The city's tree as columns indexed by slot. Three sections follow each other: places, assets, buildings.
// Places and assets are in depth-first order, so every subtree is a range of slots and "is inside" is two comparisons.

import { type Column, decodeColumns, encodeColumns } from "./columns.ts";
import { LEVEL } from "./level.ts";

/** No node: the root's parent, a missing downstream neighbour, a road without a sensor. */
export const NO_SLOT = -1;
/** The same in unsigned GPU data. */
export const NO_SLOT_U32 = 0xffffffff;

/** Bits of the node table's `traits` column: what is known of the node itself, not of its state. */
export const TRAIT = {
  /** Neither height nor storeys were in the source: estimated from footprint and use. */
  heightEstimated: 1,
  /** Made by a generator, not surveyed. */
  synthetic: 2,
  /** The facility has floors to open. */
  opensUp: 4,
  /** Height was not in the source but taken from its storeys. */
  heightFromLevels: 8,
} as const;

/** Columns of the core table (places and assets). Lengths are all `coreCount`. */
export interface NodeColumns {
  /** Slot of the parent, -1 for the city. A point's parent may be a building (slot ≥ coreCount). */
  parent: Int32Array;
  /** First slot after the node's own subtree within its section. */
  end: Uint32Array;
  /** Places: range [assetStart, assetEnd) of all assets below; assets: their own subtree. */
  assetStart: Uint32Array;
  assetEnd: Uint32Array;
  /** Places: range [buildingStart, buildingEnd) of all buildings below; 0,0 for assets. */
  buildingStart: Uint32Array;
  buildingEnd: Uint32Array;
  /** Index into LEVELS. */
  level: Uint8Array;
  /** Index into the scene's `kinds`, 65535 for none. */
  kind: Uint16Array;
  /** Partition the node's state travels in: 0 for places, 1 + index of the district for assets. */
  partition: Uint16Array;
  /** Degrees, WGS 84 / CGCS2000. Places: a label point inside. */
  lon: Float64Array;
  lat: Float64Array;
  /** Height of the node itself, m above the ellipsoid (terrain baked in). */
  height: Float32Array;
  /** Places: radius of the circle around lon/lat that holds them, m. Others: their size, m, or 0. */
  radius: Float32Array;
  /** Slot of the next node downstream in its network, -1 for none. */
  downstream: Int32Array;
  /** Data grade 1–4 (GB/T 43697, 4 highest). */
  grade: Uint8Array;
  /** Bits of TRAIT. */
  traits: Uint8Array;
  /** GB/T place code, component code or facility code; unique in the scene. */
  code: readonly string[];
  /** Chinese name; empty means "kind name + end of code". */
  name: readonly string[];
  /** English name, same rule. */
  nameEn: readonly string[];
}

/** Columns of the building table; row i is slot `coreCount + i`. */
export interface BuildingColumns {
  /** Slot of the grid the building stands in. */
  parent: Int32Array;
  lon: Float64Array;
  lat: Float64Array;
  /** Ground height at the building, m above the ellipsoid. */
  base: Float32Array;
  /** Height of the building above its base, m. */
  heightAboveBase: Float32Array;
  /** Footprint, m². */
  footprint: Float32Array;
  levels: Uint8Array;
  /** Index into BUILDING_USES. */
  use: Uint8Array;
  traits: Uint8Array;
  code: readonly string[];
  name: readonly string[];
}

/** What a building is used for: decides window light by hour, roof and theming. Order is the stored index. */
export const BUILDING_USES = [
  "residential",
  "office",
  "commercial",
  "industrial",
  "public",
  "education",
  "health",
  "transport",
  "heritage",
  "other",
] as const;
export type BuildingUse = (typeof BUILDING_USES)[number];

interface NodeMeta {
  placeCount: number;
  coreCount: number;
  buildingCount: number;
  partitionCount: number;
}

/** The core of the tree with the questions everyone asks of it. */
export class NodeTable implements NodeMeta {
  /** Slots [0, placeCount) are places. */
  readonly placeCount: number;
  /** Slots [placeCount, coreCount) are assets: facilities, floors, equipment, points. */
  readonly coreCount: number;
  /** Slots [coreCount, coreCount + buildingCount) are buildings. */
  readonly buildingCount: number;
  /** Partitions are numbered 0 … partitionCount-1; 0 carries the places' roll-up. */
  readonly partitionCount: number;
  private codeIndex: Map<string, number> | undefined;

  constructor(
    meta: NodeMeta,
    readonly columns: NodeColumns,
  ) {
    this.placeCount = meta.placeCount;
    this.coreCount = meta.coreCount;
    this.buildingCount = meta.buildingCount;
    this.partitionCount = meta.partitionCount;
    for (const [name, column] of Object.entries(columns)) {
      if (column.length !== meta.coreCount)
        throw new Error(`node table column "${name}" has ${column.length} rows, expected ${meta.coreCount}`);
    }
  }

  /** All slots: core and buildings. */
  get slotCount(): number {
    return this.coreCount + this.buildingCount;
  }

  encode(): Uint8Array {
    const { placeCount, coreCount, buildingCount, partitionCount } = this;
    return encodeColumns(this.columns as unknown as Record<string, Column>, {
      placeCount,
      coreCount,
      buildingCount,
      partitionCount,
    });
  }

  /** @throws Error when the buffer is not a node table */
  static decode(buffer: ArrayBuffer): NodeTable {
    const { meta, columns } = decodeColumns<NodeMeta>(buffer);
    return new NodeTable(meta, columns as unknown as NodeColumns);
  }

  /** Slot of a core node by its code, or -1. */
  slotOf(code: string): number {
    if (!this.codeIndex) {
      this.codeIndex = new Map();
      const codes = this.columns.code;
      for (let slot = 0; slot < this.coreCount; slot++) if (codes[slot]) this.codeIndex.set(codes[slot], slot);
    }
    return this.codeIndex.get(code) ?? NO_SLOT;
  }

  /** Whether `slot` is `ancestor` or lies below it. Only core slots. */
  isWithin(slot: number, ancestor: number): boolean {
    const c = this.columns;
    if (slot >= ancestor && slot < c.end[ancestor]) return true;
    return slot >= this.placeCount && slot >= c.assetStart[ancestor] && slot < c.assetEnd[ancestor];
  }

  /** Innermost place that holds a core slot, what stands in buildings too. */
  placeOf(slot: number): number {
    if (slot < this.placeCount) return slot;
    const { end, assetStart, assetEnd } = this.columns;
    let place = 0;
    for (let at = 1; at < end[place]; ) {
      if (slot >= assetStart[at] && slot < assetEnd[at]) place = at++;
      else at = end[at];
    }
    return place;
  }

  /** Path from the city down to `slot` (inclusive). Building parents are skipped. */
  pathTo(slot: number): number[] {
    const path: number[] = [];
    for (let at = slot; at >= 0; at = at < this.coreCount ? this.columns.parent[at] : NO_SLOT) path.push(at);
    return path.reverse();
  }

  /** Core children of a node, in slot order: child places, then the assets that hang directly on it; not what is hidden (no code). */
  childrenOf(slot: number): number[] {
    const c = this.columns;
    const children: number[] = [];
    if (slot < this.placeCount) for (let at = slot + 1; at < c.end[slot]; at = c.end[at]) children.push(at);
    for (let at = Math.max(c.assetStart[slot], slot + 1); at < c.assetEnd[slot]; at = c.end[at])
      if (c.parent[at] === slot && c.code[at] !== "") children.push(at);
    return children;
  }

  /** Monitoring points below a node (itself if it is one). */
  *pointsUnder(slot: number): Generator<number> {
    const { level, assetStart, assetEnd } = this.columns;
    for (let at = assetStart[slot]; at < assetEnd[slot]; at++) if (level[at] === LEVEL.point) yield at;
  }
}
