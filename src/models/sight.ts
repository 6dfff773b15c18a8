// Line of sight (通视): whether one place sees another, and if not, where and by what the line is stopped.

import { heightAt } from "../twin/heights.ts";
import type { Position, ScenarioBody } from "../twin/scenarios/shapes.ts";
import { type Blocker, Blocks, insideOf } from "./blocks.ts";
import type { PlanCity } from "./city.ts";
import { PlanFault } from "./fault.ts";
import { geodesicMetres, placesAlong } from "./geodesic.ts";
import { toPlane } from "./plane.ts";

/** Height of a standing person's eyes, m. */
export const EYE_M = 1.6;
const EARTH_RADIUS_M = 6_371_000;
/** The ground is felt for every so many metres. */
const GROUND_STEP_M = 10;
/** Beyond this the plane the city is worked out in is no longer true enough, m. */
export const MOST_SIGHT_M = 30_000;

export interface SightQuestion {
  from: Position;
  to: Position;
  /** Above the ground or the roof one stands on, m. */
  fromHeight: number;
  toHeight: number;
}

/** A point on the line: degrees, m above the ellipsoid. */
export type SightPoint = readonly [lon: number, lat: number, height: number];

export interface SightAnswer {
  visible: boolean;
  from: SightPoint;
  to: SightPoint;
  /** On the ground or on a roof. */
  fromOn: Blocker | null;
  toOn: Blocker | null;
  /** Over the map, m. */
  metres: number;
  /** The first thing in the way; null when there is none. */
  stopped: {
    at: SightPoint;
    /** From the first place over the map, m. */
    metres: number;
    /** null for the ground itself. */
    by: Blocker | null;
    /** Top of what is in the way above its own ground, m; 0 for the ground. */
    height: number;
    /** By how much it stands above the line where that is stopped, m. */
    above: number;
  } | null;
  lacking: ("footprints" | "terrain")[];
}

/** @throws PlanFault same-place, too-far, not-numbers */
export function lineOfSight(
  city: PlanCity,
  { from, to, fromHeight, toHeight }: SightQuestion,
  body: Pick<ScenarioBody, "massings" | "removed">,
): SightAnswer {
  const [ax, ay, bx, by] = toPlane([from, to], city.frame);
  const metres = geodesicMetres(from, to);
  if (metres < 0.1) throw new PlanFault("same-place");
  if (!(metres <= MOST_SIGHT_M)) throw new PlanFault("too-far", { most: MOST_SIGHT_M / 1000 });
  const blocks = new Blocks(city, body);
  const [a, b] = [blocks.at(ax, ay), blocks.at(bx, by)];
  const onA = a?.of ?? null;
  const onB = b?.of ?? null;
  const za = (a ? a.top : heightAt(city.ground, ...from)) + fromHeight;
  const zb = (b ? b.top : heightAt(city.ground, ...to)) + toHeight;
  // A straight line between two places lies under the sphere through both: bulge × s × (1 − s).
  const bulge = metres ** 2 / (2 * EARTH_RADIUS_M);
  const heightOn = (s: number): number => za + s * (zb - za) - bulge * s * (1 - s);

  let first = Number.POSITIVE_INFINITY;
  let stopper: { of: Blocker | null; height: number; top: number } | null = null;
  const box = [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)] as const;
  for (const { of, ring, base, top } of blocks.near(...box))
    for (const [start, end] of insideOf(ring, ax, ay, bx - ax, by - ay)) {
      if (start >= 1) continue;
      const s = firstBelow(top, start, Math.min(1, end), za, zb, bulge);
      if (s >= first || heightOn(s) < base - 1) continue;
      first = s;
      stopper = { of, height: top - base, top };
    }
  const ground = city.ground ? groundStop(city, from, to, metres, heightOn) : null;
  if (ground && ground.s < first) {
    first = ground.s;
    stopper = { of: null, height: 0, top: ground.height };
  }
  const lacking: SightAnswer["lacking"] = [];
  if (!city.tables.footprints) lacking.push("footprints");
  if (!city.ground) lacking.push("terrain");
  const pointAt = (s: number): SightPoint => {
    const { lon, lat } = city.frame.toGeodetic(ax + s * (bx - ax), ay + s * (by - ay), 0);
    return [lon, lat, heightOn(s)];
  };
  return {
    visible: stopper === null,
    from: [...from, za],
    to: [...to, zb],
    fromOn: onA,
    toOn: onB,
    metres,
    stopped: stopper && {
      at: pointAt(first),
      metres: first * metres,
      by: stopper.of,
      height: stopper.height,
      above: Math.max(0, stopper.top - heightOn(first)),
    },
    lacking,
  };
}

/** The first share in [start, end] at which the line is below a height; infinite when it never is. The line sags, so it is a parabola. */
function firstBelow(top: number, start: number, end: number, za: number, zb: number, bulge: number): number {
  const at = (s: number): number => za + s * (zb - za) - bulge * s * (1 - s) - top;
  if (at(start) < 0) return start;
  // bulge s² + (zb − za − bulge) s + za − top = 0, in the form that keeps its digits.
  const [p, q] = [zb - za - bulge, za - top];
  const root = p * p - 4 * bulge * q;
  if (root < 0) return Number.POSITIVE_INFINITY;
  const half = -(p + (p >= 0 ? 1 : -1) * Math.sqrt(root)) / 2;
  const roots = [bulge > 0 ? half / bulge : Number.NaN, half === 0 ? Number.NaN : q / half];
  const inside = roots.filter((s) => s > start && s < end);
  return inside.length > 0 ? Math.min(...inside) : Number.POSITIVE_INFINITY;
}

function groundStop(
  city: PlanCity,
  from: Position,
  to: Position,
  metres: number,
  heightOn: (s: number) => number,
): { s: number; height: number } | null {
  const parts = Math.max(2, Math.ceil(metres / GROUND_STEP_M));
  const places = placesAlong(from, to, parts);
  for (let k = 1; k < parts; k++) {
    const height = heightAt(city.ground, ...places[k]);
    if (height > heightOn(k / parts)) return { s: k / parts, height };
  }
  return null;
}
