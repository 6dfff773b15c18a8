// Members Cesium 1.145 exports at run time but leaves out of its types; used only by stateTexture.ts, which feature-detects them.

import type { PixelDatatype, PixelFormat } from "cesium";

declare module "cesium" {
  export class Texture {
    constructor(options: {
      context: unknown;
      pixelFormat: PixelFormat;
      pixelDatatype: PixelDatatype;
      source: { arrayBufferView: Uint8Array; width: number; height: number };
      sampler?: unknown;
      flipY: boolean;
    });
    destroy(): void;
  }
}
