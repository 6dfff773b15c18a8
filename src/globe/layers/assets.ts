// Facilities and monitoring points: two models (signs and stems) built from the node table; what is drawn is what can be picked.

import type { CustomShader, Model } from "cesium";
import { isHidden } from "../../twin/access/redact.ts";
import type { LocalFrame } from "../../twin/geodesy.ts";
import { LEVEL, LEVELS } from "../../twin/level.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";
import type { Kind } from "../../twin/scene/schema.ts";
import { writeGlb } from "../glb.ts";
import { layerShader } from "../look.ts";
import { ASSET_SIGNS, ASSET_STEMS } from "../shaders/assets.ts";
import type { GlobeLayer, LayerContext } from "./layer.ts";
import { placeModel } from "./placeModel.ts";

/** Order is the number the shader knows a glyph by (shaders/assets.ts ywGlyph). */
const GLYPHS: readonly Kind["glyph"][] = [
  "circle",
  "square",
  "diamond",
  "triangle",
  "hexagon",
  "drop",
  "bolt",
  "cross",
  "ring",
];

/** Facility signs float this high above their facility, m. */
const SIGN_LIFT = 46;
const POINT_LIFT = 2.5;

/** Beyond this distance a point is part of its place's count and has no sign of its own, m (ours: signs of a city meet there). */
export const GATHERED_FROM_M = 15_000;

export class AssetsLayer implements GlobeLayer {
  readonly id = "assets";
  /** Slots that have a sign, ascending. */
  readonly slots: Uint32Array;
  /** East, north, up metres of each sign about the scene's origin, in the order of `slots`. */
  readonly positions: Float64Array;
  /** Outermost focus level at which each is drawn. */
  readonly minLevel: Float32Array;
  private models: Model[] = [];
  private shaders: CustomShader[] = [];
  private context: LayerContext | undefined;
  private removed = false;
  private visible = true;

  constructor(
    private readonly nodes: NodeTable,
    kinds: readonly Kind[],
    private readonly frame: LocalFrame,
  ) {
    const { level, kind, lon, lat, height } = nodes.columns;
    const slots: number[] = [];
    for (let slot = nodes.placeCount; slot < nodes.coreCount; slot++)
      if (level[slot] !== LEVEL.floor && !isHidden(nodes, slot)) slots.push(slot);
    this.slots = Uint32Array.from(slots);
    this.positions = new Float64Array(slots.length * 3);
    this.minLevel = new Float32Array(slots.length);
    const parentLevel = (slot: number): number => {
      const parent = nodes.columns.parent[slot];
      return parent >= 0 && parent < nodes.coreCount ? level[parent] : LEVEL.grid;
    };
    this.glyph = new Float32Array(slots.length);
    slots.forEach((slot, i) => {
      const lift = level[slot] === LEVEL.facility ? SIGN_LIFT : POINT_LIFT;
      frame.toLocal(lon[slot], lat[slot], height[slot] + lift, this.positions, i * 3);
      const own = kinds[kind[slot]];
      this.glyph[i] = own ? GLYPHS.indexOf(own.glyph) : 0;
      const wanted = own ? LEVELS.indexOf(own.minLevel) : LEVEL.grid;
      // What is mounted inside a facility shows once the facility is open.
      this.minLevel[i] = parentLevel(slot) >= LEVEL.facility ? Math.max(wanted, LEVEL.facility) : wanted;
    });
  }

  private readonly glyph: Float32Array;

  async add(context: LayerContext): Promise<void> {
    if (this.context || this.slots.length === 0) return;
    this.context = context;
    const make = async (glb: Uint8Array, shader: CustomShader): Promise<void> => {
      const more = { show: this.visible };
      const model = await placeModel(context.scene, glb, this.frame, shader, () => !this.removed, more);
      if (!model) return;
      // It may have been switched while it was on its way.
      model.show = this.visible;
      this.shaders.push(shader);
      this.models.push(model);
    };
    try {
      await make(this.stemsGlb(), layerShader(ASSET_STEMS, context.look, context.state));
      if (!this.removed) await make(this.signsGlb(), layerShader(ASSET_SIGNS, context.look, context.state));
    } catch (error) {
      if (!this.removed) context.onProblem(this.id, error instanceof Error ? error.message : String(error));
    }
  }

  setVisible(visible: boolean): void {
    if (this.visible === visible) return;
    this.visible = visible;
    for (const model of this.models) model.show = visible;
    this.context?.scene.requestRender();
  }

  get isVisible(): boolean {
    return this.visible;
  }

  statistics(): { tiles: number; pending: number; failed: number } {
    return {
      tiles: this.models.filter((model) => model.ready).length,
      pending: this.slots.length === 0 ? 0 : 2 - this.models.length,
      failed: 0,
    };
  }

  remove(): void {
    this.removed = true;
    for (const model of this.models) this.context?.scene.primitives.remove(model);
    this.models = [];
    for (const shader of this.shaders) shader.destroy();
    this.shaders = [];
  }

  private signsGlb(): Uint8Array {
    const count = this.slots.length;
    const position = new Float32Array(count * 3);
    for (let i = 0; i < count; i++) gltfAxes(this.positions, i, position, i, 0);
    return writeGlb({
      mode: "points",
      attributes: {
        POSITION: [3, position],
        _FEATURE_ID_0: [1, Float32Array.from(this.slots)],
        _LEVEL: [1, this.levels()],
        _MINLEVEL: [1, this.minLevel],
        _GLYPH: [1, this.glyph],
      },
    });
  }

  private stemsGlb(): Uint8Array {
    const count = this.slots.length;
    const { level } = this.nodes.columns;
    const position = new Float32Array(count * 6);
    const twice = (column: ArrayLike<number>): Float32Array => {
      const out = new Float32Array(count * 2);
      for (let i = 0; i < count; i++) out[i * 2] = out[i * 2 + 1] = column[i];
      return out;
    };
    const up = new Float32Array(count * 2);
    for (let i = 0; i < count; i++) {
      gltfAxes(this.positions, i, position, i * 2, level[this.slots[i]] === LEVEL.facility ? -SIGN_LIFT : -POINT_LIFT);
      gltfAxes(this.positions, i, position, i * 2 + 1, 0);
      up[i * 2 + 1] = 1;
    }
    return writeGlb({
      mode: "lines",
      attributes: {
        POSITION: [3, position],
        _FEATURE_ID_0: [1, twice(this.slots)],
        _LEVEL: [1, twice(this.levels())],
        _MINLEVEL: [1, twice(this.minLevel)],
        _UP: [1, up],
      },
    });
  }

  private levels(): Float32Array {
    const { level } = this.nodes.columns;
    return Float32Array.from(this.slots, (slot) => level[slot]);
  }
}

/** East-north-up row `from` of `enu` as glTF x east, y up, z south row `to` of `out`. */
function gltfAxes(enu: Float64Array, from: number, out: Float32Array, to: number, raise: number): void {
  out[to * 3] = enu[from * 3];
  out[to * 3 + 1] = enu[from * 3 + 2] + raise;
  out[to * 3 + 2] = -enu[from * 3 + 1];
}

/** Focus as the shaders know it. */
export interface Focus {
  /** Range of place slots. */
  placeStart: number;
  placeEnd: number;
  /** Level index of the focused node. */
  level: number;
  assetStart: number;
  assetEnd: number;
}

/** Whether a sign is drawn: the same rule as `ywShown` in shaders/assets.ts. */
export function visibleAt(focus: Focus, slot: number, level: number, minLevel: number, severity: number): boolean {
  const inside = (focus.placeStart === 0 && focus.level === 0) || (slot >= focus.assetStart && slot < focus.assetEnd);
  if (level > LEVEL.facility) {
    const alarmFrom = focus.level < 1 ? 4 : focus.level < 2 ? 3 : 2;
    if (severity >= alarmFrom && inside) return true;
  } else if (severity > 3) return true;
  return inside && focus.level >= minLevel;
}
