// The table of tile layers: a built layer's id → its shader and habits. A new layer of the scene is one line here.

import type { BuiltLayer } from "../../twin/scene/built.ts";
import type { LayerShader } from "../look.ts";
import { BUILDINGS } from "../shaders/buildings.ts";
import { GROUND, LANDUSE, TREES, WATER } from "../shaders/ground.ts";
import { PIPES, RAILS, ROADS } from "../shaders/lines.ts";
import { PLACES } from "../shaders/places.ts";
import { TilesLayer } from "./tiles.ts";

interface Habit {
  shader: LayerShader;
  /** Shown when the scene opens. */
  visible?: boolean;
  /** Whether a person may switch it; the ground they stand on is not offered. */
  optional?: boolean;
}

const HABITS: Record<BuiltLayer["id"], Habit> = {
  ground: { shader: GROUND },
  landuse: { shader: LANDUSE },
  water: { shader: WATER },
  roads: { shader: ROADS, optional: true },
  rails: { shader: RAILS, optional: true },
  pipes: { shader: PIPES, optional: true, visible: false },
  districts: { shader: PLACES },
  streets: { shader: PLACES },
  grids: { shader: PLACES },
  trees: { shader: TREES, optional: true },
  buildings: { shader: BUILDINGS, optional: true },
};

/** Layers a person may switch, in the order they are offered. */
export const OPTIONAL_LAYERS = ["buildings", "roads", "rails", "pipes", "trees", "assets"] as const;
export type OptionalLayer = (typeof OPTIONAL_LAYERS)[number];

/** Whether an optional layer is shown when a scene opens. */
export const shownAtFirst = (layer: OptionalLayer): boolean => layer === "assets" || HABITS[layer].visible !== false;

/** The tile layers of a built scene, in drawing order. */
export function tileLayers(layers: readonly BuiltLayer[], cacheMegabytes: number, error: number): TilesLayer[] {
  return layers
    .filter((layer) => layer.features > 0)
    .sort((a, b) => order(a.id) - order(b.id))
    .map(
      (layer) =>
        new TilesLayer({
          id: layer.id,
          tileset: layer.tileset,
          shader: HABITS[layer.id].shader,
          visible: HABITS[layer.id].visible ?? true,
          cacheMegabytes: layer.id === "buildings" ? cacheMegabytes : Math.max(32, cacheMegabytes / 4),
          maximumScreenSpaceError: error,
        }),
    );
}

const order = (id: BuiltLayer["id"]): number => Object.keys(HABITS).indexOf(id);
