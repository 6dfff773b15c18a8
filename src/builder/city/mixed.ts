// Which roles a feature has that comes from a file with everything in it: OSM by its tags, CityJSON and CityGML by their types.

import { member } from "../../formats/objects.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";
import { AREAS, FACILITIES, LINES } from "./kinds.ts";
import type { Role } from "./taker.ts";

/** City object types of CityJSON and CityGML → role, and the kind they are drawn as. */
const TYPES: Readonly<Record<string, { role: Role; kind?: string }>> = {
  Building: { role: "buildings" },
  BuildingPart: { role: "buildings" },
  Bridge: { role: "buildings", kind: "bridge" },
  BridgePart: { role: "buildings", kind: "bridge" },
  OtherConstruction: { role: "buildings" },
  Road: { role: "landuse", kind: "pedestrian" },
  Square: { role: "landuse", kind: "square" },
  TransportSquare: { role: "landuse", kind: "square" },
  LandUse: { role: "landuse", kind: "grass" },
  PlantCover: { role: "landuse", kind: "forest" },
  WaterBody: { role: "water", kind: "water" },
  WaterPipe: { role: "pipes" },
  SewerPipe: { role: "pipes" },
};
const AREA_TAGS = ["landuse", "leisure", "natural"] as const;
const WATERS: ReadonlySet<string> = new Set(["river", "lake", "sea"]);

/** Roles of a feature, in the order they are served; a kind for its type is filled in where it has none. */
export function rolesOf(feature: ReadFeature): Role[] {
  const { properties } = feature;
  const tag = (name: string): string | undefined => {
    const value = member(properties, name);
    return typeof value === "string" && value !== "" && value !== "no" ? value : undefined;
  };
  const type = tag("type");
  if (type !== undefined && Object.hasOwn(TYPES, type)) {
    const { role, kind } = TYPES[type];
    if (kind !== undefined && member(properties, "kind") === undefined) properties.kind = kind;
    return [role];
  }
  const roles: Role[] = [];
  if (feature.polygons.length > 0 || feature.solids)
    if (tag("building") ?? tag("building:part")) roles.push("buildings");
  if (feature.lines.length > 0 && (LINES.has(tag("highway") ?? "") || LINES.has(tag("railway") ?? "")))
    roles.push("roads");
  if (feature.polygons.length > 0 && roles.length === 0) {
    const klass = AREAS.get(tag("waterway") ?? "") ?? AREA_TAGS.map((name) => AREAS.get(tag(name) ?? "")).find(Boolean);
    if (klass) roles.push(WATERS.has(klass) ? "water" : "landuse");
  }
  if (FACILITIES.has(tag("amenity") ?? "") || FACILITIES.has(tag("railway") ?? "")) roles.push("points");
  return roles;
}
