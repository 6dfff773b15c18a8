// Planar metres (x east, y north) about the city's origin, and back to degrees.

import { metresPerDegree } from "../../../src/twin/geodesy.ts";

/** The made-up city's origin, degrees. */
export const ORIGIN = { lon: 119.6, lat: 30.3 } as const;
const PER = metresPerDegree(ORIGIN.lat);

export const lonOf = (x: number): number => ORIGIN.lon + x / PER.lon;
export const latOf = (y: number): number => ORIGIN.lat + y / PER.lat;
export const xOf = (lon: number): number => (lon - ORIGIN.lon) * PER.lon;
export const yOf = (lat: number): number => (lat - ORIGIN.lat) * PER.lat;

/** Flat [x, y, …] metres to flat [lon, lat, …] degrees. */
export function toDegrees(flat: ArrayLike<number>): Float64Array {
  const out = new Float64Array(flat.length);
  for (let i = 0; i < flat.length; i += 2) {
    out[i] = lonOf(flat[i]);
    out[i + 1] = latOf(flat[i + 1]);
  }
  return out;
}

/** Signed area of a flat ring, m² (counter-clockwise is positive). */
export function areaOf(flat: ArrayLike<number>): number {
  let twice = 0;
  for (let i = 0, j = flat.length - 2; i < flat.length; j = i, i += 2)
    twice += flat[j] * flat[i + 1] - flat[i] * flat[j + 1];
  return twice / 2;
}

/** The ring turned counter-clockwise (or clockwise), a new array only when it must be reversed. */
export function wound<T extends number[] | Float64Array>(flat: T, counterClockwise = true): T {
  if (areaOf(flat) > 0 === counterClockwise) return flat;
  const out = flat.slice() as T;
  for (let i = 0, j = flat.length - 2; i < flat.length; i += 2, j -= 2) {
    out[i] = flat[j];
    out[i + 1] = flat[j + 1];
  }
  return out;
}

/** Whether a flat ring holds a point (even-odd). */
export function contains(ring: ArrayLike<number>, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
    if (
      ring[i + 1] > y !== ring[j + 1] > y &&
      x < ((ring[j] - ring[i]) * (y - ring[i + 1])) / (ring[j + 1] - ring[i + 1]) + ring[i]
    )
      inside = !inside;
  return inside;
}
