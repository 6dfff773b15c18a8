// The layers a built scene may have.

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
