// 3D Tiles as they are: raised or lowered, dimmed at night, what is missing told once.

import { Cartesian3, Cartographic, Cesium3DTileset, CustomShader, Ellipsoid, Matrix4, UniformType } from "cesium";
import type { BuiltReference, ReferenceOf } from "../../../twin/scene/references.ts";
import { nameForHeights } from "../../heightWatch.ts";
import type { Look } from "../../look.ts";
import type { GlobeLayer } from "../layer.ts";
import { ownBy } from "./owners.ts";
import { type ReferenceContext, reasonOf, referenceLayerId, resourceOf } from "./reference.ts";

export class TilesetReference implements GlobeLayer {
  readonly id: string;
  private readonly spec: ReferenceOf<"3dtiles">;
  private tileset: Cesium3DTileset | undefined;
  private shader: CustomShader | undefined;
  private visible = false;
  private begun = false;
  private removed = false;
  private readonly failed = new Set<string>();

  constructor(
    private readonly built: BuiltReference,
    private readonly context: ReferenceContext,
  ) {
    this.spec = built.spec as ReferenceOf<"3dtiles">;
    this.id = referenceLayerId(this.spec.id);
  }

  /** Nothing is loaded before it is first shown. */
  async add(): Promise<void> {
    if (this.visible && !this.begun) await this.load();
  }

  private async load(): Promise<void> {
    this.begun = true;
    const { context, built } = this;
    try {
      const shader = dimmed(context.look);
      const tileset = await Cesium3DTileset.fromUrl(await resourceOf(built, context), {
        maximumScreenSpaceError: this.spec.maximumScreenSpaceError,
        customShader: shader,
        foveatedScreenSpaceError: false,
        preloadWhenHidden: false,
        cacheBytes: 256 * 1024 * 1024,
        environmentMapOptions: { enabled: false },
        show: this.visible,
      } as Parameters<typeof Cesium3DTileset.fromUrl>[1]);
      if (this.removed) {
        tileset.destroy();
        shader.destroy();
        return;
      }
      this.shader = shader;
      ownBy(tileset, this.spec.id);
      raise(tileset, this.spec.heightOffset);
      if (built.missingCount > 0)
        context.onProblem(this.id, "contents missing", { missing: built.missingCount, contents: built.contents });
      tileset.tileFailed.addEventListener((failure: { url?: string; message?: string }) => this.noteFailure(failure));
      tileset.loadProgress.addEventListener(() => context.scene.requestRender());
      nameForHeights(tileset, this.id);
      this.tileset = context.scene.primitives.add(tileset) as Cesium3DTileset;
      context.scene.requestRender();
    } catch (error) {
      if (!this.removed) context.onProblem(this.id, reasonOf(error));
    }
  }

  /** A tile asked for again after it failed is one failure; those the builder knew of have been told. */
  private noteFailure({ url, message }: { url?: string; message?: string }): void {
    this.failed.add(url ?? "");
    if (this.failed.size <= this.built.missingCount) return;
    const name = url?.split("?")[0].split("/").slice(-2).join("/") ?? "tile";
    this.context.onProblem(this.id, `${name}: ${message ?? "failed"}`);
  }

  setVisible(visible: boolean): void {
    if (visible === this.visible) return;
    this.visible = visible;
    if (visible && !this.begun) void this.load();
    if (this.tileset) {
      this.tileset.show = visible;
      this.context.scene.requestRender();
    }
  }

  statistics(): { tiles: number; pending: number; failed: number } {
    const statistics = (this.tileset as unknown as { statistics?: Record<string, number> })?.statistics;
    return {
      tiles: statistics?.numberOfTilesWithContentReady ?? 0,
      pending: this.visible
        ? (statistics?.numberOfPendingRequests ?? 0) + (statistics?.numberOfTilesProcessing ?? 0)
        : 0,
      failed: this.failed.size,
    };
  }

  remove(): void {
    this.removed = true;
    if (this.tileset) this.context.scene.primitives.remove(this.tileset);
    this.tileset = undefined;
    this.shader?.destroy();
    this.shader = undefined;
  }
}

/** Moves a tileset along the ellipsoid's normal at its centre, m. */
function raise(tileset: Cesium3DTileset, metres: number): void {
  const { center } = tileset.boundingSphere;
  if (metres === 0 || !Cartographic.fromCartesian(center)) return;
  const normal = Ellipsoid.WGS84.geodeticSurfaceNormal(center, new Cartesian3());
  tileset.modelMatrix = Matrix4.fromTranslation(Cartesian3.multiplyByScalar(normal, metres, normal));
}

/** Materials as they are by day, darker and bluer by night. */
function dimmed(look: Look): CustomShader {
  return new CustomShader({
    uniforms: { u_moment: { type: UniformType.VEC4, value: look.moment } },
    fragmentShaderText: /* glsl */ `
void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) {
  material.diffuse *= mix(vec3(1.0), vec3(0.16, 0.22, 0.36), u_moment.x);
}`,
  });
}
