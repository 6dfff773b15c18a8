// Coordinate systems: published check values, every family of codes, and clear refusals.

import proj4 from "proj4";
import { describe, expect, it } from "vitest";
import { toLonLat } from "../../../src/formats/crs.ts";

describe("toLonLat", () => {
  it("undoes GCJ-02 and BD-09 to within a metre", () => {
    // (121.4737, 31.2304) is (121.478223, 31.228458) in GCJ-02 and (121.484781, 31.234311) in BD-09
    const gcj = toLonLat("gcj02", "f")(121.478223, 31.228458);
    const bd = toLonLat("BD-09", "f")(121.484781, 31.234311);
    for (const [lon, lat] of [gcj, bd]) {
      expect(Math.abs(lon - 121.4737)).toBeLessThan(1.2e-5);
      expect(Math.abs(lat - 31.2304)).toBeLessThan(1.2e-5);
    }
  });

  it.each([
    ["EPSG:4547", 114],
    ["EPSG:4548", 117],
    ["EPSG:4549", 120],
    ["EPSG:4534", 75],
    ["EPSG:4554", 135],
    ["EPSG:4508", 111],
  ])("%s has its central meridian at %i°", (crs, meridian) => {
    const [lon, lat] = toLonLat(crs, "f")(500000, 3456000);
    expect(lon).toBeCloseTo(meridian, 9);
    expect(lat).toBeGreaterThan(31);
    expect(lat).toBeLessThan(31.3);
  });

  it("takes zone-prefixed eastings of EPSG:4528 (zone 40) like EPSG:4549 with the prefix off", () => {
    expect(toLonLat("EPSG:4528", "f")(40640000, 3456000)).toEqual(toLonLat("EPSG:4549", "f")(640000, 3456000));
  });

  it.each(["EPSG:3857", "urn:ogc:def:crs:EPSG::3857", "EPSG:900913"])("reads %s", (crs) => {
    const [x, y] = proj4("EPSG:4326", "EPSG:3857", [121.5, 31.2]);
    const [lon, lat] = toLonLat(crs, "f")(x, y);
    expect(lon).toBeCloseTo(121.5, 9);
    expect(lat).toBeCloseTo(31.2, 9);
  });

  it.each([
    "EPSG:4326",
    "EPSG:4490",
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "http://www.opengis.net/def/crs/EPSG/0/4326",
    "WGS84",
  ])("leaves %s as it is", (crs) => expect(toLonLat(crs, "f")(121.5, 31.2)).toEqual([121.5, 31.2]));

  it.each(["EPSG:99999", "Beijing", ""])("refuses %j by name", (crs) => {
    expect(() => toLonLat(crs, "roads.geojson")).toThrow(
      /roads\.geojson: its coordinate system .* is not known → use EPSG/,
    );
  });
});
