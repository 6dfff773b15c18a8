// Measures a city source independently of the generator's own bookkeeping: inside tests, distances, a digest.

import { createHash } from "node:crypto";
import type { BuildingSource, CitySource, LineSource } from "../../../src/builder/source.ts";
import { metresPerDegree } from "../../../src/twin/geodesy.ts";

const PER = metresPerDegree(30.3);

/** Even-odd test over all rings of one polygon (holes count). */
export function inPolygon(rings: readonly ArrayLike<number>[], lon: number, lat: number): boolean {
  let inside = false;
  for (const ring of rings)
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
      if (
        ring[i + 1] > lat !== ring[j + 1] > lat &&
        lon < ((ring[j] - ring[i]) * (lat - ring[i + 1])) / (ring[j + 1] - ring[i + 1]) + ring[i]
      )
        inside = !inside;
  return inside;
}

/** Signed area in square degrees; counter-clockwise is positive. */
export function degreeArea(ring: ArrayLike<number>): number {
  const [ox, oy] = [ring[0], ring[1]];
  let twice = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
    twice += (ring[j] - ox) * (ring[i + 1] - oy) - (ring[i] - ox) * (ring[j + 1] - oy);
  return twice / 2;
}

/** Area of polygons with holes, square degrees. */
export const polygonsArea = (polygons: readonly (readonly ArrayLike<number>[])[]): number =>
  polygons.reduce((sum, rings) => sum + rings.reduce((area, ring) => area + degreeArea(ring), 0), 0);

const BIN = 0.002; // degrees

/** Answers how deep a place lies within any of the lines' drawn width, m (positive: on the line). */
export class LineIndex {
  private readonly bins = new Map<string, { line: LineSource; at: number }[]>();

  constructor(lines: readonly LineSource[]) {
    for (const line of lines)
      for (let i = 0; i + 3 < line.path.length; i += 2) {
        const [a, b] = [Math.min(line.path[i], line.path[i + 2]), Math.max(line.path[i], line.path[i + 2])];
        const [c, d] = [Math.min(line.path[i + 1], line.path[i + 3]), Math.max(line.path[i + 1], line.path[i + 3])];
        for (let x = Math.floor(a / BIN - 0.3); x <= Math.floor(b / BIN + 0.3); x++)
          for (let y = Math.floor(c / BIN - 0.3); y <= Math.floor(d / BIN + 0.3); y++) {
            const key = `${x},${y}`;
            const bin = this.bins.get(key);
            if (bin) bin.push({ line, at: i });
            else this.bins.set(key, [{ line, at: i }]);
          }
      }
  }

  depth(lon: number, lat: number): number {
    let deepest = Number.NEGATIVE_INFINITY;
    for (const { line, at } of this.bins.get(`${Math.floor(lon / BIN)},${Math.floor(lat / BIN)}`) ?? []) {
      const p = line.path;
      const [dx, dy] = [(p[at + 2] - p[at]) * PER.lon, (p[at + 3] - p[at + 1]) * PER.lat];
      const [px, py] = [(lon - p[at]) * PER.lon, (lat - p[at + 1]) * PER.lat];
      const t = (px * dx + py * dy) / (dx * dx + dy * dy || 1);
      if (t < 0 || t > 1) continue; // a ribbon has square ends
      deepest = Math.max(deepest, line.width / 2 - Math.hypot(px - dx * t, py - dy * t));
    }
    return deepest;
  }
}

/** Vertices and the middle of a building. */
export function* placesOf(building: BuildingSource): Generator<[number, number]> {
  const ring = building.rings[0];
  let lon = 0;
  let lat = 0;
  for (let i = 0; i < ring.length; i += 2) {
    yield [ring[i], ring[i + 1]];
    lon += ring[i];
    lat += ring[i + 1];
  }
  yield [(lon / ring.length) * 2, (lat / ring.length) * 2];
}

/** Digest of everything a city source holds, bit for bit. */
export function digest(city: CitySource<Iterable<BuildingSource>>): string {
  const sha = createHash("sha256");
  const take = (value: unknown): void => {
    sha.update(
      JSON.stringify(value, (_, item) =>
        ArrayBuffer.isView(item)
          ? Buffer.from(item.buffer, item.byteOffset, item.byteLength).toString("base64")
          : (item as unknown),
      ) ?? "",
    );
  };
  for (const building of city.buildings) take(building);
  const { extent, places, lines, areas, assets, terrain, props } = city;
  take({ extent, places, lines, areas, assets, terrain, props });
  return sha.digest("hex");
}
