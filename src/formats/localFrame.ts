// A small piece of the earth as a plane in metres, so that surfaces in degrees can be measured: normals, areas, volumes.

import type { Surface } from "./feature.ts";
import type { AreaGeometry } from "./footprint.ts";

/** Metres of a degree of latitude (mean of the WGS 84 ellipsoid: quarter meridian 10 001 965.7 m / 90). */
const METRES_PER_DEGREE = 111_132.95;
/** Metres of a degree of longitude on the equator (WGS 84: 2π · 6 378 137 m / 360). */
const METRES_PER_DEGREE_EAST = 111_319.49;

/**
 * Degrees around a place to metres and back; right to about half a percent within some kilometres.
 * Only for telling what surfaces are: coordinates handed out are the file's own.
 */
export class LocalFrame {
  private readonly east: number;

  constructor(
    private readonly lon: number,
    private readonly lat: number,
  ) {
    this.east = METRES_PER_DEGREE_EAST * Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  }

  /** [x, y, z, …] in degrees to metres east, north and up. */
  toMetres(ring: Float64Array): Float64Array {
    const out = new Float64Array(ring.length);
    for (let i = 0; i < ring.length; i += 3) {
      out[i] = (ring[i] - this.lon) * this.east;
      out[i + 1] = (ring[i + 1] - this.lat) * METRES_PER_DEGREE;
      out[i + 2] = ring[i + 2];
    }
    return out;
  }

  /** Copies of surfaces, in metres. */
  surfaces(surfaces: readonly Surface[]): Surface[] {
    return surfaces.map(({ kind, rings }) => ({ kind, rings: rings.map((ring) => this.toMetres(ring)) }));
  }

  /** A position in metres back to degrees. */
  toDegrees([x, y, z]: readonly number[]): number[] {
    return [x / this.east + this.lon, y / METRES_PER_DEGREE + this.lat, z];
  }

  /** An area in metres back to degrees. */
  area(area: AreaGeometry): AreaGeometry {
    const rings = (polygon: number[][][]): number[][][] => polygon.map((ring) => ring.map((p) => this.toDegrees(p)));
    return area.type === "Polygon"
      ? { type: "Polygon", coordinates: rings(area.coordinates) }
      : { type: "MultiPolygon", coordinates: area.coordinates.map(rings) };
  }
}
