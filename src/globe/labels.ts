// Names on the map: at most 300 at a time — the children of the focus, the selected node, the worst alarms.

import {
  Cartesian2,
  Cartesian3,
  Color,
  HorizontalOrigin,
  LabelCollection,
  LabelStyle,
  NearFarScalar,
  type Scene,
  VerticalOrigin,
} from "cesium";
import { LEVEL } from "../twin/level.ts";
import type { NodeTable } from "../twin/nodeTable.ts";
import { SEVERITY_COLOURS, SEVERITY_TEXT_LIGHT } from "./palette.ts";

export const MAX_LABELS = 300;
const FONT = '"Noto Sans SC Variable", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';

/** One name to show; `weight` 0 ordinary, 1 alarm, 2 selected. */
export interface LabelWish {
  slot: number;
  text: string;
  severity: number;
  weight: 0 | 1 | 2;
}

export class Labels {
  private readonly collection: LabelCollection;
  private shown = "";

  constructor(
    private readonly scene: Scene,
    private readonly nodes: NodeTable,
  ) {
    this.collection = scene.primitives.add(new LabelCollection({ scene })) as LabelCollection;
  }

  get count(): number {
    return this.collection.length;
  }

  /** Shows exactly these names (the first 300). The same wishes twice cost nothing. */
  show(wishes: readonly LabelWish[], night: boolean): void {
    const list = wishes.slice(0, MAX_LABELS);
    const key = `${night}|${list.map((wish) => `${wish.slot}:${wish.severity}:${wish.weight}:${wish.text}`).join("|")}`;
    if (key === this.shown) return;
    this.shown = key;
    this.collection.removeAll();
    const { lon, lat, height, level } = this.nodes.columns;
    for (const { slot, text, severity, weight } of list) {
      const place = level[slot] <= LEVEL.grid;
      const size = weight === 2 ? 17 : level[slot] <= LEVEL.district ? 19 : place ? 15 : 14;
      const lift = place
        ? level[slot] <= LEVEL.district
          ? 320
          : level[slot] === LEVEL.grid
            ? 40
            : 150
        : level[slot] === LEVEL.facility
          ? 46
          : 3;
      const alarmed = severity > 1;
      this.collection.add({
        position: Cartesian3.fromDegrees(lon[slot], lat[slot], height[slot] + lift),
        text,
        font: `600 ${size}px ${FONT}`,
        style: LabelStyle.FILL_AND_OUTLINE,
        fillColor:
          alarmed && !place
            ? Color.fromCssColorString((night ? SEVERITY_COLOURS : SEVERITY_TEXT_LIGHT)[severity])
            : night
              ? Color.fromCssColorString("#eaf6ff")
              : Color.fromCssColorString("#12263d"),
        outlineColor: night ? Color.fromCssColorString("#050b16").withAlpha(0.95) : Color.WHITE.withAlpha(0.95),
        outlineWidth: 4,
        pixelOffset: new Cartesian2(0, place ? 0 : -20),
        horizontalOrigin: HorizontalOrigin.CENTER,
        verticalOrigin: VerticalOrigin.BOTTOM,
        disableDepthTestDistance: Number.POSITIVE_INFINITY,
        scaleByDistance: new NearFarScalar(800, 1, 60_000, 0.62),
      });
    }
    this.scene.requestRender();
  }

  destroy(): void {
    if (!this.scene.isDestroyed()) this.scene.primitives.remove(this.collection);
  }
}
