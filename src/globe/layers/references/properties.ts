// What a clicked feature of a reference says of itself, as text.

import { type Cartesian2, Cesium3DTileFeature, ModelFeature, type Scene } from "cesium";
import { referenceOf } from "./tileset.ts";

/** A feature of a reference: whose it is, and its properties in the file's order. */
export interface ReferenceFeature {
  reference: string;
  properties: readonly (readonly [string, string])[];
}

/** Properties told, and characters of each. */
const MOST = 80;
const LONGEST = 400;

/** The reference feature that was picked; null when something else, or nothing, was. */
export function referenceFeature(picked: unknown): ReferenceFeature | null {
  const { tileset, primitive, content } = (picked ?? {}) as Record<string, unknown>;
  const owner =
    referenceOf(tileset) ?? referenceOf(primitive) ?? referenceOf((content as { tileset?: unknown })?.tileset);
  if (owner === undefined) return null;
  if (!(picked instanceof Cesium3DTileFeature) && !(picked instanceof ModelFeature))
    return { reference: owner, properties: [] };
  const properties = picked
    .getPropertyIds()
    .slice(0, MOST)
    .map((name: string) => [name, textOf(picked.getProperty(name))] as const);
  return { reference: owner, properties };
}

/** The reference feature in front at a window position. */
export const referenceFeatureAt = (scene: Scene, position: Cartesian2): ReferenceFeature | null =>
  referenceFeature(scene.pick(position));

function textOf(value: unknown): string {
  const text =
    value === null || value === undefined
      ? ""
      : typeof value === "object"
        ? (JSON.stringify(value) ?? "")
        : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
