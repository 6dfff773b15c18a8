// The real Shanghai files become a whole scene: places, grids, heights, towers made of parts, air stations.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildScene } from "../../../../src/builder/build.ts";
import { checkScene, loadCity, loadScene } from "../../../../src/builder/load.ts";
import { writeNewScene } from "../../../../src/builder/newScene.ts";
import type { CitySource } from "../../../../src/builder/source.ts";
import type { BuildingStore } from "../../../../src/builder/store/buildingStore.ts";
import { SourceError } from "../../../../src/formats/fault.ts";
import { pointInRings } from "../../../../src/formats/polygon.ts";
import { SourceReport } from "../../../../src/formats/report.ts";
import type { BuiltScene } from "../../../../src/twin/scene/built.ts";
import { hasSharedData, SHARED_DATA } from "../sharedData.ts";
import { type StoredBuilding, storedBuildings } from "../storedBuildings.ts";

const BUND = join(SHARED_DATA, "buildings/shanghai_lujiazui_bund");
const dir = mkdtempSync(join(tmpdir(), "yiwang-bund-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const files = {
  buildings: [join(BUND, "buildings.geojson")],
  roads: [join(BUND, "roads.geojson")],
  water: [join(BUND, "water.geojson")],
  landuse: [join(BUND, "landuse.geojson")],
  transit: [join(BUND, "transit.geojson")],
  points: [join(BUND, "pois.geojson")],
};
const places = [join(SHARED_DATA, "boundaries/shanghai_districts.geojson")];

describe.skipIf(!hasSharedData)("the Bund", () => {
  const report = new SourceReport();
  let source: CitySource;
  let buildings: StoredBuilding[];
  let built: BuiltScene;

  beforeAll(async () => {
    await writeNewScene(join(dir, "bund"), { id: "bund", name: "上海外滩", files, places, placesCrs: "gcj02" });
    const scene = loadScene(join(dir, "bund"));
    source = await loadCity(scene, join(dir, "bund"), report);
    buildings = storedBuildings(source.buildings as BuildingStore);
    built = await buildScene({ scene, source, outDir: join(dir, "out"), workers: 0, report });
  });

  it("takes the city's code from its districts and puts the camera in front of it", () => {
    const scene = loadScene(join(dir, "bund"));
    expect(scene.adminCode).toBe("310100");
    expect(built.scene.cameras.home.lat).toBeLessThan(31.2269);
    expect(built.scene.cameras.home.lon).toBeCloseTo(121.5, 1);
    expect(checkScene(join(dir, "bund"))).toEqual([]);
  });

  it("keeps every building or says why not", () => {
    expect(report.read.buildings).toBe(1475);
    expect(buildings.length + report.countOf("outline-has-parts")).toBe(1475);
    expect(built.counts.buildings).toBe(buildings.length);
    expect(new Set(buildings.map((b) => b.code)).size).toBe(buildings.length);
  });

  it("builds 上海中心大厦 from its parts, up to 632 m, each under the tower's name", () => {
    const tower = buildings.filter((b) => b.name === "上海中心大厦");
    expect(tower.length).toBeGreaterThanOrEqual(7);
    expect(Math.max(...tower.map((b) => b.height))).toBe(632);
    expect(tower.every((b) => /^b165792123-p\d+$/.test(b.code))).toBe(true);
    expect(tower.some((b) => b.heightEstimated)).toBe(false);
  });

  it("floats what has a min_height", () => {
    const floating = buildings.filter((b) => b.minHeight > 0);
    expect(floating.length).toBeGreaterThan(40);
    for (const b of floating) expect(b.height).toBeGreaterThan(b.minHeight);
  });

  it("flags exactly the heights it had to estimate", () => {
    expect(built.counts.heightsEstimated).toBe(buildings.filter((b) => b.heightEstimated).length);
    expect(built.counts.heightsEstimated).toBeGreaterThan(600);
    expect(built.counts.heightsEstimated).toBeLessThan(767); // 1475 − 708 with a height
  });

  it("makes districts with GB/T 2260 codes, one honest street each, and grids of fifteen digits that hold something", () => {
    const level = (name: string) => source.places.filter((place) => place.level === name);
    expect(level("district").map((place) => place.code)).toEqual(["310101", "310109", "310110", "310115"]);
    expect(level("street").every((place) => place.name === "未划分街镇" && /^\d{9}$/.test(place.code))).toBe(true);
    const grids = level("grid");
    expect(grids.every((place) => /^\d{15}$/.test(place.code))).toBe(true);
    const held = new Set([
      ...buildings.map((b) => source.places[b.place].code),
      ...source.assets.map((asset) => asset.parentCode),
    ]);
    expect(grids.filter((grid) => !held.has(grid.code))).toEqual([]);
  });

  it("puts Lujiazui in 浦东新区 and the Bund in 黄浦区, although districts come in GCJ-02", () => {
    const districtAt = (lon: number, lat: number): string | undefined =>
      source.places.find((p) => p.level === "district" && p.polygons.some((rings) => pointInRings(lon, lat, rings)))
        ?.name;
    expect(districtAt(121.5015, 31.2355)).toBe("浦东新区"); // 上海中心大厦
    expect(districtAt(121.4855, 31.2385)).toBe("黄浦区"); // 外滩
  });

  it("takes hospitals, schools and stations over as facilities and gives each street one air station", () => {
    const kinds = (kind: string) => source.assets.filter((asset) => asset.kind === kind);
    expect(kinds("hospital").length).toBe(2);
    expect(kinds("fire-station").length).toBe(1);
    expect(kinds("air-station").map((a) => a.code)).toEqual(
      ["310101", "310109", "310110", "310115"].map((code) => `air-${code}999`),
    );
    expect(source.assets.filter((a) => a.parentCode === "air-310101999").map((a) => a.code)).toEqual(
      ["pm25", "temp", "humidity", "pressure", "wind", "rain"].map((key) => `air-310101999-${key}`),
    );
    expect(report.countOf("kind-unknown")).toBe(0);
  });

  it("matches every reading of its feed to a point of the scene", () => {
    const scene = loadScene(join(dir, "bund"));
    const codes = new Set(source.assets.map((asset) => asset.code));
    for (const reading of scene.feeds[0].readings)
      expect(codes).toContain(reading.node.replace("{station}", "air-310101999"));
  });

  it("leaves out what lies beside the scene and refuses what lies elsewhere", async () => {
    const scene = loadScene(join(dir, "bund"));
    const far = join(dir, "far.geojson");
    const line = (lon: number) => ({
      type: "Feature",
      properties: { kind: "rail", id: lon },
      geometry: {
        type: "LineString",
        coordinates: [
          [lon, 31.23],
          [lon + 0.001, 31.23],
        ],
      },
    });
    writeFileSync(far, JSON.stringify({ type: "FeatureCollection", features: [line(121.5), line(122.5)] }));
    const findings = new SourceReport();
    const sources = { ...scene.sources, roads: { path: far } } as typeof scene.sources;
    const city = await loadCity({ ...scene, sources }, dir, findings);
    expect(findings.countOf("outside-extent", "roads")).toBe(1);
    expect(city.lines.filter((l) => l.klass === "rail")).toHaveLength(1);
    writeFileSync(far, JSON.stringify({ type: "FeatureCollection", features: [line(31.2)] }));
    await expect(loadCity({ ...scene, sources }, dir, new SourceReport())).rejects.toThrow(
      /sources\.roads: lies away from the city/,
    );
  });

  it("writes the report beside the scene", () => {
    const json = JSON.parse(readFileSync(join(dir, "out/report.json"), "utf8"));
    expect(json.read.buildings).toBe(1475);
    expect(json.notes.join()).toMatch(/street\(s\) generated/);
  });
});

describe("a scene folder", () => {
  it("without scene.json is refused", () => {
    expect(() => loadScene(join(dir, "nothing"))).toThrow(SourceError);
    expect(checkScene(join(dir, "nothing"))[0].reason).toMatch(/cannot be read/);
  });

  it("that names a generator or files that are not there says which", async () => {
    const at = join(dir, "broken");
    writeNewSceneJson(at, { generator: "./gone.ts" });
    expect(checkScene(at)).toEqual([
      { path: "sources.generator", reason: "./gone.ts is not there", mend: "correct the path, relative to scene.json" },
    ]);
    await expect(loadCity(loadScene(at), at, new SourceReport())).rejects.toThrow(/sources\.generator/);
    writeNewSceneJson(at, { buildings: { path: "gone.geojson" } });
    expect(checkScene(at)[0].path).toBe("sources.buildings.path");
    await expect(loadCity(loadScene(at), at, new SourceReport())).rejects.toThrow(/cannot be read \(ENOENT\)/);
  });

  it("with a generator module gets its seed and number of buildings", async () => {
    const at = join(dir, "generated");
    writeNewSceneJson(at, { generator: "./city.mjs", seed: 7, buildings: 500 });
    writeFileSync(join(at, "city.mjs"), "export default (options) => ({ options });");
    const scene = loadScene(at);
    expect(await loadCity(scene, at, new SourceReport())).toEqual({ options: { seed: 7, buildings: 500 } });
    expect(await loadCity(scene, at, new SourceReport(), { buildings: 120 })).toEqual({
      options: { seed: 7, buildings: 120 },
    });
    writeNewSceneJson(at, { generator: "./other.mjs" });
    writeFileSync(join(at, "other.mjs"), "export const city = 1;");
    await expect(loadCity(loadScene(at), at, new SourceReport())).rejects.toThrow(/no default export/);
  });
});

function writeNewSceneJson(at: string, sources: unknown): void {
  rmSync(at, { recursive: true, force: true });
  writeNewSceneFolder(at, { id: "x", name: { zh: "某城" }, adminCode: "990000", kinds: [], sources });
}

function writeNewSceneFolder(at: string, json: unknown): void {
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, "scene.json"), JSON.stringify(json));
}
