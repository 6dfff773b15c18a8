// A GeoJSON file of as many real footprints as wanted: Shanghai's and Berlin's, laid out again and again side by side.

import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { SHARED_DATA } from "../support/need.ts";

interface Feature {
  properties: Record<string, unknown>;
  geometry: { type: string; coordinates: number[][][] };
}

/** Where the copies are laid out, degrees; one copy a cell. */
const WEST = 120.6;
const SOUTH = 30.9;
const CELL_LON = 0.045;
const CELL_LAT = 0.03;

/** Words a city's own file has; the others would only make the file longer. */
const KEPT = ["height", "min_height", "minHeight", "levels", "kind", "building", "name"] as const;

interface Footprint {
  properties: Record<string, unknown>;
  /** [east, north] of the copy's cell, degrees of longitude at the new latitude and of latitude. */
  rings: number[][][];
}

/** Every footprint of the two cities with its attributes, as it is laid out. */
export function footprints(): Footprint[] {
  const read = (path: string): Feature[] =>
    (JSON.parse(readFileSync(join(SHARED_DATA, "buildings", path), "utf8")) as { features: Feature[] }).features;
  return [
    { features: read("shanghai_lujiazui_bund/buildings.geojson"), west: 121.4813, south: 31.2269 },
    { features: read("berlin_alexanderplatz/buildings.geojson"), west: 13.38, south: 52.51 },
  ].flatMap(({ features, west, south }) => {
    const squeeze = Math.cos((south * Math.PI) / 180) / Math.cos((SOUTH * Math.PI) / 180);
    return features.map(({ properties, geometry }) => ({
      properties: Object.fromEntries(KEPT.flatMap((key) => (properties[key] == null ? [] : [[key, properties[key]]]))),
      rings: geometry.coordinates.map((ring) => ring.map(([lon, lat]) => [(lon - west) * squeeze, lat - south])),
    }));
  });
}

/** Writes the file. @returns its size and the corners in it */
export function writeMillion(path: string, count: number): { bytes: number; corners: number } {
  const source = footprints();
  const copies = Math.ceil(count / source.length);
  const side = Math.ceil(Math.sqrt(copies));
  const file = openSync(path, "w");
  let [bytes, corners] = [0, 0];
  const write = (text: string): void => {
    bytes += writeSync(file, text);
  };
  write('{"type":"FeatureCollection","features":[\n');
  let text: string[] = [];
  for (let i = 0; i < count; i++) {
    const copy = Math.floor(i / source.length);
    const [lon0, lat0] = [WEST + (copy % side) * CELL_LON, SOUTH + Math.floor(copy / side) * CELL_LAT];
    const { properties, rings } = source[i % source.length];
    const coordinates = rings
      .map((ring) => `[${ring.map(([x, y]) => `[${(lon0 + x).toFixed(7)},${(lat0 + y).toFixed(7)}]`).join(",")}]`)
      .join(",");
    for (const ring of rings) corners += ring.length - 1;
    text.push(
      `${i === 0 ? "" : ",\n"}{"type":"Feature","id":${i},"properties":${JSON.stringify(properties)},"geometry":{"type":"Polygon","coordinates":[${coordinates}]}}`,
    );
    if (text.length === 4096) {
      write(text.join(""));
      text = [];
    }
  }
  write(`${text.join("")}\n]}\n`);
  closeSync(file);
  return { bytes, corners };
}
