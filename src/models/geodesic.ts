// Lengths and areas on the ellipsoid (WGS 84): what a tape on the map would say.

import { fromEcef, toEcef } from "../twin/geodesy.ts";
import type { Position } from "../twin/scenarios/shapes.ts";

const A = 6378137;
const F = 1 / 298.257223563;
const B = A * (1 - F);
const E2 = F * (2 - F);
const E = Math.sqrt(E2);
const RAD = Math.PI / 180;
/** Edges are cut to this before an area is taken, m: the map's straight line and the ground's differ by the square of it. */
const EDGE_M = 5000;

/**
 * Length of the geodesic between two places, m: Vincenty's inverse formula (Survey Review 23, 1975), to 0.1 mm.
 * NaN for places nearly opposite each other, where it does not settle.
 */
export function geodesicMetres([lon1, lat1]: Position, [lon2, lat2]: Position): number {
  const l = (lon2 - lon1) * RAD;
  const u1 = Math.atan((1 - F) * Math.tan(lat1 * RAD));
  const u2 = Math.atan((1 - F) * Math.tan(lat2 * RAD));
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = l;
  for (let step = 0; step < 100; step++) {
    const [sl, cl] = [Math.sin(lambda), Math.cos(lambda)];
    const sinSigma = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
    if (sinSigma === 0) return 0;
    const cosSigma = s1 * s2 + c1 * c2 * cl;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (c1 * c2 * sl) / sinSigma;
    const cos2Alpha = 1 - sinAlpha * sinAlpha;
    const cos2M = cos2Alpha === 0 ? 0 : cosSigma - (2 * s1 * s2) / cos2Alpha;
    const c = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha));
    const before = lambda;
    lambda = l + (1 - c) * F * sinAlpha * (sigma + c * sinSigma * (cos2M + c * cosSigma * (2 * cos2M * cos2M - 1)));
    if (Math.abs(lambda - before) > 1e-12) continue;
    const uu = (cos2Alpha * (A * A - B * B)) / (B * B);
    const a = 1 + (uu / 16384) * (4096 + uu * (uu * (320 - 175 * uu) - 768));
    const b = (uu / 1024) * (256 + uu * (uu * (74 - 47 * uu) - 128));
    const inner = cosSigma * (2 * cos2M * cos2M - 1);
    const outer = (b / 6) * cos2M * (4 * sinSigma * sinSigma - 3) * (4 * cos2M * cos2M - 3);
    return B * a * (sigma - b * sinSigma * (cos2M + (b / 4) * (inner - outer)));
  }
  return Number.NaN;
}

/** Places that divide the way between two into equal parts, both ends included: chords laid down onto the ellipsoid. */
export function placesAlong(from: Position, to: Position, parts: number): Position[] {
  const [a, b] = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  toEcef(from[0], from[1], 0, a);
  toEcef(to[0], to[1], 0, b);
  return Array.from({ length: parts + 1 }, (_, i): Position => {
    if (i === 0) return from;
    if (i === parts) return to;
    const t = i / parts;
    const { lon, lat } = fromEcef(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2]));
    return [lon, lat];
  });
}

/**
 * Area inside an outline whose sides are geodesics, m²: on the authalic sphere's cylindrical equal-area map
 * (Snyder, Map Projections, USGS 1395, 1987, eq. 3-12 and 10-1), in which areas are those of the ellipsoid.
 * The outline is taken to be simple and not about a pole.
 */
export function geodesicArea(outline: readonly Position[]): number {
  if (outline.length < 3) return 0;
  const [lon0] = outline[0];
  const path = outline.flatMap((corner, i) => {
    const next = outline[(i + 1) % outline.length];
    const parts = Math.max(1, Math.ceil(geodesicMetres(corner, next) / EDGE_M) || 1);
    return placesAlong(corner, next, parts).slice(0, -1);
  });
  const xy = path.map(([lon, lat]) => [(((lon - lon0 + 540) % 360) - 180) * RAD, authalicQ(lat)]);
  let sum = 0;
  xy.forEach(([x, q], i) => {
    const [nx, nq] = xy[(i + 1) % xy.length];
    sum += (x - nx) * (q + nq - 2 * xy[0][1]);
  });
  return (Math.abs(sum) * A * A) / 4;
}

/** Snyder's q: twice the area of the ellipsoid's zone from the equator to a latitude, per radian and a². */
function authalicQ(lat: number): number {
  const s = Math.sin(lat * RAD);
  return (1 - E2) * (s / (1 - E2 * s * s) - Math.log((1 - E * s) / (1 + E * s)) / (2 * E));
}
