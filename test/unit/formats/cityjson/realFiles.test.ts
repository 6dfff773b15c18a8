// Real CityJSON files against figures found in them by other means (plain sums over the file, outside of this code).

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cityjson } from "../../../../src/formats/cityjson/cityjson.ts";
import type { RawFeature } from "../../../../src/formats/feature.ts";
import { signedVolume } from "../../../../src/formats/solids.ts";
import { sharedData } from "../../../support/need.ts";
import { areaOfGeometry, badRings, countBy, polygonsOf, readAll } from "../support/readAll.ts";

const folder = sharedData("cityjson");
const at = (name: string): string => join(folder!, name);
const areaOfType = (features: readonly RawFeature[], type: string): number =>
  features.filter((f) => f.properties.type === type).reduce((sum, f) => sum + areaOfGeometry(f.geometry), 0);

describe.skipIf(!folder)("CityJSON: real files", () => {
  it("reads Delft with all its types, each area as large as its triangles together", async () => {
    const { crs, features, findings } = await readAll(cityjson, at("delft_lod1.city.json"));
    expect(crs).toBe("https://www.opengis.net/def/crs/EPSG/0/7415");
    expect(countBy(features, "type")).toEqual({
      Building: 160,
      Road: 143,
      LandUse: 81,
      PlantCover: 126,
      Bridge: 3,
      WaterBody: 3,
      GenericCityObject: 54,
    });
    expect(findings).toEqual({});
    expect(areaOfType(features, "LandUse")).toBeCloseTo(7651.578, 2);
    expect(areaOfType(features, "PlantCover")).toBeCloseTo(3526.408, 2);
    expect(areaOfType(features, "WaterBody")).toBeCloseTo(16065.534, 2);
    expect(areaOfType(features, "Road")).toBeCloseTo(7624.816, 2);
    expect(features.reduce((n, f) => n + badRings(f.geometry), 0)).toBe(0);
    // Triangles are joined: hardly a road falls into pieces.
    const pieces = features.filter((f) => f.properties.type === "Road").flatMap((f) => polygonsOf(f.geometry));
    expect(pieces.length).toBeLessThan(150);
  });

  it("takes the outline of buildings without a floor from their roofs, and their heights from their walls", async () => {
    const { features } = await readAll(cityjson, at("delft_lod1.city.json"));
    expect(areaOfType(features, "Building")).toBeCloseTo(8654.035, 2);
    const house = features.find(({ id }) => id === "b1105d28c-00ba-11e6-b420-2bdcc4ab5d7f")!;
    expect(house.properties).toMatchObject({ type: "Building", bronhouder: "G0503" });
    expect(house.properties._height).toBeCloseTo(6.1, 6);
    expect(house.solids!.map(({ lod }) => lod)).toEqual(["1"]);
    const kinds = new Set(house.solids![0].surfaces.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(["roof", "wall"]);
    expect(features.filter((f) => f.properties.type === "Building" && !(Number(f.properties._height) > 0))).toEqual([]);
  });

  it("reads 3DBAG lines: outline in the building, solids in its part, which has the building's attributes", async () => {
    const { crs, features, findings } = await readAll(cityjson, at("3dbag_5908.city.jsonl"));
    expect(crs).toBe("urn:ogc:def:crs:EPSG::7415");
    expect(countBy(features, "type")).toEqual({ Building: 99, BuildingPart: 100 });
    expect(areaOfType(features, "Building")).toBeCloseTo(28400.2457, 3);
    // Two roofs have a hole of two corners.
    expect(findings).toEqual({ "ring-too-few-points": 2 });
    const part = features.find(({ id }) => id === "NL.IMBAG.Pand.0503100000000033-0")!;
    expect(part.parent).toBe("NL.IMBAG.Pand.0503100000000033");
    expect(part.where).toBe("line 2, CityObject NL.IMBAG.Pand.0503100000000033-0");
    expect(part.properties).toMatchObject({ "+noise-buildingHabitants": 4, oorspronkelijkbouwjaar: 1911 });
    expect(part.properties.h_dak_max).toBeCloseTo(30.732, 3);
    expect(part.properties._roofZ).toBeCloseTo(30.709, 3);
    // Its walls go down to −2.412.
    expect(part.properties._groundZ).toBeCloseTo(-0.075, 3);
    expect(part.properties._height).toBeCloseTo(30.784, 3);
    expect(part.solids!.map(({ lod }) => lod)).toEqual(["1.2", "1.3", "2.2"]);
    const volumes = part.solids!.map(({ surfaces }) => signedVolume(surfaces));
    expect(volumes[0]).toBeCloseTo(53421.671, 1);
    expect(volumes[1]).toBeCloseTo(50251.189, 1);
    expect(volumes[2] / 45724.7945).toBeCloseTo(1, 4);
    expect(features.reduce((n, f) => n + badRings(f.geometry), 0)).toBe(0);
    for (const { solids } of features)
      for (const { lod, surfaces } of solids ?? []) if (lod !== "0") expect(signedVolume(surfaces)).toBeGreaterThan(0);
  });

  it("reads the same city as one object as from lines", async () => {
    const lines = await readAll(cityjson, at("3dbag_5908.city.jsonl"));
    const whole = await readAll(cityjson, at("3dbag_5908.collected.city.json"));
    const plain = ({ features }: typeof lines): unknown =>
      Object.fromEntries(features.map(({ where: _, ...f }) => [f.id as string, f.properties]));
    expect(plain(whole)).toEqual(plain(lines));
    const ground = (r: typeof lines): number => areaOfType(r.features, "BuildingPart");
    expect(ground(whole)).toBeCloseTo(ground(lines), 6);
    expect(whole.findings).toEqual(lines.findings);
  });

  it("says nothing of a coordinate system that the file does not name", async () => {
    const { crs, features } = await readAll(cityjson, at("3dbag_multi_lod.city.json"));
    expect(crs).toBeNull();
    expect(features).toHaveLength(10);
    for (const { solids, properties, geometry } of features) {
      expect(solids!.map(({ lod }) => lod)).toEqual(["1.2", "1.3", "2.2"]);
      for (const { surfaces } of solids!) expect(signedVolume(surfaces)).toBeGreaterThan(0);
      expect(properties._height).toBeGreaterThan(2);
      expect(badRings(geometry)).toBe(0);
    }
  });

  it("finds the height of a hundred gabled houses as they say it, and their ground", async () => {
    const { crs, features } = await readAll(cityjson, at("berlin_lod2_buildings.city.json"));
    expect(crs).toBe("http://www.opengis.net/def/crs/EPSG/6.12/3068");
    expect(features).toHaveLength(100);
    for (const { properties } of features)
      expect(properties._height).toBeCloseTo(properties.measuredHeight as number, 6);
    expect(areaOfType(features, "Building")).toBeCloseTo(4800, 6);
    const kinds = features[0].solids![0].surfaces.map(({ kind }) => kind);
    expect(kinds).toEqual(["ground", "wall", "wall", "wall", "wall", "roof", "roof"]);
  });

  it("places instances of templates, joins the bodies of a composite and reads a city of nothing", async () => {
    const dummy = await readAll(cityjson, at("edge/dummy.city.json"));
    expect(dummy.findings).toEqual({ "ring-too-few-points": 1 });
    const tree = dummy.features.find(({ properties }) => properties.type === "SolitaryVegetationObject")!;
    expect(tree.geometry).toEqual({ type: "Point", coordinates: [1, 0, 0] });
    // The template's first ring 0, 3, 2, 1, twice as large, at vertex 0 (1, 0, 0).
    expect(Array.from(tree.solids![0].surfaces[0].rings[0])).toEqual([1, 1, 0, 23, 20, 0, 23, 0, 0, 3, 0, 0]);

    const composite = await readAll(cityjson, at("edge/composite_solid_with_material.city.json"));
    expect(signedVolume(composite.features[0].solids![0].surfaces)).toBeCloseTo(2, 9);
    expect(areaOfGeometry(composite.features[0].geometry)).toBeCloseTo(2, 9);

    expect((await readAll(cityjson, at("edge/minimal.city.json"))).features).toEqual([]);
    const bench = await readAll(cityjson, at("edge/multisurface_with_material.city.json"));
    expect(bench.features[0].properties).toMatchObject({ type: "CityFurniture", function: "1090" });
  });
});
