// Where the buildings of published tilesets stand, read from their bytes by nothing of ours and placed by Cesium's arithmetic.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Cartesian3, Cartographic, Math as CesiumMath, Matrix4 } from "cesium";
import { describe, expect, it } from "vitest";
import { hasSharedData, SHARED_DATA } from "./sharedData.ts";

/** Bounds of one building: degrees, m above the ellipsoid. */
interface Bounds {
  west: number;
  south: number;
  east: number;
  north: number;
  low: number;
  high: number;
}

const WIDTH: Record<string, number> = { SCALAR: 1, VEC3: 3 };
const READ: Record<number, (view: DataView, at: number) => number> = {
  5121: (view, at) => view.getUint8(at),
  5123: (view, at) => view.getUint16(at, true),
  5125: (view, at) => view.getUint32(at, true),
  5126: (view, at) => view.getFloat32(at, true),
};
const SIZE: Record<number, number> = { 5121: 1, 5123: 2, 5125: 4, 5126: 4 };

// biome-ignore lint/suspicious/noExplicitAny: JSON as it stands in the file
type Json = any;

/** Bounds by the name of the building. @param glb the glTF; its vertices carry the number of a name @param names of a glTF without metadata */
function boundsOf(glb: Buffer, transform: Matrix4, into: Map<string, Bounds>, names?: string[]): void {
  const jsonLength = glb.readUInt32LE(12);
  const json: Json = JSON.parse(glb.toString("utf8", 20, 20 + jsonLength));
  const binary = glb.subarray(28 + jsonLength);
  const accessor = (index: number): number[] => {
    const { bufferView, byteOffset = 0, componentType, count, type } = json.accessors[index];
    const { byteOffset: start = 0, byteStride } = json.bufferViews[bufferView];
    const stride = byteStride ?? SIZE[componentType] * WIDTH[type];
    const view = new DataView(binary.buffer, binary.byteOffset + start + byteOffset);
    return Array.from({ length: count * WIDTH[type] }, (_, i) =>
      READ[componentType](view, Math.floor(i / WIDTH[type]) * stride + (i % WIDTH[type]) * SIZE[componentType]),
    );
  };
  const named = names ?? tableNames(json, binary);
  const node = json.nodes.find(({ mesh }: Json) => mesh === 0);
  // glTF is y-up, tiles are z-up.
  const toTile = Matrix4.fromArray([1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1]);
  const placed = Matrix4.multiply(transform, toTile, new Matrix4());
  if (node.matrix) Matrix4.multiply(placed, Matrix4.fromArray(node.matrix), placed);
  for (const { attributes } of json.meshes[0].primitives) {
    const positions = accessor(attributes.POSITION);
    const ids = accessor(attributes._BATCHID ?? attributes._FEATURE_ID_0);
    ids.forEach((id, i) => {
      const at = Cartesian3.unpack(positions, 3 * i);
      const { longitude, latitude, height } = Cartographic.fromCartesian(Matrix4.multiplyByPoint(placed, at, at));
      const [lon, lat] = [CesiumMath.toDegrees(longitude), CesiumMath.toDegrees(latitude)];
      const known = into.get(named[id]);
      if (!known) into.set(named[id], { west: lon, east: lon, south: lat, north: lat, low: height, high: height });
      else {
        known.west = Math.min(known.west, lon);
        known.east = Math.max(known.east, lon);
        known.south = Math.min(known.south, lat);
        known.north = Math.max(known.north, lat);
        known.low = Math.min(known.low, height);
        known.high = Math.max(known.high, height);
      }
    });
  }
}

/** The only string column of the only property table. */
function tableNames(json: Json, binary: Buffer): string[] {
  const [{ count, properties }] = json.extensions.EXT_structural_metadata.propertyTables;
  const [{ values, stringOffsets }] = Object.values<Json>(properties);
  const bytes = (index: number): Buffer => {
    const { byteOffset = 0, byteLength } = json.bufferViews[index];
    return binary.subarray(byteOffset, byteOffset + byteLength);
  };
  const offsets = bytes(stringOffsets);
  return Array.from({ length: count }, (_, i) =>
    bytes(values).toString("utf8", offsets.readUInt32LE(4 * i), offsets.readUInt32LE(4 * i + 4)),
  );
}

const transformOf = (folder: string): Matrix4 =>
  Matrix4.fromArray(JSON.parse(readFileSync(join(folder, "tileset.json"), "utf8")).root.transform);

const middle = ({ west, south, east, north }: Bounds): Cartesian3 =>
  Cartesian3.fromDegrees((west + east) / 2, (south + north) / 2);

describe.skipIf(!hasSharedData)("published tilesets stand where their buildings are known to stand", () => {
  it("Sibbe: the castles and the church of Oud-Valkenburg", () => {
    const folder = join(SHARED_DATA, "3dtiles/v1.1/sibbe_3dbag_implicit_partial");
    const buildings = new Map<string, Bounds>();
    for (const file of readdirSync(join(folder, "content")))
      boundsOf(readFileSync(join(folder, "content", file)), transformOf(folder), buildings);
    const get = (id: string): Bounds => buildings.get(`NL.IMBAG.Pand.${id}`) as Bounds;
    // The two tallest buildings of the village; the church is the third.
    const [genhoes, schaloen, church] = ["0994100002019552", "0994100002016885", "0994100002016897"].map(get);
    const tallest = [...buildings.values()].map(({ low, high }) => high - low).sort((a, b) => b - a);
    expect([genhoes, schaloen, church].map(({ low, high }) => high - low)).toEqual(tallest.slice(0, 3));
    // Wikipedia, Schloss Genhoes: "only about 390 metres from Schloss Schaloen"; both are some 35 m across.
    expect(Cartesian3.distance(middle(genhoes), middle(schaloen))).toBeGreaterThan(370);
    expect(Cartesian3.distance(middle(genhoes), middle(schaloen))).toBeLessThan(410);
    // Wikipedia, Oud-Valkenburg: 50°51′17″N 5°51′16″E, which to the second is the church. 16 m a digit in latitude.
    const published = Cartesian3.fromDegrees(5 + 51 / 60 + 16 / 3600, 50 + 51 / 60 + 17 / 3600);
    expect(Cartesian3.distance(middle(church), published)).toBeLessThan(25);
    // The same page: 75 m above NAP, which lies 45.8 m above the ellipsoid in South Limburg (NLGEO2018).
    expect(Math.abs(church.low - 75 - 45.8)).toBeLessThan(6);
  });

  it("Amsterdam: buildings of its municipality, on its ground", () => {
    const folder = join(SHARED_DATA, "3dtiles/v1.0/amsterdam_b3dm");
    const buildings = new Map<string, Bounds>();
    for (const file of readdirSync(join(folder, "tiles"))) {
      const b3dm = readFileSync(join(folder, "tiles", file));
      const [featureJson, featureBinary, batchJson, batchBinary] = [12, 16, 20, 24].map((at) => b3dm.readUInt32LE(at));
      const start = 28 + featureJson + featureBinary;
      const { blockid } = JSON.parse(b3dm.toString("utf8", start, start + batchJson));
      boundsOf(b3dm.subarray(start + batchJson + batchBinary), transformOf(folder), buildings, blockid);
    }
    expect(buildings.size).toBe(100);
    for (const [id, { west, south, east, north, low }] of buildings) {
      // BAG: the first four digits are the municipality's.
      expect(id).toMatch(/^0363/);
      // The old city and Noord on both banks of the IJ.
      expect([west > 4.88, east < 4.97, south > 52.365, north < 52.41]).toEqual([true, true, true, true]);
      // NAP lies 43 m above the ellipsoid here; the polders of Noord lie 4 m below it, quays and islands up to 3 m above.
      expect(low).toBeGreaterThan(43 - 4.5);
      expect(low).toBeLessThan(43 + 4);
    }
  });
});
