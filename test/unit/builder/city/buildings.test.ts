// Building features to rows: heights in every disguise, parts, codes, levels and defaults, from the damaged files and from hand-made ones.

import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { BuildingTaker } from "../../../../src/builder/city/buildings.ts";
import { diskFile } from "../../../../src/builder/diskFile.ts";
import { BuildingStore } from "../../../../src/builder/store/buildingStore.ts";
import { attributesOf } from "../../../../src/formats/attributes.ts";
import { readFeatures } from "../../../../src/formats/readFeatures.ts";
import { SourceReport } from "../../../../src/formats/report.ts";
import { memoryFile, type SourceFile } from "../../../../src/formats/sourceFile.ts";
import type { AttributeMapping } from "../../../../src/twin/scene/sources.ts";
import { hasSharedData, SHARED_DATA } from "../sharedData.ts";
import { type StoredBuilding, storedBuildings } from "../storedBuildings.ts";

const stores: BuildingStore[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

interface Taken {
  buildings: StoredBuilding[];
  report: SourceReport;
}

async function take(file: SourceFile, mapping: Record<string, AttributeMapping> = {}, budget?: number): Promise<Taken> {
  const report = new SourceReport();
  const store = new BuildingStore(budget);
  stores.push(store);
  const taker = new BuildingTaker(store, report, { storeyMetres: 3, defaultStoreys: { office: 10 } });
  for (const feature of await readFeatures(file, { source: "buildings", report }))
    taker.take(feature, { source: "buildings", attributes: attributesOf(mapping) });
  taker.settle();
  return { buildings: storedBuildings(store), report };
}

const edge = (name: string): Promise<Taken> => take(diskFile(join(SHARED_DATA, "edge-cases/geojson", name)));

function square(id: unknown, properties: Record<string, unknown>, at = 0) {
  const [w, s, size] = [121 + at * 0.001, 31, 0.0003];
  const ring = [
    [w, s],
    [w + size, s],
    [w + size, s + size],
    [w, s + size],
    [w, s],
  ];
  return { type: "Feature", id, properties, geometry: { type: "Polygon", coordinates: [ring] } };
}
const fileOf = (...features: unknown[]): SourceFile =>
  memoryFile("test.geojson", new TextEncoder().encode(JSON.stringify({ type: "FeatureCollection", features })));

describe.skipIf(!hasSharedData)("damaged files", () => {
  it("mut_shanghai_bad_heights: each height is understood or ignored, never invented unflagged", async () => {
    const { buildings, report } = await edge("mut_shanghai_bad_heights.geojson");
    expect(report.countOf("height-unusable")).toBe(6);
    expect(report.countOf("outline-has-parts")).toBe(3);
    const height = (code: string): number => buildings.find((b) => b.code === code)!.height;
    expect(height("b524424597-p1")).toBe(42); // −5 and [10] are no heights: both parts take their outline's "42"
    expect(height("b524424597-p2")).toBe(42);
    expect(height("b524424600-p1")).toBe(12); // outline "12 m"
    expect(height("b524424604-p1")).toBeCloseTo(9.144); // outline "30ft"
    expect(height("b520990201-p1")).toBe(15.5); // "15,5"
    expect(buildings.filter((b) => b.heightEstimated).map((b) => b.code)).toEqual(["b40778072", "b165168438"]);
    for (const b of buildings) expect(b.height > 0 && b.height < 1000).toBe(true);
  });

  it("mut_shanghai_duplicate_ids: all are kept, each under a code of its own", async () => {
    const { buildings, report } = await edge("mut_shanghai_duplicate_ids.geojson");
    expect(buildings.map((b) => b.code)).toEqual(["bbldg-1", "bbldg-1-2", "bbldg-1-3"]);
    expect(report.countOf("id-twice")).toBe(2);
  });
});

describe("heights", () => {
  it("are taken in turn from height, levels, the use's default and the footprint, each estimate flagged", async () => {
    const { buildings } = await take(
      fileOf(
        square("a", { height: 20, levels: 3 }, 0),
        square("b", { levels: 7 }, 1),
        square("c", { building: "office" }, 2),
        square("d", {}, 3),
      ),
    );
    expect(buildings.map((b) => [b.height, b.levels, b.heightFromLevels, b.heightEstimated])).toEqual([
      [20, 3, false, false],
      [21, 7, true, false],
      [30, 10, false, true],
      [18, 6, false, true], // 33 m × 28 m: six storeys
    ]);
  });

  it("follow the manifest's mapping: other names, units, words and a value for the rest", async () => {
    const { buildings } = await take(
      fileOf(square("a", { HGT_FT: 100, USE: "03" }, 0), square("b", { HGT_FT: "50", USE: "99" }, 1)),
      {
        height: { from: "HGT_FT", scale: 0.3048 },
        kind: { from: "USE", values: { "03": "office" }, otherwise: "residential" },
      },
    );
    expect(buildings.map((b) => [Math.round(b.height * 1000) / 1000, b.use])).toEqual([
      [30.48, "office"],
      [15.24, "residential"],
    ]);
  });
});

describe("a store over its budget", () => {
  it("gives back the same footprints from its file", async () => {
    const features = Array.from({ length: 40_000 }, (_, i) => square(i, { height: 5 + (i % 50) }, (i % 900) + i / 1e5));
    const whole = await take(fileOf(...features));
    const spilled = await take(fileOf(...features), {}, 1);
    expect(stores.at(-1)!.spilledBytes).toBe(0); // one block is always in memory, however small the budget
    const many = new BuildingStore(1);
    stores.push(many);
    for (let round = 0; round < 3; round++)
      for (const b of whole.buildings)
        many.add({
          ...b,
          use: "other",
          rings: [Float64Array.from(b.rings[0])],
        });
    expect(many.spilledBytes).toBeGreaterThan(4_000_000);
    expect(spilled.buildings).toEqual(whole.buildings);
    const back = storedBuildings(many);
    expect(back.length).toBe(120_000);
    for (const row of [0, 1, 39_999, 40_000, 80_123, 119_999])
      expect(back[row].rings).toEqual(whole.buildings[row % 40_000].rings);
  });
});
