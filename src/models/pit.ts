// A pit dug into a drawn outline (开挖): how much earth, down to which floor, and the pipes that lie in it.

import { heightAt } from "../twin/heights.ts";
import { LINE_CLASSES, LINE_LAYER, type LineClass } from "../twin/lines.ts";
import type { Position } from "../twin/scenarios/shapes.ts";
import type { PlanCity } from "./city.ts";
import { type BuriedPipe, depthOf } from "./pipes.ts";
import { areaOf, boundsOf, insideRing, isInside, type Ring, ringOf } from "./plane.ts";

/** The ground is felt at about so many places in the outline. */
const SAMPLES = 2500;
/** No more pieces of pipe are drawn than this. */
const MOST_PIECES = 2000;

export interface PitPipes {
  klass: LineClass;
  /** Lines of this class, and their length in the pit, m. */
  count: number;
  metres: number;
  /** Depths by the data, m below the ground: least and most; null where none has one. */
  depths: [number, number] | null;
  /** How many lie at an assumed depth. */
  assumed: number;
}

export interface PitAnswer {
  /** m². */
  area: number;
  /** The floor is flat, `depth` below the lowest ground of the outline: m above the ellipsoid. */
  floor: number;
  /** Earth between ground and floor, m³, without slopes and without what stands in it. */
  volume: number;
  /** Whether the ground is terrain; it is taken as flat else. */
  terrain: boolean;
  pipes: PitPipes[];
  /** What of the pipes lies in the outline, for the map. */
  pieces: BuriedPipe[];
  /** Cables of which nobody says that they are buried. */
  cables: number;
}

/** @param depth of the floor below the lowest ground in the outline, m @throws PlanFault as of ringOf */
export function pitOf(city: PlanCity, outline: readonly Position[], depth: number): PitAnswer {
  const ring = ringOf(outline, city.frame);
  const area = areaOf(ring);
  const corners = outline.map(([lon, lat]) => heightAt(city.ground, lon, lat));
  const inside = groundIn(city, ring, area);
  // A sliver may slip between the places of the lattice.
  const heights = inside.length > 0 ? inside : corners;
  const lowest = [...corners, ...inside].reduce((least, height) => Math.min(least, height), Number.POSITIVE_INFINITY);
  const mean = heights.reduce((sum, height) => sum + height, 0) / heights.length;
  const floor = lowest - depth;
  return { area, floor, volume: area * (mean - floor), terrain: city.ground !== null, ...pipesIn(city, ring) };
}

/** Heights of the ground at a lattice of places inside, m. */
function groundIn(city: PlanCity, ring: Ring, area: number): number[] {
  const [west, south, east, north] = boundsOf(ring);
  const step = Math.sqrt(area / SAMPLES);
  const inside: number[] = [];
  for (let x = west + step / 2; x < east; x += step)
    for (let y = south + step / 2; y < north; y += step) {
      if (!isInside(x, y, ring)) continue;
      const { lon, lat } = city.frame.toGeodetic(x, y, 0);
      inside.push(heightAt(city.ground, lon, lat));
    }
  return inside;
}

function pipesIn(city: PlanCity, ring: Ring): Pick<PitAnswer, "pipes" | "pieces" | "cables"> {
  const { segmentIndex, segmentStart, segmentLine, lineXy, tables } = city;
  const { lines } = tables;
  if (!segmentIndex || !lines) return { pipes: [], pieces: [], cables: 0 };
  const rows = new Map<number, number>();
  const cables = new Set<number>();
  const pieces: BuriedPipe[] = [];
  for (const s of segmentIndex.search(...boundsOf(ring)).sort((a, b) => a - b)) {
    const row = segmentLine[s];
    const klass = LINE_CLASSES[lines.klass[row]];
    if (LINE_LAYER[klass] !== "pipes") continue;
    const [ax, ay, bx, by] = lineXy.subarray(2 * segmentStart[s], 2 * segmentStart[s] + 4);
    const depth = depthOf(city, row);
    for (const [from, to] of insideRing(ax, ay, bx, by, ring)) {
      if (!depth) {
        cables.add(row);
        continue;
      }
      rows.set(row, (rows.get(row) ?? 0) + (to - from) * Math.hypot(bx - ax, by - ay));
      const path = [from, to].map((t): Position => {
        const { lon, lat } = city.frame.toGeodetic(ax + t * (bx - ax), ay + t * (by - ay), 0);
        return [lon, lat];
      });
      if (pieces.length < MOST_PIECES) pieces.push({ klass, slot: lines.slot[row], path, ...depth });
    }
  }
  return { pipes: byClass(city, rows), pieces, cables: cables.size };
}

/** @param rows length in the pit of each line, m */
function byClass(city: PlanCity, rows: ReadonlyMap<number, number>): PitPipes[] {
  const classes = new Map<LineClass, PitPipes>();
  for (const [row, metres] of rows) {
    const klass = LINE_CLASSES[city.tables.lines?.klass[row] ?? 0];
    const one = classes.get(klass) ?? { klass, count: 0, metres: 0, depths: null, assumed: 0 };
    classes.set(klass, one);
    one.count++;
    one.metres += metres;
    const depth = depthOf(city, row);
    if (depth?.assumed) one.assumed++;
    else if (depth) {
      const [least, most] = one.depths ?? [depth.depth, depth.depth];
      one.depths = [Math.min(least, depth.depth), Math.max(most, depth.depth)];
    }
  }
  return [...classes.values()].sort((a, b) => LINE_CLASSES.indexOf(a.klass) - LINE_CLASSES.indexOf(b.klass));
}
