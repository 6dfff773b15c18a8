// One CityObject as parsed to a feature: attributes as properties, surfaces as solids, the outline on the ground as geometry.

import type { RawFeature } from "../feature.ts";
import type { AreaGeometry } from "../footprint.ts";
import { asObject, member } from "../objects.ts";
import { findOutline } from "../outline.ts";
import { inheritAttributes } from "../parts.ts";
import type { SourceReport } from "../report.ts";
import { type ObjectGeometry, readGeometries, type Templates } from "./geometry.ts";
import type { Vertices } from "./vertices.ts";

/** What is needed to read the objects of a file. */
export interface ObjectContext {
  source: string;
  report: SourceReport;
  vertices: Vertices;
  templates: Templates | null;
  /** Whether the coordinates are longitude and latitude. */
  degrees: boolean;
  /** The object of an id, for its parts; null when there is none. */
  find(id: string): Promise<Record<string, unknown> | null>;
}

/** Types whose geometry is an outline with heights; all others lie on the ground as areas or stand at a point. */
const BUILT = new Set([
  "Building",
  "BuildingPart",
  "BuildingUnit",
  "BuildingStorey",
  "BuildingRoom",
  "BuildingInstallation",
  "BuildingConstructiveElement",
  "OtherConstruction",
]);

/**
 * Makes a feature of a city object.
 * Properties are its attributes (a part's are filled up with its parent's), `type` as CityJSON names it, and where
 * surfaces give them `_height`, `_groundZ`, `_roofZ` in the file's unit of height.
 * @returns null when it only holds others together (a building that is the sum of its parts, a group)
 */
export async function readObject(id: string, value: unknown, context: ObjectContext): Promise<RawFeature | null> {
  const { report, source } = context;
  const object = asObject(value);
  if (!object) {
    report.skip(source, "not-an-object", "left out: it is not an object", id);
    return null;
  }
  const told = new Set<string>();
  const found = readGeometries(
    member(object, "geometry"),
    context.vertices,
    context.templates,
    (reason, action, lost) => {
      if (told.has(reason)) return;
      told.add(reason);
      if (lost) report.skip(source, reason, action, id);
      else report.repair(source, reason, action, id);
    },
  );
  const typeValue = member(object, "type");
  const type = typeof typeValue === "string" ? typeValue : "";
  const empty = found.solids.length + found.points.length + found.lines.length + found.anchors.length === 0;
  const children = member(object, "children");
  const holds = type === "CityObjectGroup" || (Array.isArray(children) && children.length > 0);
  if (empty && holds && told.size === 0) return null;

  const properties = propertiesOf(object, type);
  const parents = member(object, "parents");
  const parent = Array.isArray(parents) && typeof parents[0] === "string" ? parents[0] : undefined;
  if (parent !== undefined) await inherit(properties, parent, context, id);
  const { area, heights } = findOutline(found.solids, found.semantic, BUILT.has(type), context.degrees);
  return {
    id,
    properties: heights ? { ...properties, ...heights } : properties,
    geometry: geometryOf(found, area),
    ...(found.solids.length > 0 && { solids: found.solids }),
    ...(parent !== undefined && { parent }),
    where: `CityObject ${id}`,
  };
}

function propertiesOf(object: Record<string, unknown>, type: string): Record<string, unknown> {
  const attributes = asObject(member(object, "attributes"));
  const own = attributes ? { ...attributes } : {};
  if (Object.hasOwn(own, "type")) own["attributes.type"] = own.type;
  for (const key of Object.keys(object)) if (key.startsWith("+")) own[key] = object[key];
  own.type = type;
  return own;
}

async function inherit(
  properties: Record<string, unknown>,
  parent: string,
  context: ObjectContext,
  id: string,
): Promise<void> {
  const whole = await context.find(parent);
  if (!whole) {
    context.report.repair(context.source, "parent-missing", "read without the attributes of its parent", id);
    return;
  }
  const children = member(whole, "children");
  const alone = Array.isArray(children) && children.length === 1;
  inheritAttributes(properties, propertiesOf(whole, ""), alone);
}

type LooseGeometry =
  | { type: "Point"; coordinates: number[] }
  | { type: "MultiPoint"; coordinates: number[][] }
  | { type: "MultiLineString"; coordinates: number[][][] };

function geometryOf(found: ObjectGeometry, area: AreaGeometry | null): AreaGeometry | LooseGeometry | null {
  if (found.anchors.length === 1) return { type: "Point", coordinates: found.anchors[0] };
  if (found.anchors.length > 1) return { type: "MultiPoint", coordinates: found.anchors };
  if (area) return area;
  if (found.lines.length > 0) return { type: "MultiLineString", coordinates: found.lines };
  if (found.points.length > 0) return { type: "MultiPoint", coordinates: found.points };
  return null;
}
