// The surface imagery lies on. Without imagery the globe's own surface is sunk below the scene's ground and unseen;
// with imagery it takes the shape of that ground (or of real terrain) and the scene's painted ground steps back.

import {
  Math as CesiumMath,
  CustomHeightmapTerrainProvider,
  GeographicTilingScheme,
  ImageryLayer,
  type Scene,
  SingleTileImageryProvider,
  type TerrainProvider,
} from "cesium";
import { type HeightGrid, heightAt, readHeights } from "../../../twin/heights.ts";

/** Samples along the edge of a terrain tile. */
const SAMPLES = 33;
/** Layers of the scene that hide what lies on the surface. */
export const PAINTED_GROUND = ["ground", "landuse", "water"] as const;

export class Surface {
  private base: ImageryLayer | undefined;
  private readonly imagery = new Set<string>();
  private readonly layers = new Map<string, ImageryLayer>();
  private readonly stop: () => void;
  private readonly terrains = new Map<string, TerrainProvider>();
  private ground: TerrainProvider | undefined;
  private loading = false;
  private gone = false;

  /**
   * @param sunk what the globe wears when nothing lies on it
   * @param onGround told whether the scene's painted ground may be seen
   */
  constructor(
    private readonly scene: Scene,
    private readonly sunk: TerrainProvider,
    private readonly sceneUrl: string,
    private readonly onGround: (shown: boolean) => void,
    /** Layers of imagery from the lowest to the highest. */
    private readonly order: readonly string[],
  ) {
    // The bundled earth comes whenever it has loaded; it belongs below.
    this.stop = scene.imageryLayers.layerAdded.addEventListener(() => this.arrange());
  }

  /** Adds a layer of imagery above those before it. */
  addImagery(id: string, layer: ImageryLayer): void {
    if (!this.base) {
      this.base = unseenImagery();
      this.scene.imageryLayers.add(this.base, 0);
    }
    this.layers.set(id, layer);
    this.scene.imageryLayers.add(layer);
  }

  /** Takes a layer of imagery away and frees it. */
  removeImagery(id: string): void {
    const layer = this.layers.get(id);
    this.layers.delete(id);
    this.setImagery(id, false);
    if (layer && !this.scene.isDestroyed()) this.scene.imageryLayers.remove(layer);
  }

  private arrange(): void {
    for (const id of this.order) {
      const layer = this.layers.get(id);
      if (layer && this.scene.imageryLayers.contains(layer)) this.scene.imageryLayers.raiseToTop(layer);
    }
  }

  /** A layer of imagery is shown or not. */
  setImagery(id: string, shown: boolean): void {
    if (shown === this.imagery.has(id)) return;
    if (shown) this.imagery.add(id);
    else this.imagery.delete(id);
    this.settle();
  }

  /** A terrain is shown or not; the last one shown wins. */
  setTerrain(id: string, provider: TerrainProvider | null): void {
    if (provider) this.terrains.set(id, provider);
    else if (!this.terrains.delete(id)) return;
    this.settle();
  }

  private settle(): void {
    if (this.gone || this.scene.isDestroyed()) return;
    const terrain = [...this.terrains.values()].at(-1);
    const wanted = terrain !== undefined || this.imagery.size > 0;
    if (wanted && !terrain && !this.ground) {
      void this.loadGround();
      return;
    }
    const { globe } = this.scene;
    const provider = wanted ? (terrain ?? (this.ground as TerrainProvider)) : this.sunk;
    if (globe.terrainProvider !== provider) globe.terrainProvider = provider;
    // Hills hide what is behind them only where the hills are real; the scene's ground lies too close to its streets.
    globe.depthTestAgainstTerrain = terrain !== undefined;
    this.onGround(!wanted);
    this.scene.requestRender();
  }

  private async loadGround(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    const heights = await readHeights(`${this.sceneUrl}terrain.bin`);
    this.ground = groundTerrain(heights);
    this.settle();
  }

  destroy(): void {
    this.gone = true;
    this.stop();
  }
}

/**
 * An unseen picture of the whole earth. Cesium stretches the edges of the lowest layer shown over everything beyond it;
 * near a city that would be a reference, for the bundled earth is hidden there.
 */
function unseenImagery(): ImageryLayer {
  const pixel = document.createElement("canvas");
  pixel.width = pixel.height = 1;
  return new ImageryLayer(new SingleTileImageryProvider({ url: pixel.toDataURL(), tileWidth: 1, tileHeight: 1 }), {
    alpha: 0,
  });
}

function groundTerrain(grid: HeightGrid | null): TerrainProvider {
  const tilingScheme = new GeographicTilingScheme();
  return new CustomHeightmapTerrainProvider({
    width: SAMPLES,
    height: SAMPLES,
    tilingScheme,
    callback: (x, y, level) => {
      const { west, south, east, north } = tilingScheme.tileXYToRectangle(x, y, level);
      const out = new Float32Array(SAMPLES * SAMPLES);
      if (!grid) return out;
      for (let row = 0; row < SAMPLES; row++) {
        const lat = CesiumMath.toDegrees(north + ((south - north) * row) / (SAMPLES - 1));
        for (let column = 0; column < SAMPLES; column++) {
          const lon = CesiumMath.toDegrees(west + ((east - west) * column) / (SAMPLES - 1));
          const inside = lon >= grid.west && lon <= grid.east && lat >= grid.south && lat <= grid.north;
          // Beyond the scene the ellipsoid; a tile that is larger than the scene sees it not at all.
          out[row * SAMPLES + column] = inside ? heightAt(grid, lon, lat) : 0;
        }
      }
      return out;
    },
  });
}
