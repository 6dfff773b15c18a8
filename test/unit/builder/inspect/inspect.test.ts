// What `inspect` says of real files, and that what it proposes can be built.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { inspect } from "../../../../src/builder/inspect/inspect.ts";
import { propose } from "../../../../src/builder/inspect/propose.ts";
import { plain, wordsOf } from "../../../../src/builder/inspect/words.ts";
import { loadCity } from "../../../../src/builder/load.ts";
import type { BuildingStore } from "../../../../src/builder/store/buildingStore.ts";
import { SourceError } from "../../../../src/formats/fault.ts";
import { SourceReport } from "../../../../src/formats/report.ts";
import { readScene } from "../../../../src/twin/scene/readScene.ts";
import { sharedData } from "../../../support/need.ts";
import { storedBuildings } from "../storedBuildings.ts";

const dir = mkdtempSync(join(tmpdir(), "yiwang-inspect-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
};
const house = (i: number, properties: object): object => {
  const [lon, lat] = [121.4 + (i % 10) * 0.001, 31.2 + Math.floor(i / 10) * 0.001];
  const corners = [[0, 0], [2e-4, 0], [2e-4, 2e-4], [0, 2e-4], [0, 0]]; // biome-ignore format: one line
  const coordinates = [corners.map(([x, y]) => [lon + x, lat + y])];
  return { type: "Feature", properties, geometry: { type: "Polygon", coordinates } };
};
const collection = (features: object[]): string => JSON.stringify({ type: "FeatureCollection", features });

async function look(path: string, options = {}) {
  const found = await inspect(path, options);
  const proposal = propose(found);
  return { found, proposal, words: wordsOf(found, proposal).join("\n") };
}

/** The scene that the proposal makes. */
const sceneOf = ({ role, entry }: ReturnType<typeof propose>) =>
  readScene({
    id: "town",
    name: { zh: "城" },
    adminCode: "310100",
    kinds: [{ id: "your-kind", level: "point", field: "resilience", name: { zh: "点" } }],
    sources: { [role]: entry },
  });

describe("a table of attributes nobody knows", () => {
  const path = put(
    "jianzhu.geojson",
    collection(
      Array.from({ length: 40 }, (_, i) =>
        house(i, {
          BSM: `A${i}`,
          JZGD_CM: 900 + 300 * (i % 7),
          CS: 3 + (i % 7),
          YT: i % 2 ? "住宅" : "office",
          JZMC: `楼${i}`,
        }),
      ),
    ),
  );

  it("is told with kinds, shares, ranges and samples", async () => {
    const { found, words } = await look(path);
    expect(found).toMatchObject({ features: 40, polygons: 40, lines: 0, points: 0, refusal: null });
    expect(words).toMatch(/GeoJSON, text in utf-8/);
    expect(words).toMatch(/CRS84 \(assumed/);
    expect(words).toMatch(/JZGD_CM +number +100 % filled, 7 value\(s\), 900 to 2700; 900 \| 1200 \| 1500/);
    expect(words).toMatch(/extent +121\.400000, 31\.200000 – 121\.409200, 31\.203200°/);
  });

  it("becomes a mapping that a build takes: centimetres, storeys, words without a meaning", async () => {
    const { proposal, words } = await look(path);
    expect(proposal).toMatchObject({
      role: "buildings",
      entry: { path, attributes: { height: { from: "JZGD_CM", scale: 0.01 }, levels: "CS", name: "JZMC", kind: "YT" } },
    });
    expect(words).toMatch(/JZGD_CM seems to be in centimetres/);
    expect(words).toMatch(/YT has 1 word\(s\) with no meaning of ours, such as 住宅 × 20/);
    expect(words).toMatch(/preview: jianzhu\.geojson → height = 9, levels = 3/);
    const city = await loadCity(sceneOf(proposal), dir, new SourceReport());
    const buildings = storedBuildings(city.buildings as BuildingStore);
    expect(buildings).toHaveLength(40);
    expect(buildings.map(({ height }) => height).sort((a, b) => a - b)[0]).toBeCloseTo(9, 3);
    expect(buildings.some(({ name }) => name === "楼7")).toBe(true);
  });

  it("stops when asked to, and says so", async () => {
    const { found, words } = await look(path, { features: 10 });
    expect(found).toMatchObject({ features: 10, more: true });
    expect(words).toMatch(/and more, not looked at/);
  });
});

describe("what a file is", () => {
  const line = { type: "LineString", coordinates: [[121.4, 31.2], [121.41, 31.2]] }; // biome-ignore format: one line
  const point = { type: "Point", coordinates: [121.4, 31.2] };
  it.each([
    ["roads", line, { highway: "primary" }],
    ["transit", line, { railway: "subway" }],
    ["pipes", line, { GJ: 300, 管材: "PE" }],
    ["points", point, { amenity: "hospital" }],
    ["assets", point, { 编号: "S1" }],
  ])("%s", async (role, geometry, properties) => {
    const path = put(`${role}.geojson`, collection([{ type: "Feature", properties, geometry }]));
    const { proposal } = await look(path);
    expect(proposal.role).toBe(role);
    expect(() => sceneOf(proposal)).not.toThrow();
    if (role === "pipes") expect(proposal.entry.attributes).toMatchObject({ diameter: { from: "GJ", scale: 0.001 } });
  });

  const files: [string, string][] = [
    ["buildings/shanghai_lujiazui_bund/buildings.geojson", "buildings"],
    ["buildings/berlin_alexanderplatz/buildings.geojson", "buildings"],
    ["buildings/osm_raw_kaltern_it/map.osm", "mixed"],
    ["boundaries/shanghai_districts.geojson", "places"],
    ["roads/berlin_railway.geojson", "transit"],
    ["utilities/ky4/ky4_pipes_epsg3547.geojson", "pipes"],
    ["cityjson/3dbag_5908.city.jsonl", "mixed"],
    ["citygml/plateau_yokosuka_bldg_52397519.gml", "mixed"],
    ["timeseries/parking_sensors_hamilton_vic.csv", "assets"],
  ];
  it.skipIf(!sharedData("SOURCES.md")).each(files)("%s looks like %s", async (name, role) => {
    const { proposal, found } = await look(sharedData(name) as string);
    expect(found.refusal).toBeNull();
    expect(proposal.role).toBe(role);
    expect(() => sceneOf(proposal)).not.toThrow();
  });
});

describe("a file the builder would refuse", () => {
  it("is told all the same, with the refusal and its mend", async () => {
    const far = collection([house(0, { height: 20 })])
      .replaceAll("121.4", "641999.4")
      .replaceAll("31.2", "3458508.2");
    const { found, words } = await look(put("metres.geojson", far));
    expect(found).toMatchObject({ features: 1, polygons: 1, crs: null });
    expect(words).toMatch(/refused +its coordinates look like metres.*EPSG:4549/);
    expect(words).toMatch(/extent +641999\.40, .* as the file has them/);
    expect(words).toMatch(/height +number/);
    const cut = await look(put("cut.geojson", collection([house(0, {}), house(1, {})]).slice(0, -40)));
    expect(cut.words).toMatch(/refused +ends in the middle/);
  });

  it("and nothing can be said of is an error", async () => {
    await expect(inspect(put("junk.bin", Uint8Array.of(1, 2, 3, 0, 255)))).rejects.toThrow(SourceError);
    await expect(inspect(join(dir, "nowhere.geojson"))).rejects.toThrow(SourceError);
  });

  it("cannot speak to the terminal", async () => {
    expect(plain("a\u001b[31mred\u0007\u202e\nb")).toBe("a·[31mred···b");
    const { words } = await look(put("esc.geojson", collection([house(0, { "\u001b]0;x": "\u001b[2J" })])));
    expect(words.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  it("is not kept in memory: a million different values are many", async () => {
    const { found } = await look(
      put("many.geojson", collection(Array.from({ length: 3000 }, (_, i) => house(i % 90, { v: `v${i}` })))),
    );
    const [column] = found.columns;
    expect(column).toMatchObject({ many: true, filled: 3000 });
    expect(column.values.size).toBe(1000);
  });
});
