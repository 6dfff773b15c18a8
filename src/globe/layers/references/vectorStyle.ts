// How vector tiles are drawn: by what their layer is called in the schemas in use (OpenMapTiles, Protomaps, Tilezen, Shortbread).

import { AREA_COLOURS } from "../../palette.ts";

/** Looks of one layer's features; absent means not drawn. */
export interface VectorStyle {
  fill?: string;
  line?: string;
  /** CSS px at level 14. */
  width?: number;
  dash?: readonly number[];
  point?: string;
  /** Whether points are named. */
  label?: boolean;
}

const day = (index: number): string => AREA_COLOURS[index][0];

/** First match decides. */
const STYLES: readonly (readonly [RegExp, VectorStyle])[] = [
  [/water_?way|river/i, { line: "#7fa9bd", width: 2, fill: day(0) }],
  [/water|ocean|sea|lake/i, { fill: day(1), line: "#7fa9bd", width: 0.6 }],
  [/boundar|admin/i, { line: "#9a7aa0", width: 1.4, dash: [6, 4] }],
  [/building/i, { fill: "#c9c1b4", line: "#a79d8d", width: 0.7 }],
  [/rail|transit|metro|subway/i, { line: "#8d8478", width: 1.6, dash: [8, 3], point: "#6d6458" }],
  [/road|street|transport|highway|path/i, { line: "#fbf8f0", width: 3, fill: "#eee9df" }],
  [/park|green|wood|forest|natural|landcover/i, { fill: day(3) }],
  [/land_?use|site|earth|land/i, { fill: day(9) }],
  [/pipe|sewer|utility|power/i, { line: "#a8652f", width: 2, point: "#a8652f" }],
  [/place|poi|label|name/i, { point: "#4a5568", label: true }],
];

const ANY: VectorStyle = {
  fill: "rgba(63, 125, 166, 0.25)",
  line: "#3f7da6",
  width: 1.6,
  point: "#3f7da6",
  label: true,
};

export const vectorStyle = (layer: string): VectorStyle => STYLES.find(([name]) => name.test(layer))?.[1] ?? ANY;

/** Areas below lines below points, whatever the order in the file. */
export const DRAWING_ORDER: readonly RegExp[] = [
  /earth|land/i,
  /park|green|wood|natural|cover/i,
  /water/i,
  /building/i,
];
