// A city small enough to check by hand: 2 districts, a street and a grid in each, facilities with points, one of them in a building.

import { LEVEL } from "../../../src/twin/level.ts";
import { type NodeColumns, NodeTable } from "../../../src/twin/nodeTable.ts";

interface Sketch {
  level: keyof typeof LEVEL;
  code: string;
  kind?: number;
  children?: Sketch[];
  /** Index of the building an asset stands in. */
  building?: number;
  lon?: number;
  lat?: number;
  downstream?: string;
}

/** Lays a sketch out as the builder does: places depth-first, then assets depth-first by place, then buildings. */
export function layOut(root: Sketch, buildingCount: number): NodeTable {
  const places: { sketch: Sketch; parent: number; end: number; assetStart: number; assetEnd: number }[] = [];
  const walkPlaces = (sketch: Sketch, parent: number): void => {
    const slot = places.push({ sketch, parent, end: 0, assetStart: 0, assetEnd: 0 }) - 1;
    for (const child of sketch.children ?? []) if (LEVEL[child.level] <= LEVEL.grid) walkPlaces(child, slot);
    places[slot].end = places.length;
  };
  walkPlaces(root, -1);
  const placeCount = places.length;
  const coreCount = placeCount + countAssets(root);
  const assets: typeof places = [];
  const walkAssets = (sketch: Sketch, parent: number): void => {
    const slot = placeCount + assets.length;
    const above = sketch.building === undefined ? parent : coreCount + sketch.building;
    const row = { sketch, parent: above, end: 0, assetStart: slot, assetEnd: 0 };
    assets.push(row);
    for (const child of sketch.children ?? []) walkAssets(child, slot);
    row.end = row.assetEnd = placeCount + assets.length;
  };
  // Depth-first over places, so that every place's assets are one range.
  const visit = (slot: number): void => {
    const place = places[slot];
    place.assetStart = placeCount + assets.length;
    for (const child of place.sketch.children ?? []) if (LEVEL[child.level] > LEVEL.grid) walkAssets(child, slot);
    for (let at = slot + 1; at < place.end; at = places[at].end) visit(at);
    place.assetEnd = placeCount + assets.length;
  };
  visit(0);
  const all = [...places, ...assets];
  const codes = all.map(({ sketch }) => sketch.code);
  const districts = places.map((place, slot) => ({ place, slot })).filter((x) => x.place.parent === 0);
  const partition = all.map((_, slot) =>
    slot < placeCount ? 0 : 1 + districts.findIndex(({ place }) => slot >= place.assetStart && slot < place.assetEnd),
  );
  const zeros = new Uint32Array(all.length);
  const columns: NodeColumns = {
    parent: Int32Array.from(all, (row) => row.parent),
    end: Uint32Array.from(all, (row) => row.end),
    assetStart: Uint32Array.from(all, (row) => row.assetStart),
    assetEnd: Uint32Array.from(all, (row) => row.assetEnd),
    buildingStart: zeros,
    buildingEnd: zeros,
    level: Uint8Array.from(all, (row) => LEVEL[row.sketch.level]),
    kind: Uint16Array.from(all, (row) => row.sketch.kind ?? 65535),
    partition: Uint16Array.from(partition),
    lon: Float64Array.from(all, (row) => row.sketch.lon ?? 121.5),
    lat: Float64Array.from(all, (row) => row.sketch.lat ?? 31.2),
    height: new Float32Array(all.length),
    radius: new Float32Array(all.length),
    downstream: Int32Array.from(all, (row) => (row.sketch.downstream ? codes.indexOf(row.sketch.downstream) : -1)),
    grade: new Uint8Array(all.length).fill(1),
    traits: new Uint8Array(all.length),
    code: codes,
    name: codes,
    nameEn: codes,
  };
  return new NodeTable({ placeCount, coreCount, buildingCount, partitionCount: 1 + districts.length }, columns);
}

const countAssets = (sketch: Sketch): number =>
  (LEVEL[sketch.level] > LEVEL.grid ? 1 : 0) +
  (sketch.children ?? []).reduce((sum, child) => sum + countAssets(child), 0);

const point = (code: string, kind: number, more: Partial<Sketch> = {}): Sketch => ({
  level: "point",
  code,
  kind,
  ...more,
});

/** Kinds by index: 0 level, 1 temperature. Points L1 L2 L3 T1 T2 T3; T2 hangs on a floor of building 1 of 3. */
export const tinyCity = (): NodeTable =>
  layOut(
    {
      level: "city",
      code: "310000",
      children: [
        {
          level: "district",
          code: "310101",
          children: [
            {
              level: "street",
              code: "310101001",
              children: [
                {
                  level: "grid",
                  code: "310101001001001",
                  children: [
                    { level: "facility", code: "F1", children: [point("L1", 0), point("T1", 1)] },
                    { level: "floor", code: "FL1", building: 1, children: [point("T2", 1)] },
                    point("L2", 0, { building: 1 }),
                  ],
                },
              ],
            },
          ],
        },
        {
          level: "district",
          code: "310102",
          children: [
            {
              level: "street",
              code: "310102001",
              children: [
                { level: "grid", code: "310102001001001", children: [point("L3", 0)] },
                { level: "grid", code: "310102001001002", children: [point("T3", 1)] },
              ],
            },
          ],
        },
      ],
    },
    3,
  );
