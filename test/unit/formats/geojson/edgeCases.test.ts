// Every damaged or odd GeoJSON file has one known outcome: a clear error, or features with counted, listed repairs and skips.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SourceError } from "../../../../src/formats/fault.ts";
import { boundsOf, pointInRings, signedArea } from "../../../../src/formats/polygon.ts";
import { type ReadFeature, readFeatures } from "../../../../src/formats/readFeatures.ts";
import { SourceReport } from "../../../../src/formats/report.ts";
import { memoryFile } from "../../../../src/formats/sourceFile.ts";
import { sharedData } from "../../../support/need.ts";

const FOLDER = sharedData("edge-cases/geojson");

interface Outcome {
  /** Error: what its reason and mend say. */
  error?: RegExp;
  features?: number;
  /** polygons, lines, points */
  parts?: [number, number, number];
  /** reason → how often, over repairs and skips; the whole list. */
  findings?: Record<string, number>;
  notes?: RegExp;
  also?: (features: ReadFeature[], report: SourceReport) => void;
}

const SHANGHAI = [121.48, 31.22, 121.52, 31.26];
/** [west, south, east, north] of what was read. */
function extentOf(features: readonly ReadFeature[]): [number, number, number, number] {
  const flat = features.flatMap((f) => [...f.polygons.flat(), ...f.lines, Float64Array.from(f.points.flat())]);
  const boxes = flat.map(boundsOf);
  const least = (i: number) => Math.min(...boxes.map((box) => box[i]));
  const most = (i: number) => Math.max(...boxes.map((box) => box[i]));
  return [least(0), least(1), most(2), most(3)];
}
const inShanghai = (features: ReadFeature[]): void => {
  const [w, s, e, n] = extentOf(features);
  expect([w > SHANGHAI[0], s > SHANGHAI[1], e < SHANGHAI[2], n < SHANGHAI[3]]).toEqual([true, true, true, true]);
};

const OUTCOMES: Record<string, Outcome> = {
  "mut_shanghai_bad_heights.geojson": {
    features: 12,
    findings: { "ring-turned": 12 },
    // Heights are handed on as they stand: what they mean is for who uses them.
    also: (features) =>
      expect(features.slice(0, 4).map((f) => f.properties.height)).toEqual([undefined, null, "42", "12 m"]),
  },
  "mut_shanghai_bare_feature.geojson": { features: 1, findings: { "ring-turned": 1 } },
  "mut_shanghai_bare_geometry.geojson": { features: 1, findings: { "ring-turned": 1 } },
  "mut_shanghai_bowtie_self_intersection.geojson": {
    features: 2,
    findings: { "ring-turned": 2, "ring-spike": 2 },
  },
  "mut_shanghai_bytes_not_json.geojson": { error: /is not text in UTF-8, UTF-16 or GB 18030 → export it/ },
  "mut_shanghai_clockwise_rings.geojson": {
    features: 3,
    findings: {},
    also: (features) => {
      for (const { polygons } of features) expect(signedArea(polygons[0][0])).toBeGreaterThan(0);
    },
  },
  "mut_shanghai_duplicate_ids.geojson": {
    features: 3,
    findings: { "ring-turned": 3 },
    also: (features) => expect(features.map((feature) => feature.id)).toEqual(["bldg-1", "bldg-1", "bldg-1"]),
  },
  "mut_shanghai_empty_featurecollection.geojson": { features: 0, findings: {}, notes: /has no features/ },
  "mut_shanghai_epsg3857_no_crs.geojson": { error: /look like metres, not degrees .* → name its coordinate system/ },
  "mut_shanghai_epsg4549_with_crs_member.geojson": { features: 4, findings: { "ring-turned": 4 }, also: inShanghai },
  "mut_shanghai_geometrycollection.geojson": {
    features: 1,
    parts: [2, 0, 1],
    findings: { "geometry-collection": 1, "ring-turned": 1 },
  },
  "mut_shanghai_html_in_name.geojson": {
    features: 1,
    findings: { "ring-turned": 1 },
    also: (features) => expect(features[0].properties.name).toBe("<img src=x onerror=alert(1)>上海"),
  },
  "mut_shanghai_huge_and_nonfinite_coordinates.geojson": {
    features: 0,
    findings: { "coordinates-outside": 2, "coordinates-not-numbers": 2 },
  },
  "mut_shanghai_latlon_swapped.geojson": { error: /latitude and longitude look swapped .* → write longitude first/ },
  "mut_shanghai_nan_literal.geojson": { error: /has NaN or Infinity, which JSON does not know → write null/ },
  "mut_shanghai_newline_delimited.geojsonl": {
    features: 8,
    findings: { "ring-turned": 8 },
    also: inShanghai,
  },
  "mut_shanghai_null_geometry_and_properties.geojson": {
    features: 3,
    findings: { "no-geometry": 1, "ring-turned": 3 },
    also: (_, report) => expect(report.toJSON().skipped[0].features).toEqual(["上海国际会议中心 40778072"]),
  },
  "mut_shanghai_polygon_z.geojson": { features: 3, findings: { "z-dropped": 3, "ring-turned": 3 } },
  "mut_shanghai_proto_pollution_keys.json": {
    features: 1,
    findings: { "ring-turned": 1 },
    also: (features) => {
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      expect(features[0].properties.height).toBe(5);
    },
  },
  "mut_shanghai_too_few_points.geojson": {
    features: 0,
    findings: { "ring-too-few-points": 2, "geometry-empty": 1 },
    also: (_, report) =>
      expect(report.toJSON().skipped.flatMap((item) => item.features)).toEqual(["524424596", "524424599", "524424603"]),
  },
  "mut_shanghai_truncated.geojson": { error: /ends in the middle, after \d+ characters → copy or export/ },
  "mut_shanghai_unclosed_ring.geojson": {
    features: 3,
    findings: { "ring-unclosed": 3, "ring-turned": 3 },
  },
  "mut_shanghai_utf16le.geojson": {
    features: 5,
    findings: { "ring-turned": 5 },
    notes: /utf-16le/,
    also: (features) => expect(features[0].properties.name).toBe("上海国际会议中心"),
  },
  "mut_shanghai_utf8_bom.geojson": { features: 5, findings: { "ring-turned": 5 }, also: inShanghai },
  "real_antimeridian_fiji.geojson": {
    features: 1,
    parts: [20, 0, 0],
    findings: { "ring-turned": 1, "ring-crosses-itself": 1 },
    also: (features) => {
      const [w, , e] = extentOf(features);
      expect(e - w).toBeGreaterThan(350); // both sides of the antimeridian: too wide for a city, which the builder refuses
    },
  },
  "real_brisbane_bike_racks_crs_epsg28356.geojson": {
    features: 315,
    parts: [0, 0, 315],
    findings: {},
    also: (features) => {
      const [w, s, e, n] = extentOf(features);
      expect([w > 152.9, s > -28.4, e < 153.6, n < -27]).toEqual([true, true, true, true]);
    },
  },
  "real_fixtures_geometrycollection-xyz.geojson": {
    features: 1,
    parts: [0, 1, 1],
    findings: { "geometry-collection": 1 },
  },
  "real_fixtures_geometrycollection.geojson": {
    features: 1,
    parts: [0, 1, 1],
    findings: { "geometry-collection": 1 },
  },
  "real_fixtures_linestring-xyz.geojson": { parts: [0, 1, 0], findings: {} },
  "real_fixtures_linestring.geojson": { parts: [0, 1, 0], findings: {} },
  "real_fixtures_multilinestring-xyz.geojson": { parts: [0, 2, 0], findings: {} },
  "real_fixtures_multilinestring.geojson": { parts: [0, 2, 0], findings: {} },
  "real_fixtures_multipoint-xyz.geojson": { parts: [0, 0, 2], findings: {} },
  "real_fixtures_multipoint.geojson": { parts: [0, 0, 2], findings: {} },
  "real_fixtures_multipolygon-xyz.geojson": { parts: [2, 0, 0], findings: { "z-dropped": 1, "ring-turned": 1 } },
  "real_fixtures_multipolygon.geojson": {
    parts: [2, 0, 0],
    findings: { "ring-turned": 1 },
    also: (features) => {
      const holed = features[0].polygons.find((rings) => rings.length === 2)!;
      expect(signedArea(holed[0])).toBeGreaterThan(0);
      expect(signedArea(holed[1])).toBeLessThan(0);
      expect(pointInRings(100.5, 0.5, holed)).toBe(false);
      expect(pointInRings(100.1, 0.1, holed)).toBe(true);
    },
  },
  "real_fixtures_point-xyz.geojson": { parts: [0, 0, 1], findings: {} },
  "real_fixtures_point.geojson": { parts: [0, 0, 1], findings: {} },
  "real_fixtures_polygon-xyz.geojson": { parts: [1, 0, 0], findings: { "z-dropped": 1 } },
  "real_fixtures_polygon.geojson": { parts: [1, 0, 0], findings: {} },
  "real_polygons_with_holes_shanghai_berlin.geojson": {
    features: 27,
    findings: { "ring-turned": 27 },
    also: (features) => expect(features.every((feature) => feature.polygons[0].length > 1)).toBe(true),
  },
  "real_terria_EsriEnvelope.geojson": {
    error: /is not GeoJSON: it has no type → take out what stands under "SomeName"/,
  },
  "real_terria_empty-geoms.geojson": {
    features: 4,
    parts: [1, 2, 2],
    findings: { "geometry-empty": 1, "no-geometry": 1 },
  },
  "real_terria_height.geojson": { features: 2, parts: [2, 0, 0], findings: {} },
  "real_terria_multipolygon.geojson": { features: 1, parts: [3, 0, 0], findings: {} },
};

describe.skipIf(FOLDER === undefined)("edge cases", () => {
  it("has an outcome for every file", () => {
    expect(readdirSync(FOLDER!).sort()).toEqual(Object.keys(OUTCOMES).sort());
  });

  it.each(Object.entries(OUTCOMES))("%s", async (file, outcome) => {
    const report = new SourceReport();
    const read = (): Promise<ReadFeature[]> =>
      readFeatures(memoryFile(file, readFileSync(join(FOLDER!, file))), { source: "s", report });
    if (outcome.error) {
      await expect(read()).rejects.toThrow(SourceError);
      await expect(read()).rejects.toThrow(outcome.error);
      return;
    }
    const features = await read();
    if (outcome.features !== undefined) expect(features).toHaveLength(outcome.features);
    if (outcome.parts) {
      const count = (key: "polygons" | "lines" | "points"): number => features.reduce((n, f) => n + f[key].length, 0);
      expect([count("polygons"), count("lines"), count("points")]).toEqual(outcome.parts);
    }
    const found: Record<string, number> = {};
    const json = report.toJSON();
    for (const item of [...json.repaired, ...json.skipped]) {
      found[item.reason] = (found[item.reason] ?? 0) + item.count;
      expect(item.features).toHaveLength(item.count);
      expect(item.features.every((name) => name !== "")).toBe(true);
    }
    expect(found).toEqual(outcome.findings);
    if (outcome.notes) expect(report.notes.join("; ")).toMatch(outcome.notes);
    outcome.also?.(features, report);
  });
});
