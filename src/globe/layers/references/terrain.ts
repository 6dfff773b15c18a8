// Real terrain under the scene: quantized-mesh by Cesium, and heights packed into the colours of PNG tiles.

import {
  CesiumTerrainProvider,
  CustomHeightmapTerrainProvider,
  type TerrainProvider,
  WebMercatorTilingScheme,
} from "cesium";
import type { BuiltReference, ReferenceOf } from "../../../twin/scene/references.ts";
import type { GlobeLayer } from "../layer.ts";
import { type ReferenceContext, reasonOf, referenceLayerId, resourceOf } from "./reference.ts";
import { RgbHeights } from "./rgbHeights.ts";

/** Samples along the edge of a terrain tile. */
const SAMPLES = 65;

export class TerrainReference implements GlobeLayer {
  readonly id: string;
  private provider: TerrainProvider | undefined;
  private visible = false;
  private begun = false;
  private removed = false;
  private loading = false;
  private failed = 0;

  constructor(
    private readonly built: BuiltReference,
    private readonly context: ReferenceContext,
  ) {
    this.id = referenceLayerId(built.spec.id);
  }

  async add(): Promise<void> {
    if (this.visible && !this.begun) await this.load();
  }

  private async load(): Promise<void> {
    this.begun = true;
    this.loading = true;
    try {
      const provider = await this.make();
      if (this.removed) return;
      this.provider = provider;
      provider.errorEvent.addEventListener((error: unknown) => this.fail(error));
      if (this.visible) this.context.surface.setTerrain(this.id, provider);
    } catch (error) {
      this.fail(error);
    } finally {
      this.loading = false;
    }
  }

  private async make(): Promise<TerrainProvider> {
    const { built, context } = this;
    const resource = await resourceOf(built, context);
    if (built.spec.type === "terrain-quantized-mesh") return CesiumTerrainProvider.fromUrl(resource);
    const spec = built.spec as ReferenceOf<"terrain-rgb">;
    const heights = new RgbHeights(spec, resource, (reason) => this.fail(new Error(reason)));
    return new CustomHeightmapTerrainProvider({
      width: SAMPLES,
      height: SAMPLES,
      tilingScheme: new WebMercatorTilingScheme(),
      callback: (x, y, level) => heights.tile(x, y, level, SAMPLES),
    });
  }

  private fail(error: unknown): void {
    this.failed++;
    if (!this.removed) this.context.onProblem(this.id, reasonOf(error));
  }

  setVisible(visible: boolean): void {
    if (visible === this.visible) return;
    this.visible = visible;
    if (visible && !this.begun) void this.load();
    else if (this.provider) this.context.surface.setTerrain(this.id, visible ? this.provider : null);
  }

  statistics(): { tiles: number; pending: number; failed: number } {
    return { tiles: this.provider && this.visible ? 1 : 0, pending: this.loading ? 1 : 0, failed: this.failed };
  }

  remove(): void {
    this.removed = true;
    this.context.surface.setTerrain(this.id, null);
    this.provider = undefined;
  }
}
