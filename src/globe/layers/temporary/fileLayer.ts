// An opened file on the globe: bodies, sheets, lines and points in one colour of its own, so that it is never taken for the scene.

import {
  type Cartesian2,
  Cartesian3,
  Cartographic,
  Math as CesiumMath,
  Color,
  type CustomShader,
  type Model,
  PointPrimitiveCollection,
} from "cesium";
import { LocalFrame } from "../../../twin/geodesy.ts";
import { writeGlb } from "../../glb.ts";
import { type LayerShader, layerShader } from "../../look.ts";
import { FILE_BODIES, FILE_COLOUR, FILE_LINES, FILE_SHEETS } from "../../shaders/file.ts";
import type { GlobeLayer, LayerContext, LayerStatistics } from "../layer.ts";
import { placeModel } from "../placeModel.ts";

/** Triangles in the mesh's local frame: glTF axes, metres. */
export interface SurfaceMesh {
  positions: Float32Array;
  /** Number of the feature, per vertex. */
  features: Float32Array;
  indices: Uint32Array;
}

/** A file's features as the worker hands them over. */
export interface FileMesh {
  /** Origin of the local frame, degrees. */
  origin: { lon: number; lat: number };
  bodies: SurfaceMesh | null;
  sheets: SurfaceMesh | null;
  /** Ribbons without width: which side a vertex is on (−1, 1), and where that side is, radians from east towards north. */
  lines: (SurfaceMesh & { across: Float32Array; side: Float32Array }) | null;
  /** lon, lat degrees, height m. */
  points: Float64Array;
  pointFeatures: Uint32Array;
  /** Highest of it, m above the ellipsoid. */
  top: number;
}

/** Where something of a file was clicked. */
export interface FileHit {
  layer: string;
  /** Number of the feature where it is known at once (points), else −1. */
  index: number;
  lon: number;
  lat: number;
}

const OWNERS = new WeakMap<object, string>();

export class FileLayer implements GlobeLayer {
  private readonly models: Model[] = [];
  private readonly shaders: CustomShader[] = [];
  private points: PointPrimitiveCollection | undefined;
  private context: LayerContext | undefined;
  private visible = true;
  private removed = false;
  private ready = 0;
  private wanted = 0;

  constructor(
    readonly id: string,
    private readonly mesh: FileMesh,
  ) {}

  async add(context: LayerContext): Promise<void> {
    if (this.context) return;
    this.context = context;
    const { bodies, sheets, lines, points } = this.mesh;
    const parts: [SurfaceMesh | null, LayerShader][] = [
      [bodies, FILE_BODIES],
      [sheets, FILE_SHEETS],
      [lines, FILE_LINES],
    ];
    this.wanted = parts.filter(([part]) => part).length;
    if (points.length > 0) this.addPoints(context);
    for (const [part, shader] of parts) if (part) await this.addPart(part, shader, context);
  }

  private async addPart(part: SurfaceMesh, words: LayerShader, context: LayerContext): Promise<void> {
    const { across, side } = part as Partial<NonNullable<FileMesh["lines"]>>;
    const glb = writeGlb({
      mode: "triangles",
      attributes: {
        POSITION: [3, part.positions],
        _FEATURE_ID_0: [1, part.features],
        ...(across && side ? { _ACROSS: [1, across], _SIDE: [1, side] } : {}),
      },
      indices: part.indices,
    });
    const shader = layerShader(words, context.look, context.state);
    try {
      const { lon, lat } = this.mesh.origin;
      const more = { allowPicking: true, show: this.visible, backFaceCulling: false };
      const frame = new LocalFrame(lon, lat);
      const model = await placeModel(context.scene, glb, frame, shader, () => !this.removed, more);
      if (!model) return;
      OWNERS.set(model, this.id);
      this.shaders.push(shader);
      this.models.push(model);
      model.readyEvent.addEventListener(() => this.ready++);
      context.scene.requestRender();
    } catch (error) {
      if (!this.removed) context.onProblem(this.id, error instanceof Error ? error.message : String(error));
    }
  }

  private addPoints({ scene }: LayerContext): void {
    const { points, pointFeatures } = this.mesh;
    const collection = new PointPrimitiveCollection();
    const [fill, edge] = [Color.fromCssColorString(FILE_COLOUR), Color.WHITE];
    for (let i = 0; i < pointFeatures.length; i++)
      collection.add({
        position: Cartesian3.fromDegrees(points[3 * i], points[3 * i + 1], points[3 * i + 2]),
        pixelSize: 9,
        color: fill,
        outlineColor: edge,
        outlineWidth: 1.5,
        // Else the ground would hide their lower half; from afar the earth hides those beyond it.
        disableDepthTestDistance: 50_000,
        id: { layer: this.id, index: pointFeatures[i] },
      });
    collection.show = this.visible;
    this.points = scene.primitives.add(collection) as PointPrimitiveCollection;
    scene.requestRender();
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    for (const model of this.models) model.show = visible;
    if (this.points) this.points.show = visible;
    this.context?.scene.requestRender();
  }

  statistics(): LayerStatistics {
    const parts = this.visible ? this.ready + (this.points ? 1 : 0) : 0;
    return { tiles: parts, pending: this.visible ? this.wanted - this.ready : 0, failed: 0 };
  }

  remove(): void {
    this.removed = true;
    const scene = this.context?.scene;
    if (scene && !scene.isDestroyed()) {
      for (const model of this.models) scene.primitives.remove(model);
      if (this.points) scene.primitives.remove(this.points);
      scene.requestRender();
    }
    for (const shader of this.shaders) shader.destroy();
    this.models.length = 0;
    this.shaders.length = 0;
    this.points = undefined;
  }
}

/** What of an opened file was picked at a window position; null when something else, or nothing, was. */
export function fileHit(scene: LayerContext["scene"], picked: unknown, position: Cartesian2): FileHit | null {
  const { id, primitive } = (picked ?? {}) as { id?: { layer?: unknown; index?: unknown }; primitive?: object };
  if (typeof id?.layer === "string" && typeof id.index === "number" && id.layer.startsWith("file."))
    return { layer: id.layer, index: id.index, lon: Number.NaN, lat: Number.NaN };
  const layer = primitive && OWNERS.get(primitive);
  if (!layer || !scene.pickPositionSupported) return null;
  const world = scene.pickPosition(position);
  const place = world && Cartographic.fromCartesian(world);
  if (!place) return null;
  return { layer, index: -1, lon: CesiumMath.toDegrees(place.longitude), lat: CesiumMath.toDegrees(place.latitude) };
}
