// A layer that is a 3D Tiles tileset of the built scene, lit by one shader.

import { Cesium3DTileset, type CustomShader, type UniformType } from "cesium";
import { nameForHeights } from "../heightWatch.ts";
import { type LayerShader, layerShader } from "../look.ts";
import type { GlobeLayer, LayerContext, LayerStatistics } from "./layer.ts";

export interface TilesSpec {
  id: string;
  /** Path of tileset.json below the scene's folder. */
  tileset: string;
  shader: LayerShader;
  visible?: boolean;
  /** Pixels of error allowed; larger loads less. */
  maximumScreenSpaceError?: number;
  cacheMegabytes?: number;
  /** Whether tiles at a flight's end are asked for while it lasts; else once it is there. */
  preloadsFlights?: boolean;
  /** Uniforms of its own, with what they hold at first. */
  uniforms?: Record<string, { type: UniformType; value: unknown }>;
}

export class TilesLayer implements GlobeLayer {
  readonly id: string;
  /** The tileset once it is there. */
  tileset: Cesium3DTileset | undefined;
  private shader: CustomShader | undefined;
  private context: LayerContext | undefined;
  private removed = false;
  private visible: boolean;
  private failed = 0;
  private readonly uniforms: NonNullable<TilesSpec["uniforms"]>;

  constructor(private readonly spec: TilesSpec) {
    this.uniforms = { ...spec.uniforms };
    this.id = spec.id;
    this.visible = spec.visible ?? true;
  }

  async add(context: LayerContext): Promise<void> {
    if (this.context) return;
    this.context = context;
    this.shader = layerShader(this.spec.shader, context.look, context.state, this.uniforms);
    try {
      const tileset = await Cesium3DTileset.fromUrl(`${context.sceneUrl}${this.spec.tileset}`, {
        customShader: this.shader,
        maximumScreenSpaceError: this.spec.maximumScreenSpaceError ?? 16,
        cacheBytes: (this.spec.cacheMegabytes ?? 128) * 1024 * 1024,
        maximumCacheOverflowBytes: (this.spec.cacheMegabytes ?? 128) * 512 * 1024,
        foveatedScreenSpaceError: false,
        preloadWhenHidden: false,
        preloadFlightDestinations: this.spec.preloadsFlights ?? false,
        environmentMapOptions: { enabled: false },
        show: this.visible,
      } as Parameters<typeof Cesium3DTileset.fromUrl>[1]);
      if (this.removed) {
        tileset.destroy();
        return;
      }
      tileset.tileFailed.addEventListener((failure: { url?: string; message?: string }) => {
        this.failed++;
        context.onProblem(this.id, `${failure.url ?? "tile"}: ${failure.message ?? "failed"}`);
      });
      tileset.loadProgress.addEventListener(() => context.scene.requestRender());
      // It may have been switched while it was on its way.
      tileset.show = this.visible;
      nameForHeights(tileset, this.id);
      this.tileset = context.scene.primitives.add(tileset) as Cesium3DTileset;
      context.scene.requestRender();
    } catch (error) {
      if (!this.removed) context.onProblem(this.id, error instanceof Error ? error.message : String(error));
    }
  }

  /** Gives a uniform of its own another value, now or once it is there. */
  setUniform(name: string, value: unknown): void {
    this.uniforms[name] = { ...this.uniforms[name], value };
    this.shader?.setUniform(name, value as Parameters<CustomShader["setUniform"]>[1]);
    this.context?.scene.requestRender();
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    if (this.tileset && this.tileset.show !== visible) {
      this.tileset.show = visible;
      this.context?.scene.requestRender();
    }
  }

  statistics(): LayerStatistics {
    const { tileset } = this;
    const statistics = (this.tileset as unknown as { statistics?: Record<string, number> })?.statistics;
    return {
      tiles: statistics?.numberOfTilesWithContentReady ?? 0,
      pending: (statistics?.numberOfPendingRequests ?? 0) + (statistics?.numberOfTilesProcessing ?? 0),
      failed: this.failed,
      ...(tileset ? { memory: { bytes: tileset.totalMemoryUsageInBytes, cacheBytes: tileset.cacheBytes } } : {}),
    };
  }

  remove(): void {
    this.removed = true;
    if (this.tileset && this.context) this.context.scene.primitives.remove(this.tileset);
    this.tileset = undefined;
    this.shader?.destroy();
    this.shader = undefined;
  }
}
