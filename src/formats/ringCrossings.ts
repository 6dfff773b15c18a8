// Where a ring crosses or meets itself, and the simple rings it falls into when it is cut there.

/** Rings with fewer corners are tried pair by pair; longer ones sorted from west to east first. */
const FEW = 48;
/** Pairs of edges tried before a ring is called too intricate. */
const MOST_PAIRS = 20_000_000;
/** Cuts after which a ring is called too intricate. */
const MOST_CUTS = 64;

/** Edges (or corners) a and b of a ring, a < b, that cross (or coincide). */
interface Meeting {
  a: number;
  b: number;
  /** They are corners in one place, not edges that cross. */
  corners: boolean;
}

/**
 * Whether two edges that are not neighbours properly cross.
 * @param ring flat [x, y, …], unclosed; one with more than 20 million pairs of edges to try counts as not crossing
 */
export function crossesItself(ring: ArrayLike<number>): boolean {
  const found = meetingOf(ring, false);
  return found !== null && found !== "intricate";
}

/** Whether a ring crosses itself or comes back to one of its corners. */
export function meetsItself(ring: ArrayLike<number>): boolean | "intricate" {
  const found = meetingOf(ring, true);
  return found === "intricate" ? found : found !== null;
}

/**
 * Cuts a ring where it crosses itself or comes back to a corner, until no piece does so.
 * @returns simple rings, each turning as its part of the ring did; null when there are more than 64 cuts to make
 */
export function simpleRings(ring: Float64Array): Float64Array[] | null {
  const open = [ring];
  const simple: Float64Array[] = [];
  for (let cuts = 0; open.length > 0; ) {
    const piece = open.pop() as Float64Array;
    const meeting = piece.length < 8 ? null : meetingOf(piece, true);
    if (meeting === "intricate") return null;
    if (meeting === null) {
      if (piece.length >= 6) simple.push(piece);
      continue;
    }
    if (++cuts > MOST_CUTS) return null;
    const { a, b, corners } = meeting;
    if (corners) {
      open.push(piece.slice(2 * a, 2 * b));
      open.push(join(piece.subarray(0, 2 * a), piece.subarray(2 * b)));
    } else {
      const point = crossingOf(piece, a, b);
      open.push(join(point, piece.subarray(2 * a + 2, 2 * b + 2)));
      open.push(join(piece.subarray(0, 2 * a + 2), point, piece.subarray(2 * b + 2)));
    }
  }
  return simple;
}

function join(...parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    // A crossing may fall on a corner: corners in one place are written once.
    for (let i = 0; i < part.length; i += 2)
      if (at === 0 || part[i] !== out[at - 2] || part[i + 1] !== out[at - 1]) {
        out[at++] = part[i];
        out[at++] = part[i + 1];
      }
  }
  if (at >= 4 && out[0] === out[at - 2] && out[1] === out[at - 1]) at -= 2;
  return out.subarray(0, at);
}

/** Where edges a and b (each from its corner to the next) cross. */
function crossingOf(ring: Float64Array, a: number, b: number): Float64Array {
  const n = ring.length;
  const [ax, ay, bx, by] = [ring[2 * a], ring[2 * a + 1], ring[(2 * a + 2) % n], ring[(2 * a + 3) % n]];
  const [cx, cy, dx, dy] = [ring[2 * b], ring[2 * b + 1], ring[(2 * b + 2) % n], ring[(2 * b + 3) % n]];
  const [ux, uy, vx, vy] = [bx - ax, by - ay, dx - cx, dy - cy];
  const t = ((cx - ax) * vy - (cy - ay) * vx) / (ux * vy - uy * vx);
  return Float64Array.of(ax + t * ux, ay + t * uy);
}

function meetingOf(ring: ArrayLike<number>, corners: boolean): Meeting | "intricate" | null {
  const n = ring.length / 2;
  if (n < 4 || isConvex(ring)) return null;
  return n <= FEW ? tryPairs(ring, n, corners) : sweep(ring, n, corners);
}

/** Whether a ring turns one way all along and goes around only once: then it is simple. */
function isConvex(ring: ArrayLike<number>): boolean {
  const n = ring.length;
  let turn = 0;
  let flips = 0;
  let [ax, ay] = [ring[0] - ring[n - 2], ring[1] - ring[n - 1]];
  let heading = Math.sign(ax);
  for (let i = 0; i < n; i += 2) {
    const j = i + 2 === n ? 0 : i + 2;
    const bx = ring[j] - ring[i];
    const by = ring[j + 1] - ring[i + 1];
    const side = ax * by - ay * bx;
    if (side > 0) {
      if (turn < 0) return false;
      turn = 1;
    } else if (side < 0) {
      if (turn > 0) return false;
      turn = -1;
    } else if (ax * bx + ay * by <= 0) return false; // straight back
    if (bx !== 0) {
      if (heading !== 0 && bx > 0 !== heading > 0) flips++;
      heading = bx;
    }
    ax = bx;
    ay = by;
  }
  return flips <= 2;
}

function tryPairs(ring: ArrayLike<number>, n: number, corners: boolean): Meeting | null {
  for (let a = 0; a < n - 2; a++) {
    const ax = ring[2 * a];
    const ay = ring[2 * a + 1];
    const bx = ring[2 * a + 2];
    const by = ring[2 * a + 3];
    const west = Math.min(ax, bx);
    const east = Math.max(ax, bx);
    const south = Math.min(ay, by);
    const north = Math.max(ay, by);
    for (let b = a + 2; b < n; b++) {
      const cx = ring[2 * b];
      const cy = ring[2 * b + 1];
      if (corners && cx === ax && cy === ay) return { a, b, corners: true };
      if (a === 0 && b === n - 1) continue;
      const d = b + 1 === n ? 0 : 2 * b + 2;
      const dx = ring[d];
      const dy = ring[d + 1];
      if ((cx < west && dx < west) || (cx > east && dx > east)) continue;
      if ((cy < south && dy < south) || (cy > north && dy > north)) continue;
      if (cross(ax, ay, bx, by, cx, cy, dx, dy)) return { a, b, corners: false };
    }
  }
  return null;
}

function sweep(ring: ArrayLike<number>, n: number, corners: boolean): Meeting | "intricate" | null {
  const west = new Float64Array(n);
  const east = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const x = ring[2 * k];
    const next = ring[k + 1 === n ? 0 : 2 * k + 2];
    west[k] = Math.min(x, next);
    east[k] = Math.max(x, next);
  }
  const order = new Uint32Array(n).map((_, k) => k).sort((p, q) => west[p] - west[q]);
  let pairs = 0;
  for (let i = 0; i < n; i++) {
    const p = order[i];
    for (let j = i + 1; j < n && west[order[j]] <= east[p]; j++) {
      if (++pairs > MOST_PAIRS) return "intricate";
      const q = order[j];
      const [a, b] = p < q ? [p, q] : [q, p];
      if (b - a === 1) continue;
      const [ax, ay, cx, cy] = [ring[2 * a], ring[2 * a + 1], ring[2 * b], ring[2 * b + 1]];
      if (corners && ax === cx && ay === cy) return { a, b, corners: true };
      if (a === 0 && b === n - 1) continue;
      const d = b + 1 === n ? 0 : 2 * b + 2;
      if (cross(ax, ay, ring[2 * a + 2], ring[2 * a + 3], cx, cy, ring[d], ring[d + 1]))
        return { a, b, corners: false };
    }
  }
  return null;
}

/** Whether segments ab and cd properly cross: the ends of each lie on different sides of the other. */
function cross(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): boolean {
  const abx = bx - ax;
  const aby = by - ay;
  const c = abx * (cy - ay) - aby * (cx - ax);
  const d = abx * (dy - ay) - aby * (dx - ax);
  if (!((c > 0 && d < 0) || (c < 0 && d > 0))) return false;
  const cdx = dx - cx;
  const cdy = dy - cy;
  const a = cdx * (ay - cy) - cdy * (ax - cx);
  const b = cdx * (by - cy) - cdy * (bx - cx);
  return (a > 0 && b < 0) || (a < 0 && b > 0);
}

/** Whether an edge of one ring properly crosses an edge of another. */
export function ringsCross(p: ArrayLike<number>, q: ArrayLike<number>): boolean {
  for (let i = 0, j = p.length - 2; i < p.length; j = i, i += 2)
    for (let k = 0, l = q.length - 2; k < q.length; l = k, k += 2)
      if (cross(p[j], p[j + 1], p[i], p[i + 1], q[l], q[l + 1], q[k], q[k + 1])) return true;
  return false;
}
