// What does this touch: a drawn area, a strip along a line, or what is reached in a time → buildings, people, facilities, networks, points.

import { LEVEL } from "../twin/level.ts";
import { LINE_CLASSES, LINE_LAYER } from "../twin/lines.ts";
import type { Position } from "../twin/scenarios/shapes.ts";
import type { PlanCity } from "./city.ts";
import { PlanFault } from "./fault.ts";
import { noFloor, type People, peopleOf } from "./people.ts";
import {
  areaOf,
  boundsOf,
  insideRing,
  isInside,
  lengthOf,
  meetAt,
  nearSegment,
  type Ring,
  ringOf,
  toPlane,
  toSegment,
} from "./plane.ts";
import { onFoot, type Reached, reachFrom, type Travel } from "./reach.ts";

export type Question =
  | { kind: "area"; outline: Position[] }
  | { kind: "strip"; path: Position[]; metres: number }
  | { kind: "reach"; at: Position; minutes: number; travel: Travel };

/** What a scene does not have, so that the answer lacks it. */
export type Lacking = "buildings" | "footprints" | "figures" | "lines" | "roads";

/** A road, rail or pipe inside; its row is that of lines.bin, and its slot -1 where it has none. */
export interface LineInside {
  row: number;
  slot: number;
  klass: (typeof LINE_CLASSES)[number];
  name: string;
  /** m of it inside. */
  metres: number;
}

export interface Touched {
  kind: Question["kind"];
  /** Of a drawn area, m²; null for the others. */
  squareMetres: number | null;
  /** Slots of buildings, in order. */
  buildings: Uint32Array;
  /** m² by use: footprint × storeys, and the ground they cover. */
  floor: Float64Array;
  covered: number;
  /** Highest, m. */
  highest: number;
  people: People | null;
  facilities: Uint32Array;
  equipment: Uint32Array;
  points: Uint32Array;
  networks: LineInside[];
  /** Reached roads (kind reach): flat [lon, lat, lon, lat] per piece, degrees, and m by class. */
  reached: { path: Float64Array; lengthByClass: Float64Array; startMetres: number } | null;
  lacking: Lacking[];
}

const MOST_STRIP_M = 20_000;
/** Things looked at between two words of progress. */
const BATCH = 4096;

/** Asks whether things lie in the shape of a question; one object for each kind of shape. */
interface Shape {
  /** Boxes [w, s, e, n] that hold all of it. */
  boxes(): Iterable<readonly [number, number, number, number]>;
  /** Whether an outline (of one corner: a point) touches it. `box` is the number of the box it was found by. */
  touches(outline: Float64Array, box: number): boolean;
  /** m of a segment inside; only shapes with an inside have it. */
  inside?(ax: number, ay: number, bx: number, by: number): number;
}

/**
 * Answers a question. Yields shares 0–1 of the work done, so that whoever drives it can tell and stop.
 * @throws PlanFault when the question is none
 */
export function* touch(city: PlanCity, question: Question): Generator<number, Touched> {
  const reached = question.kind === "reach" ? reachFrom(city, question.at, question.minutes, question.travel) : null;
  const ring = question.kind === "area" ? ringOf(question.outline, city.frame) : null;
  const shape = shapeOf(city, question, ring, reached);
  yield 0.1;
  const { nodes, buildings, footprints, lines, roads, planning } = city.tables;
  const rows = yield* found(city, shape);
  yield 0.7;
  const floor = noFloor();
  let [covered, highest] = [0, 0];
  for (const row of rows) {
    floor[buildings!.use[row]] += city.floor[row];
    covered += buildings!.footprint[row];
    highest = Math.max(highest, buildings!.heightAboveBase[row]);
  }
  const assets = assetsIn(city, shape);
  yield 0.8;
  const networks = linesIn(city, shape);
  const { level } = nodes.columns;
  const of = (from: number, to: number): Uint32Array =>
    assets.filter((slot) => level[slot] >= from && level[slot] <= to);
  const lacking: Lacking[] = [];
  if (!buildings) lacking.push("buildings");
  else if (!footprints) lacking.push("footprints");
  if (planning.figures.length === 0) lacking.push("figures");
  if (!lines) lacking.push("lines");
  if (!roads) lacking.push("roads");
  return {
    kind: question.kind,
    squareMetres: ring && areaOf(ring),
    buildings: Uint32Array.from(rows, (row) => nodes.coreCount + row),
    floor,
    covered,
    highest,
    people: buildings ? peopleOf(floor, planning.figures) : null,
    facilities: of(LEVEL.facility, LEVEL.facility),
    equipment: of(LEVEL.floor, LEVEL.point - 1),
    points: of(LEVEL.point, LEVEL.point),
    networks,
    reached: reached && {
      path: degreesOf(city, reached.xy),
      lengthByClass: reached.lengthByClass,
      startMetres: reached.startMetres,
    },
    lacking,
  };
}

/** The whole answer at once. */
export function touchNow(city: PlanCity, question: Question): Touched {
  const work = touch(city, question);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

function shapeOf(city: PlanCity, question: Question, ring: Ring | null, reached: Reached | null): Shape {
  if (ring) return areaShape(ring);
  if (question.kind === "strip") {
    const path = toPlane(question.path, city.frame);
    if (path.length < 4) throw new PlanFault("no-path");
    if (!(question.metres > 0 && question.metres <= MOST_STRIP_M))
      throw new PlanFault("bad-distance", { most: MOST_STRIP_M });
    return stripShape(path, question.metres);
  }
  return reachShape(city, reached as Reached, (question as Extract<Question, { kind: "reach" }>).minutes);
}

function areaShape(ring: Ring): Shape {
  return {
    boxes: () => [boundsOf(ring)],
    touches: (outline) => ringsTouch(outline, ring),
    inside: (ax, ay, bx, by) =>
      insideRing(ax, ay, bx, by, ring).reduce((sum, [from, to]) => sum + to - from, 0) * Math.hypot(bx - ax, by - ay),
  };
}

/** Whether an outline and a ring share ground; an outline of one corner is a point. */
function ringsTouch(outline: Float64Array, ring: Ring): boolean {
  const n = outline.length;
  for (let i = 0; i < n; i += 2) if (isInside(outline[i], outline[i + 1], ring)) return true;
  if (n === 2) return false;
  if (isInside(ring[0], ring[1], outline)) return true;
  for (let i = 0, j = n - 2; i < n; j = i, i += 2)
    for (let k = 0, l = ring.length - 2; k < ring.length; l = k, k += 2) {
      const t = meetAt(
        outline[j],
        outline[j + 1],
        outline[i],
        outline[i + 1],
        ring[l],
        ring[l + 1],
        ring[k],
        ring[k + 1],
      );
      if (!Number.isNaN(t)) return true;
    }
  return false;
}

function stripShape(path: Float64Array, metres: number): Shape {
  const pieces = path.length / 2 - 1;
  const piece = (s: number): readonly [number, number, number, number] =>
    [path[2 * s], path[2 * s + 1], path[2 * s + 2], path[2 * s + 3]] as const;
  return {
    *boxes() {
      for (let s = 0; s < pieces; s++) yield grown(piece(s), metres);
    },
    touches: (outline, s) => comesNear(outline, ...piece(s), (d2) => d2 <= metres * metres),
    inside: (ax, ay, bx, by) => {
      const parts: [number, number][] = [];
      for (let s = 0; s < pieces; s++) {
        const part = nearSegment(ax, ay, bx, by, ...piece(s), metres);
        if (part) parts.push(part);
      }
      return lengthOf(parts) * Math.hypot(bx - ax, by - ay);
    },
  };
}

/** What stands beside a reached road and can still be walked to in the time. */
function reachShape(city: PlanCity, { xy, minutes: times }: Reached, most: number): Shape {
  const pace = onFoot(city);
  const access = city.tables.planning.accessMetres;
  const piece = (i: number): readonly [number, number, number, number] =>
    [xy[4 * i], xy[4 * i + 1], xy[4 * i + 2], xy[4 * i + 3]] as const;
  const count = xy.length / 4;
  return {
    *boxes() {
      for (let i = 0; i < count; i++) yield grown(piece(i), access);
    },
    touches: (outline, i) =>
      comesNear(outline, ...piece(i), (d2, t) => {
        if (d2 > access * access) return false;
        const time = times[2 * i] + t * (times[2 * i + 1] - times[2 * i]);
        return time + Math.sqrt(d2) / pace <= most;
      }),
  };
}

const grown = ([ax, ay, bx, by]: readonly [number, number, number, number], d: number) =>
  [Math.min(ax, bx) - d, Math.min(ay, by) - d, Math.max(ax, bx) + d, Math.max(ay, by) + d] as const;

/**
 * Whether an outline comes near a segment in a way that is accepted: asked with the squared distance and where on the segment
 * (share), for every corner of one and end of the other; once with 0 where they meet.
 */
function comesNear(
  outline: Float64Array,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  accepts: (d2: number, t: number) => boolean,
): boolean {
  const n = outline.length;
  if (n > 2) {
    // It runs into the building, or through it.
    if (isInside(ax, ay, outline) && accepts(0, 0)) return true;
    for (let i = 0, j = n - 2; i < n; j = i, i += 2) {
      const t = meetAt(ax, ay, bx, by, outline[j], outline[j + 1], outline[i], outline[i + 1]);
      if (!Number.isNaN(t) && accepts(0, t)) return true;
    }
  }
  for (let i = 0, j = n - 2; i < n; j = i, i += 2) {
    const corner = toSegment(outline[i], outline[i + 1], ax, ay, bx, by);
    if (accepts(corner.d2, corner.t)) return true;
    if (n === 2) break;
    if (accepts(toSegment(ax, ay, outline[j], outline[j + 1], outline[i], outline[i + 1]).d2, 0)) return true;
    if (accepts(toSegment(bx, by, outline[j], outline[j + 1], outline[i], outline[i + 1]).d2, 1)) return true;
  }
  return false;
}

/** Rows of buildings that are touched, in order. */
function* found(city: PlanCity, shape: Shape): Generator<number, Uint32Array> {
  const { buildingIndex, buildingRows } = city;
  if (!buildingIndex) return new Uint32Array(0);
  const taken = new Uint8Array(buildingRows.length);
  let [box, looked] = [0, 0];
  for (const [w, s, e, n] of shape.boxes()) {
    for (const i of buildingIndex.search(w, s, e, n, (at) => taken[at] === 0)) {
      if (++looked % BATCH === 0) yield Math.min(0.69, 0.1 + looked / 1e6);
      if (shape.touches(city.outlineOf(buildingRows[i]), box)) taken[i] = 1;
    }
    box++;
  }
  return buildingRows.filter((_, i) => taken[i] === 1).sort();
}

function assetsIn(city: PlanCity, shape: Shape): Uint32Array {
  const { assetIndex, assetSlots, ax, ay } = city;
  if (!assetIndex) return assetSlots;
  const taken = new Uint8Array(assetSlots.length);
  const point = new Float64Array(2);
  let box = 0;
  for (const [w, s, e, n] of shape.boxes()) {
    for (const i of assetIndex.search(w, s, e, n, (at) => taken[at] === 0)) {
      point[0] = ax[i];
      point[1] = ay[i];
      if (shape.touches(point, box)) taken[i] = 1;
    }
    box++;
  }
  return assetSlots.filter((_, i) => taken[i] === 1);
}

/** Lines with their length inside, longest first. */
function linesIn(city: PlanCity, shape: Shape): LineInside[] {
  const { segmentIndex, segmentStart, segmentLine, lineXy, tables } = city;
  const { lines } = tables;
  if (!segmentIndex || !lines || !shape.inside) return [];
  const metres = new Map<number, number>();
  const looked = new Uint8Array(segmentStart.length);
  for (const [w, s, e, n] of shape.boxes())
    for (const at of segmentIndex.search(w, s, e, n, (i) => looked[i] === 0)) {
      looked[at] = 1;
      const k = 2 * segmentStart[at];
      const length = shape.inside(lineXy[k], lineXy[k + 1], lineXy[k + 2], lineXy[k + 3]);
      if (length > 0) metres.set(segmentLine[at], (metres.get(segmentLine[at]) ?? 0) + length);
    }
  return [...metres]
    .map(([row, length]) => ({
      row,
      slot: lines.slot[row],
      klass: LINE_CLASSES[lines.klass[row]],
      name: lines.name[row],
      metres: length,
    }))
    .sort((a, b) => b.metres - a.metres || a.row - b.row);
}

function degreesOf({ frame }: PlanCity, xy: Float64Array): Float64Array {
  const out = new Float64Array(xy.length);
  for (let i = 0; i < xy.length; i += 2) {
    const { lon, lat } = frame.toGeodetic(xy[i], xy[i + 1], 0);
    out[i] = lon;
    out[i + 1] = lat;
  }
  return out;
}

/** m inside by network: roads, rails, pipes. */
export function byLayer(networks: readonly LineInside[]): Record<"roads" | "rails" | "pipes", number> {
  const sum = { roads: 0, rails: 0, pipes: 0 };
  for (const { klass, metres } of networks) sum[LINE_LAYER[klass]] += metres;
  return sum;
}
