// Small files as other tools write them: a PMTiles archive, quantized-mesh terrain of one height, a glTF box.

import { BoundingSphere, Cartesian3, GeographicTilingScheme } from "cesium";

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];

/**
 * PMTiles of specification 3 whose every tile of levels 0 to `maxLevel` is the same picture or vector tile.
 * @param type 1 vector tile, 2 PNG
 * @param extent west, south, east, north in degrees
 */
export function pmtilesOf(tile: Buffer, type: 1 | 2, maxLevel: number, extent: readonly number[]): Buffer {
  const tiles = (4 ** (maxLevel + 1) - 1) / 3;
  // One entry: first id (as a delta), how many tiles it stands for, length, offset + 1.
  const directory = Buffer.from([...varint(1), ...varint(0), ...varint(tiles), ...varint(tile.length), ...varint(1)]);
  const metadata = Buffer.from("{}");
  const head = Buffer.alloc(127);
  head.write("PMTiles", 0, "latin1");
  head[7] = 3;
  const sections = [directory.length, metadata.length, 0, tile.length];
  let offset = 127;
  sections.forEach((length, i) => {
    head.writeBigUInt64LE(BigInt(offset), 8 + 16 * i);
    head.writeBigUInt64LE(BigInt(length), 16 + 16 * i);
    offset += length;
  });
  for (const [i, count] of [tiles, 1, 1].entries()) head.writeBigUInt64LE(BigInt(count), 72 + 8 * i);
  // Clustered; directories and tiles not compressed.
  head.set([1, 1, 1, type, 0, maxLevel], 96);
  for (const [i, degrees] of extent.entries()) head.writeInt32LE(Math.round(degrees * 1e7), 102 + 4 * i);
  return Buffer.concat([head, directory, metadata, tile]);
}

/** layer.json of quantized-mesh tiles that are all there. */
export const terrainLayerJson = (maxLevel: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      tilejson: "2.1.0",
      format: "quantized-mesh-1.0",
      version: "1.0.0",
      scheme: "tms",
      projection: "EPSG:4326",
      bounds: [-180, -90, 180, 90],
      tiles: ["{z}/{x}/{y}.terrain"],
      minzoom: 0,
      maxzoom: maxLevel,
      available: Array.from({ length: maxLevel + 1 }, (_, z) => [
        { startX: 0, startY: 0, endX: 2 ** (z + 1) - 1, endY: 2 ** z - 1 },
      ]),
    }),
  );

const scheme = new GeographicTilingScheme();

/** A quantized-mesh tile (1.0) of one height, m: a grid of vertices, so that a large tile keeps the earth's curve. @param y counted from the south */
export function quantizedMesh(level: number, x: number, y: number, metres: number): Buffer {
  const { west, south, east, north } = scheme.tileXYToRectangle(x, 2 ** level - 1 - y, level);
  const side = 33;
  const at = (column: number, row: number): Cartesian3 =>
    Cartesian3.fromRadians(
      west + ((east - west) * column) / (side - 1),
      south + ((north - south) * row) / (side - 1),
      metres,
    );
  const points: Cartesian3[] = [];
  for (let row = 0; row < side; row++) for (let column = 0; column < side; column++) points.push(at(column, row));
  const sphere = BoundingSphere.fromPoints(points);
  // Far above its middle, in radii of the earth: a tile that no horizon hides.
  const occlusion = Cartesian3.multiplyByScalar(
    Cartesian3.normalize(sphere.center, new Cartesian3()),
    100,
    new Cartesian3(),
  );
  const count = side * side;
  const indices: number[] = [];
  for (let row = 0; row + 1 < side; row++)
    for (let column = 0; column + 1 < side; column++) {
      const a = row * side + column;
      indices.push(a, a + 1, a + side, a + side, a + 1, a + side + 1);
    }
  const along = (pick: (i: number) => number): number[] => Array.from({ length: side }, (_, i) => pick(i));
  const edges = [
    along((i) => i * side),
    along((i) => i),
    along((i) => i * side + side - 1),
    along((i) => (side - 1) * side + i),
  ];
  const out: Buffer[] = [];
  const head = Buffer.alloc(88);
  const { x: cx, y: cy, z: cz } = sphere.center;
  for (const [i, value] of [cx, cy, cz].entries()) head.writeDoubleLE(value, 8 * i);
  head.writeFloatLE(metres, 24);
  head.writeFloatLE(metres + 1, 28);
  for (const [i, value] of [cx, cy, cz, sphere.radius, occlusion.x, occlusion.y, occlusion.z].entries())
    head.writeDoubleLE(value, 32 + 8 * i);
  out.push(head, u32(count));
  // Vertices stand in the order the triangles first use them; a triangle's corner is its distance from the next new one.
  const order = [...new Set(indices)];
  const place = new Map(order.map((vertex, i) => [vertex, i]));
  const placed = (vertex: number): number => place.get(vertex) as number;
  const unit = (i: number): number => Math.round((i * 32_767) / (side - 1));
  for (const axis of [(i: number) => unit(i % side), (i: number) => unit(Math.floor(i / side)), () => 0]) {
    let before = 0;
    out.push(
      u16(
        order.map((vertex) => {
          const delta = axis(vertex) - before;
          before = axis(vertex);
          return ((delta << 1) ^ (delta >> 31)) & 0xffff;
        }),
      ),
    );
  }
  let next = 0;
  const marks = indices.map((vertex) => {
    const code = next - placed(vertex);
    if (code === 0) next++;
    return code;
  });
  out.push(u32(indices.length / 3), u16(marks));
  for (const edge of edges) out.push(u32(edge.length), u16(edge.map(placed)));
  return Buffer.concat(out);
}

const u32 = (value: number): Buffer => Buffer.from(new Uint32Array([value]).buffer);
const u16 = (values: readonly number[]): Buffer => Buffer.from(new Uint16Array(values).buffer);

/** A binary glTF of one unlit box, 2 `half` wide along every axis, that stands on the ground. @param colour 0–1 */
export function boxGlb(half: number, colour: readonly [number, number, number]): Buffer {
  const corners: number[] = [];
  for (const y of [0, 2 * half]) for (const z of [-half, half]) for (const x of [-half, half]) corners.push(x, y, z);
  const faces = [
    [0, 1, 3, 2],
    [4, 6, 7, 5],
    [0, 4, 5, 1],
    [2, 3, 7, 6],
    [0, 2, 6, 4],
    [1, 5, 7, 3],
  ];
  const triangles = faces.flatMap(([a, b, c, d]) => [a, b, c, a, c, d]);
  const binary = Buffer.concat([Buffer.from(new Float32Array(corners).buffer), u16(triangles)]);
  const json = {
    asset: { version: "2.0" },
    extensionsUsed: ["KHR_materials_unlit"],
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    materials: [
      {
        pbrMetallicRoughness: { baseColorFactor: [...colour, 1] },
        doubleSided: true,
        extensions: { KHR_materials_unlit: {} },
      },
    ],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1, material: 0 }] }],
    accessors: [
      {
        bufferView: 0,
        componentType: 5126,
        count: 8,
        type: "VEC3",
        min: [-half, 0, -half],
        max: [half, 2 * half, half],
      },
      { bufferView: 1, componentType: 5123, count: 36, type: "SCALAR" },
    ],
    bufferViews: [
      { buffer: 0, byteLength: 96 },
      { buffer: 0, byteOffset: 96, byteLength: 72 },
    ],
    buffers: [{ byteLength: binary.length }],
  };
  const text = JSON.stringify(json);
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / 4) * 4));
  const head = Buffer.concat([Buffer.from("glTF"), u32(2), u32(28 + padded.length + binary.length)]);
  const chunk = (bytes: Buffer, type: string): Buffer => Buffer.concat([u32(bytes.length), Buffer.from(type), bytes]);
  return Buffer.concat([head, chunk(padded, "JSON"), chunk(binary, "BIN\0")]);
}
