// How fast and how small buildings become tiles: ours against plain glTF with flat normals, GeoJSON, and the bound of earcut alone.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import earcut from "earcut";
import { buildScene } from "../../src/builder/build.ts";
import type { BuildingSource, CitySource } from "../../src/builder/source.ts";
import { fullMesh, type PackedBuildings } from "../../src/builder/tiles/buildingMesh.ts";
import { glbReady, writeGlb } from "../../src/builder/tiles/glb.ts";
import type { Rings } from "../../src/formats/polygon.ts";
import { LocalFrame } from "../../src/twin/geodesy.ts";
import { readScene } from "../../src/twin/scene/readScene.ts";
import { median } from "./figures.ts";
import { plainTile } from "./plainTile.ts";

const COUNT = 20_000;
const BATCH = 1000;
const ROUNDS = 3;
const WEST = 120;
const SOUTH = 30;
const STEP = 0.0005;

/** A made-up town: rectangles, L-shapes and courts in turn, turned a little each, heights 6–120 m. */
function buildingAt(i: number): BuildingSource {
  const side = Math.ceil(Math.sqrt(COUNT));
  const [lon, lat] = [WEST + (i % side) * STEP, SOUTH + Math.floor(i / side) * STEP];
  const hash = Math.imul(i + 1, 0x9e3779b1) >>> 0;
  const [w, d] = [0.00012 + (hash & 63) * 2e-6, 0.0001 + ((hash >>> 6) & 63) * 2e-6];
  const angle = ((hash >>> 12) & 255) / 400;
  const ring = (corners: number[][]): Float64Array =>
    Float64Array.from(
      corners.flatMap(([x, y]) => [
        lon + (x * w - y * d * angle) * Math.cos(angle),
        lat + (y * d + x * w * angle) * Math.cos(angle),
      ]),
    );
  const square = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ];
  const ell = [
    [0, 0],
    [1, 0],
    [1, 0.5],
    [0.5, 0.5],
    [0.5, 1],
    [0, 1],
  ];
  const hole = [
    [0.3, 0.3],
    [0.3, 0.7],
    [0.7, 0.7],
    [0.7, 0.3],
  ];
  const rings: Rings = i % 3 === 0 ? [ring(square)] : i % 3 === 1 ? [ring(ell)] : [ring(square), ring(hole)];
  return {
    code: `b${i}`,
    rings,
    height: 6 + ((hash >>> 20) % 115),
    minHeight: 0,
    levels: 2,
    use: "residential",
    heightEstimated: false,
  };
}

function town(): CitySource {
  const side = Math.ceil(Math.sqrt(COUNT)) * STEP;
  const extent: CitySource["extent"] = [WEST, SOUTH, WEST + side, SOUTH + side];
  const [w, s, e, n] = extent;
  const polygons: Rings[] = [[Float64Array.of(w, s, e, s, e, n, w, n)]];
  const places: CitySource["places"] = [
    { code: "1", parentCode: null, level: "city", name: "城", polygons },
    { code: "11", parentCode: "1", level: "district", name: "区", polygons },
    { code: "111", parentCode: "11", level: "street", name: "街", polygons },
  ];
  const cells = 30;
  for (let g = 0; g < cells * cells; g++) {
    const [x, y] = [w + ((g % cells) * side) / cells, s + (Math.floor(g / cells) * side) / cells];
    const cell = side / cells;
    const square: Rings = [Float64Array.of(x, y, x + cell, y, x + cell, y + cell, x, y + cell)];
    places.push({ code: `g${g}`, parentCode: "111", level: "grid", name: "格", polygons: [square] });
  }
  function* buildings(): Generator<BuildingSource> {
    for (let i = 0; i < COUNT; i++) yield buildingAt(i);
  }
  return {
    extent,
    synthetic: true,
    places,
    buildings: buildings(),
    buildingCount: COUNT,
    lines: [],
    areas: [],
    assets: [],
  };
}

/** Footprints in local metres, packed by 1000: the same input for every encoder below. */
function batches(): PackedBuildings[] {
  const frame = new LocalFrame(WEST + 0.035, SOUTH + 0.035);
  const out: number[] = [];
  const list: PackedBuildings[] = [];
  for (let from = 0; from < COUNT; from += BATCH) {
    const coords: number[] = [];
    const ringEnd: number[] = [];
    const buildingEnd: number[] = [];
    const height: number[] = [];
    for (let i = from; i < Math.min(COUNT, from + BATCH); i++) {
      const building = buildingAt(i);
      for (const ring of building.rings) {
        for (let k = 0; k < ring.length; k += 2) {
          frame.toLocal(ring[k], ring[k + 1], 0, out);
          coords.push(out[0], out[1]);
        }
        ringEnd.push(coords.length / 2);
      }
      buildingEnd.push(ringEnd.length);
      height.push(building.height);
    }
    const n = height.length;
    list.push({
      coords: Float32Array.from(coords),
      ringEnd: Uint32Array.from(ringEnd),
      buildingEnd: Uint32Array.from(buildingEnd),
      baseUp: new Float32Array(n),
      height: Float32Array.from(height),
      minHeight: new Float32Array(n),
      slot: Uint32Array.from({ length: n }, (_, k) => from + k),
      use: new Uint8Array(n),
      estimated: new Uint8Array(n),
    });
  }
  return list;
}

/** Ours: shared vertices, quantized, meshopt, property table; gzipped. Returns bytes before and after gzip. */
function encodeOurs(input: readonly PackedBuildings[]): [number, number] {
  let [raw, zipped] = [0, 0];
  for (const batch of input) {
    const { bytes } = writeGlb(fullMesh(batch));
    raw += bytes.length;
    zipped += gzipSync(bytes, { level: 6 }).length;
  }
  return [raw, zipped];
}

/** The common way: float32 positions and normals, one vertex per face corner, u32 feature ids, no compression but gzip. */
function encodePlain(input: readonly PackedBuildings[]): [number, number] {
  let [raw, zipped] = [0, 0];
  for (const batch of input) {
    const bytes = plainTile(fullMesh(batch));
    raw += bytes.length;
    zipped += gzipSync(bytes, { level: 6 }).length;
  }
  return [raw, zipped];
}

/** The source itself as GeoJSON text. */
function encodeGeoJson(): [number, number] {
  const features: unknown[] = [];
  for (let i = 0; i < COUNT; i++) {
    const { rings, height } = buildingAt(i);
    const coordinates = rings.map((ring) =>
      Array.from({ length: ring.length / 2 }, (_, k) => [ring[2 * k], ring[2 * k + 1]]),
    );
    features.push({ type: "Feature", properties: { slot: i, height }, geometry: { type: "Polygon", coordinates } });
  }
  const text = JSON.stringify({ type: "FeatureCollection", features }, (_, value) =>
    typeof value === "number" ? Math.round(value * 1e7) / 1e7 : value,
  );
  return [Buffer.byteLength(text), gzipSync(text, { level: 6 }).length];
}

/** The bound: earcut of every footprint and one copy of its corners; nothing written. */
function earcutOnly(input: readonly PackedBuildings[]): [number, number] {
  let triangles = 0;
  for (const batch of input) {
    const copy = new Float32Array(batch.coords.length * 2);
    copy.set(batch.coords);
    for (let i = 0; i < batch.slot.length; i++) {
      const [r0, r1] = [i === 0 ? 0 : batch.buildingEnd[i - 1], batch.buildingEnd[i]];
      const from = r0 === 0 ? 0 : batch.ringEnd[r0 - 1];
      const holes = Array.from({ length: r1 - r0 - 1 }, (_, h) => batch.ringEnd[r0 + h] - from);
      triangles += earcut(Array.from(batch.coords.subarray(2 * from, 2 * batch.ringEnd[r1 - 1])), holes).length / 3;
    }
  }
  return [triangles, 0];
}

/** Prints a table of buildings per second and bytes per building, all from this run. */
export async function run(): Promise<void> {
  await glbReady;
  const input = batches();
  const contenders: [string, () => [number, number]][] = [
    ["ours: tile encoding, one core", () => encodeOurs(input)],
    ["plain glTF, flat normals, one core", () => encodePlain(input)],
    ["GeoJSON text, one core", encodeGeoJson],
    ["bound: earcut + copy, one core", () => earcutOnly(input)],
  ];
  const times = contenders.map(() => [] as number[]);
  const sizes = contenders.map(() => [0, 0]);
  for (let round = 0; round <= ROUNDS; round++)
    contenders.forEach(([, encode], c) => {
      const began = performance.now();
      sizes[c] = encode();
      if (round > 0) times[c].push(performance.now() - began); // the first round warms up
    });
  const scene = readScene({
    id: "bench",
    name: { zh: "测" },
    adminCode: "990000",
    kinds: [],
    sources: { generator: "-" },
  });
  const dir = mkdtempSync(join(tmpdir(), "yiwang-bench-"));
  const whole: number[] = [];
  let gzip = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    const built = await buildScene({ scene, source: town(), outDir: join(dir, "scene") });
    whole.push(performance.now() - began);
    gzip = built.layers.find((layer) => layer.id === "buildings")!.gzipBytes;
  }
  rmSync(dir, { recursive: true, force: true });

  const ours = median(times[0]);
  console.log(`builder: ${COUNT} buildings, median of ${ROUNDS} rounds, interleaved`);
  console.log(`${"".padEnd(44)} buildings/s   B/building   gzip B/building   time against ours`);
  const row = (name: string, ms: number, raw: string, zipped: string): void =>
    console.log(
      `${name.padEnd(44)} ${String(Math.round((COUNT * 1000) / ms)).padStart(11)}   ${raw.padStart(10)}   ${zipped.padStart(15)}   ${(ms / ours).toFixed(2).padStart(6)} ×`,
    );
  contenders.forEach(([name], c) => {
    const bytes = (n: number): string => (c === 3 ? "–" : (n / COUNT).toFixed(1));
    row(name, median(times[c]), bytes(sizes[c][0]), bytes(sizes[c][1]));
  });
  row("ours: whole scene, 3 levels, gzip + brotli, files", median(whole), "–", (gzip / COUNT).toFixed(1));
}
