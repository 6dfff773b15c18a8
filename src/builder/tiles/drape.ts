// Lays lines and areas on the ground: turns lon/lat plus a lift into local metres and says where the ground bends.

import { boundsOf } from "../../formats/polygon.ts";
import { LocalFrame, metresPerDegree } from "../../twin/geodesy.ts";
import { type GroundData, groundHeight } from "../ground.ts";

/** Longest edge on flat ground, m: the earth's curve then stays below 8 mm. */
const LONGEST = 600;
/** Ground may pass this far above or below a straight edge before the edge is split, m; more for what lies higher above it. */
const BEND = 0.12;
const BEND_OF_LIFT = 0.4;
/** Edges shorter than this share of a ground cell are not split. */
const SHORTEST = 0.6;
/** Cells of hilly ground from which on areas are filled cell by cell. */
const LARGE = 12;

export class Drape {
  readonly frame: LocalFrame;
  private readonly out = new Float64Array(3);
  private readonly shortest: number;
  private readonly metres: { lon: number; lat: number };

  constructor(
    readonly ground: GroundData,
    origin: { lon: number; lat: number },
  ) {
    this.frame = new LocalFrame(origin.lon, origin.lat);
    this.metres = metresPerDegree(origin.lat);
    this.shortest = ((ground.north - ground.south) / (ground.rows - 1)) * this.metres.lat * SHORTEST;
  }

  /** Local [east, north, up] of a point `lift` m above the drawn ground; the array is reused by the next call. */
  at(lon: number, lat: number, lift: number): Float64Array {
    this.frame.toLocal(lon, lat, groundHeight(this.ground, lon, lat) + lift, this.out);
    return this.out;
  }

  /** Whether a ring spans so many cells of hilly ground that it is better filled cell by cell. */
  isLarge(ring: Float64Array): boolean {
    if (this.ground.flat) return false;
    const { west, east, south, north, columns, rows } = this.ground;
    const [w, s, e, n] = boundsOf(ring);
    return ((e - w) / (east - west)) * columns * ((n - s) / (north - south)) * rows > LARGE;
  }

  /** Whether a straight edge `lift` m above the ground must be split to stay there. */
  bends(lonA: number, latA: number, lonB: number, latB: number, lift: number): boolean {
    const { metres } = this;
    const length = Math.hypot((lonB - lonA) * metres.lon, (latB - latA) * metres.lat);
    if (length > LONGEST) return true;
    if (this.ground.flat || length < this.shortest) return false;
    const a = groundHeight(this.ground, lonA, latA);
    const b = groundHeight(this.ground, lonB, latB);
    const most = Math.max(BEND, BEND_OF_LIFT * lift);
    for (const t of [0.25, 0.5, 0.75]) {
      const h = groundHeight(this.ground, lonA + t * (lonB - lonA), latA + t * (latB - latA));
      if (Math.abs(h - (a + t * (b - a))) > most) return true;
    }
    return false;
  }
}
