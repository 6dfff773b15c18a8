// Real cities built from their files: landmarks stand where they are known to stand, as the tiles draw them; every tile is sound.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cartesian3, Cartographic, Matrix4 } from "cesium";
import { afterAll, describe, expect, it } from "vitest";
import { buildScene } from "../../../src/builder/build.ts";
import { loadCity, loadScene } from "../../../src/builder/load.ts";
import { type NewSceneOptions, writeNewScene } from "../../../src/builder/newScene.ts";
import { tileFiles } from "../../../src/builder/tileFiles.ts";
import { SourceReport } from "../../../src/formats/report.ts";
import { checkTileset } from "../../../src/formats/tiles3d/check.ts";
import { decodeColumns } from "../../../src/twin/columns.ts";
import type { BuildingColumns } from "../../../src/twin/nodeTable.ts";
import { readTile } from "./readTile.ts";
import { hasSharedData, SHARED_DATA } from "./sharedData.ts";

const dir = mkdtempSync(join(tmpdir(), "yiwang-real-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Landmark {
  /** Name or code of the building. */
  is: string;
  /** Degrees, WGS 84. */
  lon: number;
  lat: number;
  /** Allowed distance of its middle, m: half the last digit of the published position, and that a building is not a point. */
  within: number;
  /** Height above its base, m, and how far the published figure may be off. */
  height?: [number, number];
  source: string;
}

interface City {
  title: string;
  options: Omit<NewSceneOptions, "id" | "name">;
  buildings: number;
  landmarks: Landmark[];
  /** [west, south, east, north] degrees that hold every building. */
  holds: [number, number, number, number];
}

const at = (path: string): string => join(SHARED_DATA, path);
const SHANGHAI = at("buildings/shanghai_lujiazui_bund/buildings.geojson");
const BERLIN = at("buildings/berlin_alexanderplatz/buildings.geojson");
const DELFT = at("cityjson/3dbag_5908.city.jsonl");
const CITIES: Record<string, City> = {
  shanghai: {
    title: "Shanghai, GeoJSON",
    options: {
      files: { buildings: [SHANGHAI] },
      adminCode: "310100",
    },
    buildings: 1455,
    holds: [121.479, 31.2255, 121.5222, 31.2518],
    landmarks: [
      {
        is: "上海中心大厦",
        lon: 121 + 30 / 60 + 5 / 3600,
        lat: 31 + 14 / 60 + 8 / 3600,
        within: 25,
        height: [632, 1],
        source: "Wikipedia, Shanghai Tower: 31°14′08″N 121°30′05″E, 632 m",
      },
      {
        is: "上海中心大厦",
        ...inGeoJson(SHANGHAI, "name", "上海中心大厦"),
        within: 0.3,
        source: "the file's own positions",
      },
    ],
  },
  berlin: {
    title: "Berlin, GeoJSON",
    options: { files: { buildings: [BERLIN] }, adminCode: "990000" },
    buildings: 1934,
    holds: [13.399, 52.521, 13.428, 52.538],
    landmarks: [
      {
        is: "bw24045068",
        lon: 13 + 24 / 60 + 46 / 3600,
        lat: 52 + 31 / 60 + 22 / 3600,
        within: 30,
        height: [149.5, 1],
        source: "Wikipedia, Park Inn by Radisson Berlin Alexanderplatz: 52°31′22″N 13°24′46″E, 149.5 m with mast",
      },
      { is: "bw24045068", ...inGeoJson(BERLIN, "id", "w24045068"), within: 0.3, source: "the file's own positions" },
    ],
  },
  delft: {
    title: "3DBAG, CityJSON text sequence, RD New and NAP",
    options: { files: { mixed: [DELFT] }, adminCode: "990000" },
    buildings: 100,
    holds: [4.355, 52.005, 4.37, 52.0135],
    landmarks: [
      {
        is: "bNL.IMBAG.Pand.0503100000000209-p1",
        lon: 4 + 21 / 60 + 39 / 3600,
        lat: 52 + 44 / 3600,
        within: 30,
        source: "Wikipedia, Nieuwe Kerk (Delft): 52°0′44″N 4°21′39″E; the church whose spire is 108.75 m, cut by 3DBAG",
      },
      {
        is: "bNL.IMBAG.Pand.0503100000000209-p1",
        ...inCityJsonSeq(DELFT, "NL.IMBAG.Pand.0503100000000209"),
        within: 1,
        source: "the file's own RD positions by the formulas of Schreutelkamp and Strang van Hees",
      },
    ],
  },
  yokosuka: {
    title: "PLATEAU, CityGML 2.0, latitude first",
    options: { files: { mixed: [at("citygml/plateau_yokosuka_bldg_52397519.gml")] }, adminCode: "990000" },
    buildings: 14,
    // JIS X 0410: the third mesh 5239-75-19 the file is named after.
    holds: [139.7375, 35.25 + 1 / 120, 139.75, 35.25 + 2 / 120],
    landmarks: [
      {
        is: "bbldg_787d830e-2534-410a-8a2a-a531efeb2533",
        ...museumInFile(),
        within: 0.5,
        source: "the Yokosuka Museum of Art, its footprint as the file has it, read by a regular expression",
      },
    ],
  },
};

type Position = readonly number[];

/** Middle of the bounds of positions. */
function middleOf(positions: readonly Position[]): { lon: number; lat: number } {
  const [lon, lat] = [0, 1].map((axis) => {
    const along = positions.map((position) => position[axis]);
    return (Math.min(...along) + Math.max(...along)) / 2;
  });
  return { lon, lat };
}

/** Middle of the features that say `value`, from the text of a GeoJSON file. */
function inGeoJson(path: string, key: string, value: string): { lon: number; lat: number } {
  if (!hasSharedData) return { lon: 0, lat: 0 };
  const { features } = JSON.parse(readFileSync(path, "utf8"));
  // biome-ignore lint/suspicious/noExplicitAny: GeoJSON as it stands in the file
  const found = features.filter((one: any) => (one[key] ?? one.properties[key]) === value);
  // biome-ignore lint/suspicious/noExplicitAny: as above
  return middleOf(found.flatMap((one: any) => one.geometry.coordinates[0]));
}

/** Middle of one feature of a CityJSON text sequence in RD New. */
function inCityJsonSeq(path: string, id: string): { lon: number; lat: number } {
  if (!hasSharedData) return { lon: 0, lat: 0 };
  const [head, ...rest] = readFileSync(path, "utf8").trim().split("\n");
  const { scale, translate } = JSON.parse(head).transform;
  const { vertices } = rest.map((line) => JSON.parse(line)).find((feature) => feature.id === id);
  return middleOf(
    vertices.map((v: Position) => fromRd(v[0] * scale[0] + translate[0], v[1] * scale[1] + translate[1])),
  );
}

/**
 * RD New → degrees, within 0.25 m: Schreutelkamp and Strang van Hees, "Benaderingsformules voor de transformatie
 * tussen RD- en WGS84-kaartcoördinaten", 2001.
 */
function fromRd(x: number, y: number): Position {
  const [dx, dy] = [1e-5 * (x - 155_000), 1e-5 * (y - 463_000)];
  const sum = (terms: readonly Position[]): number => terms.reduce((all, [p, q, k]) => all + k * dx ** p * dy ** q, 0);
  // biome-ignore format: a table
  const north = sum([
    [0, 1, 3235.65389], [2, 0, -32.58297], [0, 2, -0.2475], [2, 1, -0.84978], [0, 3, -0.0655], [2, 2, -0.01709],
    [1, 0, -0.00738], [4, 0, 0.0053], [2, 3, -0.00039], [4, 1, 0.00033], [1, 1, -0.00012],
  ]);
  // biome-ignore format: a table
  const east = sum([
    [1, 0, 5260.52916], [1, 1, 105.94684], [1, 2, 2.45656], [3, 0, -0.81885], [1, 3, 0.05594], [3, 1, -0.05607],
    [0, 1, 0.01199], [3, 2, -0.00256], [1, 4, 0.00128], [0, 2, 0.00022], [2, 0, -0.00022], [5, 0, 0.00026],
  ]);
  return [5.38720621 + east / 3600, 52.1551744 + north / 3600];
}

/** Middle of the bounds of the Yokosuka Museum of Art, from the text of the file. */
function museumInFile(): { lon: number; lat: number } {
  if (!hasSharedData) return { lon: 0, lat: 0 };
  const text = readFileSync(at("citygml/plateau_yokosuka_bldg_52397519.gml"), "utf8");
  const building = text.split("<core:cityObjectMember>").find((part) => part.includes("横須賀美術館")) ?? "";
  const edge = /lod0FootPrint[\s\S]*?<gml:posList>([^<]*)</.exec(building)?.[1].trim().split(/\s+/).map(Number) ?? [];
  const middle = (axis: number): number => {
    const along = edge.filter((_, i) => i % 3 === axis);
    return (Math.min(...along) + Math.max(...along)) / 2;
  };
  return { lat: middle(0), lon: middle(1) };
}

async function build(id: string, { options }: City) {
  await writeNewScene(join(dir, id), { id, name: id, ...options });
  const scene = loadScene(join(dir, id));
  const report = new SourceReport();
  const source = await loadCity(scene, join(dir, id), report);
  const outDir = join(dir, "out", id);
  const built = await buildScene({ scene, source, outDir, workers: 0, report });
  const bytes = readFileSync(join(outDir, "buildings.bin"));
  const buildings = decodeColumns(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  ).columns as unknown as BuildingColumns;
  return { built, report, outDir, buildings };
}

/** Bounds of what the finest tiles draw of a slot: degrees and m, by Cesium's own arithmetic from the file's transform. */
async function drawnBounds(outDir: string, slots: ReadonlySet<number>) {
  const layer = join(outDir, "layers/buildings");
  const tileset = JSON.parse(readFileSync(join(layer, "tileset.json"), "utf8"));
  const toEarth = Matrix4.fromArray(tileset.root.transform);
  const bounds = { west: 180, south: 90, east: -180, north: -90, low: Infinity, high: -Infinity };
  const visit = async (tile: { geometricError: number; content?: { uri: string }; children?: [] }): Promise<void> => {
    if (tile.content && tile.geometricError === 0) {
      const { positions: p, features, table } = await readTile(join(layer, tile.content.uri));
      features.forEach((feature, k) => {
        if (!slots.has(table.slot[feature])) return;
        // glTF has y up, tiles z up.
        const local = new Cartesian3(p[3 * k], -p[3 * k + 2], p[3 * k + 1]);
        const place = Cartographic.fromCartesian(Matrix4.multiplyByPoint(toEarth, local, local));
        const [lon, lat] = [place.longitude, place.latitude].map((radians) => (radians * 180) / Math.PI);
        bounds.west = Math.min(bounds.west, lon);
        bounds.east = Math.max(bounds.east, lon);
        bounds.south = Math.min(bounds.south, lat);
        bounds.north = Math.max(bounds.north, lat);
        bounds.low = Math.min(bounds.low, place.height);
        bounds.high = Math.max(bounds.high, place.height);
      });
    }
    for (const child of tile.children ?? []) await visit(child);
  };
  await visit(tileset.root);
  return bounds;
}

const metresBetween = (lon1: number, lat1: number, lon2: number, lat2: number): number =>
  Math.hypot((lon2 - lon1) * 111_320 * Math.cos((lat1 * Math.PI) / 180), (lat2 - lat1) * 111_132);

describe.skipIf(!hasSharedData).each(Object.entries(CITIES))("%s", (id, city) => {
  it(`${city.title}: landmarks stand where they are, as high as they are, and every tile is sound`, async () => {
    const { built, report, outDir, buildings } = await build(id, city);
    expect(built.counts.buildings).toBe(city.buildings);
    const [west, south, east, north] = city.holds;
    expect(Math.min(...buildings.lon)).toBeGreaterThan(west);
    expect(Math.max(...buildings.lon)).toBeLessThan(east);
    expect(Math.min(...buildings.lat)).toBeGreaterThan(south);
    expect(Math.max(...buildings.lat)).toBeLessThan(north);

    const first = built.counts.places + built.counts.assets;
    for (const { is, lon, lat, within, height, source } of city.landmarks) {
      const rows = buildings.code.flatMap((code, row) => (code === is || buildings.name[row] === is ? [row] : []));
      const tallest = rows.reduce((a, b) => (buildings.heightAboveBase[a] >= buildings.heightAboveBase[b] ? a : b));
      const whole = await drawnBounds(outDir, new Set(rows.map((row) => first + row)));
      const off = metresBetween(lon, lat, (whole.west + whole.east) / 2, (whole.south + whole.north) / 2);
      expect(off, `${is}: ${source}`).toBeLessThan(within);
      const drawn = await drawnBounds(outDir, new Set([first + tallest]));
      // Walls reach some metres below the ground, so that none floats on a slope.
      expect(drawn.high - buildings.base[tallest]).toBeCloseTo(buildings.heightAboveBase[tallest], 0);
      if (height) expect(Math.abs(buildings.heightAboveBase[tallest] - height[0])).toBeLessThanOrEqual(height[1]);
    }

    for (const layer of readdirSync(join(outDir, "layers"))) {
      const result = await checkTileset(tileFiles(join(outDir, "layers", layer)), "tileset.json");
      expect(result.findings, layer).toEqual([]);
      expect(result.missingCount).toBe(0);
    }

    // The report says what it read and names features of whatever it mended or left out.
    const read = Object.values(report.read).reduce((sum, n) => sum + n, 0);
    expect(read).toBeGreaterThanOrEqual(built.counts.buildings);
    const kept = JSON.parse(readFileSync(join(outDir, "report.json"), "utf8"));
    expect(kept.read).toEqual(report.read);
    expect(readFileSync(join(outDir, "report.txt"), "utf8")).toContain(`${built.counts.buildings} buildings`);
  });
});

describe.skipIf(!hasSharedData)("ky4, a water network in US survey feet (EPSG:3547)", () => {
  const file = (name: string): string => at(`utilities/ky4/ky4_${name}_epsg3547.geojson`);

  it("lies where it is, at its own scale, each pipe with a state of its own", async () => {
    const options = {
      files: {},
      pipes: [`water=${file("pipes")}`],
      assets: ["junction", "tank", "pump", "reservoir"].map((kind) => `${kind}=${file(`${kind}s`)}`),
      adminCode: "990000",
    };
    await writeNewScene(join(dir, "ky4"), { id: "ky4", name: "ky4", ...options });
    const scene = loadScene(join(dir, "ky4"));
    const report = new SourceReport();
    const city = await loadCity(scene, join(dir, "ky4"), report);
    expect(report.toJSON().skipped).toEqual([]);
    expect(city.lines).toHaveLength(1156);
    const count = (kind: string): number => city.assets.filter((asset) => asset.kind === kind).length;
    expect(["water-pipe", "junction", "tank", "pump", "reservoir"].map(count)).toEqual([1156, 959, 4, 2, 1]);

    // Each pipe says its length in metres: feet taken for metres, or the wrong feet, would show.
    const { features } = JSON.parse(readFileSync(file("pipes"), "utf8"));
    const said: number[] = features.map((feature: { properties: { length: number } }) => feature.properties.length);
    const ratios = city.lines.flatMap(({ path }, i) => {
      let drawn = 0;
      for (let k = 2; k < path.length; k += 2) drawn += metresBetween(path[k - 2], path[k - 1], path[k], path[k + 1]);
      return said[i] > 100 ? [drawn / said[i]] : [];
    });
    ratios.sort((a, b) => a - b);
    expect(ratios.length).toBeGreaterThan(500);
    expect(ratios[ratios.length >> 1]).toBeCloseTo(1, 2);

    // A pipe's end is where the junction it names is.
    const [first] = features;
    const junction = city.assets.find(({ code }) => code === first.properties.start_node_name);
    expect(junction).toBeDefined();
    expect(
      metresBetween(city.lines[0].path[0], city.lines[0].path[1], junction?.lon ?? 0, junction?.lat ?? 0),
    ).toBeLessThan(1);

    // Mount Washington, Kentucky: 38°3′N 85°33′W (Wikipedia, to the minute) is within, and the projection is right to
    // the metre: Snyder, Map Projections (USGS PP 1395), p. 109: Lambert conformal conic, worked out here on its own.
    const [west, south, east, north] = city.extent;
    expect(west < -85.55 && -85.55 < east && south < 38.05 && 38.05 < north).toBe(true);
    const [lon, lat] = lambert3547(first.geometry.coordinates[0]);
    expect(metresBetween(lon, lat, city.lines[0].path[0], city.lines[0].path[1])).toBeLessThan(0.01);

    const outDir = join(dir, "out/ky4");
    await buildScene({ scene, source: city, outDir, workers: 0, report });
    const result = await checkTileset(tileFiles(join(outDir, "layers/pipes")), "tileset.json");
    expect(result.findings).toEqual([]);
  });
});

/** NAD83(NSRS2007) / Kentucky Single Zone in US survey feet → degrees, by Snyder's series. */
function lambert3547([eastFeet, northFeet]: number[]): [number, number] {
  const foot = 1200 / 3937;
  const rad = Math.PI / 180;
  const a = 6378137;
  const f = 1 / 298.257222101;
  const e = Math.sqrt(2 * f - f * f);
  const [phi0, phi1, phi2] = [36 + 1 / 3, 37 + 1 / 12, 38 + 2 / 3].map((degrees) => degrees * rad);
  const m = (phi: number): number => Math.cos(phi) / Math.sqrt(1 - (e * Math.sin(phi)) ** 2);
  const t = (phi: number): number =>
    Math.tan(Math.PI / 4 - phi / 2) / ((1 - e * Math.sin(phi)) / (1 + e * Math.sin(phi))) ** (e / 2);
  const n = Math.log(m(phi1) / m(phi2)) / Math.log(t(phi1) / t(phi2));
  const F = m(phi1) / (n * t(phi1) ** n);
  const rho0 = a * F * t(phi0) ** n;
  const x = eastFeet * foot - 1_500_000;
  const y = rho0 - (northFeet * foot - 1_000_000);
  const small = (Math.hypot(x, y) / (a * F)) ** (1 / n);
  let phi = Math.PI / 2 - 2 * Math.atan(small);
  for (let i = 0; i < 10; i++)
    phi = Math.PI / 2 - 2 * Math.atan(small * ((1 - e * Math.sin(phi)) / (1 + e * Math.sin(phi))) ** (e / 2));
  return [-85.75 + Math.atan2(x, y) / n / rad, phi / rad];
}
