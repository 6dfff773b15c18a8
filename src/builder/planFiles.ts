// The column files planners' models read: outlines of buildings and the city's lines; roads.bin is roadGraph.ts.

import type { LocalFrame } from "../twin/geodesy.ts";
import {
  FOOTPRINT_STEP,
  FOOTPRINT_ZERO,
  type FootprintColumns,
  LINE_CLASSES,
  LINE_LAYER,
  type LineColumns,
  PER_DEGREE,
} from "../twin/lines.ts";
import { NO_SLOT } from "../twin/nodeTable.ts";
import type { LineSource } from "./source.ts";
import type { BuildingStore } from "./store/buildingStore.ts";

/** @param order store index of each row; a corner farther than 1.6 km from its building is drawn in to that. */
export function footprintColumns(store: BuildingStore, order: Uint32Array, frame: LocalFrame): FootprintColumns {
  const end = new Uint32Array(order.length);
  let total = 0;
  order.forEach((i, row) => {
    total += store.shapeOf(i).ringEnd[0];
    end[row] = total;
  });
  const east = new Uint16Array(total);
  const north = new Uint16Array(total);
  const [home, corner] = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  const step = (metres: number): number =>
    Math.min(65535, Math.max(0, FOOTPRINT_ZERO + Math.round(metres / FOOTPRINT_STEP)));
  let at = 0;
  for (const i of order) {
    const { corners, ringEnd } = store.shapeOf(i);
    frame.toLocal(store.lon[i], store.lat[i], 0, home);
    for (let k = 0; k < ringEnd[0]; k++, at++) {
      frame.toLocal(corners[2 * k], corners[2 * k + 1], 0, corner);
      east[at] = step(corner[0] - home[0]);
      north[at] = step(corner[1] - home[1]);
    }
  }
  return { end, east, north };
}

/** Lines that can be drawn. @param slotOf slot of an asset's code, -1 when there is none */
export function lineColumns(lines: readonly LineSource[], slotOf: (code: string) => number): LineColumns {
  const kept = lines.filter(({ path }) => path.length >= 4 && path.every(Number.isFinite));
  const end = new Uint32Array(kept.length);
  let total = 0;
  kept.forEach(({ path }, i) => {
    total += path.length / 2;
    end[i] = total;
  });
  const lon = new Int32Array(total);
  const lat = new Int32Array(total);
  let at = 0;
  for (const { path } of kept)
    for (let k = 0; k < path.length; k += 2, at++) {
      lon[at] = Math.round(path[k] * PER_DEGREE);
      lat[at] = Math.round(path[k + 1] * PER_DEGREE);
    }
  return {
    end,
    lon,
    lat,
    klass: Uint8Array.from(kept, ({ klass }) => LINE_CLASSES.indexOf(klass)),
    slot: Int32Array.from(kept, ({ assetCode }) => (assetCode === undefined ? NO_SLOT : slotOf(assetCode))),
    name: kept.map(({ name }) => name ?? ""),
    depth: Float32Array.from(kept, ({ klass, lift }) =>
      LINE_LAYER[klass] === "pipes" && lift && lift[0] < 0 ? -lift[0] : Number.NaN,
    ),
  };
}
