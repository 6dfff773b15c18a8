// Real CityGML files: buildings of PLATEAU (2.0, latitude first), houses also known as CityJSON (3.0), pipes and manholes.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { citygml } from "../../../../src/formats/citygml/citygml.ts";
import { cityjson } from "../../../../src/formats/cityjson/cityjson.ts";
import { LocalFrame } from "../../../../src/formats/localFrame.ts";
import { signedVolume } from "../../../../src/formats/solids.ts";
import { sharedData } from "../../../support/need.ts";
import { fuzz } from "../support/fuzz.ts";
import { areaOfGeometry, badRings, countBy, readAll } from "../support/readAll.ts";

const folder = sharedData("citygml");
const utilities = sharedData("utilities");

describe.skipIf(!folder)("CityGML: real files", () => {
  it("reads PLATEAU's buildings and parts, longitude first, with attributes of every kind", async () => {
    const { crs, features, findings } = await readAll(citygml, join(folder!, "plateau_yokosuka_bldg_52397519.gml"));
    expect(crs).toBe("http://www.opengis.net/def/crs/EPSG/0/6697");
    // 13 buildings, one of which is the sum of its two parts.
    expect(countBy(features, "type")).toEqual({ Building: 12, BuildingPart: 2 });
    expect(findings).toEqual({});
    const museum = features.find(({ id }) => id === "bldg_787d830e-2534-410a-8a2a-a531efeb2533")!;
    expect(museum.properties).toMatchObject({
      name: "横須賀美術館",
      図形ID: 16943,
      "１階床面積": 42,
      usage: "422",
      measuredHeight: 6,
      storeysAboveGround: 1,
      buildingID: "14201-bldg-110968",
      prefecture: "14",
      totalFloorArea: 42.4879,
      "BuildingLandSlideRiskAttribute.areaType": "1",
      "keyValue.104": "1",
    });
    expect(museum.solids!.map(({ lod, surfaces }) => [lod, surfaces.length])).toEqual([
      ["0", 1],
      ["1", 13],
      ["2", 22],
    ]);
    const counts = museum.solids!.map(({ surfaces }) => surfaces.filter(({ kind }) => kind === "roof").length);
    expect(counts).toEqual([0, 1, 3]);
    for (const { geometry, properties, solids } of features) {
      expect(badRings(geometry)).toBe(0);
      const [lon, lat] = (geometry as { coordinates: number[][][] }).coordinates[0][0];
      expect([Math.floor(lon), Math.floor(lat)]).toEqual([139, 35]);
      expect(Math.abs((properties._height as number) - (properties.measuredHeight as number))).toBeLessThan(1);
      const frame = new LocalFrame(lon, lat);
      const [, box] = solids!;
      const base = signedVolume(frame.surfaces(box.surfaces)) / (properties._height as number);
      // A box of level 1 is its ground times its height (where the finest level is the box).
      if (solids!.length === 2)
        expect(base).toBeCloseTo(
          areaOfGeometry({
            type: "Polygon",
            coordinates: (geometry as { coordinates: number[][][] }).coordinates.map((ring) =>
              ring.map(([x, y, z]) => Array.from(frame.toMetres(Float64Array.of(x, y, z)))),
            ),
          }),
          3,
        );
    }
    const parts = features.filter(({ parent }) => parent !== undefined);
    expect(parts.map(({ parent }) => parent)).toEqual(Array(2).fill("bldg_16418b2d-dc75-4731-ae04-90bbef1d66fe"));
    expect(parts[0].properties).toMatchObject({ name: "横須賀美術館", measuredHeight: 11.3, 図形ID: 17462 });
  });

  it("reads the houses of CityGML 3.0 as the same houses in CityJSON", async () => {
    const gml = await readAll(citygml, join(folder!, "berlin_lod2_buildings_v3.gml"));
    const json = await readAll(cityjson, join(folder!, "../cityjson/berlin_lod2_buildings.city.json"));
    expect(gml.crs).toBe("urn:ogc:def:crs:EPSG:6.12:3068");
    expect(gml.features).toHaveLength(100);
    expect(gml.findings).toEqual({});
    const others = new Map(json.features.map((feature) => [feature.id, feature]));
    for (const house of gml.features) {
      const other = others.get(house.id)!;
      expect(house.properties.height).toBe(other.properties.measuredHeight);
      for (const key of ["name", "class", "roofType", "storeysAboveGround", "dateOfConstruction", "_height", "_roofZ"])
        expect(house.properties[key]).toEqual(other.properties[key]);
      expect(areaOfGeometry(house.geometry)).toBeCloseTo(areaOfGeometry(other.geometry), 9);
      expect(house.solids![0].surfaces.map(({ kind }) => kind)).toEqual(
        other.solids![0].surfaces.map(({ kind }) => kind),
      );
      const volume = signedVolume(house.solids![0].surfaces);
      expect(volume).toBeGreaterThan(0);
      expect(volume).toBeCloseTo(signedVolume(other.solids![0].surfaces), 6);
    }
  });

  it.skipIf(!utilities)(
    "reads sewers: lines at the depth of the pipes, running downhill from manhole to manhole",
    async () => {
      const { features, findings } = await readAll(citygml, join(utilities!, "plateau_chiba_sewer_53403039_unf.gml"));
      expect(countBy(features, "type")).toEqual({ SewerPipe: 3, Manhole: 3 });
      expect(findings).toEqual({});
      const pipes = features.filter(({ properties }) => properties.type === "SewerPipe");
      const pipe = pipes.find(({ id }) => id === "unf_d4a2f769-8925-422e-bb3d-51a1e28484d4")!;
      expect(pipe.properties).toMatchObject({
        innerDiamiter: 286,
        innerDiamiter_uom: "mm",
        diameterM: 0.286,
        maxDepth: 2,
        depthM: 1.975,
        occupierType: "600",
      });
      expect(pipe.geometry).toMatchObject({
        type: "LineString",
        coordinates: [
          [140.11943142262734, 35.60966554594282, expect.closeTo(0.49, 3)],
          [140.1194193759045, 35.609575946833374, expect.closeTo(0.39, 3)],
        ],
      });
      const ends = pipes.flatMap(({ geometry }) => (geometry as { coordinates: number[][] }).coordinates);
      const heights = ends.map(([, , z]) => z).sort((a, b) => b - a);
      expect(heights.map((z) => Number(z.toFixed(2)))).toEqual([0.54, 0.49, 0.49, 0.39, 0.39, 0.34]);
      expect(pipe.solids!.map(({ lod }) => lod)).toEqual(["1", "2", "3", "4"]);
      // One manhole has no place given: it is where its shaft is, between the ends of two pipes.
      const shaft = features.find(({ id }) => id === "unf_38387ef9-49a1-4411-aded-aaf65baec929")!;
      const [lon, lat, z] = (shaft.geometry as { coordinates: number[] }).coordinates;
      expect([lon, lat]).toEqual([expect.closeTo(140.1194194, 5), expect.closeTo(35.6095759, 5)]);
      expect(z).toBeCloseTo(2.55, 2);
    },
  );

  it.skipIf(!utilities)("reads water pipes, handholes and fittings", async () => {
    const { features } = await readAll(citygml, join(utilities!, "plateau_chiba_water_53403039_unf.gml"));
    expect(countBy(features, "type")).toEqual({ WaterPipe: 3, Handhole: 2, Appurtenance: 2 });
    for (const { properties, geometry } of features)
      if (properties.type === "WaterPipe") {
        expect(properties).toMatchObject({ depthM: 1.3, year: 1986 });
        for (const [, , z] of (geometry as { coordinates: number[][] }).coordinates) expect(z).toBeCloseTo(1.188, 3);
      } else expect(geometry).toMatchObject({ type: "Point" });
  });

  it("survives damage to a real file", async () => {
    const whole = new Uint8Array(readFileSync(join(folder!, "plateau_yokosuka_bldg_52397519.gml")));
    const { cut } = await fuzz(citygml, "a.gml", whole, { cuts: 12, flips: 12 });
    expect(cut).toEqual({ errors: 12, read: 0 });
  });
});
