// The table of tile layers: a built layer's id → its shader. A new layer of the scene is one line here.

import type { BuiltLayer } from "../../twin/scene/built.ts";
import type { LayerShader } from "../look.ts";
import { noMarks } from "../planMarks.ts";
import { BUILDINGS } from "../shaders/buildings.ts";
import { GROUND, LANDUSE, TREES, WATER } from "../shaders/ground.ts";
import { PIPES, RAILS, ROADS } from "../shaders/lines.ts";
import { PLACES } from "../shaders/places.ts";
import { TilesLayer } from "./tiles.ts";

const SHADERS: Record<BuiltLayer["id"], LayerShader> = {
  ground: GROUND,
  landuse: LANDUSE,
  water: WATER,
  roads: ROADS,
  rails: RAILS,
  pipes: PIPES,
  districts: PLACES,
  streets: PLACES,
  grids: PLACES,
  trees: TREES,
  buildings: BUILDINGS,
};

/** The tile layers of a built scene, in drawing order. @param firstBuilding slot of the first building */
export function tileLayers(
  layers: readonly BuiltLayer[],
  cacheMegabytes: number,
  error: number,
  firstBuilding: number,
): TilesLayer[] {
  return layers
    .filter((layer) => layer.features > 0)
    .sort((a, b) => order(a.id) - order(b.id))
    .map((layer) => {
      const isBuildings = layer.id === "buildings";
      return new TilesLayer({
        id: layer.id,
        tileset: layer.tileset,
        shader: SHADERS[layer.id],
        cacheMegabytes: isBuildings ? cacheMegabytes : Math.max(32, cacheMegabytes / 4),
        maximumScreenSpaceError: error,
        // During a flight this walks the tileset a second time in each frame: worth it where most of the bytes are.
        preloadsFlights: isBuildings,
        ...(isBuildings ? { uniforms: noMarks(firstBuilding) } : {}),
      });
    });
}

const order = (id: BuiltLayer["id"]): number => Object.keys(SHADERS).indexOf(id);
