// A proposal for scene.json from what was seen in a file: the role it looks like, and our attributes from its own.

import { resolve } from "node:path";
import { USUAL_NAMES } from "../../formats/attributes.ts";
import type { AttributeMapping } from "../../twin/scene/sources.ts";
import { FACILITIES, LINES, USES } from "../city/kinds.ts";
import type { Column } from "./column.ts";
import type { Inspection } from "./inspect.ts";

export interface Proposal {
  role: string;
  /** The file's entry as it would stand in `sources`. */
  entry: Record<string, unknown>;
  /** Why, and what to look at, in words. */
  remarks: string[];
  /** Our attributes the builder finds by itself → the file's. */
  found: Record<string, string>;
}

/** Names GIS offices give our attributes beyond those that are found by themselves; compared without case. */
const LIKELY: readonly (readonly [string, RegExp])[] = [
  [
    "height",
    /^(h|hgt|bldg_?h(eigh)?t?|build(ing)?_?h(eigh)?t|h_?dak_?max|geb_?hoehe|hoehe|höhe|hauteur|altura|altezza|jzgd|jz_?h|gd|gaodu|高|房屋高度?|建筑高|楼高度)(_?(m|cm|mm|ft|feet|米))?$/i,
  ],
  [
    "levels",
    /^(floor_?(s|num|count|no)?|flr_?(cnt|num)?|num_?(of_?)?(floors|storeys|stories)|no_?floors|storey|stories|etagen?|geschosse|anzgesch|anz_?gescho|piani|plantas|cs|dscs|lc|louceng|cengshu|层|楼层数|建筑层数|地上楼层|总层数)$/i,
  ],
  [
    "name",
    /^(nm|mc|jzmc|dwmc|xqmc|label|title|bezeichnung|nom|nombre|naam|nome|名|建筑名称|小区名称|单位名称|道路名称|路名|站名)$/i,
  ],
  [
    "kind",
    /^(type|typ|use|usage|function|funktion|nutzung|gfk|yt|lx|category|class|fclass|fcode|用途|类型|类别|用地性质|建筑用途|道路等级)$/i,
  ],
  ["code", /^(bm|bsm|dm|no|nr|number|bianma|编号|标识码|设施编号|区划代码|xzqdm|adcode|gb)$/i],
  ["diameter", /^(dn|gj|diam|dia|durchmesser|diametre|口径|管径)(_?(m|mm|cm|in))?$/i],
  ["depth", /^(ms|maishen|tiefe|profondeur|埋深)(_?(m|cm))?$/i],
  ["width", /^(kd|lk|breite|largeur|宽度|路宽|道路宽度)$/i],
];

/** Our attributes by the role that has them. */
const OF_ROLE: Readonly<Record<string, readonly string[]>> = {
  buildings: ["height", "minHeight", "levels", "kind", "name"],
  roads: ["kind", "name", "width"],
  transit: ["kind", "name"],
  water: ["kind", "name"],
  landuse: ["kind", "name"],
  places: ["code", "name"],
  points: ["kind", "name"],
  pipes: ["code", "diameter", "depth", "name"],
  assets: ["code", "name", "parentCode"],
  mixed: [],
};

const SELF_TELLING = new Set(["osm", "cityjson", "citygml", "epanet"]);

export function propose(found: Inspection): Proposal {
  const remarks: string[] = [];
  const role = roleOf(found, remarks);
  const entry: Record<string, unknown> = { path: resolve(found.path) };
  if (found.encoding && !["utf-8", "utf-16le"].includes(found.encoding)) entry.encoding = found.encoding;
  if (found.crs?.from === "option") entry.crs = found.crs.name;
  if (found.crs?.from === "assumed") remarks.push("no coordinate system is named; WGS 84 is assumed");
  if (role === "pipes") entry.network = "water";
  if (role === "assets") entry.kind = "your-kind";
  const level = role === "places" ? levelOf(found) : undefined;
  if (level && level !== "district") entry.level = level;

  const byName = new Map(found.columns.map((column) => [column.name, column]));
  const attributes: Record<string, AttributeMapping> = {};
  const usual: Record<string, string> = {};
  for (const ours of OF_ROLE[role] ?? []) {
    const known = (USUAL_NAMES[ours] ?? [ours]).find((name) => (byName.get(name)?.filled ?? 0) > 0);
    const column = known
      ? byName.get(known)
      : found.columns.find(
          ({ name, filled }) => filled > 0 && LIKELY.some(([our, like]) => our === ours && like.test(name)),
        );
    if (!column || !plausible(ours, column, remarks)) continue;
    const scale = scaleOf(ours, column, remarks);
    if (known && scale === null) usual[ours] = known;
    else attributes[ours] = scale === null ? column.name : { from: column.name, scale };
    if (ours === "kind") sayUnknownKinds(role, column, remarks);
  }
  if (Object.keys(attributes).length > 0) entry.attributes = attributes;
  if (role === "buildings" && !usual.height && !attributes.height && !usual.levels && !attributes.levels)
    remarks.push("no attribute looks like heights or storeys: every height would be estimated, and marked so");
  return { role, entry, remarks, found: usual };
}

function roleOf(found: Inspection, remarks: string[]): string {
  const { format, polygons, lines, points, solids, roles, columns } = found;
  if (SELF_TELLING.has(format.id)) return "mixed";
  const has = (pattern: RegExp): boolean => columns.some(({ name, filled }) => filled > 0 && pattern.test(name));
  const values = (name: string): string[] => [...(columns.find((column) => column.name === name)?.values.keys() ?? [])];
  const kinds = ["kind", "fclass", "highway", "railway", "type", "amenity"].flatMap(values);
  const most = Math.max(polygons, lines, points);
  if (Object.keys(solids).length > 0) return "buildings";
  if (most === 0) return "mixed";
  if (Object.keys(roles).length > 1) {
    remarks.push("its features say of themselves that they are several things");
    return "mixed";
  }
  if (polygons === most) {
    if (has(BUILDING) || kinds.some((kind) => kind.startsWith("building"))) return "buildings";
    if (levelOf(found)) return "places";
    if (kinds.some((kind) => ["river", "lake", "riverbank", "ocean", "canal"].includes(kind))) return "water";
    if (has(/landuse|natural|leisure|用地/i)) return "landuse";
    if (kinds.some((kind) => USES.has(kind))) return "buildings";
    remarks.push("polygons without anything that tells what they are: taken for buildings");
    return "buildings";
  }
  if (lines === most) {
    if (has(/diam|管径|口径|pipe|管材|start_node|material/i)) return "pipes";
    return kinds.some((kind) => ["rail", "subway", "tram", "light_rail"].includes(kind)) && !kinds.includes("primary")
      ? "transit"
      : "roads";
  }
  if (kinds.some((kind) => FACILITIES.has(kind))) return "points";
  remarks.push("points: name the kind of your catalogue that they are");
  return "assets";
}

/** Names only buildings have. */
const BUILDING = /height|hoehe|高|levels|floor|storey|层|building|jzgd|jzmc|geschoss/i;

/** Level of places by the length of their codes (GB/T 2260, GB/T 30428.1); undefined when nothing looks like such codes. */
function levelOf({ columns, ids }: Inspection): string | undefined {
  for (const { name, values, filled } of [...columns, ids]) {
    if (!/code|dm$|adcode|编码|代码|^id$|bm$/i.test(name) || filled === 0) continue;
    const codes = [...values.keys()];
    for (const [digits, level] of [
      [6, "district"],
      [9, "street"],
      [12, "community"],
      [15, "grid"],
    ] as const)
      if (
        codes.length > 1 &&
        codes.filter((code) => new RegExp(`^[1-8]\\d{${digits - 1}}$`).test(code)).length > 0.8 * codes.length
      )
        return level;
  }
  return undefined;
}

/** Whether a column's values can be what its name says. */
function plausible(ours: string, column: Column, remarks: string[]): boolean {
  if (ours === "levels" && column.numeric && (column.median > 150 || column.median < 0)) {
    remarks.push(`${column.name} is called like storeys, but its middle value is ${column.median}: left out`);
    return false;
  }
  if (
    ["height", "levels", "diameter", "depth", "width"].includes(ours) &&
    column.numbers === 0 &&
    !/\d/.test(column.samples[0] ?? "")
  )
    return false;
  if (ours === "height" && column.numeric && column.whole > 0.98 && column.median <= 8 && column.max <= 60)
    remarks.push(
      `${column.name} has only small whole numbers: are they storeys rather than metres? then map them to levels`,
    );
  return true;
}

/** Factor to metres; null when it is metres, as far as can be told. */
function scaleOf(ours: string, { name, numeric, median }: Column, remarks: string[]): number | null {
  if (!["height", "minHeight", "diameter", "depth", "width"].includes(ours) || !numeric) return null;
  const said = (unit: string, factor: number): number => {
    remarks.push(`${name} seems to be in ${unit} (middle value ${median}): scaled to metres`);
    return factor;
  };
  if (/(_|\b)(ft|feet)$/i.test(name)) return said("feet", 0.3048);
  if (/(_|\b)mm$/i.test(name)) return said("millimetres", 0.001);
  if (/(_|\b)cm$/i.test(name)) return said("centimetres", 0.01);
  if (ours === "diameter" && median >= 15) return said("millimetres", 0.001);
  if (ours === "height" && median >= 700) return said("centimetres", 0.01);
  return null;
}

/** Kinds that would not be drawn, or not understood. */
function sayUnknownKinds(role: string, { name, values, many }: Column, remarks: string[]): void {
  const known =
    role === "roads" || role === "transit"
      ? LINES
      : role === "buildings"
        ? USES
        : role === "points"
          ? FACILITIES
          : null;
  if (!known || many) return;
  const unknown = [...values].filter(
    ([kind]) => !known.has(kind) && !["yes", "building", "building_part"].includes(kind),
  );
  if (unknown.length === 0) return;
  const shown = unknown
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5)
    .map(([kind, count]) => `${kind.slice(0, 30)} × ${count}`);
  remarks.push(
    `${name} has ${unknown.length} word(s) with no meaning of ours, such as ${shown.join(", ")}: map them with values`,
  );
}
