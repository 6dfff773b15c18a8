// One top-level CityGML feature to features: itself and its parts, with attributes, surfaces and outline.

import type { RawFeature } from "../feature.ts";
import { findOutline } from "../outline.ts";
import { inheritAttributes } from "../parts.ts";
import type { SourceReport } from "../report.ts";
import { finest } from "../solids.ts";
import { attribute, child, type XmlElement } from "../xml.ts";
import { GmlReader } from "./gmlGeometry.ts";
import { propertiesOf } from "./properties.ts";
import { type FeatureGeometry, readGeometry } from "./surfaces.ts";
import { addPipeMeasures, axisOf, heightsFromAxis, topOf, utilityShape } from "./utility.ts";

/** What is needed to read the features of a file. */
export interface FeatureContext {
  source: string;
  report: SourceReport;
  /** Dimension of coordinates that do not say it. */
  dimension: number;
  /** Whether latitude comes first. */
  swap: boolean;
  /** Whether the coordinates are longitude and latitude. */
  degrees: boolean;
}

/** Types whose geometry is an outline with heights. */
const BUILT = /^(Building|BuildingPart|BuildingUnit|Bridge.*|Tunnel.*|OtherConstruction|Storey)$/;
/** Not things of the city: groups, terrain. */
const NOT_READ =
  /^(CityObjectGroup|ReliefFeature|TINRelief|MassPointRelief|BreaklineRelief|RasterRelief|Dynamizer|Version|VersionTransition|Appearance)$/;

/** Adds a feature and its parts to `out`. @param line where it begins in the file */
export function readCityFeature(feature: XmlElement, line: number, context: FeatureContext, out: RawFeature[]): void {
  const { report, source } = context;
  const id = idOf(feature, line);
  if (NOT_READ.test(feature.name)) {
    if (feature.name !== "CityObjectGroup")
      report.skip(source, "type-not-read", `left out: ${feature.name} is not a thing of the city`, id);
    return;
  }
  readOne(feature, line, undefined, context, out);
}

function readOne(
  feature: XmlElement,
  line: number,
  whole: { id: string; properties: Record<string, unknown>; alone: boolean } | undefined,
  context: FeatureContext,
  out: RawFeature[],
): void {
  const { report, source, degrees } = context;
  const id = idOf(feature, line);
  const told = new Set<string>();
  const reader = new GmlReader(feature, context.dimension, context.swap, (reason, action, lost) => {
    if (told.has(reason)) return;
    told.add(reason);
    if (lost) report.skip(source, reason, action, id);
    else report.repair(source, reason, action, id);
  });
  const found = readGeometry(feature, reader);
  const properties: Record<string, unknown> = { ...propertiesOf(feature), type: feature.name };
  if (whole) inheritAttributes(properties, whole.properties, whole.alone);
  const parts = partsOf(feature);
  const empty = found.solids.length + found.lines.length + found.points.length === 0;
  // A building that is only the sum of its parts is no feature of its own.
  if (!empty || parts.length === 0 || told.size > 0) {
    const shape = utilityShape(feature.name);
    const { area, heights } = findOutline(found.solids, found.told, BUILT.test(feature.name), degrees);
    if (shape === "line") addPipeMeasures(properties);
    out.push({
      id,
      properties: heights ? { ...properties, ...heights } : properties,
      geometry:
        (shape ? placed(shape, found, degrees) : null) ?? area ?? loose(found) ?? implicitPlace(feature, reader),
      ...(found.solids.length > 0 && { solids: found.solids }),
      ...(whole && { parent: whole.id }),
      where: `line ${line}`,
    });
  }
  for (const part of parts) readOne(part, line, { id, properties, alone: parts.length === 1 }, context, out);
}

const idOf = (feature: XmlElement, line: number): string =>
  attribute(feature, "id") ?? `${feature.name} at line ${line}`;

function partsOf(feature: XmlElement): XmlElement[] {
  const parts: XmlElement[] = [];
  for (const property of feature.children)
    if (/^(consistsOf\w+Part|(building|bridge|tunnel)Part)$/.test(property.name))
      parts.push(...property.children.filter(({ name }) => name.endsWith("Part")));
  return parts;
}

/** Centre line of a pipe, place of a manhole. */
function placed(shape: "line" | "point", found: FeatureGeometry, degrees: boolean): object | null {
  // The finest surfaces are those of the pipe itself; coarse ones are often a prism up to the ground.
  const surfaces = finest(found.solids)?.surfaces ?? [];
  if (shape === "point") {
    const top = topOf(surfaces);
    const point = found.points[0] ?? top;
    if (!point) return null;
    // A place at height 0 beside a body elsewhere is a place without height.
    return { type: "Point", coordinates: point[2] === 0 && top ? [point[0], point[1], top[2]] : point };
  }
  const axis = axisOf(surfaces, degrees);
  if (found.lines.length === 0) return axis && { type: "LineString", coordinates: axis };
  if (axis && found.lines.length === 1) heightsFromAxis(found.lines[0], axis);
  return loose(found);
}

function loose({ lines, points }: FeatureGeometry): object | null {
  if (lines.length === 1) return { type: "LineString", coordinates: lines[0] };
  if (lines.length > 1) return { type: "MultiLineString", coordinates: lines };
  if (points.length === 1) return { type: "Point", coordinates: points[0] };
  return points.length > 1 ? { type: "MultiPoint", coordinates: points } : null;
}

/** Where an implicit geometry (a tree, a lamp from a library) stands; its shape is not read. */
function implicitPlace(feature: XmlElement, reader: GmlReader): object | null {
  for (const property of feature.children) {
    const implicit = /^lod\d\w*Implicit/.test(property.name) ? child(property, "ImplicitGeometry") : undefined;
    const reference = implicit && child(implicit, "referencePoint");
    const [point] = reference ? reader.points(reference) : [];
    if (point) return { type: "Point", coordinates: point };
  }
  return null;
}
