// How far one comes along the roads in a time (Dijkstra on typed arrays): pieces of road with the minutes at their ends.

import FlatQueue from "flatqueue";
import { LINE_CLASSES } from "../twin/lines.ts";
import type { Position } from "../twin/scenarios/shapes.ts";
import type { PlanCity } from "./city.ts";
import { PlanFault } from "./fault.ts";
import { toPlane, toSegment } from "./plane.ts";

export const TRAVEL = ["walk", "drive"] as const;
export type Travel = (typeof TRAVEL)[number];

/** Nothing to start from nearer than this, and the answer is no, m. */
const START_M = 500;
export const MOST_MINUTES = 120;
/** Where nobody goes on foot. */
const NOT_ON_FOOT: ReadonlySet<string> = new Set(["motorway", "trunk"]);

/** Pieces of road that are reached; piece i from (ax, ay) at `at[2i]` minutes to (bx, by) at `at[2i+1]`. */
export interface Reached {
  /** Flat [ax, ay, bx, by, …] m. */
  xy: Float64Array;
  minutes: Float32Array;
  /** Index into LINE_CLASSES, per piece. */
  klass: Uint8Array;
  /** m of road in all, and of each class. */
  lengthByClass: Float64Array;
  /** From the place to the road, m. */
  startMetres: number;
}

const metresAMinute = (kmh: number): number => (kmh * 1000) / 60;
/** Metres a minute off the road and on foot. */
export const onFoot = ({ tables }: PlanCity): number => metresAMinute(tables.planning.walkKmh);

/** The way out of every node, made once for each way of travelling. */
interface Ways {
  start: Uint32Array;
  edge: Uint32Array;
  /** Minutes along an edge; Infinity where one may not go. */
  cost: Float32Array;
}
const WAYS = new WeakMap<PlanCity, Partial<Record<Travel, Ways>>>();

function waysOf(city: PlanCity, travel: Travel): Ways {
  const known = WAYS.get(city) ?? {};
  WAYS.set(city, known);
  const made = known[travel];
  if (made) return made;
  const { from, to, klass, length, speed, oneway, lon } = city.tables.roads!;
  const cost = new Float32Array(from.length);
  const walk = onFoot(city);
  for (let e = 0; e < from.length; e++) {
    if (travel === "walk")
      cost[e] = NOT_ON_FOOT.has(LINE_CLASSES[klass[e]]) ? Number.POSITIVE_INFINITY : length[e] / walk;
    else cost[e] = speed[e] > 0 ? length[e] / metresAMinute(speed[e]) : Number.POSITIVE_INFINITY;
  }
  const back = (e: number): boolean => travel === "walk" || oneway[e] === 0;
  const start = new Uint32Array(lon.length + 1);
  for (let e = 0; e < from.length; e++) {
    if (cost[e] === Number.POSITIVE_INFINITY) continue;
    start[from[e] + 1]++;
    if (back(e)) start[to[e] + 1]++;
  }
  for (let k = 0; k < lon.length; k++) start[k + 1] += start[k];
  const next = start.slice(0, lon.length);
  const edge = new Uint32Array(start[lon.length]);
  for (let e = 0; e < from.length; e++) {
    if (cost[e] === Number.POSITIVE_INFINITY) continue;
    edge[next[from[e]]++] = e;
    if (back(e)) edge[next[to[e]]++] = e;
  }
  known[travel] = { start, edge, cost };
  return known[travel] as Ways;
}

/**
 * @param minutes from leaving the place, the way to the road on foot included
 * @throws PlanFault no-roads, far-from-road, bad-minutes
 */
export function reachFrom(city: PlanCity, at: Position, minutes: number, travel: Travel): Reached {
  const { roads } = city.tables;
  if (!roads || !city.roadIndex) throw new PlanFault("no-roads");
  if (!(minutes > 0 && minutes <= MOST_MINUTES)) throw new PlanFault("bad-minutes", { most: MOST_MINUTES });
  const { start, edge, cost } = waysOf(city, travel);
  const { from, to, klass, oneway } = roads;
  const { roadXy: xy } = city;
  const [px, py] = toPlane([at], city.frame);
  const first = nearestRoad(city, px, py, cost);
  if (!first) throw new PlanFault("far-from-road", { metres: START_M });
  const walked = first.metres / onFoot(city);
  const best = new Float32Array(roads.lon.length).fill(Number.POSITIVE_INFINITY);
  const queue = new FlatQueue<number>();
  const offer = (node: number, time: number): void => {
    if (time >= best[node] || time > minutes) return;
    best[node] = time;
    queue.push(node, time);
  };
  offer(to[first.edge], walked + (1 - first.t) * cost[first.edge]);
  if (travel === "walk" || oneway[first.edge] === 0) offer(from[first.edge], walked + first.t * cost[first.edge]);
  while (queue.length > 0) {
    const time = queue.peekValue() as number;
    const node = queue.pop() as number;
    // The queue keeps doubles, the array singles.
    if (Math.fround(time) > best[node]) continue;
    for (let k = start[node]; k < start[node + 1]; k++) {
      const e = edge[k];
      offer(from[e] === node ? to[e] : from[e], time + cost[e]);
    }
  }
  const pieces = new Pieces(minutes);
  for (let e = 0; e < from.length; e++) {
    if (cost[e] === Number.POSITIVE_INFINITY) continue;
    const [a, b] = [from[e], to[e]];
    const [ax, ay, bx, by] = [xy[2 * a], xy[2 * a + 1], xy[2 * b], xy[2 * b + 1]];
    const back = travel === "walk" || oneway[e] === 0;
    if (e === first.edge) {
      const [mx, my] = [ax + first.t * (bx - ax), ay + first.t * (by - ay)];
      pieces.add(mx, my, bx, by, walked, cost[e] * (1 - first.t), klass[e]);
      if (back) pieces.add(mx, my, ax, ay, walked, cost[e] * first.t, klass[e]);
      continue;
    }
    const [ta, tb] = [best[a], back ? best[b] : Number.POSITIVE_INFINITY];
    // From either end, as far as the other has not come first.
    const meet =
      ta === Infinity ? 0 : tb === Infinity ? 1 : Math.min(1, Math.max(0, (tb + cost[e] - ta) / (2 * cost[e] || 1)));
    const [mx, my] = [ax + meet * (bx - ax), ay + meet * (by - ay)];
    if (ta < minutes && meet > 0) pieces.add(ax, ay, mx, my, ta, cost[e] * meet, klass[e]);
    if (tb < minutes && meet < 1) pieces.add(bx, by, mx, my, tb, cost[e] * (1 - meet), klass[e]);
  }
  return pieces.done(first.metres);
}

/** The nearest road one may go on. */
function nearestRoad(city: PlanCity, px: number, py: number, cost: Float32Array) {
  const { from, to } = city.tables.roads!;
  const { roadXy: xy } = city;
  let found: { edge: number; t: number; metres: number } | null = null;
  for (const e of city.roadIndex!.search(px - START_M, py - START_M, px + START_M, py + START_M)) {
    if (cost[e] === Number.POSITIVE_INFINITY) continue;
    const [a, b] = [from[e], to[e]];
    const { d2, t } = toSegment(px, py, xy[2 * a], xy[2 * a + 1], xy[2 * b], xy[2 * b + 1]);
    const metres = Math.sqrt(d2);
    if (metres <= START_M && (!found || metres < found.metres)) found = { edge: e, t, metres };
  }
  return found;
}

/** Pieces as they are found, cut where the time is over. */
class Pieces {
  private readonly xy: number[] = [];
  private readonly times: number[] = [];
  private readonly klass: number[] = [];
  private readonly lengthByClass = new Float64Array(LINE_CLASSES.length);

  constructor(private readonly minutes: number) {}

  /** From a, reached at `time`, to b, which takes `cost` minutes. */
  add(ax: number, ay: number, bx: number, by: number, time: number, cost: number, klass: number): void {
    const share = cost > 0 ? Math.min(1, (this.minutes - time) / cost) : 1;
    if (!(share > 0)) return;
    const [ex, ey] = [ax + share * (bx - ax), ay + share * (by - ay)];
    this.xy.push(ax, ay, ex, ey);
    this.times.push(time, time + share * cost);
    this.klass.push(klass);
    this.lengthByClass[klass] += Math.hypot(ex - ax, ey - ay);
  }

  done(startMetres: number): Reached {
    return {
      xy: Float64Array.from(this.xy),
      minutes: Float32Array.from(this.times),
      klass: Uint8Array.from(this.klass),
      lengthByClass: this.lengthByClass,
      startMetres,
    };
  }
}
