// Features of an opened file as meshes for the globe: bodies with their heights, sheets, lines and points, in one local frame.

import earcut from "earcut";
import { attributesOf, metresOf } from "../../formats/attributes.ts";
import type { Rings } from "../../formats/polygon.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";
import { vectorArea } from "../../formats/solids.ts";
import type { FileMesh, SurfaceMesh } from "../../globe/layers/temporary/fileLayer.ts";
import { LocalFrame } from "../../twin/geodesy.ts";
import { type HeightGrid, heightAt } from "../../twin/heights.ts";
import type { Families } from "./families.ts";
import { Floats, Indices } from "./grow.ts";

/** Vertices drawn at most: about 200 MB of memory; what comes after is counted and not drawn. */
const MOST_VERTICES = 12_000_000;
/** Sheets and lines lie this far above the ground, m: above everything the scene itself lays there. */
const SHEET = 1.2;
const LINE = 1.6;
const POINT = 3;
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
    const solid = feature.solids
      ?.toSorted((a, b) => Number(b.lod) - Number(a.lod))
      .find(({ surfaces }) => surfaces.length > 0);
    if (this.families.isOutline(feature)) {
      // Its parts stand for it.
    } else if (solid && Number(solid.lod) >= 1)
      this.addSolid(
        solid.surfaces.map(({ rings }) => rings),
        feature,
        index,
      );
    else {
      const [height, bottom] = this.heightsOf(feature);
      for (const rings of feature.polygons)
        if (height > bottom) this.addPrism(rings, bottom, height, index);
        else this.addSheet(rings, index);
    }
    this.addFlat(feature, index);
  }

  private addFlat(feature: ReadFeature, index: number): void {
    for (const line of feature.lines) this.addLine(line, index);
    for (const [lon, lat] of feature.points) {
      this.points.push(lon, lat, heightAt(this.ground, lon, lat) + POINT);
      this.pointFeatures.push(index);
    }
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
    into.positions.push(east, up, -north);
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
        into.indices.push(a, b, b + 1);
        into.indices.push(a, b + 1, a + 1);
      }
    }
    for (const [a, b, c] of triangles(rings)) into.indices.push(tops[a], tops[b], tops[c]);
  }

  private addSheet(rings: Rings, index: number): void {
    const into = this.sheets;
    const corners: number[] = [];
    for (const ring of rings)
      for (let i = 0; i < ring.length; i += 2)
        corners.push(
          this.vertex(into, ring[i], ring[i + 1], heightAt(this.ground, ring[i], ring[i + 1]) + SHEET, index),
        );
    for (const [a, b, c] of triangles(rings)) into.indices.push(corners[a], corners[b], corners[c]);
  }

  /** Surfaces in space, set onto the scene's ground by the lowest corner of all that belongs to the same building. */
  private addSolid(surfaces: readonly Float64Array[][], feature: ReadFeature, index: number): void {
    const [lon, lat, lowest] = this.families.footOf(feature);
    const lift = heightAt(this.ground, lon, lat) - lowest;
    for (const rings of surfaces) {
      const corners: number[] = [];
      for (const ring of rings)
        for (let i = 0; i < ring.length; i += 3)
          corners.push(this.vertex(this.bodies, ring[i], ring[i + 1], ring[i + 2] + lift, index));
      for (const [a, b, c] of trianglesInSpace(rings)) this.bodies.indices.push(corners[a], corners[b], corners[c]);
    }
  }

  private addLine(line: Float64Array, index: number): void {
    const into = this.lines;
    const n = line.length / 2;
    let before = -1;
    for (let i = 0; i < n; i++) {
      const at = (k: number): [number, number] => [line[2 * k], line[2 * k + 1]];
      const [[x0, y0], [x1, y1]] = [at(Math.max(0, i - 1)), at(Math.min(n - 1, i + 1))];
      const [lon, lat] = at(i);
      // Direction of the left-hand side, radians from east towards north.
      const side = Math.atan2(y1 - y0, (x1 - x0) * Math.cos((lat * Math.PI) / 180)) + Math.PI / 2;
      const height = heightAt(this.ground, lon, lat) + LINE;
      const left = this.vertex(into, lon, lat, height, index);
      this.vertex(into, lon, lat, height, index);
      into.across.push(-1, 1);
      into.side.push(side, side);
      if (before >= 0) {
        into.indices.push(before, before + 1, left + 1);
        into.indices.push(before, left + 1, left);
      }
      before = left;
    }
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

/** Triangles of a polygon, counter-clockwise from above, as numbers of its corners over all rings. */
function triangles(rings: Rings): [number, number, number][] {
  const flat: number[] = [];
  const holes: number[] = [];
  for (const ring of rings) {
    if (flat.length > 0) holes.push(flat.length / 2);
    for (const value of ring) flat.push(value);
  }
  return inThrees(earcut(flat, holes), (a, b, c) => turn(flat, a, b, c) > 0);
}

/** Triangles of a flat face in space: cut in the plane it is seen best in. */
function trianglesInSpace(rings: readonly Float64Array[]): [number, number, number][] {
  const lat = (rings[0][1] * Math.PI) / 180;
  // Metres, so that no axis counts more than another.
  const scaled = rings.map((ring) =>
    ring.map((value, i) => (i % 3 === 0 ? value * 111_320 * Math.cos(lat) : i % 3 === 1 ? value * 110_950 : value)),
  );
  const normal = vectorArea(scaled[0]);
  const drop = normal.map(Math.abs).reduce((best, size, axis, all) => (size > all[best] ? axis : best), 0);
  const [u, v] = drop === 0 ? [1, 2] : drop === 1 ? [2, 0] : [0, 1];
  const flat: number[] = [];
  const holes: number[] = [];
  for (const ring of scaled) {
    if (flat.length > 0) holes.push(flat.length / 2);
    for (let i = 0; i < ring.length; i += 3) flat.push(ring[i + u] - scaled[0][u], ring[i + v] - scaled[0][v]);
  }
  return inThrees(earcut(flat, holes), (a, b, c) => turn(flat, a, b, c) > 0 === normal[drop] > 0);
}

const turn = (flat: number[], a: number, b: number, c: number): number =>
  (flat[2 * b] - flat[2 * a]) * (flat[2 * c + 1] - flat[2 * a + 1]) -
  (flat[2 * c] - flat[2 * a]) * (flat[2 * b + 1] - flat[2 * a + 1]);

function inThrees(
  indices: number[],
  isFront: (a: number, b: number, c: number) => boolean,
): [number, number, number][] {
  const out: [number, number, number][] = [];
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [indices[i], indices[i + 1], indices[i + 2]];
    out.push(isFront(a, b, c) ? [a, b, c] : [a, c, b]);
  }
  return out;
}
