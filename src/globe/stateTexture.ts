// The one state texture: rows of StatePixels that changed are uploaded once per rendered frame, and every layer's shader samples it.

import {
  type CustomShader,
  PixelDatatype,
  PixelFormat,
  type Scene,
  Texture,
  TextureMagnificationFilter,
  TextureMinificationFilter,
  TextureUniform,
} from "cesium";
import type { StatePixels } from "./statePixels.ts";

/** What Cesium 1.145 keeps private and the shared texture needs; where absent the public path is taken. */
interface ShaderInternals {
  uniformMap?: Record<string, () => unknown>;
}
interface TextureInternals {
  copyFrom?: (options: {
    yOffset: number;
    source: { width: number; height: number; arrayBufferView: Uint8Array };
  }) => void;
}

/** Live state of all slots on one GL context. */
export class StateTexture {
  private texture: Texture | undefined;
  private readonly fallbacks: CustomShader[] = [];

  constructor(readonly pixels: StatePixels) {
    pixels.dirtyAll();
  }

  /** A uniform for a new shader; {@link share} then points the shader at the one texture. */
  placeholder(): TextureUniform {
    return uniform(new Uint8Array(4), 1, 1);
  }

  /** Makes `shader` sample the shared texture as `u_state`. Without the private hook each shader gets its own upload. */
  share(shader: CustomShader): void {
    const map = (shader as unknown as ShaderInternals).uniformMap;
    if (map && typeof map.u_state === "function") {
      const placeholder = map.u_state;
      map.u_state = () => this.texture ?? placeholder();
    } else this.fallbacks.push(shader);
  }

  /** Uploads what changed. Call once per frame, before the scene's draw commands run. */
  upload(scene: Scene): void {
    const { pixels } = this;
    const dirty = pixels.takeDirty();
    if (!dirty) return;
    pixels.uploads++;
    const { bytes, width, height } = pixels;
    if (this.fallbacks.length > 0) {
      for (const shader of this.fallbacks) shader.setUniform("u_state", uniform(bytes, width, height));
      pixels.bytesUploaded += this.fallbacks.length * bytes.length;
    }
    const copyFrom = (this.texture as unknown as TextureInternals | undefined)?.copyFrom;
    if (copyFrom) {
      const { first, rows } = dirty;
      const arrayBufferView = bytes.subarray(first * width * 4, (first + rows) * width * 4);
      copyFrom.call(this.texture, { yOffset: first, source: { width, height: rows, arrayBufferView } });
      pixels.bytesUploaded += arrayBufferView.length;
      return;
    }
    this.texture?.destroy();
    this.texture = new Texture({
      context: (scene as unknown as { context: unknown }).context,
      pixelFormat: PixelFormat.RGBA,
      pixelDatatype: PixelDatatype.UNSIGNED_BYTE,
      source: { arrayBufferView: bytes, width, height },
      sampler: uniform(bytes, width, height).sampler,
      flipY: false,
    });
    pixels.bytesUploaded += bytes.length;
  }

  destroy(): void {
    this.texture?.destroy();
    this.texture = undefined;
  }
}

function uniform(typedArray: Uint8Array, width: number, height: number): TextureUniform & { sampler?: unknown } {
  return new TextureUniform({
    typedArray,
    width,
    height,
    pixelFormat: PixelFormat.RGBA,
    pixelDatatype: PixelDatatype.UNSIGNED_BYTE,
    repeat: false,
    minificationFilter: TextureMinificationFilter.NEAREST,
    magnificationFilter: TextureMagnificationFilter.NEAREST,
  } as ConstructorParameters<typeof TextureUniform>[0]) as TextureUniform & { sampler?: unknown };
}
