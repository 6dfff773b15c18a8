// Where a city lies: the box around its buildings, a few strays left out, or around what else there is.

import { SourceError } from "../../formats/fault.ts";
import type { SourceReport } from "../../formats/report.ts";
import type { BuildingStore } from "../store/buildingStore.ts";

/** [west, south, east, north] degrees. */
export type Extent = [number, number, number, number];

/** Room left around the buildings, share of their extent. */
const PAD = 0.03;
/** Centres looked at to find where most buildings stand. */
const LOOKED_AT = 50_000;
/** A building is a stray when it lies this many times the spread of the middle 98 % beyond it … */
const STRAY = 2;
/** … and at least so many degrees. */
const STRAY_LEAST = 0.05;

/** Takes strays out of the store and gives the box around the rest; null when it is empty. */
export function buildingExtent(store: BuildingStore, report: SourceReport): Extent | null {
  if (store.count === 0) return null;
  const step = Math.max(1, Math.floor(store.count / LOOKED_AT));
  const range = (column: Float64Array): [number, number] => {
    const sample: number[] = [];
    for (let i = 0; i < store.count; i += step) if (!store.gone[i]) sample.push(column[i]);
    sample.sort((a, b) => a - b);
    const [low, high] = [sample[Math.floor(sample.length * 0.01)], sample[Math.ceil(sample.length * 0.99) - 1]];
    const room = Math.max(STRAY_LEAST, STRAY * (high - low));
    return [low - room, high + room];
  };
  const [west, east] = range(store.lon);
  const [south, north] = range(store.lat);
  const all: Extent = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < store.count; i++) {
    if (store.gone[i]) continue;
    const [lon, lat] = [store.lon[i], store.lat[i]];
    if (lon < west || lon > east || lat < south || lat > north) {
      store.gone[i] = 1;
      const name = store.name.at(i);
      report.skip(
        "buildings",
        "far-from-the-city",
        "left out: it stands far from all the others",
        `${name ? `${name} ` : ""}${store.code.at(i)} at ${lon.toFixed(4)}, ${lat.toFixed(4)}`,
      );
      continue;
    }
    const { corners, ringEnd } = store.shapeOf(i);
    for (let k = 0; k < 2 * ringEnd[0]; k += 2) {
      if (corners[k] < all[0]) all[0] = corners[k];
      if (corners[k] > all[2]) all[2] = corners[k];
      if (corners[k + 1] < all[1]) all[1] = corners[k + 1];
      if (corners[k + 1] > all[3]) all[3] = corners[k + 1];
    }
  }
  return all[0] <= all[2] ? all : null;
}

/** A little room on all sides. */
export function padded([w, s, e, n]: Extent): Extent {
  const lon = Math.max((e - w) * PAD, 1e-4);
  const lat = Math.max((n - s) * PAD, 1e-4);
  return [w - lon, s - lat, e + lon, n + lat];
}

/** A source nowhere near the city has the wrong coordinate system or swapped axes. @throws SourceError */
export function checkNear(source: string, box: Extent | null, extent: Extent): void {
  if (!box) return;
  if (box[0] > extent[2] || box[2] < extent[0] || box[1] > extent[3] || box[3] < extent[1])
    throw new SourceError(
      `sources.${source}`,
      `lies away from the city: ${box.map((x) => x.toFixed(3)).join(", ")} against ${extent.map((x) => x.toFixed(3)).join(", ")}`,
      "check its crs, whether longitude comes first, and that it is the same city",
    );
}
