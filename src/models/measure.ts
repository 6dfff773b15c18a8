// Measuring (量测): distance straight and over the ground, area, height of a building or between two places, slope.

import { heightAt } from "../twin/heights.ts";
import { TRAIT } from "../twin/nodeTable.ts";
import type { Position } from "../twin/scenarios/shapes.ts";
import { buildingAt } from "./blocks.ts";
import type { PlanCity } from "./city.ts";
import { PlanFault } from "./fault.ts";
import { geodesicArea, geodesicMetres, placesAlong } from "./geodesic.ts";
import { frameAbout, ringOf } from "./plane.ts";

export const MEASURES = ["distance", "area", "height", "slope"] as const;
export type Measure = (typeof MEASURES)[number];

/** The ground is felt for every so many metres, on no more than so many places a leg. */
const GROUND_STEP_M = 10;
const MOST_STEPS = 2000;

export interface Leg {
  /** Straight over the map (geodesic), m. */
  straight: number;
  /** Along the ground, m; null where the scene has no terrain. */
  ground: number | null;
}

/** What stands or lies at a place; heights in m above the ellipsoid, as the scene has them. */
export interface PlaceHeight {
  at: Position;
  /** null where the scene has no terrain. */
  ground: number | null;
  /** The building there, with the height of its top above its own ground, m; null for none. */
  building: { slot: number; base: number; height: number; estimated: boolean } | null;
}

export type Measured =
  | { what: "distance"; path: Position[]; legs: Leg[]; straight: number; ground: number | null }
  | { what: "area"; path: Position[]; squareMetres: number; perimeter: number }
  | {
      what: "height";
      path: Position[];
      places: PlaceHeight[];
      /** Top (or ground, where nothing stands) of the second above that of the first, m. */
      difference: number | null;
    }
  | {
      what: "slope";
      path: Position[];
      /** Horizontal, m. */
      run: number;
      /** Second above first, m. */
      rise: number;
      /** Share, signed: rise ÷ run. */
      grade: number;
      degrees: number;
      /** Steepest piece between them, share, unsigned. */
      steepest: number;
    };

/**
 * @throws PlanFault too-few-corners, crosses-itself, no-area (of an area), no-terrain (a slope without ground), no-run (a slope
 * between one and the same place), not-numbers
 */
export function measure(city: PlanCity, what: Measure, path: readonly Position[]): Measured {
  path.forEach(([lon, lat], k) => {
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) throw new PlanFault("not-numbers", { corner: k + 1 });
  });
  const own = [...path];
  switch (what) {
    case "distance": {
      const legs = own.slice(1).map((to, k) => legOf(city, own[k], to));
      const grounds = legs.map(({ ground }) => ground);
      return {
        what,
        path: own,
        legs,
        straight: legs.reduce((sum, { straight }) => sum + straight, 0),
        ground: grounds.some((one) => one === null) ? null : grounds.reduce<number>((sum, one) => sum + (one ?? 0), 0),
      };
    }
    case "area":
      ringOf(own, frameAbout(own));
      return {
        what,
        path: own,
        squareMetres: geodesicArea(own),
        perimeter: own.reduce((sum, corner, k) => sum + geodesicMetres(corner, own[(k + 1) % own.length]), 0),
      };
    case "height": {
      const places = own.slice(0, 2).map((at) => heightOfPlace(city, at));
      const tops = places.map(topOf);
      const [first, second] = tops;
      return { what, path: own, places, difference: first == null || second == null ? null : second - first };
    }
    case "slope":
      return slopeOf(city, own);
  }
}

function legOf({ ground: grid }: PlanCity, from: Position, to: Position): Leg {
  const straight = geodesicMetres(from, to);
  if (!grid) return { straight, ground: null };
  const parts = Math.min(MOST_STEPS, Math.max(1, Math.ceil(straight / GROUND_STEP_M)));
  const heights = placesAlong(from, to, parts).map(([lon, lat]) => heightAt(grid, lon, lat));
  const run = straight / parts;
  const ground = heights.slice(1).reduce((sum, height, k) => sum + Math.hypot(run, height - heights[k]), 0);
  return { straight, ground };
}

function heightOfPlace(city: PlanCity, at: Position): PlaceHeight {
  const ground = city.ground ? heightAt(city.ground, ...at) : null;
  const row = buildingAt(city, at);
  const { buildings, nodes } = city.tables;
  if (row < 0 || !buildings) return { at, ground, building: null };
  return {
    at,
    ground,
    building: {
      slot: nodes.coreCount + row,
      base: buildings.base[row],
      height: buildings.heightAboveBase[row],
      estimated: (buildings.traits[row] & TRAIT.heightEstimated) !== 0,
    },
  };
}

const topOf = ({ building, ground }: PlaceHeight): number | null =>
  building ? building.base + building.height : ground;

function slopeOf({ ground: grid }: PlanCity, path: Position[]): Measured {
  if (path.length < 2) throw new PlanFault("no-path");
  if (!grid) throw new PlanFault("no-terrain");
  const [from, to] = path;
  const run = geodesicMetres(from, to);
  if (run < 0.01) throw new PlanFault("no-run");
  const parts = Math.min(MOST_STEPS, Math.max(1, Math.ceil(run / GROUND_STEP_M)));
  const heights = placesAlong(from, to, parts).map(([lon, lat]) => heightAt(grid, lon, lat));
  const rise = heights[heights.length - 1] - heights[0];
  const steepest = heights
    .slice(1)
    .reduce((most, height, k) => Math.max(most, Math.abs(height - heights[k]) / (run / parts)), 0);
  return {
    what: "slope",
    path: [from, to],
    run,
    rise,
    grade: rise / run,
    degrees: (Math.atan2(rise, run) * 180) / Math.PI,
    steepest,
  };
}
