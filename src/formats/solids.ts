// Measures of surfaces in space: normals, volume, heights; and what a surface is when the file does not say.

import type { SolidGeometry, Surface } from "./feature.ts";

/** Vector area of a ring (Newell): its length is the area, its direction the normal by the right-hand rule. */
export function vectorArea(ring: Float64Array): [number, number, number] {
  let nx = 0;
  let ny = 0;
  let nz = 0;
  const ox = ring[0];
  const oy = ring[1];
  const oz = ring[2];
  for (let i = 0, j = ring.length - 3; i < ring.length; j = i, i += 3) {
    const ax = ring[j] - ox;
    const ay = ring[j + 1] - oy;
    const az = ring[j + 2] - oz;
    const bx = ring[i] - ox;
    const by = ring[i + 1] - oy;
    const bz = ring[i + 2] - oz;
    nx += ay * bz - az * by;
    ny += az * bx - ax * bz;
    nz += ax * by - ay * bx;
  }
  return [nx / 2, ny / 2, nz / 2];
}

/** Vector area of a surface without its holes, whichever way these turn. */
function surfaceArea(surface: Surface): [number, number, number] {
  if (surface.rings.length === 1) return vectorArea(surface.rings[0]);
  const [nx, ny, nz] = vectorArea(surface.rings[0]);
  let [x, y, z] = [nx, ny, nz];
  for (let r = 1; r < surface.rings.length; r++) {
    const [hx, hy, hz] = vectorArea(surface.rings[r]);
    const sign = hx * nx + hy * ny + hz * nz > 0 ? -1 : 1;
    x += sign * hx;
    y += sign * hy;
    z += sign * hz;
  }
  return [x, y, z];
}

/**
 * Volume inside closed, flat surfaces in cubed units of the coordinates (divergence theorem: a third of the sum of
 * point · vector area over the faces). Positive when the surfaces face outwards. Bodies without a floor are measured as
 * if a level one lay at their lowest corner; the number means nothing for others that are not closed.
 */
export function signedVolume(surfaces: readonly Surface[]): number {
  if (surfaces.length === 0) return 0;
  const [ox, oy] = surfaces[0].rings[0];
  const [oz] = zRange(surfaces);
  let sum = 0;
  for (const surface of surfaces) {
    const [x, y, z] = surface.rings[0];
    const [nx, ny, nz] = surfaceArea(surface);
    sum += (x - ox) * nx + (y - oy) * ny + (z - oz) * nz;
  }
  return sum / 3;
}

/** Lowest and highest z of surfaces; [∞, −∞] when there are none. */
export function zRange(surfaces: readonly Surface[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { rings } of surfaces)
    for (let i = 2; i < rings[0].length; i += 3) {
      if (rings[0][i] < low) low = rings[0][i];
      if (rings[0][i] > high) high = rings[0][i];
    }
  return [low, high];
}

/** Turns every ring around, so that the surfaces face the other way. */
export function turnSurfaces(surfaces: readonly Surface[]): void {
  for (const { rings } of surfaces)
    for (const ring of rings)
      for (let i = 0, j = ring.length - 3; i < j; i += 3, j -= 3)
        for (let k = 0; k < 3; k++) [ring[i + k], ring[j + k]] = [ring[j + k], ring[i + k]];
}

/** Least z of a unit normal that is roof or ground rather than wall: a slope of about 80°. */
const WALL = 0.17;

/**
 * Says what the surfaces of a building are from the way they face, for files without semantics:
 * up is roof, down in the lower half is ground, steeper than about 80° is wall, what is left is other (undersides).
 */
export function kindsFromNormals(surfaces: readonly Surface[]): void {
  const [low, high] = zRange(surfaces);
  const middle = (low + high) / 2;
  for (const surface of surfaces) {
    const [nx, ny, nz] = vectorArea(surface.rings[0]);
    const length = Math.hypot(nx, ny, nz);
    if (!(length > 0)) continue;
    if (Math.abs(nz) / length < WALL) surface.kind = "wall";
    else if (nz > 0) surface.kind = "roof";
    else surface.kind = zRange([surface])[0] <= middle ? "ground" : "other";
  }
}

/** Level of detail as a number to compare by; "2.2" > "2" > "1.3". NaN when it is none. */
export const lodNumber = (lod: string): number => Number.parseFloat(lod);

/** The most detailed of some solids, or undefined. */
export function finest(solids: readonly SolidGeometry[]): SolidGeometry | undefined {
  let best: SolidGeometry | undefined;
  for (const solid of solids) if (!best || lodNumber(solid.lod) > lodNumber(best.lod)) best = solid;
  return best;
}

/** Heights found in the surfaces, in the file's unit of height above its zero. */
export interface DerivedHeights {
  /** `_roofZ` − `_groundZ`. */
  _height: number;
  /** Lowest of the ground surfaces, of all surfaces when none is ground. */
  _groundZ: number;
  /** Highest of all surfaces. */
  _roofZ: number;
}

/** Heights of a building from its finest surfaces above level of detail 0; null when it has none or they are flat. */
export function derivedHeights(solids: readonly SolidGeometry[]): DerivedHeights | null {
  const solid = finest(solids.filter(({ lod }) => !(lodNumber(lod) < 1)));
  if (!solid || solid.surfaces.length === 0) return null;
  const [low, high] = zRange(solid.surfaces);
  if (!(high > low)) return null;
  const grounds = solid.surfaces.filter(({ kind }) => kind === "ground");
  const ground = grounds.length > 0 ? zRange(grounds)[0] : low;
  return { _height: high - ground, _groundZ: ground, _roofZ: high };
}
