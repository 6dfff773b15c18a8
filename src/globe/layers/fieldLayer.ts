// The surface of a quantity between its points: one sheet over the city's ground, its values a small texture renewed once a second.

import {
  type CustomShader,
  type Model,
  PixelDatatype,
  PixelFormat,
  TextureMagnificationFilter,
  TextureMinificationFilter,
  TextureUniform,
  UniformType,
} from "cesium";
import { LocalFrame } from "../../twin/geodesy.ts";
import { heightAt, readHeights } from "../../twin/heights.ts";
import { writeGlb } from "../glb.ts";
import { layerShader } from "../look.ts";
import { FIELD } from "../shaders/field.ts";
import type { GlobeLayer, LayerContext, LayerStatistics } from "./layer.ts";
import { placeModel } from "./placeModel.ts";

/** Vertices along an edge of the sheet. */
const SIDE = 97;
/** Above the ground, m: above trees, below most roofs. */
const LIFT = 14;

/** Values as shares of the kind's range, and how well each is known, 0–1. */
export interface FieldTexture {
  columns: number;
  rows: number;
  /** Two bytes a cell, from the south-west: value's share, influence. */
  bytes: Uint8Array;
}

export class FieldLayer implements GlobeLayer {
  readonly id = "field";
  private model: Model | undefined;
  private shader: CustomShader | undefined;
  private context: LayerContext | undefined;
  private making = false;
  private removed = false;
  private visible = false;
  private texture: FieldTexture | null = null;

  /** @param extent west, south, east, north degrees @param origin of the scene's local frame, degrees */
  constructor(
    private readonly extent: readonly [number, number, number, number],
    private readonly origin: { lon: number; lat: number },
  ) {}

  async add(context: LayerContext): Promise<void> {
    this.context = context;
    await this.make();
  }

  /** Shows a field; null hides the sheet. */
  show(texture: FieldTexture | null): void {
    this.texture = texture;
    this.visible = texture !== null;
    if (texture) this.shader?.setUniform("u_field", uniform(texture));
    if (this.model) this.model.show = this.visible;
    void this.make();
    this.context?.scene.requestRender();
  }

  /** The sheet is made when the first field comes. */
  private async make(): Promise<void> {
    const { context, texture } = this;
    if (!context || !texture || this.making || this.removed) return;
    this.making = true;
    const frame = new LocalFrame(this.origin.lon, this.origin.lat);
    try {
      const glb = await this.sheet(context, frame);
      const shader = layerShader(FIELD, context.look, context.state, {
        u_field: { type: UniformType.SAMPLER_2D, value: uniform(texture) },
      });
      const more = { show: this.visible, backFaceCulling: false };
      this.model = await placeModel(context.scene, glb, frame, shader, () => !this.removed, more);
      if (!this.model) return;
      this.shader = shader;
      if (this.texture) shader.setUniform("u_field", uniform(this.texture));
    } catch (error) {
      this.making = false;
      if (!this.removed) context.onProblem(this.id, error instanceof Error ? error.message : String(error));
    }
  }

  private async sheet(context: LayerContext, frame: LocalFrame): Promise<Uint8Array> {
    const ground = await readHeights(`${context.sceneUrl}terrain.bin`);
    const [west, south, east, north] = this.extent;
    const count = SIDE * SIDE;
    const position = new Float32Array(count * 3);
    const [across, along] = [new Float32Array(count), new Float32Array(count)];
    const local = [0, 0, 0];
    for (let i = 0; i < count; i++) {
      across[i] = (i % SIDE) / (SIDE - 1);
      along[i] = Math.floor(i / SIDE) / (SIDE - 1);
      const [lon, lat] = [west + across[i] * (east - west), south + along[i] * (north - south)];
      frame.toLocal(lon, lat, heightAt(ground, lon, lat) + LIFT, local);
      position.set([local[0], local[2], -local[1]], 3 * i);
    }
    const indices = new Uint32Array((SIDE - 1) * (SIDE - 1) * 6);
    let at = 0;
    for (let row = 0; row + 1 < SIDE; row++)
      for (let column = 0; column + 1 < SIDE; column++) {
        const a = row * SIDE + column;
        indices.set([a, a + 1, a + SIDE, a + SIDE, a + 1, a + SIDE + 1], at);
        at += 6;
      }
    return writeGlb({
      mode: "triangles",
      attributes: {
        POSITION: [3, position],
        _FEATURE_ID_0: [1, new Float32Array(count)],
        _ACROSS: [1, across],
        _ALONG: [1, along],
      },
      indices,
    });
  }

  /** Shown by having a field, not by a switch. */
  setVisible(): void {}

  statistics(): LayerStatistics {
    const pending = this.visible && !this.model?.ready ? 1 : 0;
    return { tiles: this.visible && this.model?.ready ? 1 : 0, pending, failed: 0 };
  }

  remove(): void {
    this.removed = true;
    const scene = this.context?.scene;
    if (this.model && scene && !scene.isDestroyed()) scene.primitives.remove(this.model);
    this.shader?.destroy();
    this.model = undefined;
    this.shader = undefined;
  }
}

function uniform({ columns, rows, bytes }: FieldTexture): TextureUniform {
  const rgba = new Uint8Array(columns * rows * 4);
  for (let i = 0; i < columns * rows; i++) {
    rgba[4 * i] = bytes[2 * i];
    rgba[4 * i + 1] = bytes[2 * i + 1];
    rgba[4 * i + 3] = 255;
  }
  return new TextureUniform({
    typedArray: rgba,
    width: columns,
    height: rows,
    pixelFormat: PixelFormat.RGBA,
    pixelDatatype: PixelDatatype.UNSIGNED_BYTE,
    repeat: false,
    minificationFilter: TextureMinificationFilter.LINEAR,
    magnificationFilter: TextureMagnificationFilter.LINEAR,
  } as ConstructorParameters<typeof TextureUniform>[0]);
}
