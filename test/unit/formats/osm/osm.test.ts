// OpenStreetMap's three files: the same village in each, what relations make, and what is wrong told element by element.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RawFeature } from "../../../../src/formats/feature.ts";
import { isArea, saysSomething } from "../../../../src/formats/osm/areas.ts";
import { assemble, joinRings } from "../../../../src/formats/osm/multipolygon.ts";
import { osm } from "../../../../src/formats/osm/osm.ts";
import { sharedData } from "../../../support/need.ts";
import { fuzz, inPieces } from "../support/fuzz.ts";
import { areaOfGeometry, badRings, type ReadAll, readAll } from "../support/readAll.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");
const fixture = (name: string): Promise<ReadAll> => readAll(osm, join(FIXTURES, name));
const read = (content: string | Uint8Array, name = "a.osm"): Promise<ReadAll> => readAll(osm, { name, content });
const byId = (features: readonly RawFeature[]): Record<string, RawFeature> =>
  Object.fromEntries(features.map((feature) => [feature.id as string, feature]));

describe("OpenStreetMap", () => {
  it.each(["village.osm", "village.osm.pbf", "village_plain.osm.pbf", "village_locations.osm.pbf"])(
    "reads %s",
    async (name) => {
      const { crs, features, findings, report } = await fixture(name);
      expect(crs).toBe("CRS84");
      expect(findings).toEqual({});
      expect(report.notes).toEqual(["test: relations that make no area are not drawn (1 × route)"]);
      const found = byId(features);
      const { "node/11": fountain, "node/9999999999": tree, "relation/201": school } = found;
      expect(Object.keys(found).sort()).toEqual(
        ["node/11", "node/9999999999", "way/103", "way/104", "way/105", "way/106", "relation/201"].sort(),
      );
      expect(fountain).toEqual({
        id: "node/11",
        properties: { "@id": "node/11", amenity: "fountain", name: "泉 <b>" },
        geometry: { type: "Point", coordinates: [-19.9987654, 10.0012345] },
        where: "node/11",
      });
      expect(tree.geometry).toEqual({ type: "Point", coordinates: [-19.9981111, 10.0011111] });
      expect(found["way/104"]).toMatchObject({
        properties: { highway: "residential", name: "Straße 路" },
        geometry: {
          type: "LineString",
          coordinates: [
            [-20.001, 10.002],
            [-19.998, 10.002],
          ],
        },
      });
      // A pedestrian street that comes back to where it began is no area without area=yes.
      expect(found["way/106"].geometry).toMatchObject({ type: "LineString" });
      expect(found["way/103"]).toMatchObject({ properties: { natural: "water" }, geometry: { type: "Polygon" } });
      // Joined of two ways that begin at the same corner; a court of its own; named by its building relation.
      expect(school.properties).toEqual({
        "@id": "relation/201",
        type: "multipolygon",
        building: "school",
        "building:levels": "3",
        name: "学校",
      });
      expect(school.geometry).toMatchObject({ type: "Polygon", coordinates: { length: 2 } });
      expect(areaOfGeometry(school.geometry)).toBeCloseTo(1e-6 - 4e-8, 12);
      expect(found["way/105"]).toMatchObject({
        parent: "relation/201",
        properties: { "building:part": "yes", height: "12 m" },
      });
      for (const { geometry } of features) expect(badRings(geometry)).toBe(0);
    },
  );

  it("reads the same again, and however the bytes come", async () => {
    const whole = (await fixture("village.osm")).features;
    const { SourceReport } = await import("../../../../src/formats/report.ts");
    for (const name of ["village.osm", "village.osm.pbf"])
      for (const size of [1, 100]) {
        const bytes = new Uint8Array(readFileSync(join(FIXTURES, name)));
        const opened = await osm.open(inPieces(name, bytes, size), { source: "s", report: new SourceReport() });
        for (let i = 0; i < 2; i++) {
          const features: RawFeature[] = [];
          for await (const batch of opened.features()) features.push(...batch);
          expect(features).toEqual(whole);
        }
        expect(opened.position()).toBe(bytes.length);
      }
  });

  const folder = sharedData("buildings/osm_raw_kaltern_it");
  it.skipIf(!folder)("reads a real place as osmtogeojson does, in XML and JSON alike", async () => {
    const xml = await readAll(osm, join(folder!, "map.osm"));
    const json = await readAll(osm, join(folder!, "map.overpass.json"));
    expect(byId(json.features)).toEqual(byId(xml.features));
    // osmtogeojson makes 21 features of it. Five of them are areas of which the file has two corners: left out here,
    // like the two of one corner that neither makes.
    const fewCorners = [
      "way/105582213",
      "way/244451208",
      "way/33748710",
      "way/105582312",
      "way/201032299",
      "way/105582287",
      "way/33748709",
    ];
    expect(xml.features).toHaveLength(16);
    const { skipped } = xml.report.toJSON();
    expect(skipped.find(({ reason }) => reason === "nodes-missing")!.features.sort()).toEqual(fewCorners.sort());
    expect(xml.findings).toEqual({ "nodes-missing": 17, "relation-incomplete": 1 });
    const found = byId(xml.features);
    // The court of the church is mapped the older way: the relation has no tags, its outline says what it is.
    expect(found["way/33748706"].geometry).toMatchObject({ type: "Polygon", coordinates: { length: 2 } });
    expect(found["way/33748706"].properties).toMatchObject({ name: "Pfarrkirche Sankt Michael", building: "yes" });
    expect(found["way/33189032"].geometry).toMatchObject({ type: "LineString" });
    expect(Object.keys(found).filter((id) => id.startsWith("node/"))).toHaveLength(2);
    for (const { geometry } of xml.features) expect(badRings(geometry)).toBe(0);
  });

  it("reads geometry written into the answer, middles, and members of relations", async () => {
    const square = [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 0],
      [0, 0],
    ].map(([lat, lon]) => ({ lat, lon }));
    const elements = [
      { type: "way", id: 1, nodes: [1, 2, 3, 4, 1], geometry: square, tags: { building: "yes", levels: 3 } },
      { type: "way", id: 2, center: { lat: 5, lon: 6 }, tags: { shop: "yes" } },
      { type: "way", id: 3, geometry: [{ lat: 0, lon: 0 }, null, { lat: 2, lon: 2 }], tags: { highway: "path" } },
      {
        type: "relation",
        id: 4,
        tags: { type: "multipolygon", landuse: "forest" },
        members: [{ type: "way", ref: 9, role: "outer", geometry: square }],
      },
    ];
    const { features, findings } = await read(JSON.stringify({ generator: "Overpass API", elements }), "a.json");
    const found = byId(features);
    expect(areaOfGeometry(found["way/1"].geometry)).toBe(1);
    expect(found["way/1"].properties).toEqual({ "@id": "way/1", building: "yes", levels: "3" });
    expect(found["way/2"].geometry).toEqual({ type: "Point", coordinates: [6, 5] });
    expect(found["way/3"].geometry).toEqual({
      type: "LineString",
      coordinates: [
        [0, 0],
        [2, 2],
      ],
    });
    expect(areaOfGeometry(found["relation/4"].geometry)).toBe(1);
    expect(findings).toEqual({ "nodes-missing": 1 });
  });

  const map = (inner: string): string => `<osm version="0.6">${inner}</osm>`;
  const node = (id: number | string, lon: number | string, lat: number): string =>
    `<node id="${id}" lon="${lon}" lat="${lat}"/>`;
  const way = (id: number, refs: number[], ...tags: [string, string][]): string =>
    `<way id="${id}">${refs.map((ref) => `<nd ref="${ref}"/>`).join("")}${tags.map(([k, v]) => `<tag k="${k}" v="${v}"/>`).join("")}</way>`;
  const relation = (id: number, members: [number, string][], ...tags: [string, string][]): string =>
    `<relation id="${id}">${members.map(([ref, role]) => `<member type="way" ref="${ref}" role="${role}"/>`).join("")}${tags.map(([k, v]) => `<tag k="${k}" v="${v}"/>`).join("")}</relation>`;
  const CORNERS = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ]
    .map(([x, y], i) => node(i + 1, x, y))
    .join("");

  it("reads elements in any order, and those not uploaded", async () => {
    const { features } = await read(
      map(way(-7, [-1, -2, -3, -1], ["building", "yes"]) + node(-1, 0, 0) + node(-2, 1, 0) + node(-3, 1, 1)),
    );
    expect(features[0].id).toBe("way/-7");
    expect(areaOfGeometry(features[0].geometry)).toBe(0.5);
  });

  it("leaves the outline to its relation unless it is something itself", async () => {
    const area = relation(
      9,
      [
        [1, "outer"],
        [2, "outer"],
      ],
      ["type", "multipolygon"],
      ["landuse", "meadow"],
    );
    const { features } = await read(
      map(
        CORNERS +
          way(1, [1, 2, 3], ["landuse", "meadow"], ["source", "x"]) +
          way(2, [3, 4, 1], ["barrier", "fence"]) +
          area,
      ),
    );
    expect(features.map(({ id }) => id)).toEqual(["way/2", "relation/9"]);
    expect(features[0].geometry).toMatchObject({ type: "LineString" });
    expect(areaOfGeometry(features[1].geometry)).toBe(1);
  });

  it.each<[string, string, Record<string, number>, string[]]>([
    [
      "an outline that does not close",
      way(1, [1, 2, 3]) + relation(9, [[1, "outer"]], ["type", "multipolygon"], ["building", "yes"]),
      { "ring-open": 1 },
      [],
    ],
    [
      "an outline that is not in the file",
      relation(9, [[8, "outer"]], ["type", "multipolygon"], ["building", "yes"]),
      { "relation-incomplete": 1 },
      [],
    ],
    [
      "a hole that is not in the file",
      way(1, [1, 2, 3, 4, 1]) +
        relation(
          9,
          [
            [1, "outer"],
            [8, "inner"],
          ],
          ["type", "multipolygon"],
          ["building", "yes"],
        ),
      { "holes-missing": 1 },
      ["relation/9"],
    ],
    [
      "nodes that are not in the file",
      way(1, [1, 77, 3], ["highway", "path"]) + way(2, [77, 78], ["highway", "path"]),
      { "nodes-missing": 2 },
      ["way/1"],
    ],
    ["coordinates that are none", node(5, "x", 0), { "coordinates-not-numbers": 1 }, []],
    ["an id that is none", node("abc", 0, 0), { "id-unusable": 1 }, []],
    ["what was deleted", '<node id="6" action="delete" lat="0" lon="0"><tag k="shop" v="x"/></node>', {}, []],
  ])("tells %s", async (_, inner, expected, ids) => {
    const { features, findings } = await read(map(CORNERS + inner));
    expect(findings).toEqual(expected);
    expect(features.map(({ id }) => id)).toEqual(ids);
  });

  it("takes keys as keys", async () => {
    const { features } = await read(map(CORNERS + way(1, [1, 2], ["__proto__", "x"], ["highway", "path"])));
    expect(Object.entries(features[0].properties)).toContainEqual(["__proto__", "x"]);
  });

  it("knows what makes a closed way an area", () => {
    expect(isArea({ building: "yes" })).toBe(true);
    expect(isArea({ building: "no" })).toBe(false);
    expect(isArea({ building: "yes", area: "no" })).toBe(false);
    expect(isArea({ highway: "pedestrian" })).toBe(false);
    expect(isArea({ highway: "pedestrian", area: "yes" })).toBe(true);
    expect(isArea({ natural: "cliff" })).toBe(false);
    expect(isArea({ waterway: "dam" })).toBe(true);
    expect(saysSomething({ source: "x", "tiger:cfcc": "A41" })).toBe(false);
    expect(saysSomething({ importance: "x" })).toBe(true);
  });

  it("joins ways in any direction, and gives holes to the smallest outline around them", () => {
    const box = (x: number, y: number, size: number): Float64Array =>
      Float64Array.of(x, y, x + size, y, x + size, y + size, x, y + size, x, y);
    const half = [Float64Array.of(0, 0, 9, 0, 9, 9), Float64Array.of(0, 0, 0, 9, 9, 9)];
    expect(joinRings(half)).toMatchObject({ rings: { length: 1 }, open: 0 });
    expect(joinRings([half[0]])).toEqual({ rings: [], open: 1 });
    const { polygons, stray } = assemble(
      [...half, box(2, 2, 3), box(20, 0, 1)],
      [box(1, 1, 5), box(3, 3, 1), box(50, 50, 1)],
    );
    expect(stray).toBe(1);
    expect(polygons.map((rings) => rings.length).sort()).toEqual([1, 2, 2]);
    expect(areaOfGeometry({ type: "MultiPolygon", coordinates: polygons })).toBe(81 - 25 + 9 - 1 + 1);
  });

  const pbfOf = (type: string, feature: string): Uint8Array => {
    const text = (value: string): number[] => [...new TextEncoder().encode(value)];
    const block = [0x22, feature.length, ...text(feature)];
    const blob = [0x0a, block.length, ...block];
    const header = [0x0a, type.length, ...text(type), 0x18, blob.length];
    return Uint8Array.from([0, 0, 0, header.length, ...header, ...blob]);
  };

  it.each<[string, string, string | Uint8Array, RegExp]>([
    ["another XML", "a.osm", "<gpx/>", /is not OSM XML: its root is <gpx>/],
    ["a list of changes", "a.osc", "<osmChange><create/></osmChange>", /is a list of changes/],
    ["a file cut short", "a.osm", '<osm><node id="1" ', /ends in the middle/],
    [
      "an answer cut short by Overpass",
      "a.json",
      '{"generator":"Overpass API","elements":[],"remark":"runtime error: Query timed out"}',
      /is not whole: Overpass says .*timed out.* → ask again/,
    ],
    ["no answer of Overpass", "a.json", '{"version":0.6,"generator":"Overpass"}', /it has no elements/],
    ["what is no PBF", "a.pbf", "hello world, this is text", /is not OSM PBF/],
    ["a history", "a.pbf", pbfOf("OSMHeader", "HistoricalInformation"), /is a history of the map/],
    ["a PBF of the future", "a.pbf", pbfOf("OSMHeader", "Teleport"), /needs the unknown feature "Teleport"/],
    ["a PBF without header", "a.pbf", pbfOf("OSMData", "x"), /does not begin with an OSMHeader/],
  ])("stops at %s and says what to do", async (_, name, content, message) => {
    await expect(read(content, name)).rejects.toThrow(message);
  });

  it("stops at a PBF cut short or damaged, naming the place", async () => {
    const bytes = new Uint8Array(readFileSync(join(FIXTURES, "village.osm.pbf")));
    await expect(read(bytes.slice(0, -10), "a.pbf")).rejects.toThrow(/ends in the middle/);
    const damaged = bytes.slice();
    damaged.fill(0x55, damaged.length - 60, damaged.length - 20);
    await expect(read(damaged, "a.pbf")).rejects.toThrow(/its block at byte \d+ is damaged/);
  });

  it("knows its files", () => {
    const knows = (bytes: Uint8Array): boolean => osm.recognises(bytes, "x");
    const text = (value: string): Uint8Array => new TextEncoder().encode(value);
    expect(knows(text(map("")))).toBe(true);
    expect(knows(new Uint8Array(readFileSync(join(FIXTURES, "village.osm.pbf"))))).toBe(true);
    expect(knows(text('{"version": 0.6, "generator": "Overpass API", "elements": ['))).toBe(true);
    expect(knows(text('{"type": "FeatureCollection", "generator": "overpass-turbo", "features": []}'))).toBe(false);
    expect(knows(text("<CityModel>"))).toBe(false);
  });

  it.each(["village.osm", "village.osm.pbf", "village_plain.osm.pbf"])("survives damage to %s", async (name) => {
    await fuzz(osm, name, new Uint8Array(readFileSync(join(FIXTURES, name))), { flips: 300, seed: 7 });
  });
});
