// The landuse and water layers, and the districts, streets and grids: polygons draped on the ground.

import { boundsOf, type Rings } from "../../formats/polygon.ts";
import type { SourceReport } from "../../formats/report.ts";
import { metresPerDegree } from "../../twin/geodesy.ts";
import { LEVEL } from "../../twin/level.ts";
import type { BuiltLayer } from "../../twin/scene/built.ts";
import type { PlaceOrder } from "../placeOrder.ts";
import { AREA_CLASSES, type AreaClass, type AreaSource } from "../source.ts";
import type { PackedAreas } from "../tiles/areaMesh.ts";
import { MOST_FEATURES } from "../tiles/buildingMesh.ts";
import { quadtree } from "../tiles/quadtree.ts";
import { type LayerContext, LayerWriter, leavesOnly } from "./layer.ts";

const BUDGET = 60_000;
/** Ground covered by one vertex of a draped sheet, m², for the estimate that shares areas out to tiles. */
const VERTEX_COVERS = 10_000;
/** From so many sheets on they show only where an error of so many metres would be seen: a whole large city shows none of them. */
const MANY = 10_000;
const SHOW_WITHIN = 60;
const WATER: ReadonlySet<AreaClass> = new Set(["river", "lake", "sea"]);
/** Landuse lies in thin layers, m above the ground: broad uses below, what lies inside them above. */
const LANDUSE_ORDER: readonly AreaClass[] = [
  "farmland",
  "residential",
  "industrial",
  "commercial",
  "port",
  "airport",
  "forest",
  "park",
  "grass",
  "sand",
  "cemetery",
  "plaza",
  "sports",
];
const WATER_LIFT = 0.55;
const PLACE_LIFT: Record<number, number> = { [LEVEL.district]: 1.5, [LEVEL.street]: 1.3, [LEVEL.grid]: 1.1 };

/** Height above the ground at which an area lies, m. */
export const areaLift = (klass: AreaClass): number =>
  WATER.has(klass) ? WATER_LIFT : 0.15 + 0.03 * Math.max(0, LANDUSE_ORDER.indexOf(klass));

interface Sheet {
  polygons: Rings[];
  lift: number;
  klass: number;
  slot: number;
}

/** Writes the landuse or the water layer. */
export async function writeAreas(
  id: "landuse" | "water",
  areas: readonly AreaSource[],
  context: LayerContext,
  report: SourceReport,
): Promise<BuiltLayer | null> {
  const sheets: Sheet[] = [];
  for (const area of areas) {
    if (WATER.has(area.klass) !== (id === "water")) continue;
    if (!usable(area.rings))
      report.skip(id, "area-unusable", "left out: no ring with three corners", area.name ?? area.klass);
    else
      sheets.push({
        polygons: [area.rings],
        lift: areaLift(area.klass),
        klass: AREA_CLASSES.indexOf(area.klass),
        slot: 0,
      });
  }
  return writeSheets(id, "area", sheets, context);
}

/** Writes the layer of one level of places. */
export async function writePlaces(
  id: "districts" | "streets" | "grids",
  order: PlaceOrder,
  context: LayerContext,
): Promise<BuiltLayer | null> {
  const level = LEVEL[id === "districts" ? "district" : id === "streets" ? "street" : "grid"];
  const sheets: Sheet[] = [];
  order.places.forEach((place, slot) => {
    const polygons = place.polygons.filter(usable);
    if (LEVEL[place.level] === level && polygons.length > 0)
      sheets.push({ polygons, lift: PLACE_LIFT[level], klass: level, slot });
  });
  return writeSheets(id, "place", sheets, context);
}

const usable = (rings: Rings): boolean =>
  rings.length > 0 && rings.every((ring) => ring.length >= 6 && ring.every(Number.isFinite));

async function writeSheets(
  id: "landuse" | "water" | "districts" | "streets" | "grids",
  type: "area" | "place",
  sheets: readonly Sheet[],
  context: LayerContext,
): Promise<BuiltLayer | null> {
  if (sheets.length === 0) return null;
  const writer = new LayerWriter(id, type, sheets.length, context);
  const metres = metresPerDegree(context.frame.lat);
  const boxes = sheets.map((sheet) => boundsOf(sheet.polygons[0][0]));
  const weight = sheets.map((sheet, i) => {
    const [west, south, east, north] = boxes[i];
    const corners = sheet.polygons.reduce((sum, rings) => sum + rings.reduce((n, ring) => n + ring.length / 2, 0), 0);
    return 3 * corners + ((east - west) * metres.lon * (north - south) * metres.lat) / VERTEX_COVERS;
  });
  const tree = quadtree(
    boxes.map(([west, , east]) => ((west + east) / 2 - context.frame.lon) * metres.lon),
    boxes.map(([, south, , north]) => ((south + north) / 2 - context.frame.lat) * metres.lat),
    (items) => items.length <= MOST_FEATURES && items.reduce((sum, i) => sum + weight[i], 0) <= BUDGET,
  );
  const root = await leavesOnly(
    tree,
    ({ path, items }) => {
      const data = packSheets(Array.from(items, (i) => sheets[i]));
      return writer.tile(path, { type: type === "area" ? "areas" : "places", data }, 0, items.length);
    },
    sheets.length > MANY ? SHOW_WITHIN : undefined,
  );
  return writer.finish(root, sheets.length);
}

function packSheets(sheets: readonly Sheet[]): PackedAreas {
  const polygons = sheets.flatMap((sheet, feature) => sheet.polygons.map((rings) => ({ rings, feature })));
  const rings = polygons.flatMap((polygon) => polygon.rings);
  const coords = new Float64Array(rings.reduce((sum, ring) => sum + ring.length, 0));
  const ringEnd = new Uint32Array(rings.length);
  let at = 0;
  rings.forEach((ring, r) => {
    coords.set(ring, at);
    at += ring.length;
    ringEnd[r] = at / 2;
  });
  let end = 0;
  return {
    coords,
    ringEnd,
    polygonEnd: Uint32Array.from(polygons, (polygon) => (end += polygon.rings.length)),
    feature: Uint16Array.from(polygons, (polygon) => polygon.feature),
    lift: Float32Array.from(sheets, (sheet) => sheet.lift),
    klass: Uint8Array.from(sheets, (sheet) => sheet.klass),
    slot: Uint32Array.from(sheets, (sheet) => sheet.slot),
  };
}
