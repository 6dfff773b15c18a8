// One glTF model at a place.

import { Cartesian3, Math as CesiumMath, HeadingPitchRoll, Model, ShadowMode, Transforms } from "cesium";
import type { BuiltReference, ReferenceOf } from "../../../twin/scene/references.ts";
import type { GlobeLayer } from "../layer.ts";
import { type ReferenceContext, reasonOf, referenceLayerId, resourceOf } from "./reference.ts";

export class ModelReference implements GlobeLayer {
  readonly id: string;
  private readonly spec: ReferenceOf<"gltf">;
  private model: Model | undefined;
  private visible = false;
  private begun = false;
  private removed = false;
  private ready = false;
  private failed = 0;

  constructor(
    private readonly built: BuiltReference,
    private readonly context: ReferenceContext,
  ) {
    this.spec = built.spec as ReferenceOf<"gltf">;
    this.id = referenceLayerId(this.spec.id);
  }

  async add(): Promise<void> {
    if (this.visible && !this.begun) await this.load();
  }

  private async load(): Promise<void> {
    this.begun = true;
    const { context, spec } = this;
    const { lon, lat, height, heading } = spec.position;
    // Cesium turns glTF so that its +z looks east at heading 0; a heading of 0 should let +z look south, as north is −z.
    const turn = new HeadingPitchRoll(CesiumMath.toRadians(heading + 90), 0, 0);
    try {
      const model = await Model.fromGltfAsync({
        url: await resourceOf(this.built, context),
        modelMatrix: Transforms.headingPitchRollToFixedFrame(Cartesian3.fromDegrees(lon, lat, height), turn),
        scale: spec.scale,
        show: this.visible,
        shadows: ShadowMode.DISABLED,
        environmentMapOptions: { enabled: false },
      } as unknown as Parameters<typeof Model.fromGltfAsync>[0]);
      if (this.removed) {
        model.destroy();
        return;
      }
      this.model = context.scene.primitives.add(model) as Model;
      model.errorEvent.addEventListener((error: unknown) => this.fail(error));
      model.readyEvent.addEventListener(() => {
        this.ready = true;
        context.scene.requestRender();
      });
      context.scene.requestRender();
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.failed = 1;
    if (!this.removed) this.context.onProblem(this.id, reasonOf(error));
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    if (visible && !this.begun) void this.load();
    if (this.model && this.model.show !== visible) {
      this.model.show = visible;
      this.context.scene.requestRender();
    }
  }

  statistics(): { tiles: number; pending: number; failed: number } {
    const pending = this.visible && this.begun && !this.ready && this.failed === 0 ? 1 : 0;
    return { tiles: this.ready ? 1 : 0, pending, failed: this.failed };
  }

  remove(): void {
    this.removed = true;
    if (this.model) this.context.scene.primitives.remove(this.model);
    this.model = undefined;
  }
}
