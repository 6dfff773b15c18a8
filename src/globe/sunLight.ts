// Sun and shadow for a study: the picture's light stands where the sun does, and Cesium's shadow map throws the buildings' shadows.

import { type Scene, ShadowMode } from "cesium";
import { sunAt } from "../twin/solar.ts";
import type { TilesLayer } from "./layers/tiles.ts";
import type { Sky } from "./sky.ts";

/** Light that is left in a shadow: a study must still be read there. */
const IN_SHADOW = 0.5;
/** Below this the sun throws no shadows worth drawing, degrees. */
const LOWEST = 1;
/** Shadows are drawn as far as this many heights of the camera, m within these bounds. */
const FAR_HEIGHTS = 6;
const FAR_M = [2000, 12_000] as const;
/** Layers whose bodies throw shadows; all others only take them. */
const CASTERS: ReadonlySet<string> = new Set(["buildings", "trees"]);

export class SunLight {
  private time: number | null = null;
  private stop: (() => void) | undefined;

  constructor(
    private readonly scene: Scene,
    private readonly sky: Sky,
    private readonly origin: { lon: number; lat: number },
    private readonly tiles: readonly TilesLayer[],
  ) {}

  /** @param time ms since 1970; null puts everything back as it was */
  set(time: number | null): void {
    const { scene, sky, origin } = this;
    this.time = time;
    sky.study(time);
    if (time === null) {
      this.end();
      return;
    }
    const { elevation } = sunAt(time, origin.lon, origin.lat);
    scene.shadowMap.enabled = elevation > LOWEST;
    scene.shadowMap.darkness = IN_SHADOW;
    scene.shadowMap.softShadows = false;
    scene.shadowMap.fadingEnabled = false;
    this.stop ??= scene.preUpdate.addEventListener(() => this.beforeUpdate());
    scene.requestRender();
  }

  /** What is shown, for diagnostics: the moment, and whether the sun stands high enough for shadows. */
  get shown(): { time: number; shadows: boolean } | null {
    return this.time === null ? null : { time: this.time, shadows: this.scene.shadowMap.enabled };
  }

  private beforeUpdate(): void {
    const height = this.scene.camera.positionCartographic.height;
    this.scene.shadowMap.maximumDistance = Math.min(FAR_M[1], Math.max(FAR_M[0], FAR_HEIGHTS * height));
    // Tilesets come later than the study when a link opens it.
    for (const { id, tileset } of this.tiles)
      if (tileset) tileset.shadows = CASTERS.has(id) ? ShadowMode.ENABLED : ShadowMode.RECEIVE_ONLY;
  }

  private end(): void {
    this.stop?.();
    this.stop = undefined;
    if (this.scene.isDestroyed()) return;
    this.scene.shadowMap.enabled = false;
    this.scene.requestRender();
  }

  destroy(): void {
    this.stop?.();
    this.stop = undefined;
  }
}
