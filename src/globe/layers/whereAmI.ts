// Where the device is: a dot, and the circle within which its location service takes it to be, on the ground.

import {
  type Billboard,
  BillboardCollection,
  Cartesian3,
  Color,
  Material,
  type Polyline,
  PolylineCollection,
} from "cesium";
import { metresPerDegree } from "../../twin/geodesy.ts";
import { type HeightGrid, heightAt, readHeights } from "../../twin/heights.ts";
import type { GlobeLayer, LayerContext, LayerStatistics } from "./layer.ts";

/** A position on the ground, degrees, and the radius it is sure to, m. */
export interface DevicePlace {
  lon: number;
  lat: number;
  accuracy: number;
}

/** Above the ground, m. */
const LIFT = 1.5;
const DOT_PX = 26;
const CORNERS = 72;
const COLOUR = "#0b6cff";

export class WhereLayer implements GlobeLayer {
  readonly id = "where";
  private readonly dots = new BillboardCollection();
  private readonly circles = new PolylineCollection();
  private context: LayerContext | undefined;
  private ground: HeightGrid | null = null;
  private place: DevicePlace | null = null;
  private dot: Billboard | undefined;
  private circle: Polyline | undefined;

  async add(context: LayerContext): Promise<void> {
    if (this.context) return;
    this.context = context;
    context.scene.primitives.add(this.circles);
    context.scene.primitives.add(this.dots);
  }

  /** null: not known, or nobody asks. */
  async show(place: DevicePlace | null): Promise<void> {
    this.place = place;
    if (place && !this.ground && this.context) this.ground = await readHeights(`${this.context.sceneUrl}terrain.bin`);
    this.draw();
  }

  private draw(): void {
    const { context, place } = this;
    if (!context || context.scene.isDestroyed()) return;
    this.dots.show = this.circles.show = place !== null;
    if (place) {
      const at = (lon: number, lat: number): Cartesian3 =>
        Cartesian3.fromDegrees(lon, lat, heightAt(this.ground, lon, lat) + LIFT);
      this.dot ??= this.dots.add({
        image: drawDot(),
        width: DOT_PX,
        height: DOT_PX,
        disableDepthTestDistance: Number.POSITIVE_INFINITY,
      } as Parameters<BillboardCollection["add"]>[0]);
      this.circle ??= this.circles.add({
        width: 3,
        material: Material.fromType("Color", { color: Color.fromCssColorString(COLOUR) }),
      });
      this.dot.position = at(place.lon, place.lat);
      const metres = metresPerDegree(place.lat);
      this.circle.positions = Array.from({ length: CORNERS + 1 }, (_, i) => {
        const angle = (2 * Math.PI * i) / CORNERS;
        const lon = place.lon + (place.accuracy * Math.cos(angle)) / metres.lon;
        return at(lon, place.lat + (place.accuracy * Math.sin(angle)) / metres.lat);
      });
    }
    context.scene.requestRender();
  }

  setVisible(visible: boolean): void {
    this.dots.show = this.circles.show = visible && this.place !== null;
  }

  statistics(): LayerStatistics {
    return { tiles: this.place ? 1 : 0, pending: 0, failed: 0 };
  }

  remove(): void {
    const scene = this.context?.scene;
    if (!scene || scene.isDestroyed()) return;
    scene.primitives.remove(this.dots);
    scene.primitives.remove(this.circles);
  }
}

/** Twice as large as it is shown, so that it stays sharp. */
function drawDot(): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 2 * DOT_PX;
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  pen.arc(DOT_PX, DOT_PX, DOT_PX - 6, 0, 2 * Math.PI);
  pen.fillStyle = COLOUR;
  pen.fill();
  pen.lineWidth = 7;
  pen.strokeStyle = "#ffffff";
  pen.stroke();
  return canvas;
}
