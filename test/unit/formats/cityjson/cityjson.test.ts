// CityJSON made for the test: what is wrong in it is told feature by feature, what stops the reading says how to mend it.

import { describe, expect, it } from "vitest";
import { cityjson } from "../../../../src/formats/cityjson/cityjson.ts";
import { SourceReport } from "../../../../src/formats/report.ts";
import { fuzz, inPieces } from "../support/fuzz.ts";
import { areaOfGeometry, readAll } from "../support/readAll.ts";

const CUBE = [0, 1].flatMap((z) =>
  [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ].map(([x, y]) => [x * 10_000, y * 10_000, z * 5_000]),
);
/** Faces of the cube, outwards. */
const FACES = [[[0, 3, 2, 1]], [[4, 5, 6, 7]], [[0, 1, 5, 4]], [[1, 2, 6, 5]], [[2, 3, 7, 6]], [[3, 0, 4, 7]]];
const SOLID = { type: "Solid", lod: "1", boundaries: [FACES] };

const city = (objects: Record<string, unknown>, more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    type: "CityJSON",
    version: "2.0",
    transform: { scale: [0.001, 0.001, 0.001], translate: [500_000, 4_000_000, 2] },
    CityObjects: objects,
    vertices: CUBE,
    ...more,
  });
const building = (geometry: unknown, more: object = {}): object => ({
  type: "Building",
  geometry: [geometry],
  ...more,
});
const read = (content: string | Uint8Array, name = "a.city.json"): ReturnType<typeof readAll> =>
  readAll(cityjson, { name, content });

describe("CityJSON", () => {
  it("applies the transform, and derives outline and heights", async () => {
    const { features } = await read(city({ a: building(SOLID, { attributes: { name: "塔" } }) }));
    expect(features).toMatchObject([
      {
        id: "a",
        properties: { name: "塔", type: "Building", _height: 5, _groundZ: 2, _roofZ: 7 },
        where: "CityObject a",
      },
    ]);
    expect(areaOfGeometry(features[0].geometry)).toBeCloseTo(100, 9);
    const [west, south, low] = (features[0].geometry as { coordinates: number[][][] }).coordinates[0][0];
    expect([west >= 500_000, south >= 4_000_000, low]).toEqual([true, true, 2]);
  });

  it.each<[string, unknown, Record<string, number>]>([
    [
      "a vertex that is not there",
      { ...SOLID, boundaries: [[[[0, 1, 99]], ...FACES.slice(1)]] },
      { "vertex-missing": 1 },
    ],
    ["a vertex of a fraction", { ...SOLID, boundaries: [[[[0, 1, 1.5]], ...FACES]] }, { "vertex-missing": 1 }],
    ["a ring of two corners", { ...SOLID, boundaries: [[[[0, 1]], ...FACES]] }, { "ring-too-few-points": 1 }],
    ["no boundaries", { ...SOLID, boundaries: [] }, { "boundaries-empty": 1 }],
    ["boundaries that are none", { ...SOLID, boundaries: "x" }, { "boundaries-empty": 1 }],
    ["the nesting of surfaces in a solid", { ...SOLID, boundaries: FACES }, { "boundaries-nesting": 1 }],
    [
      "the nesting of a solid in surfaces",
      { ...SOLID, type: "MultiSurface", boundaries: [FACES] },
      { "boundaries-nesting": 1 },
    ],
    ["an unknown type", { ...SOLID, type: "Blob" }, { "geometry-unknown": 1 }],
    ["no type", null, { "geometry-unknown": 1 }],
    [
      "a template that is not there",
      { type: "GeometryInstance", template: 3, boundaries: [0] },
      { "template-missing": 1 },
    ],
    ["an instance without a place", { type: "GeometryInstance", template: 3 }, { "vertex-missing": 1 }],
  ])("tells %s, and reads the others", async (_, geometry, expected) => {
    const { features, findings, report } = await read(city({ bad: building(geometry), good: building(SOLID) }));
    expect(findings).toEqual(expected);
    expect(report.toJSON().skipped[0].features).toEqual(["bad"]);
    expect(features.map(({ id }) => id)).toEqual(["bad", "good"]);
  });

  it("turns a solid that faces inwards", async () => {
    const inwards = { ...SOLID, boundaries: [FACES.map(([ring]) => [ring.toReversed()])] };
    const { features, findings } = await read(city({ a: building(inwards) }));
    expect(findings).toEqual({ "solid-inside-out": 1 });
    expect(areaOfGeometry(features[0].geometry)).toBeCloseTo(100, 9);
  });

  it("keeps courtyards and gives several grounds as several polygons", async () => {
    const hole = [
      [2, 2],
      [2, 4],
      [4, 4],
      [4, 2],
    ].map(([x, y]) => [x * 1000, y * 1000, 0]);
    const far = [
      [20, 0],
      [30, 0],
      [30, 10],
      [20, 10],
    ].map(([x, y]) => [x * 1000, y * 1000, 0]);
    const ground = {
      type: "MultiSurface",
      lod: "0",
      boundaries: [
        [
          [0, 1, 2, 3],
          [8, 9, 10, 11],
        ],
        [[12, 13, 14, 15]],
      ],
    };
    const { features } = await read(city({ a: building(ground) }, { vertices: [...CUBE, ...hole, ...far] }));
    expect(features[0].geometry).toMatchObject({ type: "MultiPolygon" });
    expect(areaOfGeometry(features[0].geometry)).toBeCloseTo(196, 9);
    expect(features[0].properties).not.toHaveProperty("_height");
  });

  it("fills up a part with what its building says, wherever that stands, but not with measures of the whole", async () => {
    const objects: Record<string, unknown> = {};
    for (let i = 0; i < 1500; i++)
      objects[`b${i}`] = { type: "Building", children: [`p${i}`, `q${i}`], attributes: { year: i, measuredHeight: 9 } };
    for (let i = 0; i < 1500; i++) {
      objects[`p${i}`] = { type: "BuildingPart", parents: [`b${i}`], geometry: [SOLID] };
      objects[`q${i}`] = { type: "BuildingPart", parents: [`b${i}`], attributes: { year: -1 }, geometry: [SOLID] };
    }
    objects.lost = { type: "BuildingPart", parents: ["gone"], geometry: [SOLID] };
    const { features, findings } = await read(city(objects));
    // Buildings that are only the sum of their parts are no features.
    expect(features).toHaveLength(3001);
    for (const { id, parent, properties } of features.slice(0, -1)) {
      const number = (id as string).slice(1);
      expect(parent).toBe(`b${number}`);
      expect(properties.year).toBe((id as string).startsWith("p") ? Number(number) : -1);
      expect(properties).not.toHaveProperty("measuredHeight");
    }
    expect(findings).toEqual({ "parent-missing": 1 });
  });

  it("takes names as names", async () => {
    const text = city({ a: building(SOLID, { attributes: { type: "x" } }) })
      .replace('"attributes":{', '"attributes":{"__proto__":{"polluted":1},')
      .replace('"a":', '"__proto__":');
    const { features } = await read(text);
    expect(features[0].id).toBe("__proto__");
    expect(Object.keys(features[0].properties)).toContain("__proto__");
    expect(features[0].properties).toMatchObject({ type: "Building", "attributes.type": "x" });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("reads the same however the bytes come", async () => {
    const bytes = new TextEncoder().encode(
      `\uFEFF${city({ 'a"]}\\': building(SOLID, { attributes: { name: '塔"\\' } }), b: building(SOLID) })}`,
    );
    const whole = await read(bytes);
    for (const size of [1, 2, 3, 7, 64]) {
      const opened = await cityjson.open(inPieces("a.city.json", bytes, size), {
        source: "s",
        report: new SourceReport(),
      });
      const features = [];
      for await (const batch of opened.features()) features.push(...batch);
      expect(features).toEqual(whole.features);
      expect(opened.position()).toBeGreaterThan(0);
    }
  });

  it("reads its features again when asked again, vertices first or last, and version 1.0 without transform", async () => {
    const text = JSON.stringify({
      type: "CityJSON",
      version: "1.0",
      vertices: CUBE.map(([x, y, z]) => [x / 1000 + 0.25, y / 1000, z / 1000]),
      CityObjects: { a: building({ ...SOLID, lod: 1 }) },
      metadata: { referenceSystem: "urn:ogc:def:crs:EPSG::4549" },
    });
    const file = inPieces("a.json", new TextEncoder().encode(text), 50);
    const opened = await cityjson.open(file, { source: "s", report: new SourceReport() });
    expect(opened.crs).toBe("urn:ogc:def:crs:EPSG::4549");
    for (let i = 0; i < 2; i++)
      for await (const batch of opened.features()) {
        expect(batch).toHaveLength(1);
        expect(batch[0].solids![0].lod).toBe("1");
        expect(batch[0].properties._height).toBe(5);
      }
  });

  const HEADER = JSON.stringify({
    type: "CityJSON",
    version: "2.0",
    transform: { scale: [1, 1, 1], translate: [0, 0, 0] },
    CityObjects: {},
    vertices: [],
  });
  const line = (id: string): string =>
    JSON.stringify({ type: "CityJSONFeature", id, CityObjects: { [id]: building(SOLID) }, vertices: CUBE });

  it("reads lines, and passes over a line that is broken", async () => {
    const lines = [HEADER, line("a"), line("b").slice(0, 80), "", '{"type":"Feature"}', line("c")];
    const { features, findings, report } = await read(`${lines.join("\r\n")}\n`, "a.city.jsonl");
    expect(features.map(({ where }) => where)).toEqual(["line 2, CityObject a", "line 6, CityObject c"]);
    expect(findings).toEqual({ "not-json": 1, "not-a-feature": 1 });
    expect(report.toJSON().skipped.map(({ features: [where] }) => where)).toEqual(["line 3", "line 5"]);
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ["a file cut short", city({ a: building(SOLID) }).slice(0, 300), /ends in the middle, after 300 bytes → copy/],
    ["lines cut short", [HEADER, line("a"), line("b").slice(0, 99)].join("\n"), /ends in the middle/],
    ["nothing", "", /ends in the middle, after 0 bytes/],
    ["no JSON", "hello", /no \{ or \[ at byte 0/],
    ["another JSON", '{"type":"FeatureCollection","features":[]}', /is not CityJSON: .* → give a CityJSON file/],
    ["lines without the first", `${line("a")}\n${line("b")}`, /without its first line, which has the transform/],
    ["no vertices", '{"type":"CityJSON","version":"2.0","CityObjects":{}}', /has no "vertices"/],
    ["no objects", '{"type":"CityJSON","version":"2.0","vertices":[]}', /has no "CityObjects"/],
    ["a broken transform", city({}, { transform: { scale: [1, 1] } }), /its transform is not a scale and a translate/],
    ["something after its end", `${city({})} , `, /has something after its end/],
    ["broken vertices", city({}).replace("[[0,0,0]", "[[0,0,0"), /vertices are not JSON|ends in the middle/],
    ["UTF-16", new Uint8Array(new Uint16Array([0xfeff, 0x7b, 0x7d]).buffer), /is not text in UTF-8/],
  ])("stops at %s and says what to do", async (_, content, message) => {
    const lines = typeof content === "string" && content.includes("\n");
    await expect(read(content, lines ? "a.city.jsonl" : "a.city.json")).rejects.toThrow(message);
  });

  it("knows its files", () => {
    const knows = (text: string, name: string): boolean => cityjson.recognises(new TextEncoder().encode(text), name);
    expect(knows(HEADER, "x.json")).toBe(true);
    expect(knows('{"CityObjects": {"a": {', "x.json")).toBe(true);
    expect(knows('{"features": [', "x.json")).toBe(false);
    expect(knows("<CityModel", "x.city.json")).toBe(false);
  });

  it("survives damage", async () => {
    const one = new TextEncoder().encode(city({ a: building(SOLID), b: building(SOLID) }));
    const { cut, flipped } = await fuzz(cityjson, "a.city.json", one);
    expect(cut.errors).toBe(50);
    expect(flipped.errors + flipped.read).toBe(100);
    const many = new TextEncoder().encode([HEADER, line("a"), line("b"), line("c")].join("\n"));
    await fuzz(cityjson, "a.city.jsonl", many);
  });
});
