// Which roles a feature has that comes from a file with everything in it: OSM by its tags, CityJSON, CityGML and EPANET by their types.

import { member } from "../../formats/objects.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";
import type { Network } from "../../twin/scene/words.ts";
import { AREAS, FACILITIES, LINES } from "./kinds.ts";
import type { Role } from "./taker.ts";

/** What a feature serves as, and what it then is. */
export interface MixedRole {
  role: Role;
  /** Of pipes and assets: kind of equipment or facility it becomes. */
  kind?: string;
  network?: Network;
}

/** Types of CityJSON, CityGML and EPANET → role; kind it is drawn as, or which it becomes (pipes and assets). */
const TYPES: Readonly<Record<string, MixedRole>> = {
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
  WaterPipe: { role: "pipes", network: "water", kind: "water-pipe" },
  SewerPipe: { role: "pipes", network: "sewage", kind: "sewage-pipe" },
  GasPipe: { role: "pipes", network: "gas", kind: "gas-pipe" },
  ThermalPipe: { role: "pipes", network: "heat", kind: "heat-pipe" },
  ElectricityCable: { role: "pipes", network: "power", kind: "power-pipe" },
  Manhole: { role: "assets", kind: "manhole" },
  Handhole: { role: "assets", kind: "manhole" },
  Appurtenance: { role: "assets", kind: "junction" },
  Pipe: { role: "pipes", network: "water", kind: "water-pipe" },
  Junction: { role: "assets", kind: "junction" },
  Reservoir: { role: "assets", kind: "reservoir" },
  Tank: { role: "assets", kind: "tank" },
  Pump: { role: "assets", kind: "pump" },
  Valve: { role: "assets", kind: "valve" },
};
const AREA_TAGS = ["landuse", "leisure", "natural"] as const;
const WATERS: ReadonlySet<string> = new Set(["river", "lake", "sea"]);

/** Roles of a feature, in the order they are served; a kind for its type is filled in where it has none. */
export function rolesOf(feature: ReadFeature): MixedRole[] {
  const { properties } = feature;
  const tag = (name: string): string | undefined => {
    const value = member(properties, name);
    return typeof value === "string" && value !== "" && value !== "no" ? value : undefined;
  };
  const type = tag("type");
  if (type !== undefined && Object.hasOwn(TYPES, type)) {
    const one = TYPES[type];
    const becomes = one.role === "pipes" || one.role === "assets";
    if (!becomes && one.kind !== undefined && member(properties, "kind") === undefined) properties.kind = one.kind;
    return [becomes ? one : { role: one.role }];
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
  return roles.map((role) => ({ role }));
}
