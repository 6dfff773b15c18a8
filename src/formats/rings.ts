// Mends the rings of polygons: closing points, turning direction, spikes, crossings, stray holes. What cannot be mended is told.

import { convexHull, labelPoint, pointInRings, type Rings, signedArea } from "./polygon.ts";
import { meetsItself, ringsCross, simpleRings } from "./ringCrossings.ts";

/** What was found in a polygon. */
export interface RingFindings {
  unclosed: boolean;
  turned: boolean;
  /** Corners at which the outline ran out and straight back were removed. */
  spikes: boolean;
  /** Ring that crosses or meets itself cut there into simple ones. */
  split: boolean;
  /** Ring too intricate to be cut replaced by the hull of its corners. */
  hulled: boolean;
  /** Holes without area, outside of the outline or across another. */
  holesDropped: number;
}

/** Nothing found. */
export function noFindings(): RingFindings {
  return { unclosed: false, turned: false, spikes: false, split: false, hulled: false, holesDropped: 0 };
}

/** A corner this sharp (sine of its angle, squared) is a spike without area. */
const SPIKE = 1e-6;
/** Smallest area of a ring, squared degrees: about 0.01 m². */
const SMALLEST = 1e-12;
/** A piece of a cut ring below this share of the largest is dust. */
const DUST = 1e-3;

/**
 * @param closed rings as GeoJSON has them (flat lon, lat; first corner repeated at the end)
 * @returns the mended polygon, several if its outline had to be cut, or the reason why there is none
 */
export function mendPolygon(closed: readonly Float64Array[], findings: RingFindings): Rings[] | string {
  if (closed.length === 0) return "ring-too-few-points";
  const outlines = mendOutline(open(closed[0], findings), findings);
  if (typeof outlines === "string") return outlines;
  for (let r = 1; r < closed.length; r++) {
    const hole = mendHole(open(closed[r], findings), findings);
    if (hole === null || !addHole(hole, outlines)) findings.holesDropped++;
  }
  return outlines;
}

/** A ring without repeated corners and spikes, unclosed; the same array (or a part of it) when there are none. */
function open(ring: Float64Array, findings: RingFindings): Float64Array {
  const n = ring.length;
  if (n < 4) return ring;
  const isClosed = ring[0] === ring[n - 2] && ring[1] === ring[n - 1];
  if (!isClosed && n >= 6) findings.unclosed = true;
  const bare = isClosed ? ring.subarray(0, n - 2) : ring;
  for (let i = 0, j = bare.length - 2, k = bare.length - 4; i < bare.length; k = j, j = i, i += 2) {
    const repeats = bare[i] === bare[j] && bare[i + 1] === bare[j + 1];
    if (repeats || (bare.length > 6 && isSpike(bare, k, j, i))) return withoutSpikes(bare, findings);
  }
  return bare;
}

/** Whether the ring turns straight back at corner `at`. */
function isSpike(ring: Float64Array, before: number, at: number, after: number): boolean {
  const ax = ring[at] - ring[before];
  const ay = ring[at + 1] - ring[before + 1];
  const bx = ring[after] - ring[at];
  const by = ring[after + 1] - ring[at + 1];
  if (ax * bx + ay * by >= 0) return false;
  const side = ax * by - ay * bx;
  return side * side <= SPIKE * (ax * ax + ay * ay) * (bx * bx + by * by);
}

/** Removes repeated corners, and corners where the ring turns straight back until none is left. */
function withoutSpikes(ring: Float64Array, findings: RingFindings): Float64Array {
  const out = new Float64Array(ring.length + 2);
  let end = 0;
  for (let i = 0; i < ring.length; i += 2) {
    out[end] = ring[i];
    out[end + 1] = ring[i + 1];
    for (;;) {
      if (end >= 2 && out[end] === out[end - 2] && out[end + 1] === out[end - 1]) end -= 2;
      else if (end >= 4 && ring.length > 6 && isSpike(out, end - 4, end - 2, end)) {
        findings.spikes = true;
        out[end - 2] = out[end];
        out[end - 1] = out[end + 1];
        end -= 2;
      } else break;
    }
    end += 2;
  }
  // The same around the place where the ring begins.
  let begin = 0;
  while (end - begin > 2 && out[begin] === out[end - 2] && out[begin + 1] === out[end - 1]) end -= 2;
  while (end - begin > 6) {
    if (isSpike(out, end - 4, end - 2, begin)) end -= 2;
    else if (isSpike(out, end - 2, begin, begin + 2)) begin += 2;
    else break;
    findings.spikes = true;
    while (end - begin > 6 && out[begin] === out[end - 2] && out[begin + 1] === out[end - 1]) end -= 2;
  }
  return out.slice(begin, end);
}

/** Outline to polygons: one, or one for each piece of an outline that crosses itself. */
function mendOutline(ring: Float64Array, findings: RingFindings): Rings[] | string {
  if (ring.length < 6) return "ring-too-few-points";
  const meets = ring.length >= 8 && meetsItself(ring);
  if (!meets || meets === "intricate") {
    const area = signedArea(ring);
    if (!(Math.abs(area) >= SMALLEST)) return "ring-no-area";
    if (area < 0) findings.turned = true;
    return [[area < 0 ? reversed(ring) : ring]];
  }
  const pieces = simpleRings(ring);
  if (pieces === null) return hullOf(ring, findings);
  const sized = pieces
    .map((piece) => ({ piece, area: signedArea(piece) }))
    .sort((p, q) => Math.abs(q.area) - Math.abs(p.area));
  const largest = Math.abs(sized[0]?.area ?? 0);
  if (!(largest >= SMALLEST)) return "ring-no-area";
  findings.split = true;
  return assembled(sized.filter(({ area }) => Math.abs(area) >= Math.max(SMALLEST, DUST * largest)));
}

/**
 * Puts simple rings, the largest first, together: one inside another is a hole if it turns the other way
 * (the outline went around it without taking it in), and covered already if it turns the same way.
 */
function assembled(rings: readonly { piece: Float64Array; area: number }[]): Rings[] {
  const polygons: { rings: Rings; area: number }[] = [];
  for (const { piece, area } of rings) {
    const [x, y] = labelPoint([piece]);
    const around = polygons.find((polygon) => pointInRings(x, y, [polygon.rings[0]]));
    if (!around) polygons.push({ rings: [area < 0 ? reversed(piece) : piece], area });
    else if (area > 0 !== around.area > 0 && pointInRings(x, y, around.rings))
      around.rings.push(area > 0 ? reversed(piece) : piece);
  }
  return polygons.map((polygon) => polygon.rings);
}

function hullOf(ring: Float64Array, findings: RingFindings): Rings[] | string {
  const hull = convexHull(ring);
  if (hull.length < 6 || Math.abs(signedArea(hull)) < SMALLEST) return "ring-no-area";
  findings.hulled = true;
  return [[Float64Array.from(hull)]];
}

/** The hole, turned clockwise; of one that crosses itself the largest piece. Null when it has no area. */
function mendHole(ring: Float64Array, findings: RingFindings): Float64Array | null {
  if (ring.length < 6) return null;
  let hole = ring;
  if (ring.length >= 8 && meetsItself(ring) === true) {
    const pieces = simpleRings(ring) ?? [Float64Array.from(convexHull(ring))];
    if (pieces.length === 0) return null;
    hole = pieces.reduce((best, piece) => (Math.abs(signedArea(piece)) > Math.abs(signedArea(best)) ? piece : best));
    findings.split = true;
  }
  const area = signedArea(hole);
  if (!(Math.abs(area) >= SMALLEST)) return null;
  if (area > 0) findings.turned = true;
  return area > 0 ? reversed(hole) : hole;
}

/** Adds a hole to the polygon it lies in. @returns false when it lies in none, or across its outline or another hole */
function addHole(hole: Float64Array, polygons: Rings[]): boolean {
  const home = polygons.find((rings) => holds(rings[0], hole));
  if (!home) return false;
  for (let h = 1; h < home.length; h++) {
    if (pointInRings(...labelPoint([hole]), [home[h]]) || holds(home[h], hole)) return false;
    if (holds(hole, home[h]) || ringsCross(hole, home[h])) return false;
  }
  home.push(hole);
  return true;
}

/** Whether a ring lies inside another, perhaps touching it. */
function holds(outer: Float64Array, inner: Float64Array): boolean {
  let inside = 0;
  for (let i = 0; i < inner.length; i += 2) if (pointInRings(inner[i], inner[i + 1], [outer])) inside++;
  if (inside === inner.length / 2) return true;
  // Corners on the outline may count as outside: then what is within it and whether they cross decides.
  return pointInRings(...labelPoint([inner]), [outer]) && !ringsCross(inner, outer);
}

function reversed(ring: Float64Array): Float64Array {
  const n = ring.length;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i += 2) {
    out[n - 2 - i] = ring[i];
    out[n - 1 - i] = ring[i + 1];
  }
  return out;
}
