// Drawing with the pointer: clicks on the ground, corners that are dragged. While somebody draws, clicks choose nothing.

import {
  Cartesian2,
  Cartesian3,
  Cartographic,
  Math as CesiumMath,
  Ellipsoid,
  IntersectionTests,
  Ray,
  type Scene,
  SceneTransforms,
  ScreenSpaceEventHandler,
  ScreenSpaceEventType,
} from "cesium";
import { type HeightGrid, heightAt } from "../twin/heights.ts";

/** [lon, lat] degrees. */
export type GroundPoint = [number, number];

export interface SketchHandlers {
  /** A click on the ground; without it clicks choose as ever. */
  onPoint?(at: GroundPoint): void;
  /**
   * Clicks mean what they hit, buildings too; the point lies this far beyond it on the line of sight, m (before it when negative),
   * so that it is inside a building or before its wall. Without it clicks mean the ground.
   */
  surface?: number;
  /** The pointer moves over the ground while points are taken. */
  onMove?(at: GroundPoint): void;
  /** A corner is dragged; `ended` with the last word. */
  onDrag?(corner: number, at: GroundPoint, ended: boolean): void;
  /** Corners that can be taken hold of. */
  corners?(): readonly (readonly [number, number])[];
}

/** How far from a corner a press still takes it, CSS px: mouse and finger. */
const REACH_PX = 14;
const TOUCH_REACH_PX = 30;
/** What is hit higher than this above the ground stands on it, m. */
const STANDS_M = 1.5;
/** Corners lie this much above the ground, m. */
export const CORNER_LIFT_M = 3;

export class Sketch {
  private readonly input: ScreenSpaceEventHandler;
  private handlers: SketchHandlers | null = null;
  private dragged = -1;
  private touch = false;
  private readonly world = new Cartesian3();
  private readonly noteTouch = (event: PointerEvent): void => {
    this.touch = event.pointerType === "touch";
  };

  constructor(
    private readonly scene: Scene,
    private readonly ground: () => HeightGrid | null,
  ) {
    const { canvas } = scene;
    canvas.addEventListener("pointerdown", this.noteTouch, true);
    this.input = new ScreenSpaceEventHandler(canvas);
    this.input.setInputAction(({ position }: { position: Cartesian2 }) => {
      if (!this.handlers?.onPoint || this.dragged >= 0) return;
      const { surface } = this.handlers;
      const at = (surface === undefined ? null : this.hitAt(position, surface)) ?? this.groundAt(position);
      if (at) this.handlers?.onPoint?.(at);
    }, ScreenSpaceEventType.LEFT_CLICK);
    this.input.setInputAction(({ position }: { position: Cartesian2 }) => {
      this.dragged = this.cornerAt(position);
      if (this.dragged >= 0) scene.screenSpaceCameraController.enableInputs = false;
    }, ScreenSpaceEventType.LEFT_DOWN);
    this.input.setInputAction(({ endPosition }: { endPosition: Cartesian2 }) => {
      if (!this.handlers) return;
      const at = this.dragged >= 0 || this.handlers.onMove ? this.groundAt(endPosition) : null;
      if (!at) return;
      if (this.dragged >= 0) this.handlers.onDrag?.(this.dragged, at, false);
      else this.handlers.onMove?.(at);
    }, ScreenSpaceEventType.MOUSE_MOVE);
    this.input.setInputAction(({ position }: { position: Cartesian2 }) => {
      if (this.dragged < 0) return;
      const at = this.groundAt(position);
      if (at) this.handlers?.onDrag?.(this.dragged, at, true);
      scene.screenSpaceCameraController.enableInputs = true;
      // The click that follows the end of a drag is no click.
      setTimeout(() => {
        this.dragged = -1;
      });
    }, ScreenSpaceEventType.LEFT_UP);
  }

  /** Whether clicks are drawn rather than chosen with. */
  get takesClicks(): boolean {
    return this.dragged >= 0 || this.handlers?.onPoint !== undefined;
  }

  use(handlers: SketchHandlers | null): void {
    this.handlers = handlers;
    this.scene.canvas.style.cursor = handlers?.onPoint ? "crosshair" : "";
    if (handlers === null && this.dragged >= 0) {
      this.scene.screenSpaceCameraController.enableInputs = true;
      this.dragged = -1;
    }
  }

  /** Where a window position meets anything that stands above the ground; null where nothing does. */
  private hitAt(position: Cartesian2, beyond: number): GroundPoint | null {
    const { scene } = this;
    const ray = scene.camera.getPickRay(position, new Ray());
    const hit = scene.pickPositionSupported ? scene.pickPosition(position, this.world) : undefined;
    if (!ray || !hit) return null;
    Cartesian3.add(hit, Cartesian3.multiplyByScalar(ray.direction, beyond, new Cartesian3()), hit);
    const found = Cartographic.fromCartesian(hit);
    const [lon, lat] = [CesiumMath.toDegrees(found.longitude), CesiumMath.toDegrees(found.latitude)];
    return found.height - heightAt(this.ground(), lon, lat) > STANDS_M ? [lon, lat] : null;
  }

  /** Where a window position meets the scene's ground; null above the horizon. */
  groundAt(position: Cartesian2): GroundPoint | null {
    const ray = this.scene.camera.getPickRay(position, new Ray());
    if (!ray) return null;
    const { x, y, z } = Ellipsoid.WGS84.radii;
    let height = 0;
    let found: Cartographic | null = null;
    // The ground is nearly flat against the distance it is seen from: a few steps are enough.
    for (let step = 0; step < 5; step++) {
      const hit = IntersectionTests.rayEllipsoid(ray, new Ellipsoid(x + height, y + height, z + height));
      if (!hit) return null;
      const point = Ray.getPoint(ray, hit.start > 0 ? hit.start : hit.stop, this.world);
      found = Cartographic.fromCartesian(point);
      if (!found) return null;
      height = heightAt(this.ground(), CesiumMath.toDegrees(found.longitude), CesiumMath.toDegrees(found.latitude));
    }
    return found && [CesiumMath.toDegrees(found.longitude), CesiumMath.toDegrees(found.latitude)];
  }

  /** Window position of a place on the ground; undefined behind the eye. */
  windowOf(lon: number, lat: number): Cartesian2 | undefined {
    const height = heightAt(this.ground(), lon, lat) + CORNER_LIFT_M;
    return SceneTransforms.worldToWindowCoordinates(this.scene, Cartesian3.fromDegrees(lon, lat, height));
  }

  private cornerAt(position: Cartesian2): number {
    if (!this.handlers?.onDrag) return -1;
    let best = -1;
    let least = this.touch ? TOUCH_REACH_PX : REACH_PX;
    this.handlers.corners?.().forEach(([lon, lat], i) => {
      const at = this.windowOf(lon, lat);
      const distance = at ? Cartesian2.distance(at, position) : Number.POSITIVE_INFINITY;
      if (distance <= least) {
        best = i;
        least = distance;
      }
    });
    return best;
  }

  destroy(): void {
    this.scene.canvas.removeEventListener("pointerdown", this.noteTouch, true);
    if (!this.input.isDestroyed()) this.input.destroy();
  }
}
