// Imagery draped on the surface: one layer class for every kind of provider. By night it is dimmed like the rest of the city.

import { ImageryLayer, type ImageryProvider } from "cesium";
import type { BuiltReference } from "../../../twin/scene/references.ts";
import type { GlobeLayer } from "../layer.ts";
import { type ReferenceContext, reasonOf, referenceLayerId } from "./reference.ts";

/** Makes the provider of a reference once it is first shown. */
export type MakeProvider = (built: BuiltReference, context: ReferenceContext) => Promise<ImageryProvider>;

/** Share of brightness left at night. */
const NIGHT_BRIGHTNESS = 0.34;

export class ImageryReference implements GlobeLayer {
  readonly id: string;
  private layer: ImageryLayer | undefined;
  private visible = false;
  private begun = false;
  private removed = false;
  private failed = 0;
  private loading = false;
  private readonly stops: (() => void)[] = [];

  constructor(
    private readonly built: BuiltReference,
    private readonly context: ReferenceContext,
    private readonly make: MakeProvider,
  ) {
    this.id = referenceLayerId(built.spec.id);
  }

  async add(): Promise<void> {
    if (this.visible && !this.begun) await this.load();
  }

  private async load(): Promise<void> {
    this.begun = true;
    this.loading = true;
    const { context, built } = this;
    try {
      const provider = await this.make(built, context);
      if (this.removed) return;
      const layer = new ImageryLayer(provider, { show: this.visible });
      this.layer = layer;
      // Cesium itself tries a tile again or goes without; here it is only told.
      this.stops.push(provider.errorEvent.addEventListener((error: unknown) => this.fail(error)));
      this.stops.push(context.scene.preRender.addEventListener(() => this.paint()));
      context.surface.addImagery(this.id, layer);
      context.surface.setImagery(this.id, this.visible);
      context.scene.requestRender();
    } catch (error) {
      this.fail(error);
    } finally {
      this.loading = false;
    }
  }

  private paint(): void {
    if (!this.layer) return;
    const night = this.context.look.moment.x;
    const { spec } = this.built;
    this.layer.brightness = 1 - (1 - NIGHT_BRIGHTNESS) * night;
    this.layer.saturation = 1 - 0.45 * night;
    this.layer.alpha = "opacity" in spec ? spec.opacity : 1;
  }

  private fail(error: unknown): void {
    this.failed++;
    if (!this.removed) this.context.onProblem(this.id, reasonOf(error));
  }

  setVisible(visible: boolean): void {
    if (visible === this.visible) return;
    this.visible = visible;
    if (visible && !this.begun) void this.load();
    if (!this.layer) return;
    this.layer.show = visible;
    this.context.surface.setImagery(this.id, visible);
    this.context.scene.requestRender();
  }

  statistics(): { tiles: number; pending: number; failed: number } {
    return { tiles: this.layer && this.visible ? 1 : 0, pending: this.loading ? 1 : 0, failed: this.failed };
  }

  remove(): void {
    this.removed = true;
    for (const stop of this.stops) stop();
    this.context.surface.removeImagery(this.id);
    this.layer = undefined;
  }
}
