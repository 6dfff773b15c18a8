// A few thousand coordinates of a file as they stand in it, to judge the whole by.

import type { RawFeature } from "./feature.ts";
import { asObject, member } from "./objects.ts";

/** Coordinates as they stand in the file. */
export interface CoordinateSample {
  xs: number[];
  ys: number[];
}

/** Coordinates looked at. */
export const SAMPLED = 6000;

/** Adds the coordinates of features to a sample. @returns whether it has enough */
export function sampleCoordinates(features: readonly RawFeature[], sample: CoordinateSample): boolean {
  const { xs, ys } = sample;
  const walk = (value: unknown): void => {
    if (!Array.isArray(value) || xs.length >= SAMPLED) return;
    const [x, y] = value as unknown[];
    if (typeof x === "number" && typeof y === "number") {
      if (Number.isFinite(x) && Number.isFinite(y) && Math.abs(x) < 1e9 && Math.abs(y) < 1e9) {
        xs.push(x);
        ys.push(y);
      }
    } else for (const inner of value) walk(inner);
  };
  const geometry = (value: unknown, depth: number): void => {
    const object = asObject(value);
    if (!object) return;
    walk(member(object, "coordinates"));
    const inner = member(object, "geometries");
    if (Array.isArray(inner) && depth < 8) for (const part of inner) geometry(part, depth + 1);
  };
  for (const feature of features) {
    geometry(feature.geometry, 0);
    for (const solid of feature.solids ?? [])
      for (const surface of solid.surfaces)
        for (const ring of surface.rings)
          for (let i = 0; i + 1 < ring.length && xs.length < SAMPLED; i += 3)
            if (Number.isFinite(ring[i]) && Number.isFinite(ring[i + 1])) {
              xs.push(ring[i]);
              ys.push(ring[i + 1]);
            }
    if (xs.length >= SAMPLED) return true;
  }
  return xs.length >= SAMPLED;
}
