// Reads attributes by our names: the scene's own mapping first, then the names OpenStreetMap and Nextzen use.

import { member } from "./objects.ts";
import type { ReadFeature } from "./readFeatures.ts";

/** Names tried in turn for each of our attributes. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  height: ["height", "building:height", "render_height", "measuredHeight"],
  minHeight: ["min_height", "minHeight", "building:min_height", "render_min_height"],
  levels: ["building:levels", "levels", "storeys", "storeysAboveGround"],
  kind: ["kind", "building", "highway", "railway", "landuse", "natural", "waterway", "amenity", "fclass"],
  kindDetail: ["kind_detail", "building:use"],
  part: ["building:part"],
  root: ["root_id"],
  name: ["name", "name:zh"],
  nameEn: ["name:en"],
  width: ["width"],
  tunnel: ["is_tunnel", "tunnel"],
  code: ["code", "adcode", "id"],
};

export type Attributes = (feature: ReadFeature, name: string) => unknown;

/** @param mapping our attribute → the file's, as the scene gives it */
export function attributesOf(mapping: Readonly<Record<string, string>> = {}): Attributes {
  return (feature, name) => {
    const names = Object.hasOwn(mapping, name) ? [mapping[name]] : (USUAL[name] ?? [name]);
    for (const key of names) {
      const value = member(feature.properties, key);
      if (value !== undefined && value !== null && value !== "") return value;
    }
    return undefined;
  };
}

/** Text of an attribute as it stands (markup is only text), or empty. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value.trim() : typeof value === "number" ? String(value) : "";
}

/** A length in metres from a number or text such as "24", "24 m", "80 ft", "80'"; NaN when it is none. */
export function metresOf(value: unknown): number {
  if (typeof value === "number") return value;
  const match = /^(-?\d+(?:[.,]\d+)?)\s*(m|metres?|meters?|米|ft|feet|')?$/i.exec(textOf(value));
  if (!match) return Number.NaN;
  const number = Number(match[1].replace(",", "."));
  return /^(ft|feet|')$/i.test(match[2] ?? "") ? number * 0.3048 : number;
}
