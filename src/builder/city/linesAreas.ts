// Road, rail, water and landuse features to line and area sources. Kinds that are not drawn are counted, not lost silently.

import type { SourceReport } from "../../formats/report.ts";
import type { AreaSource, LineSource } from "../source.ts";
import { type Attributes, metresOf, textOf } from "../../formats/attributes.ts";
import { AREAS, LINES, WIDTHS } from "./kinds.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";

/** Depth at which tunnels are drawn, m: below the ground, so they show only when it is see-through (ours). */
const TUNNEL = -8;

/** @param skipMetro the metro comes from another source */
export function readLines(
  features: readonly ReadFeature[],
  attributes: Attributes,
  source: string,
  report: SourceReport,
  skipMetro = false,
): LineSource[] {
  const lines: LineSource[] = [];
  for (const feature of features) {
    const kind = textOf(attributes(feature, "kind"));
    const detail = textOf(attributes(feature, "kindDetail"));
    if (feature.lines.length === 0) {
      report.skip(source, "geometry-type", "not drawn: it is not a line", feature.label);
      continue;
    }
    const klass = LINES.get(detail) ?? LINES.get(kind);
    if (!klass) {
      report.skip(source, "kind-not-drawn", `not drawn: kind ${kind || "unknown"}`, feature.label);
      continue;
    }
    if (klass === "metro" && skipMetro) {
      report.skip(source, "metro-twice", "not drawn: the metro comes from the transit source", feature.label);
      continue;
    }
    const given = metresOf(attributes(feature, "width"));
    const width = given > 0.3 && given < 100 ? given : WIDTHS[klass];
    const tunnel = attributes(feature, "tunnel");
    const below = tunnel !== undefined && tunnel !== false && tunnel !== "no" && klass !== "metro";
    for (const path of feature.lines) {
      const line: LineSource = { klass, name: textOf(attributes(feature, "name")) || undefined, path, width };
      if (below) line.lift = new Float32Array(path.length / 2).fill(TUNNEL);
      lines.push(line);
    }
  }
  return lines;
}

export function readAreas(
  features: readonly ReadFeature[],
  attributes: Attributes,
  source: string,
  report: SourceReport,
): AreaSource[] {
  const areas: AreaSource[] = [];
  for (const feature of features) {
    const kind = textOf(attributes(feature, "kind"));
    if (feature.polygons.length === 0) {
      report.skip(source, "geometry-type", "not drawn: it is not a polygon", feature.label);
      continue;
    }
    const klass = AREAS.get(textOf(attributes(feature, "kindDetail"))) ?? AREAS.get(kind);
    if (!klass) {
      report.skip(source, "kind-not-drawn", `not drawn: kind ${kind || "unknown"}`, feature.label);
      continue;
    }
    const name = textOf(attributes(feature, "name")) || undefined;
    for (const rings of feature.polygons) areas.push({ klass, name, rings });
  }
  return areas;
}
