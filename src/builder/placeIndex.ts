// Finds the place a point stands in: point in polygon over all places, deepest level first, nearest unit where none holds it.

import Flatbush from "flatbush";
import { boundsOf, pointInRings, type Rings } from "../formats/polygon.ts";
import { LEVEL } from "../twin/level.ts";
import type { PlaceSource } from "./source.ts";

export class PlaceIndex {
  private readonly tree: Flatbush | null = null;
  private readonly polygons: Rings[] = [];
  private readonly owner: number[] = [];
  private readonly depth: number[] = [];
  private readonly leafOf: boolean[];

  /** @param places indexed as given; answers are indices into this list */
  constructor(places: readonly PlaceSource[]) {
    const parents = new Set(places.map((place) => place.parentCode));
    this.leafOf = places.map((place) => !parents.has(place.code));
    places.forEach((place, index) => {
      for (const rings of place.polygons) {
        if (rings.length === 0 || rings[0].length < 6) continue;
        this.polygons.push(rings);
        this.owner.push(index);
        this.depth.push(LEVEL[place.level]);
      }
    });
    if (this.polygons.length === 0) return;
    this.tree = new Flatbush(this.polygons.length);
    for (const rings of this.polygons) this.tree.add(...boundsOf(rings[0]));
    this.tree.finish();
  }

  /** Index of the deepest place whose polygon holds the point, or -1. */
  find(lon: number, lat: number): number {
    let best = -1;
    for (const hit of this.tree?.search(lon, lat, lon, lat) ?? []) {
      if (best >= 0 && this.depth[hit] <= this.depth[best]) continue;
      if (pointInRings(lon, lat, this.polygons[hit])) best = hit;
    }
    return best < 0 ? -1 : this.owner[best];
  }

  /** Index of a place without children whose bounds are nearest to the point, or -1 when there are no polygons. */
  nearestLeaf(lon: number, lat: number): number {
    const [hit] = this.tree?.neighbors(lon, lat, 1, Infinity, (i) => this.leafOf[this.owner[i]]) ?? [];
    return hit === undefined ? -1 : this.owner[hit];
  }
}
