// The checker against 130 tilesets whose names say what is wrong, and what the 3D Tiles validator of Cesium says of each.

import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkTileset } from "../../../../src/formats/tiles3d/check.ts";
import { sharedData } from "../../../support/need.ts";
import { folder } from "./support.ts";

const root = sharedData("3dtiles/validator-tilesets");

type Verdict = "clean" | "warning" | "error";

/** What the validator says where it is no error (its specs/TilesetValidationSpec.ts and the severities of its issues). */
const EXPECTED: Record<string, Verdict> = {
  assetVersionUnknown: "warning",
  extensionFoundButNotUsed: "error",
  extensionNotNecessary_1_1_glTF: "clean",
  extensionUsedButNotFound: "warning",
  extrasUnexpectedType: "warning",
  tileChildrenEmptyArray: "clean",
  tileContentBoundingVolumeWithRotationTransform: "clean",
  tileContentBoundingVolumeWithTransform: "clean",
  tileGeometricErrorNotSmallerThanParentGeometricError: "warning",
  tileMetadataGeometricErrorInconsistent: "warning",
  tileRefineMissingInRootOfExternal: "clean",
  tileRefineWrongCase: "warning",
  tileTransformNonInvertible: "clean",
  tilesetWithMultipleExternal: "clean",
  tilesetWithMultipleExternalA: "clean",
  tilesetWithMultipleExternalA0: "clean",
  tilesetWithMultipleExternalA1: "clean",
  tilesetWithMultipleExternalB: "clean",
  validTileset: "clean",
  validTilesetWithCustomSemantics: "clean",
  validTilesetWithGltfWithWarnings: "warning",
  validTilesetWithSchema: "clean",
  validTilesetWithTileMetadata: "clean",
  validTilesetWithValid3tz: "clean",
  validTilesetWithValidB3dm: "clean",
  validTilesetWithValidCmptWithGlbInfo: "clean",
  validTilesetWithValidGltf: "clean",
  validTilesetWithValidSchemaFromUri: "clean",
  "declaredInBothContainedInExternal/tileset": "warning",
  "declaredInBothContainedInTileset/tileset": "warning",
  "declaredInTilesetContainedInTileset/tileset": "warning",
  "tilesetPackageWithWarnings/tileset": "warning",
  "validTilesetPackage/tileset": "clean",
  "i3dmWithUri/tileset": "clean",
};

/** Where we judge otherwise, and why. */
const OTHERWISE: Record<string, [Verdict, string]> = {
  assetVersionUnknown: ["error", "the globe refuses versions it does not know"],
  tileContentBoundingVolumeNotInTileBoundingVolume: [
    "warning",
    "a volume a little too small is common and still shown",
  ],
  tileRefineMissingInRoot: ["warning", "viewers take REPLACE"],
  tileRefineMissingInRootOfExternalA: ["warning", "checked by itself it is a root; viewers take REPLACE"],
  validTilesetWithTileMetadata: ["warning", "its root has no refine"],
  validTilesetWithIB3dmWithInvalidAlignment: [
    "warning",
    "alignment is seldom right in tiles of 1.0, and viewers do not need it",
  ],
  validTilesetWithInvalidB3dmWithGlbWithInfos: ["warning", "alignment, as above"],
  validTilesetWithInvalidI3dm: ["warning", "alignment, as above"],
  validTilesetWithInvalidPnts: ["warning", "alignment, as above"],
  validTilesetWithCustomSemanticsWithInvalidType: ["clean", "needs a list of custom meanings, which we do not take"],
  validTilesetWithValid3tz: ["error", "the globe cannot show archives, so it must be said"],
  validTilesetWithValidSchemaFromUri: ["error", "its schema is not among the files here"],
};

/** Tilesets that are sound in themselves; the rest of the names say what is wrong. */
function files(): string[] {
  if (!root) return [];
  const flat = readdirSync(root).filter((name) => name.endsWith(".json") && name !== "customSemanticsSchema.json");
  const deep = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith("/tileset.json"),
  );
  return [...flat, ...deep].sort();
}

const nameOf = (path: string): string => {
  const stem = basename(path, ".json");
  return stem === "tileset" ? `${basename(dirname(path))}/${stem}` : stem;
};

const verdictOf = ({ errors, warnings }: { errors: number; warnings: number }): Verdict =>
  errors > 0 ? "error" : warnings > 0 ? "warning" : "clean";

describe.skipIf(!root)("tilesets of the 3D Tiles validator", () => {
  const list = files();

  it("there are over a hundred of them", () => {
    expect(list.length).toBeGreaterThan(120);
  });

  it.each(list.map((path) => [nameOf(path), path]))("%s", async (name, path) => {
    const result = await checkTileset(folder(join(root!, dirname(path))), basename(path));
    expect([name, verdictOf(result)]).toEqual([name, OTHERWISE[name]?.[0] ?? EXPECTED[name] ?? "error"]);
    for (const finding of result.findings) {
      expect(finding.file).not.toBe("");
      expect(finding.reason).not.toBe("");
      expect(finding.mend).not.toBe("");
    }
  });

  it("agrees with the validator on sound or not in at least 95 of 100", () => {
    const sound = (verdict: Verdict): boolean => verdict === "clean";
    const differ = list.filter((path) => {
      const expected = EXPECTED[nameOf(path)] ?? "error";
      return sound(OTHERWISE[nameOf(path)]?.[0] ?? expected) !== sound(expected);
    });
    expect(1 - differ.length / list.length).toBeGreaterThanOrEqual(0.95);
  });

  it.each([
    ["boundingVolumeBoxInvalidArrayLength", "root.boundingVolume.box", "has 4 numbers"],
    ["tileRefineInvalidValue", "root.refine", 'is "'],
    [
      "tilesetMetadataEntityPropertyMaxWithOffsetNotInRange",
      "metadata.properties.exampleProperty",
      "above the property's max",
    ],
    ["tilesetWithCycleA", "root.content.uri", "leads back"],
    ["tileMetadataRequiredPropertyNull", "root.metadata.properties", "is required"],
    ["tileTransformNotAffine", "root.transform", "0, 0, 0, 1"],
    ["implicitTilingSubtreesUriTemplateVariableInvalid", "root.implicitTiling.subtrees.uri", "has {"],
  ])("%s: says where and what", async (name, path, reason) => {
    const { findings } = await checkTileset(folder(root!), `${name}.json`);
    expect(
      findings.some((one) => one.path.startsWith(path) && one.reason.includes(reason)),
      JSON.stringify(findings),
    ).toBe(true);
  });
});
