// What the builder takes in: one city as plain features in WGS 84, whoever made them (files of a real city or a generator).

import type { Rings } from "../formats/polygon.ts";
import type { HeightGrid } from "../twin/heights.ts";
import type { Level } from "../twin/level.ts";
import type { LineClass } from "../twin/lines.ts";
import type { BuildingUse } from "../twin/nodeTable.ts";
import type { BuildingStore } from "./store/buildingStore.ts";

export interface PlaceSource {
  code: string;
  /** Code of the enclosing place, null for the city. */
  parentCode: string | null;
  level: Extract<Level, "city" | "district" | "street" | "community" | "grid">;
  name: string;
  nameEn?: string;
  /** One or more polygons. */
  polygons: Rings[];
}

export interface BuildingSource {
  code: string;
  name?: string;
  rings: Rings;
  /** Height above its base, m. */
  height: number;
  /** Clearance under the building (bridges between towers), m above ground; 0 for most. */
  minHeight: number;
  levels: number;
  use: BuildingUse;
  /** Neither height nor storeys were known. */
  heightEstimated: boolean;
  /** Only its storeys were known. */
  heightFromLevels?: boolean;
  /** Code of the grid it stands in; found by point in polygon when absent. */
  placeCode?: string;
}

export { LINE_CLASSES, type LineClass } from "../twin/lines.ts";

export interface LineSource {
  klass: LineClass;
  name?: string;
  /** [lon, lat, …] degrees. */
  path: Float64Array;
  /** Width drawn, m. */
  width: number;
  /** Height of each vertex above the ground, m (bridges, viaducts; negative below ground); absent means on the ground. */
  lift?: Float32Array;
  /** Code of the asset or point whose state lights the line (traffic index, pipe pressure). */
  assetCode?: string;
  /** Vehicles may only go along the path, not back. */
  oneway?: boolean;
}

/** Order is the stored index (`klass` in tiles). */
export const AREA_CLASSES = [
  "river",
  "lake",
  "sea",
  "park",
  "forest",
  "farmland",
  "grass",
  "plaza",
  "industrial",
  "residential",
  "commercial",
  "sand",
  "port",
  "airport",
  "sports",
  "cemetery",
] as const;
export type AreaClass = (typeof AREA_CLASSES)[number];

export interface AreaSource {
  klass: AreaClass;
  name?: string;
  rings: Rings;
}

/** A facility, floor, equipment or monitoring point. */
export interface AssetSource {
  code: string;
  /** Code of the parent: an asset, a building or a place; by point in polygon (its grid) when absent. */
  parentCode?: string;
  level: Extract<Level, "facility" | "floor" | "equipment" | "point">;
  /** Id in the scene's kinds; floors have none. */
  kind?: string;
  name?: string;
  nameEn?: string;
  lon: number;
  lat: number;
  /** Height above the ground where it stands, m. */
  heightAboveGround: number;
  /** Code of the next asset downstream in its network. */
  downstreamCode?: string;
  /** Size on the ground, m (facilities). */
  radius?: number;
  grade?: 1 | 2 | 3 | 4;
}

/** Single trees and the like, drawn but not living: flat [lon, lat, height m, …]. */
export interface PropSource {
  trees?: Float64Array;
}

/** A whole city. Buildings come one by one, or already filed in a store (`place` then counts in `places`), so that a million stay small. */
export interface CitySource<Buildings = Iterable<BuildingSource> | BuildingStore> {
  /** [west, south, east, north] degrees. */
  extent: [number, number, number, number];
  synthetic: boolean;
  places: PlaceSource[];
  buildings: Buildings;
  /** How many buildings to expect, for progress; may be an estimate. */
  buildingCount: number;
  lines: LineSource[];
  areas: AreaSource[];
  assets: AssetSource[];
  terrain?: HeightGrid;
  props?: PropSource;
}

/** Default export of a generator module named in a scene's `sources.generator`. */
export type CityGenerator = (options: { seed: number; buildings: number }) => CitySource<Iterable<BuildingSource>>;
