// Where an exceedance may come from: facilities upwind of an air station, facilities upstream of a point in its network.
// A screening by geometry alone: it names who to look at first, not who did it.

import { bearingDegrees, haversineMetres } from "../geodesy.ts";
import { LEVEL } from "../level.ts";
import { NO_SLOT, type NodeTable } from "../nodeTable.ts";
import type { Kind } from "../scene/schema.ts";
import type { TracingSettings } from "../scene/tracing.ts";

/** A facility that may be the source. */
export interface SourceCandidate {
  slot: number;
  /** From the point to it, m. */
  distanceMetres: number;
  /** From the point to it, degrees clockwise from north. */
  bearingDegrees: number;
  /** Upwind: how far off the wind's own direction it lies, degrees. Upstream: how many steps up the network; 0 for what the point is mounted on. */
  off: number;
}

export interface Wind {
  /** Where it comes from, degrees clockwise from north. */
  fromDegrees: number;
  /** m/s */
  speed: number;
}

/** Smallest angle between two directions, degrees 0…180. */
export const angleBetween = (a: number, b: number): number => Math.abs(((a - b + 540) % 360) - 180);

/** Whether a point measures what a facility of the source kinds itself lets out: then nobody else comes first. */
export const isOwn = (nodes: NodeTable, slot: number, source: number): boolean =>
  source !== slot && nodes.isWithin(slot, source);

/** Facilities of the source kinds, by slot. */
function* facilitiesOf(
  nodes: NodeTable,
  kinds: readonly Pick<Kind, "id">[],
  wanted: readonly string[],
): Generator<number> {
  const { level, kind } = nodes.columns;
  const indexes = new Set(wanted.map((id) => kinds.findIndex((entry) => entry.id === id)));
  for (let slot = nodes.placeCount; slot < nodes.coreCount; slot++)
    if (level[slot] === LEVEL.facility && indexes.has(kind[slot])) yield slot;
}

/**
 * Facilities within reach against the wind, the likeliest first: the one the point is mounted on, then near and straight upwind.
 * In a calm every direction counts.
 * @param wind null when nobody measures it: then every direction counts too
 */
export function upwindSources(
  nodes: NodeTable,
  kinds: readonly Pick<Kind, "id">[],
  air: NonNullable<TracingSettings["air"]>,
  slot: number,
  wind: Wind | null,
): SourceCandidate[] {
  const { lon, lat } = nodes.columns;
  const blows = wind !== null && wind.speed >= air.calmBelow;
  const found: SourceCandidate[] = [];
  for (const at of facilitiesOf(nodes, kinds, air.sources)) {
    const distanceMetres = haversineMetres(lon[slot], lat[slot], lon[at], lat[at]);
    if (distanceMetres > air.reachMetres) continue;
    const bearing = bearingDegrees(lon[slot], lat[slot], lon[at], lat[at]);
    const own = isOwn(nodes, slot, at);
    const off = blows && !own ? angleBetween(bearing, wind.fromDegrees) : 0;
    if (off <= air.halfAngleDegrees) found.push({ slot: at, distanceMetres, bearingDegrees: bearing, off });
  }
  const weight = ({ slot: at, distanceMetres, off }: SourceCandidate): number =>
    isOwn(nodes, slot, at) ? -1 : (distanceMetres / air.reachMetres) ** 2 + (off / air.halfAngleDegrees) ** 2;
  return found.sort((a, b) => weight(a) - weight(b));
}

/** Facilities of the source kinds that a point is mounted on, or that flow into it or into that, fewest steps first. */
export function upstreamSources(
  nodes: NodeTable,
  kinds: readonly Pick<Kind, "id">[],
  water: NonNullable<TracingSettings["water"]>,
  slot: number,
): SourceCandidate[] {
  const { lon, lat, downstream, parent } = nodes.columns;
  const into = new Map<number, number[]>();
  for (let at = nodes.placeCount; at < nodes.coreCount; at++) {
    const next = downstream[at];
    if (next === NO_SLOT) continue;
    const list = into.get(next);
    if (list) list.push(at);
    else into.set(next, [at]);
  }
  const sources = new Set(facilitiesOf(nodes, kinds, water.sources));
  const steps = new Map<number, number>();
  let front: number[] = [];
  for (let at = slot; at >= nodes.placeCount && at < nodes.coreCount; at = parent[at]) front.push(at);
  for (const at of front) steps.set(at, 0);
  for (let step = 1; front.length > 0; step++) {
    const next: number[] = [];
    for (const at of front)
      for (const up of into.get(at) ?? [])
        if (!steps.has(up)) {
          steps.set(up, step);
          next.push(up);
        }
    front = next;
  }
  const found: SourceCandidate[] = [];
  for (const [at, off] of steps)
    if (at !== slot && sources.has(at))
      found.push({
        slot: at,
        distanceMetres: haversineMetres(lon[slot], lat[slot], lon[at], lat[at]),
        bearingDegrees: bearingDegrees(lon[slot], lat[slot], lon[at], lat[at]),
        off,
      });
  return found.sort((a, b) => a.off - b.off || a.distanceMetres - b.distanceMetres);
}

/** The nearest point of a kind, or −1. */
export function nearestPoint(
  nodes: NodeTable,
  kinds: readonly Pick<Kind, "id">[],
  kindId: string,
  slot: number,
): number {
  const { level, kind, lon, lat } = nodes.columns;
  const wanted = kinds.findIndex(({ id }) => id === kindId);
  let best = NO_SLOT;
  let least = Number.POSITIVE_INFINITY;
  for (let at = nodes.placeCount; at < nodes.coreCount; at++) {
    if (level[at] !== LEVEL.point || kind[at] !== wanted) continue;
    const distance = haversineMetres(lon[slot], lat[slot], lon[at], lat[at]);
    if (distance < least) [best, least] = [at, distance];
  }
  return best;
}
