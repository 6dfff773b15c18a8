// Real roads over real buildings: a shifted file is found, whichever it is; files that lie well are left in peace.

import gcoord from "gcoord";
import { describe, expect, it } from "vitest";
import { diskFile } from "../../../src/builder/diskFile.ts";
import { alignment, alignmentNote } from "../../../src/formats/alignment.ts";
import type { Rings } from "../../../src/formats/polygon.ts";
import { readFeatures } from "../../../src/formats/readFeatures.ts";
import { SourceReport } from "../../../src/formats/report.ts";
import { sharedData } from "../../support/need.ts";

const BUND = sharedData("buildings/shanghai_lujiazui_bund");
const BERLIN = sharedData("buildings/berlin_alexanderplatz/buildings.geojson");
const RAILS = sharedData("roads/berlin_railway.geojson");

type System = typeof gcoord.WGS84 | typeof gcoord.GCJ02 | typeof gcoord.BD09;
const shifted = (flat: Float64Array, to: System): Float64Array => {
  const out = flat.slice();
  for (let i = 0; i < out.length; i += 2) out.set(gcoord.transform([out[i], out[i + 1]], gcoord.WGS84, to), i);
  return out;
};
const read = (path: string) => readFeatures(diskFile(path), { source: "s", report: new SourceReport() });

describe.skipIf(BUND === undefined)("alignment of roads and buildings in Shanghai", async () => {
  const buildings: Rings[] = BUND
    ? (await read(`${BUND}/buildings.geojson`)).flatMap((feature) => feature.polygons)
    : [];
  const roads: Float64Array[] = BUND
    ? (await read(`${BUND}/roads.geojson`)).flatMap((feature) =>
        feature.properties.is_tunnel || feature.properties.kind === "rail" ? [] : feature.lines,
      )
    : [];

  it("is right as it stands, and when both carry the same offset", () => {
    const { points, asIs, found } = alignment(buildings, roads);
    expect(points).toBeGreaterThan(5000);
    expect(asIs).toBeLessThan(0.03);
    expect(found).toBeNull();
    const both = alignment(
      buildings.map((rings) => rings.map((ring) => shifted(ring, gcoord.GCJ02))),
      roads.map((line) => shifted(line, gcoord.GCJ02)),
    );
    expect(both.found).toBeNull();
  });

  it.each([
    ["lines", "gcj02", gcoord.GCJ02],
    ["lines", "bd09", gcoord.BD09],
    ["buildings", "gcj02", gcoord.GCJ02],
    ["buildings", "bd09", gcoord.BD09],
  ] as const)("is wrong where the %s are in %s, and says so", (which, system, to) => {
    const result =
      which === "lines"
        ? alignment(
            buildings,
            roads.map((line) => shifted(line, to)),
          )
        : alignment(
            buildings.map((rings) => rings.map((ring) => shifted(ring, to))),
            roads,
          );
    expect(result.found).toEqual({ which, system });
    expect(result.asIs).toBeGreaterThan(0.08);
    expect(result.after).toBeLessThan(0.02);
    expect(alignmentNote(result)).toMatch(
      new RegExp(
        `^${which === "lines" ? "roads" : "buildings"} look like .* inside buildings, .* after conversion → set the crs .* to ${system}$`,
      ),
    );
  });

  it("tells nothing from few points or without buildings", () => {
    expect(
      alignment(
        buildings,
        roads.slice(0, 1).map((line) => line.slice(0, 4)),
      ).found,
    ).toBeNull();
    expect(alignment([], roads)).toEqual({ points: 0, asIs: 0, after: 0, found: null });
  });
});

describe.skipIf(BERLIN === undefined || RAILS === undefined)("alignment in Berlin", () => {
  it("is never blamed on the Chinese offset", async () => {
    const buildings = (await read(BERLIN!)).flatMap((feature) => feature.polygons);
    const result = alignment(
      buildings,
      (await read(RAILS!)).flatMap((feature) => feature.lines),
    );
    expect(result.points).toBeGreaterThan(200);
    expect(result.found).toBeNull();
    expect(alignmentNote(result)).toBeNull();
  });
});
