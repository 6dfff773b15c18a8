// The planner's layer: what is drawn and asked about, what it touches, plots and massings; massings show on the scenario's side alone.

import {
  Cartesian2,
  Cartesian3,
  Color,
  LabelCollection,
  LabelStyle,
  Material,
  PointPrimitiveCollection,
  PolylineCollection,
  Primitive,
  VerticalOrigin,
} from "cesium";
import { type HeightGrid, heightAt, readHeights } from "../../../twin/heights.ts";
import { CORNER_LIFT_M } from "../../sketch.ts";
import type { GlobeLayer, LayerContext, LayerStatistics } from "../layer.ts";
import { NO_PICTURE, type PlanPicture } from "./picture.ts";
import { linesInSpace } from "./planLines.ts";
import { bodiesOf, PLAN_COLOUR, ribbonsOf, wallOf } from "./planMesh.ts";

/** Outlines and points above the ground, m. */
const LIFT_M = 2;
/** A wall about an area, m. */
const WALL_M = 14;
const PLOT_WALL_M = 5;
/** Widths of ribbons, m: reached roads, lines that stand out. */
const REACHED_M = 9;
const LINE_M = 5;
const NEAR_M = 60_000;

/** Parts of the picture that are made anew together. */
type Part = keyof PlanPicture;

export class PlanLayer implements GlobeLayer {
  readonly id = "plan";
  private context: LayerContext | undefined;
  private ground: HeightGrid | null = null;
  private picture: PlanPicture = NO_PICTURE;
  private readonly made = new Map<Part, { show: boolean }[]>();

  get heights(): HeightGrid | null {
    return this.ground;
  }

  async add(context: LayerContext): Promise<void> {
    if (this.context) return;
    this.context = context;
    this.ground = await readHeights(`${context.sceneUrl}terrain.bin`);
    const { picture } = this;
    this.picture = NO_PICTURE;
    this.show(picture);
  }

  /** Shows this and nothing else; only what has changed is made anew. */
  show(picture: PlanPicture): void {
    const before = this.picture;
    this.picture = picture;
    const { context } = this;
    if (!context || context.scene.isDestroyed()) return;
    for (const part of Object.keys(picture) as Part[]) {
      if (picture[part] === before[part]) continue;
      for (const old of this.made.get(part) ?? []) context.scene.primitives.remove(old);
      const fresh = this.make(part, picture);
      for (const one of fresh) context.scene.primitives.add(one);
      this.made.set(part, fresh);
    }
    context.scene.requestRender();
  }

  private make(part: Part, picture: PlanPicture): { show: boolean }[] {
    const { ground } = this;
    switch (part) {
      case "draft":
        return picture.draft ? this.draft(picture.draft) : [];
      case "asked":
        return picture.asked ? this.outline(picture.asked.path, picture.asked.closed, PLAN_COLOUR, WALL_M) : [];
      case "reached":
        return picture.reached ? present(ribbonsOf(picture.reached, REACHED_M, ground, PLAN_COLOUR)) : [];
      case "lines":
        return present(ribbonsOf(piecesOf(picture.lines), LINE_M, ground, "#0a7d8c"));
      case "points":
        return picture.points.length > 0 ? [this.points(picture.points)] : [];
      case "plots":
        return picture.plots.flatMap(({ outline, chosen }) =>
          this.outline(outline, true, chosen ? "#d6336c" : "#8a5a12", PLOT_WALL_M, true),
        );
      case "massings":
        return bodiesOf(picture.massings, ground);
      case "notes":
        return picture.notes.length > 0
          ? [
              this.labels(
                picture.notes.map(({ at, text }) => ({ at, text, up: 20 })),
                "#fff7d6",
              ),
            ]
          : [];
      case "studies":
        return this.studies(picture.studies);
    }
  }

  private draft({ corners, closed }: NonNullable<PlanPicture["draft"]>): { show: boolean }[] {
    const points = new PointPrimitiveCollection();
    for (const [lon, lat] of corners)
      points.add({
        position: Cartesian3.fromDegrees(lon, lat, heightAt(this.ground, lon, lat) + CORNER_LIFT_M),
        pixelSize: 12,
        color: Color.WHITE,
        outlineColor: Color.fromCssColorString(PLAN_COLOUR),
        outlineWidth: 3,
        disableDepthTestDistance: NEAR_M,
      });
    return [...(corners.length > 1 ? this.outline(corners, closed && corners.length > 2, PLAN_COLOUR, 4) : []), points];
  }

  /** A line on the ground with a low wall, so that it is seen between buildings too. @param ofScenario on its side alone */
  private outline(
    path: readonly (readonly [number, number])[],
    closed: boolean,
    colour: string,
    wallMetres: number,
    ofScenario = false,
  ): { show: boolean }[] {
    const dense = densified(closed ? [...path, path[0]] : path);
    const lines = new PolylineCollection();
    if (!ofScenario)
      lines.add({
        positions: dense.map(([lon, lat]) =>
          Cartesian3.fromDegrees(lon, lat, heightAt(this.ground, lon, lat) + LIFT_M),
        ),
        width: 4,
        material: Material.fromType("Color", { color: Color.fromCssColorString(colour) }),
      });
    const wall = wallOf(dense, wallMetres, this.ground, colour, ofScenario);
    return [lines, ...(wall ? [wall] : [])];
  }

  private points(list: PlanPicture["points"]): PointPrimitiveCollection {
    const points = new PointPrimitiveCollection();
    for (const [lon, lat, height] of list)
      points.add({
        position: Cartesian3.fromDegrees(lon, lat, height + LIFT_M),
        pixelSize: 7,
        color: Color.WHITE,
        outlineColor: Color.fromCssColorString(PLAN_COLOUR),
        outlineWidth: 2,
        disableDepthTestDistance: NEAR_M,
      });
    return points;
  }

  /** Lines measured or seen along, and what they say. */
  private studies({ lines, labels }: PlanPicture["studies"]): { show: boolean }[] {
    const drawn = linesInSpace(
      lines.map(({ points, colour }) => ({
        colour,
        width: 4,
        points: (points.every(([, , height]) => height === undefined) ? densified(points) : points).map(
          ([lon, lat, height]) => [lon, lat, height ?? heightAt(this.ground, lon, lat) + LIFT_M] as const,
        ),
      })),
    );
    return [...present(drawn), ...(labels.length > 0 ? [this.labels(labels, "#ffffff")] : [])];
  }

  /** @param list `up`: metres above the ground, where it is not said how high */
  private labels(
    list: readonly { at: readonly [number, number, number?]; text: string; up?: number }[],
    paper: string,
  ): LabelCollection {
    const labels = new LabelCollection();
    for (const {
      at: [lon, lat, height],
      text,
      up = CORNER_LIFT_M,
    } of list) {
      labels.add({
        position: Cartesian3.fromDegrees(lon, lat, height ?? heightAt(this.ground, lon, lat) + up),
        // Text, whatever is written: labels are drawn, never parsed.
        text: text.length > 40 ? `${text.slice(0, 40)}…` : text,
        font: '600 15px "Noto Sans SC Variable", sans-serif',
        style: LabelStyle.FILL,
        fillColor: Color.fromCssColorString("#12202f"),
        showBackground: true,
        backgroundColor: Color.fromCssColorString(paper),
        pixelOffset: new Cartesian2(0, -8),
        backgroundPadding: new Cartesian2(8, 5),
        verticalOrigin: VerticalOrigin.BOTTOM,
        disableDepthTestDistance: NEAR_M,
      });
    }
    return labels;
  }

  /** Shown by having something to show, not by a switch. */
  setVisible(): void {}

  statistics(): LayerStatistics {
    const primitives = [...this.made.values()].flat();
    const ready = primitives.filter((one) => !(one instanceof Primitive) || one.ready).length;
    return { tiles: ready, pending: 0, failed: 0 };
  }

  remove(): void {
    const scene = this.context?.scene;
    if (scene && !scene.isDestroyed()) for (const one of [...this.made.values()].flat()) scene.primitives.remove(one);
    this.made.clear();
  }
}

const present = <T>(one: T | null): T[] => (one === null ? [] : [one]);

/** Pieces no longer than about 50 m, so that they follow the ground. */
function densified(path: readonly (readonly [number, number, number?])[]): [number, number][] {
  const out: [number, number][] = [[path[0][0], path[0][1]]];
  for (let i = 1; i < path.length; i++) {
    const [[a, b], [c, d]] = [path[i - 1], path[i]];
    const steps = Math.min(200, Math.max(1, Math.ceil(Math.hypot(c - a, d - b) / 5e-4)));
    for (let s = 1; s <= steps; s++) out.push([a + ((c - a) * s) / steps, b + ((d - b) * s) / steps]);
  }
  return out;
}

function piecesOf(lines: readonly (readonly (readonly [number, number])[])[]): Float64Array {
  const flat: number[] = [];
  for (const line of lines) {
    const path = densified(line);
    for (let i = 1; i < path.length; i++) flat.push(...path[i - 1], ...path[i]);
  }
  return Float64Array.from(flat);
}
