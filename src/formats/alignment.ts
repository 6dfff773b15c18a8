// Whether two files of one city lie on each other: roads that run through houses tell that one of them carries the Chinese offset.

import Flatbush from "flatbush";
import gcoord from "gcoord";
import { boundsOf, pointInRings, type Rings } from "./polygon.ts";

/** Which file looks shifted, and how. */
export interface Misalignment {
  which: "buildings" | "lines";
  /** The system its coordinates look like; what its crs should be set to. */
  system: "gcj02" | "bd09";
}

/** Shares of road points that lie inside buildings. */
export interface Alignment {
  /** Points looked at; too few (under 200) tell nothing. */
  points: number;
  asIs: number;
  /** After the best conversion; the same as `asIs` when none is better. */
  after: number;
  /** Null when the files lie well as they are, or it cannot be told. */
  found: Misalignment | null;
}

/** Distance between points taken along lines, degrees: about 15 m. */
const STEP = 1.4e-4;
/** Most points taken. */
const MOST = 40_000;
/** Fewest points that tell anything. */
const FEWEST = 200;
/** Share of points inside buildings below which nothing is wrong: bridges, passages, tunnels. */
const USUAL = 0.03;
/** A conversion must leave at most this share of the points that are inside as the files stand. */
const FEWER = 0.5;

type Shift = (point: [number, number]) => [number, number];
type System = typeof gcoord.WGS84 | typeof gcoord.GCJ02 | typeof gcoord.BD09;
const shift =
  (from: System, to: System): Shift =>
  (point) =>
    gcoord.transform(point, from, to) as [number, number];

/** What may be wrong, and where the lines then lie over the buildings: shifting them back, or along with the buildings. */
const CANDIDATES: readonly (Misalignment & { lines: Shift })[] = [
  { which: "lines", system: "gcj02", lines: shift(gcoord.GCJ02, gcoord.WGS84) },
  { which: "lines", system: "bd09", lines: shift(gcoord.BD09, gcoord.WGS84) },
  { which: "buildings", system: "gcj02", lines: shift(gcoord.WGS84, gcoord.GCJ02) },
  { which: "buildings", system: "bd09", lines: shift(gcoord.WGS84, gcoord.BD09) },
];

/**
 * Counts points along lines (roads, not tunnels) that lie inside buildings, as the files stand and with either converted.
 * @param buildings footprints in degrees @param lines flat [lon, lat, …] in degrees, of the same place
 */
export function alignment(buildings: readonly Rings[], lines: readonly Float64Array[]): Alignment {
  const points = buildings.length === 0 ? [] : pointsAlong(lines);
  const nothing: Alignment = { points: points.length, asIs: 0, after: 0, found: null };
  if (points.length < FEWEST) return nothing;
  const index = new Flatbush(buildings.length);
  for (const rings of buildings) {
    const [west, south, east, north] = boundsOf(rings[0]);
    index.add(west, south, east, north);
  }
  index.finish();
  // Only where there are buildings on all sides does it tell anything that a point is not inside one.
  const near = points.filter(([x, y]) => index.search(x - 1e-3, y - 1e-3, x + 1e-3, y + 1e-3).length > 0);
  if (near.length < FEWEST) return { ...nothing, points: near.length };
  const inside = (move: Shift | null): number => {
    let count = 0;
    for (const point of near) {
      const [x, y] = move ? move(point) : point;
      if (index.search(x, y, x, y).some((i) => pointInRings(x, y, buildings[i]))) count++;
    }
    return count / near.length;
  };
  const asIs = inside(null);
  let after = asIs;
  let best: Misalignment | null = null;
  for (const { which, system, lines: move } of CANDIDATES) {
    const share = inside(move);
    if (share < after) {
      after = share;
      best = { which, system };
    }
  }
  // The difference must be more than chance: three standard deviations of two shares.
  const chance = 3 * Math.sqrt((asIs * (1 - asIs) + after * (1 - after)) / near.length);
  const found = asIs > USUAL && after < FEWER * asIs && asIs - after > chance ? best : null;
  return { points: near.length, asIs, after: found ? after : asIs, found };
}

/** Says it in words; null when nothing was found. @param name how the report calls the lines, such as roads */
export function alignmentNote({ asIs, after, found }: Alignment, name = "roads"): string | null {
  if (!found) return null;
  const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
  const system = found.system === "gcj02" ? "GCJ-02" : "BD-09";
  const subject = found.which === "lines" ? name : "buildings";
  return `${subject} look like ${system}: ${percent(asIs)} of the way along ${name} lies inside buildings, ${percent(after)} after conversion → set the crs of ${subject} to ${found.system}`;
}

function pointsAlong(lines: readonly Float64Array[]): [number, number][] {
  let length = 0;
  for (const line of lines)
    for (let i = 2; i < line.length; i += 2) length += Math.hypot(line[i] - line[i - 2], line[i + 1] - line[i - 1]);
  const step = Math.max(STEP, length / MOST);
  const points: [number, number][] = [];
  let left = 0; // until the next point
  for (const line of lines)
    for (let i = 2; i < line.length; i += 2) {
      const [ax, ay, bx, by] = [line[i - 2], line[i - 1], line[i], line[i + 1]];
      const along = Math.hypot(bx - ax, by - ay);
      for (; left < along; left += step)
        points.push([ax + ((bx - ax) * left) / along, ay + ((by - ay) * left) / along]);
      left -= along;
    }
  return points;
}
