// Lines as ribbons on the ground: a left and a right vertex at every bend, with the distance run in _ALONG; pipes also with their side in _SIDE.

import { metresPerDegree } from "../../twin/geodesy.ts";
import type { Drape } from "./drape.ts";
import { MeshBuilder, type TileMesh } from "./mesh.ts";

/** Some lines, packed so that they can be handed to another thread. */
export interface PackedLines {
  /** lon, lat degrees per point. */
  coords: Float64Array;
  /** Line i ends before point end[i]. */
  end: Uint32Array;
  /** m above the ground per point. */
  lift: Float32Array;
  klass: Uint8Array;
  width: Float32Array;
  slot: Uint32Array;
  /** Point that moves what the line carries (0xffffffff none), what it does, and where zero lies in its range (lineDrivers.ts). */
  driver: Uint32Array;
  drive: Uint8Array;
  still: Uint8Array;
  /** m along the whole line at which this piece begins. */
  along: Float32Array;
  /** Whether the lines keep a least width on screen: their vertices then know to which side they lie. */
  screenWidth: boolean;
}

/** A mitre is at most this many half widths long; sharper corners are cut. */
const MITRE = 2;

export function ribbonMesh(lines: PackedLines, drape: Drape): TileMesh {
  const mesh = new MeshBuilder(lines.screenWidth ? ["_ALONG", "_ACROSS", "_SIDE"] : ["_ALONG", "_ACROSS"]);
  for (let i = 0; i < lines.klass.length; i++) {
    const from = i === 0 ? 0 : lines.end[i - 1];
    addRibbon(mesh, i, densify(lines, from, lines.end[i], drape), lines.width[i], lines.along[i], drape);
  }
  return mesh.finish({
    className: "line",
    count: lines.klass.length,
    columns: {
      slot: lines.slot,
      klass: lines.klass,
      width: lines.width,
      driver: lines.driver,
      drive: lines.drive,
      still: lines.still,
    },
  });
}

/** Points [lon, lat, lift, …] of a line with edges split until they follow the ground. */
function densify(lines: PackedLines, from: number, to: number, drape: Drape): number[] {
  const { coords, lift } = lines;
  const points: number[] = [];
  const split = (
    lonA: number,
    latA: number,
    liftA: number,
    lonB: number,
    latB: number,
    liftB: number,
    deep: number,
  ): void => {
    if (deep < 12 && drape.bends(lonA, latA, lonB, latB, 0)) {
      const [lon, lat, up] = [(lonA + lonB) / 2, (latA + latB) / 2, (liftA + liftB) / 2];
      split(lonA, latA, liftA, lon, lat, up, deep + 1);
      split(lon, lat, up, lonB, latB, liftB, deep + 1);
    } else points.push(lonB, latB, liftB);
  };
  points.push(coords[2 * from], coords[2 * from + 1], lift[from]);
  for (let k = from + 1; k < to; k++) {
    const [lonA, latA, lonB, latB] = [coords[2 * k - 2], coords[2 * k - 1], coords[2 * k], coords[2 * k + 1]];
    if (lonA !== lonB || latA !== latB) split(lonA, latA, lift[k - 1], lonB, latB, lift[k], 0);
  }
  return points;
}

function addRibbon(
  mesh: MeshBuilder,
  feature: number,
  points: number[],
  width: number,
  along: number,
  drape: Drape,
): void {
  const n = points.length / 3;
  if (n < 2) return;
  const metres = metresPerDegree(points[1]);
  const half = width / 2;
  let run = along;
  let [dx, dy] = [0, 0]; // direction of the edge that arrives
  for (let k = 0; k < n; k++) {
    const [lon, lat, lift] = [points[3 * k], points[3 * k + 1], points[3 * k + 2]];
    let [ex, ey] = [dx, dy]; // direction of the edge that leaves
    let length = 0;
    if (k < n - 1) {
      ex = (points[3 * k + 3] - lon) * metres.lon;
      ey = (points[3 * k + 4] - lat) * metres.lat;
      length = Math.hypot(ex, ey);
      ex /= length;
      ey /= length;
    }
    if (k === 0) [dx, dy] = [ex, ey];
    // The mitre is the sum of both normals, stretched so that the ribbon keeps its width.
    let [mx, my] = [-dy - ey, dx + ex];
    const size = Math.hypot(mx, my);
    if (size < 1e-6) [mx, my] = [-ey, ex];
    else {
      mx /= size;
      my /= size;
    }
    const cosine = Math.abs(mx * -ey + my * ex);
    const reach = half * Math.min(MITRE, 1 / Math.max(cosine, 1e-3));
    const east = (mx * reach) / metres.lon;
    const north = (my * reach) / metres.lat;
    // Direction of the left-hand side, radians from east towards north, in steps that compress well.
    const side = Math.round(Math.atan2(my, mx) * 64) / 64;
    const shown = Math.round(run * 8) / 8; // whole eighths of a metre compress far better
    const left = drape.at(lon + east, lat + north, lift);
    const a = mesh.vertex(left[0], left[2], left[1], feature, shown, -1, side);
    const right = drape.at(lon - east, lat - north, lift);
    const b = mesh.vertex(right[0], right[2], right[1], feature, shown, 1, side);
    if (k < n - 1) {
      mesh.triangle(a, b, b + 2);
      mesh.triangle(a, b + 2, a + 2);
    }
    run += length;
    [dx, dy] = [ex, ey];
  }
}
