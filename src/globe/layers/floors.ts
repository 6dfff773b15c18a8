// The floors of one opened facility as lit slabs, built from the node table when the facility is focused.

import type { CustomShader, Model } from "cesium";
import type { LocalFrame } from "../../twin/geodesy.ts";
import { LEVEL } from "../../twin/level.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";
import { writeGlb } from "../glb.ts";
import { layerShader } from "../look.ts";
import { FLOORS } from "../shaders/assets.ts";
import type { GlobeLayer, LayerContext } from "./layer.ts";
import { placeModel } from "./placeModel.ts";

const SLAB_SEGMENTS = 4;

export class FloorsLayer implements GlobeLayer {
  readonly id = "floors";
  private context: LayerContext | undefined;
  private shader: CustomShader | undefined;
  private model: Model | undefined;
  private facility = -1;
  private removed = false;

  constructor(
    private readonly nodes: NodeTable,
    private readonly frame: LocalFrame,
  ) {}

  async add(context: LayerContext): Promise<void> {
    this.context ??= context;
  }

  /** Floor slots of a facility, lowest first. */
  floorsOf(facility: number): number[] {
    const { level, height } = this.nodes.columns;
    return this.nodes
      .childrenOf(facility)
      .filter((slot) => level[slot] === LEVEL.floor)
      .sort((a, b) => height[a] - height[b]);
  }

  /** Shows the floors of a facility (−1: none). The last call wins when loads overlap. */
  async open(facility: number): Promise<void> {
    if (facility === this.facility || !this.context) return;
    this.facility = facility;
    this.clear();
    const floors = facility < 0 ? [] : this.floorsOf(facility);
    if (floors.length === 0) return;
    const context = this.context;
    const shader = layerShader(FLOORS, context.look, context.state);
    try {
      const glb = this.glb(floors, this.nodes.columns.radius[facility]);
      const isWanted = (): boolean => !this.removed && this.facility === facility;
      const model = await placeModel(context.scene, glb, this.frame, shader, isWanted);
      if (!model) return;
      this.shader = shader;
      this.model = model;
    } catch (error) {
      context.onProblem(this.id, error instanceof Error ? error.message : String(error));
    }
  }

  setVisible(visible: boolean): void {
    if (this.model) this.model.show = visible;
  }

  statistics(): { tiles: number; pending: number; failed: number } {
    return { tiles: this.model ? 1 : 0, pending: 0, failed: 0 };
  }

  remove(): void {
    this.removed = true;
    this.clear();
  }

  private clear(): void {
    if (this.model) this.context?.scene.primitives.remove(this.model);
    this.model = undefined;
    this.shader?.destroy();
    this.shader = undefined;
  }

  /** One square slab a floor, edges marked by `_RIM`; thickness is left to the eye. */
  private glb(floors: number[], radius: number): Uint8Array {
    const { lon, lat, height } = this.nodes.columns;
    const half = Math.max(8, radius * 0.52);
    const side = SLAB_SEGMENTS + 1;
    const count = floors.length * side * side;
    const position = new Float32Array(count * 3);
    const slot = new Float32Array(count);
    const rim = new Float32Array(count);
    const indices: number[] = [];
    const centre = [0, 0, 0];
    // Slab edges: an inner square at 97 % keeps the rim narrow whatever the size.
    const steps = [-1, -0.97, 0, 0.97, 1];
    let v = 0;
    for (const floor of floors) {
      this.frame.toLocal(lon[floor], lat[floor], height[floor], centre);
      const first = v;
      for (const y of steps)
        for (const x of steps) {
          position.set([centre[0] + x * half, centre[2], -(centre[1] + y * half * 0.62)], v * 3);
          slot[v] = floor;
          rim[v] = Math.max(Math.abs(x), Math.abs(y));
          v++;
        }
      for (let row = 0; row < SLAB_SEGMENTS; row++)
        for (let column = 0; column < SLAB_SEGMENTS; column++) {
          const a = first + row * side + column;
          indices.push(a, a + side, a + 1, a + 1, a + side, a + side + 1);
          indices.push(a, a + 1, a + side, a + 1, a + side + 1, a + side);
        }
    }
    return writeGlb({
      mode: "triangles",
      attributes: { POSITION: [3, position], _FEATURE_ID_0: [1, slot], _RIM: [1, rim] },
      indices: Uint32Array.from(indices),
    });
  }
}
