// Places from nothing but the codes buildings carry (GB/T 2260 and 30428.1): district 6 digits, street 9, community 12, unit grid 15.

import { convexHull, type Rings } from "../../formats/polygon.ts";
import type { BuildingStore } from "../store/buildingStore.ts";
import type { TextColumn } from "../store/textColumn.ts";
import type { PlaceDraft } from "./placeTaker.ts";

const LEVELS = [
  [6, "district"],
  [9, "street"],
  [12, "community"],
  [15, "grid"],
] as const;

/** A place for every code and every beginning of one; its outline is the hull of the buildings below it. */
export function placesFromCodes(store: BuildingStore, codes: TextColumn): PlaceDraft[] {
  const corners = new Map<string, { level: PlaceDraft["level"]; points: number[] }>();
  for (let row = 0; row < store.count; row++) {
    if (store.gone[row] || codes.isEmpty(row)) continue;
    const code = codes.at(row);
    if (!/^\d{6}(\d{3}){0,3}$/.test(code)) continue;
    const { corners: outline, ringEnd } = store.shapeOf(row);
    for (const [digits, level] of LEVELS) {
      if (code.length < digits) break;
      const key = code.slice(0, digits);
      let place = corners.get(key);
      if (!place) {
        place = { level, points: [] };
        corners.set(key, place);
      }
      for (let k = 0; k < 2 * ringEnd[0]; k++) place.points.push(outline[k]);
      if (place.points.length > MOST) place.points = convexHull(place.points);
    }
  }
  return [...corners].flatMap(([code, { level, points }]) => {
    const hull: Rings = [Float64Array.from(convexHull(points))];
    return hull[0].length < 6
      ? []
      : [{ level, code, parentCode: code.slice(0, -3), name: code, polygons: [hull], label: code }];
  });
}

/** Corners gathered before they are reduced to their hull. */
const MOST = 20_000;
