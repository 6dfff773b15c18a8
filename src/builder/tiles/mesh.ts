// A tile's mesh while it is being made: growing vertex and index arrays, in the scene's local metres (glTF axes).

import type { NumberColumn } from "../../twin/columns.ts";

/** A property table: one row per feature of the tile. */
export interface FeatureTable {
  /** Class name, such as building. */
  className: string;
  count: number;
  columns: Record<string, NumberColumn>;
}

/** A whole tile before it is written: x = east, y = up, z = −north, metres from the scene's origin. */
export interface TileMesh {
  vertexCount: number;
  /** x, y, z per vertex. */
  positions: Float32Array;
  indices: Uint32Array;
  /** Row of the feature table per vertex. */
  features: Uint16Array;
  /** Further vertex attributes, such as _ALONG, one float per vertex. */
  attributes: Record<string, Float32Array>;
  table: FeatureTable;
  /** Positions are kept in steps of so many quanta (1 if not given): coarse levels need fewer bytes then. */
  grain?: number;
}

/** Grows a mesh vertex by vertex. */
export class MeshBuilder {
  private positions = new Float32Array(3 * 1024);
  private featureOf = new Uint16Array(1024);
  private indices = new Uint32Array(3 * 2048);
  private readonly extra: Record<string, Float32Array> = {};
  vertexCount = 0;
  indexCount = 0;

  /** @param attributeNames names of the further float attributes, in the order {@link vertex} takes them */
  constructor(private readonly attributeNames: readonly string[] = []) {
    for (const name of attributeNames) this.extra[name] = new Float32Array(1024);
  }

  /** Adds a vertex (east, up, north metres) and returns its index. */
  vertex(east: number, up: number, north: number, feature: number, a = 0, b = 0, c = 0): number {
    const v = this.vertexCount++;
    if (v === this.featureOf.length) this.growVertices();
    this.positions[3 * v] = east;
    this.positions[3 * v + 1] = up;
    this.positions[3 * v + 2] = -north;
    this.featureOf[v] = feature;
    if (this.attributeNames.length > 0) this.extra[this.attributeNames[0]][v] = a;
    if (this.attributeNames.length > 1) this.extra[this.attributeNames[1]][v] = b;
    if (this.attributeNames.length > 2) this.extra[this.attributeNames[2]][v] = c;
    return v;
  }

  /** Adds a triangle, counter-clockwise seen from its front. */
  triangle(a: number, b: number, c: number): void {
    if (this.indexCount + 3 > this.indices.length)
      this.indices = grown(this.indices, new Uint32Array(this.indices.length * 2));
    this.indices[this.indexCount++] = a;
    this.indices[this.indexCount++] = b;
    this.indices[this.indexCount++] = c;
  }

  finish(table: FeatureTable): TileMesh {
    const n = this.vertexCount;
    return {
      vertexCount: n,
      positions: this.positions.subarray(0, 3 * n),
      indices: this.indices.subarray(0, this.indexCount),
      features: this.featureOf.subarray(0, n),
      attributes: Object.fromEntries(Object.entries(this.extra).map(([name, a]) => [name, a.subarray(0, n)])),
      table,
    };
  }

  private growVertices(): void {
    const size = this.featureOf.length * 2;
    this.positions = grown(this.positions, new Float32Array(3 * size));
    this.featureOf = grown(this.featureOf, new Uint16Array(size));
    for (const name of this.attributeNames) this.extra[name] = grown(this.extra[name], new Float32Array(size));
  }
}

function grown<T extends Float32Array | Uint16Array | Uint32Array>(old: T, bigger: T): T {
  bigger.set(old as never);
  return bigger;
}
