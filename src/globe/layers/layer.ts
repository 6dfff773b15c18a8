// The one shape of a layer: add, show, remove; idempotent, and safe when removed while still loading.

import type { Scene } from "cesium";
import type { Look } from "../look.ts";
import type { StateTexture } from "../stateTexture.ts";

/** What a layer needs from the globe. */
export interface LayerContext {
  scene: Scene;
  look: Look;
  state: StateTexture;
  /** Address of the built scene's folder, with a slash at the end. */
  sceneUrl: string;
  /** Reports trouble a person should hear of (a tile that is missing); never throws. */
  onProblem(layer: string, reason: string): void;
}

export interface GlobeLayer {
  readonly id: string;
  /** Starts loading and showing. Calling it twice is the same as once. */
  add(context: LayerContext): Promise<void>;
  /** Also before it is there. The same twice draws nothing. */
  setVisible(visible: boolean): void;
  /** Tiles shown and still to come; zeros for layers without tiles. */
  statistics(): LayerStatistics;
  /** Takes everything off the scene and frees it, even mid-load. */
  remove(): void;
}

export interface LayerStatistics {
  tiles: number;
  pending: number;
  failed: number;
  /** Bytes of geometry, textures and metadata in memory, and how many the cache may keep beyond what is in view. */
  memory?: { bytes: number; cacheBytes: number };
}
