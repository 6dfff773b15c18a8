// The usual way, as scripts of city projects do it: the whole file parsed at once, earcut, plain glTF by the thousand, gzip. Run by million.ts.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { fullMesh, type PackedBuildings } from "../../src/builder/tiles/buildingMesh.ts";
import { LocalFrame } from "../../src/twin/geodesy.ts";
import { plainTile } from "./plainTile.ts";

const BATCH = 1000;

interface Feature {
  properties: { height?: number | string | null };
  geometry: { coordinates: number[][][] };
}

function pack(features: readonly Feature[], from: number, frame: LocalFrame): PackedBuildings {
  const [coords, ringEnd, buildingEnd, height]: number[][] = [[], [], [], []];
  const out: number[] = [];
  for (const { geometry, properties } of features) {
    for (const ring of geometry.coordinates) {
      // The last corner repeats the first.
      for (const [lon, lat] of ring.slice(0, -1)) {
        frame.toLocal(lon, lat, 0, out);
        coords.push(out[0], out[1]);
      }
      ringEnd.push(coords.length / 2);
    }
    buildingEnd.push(ringEnd.length);
    height.push(Number(properties.height) || 10);
  }
  const n = features.length;
  return {
    coords: Float32Array.from(coords),
    ringEnd: Uint32Array.from(ringEnd),
    buildingEnd: Uint32Array.from(buildingEnd),
    baseUp: new Float32Array(n),
    height: Float32Array.from(height),
    minHeight: new Float32Array(n),
    slot: Uint32Array.from({ length: n }, (_, i) => from + i),
    use: new Uint8Array(n),
    estimated: new Uint8Array(n),
  };
}

const [file, folder] = process.argv.slice(2);
const { features } = JSON.parse(readFileSync(file, "utf8")) as { features: Feature[] };
const [lon, lat] = features[0].geometry.coordinates[0][0];
const frame = new LocalFrame(lon, lat);
mkdirSync(folder, { recursive: true });
let bytes = 0;
for (let from = 0; from < features.length; from += BATCH) {
  const tile = plainTile(fullMesh(pack(features.slice(from, from + BATCH), from, frame)));
  const zipped = gzipSync(tile, { level: 6 });
  writeFileSync(join(folder, `${from / BATCH}.bin`), tile);
  writeFileSync(join(folder, `${from / BATCH}.bin.gz`), zipped);
  bytes += zipped.length;
}
console.log(JSON.stringify({ features: features.length, gzipBytes: bytes }));
