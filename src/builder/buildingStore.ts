// All buildings of a scene as growing columns: footprints in local metres, so that a million of them stay small.

import { metresPerDegree, type LocalFrame } from "../twin/geodesy.ts";
import { BUILDING_USES, TRAIT } from "../twin/nodeTable.ts";
import { groundHeight, type GroundData } from "./ground.ts";
import { signedArea } from "../formats/polygon.ts";
import type { BuildingSource } from "./source.ts";

type Growable = Float32Array | Float64Array | Uint32Array | Int32Array | Uint8Array;

function room<T extends Growable>(array: T, needed: number): T {
  if (needed <= array.length) return array;
  const bigger = new (array.constructor as new (n: number) => T)(Math.max(needed, array.length * 2));
  bigger.set(array as never);
  return bigger;
}

const USE_INDEX = new Map<string, number>(BUILDING_USES.map((use, index) => [use, index]));

export class BuildingStore {
  count = 0;
  /** east, north metres per corner, rings one after the other. */
  coords = new Float32Array(1 << 16);
  /** First ring of building i is ring ringStart[i]; ring r ends before corner ringEnd[r]. */
  ringStart = new Uint32Array(1 << 12);
  ringEnd = new Uint32Array(1 << 12);
  lon = new Float64Array(1 << 12);
  lat = new Float64Array(1 << 12);
  /** Centre in local metres. */
  east = new Float32Array(1 << 12);
  north = new Float32Array(1 << 12);
  /** Ground below the building: ellipsoid height, and up in the local frame, m. */
  base = new Float32Array(1 << 12);
  baseUp = new Float32Array(1 << 12);
  height = new Float32Array(1 << 12);
  minHeight = new Float32Array(1 << 12);
  footprint = new Float32Array(1 << 12);
  levels = new Uint8Array(1 << 12);
  use = new Uint8Array(1 << 12);
  traits = new Uint8Array(1 << 12);
  /** Index of the place (in the caller's list) it stands in. */
  place = new Int32Array(1 << 12);
  readonly code: string[] = [];
  readonly name: string[] = [];
  private ringCount = 0;
  private cornerCount = 0;
  private readonly scratch = new Float64Array(3);

  constructor(
    private readonly frame: LocalFrame,
    private readonly ground: GroundData,
    private readonly synthetic: boolean,
  ) {}

  /** First ring of a building and the first one after it. */
  ringRange(i: number): [number, number] {
    return [this.ringStart[i], i + 1 < this.count ? this.ringStart[i + 1] : this.ringCount];
  }

  /** First corner of a ring. */
  ringFrom(ring: number): number {
    return ring === 0 ? 0 : this.ringEnd[ring - 1];
  }

  /**
   * Adds a building.
   * @param place index of its place
   * @throws Error when the footprint or height is not usable
   */
  add(building: BuildingSource, place: number): number {
    const outer = building.rings[0];
    if (!outer || outer.length < 6) throw new Error("its footprint has fewer than three corners");
    if (!(building.height > 0) || !Number.isFinite(building.height))
      throw new Error(`its height is ${building.height}`);
    const i = this.count++;
    this.reserve(i + 1);
    const out = this.scratch;
    this.ringStart[i] = this.ringCount;
    let lowest = Infinity;
    let [sumLon, sumLat] = [0, 0];
    for (let r = 0; r < building.rings.length; r++) {
      const ring = building.rings[r];
      this.coords = room(this.coords, 2 * this.cornerCount + ring.length);
      for (let k = 0; k < ring.length; k += 2) {
        const height = groundHeight(this.ground, ring[k], ring[k + 1]);
        if (height < lowest) lowest = height;
        this.frame.toLocal(ring[k], ring[k + 1], 0, out);
        this.coords[2 * this.cornerCount] = out[0];
        this.coords[2 * this.cornerCount + 1] = out[1];
        this.cornerCount++;
        if (r === 0) {
          sumLon += ring[k];
          sumLat += ring[k + 1];
        }
      }
      this.ringEnd = room(this.ringEnd, this.ringCount + 1);
      this.ringEnd[this.ringCount++] = this.cornerCount;
    }
    const corners = outer.length / 2;
    this.lon[i] = sumLon / corners;
    this.lat[i] = sumLat / corners;
    this.base[i] = lowest;
    this.frame.toLocal(this.lon[i], this.lat[i], lowest, out);
    this.east[i] = out[0];
    this.north[i] = out[1];
    this.baseUp[i] = out[2];
    this.height[i] = building.height;
    this.minHeight[i] = building.minHeight;
    this.footprint[i] = this.areaOf(building);
    this.levels[i] = Math.min(255, Math.max(0, Math.round(building.levels)));
    this.use[i] = USE_INDEX.get(building.use) ?? USE_INDEX.get("other")!;
    this.traits[i] = (building.heightEstimated ? TRAIT.heightEstimated : 0) | (this.synthetic ? TRAIT.synthetic : 0);
    this.place[i] = place;
    this.code.push(building.code);
    this.name.push(building.name ?? "");
    return i;
  }

  private areaOf(building: BuildingSource): number {
    const metres = metresPerDegree(building.rings[0][1]);
    let area = 0;
    building.rings.forEach((ring, r) => {
      area += (r === 0 ? 1 : -1) * Math.abs(signedArea(ring));
    });
    return Math.max(0, area) * metres.lon * metres.lat;
  }

  private reserve(n: number): void {
    if (n <= this.lon.length) return;
    for (const name of FIXED) (this as Record<string, unknown>)[name] = room((this as never)[name] as Growable, n);
  }
}

const FIXED = [
  "ringStart",
  "lon",
  "lat",
  "east",
  "north",
  "base",
  "baseUp",
  "height",
  "minHeight",
  "footprint",
  "levels",
  "use",
  "traits",
  "place",
] as const;
