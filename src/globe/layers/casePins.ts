// Open cases as pins: a flag in the colour, shape and numeral of the severity, ringed red when overdue; what is clicked tells its id.

import { BillboardCollection, Cartesian2, Cartesian3, HeightReference, VerticalOrigin } from "cesium";
import { type HeightGrid, heightAt, readHeights } from "../../twin/heights.ts";
import { SEVERITY_COLOURS } from "../palette.ts";
import { NUMERALS, SHAPES } from "../severityShapes.ts";
import { CASES, type CasePin } from "./cases.ts";
import type { GlobeLayer, LayerContext, LayerStatistics } from "./layer.ts";

/** Foot of a pin above the ground, m. */
const LIFT = 2;
const WIDTH_PX = 30;
const HEIGHT_PX = 44;
/** A pin stands to the left of its place, so that the sign of the alarm there and the label above it are seen too. */
const OFFSET = new Cartesian2(-38, 22);
/** Pins give way to their places from this far, m. */
const SEEN_WITHIN_M = 40_000;

export class CasePinsLayer implements GlobeLayer {
  readonly id = CASES;
  private readonly collection = new BillboardCollection();
  private context: LayerContext | undefined;
  private ground: HeightGrid | null = null;
  private pins: readonly CasePin[] = [];
  private readonly images = new Map<string, HTMLCanvasElement>();

  async add(context: LayerContext): Promise<void> {
    if (this.context) return;
    this.context = context;
    context.scene.primitives.add(this.collection);
    this.ground = await readHeights(`${context.sceneUrl}terrain.bin`);
    this.draw();
  }

  /** These and no others are shown; the same again draws nothing. */
  take(pins: readonly CasePin[]): void {
    if (this.context && same(pins, this.pins)) return;
    this.pins = pins;
    this.draw();
  }

  private draw(): void {
    const { pins } = this;
    if (!this.context) return;
    this.collection.removeAll();
    for (const { id, lon, lat, severity, overdue } of pins)
      this.collection.add({
        position: Cartesian3.fromDegrees(lon, lat, heightAt(this.ground, lon, lat) + LIFT),
        image: this.imageOf(severity, overdue),
        imageId: `case-${severity}-${overdue}`,
        width: WIDTH_PX,
        height: HEIGHT_PX,
        pixelOffset: OFFSET,
        verticalOrigin: VerticalOrigin.BOTTOM,
        heightReference: HeightReference.NONE,
        disableDepthTestDistance: SEEN_WITHIN_M,
        id: { layer: CASES, properties: [["id", String(id)]] },
      } as Parameters<BillboardCollection["add"]>[0]);
    this.context.scene.requestRender();
  }

  private imageOf(severity: number, overdue: boolean): HTMLCanvasElement {
    const key = `${severity} ${overdue}`;
    const known = this.images.get(key);
    if (known) return known;
    const made = drawPin(severity, overdue);
    this.images.set(key, made);
    return made;
  }

  setVisible(visible: boolean): void {
    if (this.collection.show === visible) return;
    this.collection.show = visible;
    this.context?.scene.requestRender();
  }

  statistics(): LayerStatistics {
    return { tiles: this.collection.show ? this.collection.length : 0, pending: 0, failed: 0 };
  }

  remove(): void {
    const scene = this.context?.scene;
    if (scene && !scene.isDestroyed()) scene.primitives.remove(this.collection);
  }
}

/** A pin twice as large as it is shown, so that it stays sharp. */
function drawPin(severity: number, overdue: boolean): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = 2 * WIDTH_PX;
  canvas.height = 2 * HEIGHT_PX;
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  const colour = SEVERITY_COLOURS[severity] ?? SEVERITY_COLOURS[2];
  pen.fillStyle = "#0b1220";
  pen.strokeStyle = overdue ? SEVERITY_COLOURS[5] : "#e8f2fc";
  pen.lineWidth = overdue ? 6 : 3;
  pen.beginPath();
  pen.roundRect(5, 5, 50, 50, 10);
  pen.fill();
  pen.stroke();
  pen.beginPath();
  pen.moveTo(22, 57);
  pen.lineTo(30, 84);
  pen.lineTo(38, 57);
  pen.closePath();
  pen.fillStyle = pen.strokeStyle;
  pen.fill();
  pen.save();
  pen.translate(12, 12);
  pen.scale(1.5, 1.5);
  pen.fillStyle = colour;
  if (SHAPES[severity]) pen.fill(new Path2D(SHAPES[severity]));
  else {
    pen.beginPath();
    pen.arc(12, 12, 11, 0, 2 * Math.PI);
    pen.fill();
  }
  pen.fillStyle = "#0a121e";
  pen.font = '700 11.5px "Noto Sans SC Variable", sans-serif';
  pen.textAlign = "center";
  pen.fillText(NUMERALS[severity] ?? "", 12, severity === 4 ? 19.5 : 16.8);
  pen.restore();
  return canvas;
}

const same = (a: readonly CasePin[], b: readonly CasePin[]): boolean =>
  a.length === b.length &&
  a.every((pin, i) => (["id", "lon", "lat", "severity", "overdue"] as const).every((key) => pin[key] === b[i][key]));
