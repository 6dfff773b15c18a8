// Which features of a file belong together: a building and its parts stand on one foot, and an outline gives way to its parts.

import { attributesOf, textOf } from "../../formats/attributes.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";

const read = attributesOf();

/** Id of the feature another is a part of; "" for one that stands alone. */
function parentOf(feature: ReadFeature): string {
  const parent = feature.parent ?? textOf(read(feature, "root"));
  return parent === feature.id ? "" : parent;
}

export class Families {
  /** Lowest corner of the solids of each building: lon, lat degrees, height m. */
  private readonly feet = new Map<string, [number, number, number]>();
  /** Ids of features that have parts with a body. */
  private readonly withParts = new Set<string>();

  constructor(features: readonly ReadFeature[]) {
    for (const feature of features) {
      const parent = parentOf(feature);
      if (parent !== "" && (feature.polygons.length > 0 || feature.solids)) this.withParts.add(parent);
      const foot = lowestOf(feature);
      const key = this.keyOf(feature);
      const known = this.feet.get(key);
      if (foot && (!known || foot[2] < known[2])) this.feet.set(key, foot);
    }
  }

  /** Whether parts in the file stand for this feature. */
  isOutline = (feature: ReadFeature): boolean => feature.id !== "" && this.withParts.has(feature.id);

  /** Lowest corner of the building a feature belongs to. */
  footOf = (feature: ReadFeature): [number, number, number] =>
    this.feet.get(this.keyOf(feature)) ?? lowestOf(feature) ?? [0, 0, 0];

  private keyOf(feature: ReadFeature): string {
    return parentOf(feature) || feature.id || feature.where;
  }
}

function lowestOf({ solids }: ReadFeature): [number, number, number] | null {
  let lowest: [number, number, number] | null = null;
  for (const { surfaces, lod } of solids ?? [])
    for (const { rings } of Number(lod) >= 1 ? surfaces : [])
      for (let i = 0; i < rings[0].length; i += 3)
        if (!lowest || rings[0][i + 2] < lowest[2]) lowest = [rings[0][i], rings[0][i + 1], rings[0][i + 2]];
  return lowest;
}
