// Which feature of an opened file is at a place: the polygon around it, else the nearest line, edge or point within reach.

import Flatbush from "flatbush";
import { boundsOf, pointInRings } from "../../formats/polygon.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";

export class Lookup {
  private readonly index: Flatbush | null;

  constructor(private readonly features: readonly ReadFeature[]) {
    this.index = features.length > 0 ? new Flatbush(features.length) : null;
    for (const feature of features) {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (const flat of [...feature.polygons.map(([outer]) => outer), ...feature.lines, ...feature.points]) {
        const [w, s, e, n] = boundsOf(Float64Array.from(flat));
        box[0] = Math.min(box[0], w);
        box[1] = Math.min(box[1], s);
        box[2] = Math.max(box[2], e);
        box[3] = Math.max(box[3], n);
      }
      this.index?.add(box[0], box[1], box[2], box[3]);
    }
    this.index?.finish();
  }

  /** Number of the feature; −1 when there is none. @param reach degrees of latitude */
  at(lon: number, lat: number, reach: number): number {
    if (!this.index) return -1;
    const squeeze = Math.max(0.01, Math.cos((lat * Math.PI) / 180));
    const near = this.index.search(lon - reach / squeeze, lat - reach, lon + reach / squeeze, lat + reach);
    let best = -1;
    let nearest = reach;
    for (const i of near) {
      const distance = distanceTo(this.features[i], lon, lat, squeeze);
      // Of those around the place the last one read lies on top.
      if (distance < nearest || (distance === nearest && distance === 0)) [best, nearest] = [i, distance];
    }
    return best;
  }
}

/** Degrees of latitude; 0 within a polygon. */
function distanceTo({ polygons, lines, points }: ReadFeature, lon: number, lat: number, squeeze: number): number {
  if (polygons.some((rings) => pointInRings(lon, lat, rings))) return 0;
  let nearest = Infinity;
  const consider = (flat: Float64Array, closed: boolean): void => {
    const n = flat.length / 2;
    for (let i = closed ? 0 : 1; i < n; i++) {
      const j = (i + n - 1) % n;
      const [ax, ay] = [(flat[2 * j] - lon) * squeeze, flat[2 * j + 1] - lat];
      const [dx, dy] = [(flat[2 * i] - flat[2 * j]) * squeeze, flat[2 * i + 1] - flat[2 * j + 1]];
      const length = dx * dx + dy * dy;
      const t = length > 0 ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length)) : 0;
      nearest = Math.min(nearest, Math.hypot(ax + t * dx, ay + t * dy));
    }
  };
  for (const rings of polygons) for (const ring of rings) consider(ring, true);
  for (const line of lines) consider(line, false);
  for (const [x, y] of points) nearest = Math.min(nearest, Math.hypot((x - lon) * squeeze, y - lat));
  return nearest;
}
