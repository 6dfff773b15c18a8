// Draws one vector tile, or a part of one, on a canvas.

import { MVT_LINE, MVT_POINT, MVT_POLYGON, type MvtFeature, type MvtLayer } from "./mvt.ts";
import { DRAWING_ORDER, type VectorStyle, vectorStyle } from "./vectorStyle.ts";

/** Which part of the tile: the canvas shows tile (x, y) of `level`, the data is of the tile `up` levels above. */
export interface TilePart {
  size: number;
  level: number;
  up: number;
  x: number;
  y: number;
}

/** What of a 2D context is used; a test may count with its own. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | "beginPath"
  | "moveTo"
  | "lineTo"
  | "arc"
  | "fill"
  | "stroke"
  | "fillText"
  | "strokeText"
  | "setLineDash"
  | "fillStyle"
  | "strokeStyle"
  | "lineWidth"
  | "font"
  | "textAlign"
  | "lineJoin"
  | "lineCap"
>;

/** Names longer than this are cut: they are text of others. */
const LONGEST_NAME = 40;

export function drawTile(pen: Pen, layers: readonly MvtLayer[], part: TilePart): void {
  const rank = ({ name }: MvtLayer): number => {
    const found = DRAWING_ORDER.findIndex((pattern) => pattern.test(name));
    return found < 0 ? DRAWING_ORDER.length : found;
  };
  const sorted = [...layers].sort((a, b) => rank(a) - rank(b));
  pen.lineJoin = "round";
  pen.lineCap = "round";
  for (const type of [MVT_POLYGON, MVT_LINE, MVT_POINT])
    for (const layer of sorted) {
      const style = vectorStyle(layer.name);
      const place = placement(layer.extent, part);
      for (const feature of layer.features) if (feature.type === type) draw(pen, feature, style, place, part.level);
    }
}

type Place = (x: number, y: number) => readonly [number, number];

/** Tile units → canvas px. */
export function placement(extent: number, { size, up, x, y }: TilePart): Place {
  const parts = 2 ** up;
  const scale = (size * parts) / extent;
  const [left, top] = [(x % parts) * size, (y % parts) * size];
  return (tileX, tileY) => [tileX * scale - left, tileY * scale - top];
}

function draw(pen: Pen, feature: MvtFeature, style: VectorStyle, place: Place, level: number): void {
  if (feature.type === MVT_POINT) {
    drawPoints(pen, feature, style, place);
    return;
  }
  pen.beginPath();
  for (const list of feature.parts)
    for (let i = 0; i + 1 < list.length; i += 2) {
      const [x, y] = place(list[i], list[i + 1]);
      if (i === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    }
  if (feature.type === MVT_POLYGON && style.fill) {
    pen.fillStyle = style.fill;
    pen.fill("evenodd");
  }
  if (!style.line) return;
  pen.strokeStyle = style.line;
  pen.lineWidth = (style.width ?? 1) * Math.min(6, Math.max(0.5, 2 ** ((level - 14) / 1.6)));
  pen.setLineDash([...(style.dash ?? [])]);
  pen.stroke();
  pen.setLineDash([]);
}

function drawPoints(pen: Pen, feature: MvtFeature, style: VectorStyle, place: Place): void {
  if (!style.point) return;
  const name = feature.properties["name:zh"] ?? feature.properties.name;
  for (const list of feature.parts)
    for (let i = 0; i + 1 < list.length; i += 2) {
      const [x, y] = place(list[i], list[i + 1]);
      pen.beginPath();
      pen.arc(x, y, 3.2, 0, 2 * Math.PI);
      pen.fillStyle = style.point;
      pen.fill();
      if (!style.label || typeof name !== "string") continue;
      pen.font = '500 14px "Noto Sans SC Variable", "Noto Sans CJK SC", sans-serif';
      pen.textAlign = "center";
      pen.strokeStyle = "#ffffff";
      pen.lineWidth = 3;
      pen.strokeText(name.slice(0, LONGEST_NAME), x, y - 8);
      pen.fillStyle = "#2d3748";
      pen.fillText(name.slice(0, LONGEST_NAME), x, y - 8);
    }
}
