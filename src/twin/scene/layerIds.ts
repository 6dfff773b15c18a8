// The layers a built scene may have, and those a person may switch.

/** Layers a built scene may have; each is a 3D Tiles tileset under layers/ID/tileset.json. */
export const LAYER_IDS = [
  "ground",
  "landuse",
  "water",
  "roads",
  "rails",
  "pipes",
  "districts",
  "streets",
  "grids",
  "buildings",
  "trees",
] as const;
export type LayerId = (typeof LAYER_IDS)[number];

/** What a person may switch: layers of the scene, and the signs of assets and points. In the order they are offered. */
export const OPTIONAL_LAYERS = ["buildings", "roads", "rails", "pipes", "trees", "assets"] as const;
export type OptionalLayer = (typeof OPTIONAL_LAYERS)[number];
