// Files of every format reach the builder with the coordinate systems they name; a build that comes to nothing says why.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import gcoord from "gcoord";
import proj4 from "proj4";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { buildCommand } from "../../../../src/builder/buildCommand.ts";
import { loadCity, loadScene } from "../../../../src/builder/load.ts";
import { writeNewScene } from "../../../../src/builder/newScene.ts";
import type { BuildingStore } from "../../../../src/builder/store/buildingStore.ts";
import { SourceReport } from "../../../../src/formats/report.ts";
import { readScene } from "../../../../src/twin/scene/readScene.ts";
import { sharedData } from "../../../support/need.ts";
import { storedBuildings } from "../storedBuildings.ts";

const FIXTURES = join(import.meta.dirname, "../../formats/fixtures");
const BUND = sharedData("buildings/shanghai_lujiazui_bund");
const dir = mkdtempSync(join(tmpdir(), "yiwang-sources-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

const manifest = (sources: object): object => ({
  id: "town",
  name: { zh: "城" },
  adminCode: "310100",
  kinds: [],
  sources,
});

async function cityOf(sources: object) {
  const report = new SourceReport();
  const city = await loadCity(readScene(manifest(sources)), dir, report);
  const buildings = storedBuildings(city.buildings as BuildingStore);
  return { city, report, buildings };
}

/** A square of 20 m around a point of a plane system. */
const squareAt = (x: number, y: number) => ({
  type: "FeatureCollection",
  features: [
    {
      type: "Feature",
      properties: { id: "one", height: 12 },
      geometry: {
        type: "Polygon",
        coordinates: [
          [
            [x - 10, y - 10],
            [x + 10, y - 10],
            [x + 10, y + 10],
            [x - 10, y + 10],
            [x - 10, y - 10],
          ],
        ],
      },
    },
  ],
});

describe("the sources of a scene", () => {
  it.each([
    ["shapes.geojson", {}],
    ["shapes_utf8.shp", {}],
    ["shapes.fgb", {}],
    ["shapes.zip", {}],
    ["two.gpkg", { layer: "buildings" }],
  ])("may be %s", async (name, words) => {
    const path = join(dir, name);
    if (name.endsWith("gpkg")) writeFileSync(path, gunzipSync(readFileSync(join(FIXTURES, `${name}.gz`))));
    const file = { path: name.endsWith("gpkg") ? path : join(FIXTURES, name), ...words };
    const { buildings } = await cityOf({ buildings: file });
    const tallest = buildings.reduce((a, b) => (a.height > b.height ? a : b));
    expect(tallest).toMatchObject({ name: "临港中心", height: 31.5 });
  });

  it("may be in any of the registry's coordinate systems, such as EPSG:2436", async () => {
    // Beijing 1954, 3-degree zone around 117° E: nothing the reader has built in.
    const definition =
      "+proj=tmerc +lat_0=0 +lon_0=117 +k=1 +x_0=500000 +y_0=0 +ellps=krass +towgs84=15.8,-154.4,-82.3,0,0,0,0 +units=m";
    const [x, y] = proj4(definition, [117.2, 39.1]);
    writeFileSync(join(dir, "plane.geojson"), JSON.stringify(squareAt(x, y)));
    const { buildings } = await cityOf({ buildings: { path: "plane.geojson", crs: "EPSG:2436" } });
    expect(buildings[0].rings[0][0]).toBeCloseTo(117.2, 3);
    expect(buildings[0].rings[0][1]).toBeCloseTo(39.1, 3);
  });
});

describe("a network whose features say what they are", () => {
  const inp = `[JUNCTIONS]\nJ1 10\nJ2 10\n[TANKS]\nT1 30 1 0 5 20 0\n[PIPES]\nP1 T1 J1 100 200 100\nP2 J1 J2 80 150 100\n
[VALVES]\nV1 J2 T1 150 PRV 30 0\n[OPTIONS]\nUNITS LPS\n[COORDINATES]\nJ1 500000 3400000\nJ2 500080 3400000\nT1 500000 3400100\n`;

  it("becomes pipes and equipment with a state of their own, in a scene whose catalogue has them", async () => {
    const path = join(dir, "net.inp");
    writeFileSync(path, inp);
    const folder = join(dir, "net");
    await writeNewScene(folder, {
      id: "net",
      name: "网",
      adminCode: "310100",
      files: { mixed: [path] },
      crs: "EPSG:4549",
    });
    const scene = loadScene(folder);
    expect(scene.kinds.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["water-pipe", "junction", "tank", "valve"]),
    );
    const report = new SourceReport();
    const city = await loadCity(scene, folder, report);
    const kinds = city.assets.map(({ code, kind }) => `${code} ${kind}`);
    expect(kinds).toEqual(
      expect.arrayContaining(["J1 junction", "T1 tank", "P1 water-pipe", "P2 water-pipe", "V1 valve"]),
    );
    expect(city.assets.find(({ code }) => code === "V1")?.downstreamCode).toBe("T1");
    expect(city.lines).toMatchObject([
      { klass: "water-pipe", assetCode: "P1" },
      { klass: "water-pipe", assetCode: "P2" },
    ]);
    expect(report.toJSON().skipped).toEqual([]);
  });

  it("is drawn, and what the catalogue does not have is listed, in a scene without its kinds", async () => {
    const { city, report } = await cityOf({ mixed: { path: join(dir, "net.inp"), crs: "EPSG:4549" } });
    expect(city.lines).toHaveLength(2);
    expect(city.lines[0].assetCode).toBeUndefined();
    expect(report.countOf("kind-unknown")).toBe(4);
  });
});

describe.skipIf(!BUND)("roads over the buildings of the Bund", () => {
  const roads = (shift: boolean): string => {
    const file = JSON.parse(readFileSync(join(BUND as string, "roads.geojson"), "utf8"));
    const move = (point: number[]): number[] => gcoord.transform(point as [number, number], gcoord.WGS84, gcoord.GCJ02);
    for (const { geometry } of shift ? file.features : []) {
      const { type, coordinates } = geometry;
      if (type === "LineString") geometry.coordinates = coordinates.map(move);
      if (type === "MultiLineString") geometry.coordinates = coordinates.map((line: number[][]) => line.map(move));
    }
    const path = join(dir, `roads-${shift}.geojson`);
    writeFileSync(path, JSON.stringify(file));
    return path;
  };
  const notes = async (shift: boolean): Promise<string> =>
    (
      await cityOf({ buildings: { path: join(BUND as string, "buildings.geojson") }, roads: { path: roads(shift) } })
    ).report.notes.join("\n");

  it("are told to be GCJ-02 when they run through them", async () => {
    expect(await notes(true)).toMatch(/roads look like GCJ-02: .* → set the crs of roads to gcj02/);
  });

  it("are left in peace when they run between them", async () => {
    expect(await notes(false)).not.toMatch(/look like/);
  });
});

describe("a build that comes to nothing", () => {
  it("says what was left out and why, and keeps the last whole build", async () => {
    const folder = join(dir, "lines-only");
    mkdirSync(folder);
    const line = { type: "LineString", coordinates: [[121, 31], [121.001, 31]] }; // biome-ignore format: one line
    const put = (geometry: object): void =>
      writeFileSync(join(folder, "b.geojson"), JSON.stringify({ type: "Feature", id: "x7", properties: {}, geometry }));
    writeFileSync(join(folder, "scene.json"), JSON.stringify(manifest({ buildings: { path: "b.geojson" } })));
    const said: string[] = [];
    vi.spyOn(console, "error").mockImplementation((text) => void said.push(String(text)));
    vi.spyOn(console, "log").mockImplementation(() => undefined);

    const degrees = { type: "Polygon", coordinates: [[[121, 31], [121.001, 31], [121.001, 31.001], [121, 31]]] }; // biome-ignore format: one line
    put(degrees);
    await buildCommand({ folder, data: dir });
    const before = readFileSync(join(dir, "scenes/town/built.json"), "utf8");

    put(line);
    await expect(buildCommand({ folder, data: dir })).rejects.toThrow(/hold nothing that can be drawn/);
    expect(said.join("\n")).toMatch(/buildings: geometry-type × 1 .* such as x7/);
    const kept = JSON.parse(readFileSync(join(dir, "scenes/town.failed-report.json"), "utf8"));
    expect(kept.skipped[0]).toMatchObject({ source: "buildings", features: ["x7"] });
    expect(readFileSync(join(dir, "scenes/town/built.json"), "utf8")).toBe(before);

    put(degrees);
    await buildCommand({ folder, data: dir });
    expect(() => readFileSync(join(dir, "scenes/town.failed-report.json"))).toThrow(/ENOENT/);
  });
});
