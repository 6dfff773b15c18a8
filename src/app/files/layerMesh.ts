// Features of an opened file as meshes for the globe: bodies with their heights, sheets, lines and points, in one local frame.

import { attributesOf, metresOf } from "../../formats/attributes.ts";
import type { SolidGeometry } from "../../formats/feature.ts";
import type { Rings } from "../../formats/polygon.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";
import { chooseLod, solidMesh } from "../../formats/solidMesh.ts";
import { type Bends, polygonTriangles } from "../../formats/triangles.ts";
import type { FileMesh, SurfaceMesh } from "../../globe/layers/temporary/fileLayer.ts";
import { LocalFrame, metresPerDegree } from "../../twin/geodesy.ts";
import { type HeightGrid, heightAt } from "../../twin/heights.ts";
import type { Families } from "./families.ts";
import { Floats, Indices } from "./grow.ts";

/** Vertices drawn at most: about 200 MB of memory; what comes after is counted and not drawn. */
const MOST_VERTICES = 12_000_000;
/** Sheets and lines lie this far above the ground, m: above everything the scene itself lays there. */
const SHEET = 1.2;
const LINE = 1.6;
const POINT = 3;
/** Edges of sheets and lines are split where they are longer than this, m (the earth's curve is 8 cm high over 2 km) … */
const LONG = 2000;
/** … or where the ground in their middle is this far off, m, but never below this length, m. */
const OFF = 0.5;
const SHORT = 25;
const DEEPEST = 10;
/** Height of a storey where only storeys are known, m. */
const STOREY = 3;
/** Tallest height believed, m. */
const TALLEST = 1000;

interface Growing {
  positions: Floats;
  features: Floats;
  indices: Indices;
}

const growing = (): Growing => ({ positions: new Floats(), features: new Floats(), indices: new Indices() });
const read = attributesOf();

export class LayerMesh {
  /** Features whose height comes from storeys. */
  fromStoreys = 0;
  /** Features left out because there are too many. */
  notDrawn = 0;
  private readonly bodies = growing();
  private readonly sheets = growing();
  private readonly lines = { ...growing(), across: new Floats(), side: new Floats() };
  private readonly points: number[] = [];
  private readonly pointFeatures: number[] = [];
  private readonly frame: LocalFrame;
  private readonly local = [0, 0, 0];
  private vertices = 0;
  private top = 0;

  /**
   * @param origin degrees, in the middle of the file @param ground null where the ground is flat at 0
   * @param families what features with parts belong together
   */
  constructor(
    private readonly origin: { lon: number; lat: number },
    private readonly ground: HeightGrid | null,
    private readonly families: Families,
  ) {
    this.frame = new LocalFrame(origin.lon, origin.lat);
  }

  /** @param index number of the feature, as lookups and clicks know it */
  add(feature: ReadFeature, index: number): void {
    if (this.vertices > MOST_VERTICES) {
      this.notDrawn++;
      return;
    }
    const solid = chooseLod(feature.solids ?? []);
    if (solid && !this.families.isOutline(feature)) this.addSolid(solid, feature, index);
    else if (!this.families.isOutline(feature)) this.addPolygons(feature, index);
    for (const line of feature.lines) this.addLine(line, index);
    for (const [lon, lat] of feature.points) {
      this.points.push(lon, lat, heightAt(this.ground, lon, lat) + POINT);
      this.pointFeatures.push(index);
    }
  }

  private addPolygons(feature: ReadFeature, index: number): void {
    const [height, bottom] = this.heightsOf(feature);
    for (const rings of feature.polygons)
      if (height > bottom) this.addPrism(rings, bottom, height, index);
      else this.addSheet(rings, index);
  }

  /** Height and clearance of a polygon, m above the ground; 0 where the file gives neither height nor storeys. */
  private heightsOf(feature: ReadFeature): [number, number] {
    const believed = (metres: number): number => (metres > 0 && metres <= TALLEST ? metres : 0);
    const bottom = believed(metresOf(read(feature, "minHeight")));
    const height = believed(metresOf(read(feature, "height")));
    if (height > 0) return [height, bottom];
    const levels = Number(read(feature, "levels"));
    if (!(levels > 0 && levels < 300)) return [0, bottom];
    this.fromStoreys++;
    return [levels * STOREY, bottom];
  }

  private vertex(into: Growing, lon: number, lat: number, height: number, index: number): number {
    this.frame.toLocal(lon, lat, height, this.local);
    const [east, north, up] = this.local;
    for (const value of [east, up, -north]) into.positions.push(value);
    into.features.push(index);
    this.vertices++;
    if (height > this.top) this.top = height;
    return into.features.length - 1;
  }

  private addPrism(rings: Rings, bottom: number, height: number, index: number): void {
    const into = this.bodies;
    let ground = Infinity;
    for (let i = 0; i < rings[0].length; i += 2)
      ground = Math.min(ground, heightAt(this.ground, rings[0][i], rings[0][i + 1]));
    const tops: number[] = [];
    for (const ring of rings) {
      const first = into.features.length;
      const n = ring.length / 2;
      for (let i = 0; i < n; i++) {
        this.vertex(into, ring[2 * i], ring[2 * i + 1], ground + bottom, index);
        tops.push(this.vertex(into, ring[2 * i], ring[2 * i + 1], ground + height, index));
      }
      for (let i = 0; i < n; i++) {
        const [a, b] = [first + 2 * i, first + 2 * ((i + 1) % n)];
        into.indices.triangle(a, b, b + 1);
        into.indices.triangle(a, b + 1, a + 1);
      }
    }
    const { indices } = polygonTriangles(rings);
    for (let k = 0; k < indices.length; k += 3)
      into.indices.triangle(tops[indices[k]], tops[indices[k + 1]], tops[indices[k + 2]]);
  }

  /** A sheet with its border, so that neighbours are told apart. */
  private addSheet(rings: Rings, index: number): void {
    for (const ring of rings) this.addLine(closed(ring), index);
    const into = this.sheets;
    const { corners, indices } = polygonTriangles(rings, this.bends);
    const first = into.features.length;
    for (let i = 0; i < corners.length; i += 2) {
      const [lon, lat] = [corners[i], corners[i + 1]];
      this.vertex(into, lon, lat, heightAt(this.ground, lon, lat) + SHEET, index);
    }
    for (let k = 0; k < indices.length; k += 3)
      into.indices.triangle(first + indices[k], first + indices[k + 1], first + indices[k + 2]);
  }

  /** Whether a straight edge would leave the ground: by the earth's curve, or by the hill in its middle. */
  private readonly bends: Bends = (lonA, latA, lonB, latB) => {
    const metres = metresPerDegree(latA);
    const length = Math.hypot((lonB - lonA) * metres.lon, (latB - latA) * metres.lat);
    if (length < SHORT) return false;
    if (length > LONG) return true;
    const ends = (heightAt(this.ground, lonA, latA) + heightAt(this.ground, lonB, latB)) / 2;
    return Math.abs(heightAt(this.ground, (lonA + lonB) / 2, (latA + latB) / 2) - ends) > OFF;
  };

  /** Surfaces in space, set onto the scene's ground by the lowest corner of all that belongs to the same building. */
  private addSolid(solid: SolidGeometry, feature: ReadFeature, index: number): void {
    const made = solidMesh(solid);
    if (!made) return;
    const [lon, lat, lowest] = this.families.footOf(feature);
    const lift = heightAt(this.ground, lon, lat) - lowest;
    const { positions, indices } = made.mesh;
    const first = this.bodies.features.length;
    for (let i = 0; i < positions.length; i += 3)
      this.vertex(this.bodies, positions[i], positions[i + 1], positions[i + 2] + lift, index);
    for (let k = 0; k < indices.length; k += 3)
      this.bodies.indices.triangle(first + indices[k], first + indices[k + 1], first + indices[k + 2]);
  }

  private addLine(given: Float64Array, index: number): void {
    const into = this.lines;
    const line = this.split(given);
    const n = line.length / 2;
    let before = -1;
    for (let i = 0; i < n; i++) {
      const [j, k] = [2 * Math.max(0, i - 1), 2 * Math.min(n - 1, i + 1)];
      const [lon, lat] = [line[2 * i], line[2 * i + 1]];
      // Direction of the left-hand side, radians from east towards north.
      const along = Math.atan2(line[k + 1] - line[j + 1], (line[k] - line[j]) * Math.cos((lat * Math.PI) / 180));
      const height = heightAt(this.ground, lon, lat) + LINE;
      const left = this.vertex(into, lon, lat, height, index);
      this.vertex(into, lon, lat, height, index);
      for (const across of [-1, 1]) {
        into.across.push(across);
        into.side.push(along + Math.PI / 2);
      }
      if (before >= 0) {
        into.indices.triangle(before, before + 1, left + 1);
        into.indices.triangle(before, left + 1, left);
      }
      before = left;
    }
  }

  /** A line with further corners where the ground between its own bends. */
  private split(line: Float64Array): number[] {
    const out = [line[0], line[1]];
    const go = (lonA: number, latA: number, lonB: number, latB: number, deep: number): void => {
      if (deep < DEEPEST && this.bends(lonA, latA, lonB, latB)) {
        const [lon, lat] = [(lonA + lonB) / 2, (latA + latB) / 2];
        go(lonA, latA, lon, lat, deep + 1);
        go(lon, lat, lonB, latB, deep + 1);
      } else out.push(lonB, latB);
    };
    for (let i = 2; i < line.length; i += 2) go(line[i - 2], line[i - 1], line[i], line[i + 1], 0);
    return out;
  }

  finish(): FileMesh {
    const surface = ({ positions, features, indices }: Growing): SurfaceMesh | null =>
      indices.length === 0
        ? null
        : { positions: positions.taken(), features: features.taken(), indices: indices.taken() };
    const lines = surface(this.lines);
    return {
      origin: this.origin,
      bodies: surface(this.bodies),
      sheets: surface(this.sheets),
      lines: lines && { ...lines, across: this.lines.across.taken(), side: this.lines.side.taken() },
      points: Float64Array.from(this.points),
      pointFeatures: Uint32Array.from(this.pointFeatures),
      top: this.top,
    };
  }
}

/** A ring as a line that comes back to where it began. */
function closed(ring: Float64Array): Float64Array {
  const line = new Float64Array(ring.length + 2);
  line.set(ring);
  line.set(ring.subarray(0, 2), ring.length);
  return line;
}
