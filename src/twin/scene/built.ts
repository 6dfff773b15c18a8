// built.json: what a built scene says of itself. The builder writes it last; the app and the hub read it first.

import { z } from "zod";
import { LAYER_IDS } from "./layerIds.ts";
import { builtReference } from "./references.ts";
import { scene } from "./schema.ts";

export { LAYER_IDS, type LayerId } from "./layerIds.ts";

/** Rises when the files of a built scene change so that older pages or hubs could not read them. 2: lines know what drives them. */
export const BUILT_FORMAT = 2;

export const builtLayer = z.object({
  id: z.enum(LAYER_IDS),
  /** Class of the tiles' property table. */
  type: z.enum(["ground", "area", "line", "place", "building", "tree"]),
  /** Path of the tileset relative to built.json. */
  tileset: z.string(),
  tiles: z.int().nonnegative(),
  features: z.int().nonnegative(),
  /** Size of the GLB files, bytes, as they are and gzipped. */
  bytes: z.int().nonnegative(),
  gzipBytes: z.int().nonnegative(),
});
export type BuiltLayer = z.infer<typeof builtLayer>;

export const builtScene = z.object({
  format: z.literal(BUILT_FORMAT),
  id: z.string(),
  /** SHA-256 over all files but built.json and the precompressed copies: equal sources, equal hash. */
  hash: z.string(),
  /** ISO 8601. */
  builtAt: z.string(),
  scene: scene.omit({ sources: true }),
  /** Existing layers, where they are now; `scene.references` is empty in a built scene. */
  references: z.array(builtReference).default([]),
  /** [west, south, east, north] degrees. */
  extent: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** Origin of the east-north-up frame all tilesets share, degrees, height 0. */
  origin: z.object({ lon: z.number(), lat: z.number() }),
  counts: z.object({
    places: z.int(),
    districts: z.int(),
    assets: z.int(),
    points: z.int(),
    buildings: z.int(),
    /** Estimated from footprint and use. */
    heightsEstimated: z.int(),
    /** Taken from their storeys. */
    heightsFromLevels: z.int(),
    lines: z.int(),
    areas: z.int(),
    trees: z.int(),
  }),
  layers: z.array(builtLayer),
  /** Which place's assets and buildings travel in which partition; partition 0 (places) names the city. */
  partitions: z.array(z.object({ partition: z.int(), slot: z.int() })),
  /** Frames whoever asked the hub may hear (twin/access/frames.ts); a file does not say, and then it is all. */
  frames: z.array(z.int().nonnegative()).optional(),
  /** Path of the build report relative to built.json. */
  report: z.string(),
});
/** A checked built.json. */
export type BuiltScene = z.infer<typeof builtScene>;
