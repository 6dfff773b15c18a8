// Plane geometry of rings held as flat [x, y, x, y, …]: area, inside, label point, hull, smallest rectangle, clipping.

/** Rings of a polygon: flat [lon, lat, lon, lat, …] degrees, unclosed, outer counter-clockwise first, then clockwise holes. */
export type Rings = Float64Array[];

type Flat = ArrayLike<number>;

/** Signed area of an unclosed ring, counter-clockwise positive, in squared units of the coordinates. */
export function signedArea(ring: Flat): number {
  let sum = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
    sum += (ring[j] - ring[0]) * (ring[i + 1] - ring[1]) - (ring[i] - ring[0]) * (ring[j + 1] - ring[1]);
  return sum / 2;
}

/** Even-odd test of a point against all rings of a polygon. */
export function pointInRings(x: number, y: number, rings: readonly Flat[]): boolean {
  let inside = false;
  for (const ring of rings)
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const yi = ring[i + 1];
      const yj = ring[j + 1];
      if (yi > y !== yj > y && x < ((ring[j] - ring[i]) * (y - yi)) / (yj - yi) + ring[i]) inside = !inside;
    }
  return inside;
}

/** [minX, minY, maxX, maxY] of flat coordinates. */
export function boundsOf(ring: Flat): [number, number, number, number] {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < ring.length; i += 2) {
    if (ring[i] < minX) minX = ring[i];
    if (ring[i] > maxX) maxX = ring[i];
    if (ring[i + 1] < minY) minY = ring[i + 1];
    if (ring[i + 1] > maxY) maxY = ring[i + 1];
  }
  return [minX, minY, maxX, maxY];
}

/** Centre of mass of a ring; the mean of its corners when it has no area. */
export function centroid(ring: Flat): [number, number] {
  let [sum, cx, cy] = [0, 0, 0];
  const [x0, y0] = [ring[0], ring[1]];
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const cross = (ring[j] - x0) * (ring[i + 1] - y0) - (ring[i] - x0) * (ring[j + 1] - y0);
    sum += cross;
    cx += (ring[i] + ring[j] - 2 * x0) * cross;
    cy += (ring[i + 1] + ring[j + 1] - 2 * y0) * cross;
  }
  if (Math.abs(sum) > 0) {
    const [x, y] = [x0 + cx / (3 * sum), y0 + cy / (3 * sum)];
    const [minX, minY, maxX, maxY] = boundsOf(ring);
    if (x >= minX && x <= maxX && y >= minY && y <= maxY) return [x, y];
  }
  let [mx, my] = [0, 0];
  for (let i = 0; i < ring.length; i += 2) {
    mx += ring[i];
    my += ring[i + 1];
  }
  return [(2 * mx) / ring.length, (2 * my) / ring.length];
}

/** A point well inside a polygon: its centre of mass if that is inside, else the middle of the widest of some cross-cuts. */
export function labelPoint(rings: readonly Flat[]): [number, number] {
  const [x, y] = centroid(rings[0]);
  if (pointInRings(x, y, rings)) return [x, y];
  const [, minY, , maxY] = boundsOf(rings[0]);
  let best: [number, number] = [rings[0][0], rings[0][1]];
  let widest = -1;
  for (let step = 1; step < 16; step++) {
    const cut = minY + ((maxY - minY) * (step + 0.137)) / 16.5;
    const crossings: number[] = [];
    for (const ring of rings)
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
        if (ring[i + 1] > cut !== ring[j + 1] > cut)
          crossings.push(ring[i] + ((cut - ring[i + 1]) * (ring[j] - ring[i])) / (ring[j + 1] - ring[i + 1]));
    crossings.sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2)
      if (crossings[i + 1] - crossings[i] > widest) {
        widest = crossings[i + 1] - crossings[i];
        best = [(crossings[i] + crossings[i + 1]) / 2, cut];
      }
  }
  return best;
}

/** Convex hull, counter-clockwise, flat (Andrew's monotone chain). Fewer than 3 corners when the points are in a line. */
export function convexHull(points: Flat): number[] {
  const order = Array.from({ length: points.length / 2 }, (_, i) => i * 2).sort(
    (a, b) => points[a] - points[b] || points[a + 1] - points[b + 1],
  );
  const half = (indices: number[]): number[] => {
    const chain: number[] = [];
    for (const i of indices) {
      const [x, y] = [points[i], points[i + 1]];
      while (chain.length >= 4) {
        const n = chain.length;
        const turn =
          (chain[n - 2] - chain[n - 4]) * (y - chain[n - 3]) - (chain[n - 1] - chain[n - 3]) * (x - chain[n - 4]);
        if (turn > 0) break;
        chain.length = n - 2;
      }
      chain.push(x, y);
    }
    chain.length -= 2;
    return chain;
  };
  if (order.length < 2) return Array.from(points);
  return [...half(order), ...half(order.reverse())];
}

/** Corners (counter-clockwise, flat, 8 numbers) of the smallest rectangle around points; null when they have no area. */
export function smallestRectangle(points: Flat): number[] | null {
  const hull = convexHull(points);
  if (hull.length < 6) return null;
  let bestArea = Infinity;
  let best: number[] | null = null;
  for (let i = 0, j = hull.length - 2; i < hull.length; j = i, i += 2) {
    const length = Math.hypot(hull[i] - hull[j], hull[i + 1] - hull[j + 1]);
    if (length === 0) continue;
    const ux = (hull[i] - hull[j]) / length;
    const uy = (hull[i + 1] - hull[j + 1]) / length;
    let [minU, maxU, minV, maxV] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let k = 0; k < hull.length; k += 2) {
      const u = hull[k] * ux + hull[k + 1] * uy;
      const v = hull[k + 1] * ux - hull[k] * uy;
      if (u < minU) minU = u;
      if (u > maxU) maxU = u;
      if (v < minV) minV = v;
      if (v > maxV) maxV = v;
    }
    const area = (maxU - minU) * (maxV - minV);
    if (area < bestArea) {
      bestArea = area;
      const corner = (u: number, v: number): number[] => [u * ux - v * uy, u * uy + v * ux];
      best = [...corner(minU, minV), ...corner(maxU, minV), ...corner(maxU, maxV), ...corner(minU, maxV)];
    }
  }
  return best;
}

/** The part of a polygon where a·x + b·y ≥ c (Sutherland–Hodgman ring by ring); null when nothing is left. */
export function cutRings(rings: Rings, a: number, b: number, c: number): Rings | null {
  const kept: Rings = [];
  for (let r = 0; r < rings.length; r++) {
    const ring = rings[r];
    const next: number[] = [];
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const before = a * ring[j] + b * ring[j + 1] - c;
      const here = a * ring[i] + b * ring[i + 1] - c;
      if (before >= 0 !== here >= 0) {
        const t = before / (before - here);
        next.push(ring[j] + t * (ring[i] - ring[j]), ring[j + 1] + t * (ring[i + 1] - ring[j + 1]));
      }
      if (here >= 0) next.push(ring[i], ring[i + 1]);
    }
    const empty = next.length < 6 || Math.abs(signedArea(next)) < 1e-16;
    if (empty && r === 0) return null;
    if (!empty) kept.push(Float64Array.from(next));
  }
  return kept;
}

/** A polygon cut to a rectangle; null when nothing is left. */
export function clipRings(rings: Rings, [west, south, east, north]: readonly number[]): Rings | null {
  let left: Rings | null = cutRings(rings, 1, 0, west);
  left &&= cutRings(left, -1, 0, -east);
  left &&= cutRings(left, 0, 1, south);
  left &&= cutRings(left, 0, -1, -north);
  return left;
}
