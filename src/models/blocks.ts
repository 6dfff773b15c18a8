// What stands in the way of light and sight: buildings as upright prisms on their outlines, without those a scenario takes away and with
// the massings it adds.

import { heightAt } from "../twin/heights.ts";
import type { Massing, Position, ScenarioBody } from "../twin/scenarios/shapes.ts";
import type { PlanCity } from "./city.ts";
import { heightOf } from "./indicators.ts";
import { boundsOf, isInside, toPlane } from "./plane.ts";

/** A building of the city (by slot), or a massing (by id). */
export type Blocker = { slot: number } | { massing: string };

export interface Block {
  of: Blocker;
  /** m above the ellipsoid. */
  base: number;
  top: number;
  /** Flat [east, north, …] m in the city's frame. */
  ring: Float64Array;
}

/** Buildings of a city as a scenario would have them. */
export class Blocks {
  private readonly gone: ReadonlySet<number>;
  private readonly added: readonly (Block & { box: readonly number[] })[];
  /** Top of the highest of all, m above the ellipsoid. */
  readonly highest: number;

  constructor(
    private readonly city: PlanCity,
    body: Pick<ScenarioBody, "massings" | "removed">,
  ) {
    const { buildings } = city.tables;
    const removed = new Set(body.removed);
    const gone = new Set<number>();
    let highest = Number.NEGATIVE_INFINITY;
    for (const row of city.buildingRows) {
      if (removed.size > 0 && removed.has(buildings!.code[row])) gone.add(row);
      else highest = Math.max(highest, buildings!.base[row] + buildings!.heightAboveBase[row]);
    }
    this.gone = gone;
    this.added = body.massings.map((massing) => blockOf(city, massing));
    this.highest = this.added.reduce((most, { top }) => Math.max(most, top), highest);
  }

  /** Blocks whose box meets a box, m. A ring is good until the next one is asked for. */
  *near(west: number, south: number, east: number, north: number): Generator<Block> {
    const { city } = this;
    const { buildings, nodes } = city.tables;
    for (const i of city.buildingIndex?.search(west, south, east, north) ?? []) {
      const row = city.buildingRows[i];
      if (this.gone.has(row)) continue;
      const ring = city.outlineOf(row);
      // Where no outline is known there is nothing to stand in the way.
      if (ring.length < 6) continue;
      const base = buildings!.base[row];
      yield { of: { slot: nodes.coreCount + row }, base, top: base + buildings!.heightAboveBase[row], ring };
    }
    for (const block of this.added) {
      const [w, s, e, n] = block.box;
      if (w <= east && e >= west && s <= north && n >= south) yield block;
    }
  }

  /** The highest block a place lies in; null on open ground. */
  at(x: number, y: number): Block | null {
    let best: Block | null = null;
    for (const block of this.near(x, y, x, y))
      if (isInside(x, y, block.ring) && (best === null || block.top > best.top)) best = block;
    return best;
  }
}

function blockOf(city: PlanCity, massing: Massing): Block & { box: readonly number[] } {
  // As it is drawn: on the lowest of its corners.
  const base = Math.min(...massing.outline.map(([lon, lat]) => heightAt(city.ground, lon, lat)));
  const ring = toPlane(massing.outline, city.frame);
  return { of: { massing: massing.id }, base, top: base + heightOf(massing), ring, box: boundsOf(ring) };
}

/** Row of the highest building whose outline holds a place (or, where no outline is known, whose position it is); −1 for none. */
export function buildingAt(city: PlanCity, at: Position): number {
  const [x, y] = toPlane([at], city.frame);
  const { buildings } = city.tables;
  let best = -1;
  for (const i of city.buildingIndex?.search(x - 0.5, y - 0.5, x + 0.5, y + 0.5) ?? []) {
    const row = city.buildingRows[i];
    const ring = city.outlineOf(row);
    const holds = isInside(x, y, ring) || Math.hypot(city.x[row] - x, city.y[row] - y) < 0.5;
    if (holds && (best < 0 || buildings!.heightAboveBase[row] > buildings!.heightAboveBase[best])) best = row;
  }
  return best;
}

/**
 * Where a half-line from a place crosses the sides of a ring, as distances along it in units of (dx, dy), in order.
 * Between the first and second it is inside when it began outside, and so on.
 */
export function crossings(ring: Float64Array, x: number, y: number, dx: number, dy: number): number[] {
  const found: number[] = [];
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    // Which side of the half-line both ends lie on: a corner on it counts once.
    const a = (ring[j] - x) * dy - (ring[j + 1] - y) * dx;
    const b = (ring[i] - x) * dy - (ring[i + 1] - y) * dx;
    if (a > 0 === b > 0) continue;
    const t = a / (a - b);
    const px = ring[j] + t * (ring[i] - ring[j]) - x;
    const py = ring[j + 1] + t * (ring[i + 1] - ring[j + 1]) - y;
    const s = (px * dx + py * dy) / (dx * dx + dy * dy);
    if (s > 0) found.push(s);
  }
  return found.sort((p, q) => p - q);
}

/** Pieces of a half-line that lie inside a ring, as [from, to] in units of (dx, dy). */
export function insideOf(ring: Float64Array, x: number, y: number, dx: number, dy: number): [number, number][] {
  const at = crossings(ring, x, y, dx, dy);
  if (at.length % 2 === 1) at.unshift(0);
  const pieces: [number, number][] = [];
  for (let k = 0; k + 1 < at.length; k += 2) pieces.push([at[k], at[k + 1]]);
  return pieces;
}
