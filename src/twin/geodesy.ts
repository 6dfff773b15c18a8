// WGS 84 geodesy in the few forms the house needs: geodetic ⇄ ECEF, and a local east-north-up frame about a scene's origin.

const A = 6378137; // semi-major axis, m (WGS 84)
const F = 1 / 298.257223563;
const E2 = F * (2 - F);
const RAD = Math.PI / 180;

/** Geodetic degrees and metres to earth-centred metres, written to out[0..2]. */
export function toEcef(lon: number, lat: number, height: number, out: Float64Array | number[]): void {
  const sinLat = Math.sin(lat * RAD);
  const cosLat = Math.cos(lat * RAD);
  const n = A / Math.sqrt(1 - E2 * sinLat * sinLat);
  out[0] = (n + height) * cosLat * Math.cos(lon * RAD);
  out[1] = (n + height) * cosLat * Math.sin(lon * RAD);
  out[2] = (n * (1 - E2) + height) * sinLat;
}

/** Earth-centred metres to geodetic degrees and metres (Bowring's formula; < 1 mm below 10 km). */
export function fromEcef(x: number, y: number, z: number): { lon: number; lat: number; height: number } {
  const b = A * (1 - F);
  const ep2 = (A * A - b * b) / (b * b);
  const p = Math.hypot(x, y);
  const theta = Math.atan2(z * A, p * b);
  const lat = Math.atan2(z + ep2 * b * Math.sin(theta) ** 3, p - E2 * A * Math.cos(theta) ** 3);
  const n = A / Math.sqrt(1 - E2 * Math.sin(lat) ** 2);
  return { lon: Math.atan2(y, x) / RAD, lat: lat / RAD, height: p / Math.cos(lat) - n };
}

/** A local frame: east, north, up metres about an origin on the ellipsoid. The earth's curve is kept (far points have negative up). */
export class LocalFrame {
  readonly lon: number;
  readonly lat: number;
  readonly height: number;
  private readonly origin = new Float64Array(3);
  private readonly scratch = new Float64Array(3);
  private readonly sinLon: number;
  private readonly cosLon: number;
  private readonly sinLat: number;
  private readonly cosLat: number;

  /** @param lon degrees @param lat degrees @param height m above the ellipsoid */
  constructor(lon: number, lat: number, height = 0) {
    this.lon = lon;
    this.lat = lat;
    this.height = height;
    toEcef(lon, lat, height, this.origin);
    this.sinLon = Math.sin(lon * RAD);
    this.cosLon = Math.cos(lon * RAD);
    this.sinLat = Math.sin(lat * RAD);
    this.cosLat = Math.cos(lat * RAD);
  }

  /** Geodetic to local [east, north, up] metres, written to out[at..at+2]. */
  toLocal(lon: number, lat: number, height: number, out: Float64Array | Float32Array | number[], at = 0): void {
    const s = this.scratch;
    toEcef(lon, lat, height, s);
    const dx = s[0] - this.origin[0];
    const dy = s[1] - this.origin[1];
    const dz = s[2] - this.origin[2];
    out[at] = -this.sinLon * dx + this.cosLon * dy;
    out[at + 1] = -this.sinLat * this.cosLon * dx - this.sinLat * this.sinLon * dy + this.cosLat * dz;
    out[at + 2] = this.cosLat * this.cosLon * dx + this.cosLat * this.sinLon * dy + this.sinLat * dz;
  }

  /** Local east, north, up metres to geodetic degrees and metres. */
  toGeodetic(east: number, north: number, up: number): { lon: number; lat: number; height: number } {
    const x = this.origin[0] - this.sinLon * east - this.sinLat * this.cosLon * north + this.cosLat * this.cosLon * up;
    const y = this.origin[1] + this.cosLon * east - this.sinLat * this.sinLon * north + this.cosLat * this.sinLon * up;
    const z = this.origin[2] + this.cosLat * north + this.sinLat * up;
    return fromEcef(x, y, z);
  }

  /** The frame as a column-major 4×4 matrix (local → ECEF), as 3D Tiles and Cesium take it. */
  toEcefMatrix(): number[] {
    const { sinLon, cosLon, sinLat, cosLat, origin } = this;
    return [
      -sinLon,
      cosLon,
      0,
      0,
      -sinLat * cosLon,
      -sinLat * sinLon,
      cosLat,
      0,
      cosLat * cosLon,
      cosLat * sinLon,
      sinLat,
      0,
      origin[0],
      origin[1],
      origin[2],
      1,
    ];
  }
}

/** Metres per degree of longitude and latitude at a latitude: for planar work across a city. */
export function metresPerDegree(lat: number): { lon: number; lat: number } {
  const sin = Math.sin(lat * RAD);
  const w = Math.sqrt(1 - E2 * sin * sin);
  return { lon: (A / w) * Math.cos(lat * RAD) * RAD, lat: ((A * (1 - E2)) / w ** 3) * RAD };
}

/** Mean radius of the earth (IUGG), m. */
const MEAN_RADIUS = 6_371_008.8;

/** Length of a degree of latitude on that sphere, m. */
export const METRES_PER_DEGREE = MEAN_RADIUS * RAD;

/** Distance over a sphere, m; within 0.6 % of the ellipsoid's. Degrees. */
export function haversineMetres(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const [dLat, dLon] = [((lat2 - lat1) * RAD) / 2, ((lon2 - lon1) * RAD) / 2];
  const h = Math.sin(dLat) ** 2 + Math.cos(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.sin(dLon) ** 2;
  return 2 * MEAN_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Initial bearing from the first to the second on a sphere, degrees clockwise from north, 0…360. */
export function bearingDegrees(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const dLon = (lon2 - lon1) * RAD;
  const y = Math.sin(dLon) * Math.cos(lat2 * RAD);
  const x = Math.cos(lat1 * RAD) * Math.sin(lat2 * RAD) - Math.sin(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.cos(dLon);
  return (Math.atan2(y, x) / RAD + 360) % 360;
}
