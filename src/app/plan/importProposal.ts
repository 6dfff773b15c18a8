// A proposal from a GeoJSON file: polygons with storeys become massings, those without become plots; others are counted.

import { outlineArea } from "../../models/indicators.ts";
import type { BuildingUse } from "../../twin/nodeTable.ts";
import { BUILDING_USES } from "../../twin/nodeTable.ts";
import { massing, outline, type Position, plot, type ScenarioBody } from "../../twin/scenarios/shapes.ts";
import { freshId } from "./store.ts";

export interface Imported {
  body: ScenarioBody;
  plots: number;
  massings: number;
  /** Features that are no polygon, cross themselves, or have figures that make no sense. */
  skipped: number;
}

const STOREYS = ["storeys", "levels", "floors", "building:levels", "层数"];
const STOREY_METRES = ["storeyMetres", "层高"];

/** @throws Error when the text is no GeoJSON */
export function importProposal(text: string, into: ScenarioBody): Imported {
  const found = JSON.parse(text) as { type?: unknown; features?: unknown };
  const features = found.type === "FeatureCollection" ? found.features : [found];
  if (!Array.isArray(features) || (found.type !== "FeatureCollection" && found.type !== "Feature"))
    throw new Error("no GeoJSON");
  const out: Imported = { body: into, plots: 0, massings: 0, skipped: 0 };
  for (const feature of features as { geometry?: { type?: string; coordinates?: unknown }; properties?: unknown }[]) {
    const { type, coordinates } = feature?.geometry ?? {};
    const polygons = (type === "Polygon" ? [coordinates] : type === "MultiPolygon" ? coordinates : []) as unknown[][];
    const properties = (feature?.properties ?? {}) as Record<string, unknown>;
    if (!Array.isArray(polygons) || polygons.length === 0) out.skipped++;
    else for (const rings of polygons) if (!take(out, rings?.[0], properties)) out.skipped++;
  }
  return out;
}

function take(out: Imported, ring: unknown, properties: Record<string, unknown>): boolean {
  if (!Array.isArray(ring)) return false;
  const corners = ring.map((corner) => (Array.isArray(corner) ? [corner[0], corner[1]] : corner)) as Position[];
  const [first, last] = [corners[0], corners.at(-1)];
  if (first && last && first[0] === last[0] && first[1] === last[1]) corners.pop();
  const checked = outline.safeParse(corners);
  if (!checked.success) return false;
  try {
    outlineArea(checked.data);
  } catch {
    return false;
  }
  const { body } = out;
  const numberOf = (names: readonly string[]): number =>
    Number(
      names.map((name) => properties[name]).find((value) => value !== undefined && value !== null && value !== ""),
    );
  const name = typeof properties.name === "string" ? properties.name.slice(0, 80) : "";
  const storeys = numberOf(STOREYS);
  if (!Number.isFinite(storeys)) {
    const id = freshId(body, "plot");
    const green = numberOf(["greenSquareMetres"]);
    const made = plot.safeParse({
      id,
      name: name || id,
      outline: checked.data,
      greenSquareMetres: Number.isFinite(green) ? green : null,
      limits: {},
    });
    if (!made.success) return false;
    out.body = { ...body, plots: [...body.plots, made.data] };
    out.plots++;
    return true;
  }
  const id = freshId(body, "body");
  const storeyMetres = numberOf(STOREY_METRES);
  const use = (BUILDING_USES as readonly unknown[]).includes(properties.use)
    ? (properties.use as BuildingUse)
    : "other";
  const made = massing.safeParse({
    id,
    name: name || id,
    plot: body.plots.at(-1)?.id ?? null,
    outline: checked.data,
    storeys,
    storeyMetres: Number.isFinite(storeyMetres) ? storeyMetres : 3,
    use,
  });
  if (!made.success) return false;
  out.body = { ...body, massings: [...body.massings, made.data] };
  out.massings++;
  return true;
}
