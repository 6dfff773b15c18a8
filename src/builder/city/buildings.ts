// Building features to building sources: heights found or estimated, parts joined to their outlines, codes made unique.

import type { BuildingUse } from "../../twin/nodeTable.ts";
import { metresPerDegree } from "../../twin/geodesy.ts";
import { type Rings, signedArea } from "../../formats/polygon.ts";
import type { SourceReport } from "../../formats/report.ts";
import type { BuildingSource } from "../source.ts";
import { type Attributes, metresOf, textOf } from "../../formats/attributes.ts";
import { USES } from "./kinds.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";

const SOURCE = "buildings";
/** Heights outside of this cannot be, m: the highest building stands at 828 m. */
const LOWEST = 0.5;
const HIGHEST = 1000;
/** Ground-standing parts that cover this share of an outline stand for it. */
const COVERS = 0.5;

/** Storeys assumed where neither height nor levels are known, by footprint in m² (ours). Always flagged as estimated. */
const STOREYS: readonly (readonly [number, number])[] = [
  [50, 1],
  [200, 2],
  [800, 5],
  [5000, 6],
  [Infinity, 4],
];
/** Storeys assumed for some uses whatever the footprint (ours). */
const STOREYS_OF_USE: Partial<Record<BuildingUse, number>> = { industrial: 2, transport: 2, heritage: 2 };

interface Draft {
  feature: ReadFeature;
  rings: Rings;
  area: number;
  part: boolean;
  root: string;
  height: number;
  minHeight: number;
  levels: number;
  use: BuildingUse;
}

/** @param storeyMetres height of a storey where only levels are known */
export function readBuildings(
  features: readonly ReadFeature[],
  attributes: Attributes,
  storeyMetres: number,
  report: SourceReport,
): BuildingSource[] {
  const drafts = features.flatMap((feature) => draftsOf(feature, attributes, report));
  const kept = joinParts(drafts, report);
  const used = new Map<string, number>();
  return kept.map((draft) => {
    const { feature } = draft;
    const stem = draft.part && draft.root ? `b${draft.root}-p` : `b${feature.id || `x${features.indexOf(feature)}`}`;
    const times = (used.get(stem) ?? 0) + 1;
    used.set(stem, times);
    if (times > 1 && !draft.part && feature.polygons.length === 1)
      report.repair(
        SOURCE,
        "id-twice",
        "kept under a code of its own: another geometry has the same id",
        feature.label,
      );
    const known = draft.height > 0;
    const levels =
      draft.levels > 0 ? draft.levels : known ? Math.max(1, Math.round(draft.height / storeyMetres)) : storeysOf(draft);
    const height = known ? draft.height : draft.minHeight + levels * storeyMetres;
    return {
      code: times > 1 || draft.part ? `${stem}${draft.part ? times : `-${times}`}` : stem,
      name: textOf(attributes(feature, "name")) || undefined,
      rings: draft.rings,
      height,
      minHeight: draft.minHeight,
      levels,
      use: draft.use,
      heightEstimated: !known && !(draft.levels > 0),
    };
  });
}

function storeysOf(draft: Draft): number {
  return STOREYS_OF_USE[draft.use] ?? STOREYS.find(([below]) => draft.area < below)![1];
}

function draftsOf(feature: ReadFeature, attributes: Attributes, report: SourceReport): Draft[] {
  const { label } = feature;
  if (feature.polygons.length === 0) {
    report.skip(SOURCE, "geometry-type", "left out: a building needs a polygon", label);
    return [];
  }
  if (feature.lines.length + feature.points.length > 0)
    report.repair(SOURCE, "geometry-type", "its polygons used, lines and points dropped", label);
  const length = (name: string): number => {
    const value = attributes(feature, name);
    if (value === undefined) return Number.NaN;
    const metres = metresOf(value);
    const possible = name === "height" ? metres >= LOWEST && metres <= HIGHEST : metres >= 0 && metres <= HIGHEST;
    if (possible) return metres;
    report.repair(SOURCE, `${name}-unusable`, `ignored: it is ${textOf(value) || JSON.stringify(value)}`, label);
    return Number.NaN;
  };
  let height = length("height");
  let minHeight = length("minHeight") || 0;
  if (height > 0 && minHeight >= height) {
    report.repair(SOURCE, "minHeight-above-height", "set to 0", label);
    minHeight = 0;
  }
  const levels = Number(attributes(feature, "levels"));
  const kind = textOf(attributes(feature, "kind"));
  const detail = textOf(attributes(feature, "kindDetail"));
  const root = textOf(attributes(feature, "root"));
  const part = kind === "building_part" || attributes(feature, "part") !== undefined;
  if (Number.isNaN(height)) height = 0;
  return feature.polygons.map((rings) => ({
    feature,
    rings,
    area: areaOf(rings),
    part,
    root,
    height,
    minHeight,
    levels: Number.isFinite(levels) && levels > 0 && levels < 250 ? levels : 0,
    use: USES.get(detail) ?? USES.get(kind) ?? "other",
  }));
}

function areaOf(rings: Rings): number {
  const metres = metresPerDegree(rings[0][1]);
  const degrees = rings.reduce((sum, ring, r) => sum + (r === 0 ? 1 : -1) * Math.abs(signedArea(ring)), 0);
  return degrees * metres.lon * metres.lat;
}

/**
 * Outlines whose parts stand for them are left out (the rule of OSM's simple 3D buildings, kept lenient because sources are
 * cut): parts on the ground cover half of it, or some part floats, which only fully modelled buildings have.
 * Parts without a height of their own reach up to the lowest floating part, or else take the outline's height.
 */
function joinParts(drafts: readonly Draft[], report: SourceReport): Draft[] {
  const outlines = new Map<string, Draft[]>();
  const parts = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const [map, key] = draft.part ? [parts, draft.root] : [outlines, draft.feature.id];
    if (key === "") continue;
    const list = map.get(key);
    if (list) list.push(draft);
    else map.set(key, [draft]);
  }
  const dropped = new Set<Draft>();
  for (const [root, members] of parts) {
    const outline = outlines.get(root);
    if (!outline) continue;
    const tallest = Math.max(...outline.map((draft) => draft.height));
    const floats = members.map((part) => part.minHeight).filter((height) => height > 0);
    const carried = floats.length > 0 ? Math.min(...floats) : tallest;
    for (const part of members) {
      if (!(part.height > 0) && !(part.levels > 0))
        part.height = part.minHeight < carried ? carried : part.minHeight < tallest ? tallest : 0;
      if (part.use === "other") part.use = outline[0].use;
      if (!Object.hasOwn(part.feature.properties, "name") && Object.hasOwn(outline[0].feature.properties, "name"))
        part.feature.properties.name = outline[0].feature.properties.name;
    }
    const standing = members.filter((part) => part.minHeight === 0).reduce((sum, part) => sum + part.area, 0);
    const whole = outline.reduce((sum, draft) => sum + draft.area, 0);
    if (standing < COVERS * whole && !members.some((part) => part.minHeight > 0)) continue;
    for (const draft of outline) {
      dropped.add(draft);
      report.skip(SOURCE, "outline-has-parts", "outline left out: its parts stand for it", draft.feature.label);
    }
  }
  return drafts.filter((draft) => !dropped.has(draft));
}
