// Things that move: a disc by kind that glides between reports, its line's name beside it when near, its trail behind it.

import {
  Cartesian2,
  Cartesian3,
  Color,
  DistanceDisplayCondition,
  HorizontalOrigin,
  type Label,
  LabelCollection,
  LabelStyle,
  Material,
  type PointPrimitive,
  PointPrimitiveCollection,
  type Polyline,
  PolylineCollection,
} from "cesium";
import { type HeightGrid, heightAt, readHeights } from "../../twin/heights.ts";
import type { Mover } from "../../twin/movers.ts";
import type { GlobeLayer, LayerContext, LayerStatistics } from "./layer.ts";
import { MoverPath } from "./moverPath.ts";

/** None is a severity's colour. */
const COLOURS: Readonly<Record<string, string>> = {
  bus: "#38b6ff",
  tram: "#19c9a5",
  train: "#c084fc",
  metro: "#f472b6",
  ferry: "#7dd3fc",
};
const OTHER = "#a3b3c7";
/** Above the ground, m. */
const LIFT = 4;
const NAME_WITHIN_METRES = 4000;

interface Drawn {
  mover: Mover;
  path: MoverPath;
  point: PointPrimitive;
  label: Label;
  trail: Polyline;
}

export class MoversLayer implements GlobeLayer {
  readonly id = "movers";
  private readonly drawn = new Map<string, Drawn>();
  private readonly points = new PointPrimitiveCollection();
  private readonly labels = new LabelCollection();
  private readonly trails = new PolylineCollection();
  private context: LayerContext | undefined;
  private ground: HeightGrid | null = null;
  private visible = true;
  private stop: (() => void) | undefined;

  async add(context: LayerContext): Promise<void> {
    if (this.context) return;
    this.context = context;
    const { scene } = context;
    for (const collection of [this.trails, this.points, this.labels]) scene.primitives.add(collection);
    this.stop = scene.preUpdate.addEventListener(() => this.glide());
    this.ground = await readHeights(`${context.sceneUrl}terrain.bin`);
  }

  /** @param whole whether these are all there are */
  take(movers: readonly Mover[], whole: boolean): void {
    const now = performance.now();
    for (const mover of movers) {
      const known = this.drawn.get(mover.id);
      if (!known) this.drawn.set(mover.id, this.draw(mover, now));
      else {
        known.mover = mover;
        known.path.report(mover, now);
        known.point.id = idOf(mover);
        this.drawTrail(known);
      }
    }
    if (whole) {
      const ids = new Set(movers.map(({ id }) => id));
      for (const [id, gone] of this.drawn) if (!ids.has(id)) this.erase(id, gone);
    }
    if (movers.length > 0 || whole) this.context?.scene.requestRender();
  }

  private draw(mover: Mover, now: number): Drawn {
    const colour = Color.fromCssColorString(COLOURS[mover.kind] ?? OTHER);
    const position = this.cartesian(mover.lon, mover.lat);
    const point = this.points.add({
      position,
      pixelSize: 11,
      color: colour,
      outlineColor: Color.WHITE,
      outlineWidth: 2,
      disableDepthTestDistance: 3000,
      id: idOf(mover),
    });
    const label = this.labels.add({
      position,
      text: mover.line,
      font: '600 13px "Noto Sans SC Variable", sans-serif',
      style: LabelStyle.FILL_AND_OUTLINE,
      outlineColor: Color.fromCssColorString("#0b1220"),
      outlineWidth: 4,
      pixelOffset: new Cartesian2(11, 0),
      horizontalOrigin: HorizontalOrigin.LEFT,
      distanceDisplayCondition: new DistanceDisplayCondition(0, NAME_WITHIN_METRES),
      disableDepthTestDistance: 3000,
    });
    const trail = this.trails.add({
      positions: [position, position],
      width: 4,
      material: Material.fromType("PolylineGlow", { color: colour.withAlpha(0.8), glowPower: 0.25, taperPower: 0.6 }),
    });
    return { mover, path: new MoverPath(mover, now), point, label, trail };
  }

  private erase(id: string, { point, label, trail }: Drawn): void {
    this.drawn.delete(id);
    this.points.remove(point);
    this.labels.remove(label);
    this.trails.remove(trail);
  }

  private drawTrail({ path, trail }: Drawn): void {
    // The taper of the material is at the end of the line: the newest place is its beginning.
    const places = path.trail.slice(0, -1).reverse();
    if (places.length >= 2) trail.positions = places.map(({ lon, lat }) => this.cartesian(lon, lat));
  }

  /** Moves everything that is on its way, and asks for another frame while something is. */
  private glide(): void {
    if (!this.visible || this.drawn.size === 0) return;
    const now = performance.now();
    // Where nothing may move by itself everything stands where it was reported.
    const still = (this.context?.look.hand.w ?? 1) < 0.5;
    let moving = false;
    for (const { path, point, label } of this.drawn.values()) {
      const { lon, lat } = still ? path.trail[path.trail.length - 1] : path.at(now);
      const position = this.cartesian(lon, lat);
      point.position = position;
      label.position = position;
      moving ||= !still && path.isMoving(now);
    }
    if (moving) this.context?.scene.requestRender();
  }

  private cartesian(lon: number, lat: number): Cartesian3 {
    return Cartesian3.fromDegrees(lon, lat, heightAt(this.ground, lon, lat) + LIFT);
  }

  setVisible(visible: boolean): void {
    if (this.visible === visible) return;
    this.visible = visible;
    for (const collection of [this.trails, this.points, this.labels]) collection.show = visible;
    this.context?.scene.requestRender();
  }

  statistics(): LayerStatistics {
    return { tiles: this.visible ? this.drawn.size : 0, pending: 0, failed: 0 };
  }

  remove(): void {
    this.stop?.();
    const scene = this.context?.scene;
    if (scene && !scene.isDestroyed())
      for (const collection of [this.trails, this.points, this.labels]) scene.primitives.remove(collection);
    this.drawn.clear();
  }
}

/** What a click on it tells. */
const idOf = ({ id, kind, line, headingDegrees, speedMetresPerSecond, sourceTime }: Mover) => ({
  layer: "movers",
  properties: [
    ["id", id],
    ["kind", kind],
    ["line", line],
    ["speed", Number.isNaN(speedMetresPerSecond) ? "" : `${(speedMetresPerSecond * 3.6).toFixed(1)} km/h`],
    ["heading", Number.isNaN(headingDegrees) ? "" : `${Math.round(headingDegrees)}°`],
    ["time", new Date(sourceTime).toISOString()],
  ].filter(([, value]) => value !== ""),
});
