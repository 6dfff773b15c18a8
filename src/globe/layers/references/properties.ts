// What a clicked feature of a reference says of itself, as text.

import { type Cartesian2, Cesium3DTileFeature, Entity, JulianDate, ModelFeature, type Scene } from "cesium";
import { ownerOf } from "./owners.ts";

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
  const { tileset, primitive, content, id } = (picked ?? {}) as Record<string, unknown>;
  if (id instanceof Entity) return entityFeature(id);
  const own = id as { layer?: unknown; properties?: unknown } | undefined;
  if (typeof own?.layer === "string" && Array.isArray(own.properties))
    return { reference: own.layer, properties: own.properties as [string, string][] };
  const owner = ownerOf(tileset) ?? ownerOf(primitive) ?? ownerOf((content as { tileset?: unknown })?.tileset);
  if (owner === undefined) return null;
  if (!(picked instanceof Cesium3DTileFeature) && !(picked instanceof ModelFeature))
    return { reference: owner, properties: [] };
  const properties = picked
    .getPropertyIds()
    .slice(0, MOST)
    .map((name: string) => [name, textOf(picked.getProperty(name))] as const);
  return { reference: owner, properties };
}

/** What an entity of a CZML document says of itself now: its name, its description without markup, its properties. */
function entityFeature(entity: Entity): ReferenceFeature | null {
  const reference = ownerOf(entity.entityCollection?.owner);
  if (reference === undefined) return null;
  const now = JulianDate.now();
  const said: (readonly [string, unknown])[] = [
    ["id", entity.id],
    ["name", entity.name],
    ["description", plainText(entity.description?.getValue(now))],
    ...Object.entries((entity.properties?.getValue(now) ?? {}) as Record<string, unknown>),
  ];
  const properties = said
    .filter(([, value]) => value !== undefined && value !== "")
    .slice(0, MOST)
    .map(([name, value]) => [name, textOf(value)] as const);
  return { reference, properties };
}

/** Text of a description in HTML; nothing of it is loaded or run. */
const plainText = (html: unknown): string =>
  typeof html === "string"
    ? (new DOMParser().parseFromString(html, "text/html").body.textContent ?? "").replace(/\s+/g, " ").trim()
    : "";

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
