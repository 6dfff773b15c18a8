// Hours of sunshine (日照时数) at a place or along a façade's foot: rays to the sun, minute by minute, against the buildings as prisms.

import { heightAt } from "../twin/heights.ts";
import type { Position, ScenarioBody } from "../twin/scenarios/shapes.ts";
import { type CalendarDay, sunAt, timeAtSolarHour } from "../twin/solar.ts";
import { type Block, Blocks, insideOf } from "./blocks.ts";
import type { PlanCity } from "./city.ts";
import { PlanFault } from "./fault.ts";
import { areaOf, ringOf, toPlane } from "./plane.ts";

/** Minutes between two rays. */
export const SUN_STEP_MINUTES = 1;
/** Height of a ground-floor window sill above the ground: where GB 50180-2018 table 4.0.9 begins to count [K], m. */
export const SILL_M = 0.9;
/** Façades shorter than this have no foot of their own, m. */
const SHORTEST_FACADE_M = 3;
const MOST_FACADES = 24;
/** A façade is looked at from this far before it, m. */
const BEFORE_FACADE_M = 0.1;

/** A day and the hours of it that count, true solar time. */
export interface SunDay {
  day: CalendarDay;
  fromHour: number;
  toHour: number;
}

export type SunQuestion = SunDay &
  (
    | { of: "place"; at: Position /** Above the ground or the roof one stands on, m. */; height: number }
    | { of: "outline"; outline: Position[]; height: number }
  );

export interface SunAtPlace {
  at: Position;
  /** Where the façade looks, degrees clockwise from north; null for a place by itself. */
  facing: number | null;
  /** Height the rays begin at, m above the ellipsoid. */
  eye: number;
  /** Stands on what is built there. */
  onRoof: boolean;
  /** Sunlit times, true solar time in hours. */
  intervals: [number, number][];
  /** Hours together, and the longest without a break. */
  total: number;
  longest: number;
}

export interface Sunshine extends SunDay {
  places: SunAtPlace[];
  lacking: ("footprints" | "terrain")[];
}

/** Works on, telling the share done. @throws PlanFault no-buildings, no-sun (the sun does not rise in those hours), and as ringOf */
export function* sunshine(
  city: PlanCity,
  question: SunQuestion,
  body: Pick<ScenarioBody, "massings" | "removed">,
): Generator<number, Sunshine> {
  if (!city.buildingIndex) throw new PlanFault("no-buildings");
  const { day, fromHour, toHour } = question;
  const blocks = new Blocks(city, body);
  const feet = feetOf(city, question, blocks);
  const sun = sunOf(question, feet[0].at);
  if (sun.every(({ slope }) => slope <= 0)) throw new PlanFault("no-sun");
  const places: SunAtPlace[] = [];
  for (const foot of feet) {
    places.push(sunAtFoot(blocks, foot, sun, question));
    yield places.length / feet.length;
  }
  const lacking: Sunshine["lacking"] = [];
  if (!city.tables.footprints) lacking.push("footprints");
  if (!city.ground) lacking.push("terrain");
  return { day, fromHour, toHour, places, lacking };
}

interface Foot extends Pick<SunAtPlace, "at" | "facing" | "eye" | "onRoof"> {
  x: number;
  y: number;
}

function feetOf(city: PlanCity, question: SunQuestion, blocks: Blocks): Foot[] {
  if (question.of === "place") {
    const [x, y] = toPlane([question.at], city.frame);
    const under = blocks.at(x, y);
    const eye = (under ? under.top : heightAt(city.ground, ...question.at)) + question.height;
    return [{ at: question.at, facing: null, eye, onRoof: under !== null, x, y }];
  }
  const ring = ringOf(question.outline, city.frame);
  const sides = sidesOf(areaOf(ring) > 0 ? ring : ring.slice().reverse());
  return sides.map(({ x, y, facing }) => {
    const { lon, lat } = city.frame.toGeodetic(x, y, 0);
    return { at: [lon, lat], facing, eye: heightAt(city.ground, lon, lat) + question.height, onRoof: false, x, y };
  });
}

/** Places before the middles of a counter-clockwise ring's sides; of many the longest. */
function sidesOf(ring: Float64Array): { x: number; y: number; facing: number; length: number }[] {
  const sides: { x: number; y: number; facing: number; length: number }[] = [];
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const [dx, dy] = [ring[i] - ring[j], ring[i + 1] - ring[j + 1]];
    const length = Math.hypot(dx, dy);
    if (length < SHORTEST_FACADE_M) continue;
    const [ox, oy] = [dy / length, -dx / length];
    sides.push({
      x: (ring[i] + ring[j]) / 2 + ox * BEFORE_FACADE_M,
      y: (ring[i + 1] + ring[j + 1]) / 2 + oy * BEFORE_FACADE_M,
      facing: ((Math.atan2(ox, oy) * 180) / Math.PI + 360) % 360,
      length,
    });
  }
  if (sides.length === 0) throw new PlanFault("no-area");
  const kept = new Set([...sides].sort((a, b) => b.length - a.length).slice(0, MOST_FACADES));
  return sides.filter((side) => kept.has(side));
}

interface SunRay {
  hour: number;
  /** Unit vector over the ground towards the sun, and how much it rises a metre. */
  dx: number;
  dy: number;
  slope: number;
}

/** The sun in the middle of every step. */
function sunOf({ day, fromHour, toHour }: SunDay, [lon, lat]: Position): SunRay[] {
  const steps = Math.max(1, Math.round(((toHour - fromHour) * 60) / SUN_STEP_MINUTES));
  return Array.from({ length: steps }, (_, k) => {
    const hour = fromHour + ((k + 0.5) * SUN_STEP_MINUTES) / 60;
    const [east, north, up] = sunAt(timeAtSolarHour(day, hour, lon, lat), lon, lat).direction;
    const flat = Math.hypot(east, north) || 1e-9;
    return { hour, dx: east / flat, dy: north / flat, slope: up / flat };
  });
}

function sunAtFoot(blocks: Blocks, foot: Foot, sun: readonly SunRay[], { fromHour }: SunDay): SunAtPlace {
  const { x, y, ...place } = foot;
  // What could reach into the lowest ray; its outline is copied, as the city lends them one at a time.
  const lowest = Math.min(...sun.filter(({ slope }) => slope > 0).map(({ slope }) => slope));
  const reach = Math.min(MOST_REACH_M, Math.max(0, (blocks.highest - foot.eye) / lowest));
  const near: Block[] = [];
  for (const block of blocks.near(x - reach, y - reach, x + reach, y + reach))
    if (block.top > foot.eye) near.push({ ...block, ring: block.ring.slice() });
  const inSight = near.map((block) => ({ block, sector: sectorOf(block.ring, x, y) }));
  const lit = sun.map(
    (ray) => ray.slope > 0 && !inSight.some(({ block, sector }) => isInSector(sector, ray) && stops(block, foot, ray)),
  );
  // Counted in whole steps, so that a whole day is a whole number.
  const runs: [number, number][] = [];
  lit.forEach((shines, k) => {
    if (!shines) return;
    if (k > 0 && lit[k - 1]) runs[runs.length - 1][1] = k + 1;
    else runs.push([k, k + 1]);
  });
  const hours = (steps: number): number => (steps * SUN_STEP_MINUTES) / 60;
  const lengths = runs.map(([from, to]) => to - from);
  return {
    ...place,
    intervals: runs.map(([from, to]) => [fromHour + hours(from), fromHour + hours(to)]),
    total: hours(lengths.reduce((sum, one) => sum + one, 0)),
    longest: hours(Math.max(0, ...lengths)),
  };
}

/** Nothing farther than this is asked, m: there 300 m stand 3° above the horizon. */
const MOST_REACH_M = 6000;

/** Direction to the middle of a ring's box and half the angle it takes up, radians. */
function sectorOf(ring: Float64Array, x: number, y: number): { middle: number; half: number } {
  let [sx, sy] = [0, 0];
  for (let i = 0; i < ring.length; i += 2) {
    sx += ring[i] - x;
    sy += ring[i + 1] - y;
  }
  const count = ring.length / 2;
  const distance = Math.hypot(sx, sy) / count;
  const middle = Math.atan2(sy, sx);
  let radius = 0;
  for (let i = 0; i < ring.length; i += 2)
    radius = Math.max(radius, Math.hypot(ring[i] - x - sx / count, ring[i + 1] - y - sy / count));
  return { middle, half: distance <= radius ? Math.PI : Math.asin(radius / distance) + 1e-6 };
}

function isInSector({ middle, half }: { middle: number; half: number }, { dx, dy }: SunRay): boolean {
  if (half >= Math.PI) return true;
  const apart = Math.abs(Math.atan2(dy, dx) - middle);
  return Math.min(apart, 2 * Math.PI - apart) <= half;
}

/** Whether a block stands in a ray's way: the ray rises, so it is lowest where it comes in. */
function stops({ ring, base, top }: Block, { x, y, eye }: Foot, { dx, dy, slope }: SunRay): boolean {
  return insideOf(ring, x, y, dx, dy).some(([from, to]) => eye + from * slope < top && eye + to * slope > base);
}
