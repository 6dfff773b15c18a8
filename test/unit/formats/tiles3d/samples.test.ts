// The checker over published tilesets: sound ones pass, what is missing is listed and stops nothing.

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkTileset, tilesetExtent } from "../../../../src/formats/tiles3d/check.ts";
import { sharedData } from "../../../support/need.ts";
import { folder } from "./support.ts";

const root = sharedData("3dtiles");

describe.skipIf(!root)("published tilesets", () => {
  it.each([
    ["v1.0/BatchedColors", 1],
    ["v1.0/BatchedWithBatchTable", 1],
    ["v1.0/Composite", 1],
    ["v1.0/InstancedWithBatchTable", 1],
    ["v1.0/PointCloudDraco", 1],
    ["v1.0/PointCloudRGB", 1],
    ["v1.0/PointCloudWithPerPointProperties", 1],
    ["v1.0/Tileset", 5],
    ["v1.0/TilesetWithRequestVolume", 7],
    ["v1.0/amsterdam_b3dm", 10],
    ["v1.1/MetadataGranularities", 20],
    ["v1.1/MultipleContents", 2],
    ["v1.1/SparseImplicitQuadtree", 32],
    ["v1.1/EXT_mesh_features/FeatureIdAttribute", 1],
    ["v1.1/EXT_structural_metadata/FeatureIdAttributeAndPropertyTable", 1],
    ["v1.1/EXT_structural_metadata/MultipleClasses", 1],
    ["v1.1/EXT_structural_metadata/PropertyAttributesPointCloud", 2],
    ["validator-samples/TilesetGzipped", 5],
  ])("%s has no errors and %i contents", async (path, contents) => {
    const result = await checkTileset(folder(join(root!, path)));
    expect(result.findings.filter((one) => one.severity === "error")).toEqual([]);
    expect(result.counts.contents).toBe(contents);
    expect(result.missing).toEqual([]);
    expect(result.usable).toBe(true);
  });

  it("lists a missing level of detail and goes on", async () => {
    const result = await checkTileset(folder(join(root!, "v1.0/TilesetWithDiscreteLOD_missing_high")));
    expect(result.missing).toEqual(["dragon_high.b3dm"]);
    expect(result).toMatchObject({ errors: 0, usable: true, counts: { contents: 3 } });
  });

  it("lists the missing contents of an implicit tileset and finds where it is", async () => {
    const files = folder(join(root!, "v1.1/sibbe_3dbag_implicit_partial"));
    const result = await checkTileset(files);
    expect(result.missing.sort()).toEqual(["content/1_0_0.glb", "content/1_0_1.glb", "content/2_3_3.glb"]);
    expect(result).toMatchObject({ errors: 0, usable: true, counts: { contents: 6, tiles: 8 } });
    const extent = await tilesetExtent(files);
    expect(extent).toEqual(result.extent);
    // Sibbe lies at 50.845° N, 5.827° E.
    expect(extent!.west).toBeLessThan(5.827);
    expect(extent!.east).toBeGreaterThan(5.827);
    expect(extent!.south).toBeLessThan(50.845);
    expect(extent!.north).toBeGreaterThan(50.845);
  });

  it("reads subtrees in JSON with their buffer beside", async () => {
    const result = await checkTileset(
      folder(join(root!, "validator-samples/ImplicitTileMetadata")),
      "tileset_1.1.json",
    );
    expect(result.missing).toEqual(["content/1/1/0.b3dm"]);
    expect(result).toMatchObject({ errors: 0, counts: { tiles: 5, contents: 5 } });
  });
});
