// The whole builder on a small city: slots, ranges, files, tiles read back, determinism, cancelling.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildScene } from "../../../src/builder/build.ts";
import { groundHeight, layGround } from "../../../src/builder/ground.ts";
import type { CitySource } from "../../../src/builder/source.ts";
import { fillByCells } from "../../../src/builder/tiles/cellFill.ts";
import { SourceError } from "../../../src/formats/fault.ts";
import { signedArea } from "../../../src/formats/polygon.ts";
import { SourceReport } from "../../../src/formats/report.ts";
import { decodeColumns } from "../../../src/twin/columns.ts";
import { LocalFrame } from "../../../src/twin/geodesy.ts";
import { LEVEL } from "../../../src/twin/level.ts";
import {
  FOOTPRINT_STEP,
  FOOTPRINT_ZERO,
  type FootprintColumns,
  LINE_CLASSES,
  type LineColumns,
  type RoadColumns,
} from "../../../src/twin/lines.ts";
import { type BuildingColumns, NO_SLOT_U32, NodeTable, TRAIT } from "../../../src/twin/nodeTable.ts";
import { type BuiltScene, builtScene } from "../../../src/twin/scene/built.ts";
import { areaFromAbove, readTile } from "./readTile.ts";
import { rectangle, SOUTH, STEP, tinyCity, tinyScene, WEST } from "./tinyCity.ts";

const dir = mkdtempSync(join(tmpdir(), "yiwang-build-"));
const out = join(dir, "scenes", "tiny");
let built: BuiltScene;
let report: SourceReport;

const buffer = (path: string): ArrayBuffer => {
  const bytes = readFileSync(path);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
};
const tilesOf = (layer: string, scene = out): string[] =>
  readdirSync(join(scene, "layers", layer))
    .filter((name) => name.endsWith(".glb"))
    .map((name) => join(scene, "layers", layer, name));
/** The finest tile: the last content down the tree (the small city has one). */
function fullTile(): string {
  let tile = JSON.parse(readFileSync(join(out, "layers/buildings/tileset.json"), "utf8")).root;
  while (tile.children) tile = tile.children[0];
  return join(out, "layers/buildings", tile.content.uri);
}

beforeAll(async () => {
  report = new SourceReport();
  built = await buildScene({ scene: tinyScene(), source: tinyCity(), outDir: out, workers: 0, report });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("node table", () => {
  const load = (): { table: NodeTable; buildings: BuildingColumns } => ({
    table: NodeTable.decode(buffer(join(out, "nodes.bin"))),
    buildings: decodeColumns(buffer(join(out, "buildings.bin"))).columns as unknown as BuildingColumns,
  });

  it("holds three sections whose subtrees are ranges", () => {
    const { table, buildings } = load();
    expect([table.placeCount, table.coreCount, table.buildingCount]).toEqual([13, 20, 26]);
    const c = table.columns;
    for (let slot = 0; slot < table.coreCount; slot++) {
      for (let other = 0; other < table.coreCount; other++) {
        const path = table.pathTo(other);
        const viaBuilding = c.parent[path[0]] >= table.coreCount || path[0] !== 0;
        if (!viaBuilding) expect(table.isWithin(other, slot), `${other} in ${slot}`).toBe(path.includes(slot));
      }
    }
    for (let i = 0; i < table.buildingCount; i++) {
      const slot = table.coreCount + i;
      for (const place of table.pathTo(buildings.parent[i])) {
        expect(slot).toBeGreaterThanOrEqual(c.buildingStart[place]);
        expect(slot).toBeLessThan(c.buildingEnd[place]);
      }
    }
    expect([c.buildingStart[0], c.buildingEnd[0]]).toEqual([table.coreCount, table.slotCount]);
    expect([c.assetStart[0], c.assetEnd[0]]).toEqual([table.placeCount, table.coreCount]);
  });

  it("hangs assets by parent, building or position, with partition, grade, downstream and floors", () => {
    const { table, buildings } = load();
    const c = table.columns;
    const station = table.slotOf("st-1");
    expect(c.code[c.parent[station]]).toBe("990100001001000");
    expect(c.grade[table.slotOf("st-1-a")]).toBe(3);
    expect(c.downstream[table.slotOf("st-1-a")]).toBe(table.slotOf("st-2-a"));
    expect(c.traits[table.slotOf("st-2")] & TRAIT.opensUp).toBe(TRAIT.opensUp);
    expect([c.partition[station], c.partition[table.slotOf("st-2-a")], c.partition[0]]).toEqual([1, 2, 0]);
    expect(c.partition[table.slotOf("town")]).toBe(0);
    const roof = table.slotOf("roof");
    const house = c.parent[roof] - table.coreCount;
    expect(buildings.code[house]).toBe("b0-0");
    expect(table.isWithin(roof, buildings.parent[house])).toBe(true);
    expect(c.level[table.slotOf("st-2-f1")]).toBe(LEVEL.floor);
    expect(c.kind[table.slotOf("st-2-f1")]).toBe(65535);
    expect(c.height[roof]).toBeCloseTo(30);
  });

  it("finds each building's grid, footprint and estimated height", () => {
    const { table, buildings } = load();
    buildings.code.forEach((code, i) => {
      const match = /^b(\d)-(\d+)$/.exec(code);
      if (!match) return;
      const [g, k] = [Number(match[1]), Number(match[2])];
      const district = g % 4 < 2 ? 0 : 1;
      const grid = (g % 2) + 2 * Math.floor(g / 4);
      expect(table.columns.code[buildings.parent[i]]).toBe(`99010${district}00100100${grid}`);
      expect(Boolean(buildings.traits[i] & TRAIT.heightEstimated)).toBe(k % 3 === 0);
    });
    const court = buildings.code.indexOf("court");
    expect(buildings.footprint[court]).toBeCloseTo(28.9 * 33.27 * (8 / 9), -1);
  });
});

describe("built.json", () => {
  it("is valid, without sources, and names every layer", () => {
    const read = builtScene.parse(JSON.parse(readFileSync(join(out, "built.json"), "utf8")));
    expect(read).toEqual(built);
    expect(read.scene).not.toHaveProperty("sources");
    expect(read.layers.map((layer) => layer.id)).toEqual([
      "ground",
      "landuse",
      "water",
      "roads",
      "rails",
      "pipes",
      "districts",
      "streets",
      "grids",
      "buildings",
      "trees",
    ]);
    expect(read.partitions.map(({ partition }) => partition)).toEqual([0, 1, 2]);
    expect(read.counts).toMatchObject({ places: 13, districts: 2, assets: 7, points: 4, buildings: 26, trees: 2 });
  });

  it("has a compressed copy of every file that equals it", () => {
    let files = 0;
    for (const layer of ["", ...built.layers.map(({ id }) => `layers/${id}`)])
      for (const name of readdirSync(join(out, layer)).filter((n) =>
        /\.(glb|bin)$|tileset\.json$|report\.json$/.test(n),
      )) {
        const path = join(out, layer, name);
        const bytes = readFileSync(path);
        expect(gunzipSync(readFileSync(`${path}.gz`)).equals(bytes)).toBe(true);
        expect(brotliDecompressSync(readFileSync(`${path}.br`)).equals(bytes)).toBe(true);
        files++;
      }
    expect(files).toBeGreaterThan(25);
  });
});

describe("tiles", () => {
  it("draw the full level with every slot once, walls from below the ground to the roof", async () => {
    const table = NodeTable.decode(buffer(join(out, "nodes.bin")));
    const full = await readTile(fullTile());
    expect(full.table.slot).toEqual(Array.from({ length: 26 }, (_, i) => table.coreCount + i));
    const buildings = decodeColumns(buffer(join(out, "buildings.bin"))).columns as unknown as BuildingColumns;
    for (let f = 0; f < 26; f++) {
      const ups = full.features.flatMap((feature, v) => (feature === f ? [full.positions[3 * v + 1]] : []));
      const bridge = buildings.code[f] === "bridge";
      expect(Math.max(...ups)).toBeCloseTo(full.table.base[f] + buildings.heightAboveBase[f], 1);
      expect(Math.min(...ups)).toBeCloseTo(full.table.base[f] + (bridge ? 24 : -1), 1);
      const { up, down } = areaFromAbove(full, (feature) => feature === f);
      expect(up / buildings.footprint[f]).toBeCloseTo(1, 1);
      if (bridge)
        expect(down / up).toBeCloseTo(1, 3); // a floor under what floats
      else expect(down / up).toBeLessThan(0.02);
    }
  });

  it("turn every wall outwards: the volume of each closed prism is positive", async () => {
    const full = await readTile(fullTile());
    const buildings = decodeColumns(buffer(join(out, "buildings.bin"))).columns as unknown as BuildingColumns;
    const f = buildings.code.indexOf("bridge");
    const p = full.positions;
    const [ox, oy, oz] = p.subarray(3 * full.features.indexOf(f), 3 * full.features.indexOf(f) + 3);
    let volume = 0;
    for (let k = 0; k < full.indices.length; k += 3) {
      if (full.features[full.indices[k]] !== f) continue;
      const [a, b, c] = [0, 1, 2].map((i) => {
        const v = 3 * full.indices[k + i];
        return [p[v] - ox, p[v + 1] - oy, p[v + 2] - oz];
      });
      volume +=
        (a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0])) /
        6;
    }
    expect(volume / (buildings.footprint[f] * 6)).toBeCloseTo(1, 1);
  });

  it("nest blocks (with grid slots), boxes and footprints with falling geometric errors and boxes that hold them", async () => {
    const json = JSON.parse(readFileSync(join(out, "layers/buildings/tileset.json"), "utf8"));
    expect(json.asset.version).toBe("1.1");
    const errors: number[] = [];
    for (let tile = json.root; tile; tile = tile.children?.[0]) {
      errors.push(tile.geometricError);
      const box = tile.boundingVolume.box;
      const { positions } = await readTile(join(out, "layers/buildings", tile.content.uri));
      for (let v = 0; v < positions.length; v += 3) {
        expect(Math.abs(positions[v] - box[0])).toBeLessThanOrEqual(box[3] + 1e-3);
        expect(Math.abs(-positions[v + 2] - box[1])).toBeLessThanOrEqual(box[7] + 1e-3);
        expect(Math.abs(positions[v + 1] - box[2])).toBeLessThanOrEqual(box[11] + 1e-3);
      }
    }
    expect(errors).toEqual([60, 16, 0]);
    const blocks = await readTile(join(out, "layers/buildings", json.root.content.uri));
    const table = NodeTable.decode(buffer(join(out, "nodes.bin")));
    const grids = blocks.table.slot.filter((slot) => slot < table.placeCount);
    expect(grids).toHaveLength(8);
    for (const slot of grids) expect(table.columns.level[slot]).toBe(LEVEL.grid);
  });

  it("put ribbons where the line is, as wide as it is, with the distance run and the asset's slot", async () => {
    const table = NodeTable.decode(buffer(join(out, "nodes.bin")));
    const road = await readTile(tilesOf("roads")[0]);
    expect(road.table).toMatchObject({ slot: [table.slotOf("st-1-a")], klass: [2], width: [20] });
    const metres = 2 * STEP * 96487 + STEP * 110852; // degrees at 30° N
    expect(Math.max(...road.attributes._ALONG) / metres).toBeCloseTo(1, 2);
    expect(new Set(road.attributes._ACROSS)).toEqual(new Set([-1, 1]));
    expect(areaFromAbove(road).up / (metres * 20)).toBeCloseTo(1, 2);
    const frame = new LocalFrame(built.origin.lon, built.origin.lat);
    const start = [0, 0, 0];
    frame.toLocal(WEST, SOUTH + STEP, 0, start);
    expect((road.positions[0] + road.positions[3]) / 2).toBeCloseTo(start[0], 1);
    const pipe = await readTile(tilesOf("pipes")[0]);
    expect(pipe.table.slot).toEqual([NO_SLOT_U32]);
    expect(Math.max(...Array.from(pipe.positions).filter((_, i) => i % 3 === 1))).toBeLessThan(0);
    expect(report.countOf("asset-unknown", "pipes")).toBe(1);
  });

  it("lay areas and places flat and whole, with a curtain around each place", async () => {
    const cell = STEP * 96487 * STEP * 110852;
    const park = await readTile(tilesOf("landuse")[0]);
    expect(areaFromAbove(park).up / cell).toBeCloseTo(1, 2);
    expect(park.table.klass).toEqual([3]);
    const districts = await readTile(tilesOf("districts")[0]);
    expect(areaFromAbove(districts).up / (8 * cell)).toBeCloseTo(1, 2);
    const tops = districts.attributes._UP.flatMap((up, v) => (up === 1 ? [districts.positions[3 * v + 1]] : []));
    expect(tops.every((y) => y > 259 && y < 262)).toBe(true);
    expect(districts.attributes._EDGE.every((edge, v) => edge === 1 || districts.attributes._UP[v] === 0)).toBe(true);
    expect(districts.table.level).toEqual([LEVEL.district, LEVEL.district]);
  });

  it("keep the earth's curve: ground far from the origin lies lower", async () => {
    const ground = await readTile(tilesOf("ground")[0]);
    const reach = Math.max(...Array.from(ground.positions).filter((_, i) => i % 3 === 0));
    const up = ground.positions[ground.positions.indexOf(reach) + 1];
    expect(up).toBeLessThan((-(reach * reach) / (2 * 6.4e6)) * 0.9);
  });
});

describe("on hilly ground", () => {
  it("roads and water never sink into the drawn ground nor float high above it", async () => {
    const hilly = join(dir, "hilly");
    await buildScene({ scene: tinyScene(), source: tinyCity({ hilly: true }), outDir: hilly, workers: 0 });
    const ground = await readTile(tilesOf("ground", hilly)[0]);
    const heightAt = surface(ground);
    for (const [layer, lift] of [
      ["roads", 0.85],
      ["water", 0.55],
    ] as const) {
      for (const path of tilesOf(layer, hilly)) {
        const tile = await readTile(path);
        for (let k = 0; k < tile.indices.length; k += 3) {
          const corners = [0, 1, 2].map((i) => 3 * tile.indices[k + i]);
          const mid = [0, 1, 2].map((axis) => corners.reduce((sum, v) => sum + tile.positions[v + axis], 0) / 3);
          const above = mid[1] - heightAt(mid[0], mid[2]);
          expect(above).toBeGreaterThan(0.1);
          expect(above).toBeLessThan(lift + 0.6);
        }
      }
    }
  });
});

describe("fillByCells", () => {
  it("covers a polygon with a hole exactly, each piece level with the ground's own triangles", () => {
    const source = tinyCity({ hilly: true });
    const ground = layGround(source.extent, source.terrain);
    const [x, y] = [WEST + 0.3 * STEP, SOUTH + 0.2 * STEP];
    const outer = Float64Array.of(
      x,
      y,
      x + 2 * STEP,
      y + 0.1 * STEP,
      x + 1.1 * STEP,
      y + 0.7 * STEP,
      x + 1.8 * STEP,
      y + STEP,
      x,
      y + 0.9 * STEP,
    );
    const hole = rectangle(x + 0.2 * STEP, y + 0.2 * STEP, x + 0.6 * STEP, y + 0.5 * STEP);
    const points: number[] = [];
    let area = 0;
    let worst = 0;
    fillByCells([outer, hole], ground, {
      vertex: (lon, lat) => points.push(lon, lat) / 2 - 1,
      triangle: (a, b, c) => {
        const corner = [a, b, c].map((i) => [points[2 * i], points[2 * i + 1]]);
        area += signedArea(corner.flat());
        const heights = corner.map(([lon, lat]) => groundHeight(ground, lon, lat));
        const [lon, lat] = [0, 1].map((axis) => (corner[0][axis] + corner[1][axis] + corner[2][axis]) / 3);
        worst = Math.max(worst, Math.abs(groundHeight(ground, lon, lat) - (heights[0] + heights[1] + heights[2]) / 3));
      },
    });
    expect(area / (signedArea(outer) - signedArea(hole))).toBeCloseTo(1, 6);
    expect(worst).toBeLessThan(1e-3);
  });
});

/** Height of a triangulated surface at x, z by looking for the triangle. */
function surface(tile: Awaited<ReturnType<typeof readTile>>): (x: number, z: number) => number {
  const { positions: p, indices } = tile;
  return (x, z) => {
    for (let k = 0; k < indices.length; k += 3) {
      const [a, b, c] = [3 * indices[k], 3 * indices[k + 1], 3 * indices[k + 2]];
      const d = (p[b + 2] - p[c + 2]) * (p[a] - p[c]) + (p[c] - p[b]) * (p[a + 2] - p[c + 2]);
      const u = ((p[b + 2] - p[c + 2]) * (x - p[c]) + (p[c] - p[b]) * (z - p[c + 2])) / d;
      const v = ((p[c + 2] - p[a + 2]) * (x - p[c]) + (p[a] - p[c]) * (z - p[c + 2])) / d;
      if (u >= -1e-9 && v >= -1e-9 && u + v <= 1 + 1e-9) return u * p[a + 1] + v * p[b + 1] + (1 - u - v) * p[c + 1];
    }
    return Number.NaN;
  };
}

describe("a build", () => {
  it("gives the same hash with none and with two workers", async () => {
    const source = () => tinyCity({ perGrid: 200, hilly: true });
    const none = await buildScene({ scene: tinyScene(), source: source(), outDir: join(dir, "w0"), workers: 0 });
    const two = await buildScene({ scene: tinyScene(), source: source(), outDir: join(dir, "w2"), workers: 2 });
    expect(two.hash).toBe(none.hash);
    expect(two.layers).toEqual(none.layers);
    expect(two.layers.find((layer) => layer.id === "buildings")!.tiles).toBeGreaterThan(4);
  });

  it("writes only the tiles that changed, and the same bytes as a build from nothing", async () => {
    const outDir = join(dir, "again");
    const source = (higher: number): CitySource => {
      const city = tinyCity({ perGrid: 400 });
      for (const building of city.buildings) if (building.code === "b5-7") building.height += higher;
      return city;
    };
    const first = await buildScene({ scene: tinyScene(), source: source(0), outDir, workers: 0 });
    const inodes = (): Map<string, number> =>
      new Map(first.layers.flatMap(({ id }) => tilesOf(id, outDir).map((path) => [path, statSync(path).ino] as const)));
    const before = inodes();
    const second = await buildScene({ scene: tinyScene(), source: source(3), outDir, workers: 0 });
    const changed = [...inodes()].filter(([path, inode]) => before.get(path) !== inode).map(([path]) => path);
    expect(changed.map((path) => /layers\/([a-z]+)\/([a-z]+)/.exec(path)!.slice(1).join("/")).sort()).toEqual([
      "buildings/blocks",
      "buildings/boxes",
      "buildings/full",
    ]);
    expect(changed.length).toBeLessThan(before.size / 3);
    const anew = await buildScene({
      scene: tinyScene(),
      source: source(3),
      outDir: join(dir, "anew"),
      workers: 0,
    });
    expect(second.hash).toBe(anew.hash);
    expect(second.layers).toEqual(anew.layers);
  });

  it("changes its hash when one building is one metre higher", async () => {
    const source = tinyCity();
    for (const building of source.buildings) if (building.code === "court") building.height += 1;
    const other = await buildScene({ scene: tinyScene(), source, outDir: join(dir, "higher"), workers: 0 });
    expect(other.hash).not.toBe(built.hash);
  });

  it.each([0, 2])("leaves the old scene and nothing half when cancelled (%i workers)", async (workers) => {
    const target = join(dir, `cancel${workers}`, "tiny");
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, "built.json"), "old");
    const stop = new AbortController();
    const building = buildScene({
      scene: tinyScene(),
      source: tinyCity({ perGrid: 400 }),
      outDir: target,
      workers,
      signal: stop.signal,
      onProgress: ({ stage }) => {
        if (stage === "roads") stop.abort();
      },
    });
    await expect(building).rejects.toMatchObject({ name: "AbortError" });
    expect(readFileSync(join(target, "built.json"), "utf8")).toBe("old");
    expect(readdirSync(join(dir, `cancel${workers}`))).toEqual(["tiny"]);
  });

  it("tells progress for every stage up to its total", async () => {
    const last = new Map<string, [number, number]>();
    await buildScene({
      scene: tinyScene(),
      source: tinyCity(),
      outDir: join(dir, "progress"),
      workers: 0,
      onProgress: ({ stage, done, total }) => last.set(stage, [done, total]),
    });
    expect([...last.keys()]).toEqual(expect.arrayContaining(["read", "ground", "roads", "buildings", "trees"]));
    for (const [done, total] of last.values()) expect(done).toBe(total);
  });

  it("skips and lists what cannot be used, and goes on", async () => {
    const source = tinyCity();
    const list = [...source.buildings];
    source.buildings = [
      ...list,
      { ...list[0] },
      { ...list[0], code: "flat", rings: [Float64Array.of(WEST, SOUTH, WEST, SOUTH)] },
      { ...list[0], code: "none", height: Number.NaN },
    ];
    source.assets.push({ ...source.assets[0], code: "odd", kind: "no-such-kind" });
    source.assets.push({ ...source.assets[1], code: "loop-a", parentCode: "loop-b" });
    source.assets.push({ ...source.assets[1], code: "loop-b", parentCode: "loop-a" });
    const findings = new SourceReport();
    const result = await buildScene({
      scene: tinyScene(),
      source,
      outDir: join(dir, "odd"),
      workers: 0,
      report: findings,
    });
    expect(result.counts.buildings).toBe(26);
    expect(findings.countOf("code-twice", "buildings")).toBe(1);
    expect(findings.countOf("footprint-unusable")).toBe(2);
    expect(findings.countOf("kind-unknown")).toBe(1);
    expect(findings.countOf("parent-cycle")).toBe(2);
    const json = JSON.parse(readFileSync(join(dir, "odd", "report.json"), "utf8"));
    expect(json.skipped.find((item: { reason: string }) => item.reason === "kind-unknown").features).toEqual([
      "odd 站一",
    ]);
  });

  it.each([
    ["no city", (source: ReturnType<typeof tinyCity>) => source.places.splice(0, 1), /without a parent|is missing/],
    ["a code twice", (source: ReturnType<typeof tinyCity>) => source.places.push(source.places[1]), /stands twice/],
    ["an extent that is none", (source: ReturnType<typeof tinyCity>) => (source.extent[0] = Number.NaN), /extent/],
    ["an extent across the world", (source: ReturnType<typeof tinyCity>) => (source.extent[0] = -170), /too wide/],
  ])("refuses a source with %s and leaves no folder", async (name, spoil, message) => {
    const source = tinyCity();
    spoil(source);
    const target = join(dir, "refused", name);
    const building = buildScene({ scene: tinyScene(), source, outDir: target, workers: 0 });
    await expect(building).rejects.toBeInstanceOf(SourceError);
    await expect(building).rejects.toThrow(message);
    expect(existsSync(target)).toBe(false);
  });
});

describe("what planners' models read", () => {
  const columnsOf = (name: string): Record<string, unknown> => decodeColumns(buffer(join(out, name))).columns;

  it("has the outer outline of every building, to 5 cm", () => {
    const { end, east, north } = columnsOf("footprints.bin") as unknown as FootprintColumns;
    const buildings = columnsOf("buildings.bin") as unknown as BuildingColumns;
    const source = tinyCity().buildings as { code: string; rings: Float64Array[] }[];
    expect(end.length).toBe(buildings.code.length);
    const frame = new LocalFrame(built.origin.lon, built.origin.lat);
    const [home, corner] = [
      [0, 0, 0],
      [0, 0, 0],
    ];
    buildings.code.forEach((code, row) => {
      const [outer] = (source.find((one) => one.code === code) as (typeof source)[number]).rings;
      const first = row === 0 ? 0 : end[row - 1];
      expect([code, end[row] - first]).toEqual([code, outer.length / 2]);
      frame.toLocal(buildings.lon[row], buildings.lat[row], 0, home);
      for (let k = 0; k < outer.length / 2; k++) {
        frame.toLocal(outer[2 * k], outer[2 * k + 1], 0, corner);
        const x = home[0] + (east[first + k] - FOOTPRINT_ZERO) * FOOTPRINT_STEP;
        const y = home[1] + (north[first + k] - FOOTPRINT_ZERO) * FOOTPRINT_STEP;
        expect(Math.hypot(x - corner[0], y - corner[1])).toBeLessThan(FOOTPRINT_STEP);
      }
    });
  });

  it("has every line with its slot, and the graph of the roads alone", () => {
    const lines = columnsOf("lines.bin") as unknown as LineColumns;
    expect([...lines.klass].map((klass) => LINE_CLASSES[klass])).toEqual(["primary", "metro", "water-pipe"]);
    expect([...lines.end]).toEqual([3, 5, 7]);
    const table = NodeTable.decode(buffer(join(out, "nodes.bin")));
    expect([...lines.slot]).toEqual([table.slotOf("st-1-a"), -1, -1]);
    expect(lines.name[0]).toBe("大道");
    const roads = columnsOf("roads.bin") as unknown as RoadColumns;
    expect([roads.from.length, roads.lon.length]).toEqual([2, 3]);
    expect([...roads.speed]).toEqual([50, 50]);
  });
});
