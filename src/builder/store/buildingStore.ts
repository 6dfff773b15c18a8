// All buildings of a scene as growing columns and a log of footprints, so that millions of them stay small.
// Positions are kept as billionths of a degree about a reference (0.1 mm), free of any frame or ground.

import { tmpdir } from "node:os";
import { join } from "node:path";
import { centroid, type Rings, signedArea } from "../../formats/polygon.ts";
import type { BuildingMesh } from "../../formats/solidMesh.ts";
import { metresPerDegree } from "../../twin/geodesy.ts";
import { room } from "../../twin/grow.ts";
import { BUILDING_USES, type BuildingUse, TRAIT } from "../../twin/nodeTable.ts";
import { type GroundData, groundHeight } from "../ground.ts";
import type { BuildingSource } from "../source.ts";
import { RecordLog } from "./recordLog.ts";
import { TextColumn } from "./textColumn.ts";

const USE_INDEX = new Map<string, number>(BUILDING_USES.map((use, index) => [use, index]));
/** Units of the log in a degree. */
const PER_DEGREE = 1e9;
/** Farthest a building may stand from the reference, degrees: what 32 bits hold. */
export const REACH = 2.1;
const NO_PLACE = -1;

/** A building read back from the log; the arrays are reused by the next read. */
export interface BuildingShape {
  /** lon, lat degrees per corner, all rings. */
  corners: Float64Array;
  /** Ring r ends before corner ringEnd[r]; `rings` of them. */
  ringEnd: Uint32Array;
  rings: number;
  mesh: BuildingMesh | null;
}

const FIXED = [
  "recordStart",
  "lon",
  "lat",
  "base",
  "height",
  "minHeight",
  "footprint",
  "levels",
  "use",
  "traits",
  "place",
  "gone",
] as const;

let stores = 0;

export class BuildingStore {
  count = 0;
  /** Reference of the log, degrees; the first building's if not set before. */
  reference: [number, number] | null = null;
  /** Area centroid of the footprint, degrees. */
  lon = new Float64Array(1 << 12);
  lat = new Float64Array(1 << 12);
  /** Ground at the building, m above the ellipsoid; NaN until {@link standOn}, or as the source gives it. */
  base = new Float32Array(1 << 12);
  /** Height above the base, m; 0 while unknown. */
  height = new Float32Array(1 << 12);
  minHeight = new Float32Array(1 << 12);
  /** m². */
  footprint = new Float32Array(1 << 12);
  /** 0 while unknown. */
  levels = new Uint8Array(1 << 12);
  use = new Uint8Array(1 << 12);
  traits = new Uint8Array(1 << 12);
  /** Index of the place (in the caller's list) it stands in, -1 while unknown. */
  place = new Int32Array(1 << 12);
  /** 1 for a building that was taken out again. */
  gone = new Uint8Array(1 << 12);
  readonly code = new TextColumn();
  readonly name = new TextColumn();
  private recordStart = new Uint32Array(1 << 12);
  private readonly log: RecordLog;
  private scratch = new Int32Array(1 << 10);
  private shape: BuildingShape = { corners: new Float64Array(64), ringEnd: new Uint32Array(8), rings: 0, mesh: null };

  /** @param budget bytes of footprints kept in memory; the rest goes to a file of its own in the system's temporary folder */
  constructor(budget?: number) {
    this.log = new RecordLog(join(tmpdir(), `yiwang-footprints-${process.pid}-${++stores}.tmp`), budget);
  }

  get spilledBytes(): number {
    return this.log.spilledBytes;
  }

  /** Whether a building here can be kept: no farther than {@link REACH} from the reference. */
  reaches(lon: number, lat: number): boolean {
    if (!this.reference) return true;
    return Math.abs(lon - this.reference[0]) < REACH && Math.abs(lat - this.reference[1]) < REACH;
  }

  /**
   * Adds a building and returns its row. Height and levels of 0 are unknown.
   * @throws Error when the footprint is not usable, with words for the report
   */
  add(building: Omit<BuildingSource, "placeCode">, mesh?: BuildingMesh, base = Number.NaN): number {
    const { rings } = building;
    const outer = rings[0];
    if (!outer || outer.length < 6) throw new Error("its footprint has fewer than three corners");
    if (!(building.height >= 0) || !Number.isFinite(building.height))
      throw new Error(`its height is ${building.height}`);
    const [lon, lat] = centroid(outer);
    this.reference ??= [lon, lat];
    for (const ring of rings)
      for (let k = 0; k < ring.length; k += 2)
        if (!this.reaches(ring[k], ring[k + 1]))
          throw new Error(`it lies far from the city, more than ${REACH}° from its first building`);
    const i = this.count++;
    this.reserve(i + 1);
    this.recordStart[i] = this.writeRecord(rings, mesh);
    this.lon[i] = lon;
    this.lat[i] = lat;
    this.base[i] = base;
    this.height[i] = building.height;
    this.minHeight[i] = building.minHeight;
    this.footprint[i] = areaOf(rings);
    this.levels[i] = Math.min(255, Math.max(0, Math.round(building.levels)));
    this.use[i] = USE_INDEX.get(building.use) ?? USE_INDEX.get("other")!;
    this.traits[i] =
      (building.heightEstimated ? TRAIT.heightEstimated : 0) | (building.heightFromLevels ? TRAIT.heightFromLevels : 0);
    this.place[i] = NO_PLACE;
    this.code.push(building.code);
    this.name.push(building.name ?? "");
    return i;
  }

  kindOfUse(row: number): BuildingUse {
    return BUILDING_USES[this.use[row]];
  }

  setUse(row: number, use: BuildingUse): void {
    this.use[row] = USE_INDEX.get(use)!;
  }

  /** Footprint and mesh of a building. The answer is only good until the next call. */
  shapeOf(row: number): BuildingShape {
    const start = this.recordStart[row];
    const words = (row + 1 < this.count ? this.recordStart[row + 1] : this.log.length) - start;
    this.scratch = room(this.scratch, words);
    const record = this.scratch;
    this.log.read(start, words, record);
    const { shape } = this;
    const [lon0, lat0] = this.reference!;
    let at = 1;
    shape.rings = record[0];
    shape.ringEnd = room(shape.ringEnd, shape.rings);
    let corner = 0;
    for (let r = 0; r < shape.rings; r++) {
      corner += record[at++];
      shape.ringEnd[r] = corner;
    }
    shape.corners = room(shape.corners, 2 * corner);
    for (let k = 0; k < corner; k++) {
      shape.corners[2 * k] = lon0 + record[at++] / PER_DEGREE;
      shape.corners[2 * k + 1] = lat0 + record[at++] / PER_DEGREE;
    }
    shape.mesh = null;
    if (at < words) {
      const vertices = record[at++];
      const indices = record[at++];
      const positions = new Float64Array(3 * vertices);
      for (let v = 0; v < vertices; v++) {
        positions[3 * v] = lon0 + record[at++] / PER_DEGREE;
        positions[3 * v + 1] = lat0 + record[at++] / PER_DEGREE;
        positions[3 * v + 2] = record[at++] / 1000;
      }
      shape.mesh = { positions, indices: Uint32Array.from(record.subarray(at, at + indices)) };
    }
    return shape;
  }

  /** Sets the base of every building that has none: the lowest ground below its outline. */
  standOn(ground: GroundData): void {
    for (let i = 0; i < this.count; i++) {
      if (!Number.isNaN(this.base[i])) continue;
      if (ground.flat) {
        this.base[i] = 0;
        continue;
      }
      const { corners, ringEnd } = this.shapeOf(i);
      let lowest = Infinity;
      for (let k = 0; k < ringEnd[0]; k++)
        lowest = Math.min(lowest, groundHeight(ground, corners[2 * k], corners[2 * k + 1]));
      this.base[i] = lowest;
    }
  }

  /** Frees the file, if there is one. */
  close(): void {
    this.log.close();
  }

  private writeRecord(rings: Rings, mesh: BuildingMesh | undefined): number {
    const [lon0, lat0] = this.reference!;
    let words = 1 + rings.length + (mesh ? 2 + mesh.positions.length + mesh.indices.length : 0);
    for (const ring of rings) words += ring.length;
    this.scratch = room(this.scratch, words);
    const record = this.scratch;
    let at = 0;
    record[at++] = rings.length;
    for (const ring of rings) record[at++] = ring.length / 2;
    for (const ring of rings)
      for (let k = 0; k < ring.length; k += 2) {
        record[at++] = Math.round((ring[k] - lon0) * PER_DEGREE);
        record[at++] = Math.round((ring[k + 1] - lat0) * PER_DEGREE);
      }
    if (mesh) {
      record[at++] = mesh.positions.length / 3;
      record[at++] = mesh.indices.length;
      for (let v = 0; v < mesh.positions.length; v += 3) {
        record[at++] = Math.round((mesh.positions[v] - lon0) * PER_DEGREE);
        record[at++] = Math.round((mesh.positions[v + 1] - lat0) * PER_DEGREE);
        record[at++] = Math.round(mesh.positions[v + 2] * 1000);
      }
      record.set(mesh.indices, at);
    }
    return this.log.append(record, words);
  }

  private reserve(n: number): void {
    if (n <= this.lon.length) return;
    const self = this as unknown as Record<(typeof FIXED)[number], Float64Array>;
    for (const name of FIXED) self[name] = room(self[name], n);
  }
}

/** Area of a polygon in degrees, holes taken off, m². */
export function areaOf(rings: Rings): number {
  const metres = metresPerDegree(rings[0][1]);
  let degrees = 0;
  rings.forEach((ring, r) => {
    degrees += (r === 0 ? 1 : -1) * Math.abs(signedArea(ring));
  });
  return Math.max(0, degrees) * metres.lon * metres.lat;
}
