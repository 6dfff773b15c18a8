// Puts a model made in the page on the globe, for as long as its layer still wants it once it has been read.

import { type CustomShader, Matrix4, type Model, type Scene } from "cesium";
import type { LocalFrame } from "../../twin/geodesy.ts";
import { modelFromGlb } from "../glb.ts";

/**
 * @param frame local frame the model's positions are in @param more options of Model.fromGltfAsync
 * @returns undefined when it was no longer wanted; its shader is then destroyed, as when it fails
 * @throws Error when the bytes are no model
 */
export async function placeModel(
  scene: Scene,
  glb: Uint8Array,
  frame: LocalFrame,
  shader: CustomShader,
  isWanted: () => boolean,
  more: Record<string, unknown> = {},
): Promise<Model | undefined> {
  let model: Model;
  try {
    model = await modelFromGlb(glb, {
      modelMatrix: Matrix4.fromArray(frame.toEcefMatrix()),
      customShader: shader,
      ...more,
    });
  } catch (error) {
    shader.destroy();
    throw error;
  }
  if (!isWanted()) {
    model.destroy();
    shader.destroy();
    return undefined;
  }
  scene.primitives.add(model);
  model.readyEvent.addEventListener(() => scene.requestRender());
  return model;
}
