// What a planner's question and scenario say of buildings, a pixel each: touched, or gone. The buildings' shader looks its own up.

import {
  PixelDatatype,
  PixelFormat,
  TextureMagnificationFilter,
  TextureMinificationFilter,
  TextureUniform,
  UniformType,
} from "cesium";

/** Pixels in a row of the texture; the shader has the same. */
export const MARKS_WIDTH = 1024;
const GONE = 1;
const TOUCHED = 2;

export interface PlanMarks {
  /** Slots of buildings. */
  gone: ArrayLike<number>;
  touched: ArrayLike<number>;
}

/** Uniforms of the buildings' shader before anything is marked. @param first slot of the first building */
export const noMarks = (first: number): Record<string, { type: UniformType; value: unknown }> => ({
  u_plan: { type: UniformType.SAMPLER_2D, value: texture(new Uint8Array(4), 1, 1) },
  u_planFirst: { type: UniformType.FLOAT, value: first },
});

/** @param first slot of the first building @param count buildings */
export function marksTexture({ gone, touched }: PlanMarks, first: number, count: number): TextureUniform {
  if (gone.length === 0 && touched.length === 0) return texture(new Uint8Array(4), 1, 1);
  const rows = Math.max(1, Math.ceil(count / MARKS_WIDTH));
  const bytes = new Uint8Array(4 * MARKS_WIDTH * rows);
  const mark = (slots: ArrayLike<number>, bit: number): void => {
    for (let i = 0; i < slots.length; i++) {
      const row = slots[i] - first;
      if (row >= 0 && row < count) bytes[4 * row] |= bit;
    }
  };
  mark(gone, GONE);
  mark(touched, TOUCHED);
  return texture(bytes, MARKS_WIDTH, rows);
}

const texture = (typedArray: Uint8Array, width: number, height: number): TextureUniform =>
  new TextureUniform({
    typedArray,
    width,
    height,
    pixelFormat: PixelFormat.RGBA,
    pixelDatatype: PixelDatatype.UNSIGNED_BYTE,
    repeat: false,
    minificationFilter: TextureMinificationFilter.NEAREST,
    magnificationFilter: TextureMagnificationFilter.NEAREST,
  } as ConstructorParameters<typeof TextureUniform>[0]);
