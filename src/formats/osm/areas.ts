// Whether a closed way is an area or a line that comes back to where it began, and which tags say something.

import type { Tags } from "./elements.ts";

/**
 * Keys that make a closed way an area: always, only with some values, or with all but some values.
 * From "Overpass turbo/Polygon Features" of the OpenStreetMap wiki (list by tyrasd, CC0), as osmtogeojson uses it.
 */
const AREA_KEYS: Readonly<Record<string, true | { only: readonly string[] } | { not: readonly string[] }>> = {
  building: true,
  highway: { only: ["services", "rest_area", "escape", "elevator"] },
  natural: { not: ["coastline", "cliff", "ridge", "arete", "tree_row"] },
  landuse: true,
  waterway: { only: ["riverbank", "dock", "boatyard", "dam"] },
  amenity: true,
  leisure: true,
  barrier: { only: ["city_wall", "ditch", "hedge", "retaining_wall", "wall", "spikes"] },
  railway: { only: ["station", "turntable", "roundhouse", "platform"] },
  area: true,
  boundary: true,
  man_made: { not: ["cutline", "embankment", "pipeline"] },
  power: { only: ["plant", "substation", "generator", "transformer"] },
  place: true,
  shop: true,
  aeroway: { not: ["taxiway"] },
  tourism: true,
  historic: true,
  public_transport: true,
  office: true,
  "building:part": true,
  military: true,
  ruins: true,
  "area:highway": true,
  craft: true,
  golf: true,
  indoor: true,
};

/** Whether tags make a closed way an area. */
export function isArea(tags: Tags): boolean {
  if (tags.area === "no") return false;
  for (const key of Object.keys(tags)) {
    const rule = Object.hasOwn(AREA_KEYS, key) ? AREA_KEYS[key] : undefined;
    const value = tags[key];
    if (rule === undefined || value === "no") continue;
    if (rule === true || ("only" in rule ? rule.only.includes(value) : !rule.not.includes(value))) return true;
  }
  return false;
}

/** Tags about the making of the map rather than the city. */
const ABOUT_THE_MAP = new Set([
  "source",
  "source_ref",
  "source:ref",
  "history",
  "attribution",
  "created_by",
  "note",
  "fixme",
  "odbl",
]);
const IMPORTED = /^(tiger|NHD|KSJ2|LINZ|dcgis|gnis|osak|naptan|yh):/i;

/**
 * Whether tags say something about the city.
 * @param besides tags that do not count, such as those of the relation a way belongs to; keys of `""` values count whatever theirs
 */
export function saysSomething(tags: Tags | null, besides?: Tags): tags is Tags {
  if (!tags) return false;
  for (const key of Object.keys(tags)) {
    if (ABOUT_THE_MAP.has(key) || IMPORTED.test(key)) continue;
    if (besides && Object.hasOwn(besides, key) && (besides[key] === "" || besides[key] === tags[key])) continue;
    return true;
  }
  return false;
}
