// References of the manifest: what each type may say, faults in words, hosts the page must be allowed, tokens.

import { describe, expect, it } from "vitest";
import { readScene, SceneError } from "../../../../src/twin/scene/readScene.ts";
import { referenceOrigins, tokenOf, tokenVariable } from "../../../../src/twin/scene/references.ts";

const sceneWith = (...references: object[]): unknown => ({
  id: "town",
  name: { zh: "城" },
  adminCode: "310100",
  sources: { generator: "x.ts" },
  kinds: [],
  references,
});
const named = { id: "a", name: { zh: "图层" } };
const faults = (...references: object[]): string[] => {
  try {
    readScene(sceneWith(...references));
    return [];
  } catch (error) {
    if (!(error instanceof SceneError)) throw error;
    return error.faults.map(({ path, reason, mend }) => `${path}: ${reason} → ${mend}`);
  }
};

describe("references", () => {
  it.each([
    { type: "3dtiles", path: "tiles" },
    { type: "3dtiles", url: "https://tiles.example.cn/tileset.json", heightOffset: -43 },
    { type: "gltf", path: "tower.glb", position: { lon: 121.5, lat: 31.2 } },
    { type: "czml", url: "/files/cars.czml" },
    { type: "wms", url: "http://10.0.0.5:8080/geoserver/wms", layers: "city:ortho" },
    { type: "wmts", url: "https://host/wmts", layer: "img", tileMatrixSet: "w" },
    { type: "tianditu", layer: "cia" },
    { type: "xyz", path: "tiles", format: "jpg" },
    { type: "xyz", url: "https://{s}.tile.example/{z}/{x}/{y}.png", subdomains: ["a", "b"] },
    { type: "mvt", url: "https://host/{z}/{x}/{y}.pbf" },
    { type: "pmtiles", path: "city.pmtiles" },
    { type: "terrain-quantized-mesh", url: "https://host/terrain" },
    { type: "terrain-rgb", url: "https://host/{z}/{x}/{y}.png", encoding: "terrarium" },
  ])("$type is taken: %o", (one) => {
    const [read] = readScene(sceneWith({ ...named, ...one })).references;
    expect(read).toMatchObject({ ...one, shown: true });
  });

  it("has none when none are named", () => {
    const { references: _, ...scene } = sceneWith() as Record<string, unknown>;
    expect(readScene(scene).references).toEqual([]);
  });

  it.each([
    [
      "a type nobody knows",
      { type: "shapefile", path: "x" },
      'references[0].type: is "shapefile" → use one of 3dtiles',
    ],
    [
      "words of another type",
      { type: "czml", path: "x", heightOffset: 3 },
      "references[0].heightOffset: is not a word",
    ],
    ["neither path nor url", { type: "3dtiles" }, "references[0]: has neither path nor url"],
    ["path and url", { type: "3dtiles", path: "a", url: "https://b/c" }, "references[0]: has path and url"],
    [
      "a url of no kind",
      { type: "3dtiles", url: "ftp://b/c" },
      'references[0].url: is "ftp://b/c" → write an address that starts',
    ],
    ["a url of another host without saying so", { type: "3dtiles", url: "//b/c" }, "references[0].url"],
    [
      "a url that would break the page's policy",
      { type: "wms", url: "https://b; script-src *", layers: "x" },
      "references[0].url",
    ],
    [
      "a host with a wildcard",
      { type: "wms", url: "https://*.example/wms", layers: "x" },
      "references[0].url: is no address",
    ],
    [
      "tiles without a template",
      { type: "xyz", url: "https://b/c.png" },
      "references[0].url: names no tile → write {z}, {x} and {y}",
    ],
    [
      "{s} without subdomains",
      { type: "xyz", url: "https://{s}.b/{z}/{x}/{y}" },
      "has {s}, but there are no subdomains",
    ],
    [
      "levels upside down",
      { type: "wms", url: "https://b/wms", layers: "x", minLevel: 9, maxLevel: 3 },
      "references[0].minLevel: is above maxLevel",
    ],
    [
      "an empty extent",
      { type: "wms", url: "https://b/wms", layers: "x", extent: [3, 0, 2, 1] },
      "references[0].extent: is empty",
    ],
    ["a model without a position", { type: "gltf", path: "a.glb" }, "references[0].position: is missing"],
    [
      "a token in the manifest",
      { type: "wms", url: "https://b/wms", layers: "x", token: "secret" },
      'references[0].token: is "secret"',
    ],
  ])("refuses %s", (_, one, words) => {
    expect(faults({ ...named, ...one }).join("\n")).toContain(words);
  });

  it("refuses ids that stand twice", () => {
    const one = { ...named, type: "czml", path: "x" };
    expect(faults(one, one)).toEqual(['references[1].id: "a" stands twice → give each its own id']);
  });

  it("names exactly the hosts that are asked", () => {
    const { references } = readScene(
      sceneWith(
        { ...named, type: "tianditu" },
        { ...named, id: "b", type: "wms", url: "http://10.0.0.5:8080/wms", layers: "x" },
        { ...named, id: "c", type: "czml", url: "/own/cars.czml" },
        { ...named, id: "d", type: "xyz", url: "https://{s}.tile.example/{z}/{x}/{y}.png", subdomains: ["a", "b"] },
      ),
    );
    const built = references.map((spec) => ({ spec, url: spec.url as string }));
    expect(referenceOrigins([...built, { spec: references[2], url: "references/c/tileset.json" }])).toEqual([
      "http://10.0.0.5:8080",
      "https://a.tile.example",
      "https://b.tile.example",
      ...[0, 1, 2, 3, 4, 5, 6, 7].map((i) => `https://t${i}.tianditu.gov.cn`),
    ]);
  });

  it("wants a token where one is named, and for 天地图 always", () => {
    const { references } = readScene(
      sceneWith(
        { ...named, type: "tianditu" },
        { ...named, id: "b", type: "czml", url: "/x" },
        { ...named, id: "c", type: "czml", url: "/x", token: { name: "city-maps", param: "key" } },
      ),
    );
    expect(references.map(tokenOf)).toEqual([
      { name: "tianditu", param: "tk" },
      undefined,
      { name: "city-maps", param: "key" },
    ]);
    expect(tokenVariable("city-maps")).toBe("YIWANG_TOKEN_CITY_MAPS");
  });
});
