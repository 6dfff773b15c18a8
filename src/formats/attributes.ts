// Reads attributes by our names: the scene's own mapping first, then the names OpenStreetMap, Nextzen, CityGML and GIS offices use.

import type { AttributeMapping } from "../twin/scene/sources.ts";
import { member } from "./objects.ts";
import type { ReadFeature } from "./readFeatures.ts";

/** Names tried in turn for each of our attributes. */
export const USUAL_NAMES: Readonly<Record<string, readonly string[]>> = {
  height: [
    "height",
    "building:height",
    "render_height",
    "measuredHeight",
    "Height",
    "HEIGHT",
    "高度",
    "建筑高度",
    "楼高",
    "_height",
  ],
  minHeight: ["min_height", "minHeight", "building:min_height", "render_min_height"],
  levels: [
    "building:levels",
    "levels",
    "storeys",
    "storeysAboveGround",
    "floors",
    "Floor",
    "FLOOR",
    "层数",
    "地上层数",
    "楼层",
  ],
  kind: ["kind", "building", "highway", "railway", "landuse", "natural", "waterway", "amenity", "fclass"],
  kindDetail: ["kind_detail", "building:use"],
  part: ["building:part"],
  root: ["root_id"],
  name: ["name", "name:zh", "NAME", "Name", "名称"],
  nameEn: ["name:en"],
  width: ["width"],
  tunnel: ["is_tunnel", "tunnel"],
  oneway: ["oneway"],
  code: ["code", "adcode", "id", "CODE", "编码", "代码"],
  parentCode: ["parent", "parentCode", "parent_code"],
  heightAboveGround: ["heightAboveGround"],
  depth: ["depth", "埋深"],
  diameter: ["diameterM", "diameter", "管径"],
};

export type Attributes = (feature: ReadFeature, name: string) => unknown;

/** @param mapping our attribute → how to find it in the file, as the scene gives it */
export function attributesOf(mapping: Readonly<Record<string, AttributeMapping>> = {}): Attributes {
  return (feature, name) => {
    const given = Object.hasOwn(mapping, name) ? mapping[name] : undefined;
    if (given === undefined) return firstOf(feature, USUAL_NAMES[name] ?? [name]);
    if (typeof given === "string") return firstOf(feature, [given]);
    const value = firstOf(feature, [given.from]);
    if (value === undefined) return given.otherwise;
    if (given.values) {
      const key = textOf(value);
      return Object.hasOwn(given.values, key) ? given.values[key] : given.otherwise;
    }
    if (given.scale === undefined) return value;
    const number = typeof value === "number" ? value : Number.parseFloat(textOf(value).replace(",", "."));
    return Number.isFinite(number) ? number * given.scale : value;
  };
}

/** The first of some attributes that says anything. */
function firstOf(feature: ReadFeature, names: readonly string[]): unknown {
  for (const key of names) {
    const value = member(feature.properties, key);
    if (value !== undefined && value !== null && value !== "") return value;
  }
  return undefined;
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
