// What stands where: the fabric (urban texture) of each superblock and cell, and how urban a place is.

import { hash01, noise } from "./random.ts";

/** Textures of the city; each has its own building generator, roads, land use and trees. */
export type Fabric =
  | "cbd"
  | "office"
  | "mixed"
  | "slab"
  | "tower"
  | "oldtown"
  | "urbanvillage"
  | "villa"
  | "industrial"
  | "port"
  | "campus"
  | "park"
  | "lake"
  | "airport"
  | "station"
  | "civic"
  | "farm"
  | "water";

/** Buildings a 200 m cell of each fabric brings on average, measured over the default city (see test counts). */
export const DENSITY: Readonly<Record<Fabric, number>> = {
  cbd: 9.3,
  office: 8.8,
  mixed: 16,
  slab: 15.3,
  tower: 17,
  oldtown: 42.5,
  urbanvillage: 64,
  villa: 20.5,
  industrial: 7,
  port: 15.2,
  campus: 3.7,
  park: 0.5,
  lake: 0,
  airport: 0.4,
  station: 0.8,
  civic: 4,
  farm: 2.1,
  water: 0,
};

export interface Centre {
  u: number;
  v: number;
  radius: number;
  /** Height of its tallest ordinary towers, m. */
  peak: number;
}

const CORE: readonly Centre[] = [
  { u: 0, v: -1050, radius: 1050, peak: 300 },
  { u: 5300, v: -4500, radius: 720, peak: 170 },
  { u: -5400, v: -3100, radius: 520, peak: 120 },
];
/** Sub-centres beyond the core, one per cell this large, m. */
const REGION = 9600;

/** The centres that matter at (u, v): those of the core and the nearest regional one. */
export function centreAt(seed: number, u: number, v: number): { centre: Centre; distance: number } {
  let centre = CORE[0];
  let distance = Number.POSITIVE_INFINITY;
  const consider = (candidate: Centre): void => {
    const d = Math.hypot(u - candidate.u, v - candidate.v) / candidate.radius;
    if (d < distance) {
      distance = d;
      centre = candidate;
    }
  };
  CORE.forEach(consider);
  const a = Math.round(u / REGION);
  const b = Math.round(v / REGION);
  if (Math.max(Math.abs(a), Math.abs(b)) > 1)
    consider({
      u: (a + (hash01(seed, a, b, 51) - 0.5) * 0.4) * REGION,
      v: (b + (hash01(seed, a, b, 52) - 0.5) * 0.4) * REGION + 500,
      radius: 380 + 420 * hash01(seed, a, b, 53),
      peak: 90 + 110 * hash01(seed, a, b, 54),
    });
  return { centre, distance };
}

const inBox = (u: number, v: number, u0: number, u1: number, v0: number, v1: number): boolean =>
  u > u0 && u < u1 && v > v0 && v < v1;

/** The one fabric a superblock is planned as. `hill` is the hills' height at its middle, m. */
export function fabricOf(seed: number, k: number, l: number, u: number, v: number, hill: number): Fabric {
  if (inBox(u, v, -11200, -8000, -7200, -6400)) return "airport";
  if (inBox(u, v, 800, 1600, -7200, -6400)) return "station";
  if (inBox(u, v, 6400, 11200, -1600, 0)) return v > -800 ? "port" : "industrial";
  if (inBox(u, v, 6400, 11200, -4000, -1600)) return hash01(seed, k, l, 60) < 0.8 ? "industrial" : "slab";
  if (inBox(u, v, -7200, -5600, 2400, 4000)) return inBox(u, v, -7200, -5600, 2400, 3200) ? "lake" : "park";
  if (inBox(u, v, -800, 0, -3200, -2400)) return "park";
  if (inBox(u, v, 2400, 4000, -6400, -4800) || inBox(u, v, -4000, -2400, 4000, 5600)) return "campus";
  if (Math.hypot((u + 1500) / 1500, (v - 1350) / 1150) < 1) return "oldtown";
  const { distance } = centreAt(seed, u, v);
  if (distance < 0.95) return "cbd";
  if (distance < 1.75) return "office";
  if (hill > 6) return "villa";
  const urban = urbanity(seed, u, v);
  const dice = hash01(seed, k, l, 61);
  const works = noise(seed + 9, u / 3800, v / 3800);
  if (works > 0.5 && Math.hypot(u, v + 800) > 4200) return dice < 0.8 ? "industrial" : "urbanvillage";
  if (urban > 0.55)
    return dice < 0.3 ? "mixed" : dice < 0.68 ? "slab" : dice < 0.9 ? "tower" : dice < 0.95 ? "park" : "oldtown";
  if (dice < 0.05) return "park";
  if (dice < 0.21) return "urbanvillage";
  if (dice < 0.25) return hash01(seed, k, l, 62) < 0.5 ? "campus" : "lake";
  if (dice < 0.33) return "mixed";
  return dice < 0.62 ? "slab" : dice < 0.93 ? "tower" : "villa";
}

/** How urban a place is, about 1 in the middle, falling outwards: decides which superblocks are built. */
export function urbanity(seed: number, u: number, v: number): number {
  const near = (cu: number, cv: number, reach: number): number =>
    Math.exp(-Math.hypot((u - cu) * 0.82, v - cv) / reach);
  let best = near(0, -500, 8200);
  best = Math.max(best, 0.8 * near(5300, -4500, 4600), 0.75 * near(-5400, -3100, 4600), 0.72 * near(8600, -1600, 5200));
  best = Math.max(best, 0.66 * near(-6400, 3000, 3600), 0.62 * near(-9600, -6200, 2600), 0.7 * near(1200, -6500, 3200));
  const a = Math.round(u / REGION);
  const b = Math.round(v / REGION);
  if (Math.max(Math.abs(a), Math.abs(b)) > 1)
    best = Math.max(best, (0.5 + 0.28 * hash01(seed, a, b, 55)) * near(a * REGION, b * REGION + 500, 4800));
  return best + 0.09 * noise(seed + 8, u / 2100, v / 2100);
}
