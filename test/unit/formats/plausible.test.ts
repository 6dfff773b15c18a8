// Coordinates that cannot be what they are said to be are refused, with what they would fit instead.

import { describe, expect, it } from "vitest";
import { type ReadOptions, readFeatures } from "../../../src/formats/readFeatures.ts";
import { SourceReport } from "../../../src/formats/report.ts";
import { memoryFile } from "../../../src/formats/sourceFile.ts";

async function read(
  positions: readonly (readonly number[])[],
  options: Partial<ReadOptions> = {},
  properties: object = {},
) {
  const report = new SourceReport();
  const features = positions.map((coordinates) => ({
    type: "Feature",
    properties,
    geometry: { type: "Point", coordinates },
  }));
  const bytes = new TextEncoder().encode(JSON.stringify({ type: "FeatureCollection", features }));
  return { report, features: await readFeatures(memoryFile("f.geojson", bytes), { source: "s", report, ...options }) };
}
const around = (x: number, y: number, spread = 500): number[][] =>
  Array.from({ length: 20 }, (_, i) => [x + (spread * i) / 20, y + (spread * (19 - i)) / 20]);

describe("coordinates said to be degrees", () => {
  it.each([
    [around(13524260, 3663918), /look like metres, not degrees .* → .*EPSG:3857 in China/],
    [around(40641999, 3458508), /3-degree zone 40, EPSG:4528 \(central meridian 120°\)/],
    [around(39500000, 4419565), /3-degree zone 39, EPSG:4527 \(central meridian 117°\)/],
    [around(20448481, 4419565), /6-degree zone 20, EPSG:4498 \(central meridian 117°\)/],
    [around(641999, 3458508), /without zone number .*EPSG:4549 for 120°.* or UTM/],
    [around(3458508, 40641999), /zone 40, EPSG:4528, were easting written first/],
    [around(121392, 487361), /look like metres, not degrees .* → name its coordinate system with crs, such as/],
    [around(31.2, 121.5, 0.1), /latitude and longitude look swapped .* → write longitude first/],
    [around(0, 0, 0), /its coordinates are 0, 0 → export/],
  ])("%#", async (positions, message) => {
    await expect(read(positions)).rejects.toThrow(message);
  });

  it("are taken when they are, and single wrong ones skipped", async () => {
    const { features, report } = await read([...around(121.4, 31.2, 0.1), [500, 31], [121.4, 95]]);
    expect(features).toHaveLength(20);
    expect(report.countOf("coordinates-outside")).toBe(2);
  });
});

describe("coordinates said to be in a plane", () => {
  it("are refused when they are degrees, unless the file itself says so", async () => {
    await expect(read(around(121.4, 31.2, 0.1), { crs: "EPSG:4549" })).rejects.toThrow(
      /look like degrees \(.*\), not like EPSG:4549 → leave crs out/,
    );
  });

  it("are refused when northing stands first", async () => {
    await expect(read(around(3458508, 641999), { crs: "EPSG:4549" })).rejects.toThrow(
      /northing and easting look swapped/,
    );
    expect((await read(around(641999, 3458508), { crs: "EPSG:4549" })).features).toHaveLength(20);
  });

  it("are refused when the system cannot hold them", async () => {
    await expect(read(around(3e7, 9e7), { crs: "EPSG:3857" })).rejects.toThrow(/cannot be EPSG:3857 → name/);
  });
});

describe("attributes that hint at the Chinese offset", () => {
  it.each([
    [{ gcj_lng: 121.4 }, "gcj02"],
    [{ source: "高德地图" }, "gcj02"],
    [{ bd09_x: 1 }, "bd09"],
    [{ 坐标系: "百度坐标" }, "bd09"],
  ])("%j lead to a note", async (properties, system) => {
    const { report } = await read(around(121.4, 31.2, 0.1), {}, properties);
    expect(report.notes.join()).toMatch(new RegExp(`set crs to ${system}`));
    expect((await read(around(121.4, 31.2, 0.1), { crs: "EPSG:4326" }, properties)).report.notes).toEqual([]);
    expect((await read(around(13.4, 52.5, 0.1), {}, properties)).report.notes).toEqual([]);
  });

  it("are not seen in ordinary words", async () => {
    const { report } = await read(
      around(121.4, 31.2, 0.1),
      {},
      { name: "BD 09 Tower", road: "百度路", source: "openstreetmap.org" },
    );
    expect(report.notes).toEqual([]);
  });
});
