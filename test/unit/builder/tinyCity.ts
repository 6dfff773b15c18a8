// A city small enough to check by hand: two districts of four grids, buildings with a hole and a bridge, lines, areas, assets.

import type { AssetSource, BuildingSource, CitySource, PlaceSource } from "../../../src/builder/source.ts";
import type { Rings } from "../../../src/formats/polygon.ts";
import { readScene } from "../../../src/twin/scene/readScene.ts";
import type { Scene } from "../../../src/twin/scene/schema.ts";

export const WEST = 120;
export const SOUTH = 30;
/** Edge of a grid, degrees. */
export const STEP = 0.004;

/** Counter-clockwise rectangle, flat. */
export function rectangle(w: number, s: number, e: number, n: number): Float64Array {
  return Float64Array.of(w, s, e, s, e, n, w, n);
}

const reversed = (ring: Float64Array): Float64Array => {
  const out = new Float64Array(ring.length);
  for (let i = 0; i < ring.length; i += 2) out.set(ring.subarray(i, i + 2), ring.length - 2 - i);
  return out;
};

function places(): PlaceSource[] {
  const list: PlaceSource[] = [];
  const box = (w: number, s: number, e: number, n: number): Rings[] => [
    [rectangle(WEST + w * STEP, SOUTH + s * STEP, WEST + e * STEP, SOUTH + n * STEP)],
  ];
  list.push({ code: "990000", parentCode: null, level: "city", name: "小城", polygons: box(0, 0, 4, 2) });
  for (const [d, name] of ["东区", "西区"].entries()) {
    const code = `99010${d}`;
    const x = 2 * d;
    list.push({ code, parentCode: "990000", level: "district", name, polygons: box(x, 0, x + 2, 2) });
    list.push({
      code: `${code}001`,
      parentCode: code,
      level: "street",
      name: `${name}街`,
      polygons: box(x, 0, x + 2, 2),
    });
    for (let g = 0; g < 4; g++) {
      const [gx, gy] = [x + (g & 1), g >> 1];
      list.push({
        code: `${code}00100100${g}`,
        parentCode: `${code}001`,
        level: "grid",
        name: `网格 ${g}`,
        polygons: box(gx, gy, gx + 1, gy + 1),
      });
    }
  }
  return list;
}

/** `perGrid` small blocks in each of the eight grids, then one with a court and one bridge. */
export function tinyBuildings(perGrid: number): BuildingSource[] {
  const list: BuildingSource[] = [];
  const side = Math.ceil(Math.sqrt(perGrid + 2));
  const cell = STEP / side;
  for (let g = 0; g < 8; g++)
    for (let k = 0; k < perGrid; k++) {
      const w = WEST + (g % 4) * STEP + (k % side) * cell;
      const s = SOUTH + Math.floor(g / 4) * STEP + Math.floor(k / side) * cell;
      list.push({
        code: `b${g}-${k}`,
        rings: [rectangle(w + cell * 0.2, s + cell * 0.2, w + cell * 0.8, s + cell * 0.7)],
        height: 9 + ((g * 7 + k * 13) % 60),
        minHeight: 0,
        levels: 3,
        use: k % 2 ? "office" : "residential",
        heightEstimated: k % 3 === 0,
      });
    }
  const [w, s] = [WEST + 3.9 * STEP, SOUTH + 1.9 * STEP];
  list.push({
    code: "court",
    name: "庭院楼",
    rings: [
      rectangle(w, s, w + 0.0003, s + 0.0003),
      reversed(rectangle(w + 0.0001, s + 0.0001, w + 0.0002, s + 0.0002)),
    ],
    height: 24,
    minHeight: 0,
    levels: 8,
    use: "public",
    heightEstimated: false,
  });
  list.push({
    code: "bridge",
    rings: [rectangle(w - 0.0004, s, w - 0.0001, s + 0.0001)],
    height: 30,
    minHeight: 24,
    levels: 2,
    use: "office",
    heightEstimated: false,
  });
  return list;
}

function assets(): AssetSource[] {
  const lon = WEST + 0.5 * STEP;
  const lat = SOUTH + 0.5 * STEP;
  return [
    {
      code: "st-1",
      level: "facility",
      kind: "station",
      name: "站一",
      lon,
      lat,
      heightAboveGround: 3,
      radius: 12,
      grade: 3,
    },
    {
      code: "st-1-a",
      parentCode: "st-1",
      level: "point",
      kind: "pressure",
      lon,
      lat,
      heightAboveGround: 4,
      downstreamCode: "st-2-a",
    },
    {
      code: "st-2",
      level: "facility",
      kind: "station",
      name: "站二",
      lon: WEST + 3.5 * STEP,
      lat,
      heightAboveGround: 0,
    },
    {
      code: "st-2-f1",
      parentCode: "st-2",
      level: "floor",
      name: "1F",
      lon: WEST + 3.5 * STEP,
      lat,
      heightAboveGround: 0,
    },
    {
      code: "st-2-a",
      parentCode: "st-2-f1",
      level: "point",
      kind: "pressure",
      lon: WEST + 3.5 * STEP,
      lat,
      heightAboveGround: 1,
    },
    { code: "roof", parentCode: "b0-0", level: "point", kind: "pressure", lon, lat, heightAboveGround: 30 },
    { code: "town", parentCode: "990000", level: "point", kind: "pressure", lon, lat, heightAboveGround: 0 },
  ];
}

export interface TinyOptions {
  perGrid?: number;
  hilly?: boolean;
}

export function tinyCity({ perGrid = 3, hilly = false }: TinyOptions = {}): CitySource<BuildingSource[]> {
  const buildings = tinyBuildings(perGrid);
  const [east, north] = [WEST + 4 * STEP, SOUTH + 2 * STEP];
  const [columns, rows] = [65, 33];
  const heights = Float32Array.from(
    { length: columns * rows },
    (_, i) => 40 + 25 * Math.sin((i % columns) / 5) * Math.cos(Math.floor(i / columns) / 4),
  );
  return {
    extent: [WEST, SOUTH, east, north],
    synthetic: true,
    places: places(),
    buildings,
    buildingCount: buildings.length,
    lines: [
      {
        klass: "primary",
        name: "大道",
        path: Float64Array.of(WEST, SOUTH + STEP, WEST + 2 * STEP, SOUTH + STEP, WEST + 2 * STEP, SOUTH + 2 * STEP),
        width: 20,
        assetCode: "st-1-a",
      },
      {
        klass: "metro",
        path: Float64Array.of(WEST, SOUTH, WEST + 4 * STEP, SOUTH + STEP),
        width: 6,
        lift: Float32Array.of(8, 8),
      },
      {
        klass: "water-pipe",
        path: Float64Array.of(WEST, SOUTH, WEST, SOUTH + STEP),
        width: 1,
        lift: Float32Array.of(-2, -2),
        assetCode: "nowhere",
      },
    ],
    areas: [
      { klass: "park", rings: [rectangle(WEST, SOUTH, WEST + STEP, SOUTH + STEP)] },
      { klass: "river", rings: [rectangle(WEST, SOUTH + 1.4 * STEP, WEST + 4 * STEP, SOUTH + 1.5 * STEP)] },
    ],
    assets: assets(),
    terrain: hilly ? { west: WEST, south: SOUTH, east, north, columns, rows, heights } : undefined,
    props: { trees: Float64Array.of(WEST + 0.001, SOUTH + 0.001, 8, WEST + 0.002, SOUTH + 0.001, 12) },
  };
}

export function tinyScene(): Scene {
  return readScene({
    id: "tiny",
    name: { zh: "小城", en: "Tiny" },
    synthetic: true,
    adminCode: "990000",
    sources: { generator: "./none.ts" },
    kinds: [
      { id: "station", level: "facility", name: { zh: "站" }, field: "governance" },
      { id: "pressure", level: "point", name: { zh: "压力" }, unit: "MPa", field: "resilience" },
    ],
  });
}
