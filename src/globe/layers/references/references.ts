// All references of a scene on one globe: their layers, the surface imagery lies on, the light models stand in.

import {
  CustomHeightmapTerrainProvider,
  GeographicTilingScheme,
  type Matrix4,
  type Scene,
  type TerrainProvider,
} from "cesium";
import type { BuiltReference } from "../../../twin/scene/references.ts";
import type { Look } from "../../look.ts";
import type { GlobeLayer } from "../layer.ts";
import { lightByLook } from "./daylight.ts";
import { type ReferenceContext, referenceLayerId } from "./reference.ts";
import { Surface } from "./surface.ts";
import { referenceLayers } from "./table.ts";

/** The globe's own surface lies this far below the ellipsoid, so that the scene's ground is always above it, m. */
const GLOBE_DEPTH = 90;

export interface ReferencesOptions extends Omit<ReferenceContext, "scene" | "look" | "surface"> {
  references: readonly BuiltReference[];
  /** Told whether the scene's painted ground may be seen. */
  onGround(shown: boolean): void;
}

export class References {
  readonly layers: GlobeLayer[];
  private readonly surface: Surface;
  private readonly endLight: (() => void) | undefined;

  /** @param localToWorld local east, north, up → ECEF */
  constructor(scene: Scene, look: Look, localToWorld: Matrix4, options: ReferencesOptions) {
    const { references, onGround, ...context } = options;
    const sunk = sunkSurface();
    scene.globe.terrainProvider = sunk;
    const order = references.map(({ spec }) => referenceLayerId(spec.id));
    this.surface = new Surface(scene, sunk, options.sceneUrl, onGround, order);
    this.layers = referenceLayers(references, { ...context, scene, look, surface: this.surface });
    if (references.length > 0) this.endLight = lightByLook(scene, look, localToWorld);
  }

  destroy(): void {
    this.endLight?.();
    this.surface.destroy();
  }
}

function sunkSurface(): TerrainProvider {
  const depth = new Float32Array(16 * 16).fill(-GLOBE_DEPTH);
  const sunk = new CustomHeightmapTerrainProvider({
    width: 16,
    height: 16,
    callback: () => depth,
    tilingScheme: new GeographicTilingScheme(),
  });
  // Known to be there, a tile is made without its parents first: Cesium else goes down one level a picture.
  sunk.getTileDataAvailable = () => true;
  return sunk;
}
