// What stands in a building store, row by row, as plain objects. For tests only.

import type { BuildingStore } from "../../../src/builder/store/buildingStore.ts";
import { TRAIT } from "../../../src/twin/nodeTable.ts";

export interface StoredBuilding {
  code: string;
  name: string;
  height: number;
  minHeight: number;
  levels: number;
  use: string;
  base: number;
  place: number;
  footprint: number;
  heightEstimated: boolean;
  heightFromLevels: boolean;
  /** Degrees, flat, all rings. */
  rings: number[][];
  /** Triangles of its own surfaces; 0 for a prism. */
  triangles: number;
}

/** All buildings that stay. */
export function storedBuildings(store: BuildingStore): StoredBuilding[] {
  const list: StoredBuilding[] = [];
  for (let i = 0; i < store.count; i++) {
    if (store.gone[i]) continue;
    const { corners, ringEnd, rings, mesh } = store.shapeOf(i);
    list.push({
      code: store.code.at(i),
      name: store.name.at(i),
      height: store.height[i],
      minHeight: store.minHeight[i],
      levels: store.levels[i],
      use: store.kindOfUse(i),
      base: store.base[i],
      place: store.place[i],
      footprint: store.footprint[i],
      heightEstimated: (store.traits[i] & TRAIT.heightEstimated) !== 0,
      heightFromLevels: (store.traits[i] & TRAIT.heightFromLevels) !== 0,
      rings: Array.from({ length: rings }, (_, r) => [
        ...corners.subarray(r === 0 ? 0 : 2 * ringEnd[r - 1], 2 * ringEnd[r]),
      ]),
      triangles: mesh ? mesh.indices.length / 3 : 0,
    });
  }
  return list;
}
