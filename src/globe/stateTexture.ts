// The one state texture: a byte per channel per slot, mutated in place; the rows that changed are uploaded once per rendered frame
// and every layer's shader samples the same GL texture.

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
import { STATE_TEXTURE_WIDTH as STATE_WIDTH, stateTextureSize } from "../twin/statePixel.ts";

/** What Cesium 1.145 keeps private and the shared texture needs; absent members switch to the public path. */
interface ShaderInternals {
  uniformMap?: Record<string, () => unknown>;
}
interface TextureInternals {
  copyFrom?: (options: {
    yOffset: number;
    source: { width: number; height: number; arrayBufferView: Uint8Array };
  }) => void;
}

/** Live state of all slots on the GPU. */
export class StateTexture {
  readonly width = STATE_WIDTH;
  readonly height: number;
  /** RGBA per slot. Write through {@link write}, so that the row is uploaded. */
  readonly pixels: Uint8Array;
  /** One u32 per slot over the same bytes. */
  readonly pixels32: Uint32Array;
  /** Bytes sent to the GPU since creation. */
  bytesUploaded = 0;
  /** Uploads since creation: at most one per rendered frame. */
  uploads = 0;
  private texture: Texture | undefined;
  private readonly fallbacks: CustomShader[] = [];
  private firstDirtyRow = 0;
  private lastDirtyRow: number;

  /** @param slotCount all slots of the scene */
  constructor(slotCount: number) {
    this.height = stateTextureSize(slotCount).height;
    this.pixels = new Uint8Array(this.width * this.height * 4);
    this.pixels32 = new Uint32Array(this.pixels.buffer);
    this.lastDirtyRow = this.height - 1;
  }

  get isDirty(): boolean {
    return this.lastDirtyRow >= this.firstDirtyRow;
  }

  /** Applies changed slots: `rgba[i]` (little-endian RGBA) becomes the pixel of `slots[i]`. */
  write(slots: Uint32Array, rgba: Uint32Array): void {
    const limit = this.pixels32.length;
    let first = this.firstDirtyRow;
    let last = this.lastDirtyRow;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i];
      if (slot >= limit) continue;
      this.pixels32[slot] = rgba[i];
      const row = (slot / STATE_WIDTH) | 0;
      if (row < first) first = row;
      if (row > last) last = row;
    }
    this.firstDirtyRow = first;
    this.lastDirtyRow = last;
  }

  /** A uniform for a new shader; {@link share} then points the shader at the one texture. */
  placeholder(): TextureUniform {
    return new TextureUniform({
      typedArray: new Uint8Array(4),
      width: 1,
      height: 1,
      pixelFormat: PixelFormat.RGBA,
      pixelDatatype: PixelDatatype.UNSIGNED_BYTE,
      repeat: false,
      minificationFilter: TextureMinificationFilter.NEAREST,
      magnificationFilter: TextureMagnificationFilter.NEAREST,
    } as ConstructorParameters<typeof TextureUniform>[0]);
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
    if (!this.isDirty) return;
    const first = this.firstDirtyRow;
    const rows = this.lastDirtyRow - first + 1;
    this.firstDirtyRow = this.height;
    this.lastDirtyRow = -1;
    this.uploads++;
    for (const shader of this.fallbacks) shader.setUniform("u_state", this.wholeUniform());
    this.bytesUploaded += this.fallbacks.length * this.pixels.length;
    const copyFrom = this.texture && (this.texture as unknown as TextureInternals).copyFrom;
    if (this.texture && copyFrom) {
      const arrayBufferView = this.pixels.subarray(first * this.width * 4, (first + rows) * this.width * 4);
      copyFrom.call(this.texture, { yOffset: first, source: { width: this.width, height: rows, arrayBufferView } });
      this.bytesUploaded += arrayBufferView.length;
      return;
    }
    this.texture?.destroy();
    this.texture = new Texture({
      context: (scene as unknown as { context: unknown }).context,
      pixelFormat: PixelFormat.RGBA,
      pixelDatatype: PixelDatatype.UNSIGNED_BYTE,
      source: { arrayBufferView: this.pixels, width: this.width, height: this.height },
      sampler: this.wholeUniform().sampler,
      flipY: false,
    });
    this.bytesUploaded += this.pixels.length;
  }

  private wholeUniform(): TextureUniform & { sampler?: unknown } {
    return new TextureUniform({
      typedArray: this.pixels,
      width: this.width,
      height: this.height,
      pixelFormat: PixelFormat.RGBA,
      pixelDatatype: PixelDatatype.UNSIGNED_BYTE,
      repeat: false,
      minificationFilter: TextureMinificationFilter.NEAREST,
      magnificationFilter: TextureMagnificationFilter.NEAREST,
    } as ConstructorParameters<typeof TextureUniform>[0]) as TextureUniform & { sampler?: unknown };
  }

  destroy(): void {
    this.texture?.destroy();
    this.texture = undefined;
  }
}
