// Which point moves what a road or pipe carries: the line's own, one on its asset, or one that stands beside it.

import Flatbush from "flatbush";
import type { SourceReport } from "../formats/report.ts";
import { metresPerDegree } from "../twin/geodesy.ts";
import { LEVEL } from "../twin/level.ts";
import { DRIVE } from "../twin/lineDrive.ts";
import { LINE_LAYER, type LineClass } from "../twin/lines.ts";
import { NO_SLOT, type NodeTable } from "../twin/nodeTable.ts";
import type { Kind } from "../twin/scene/schema.ts";
import type { Network } from "../twin/scene/words.ts";
import { type Driver, NO_DRIVER } from "./layers/lines.ts";
import type { LineSource } from "./source.ts";

/** A point that stands no further than this from a line measures it, m (ours: half a wide street and its kerb). */
const BESIDE_M = 25;

const NETWORK_OF: Partial<Record<LineClass, readonly Network[]>> = {
  "water-pipe": ["water", "heat"],
  "drain-pipe": ["drainage"],
  "sewer-pipe": ["sewage"],
  "gas-pipe": ["gas"],
  "power-line": ["power"],
};

/** @returns the driver of each line @throws never; points that stand beside no line are told in the report */
export function lineDrivers(
  lines: readonly LineSource[],
  nodes: NodeTable,
  kinds: readonly Kind[],
  report: SourceReport,
): Driver[] {
  const found: Driver[] = lines.map(() => NO_DRIVER);
  const drivers = kinds.map((kind) => driverOf(kind));
  if (drivers.every((driver) => driver === undefined)) return found;
  const { level, kind, lon, lat, code } = nodes.columns;
  const taken = new Set<number>();
  const take = (line: number, slot: number): void => {
    const driver = drivers[kind[slot]];
    if (!driver || level[slot] !== LEVEL.point || found[line].drive !== DRIVE.none) return;
    found[line] = { slot, ...driver };
    taken.add(slot);
  };
  lines.forEach(({ assetCode }, i) => {
    const asset = assetCode === undefined ? NO_SLOT : nodes.slotOf(assetCode);
    if (asset >= 0) for (const slot of nodes.pointsUnder(asset)) take(i, slot);
  });
  const left: number[] = [];
  for (let slot = nodes.placeCount; slot < nodes.coreCount; slot++)
    if (level[slot] === LEVEL.point && drivers[kind[slot]] && !taken.has(slot)) left.push(slot);
  if (left.length === 0 || lines.length === 0) return found;
  const near = new NearestLine(lines);
  for (const slot of left) {
    const line = near.find(
      lon[slot],
      lat[slot],
      (i) => found[i].drive === DRIVE.none && suits(kinds[kind[slot]], lines[i].klass),
    );
    if (line >= 0) take(line, slot);
    else
      report.repair(
        "lines",
        "driver-alone",
        `moves no line: none of its sort without one within ${BESIDE_M} m`,
        code[slot],
      );
  }
  return found;
}

function driverOf({ line, range: [low, high] }: Kind): Omit<Driver, "slot"> | undefined {
  if (!line) return undefined;
  const still = Math.round(255 * Math.min(1, Math.max(0, -low / (high - low))));
  return { drive: DRIVE[line], still: line === "flow" ? still : 0 };
}

function suits({ line, network }: Kind, klass: LineClass): boolean {
  if (line === "congestion") return LINE_LAYER[klass] === "roads";
  return network !== undefined && (NETWORK_OF[klass]?.includes(network) ?? false);
}

/** Finds the line that runs closest to a point. */
class NearestLine {
  private readonly tree: Flatbush;

  constructor(private readonly lines: readonly LineSource[]) {
    this.tree = new Flatbush(lines.length);
    for (const { path } of lines) {
      let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let k = 0; k < path.length; k += 2) {
        west = Math.min(west, path[k]);
        east = Math.max(east, path[k]);
        south = Math.min(south, path[k + 1]);
        north = Math.max(north, path[k + 1]);
      }
      this.tree.add(west, south, east, north);
    }
    this.tree.finish();
  }

  /** Index of the nearest line within reach for which `allowed` holds, -1 for none. */
  find(lon: number, lat: number, allowed: (line: number) => boolean): number {
    const scale = metresPerDegree(lat);
    const [dx, dy] = [BESIDE_M / scale.lon, BESIDE_M / scale.lat];
    let [best, least] = [-1, BESIDE_M];
    for (const i of this.tree.search(lon - dx, lat - dy, lon + dx, lat + dy, allowed)) {
      const distance = distanceTo(this.lines[i].path, lon, lat, scale);
      // Of equals the first: the same sources give the same scene.
      if (distance < least || (distance === least && i < best)) [best, least] = [i, distance];
    }
    return best;
  }
}

/** From a point to a line, m on the flat. */
function distanceTo(path: Float64Array, lon: number, lat: number, scale: { lon: number; lat: number }): number {
  let least = Infinity;
  for (let k = 2; k < path.length; k += 2) {
    const [ax, ay] = [(path[k - 2] - lon) * scale.lon, (path[k - 1] - lat) * scale.lat];
    const [bx, by] = [(path[k] - lon) * scale.lon, (path[k + 1] - lat) * scale.lat];
    const [ex, ey] = [bx - ax, by - ay];
    const along = Math.min(1, Math.max(0, -(ax * ex + ay * ey) / (ex * ex + ey * ey || 1)));
    least = Math.min(least, Math.hypot(ax + along * ex, ay + along * ey));
  }
  return least;
}
