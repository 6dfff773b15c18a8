// Public buildings: campuses, parks' pavilions, and the lots facilities have reserved.

import { box, chamfered, ell, oval, round, yoke } from "./shapes.ts";
import type { Site } from "./site.ts";

export function campus(site: Site): void {
  const { random } = site;
  const style = random.int(0, 3);
  const [w, d] = [site.width, site.depth];
  const hall = (ring: number[], floors: number): boolean =>
    site.put([ring], { height: floors * 4, use: "education", storey: 4 });
  if (style === 0) {
    for (const y of [-1, 0, 1]) hall(box(-w * 0.18, y * d * 0.3, w * 0.52, 17), random.int(4, 6));
    hall(box(w * 0.3, 0, 20, d * 0.7), random.int(4, 7));
  } else if (style === 1) {
    hall(yoke(0, -d * 0.12, w * 0.72, d * 0.6, 18), random.int(4, 6));
    hall(oval(0, d * 0.36, w * 0.16, d * 0.1, 20), 3);
  } else if (style === 2) {
    for (let r = 0; r < 4; r++)
      for (const x of [-1, 1]) hall(box(x * w * 0.24, -d * 0.36 + r * d * 0.24, w * 0.38, 15), random.int(6, 8));
  } else {
    hall(chamfered(0, 0, Math.min(70, w * 0.45), Math.min(60, d * 0.4), 10), random.int(6, 10));
    hall(ell(-w * 0.28, -d * 0.3, w * 0.34, d * 0.3, 16), 5);
    hall(ell(w * 0.28, -d * 0.3, w * 0.34, d * 0.3, 16, true), 5);
  }
}

export function park(site: Site): void {
  const { random } = site;
  // pavilions of large parks keep to the outer cells, away from the pond
  const inner = [site.cell.i, site.cell.j].every((n) => (((n % 4) + 4) % 4) % 3 !== 0);
  if (site.width < 40 || site.depth < 40 || (inner && site.cell.block.fabric === "park") || !random.chance(0.55))
    return;
  const [x, y] = [random.range(-0.3, 0.3) * site.width, random.range(-0.3, 0.3) * site.depth];
  site.put([round(x, y, random.range(5, 9), 8)], { height: random.range(4.5, 8), use: "public", storey: 5 });
}

/** Buildings of a facility's lot. */
export function civic(site: Site): void {
  const lot = site.cell.lot;
  if (!lot) return;
  const { random } = site;
  const w = Math.min(site.width, 190);
  const d = Math.min(site.depth, 190);
  const { name } = lot;
  switch (lot.kind) {
    case "hospital":
      site.put([box(0, -d * 0.12, w * 0.8, d * 0.34)], { height: 21, use: "health", storey: 4.2, name });
      site.put([box(-w * 0.12, -d * 0.14, w * 0.5, 22)], {
        height: 68,
        minHeight: 21,
        use: "health",
        storey: 4.2,
        name,
      });
      site.put([box(w * 0.2, d * 0.32, w * 0.4, 20)], { height: 34, use: "health", storey: 3.8 });
      site.put([box(-w * 0.28, d * 0.32, w * 0.24, 18)], { height: 21, use: "health", storey: 3.8 });
      return;
    case "school":
      for (const y of [-0.38, -0.16])
        site.put([box(-w * 0.16, d * y, w * 0.58, 14)], { height: 20, use: "education", storey: 3.9, name });
      site.put([box(w * 0.3, -d * 0.27, 15, d * 0.3)], { height: 16, use: "education", storey: 3.9 });
      site.put([box(-w * 0.34, d * 0.28, w * 0.2, d * 0.22)], { height: 13, use: "education", storey: 12 });
      return;
    case "service-hall":
      site.put([chamfered(0, 0, w * 0.66, d * 0.4, 8)], { height: 27, use: "public", storey: 4.5, name });
      site.put([box(0, d * 0.1, w * 0.3, 20)], { height: 54, minHeight: 27, use: "public", storey: 4, name });
      return;
    case "fire-station":
      site.put([box(0, -d * 0.1, w * 0.5, 18)], { height: 13, use: "public", storey: 4.2, name });
      site.put([box(w * 0.34, d * 0.2, 8, 8)], { height: 27, use: "public", storey: 4 });
      return;
    case "data-centre":
      for (const y of [-0.24, 0.22])
        site.put([box(0, d * y, w * 0.8, d * 0.3)], { height: 24, use: "office", storey: 5.5, name });
      return;
    case "substation":
      site.put([box(-w * 0.16, 0, w * 0.34, 24)], { height: 14, use: "industrial", storey: 7, name });
      for (let n = 0; n < 3; n++)
        site.put([box(w * 0.22, -24 + n * 24, 11, 8)], { height: 6.5, use: "industrial", storey: 6 });
      return;
    case "water-works":
    case "sewage-works":
      for (const [a, b] of [
        [-1, -1],
        [1, -1],
        [-1, 1],
        [1, 1],
      ])
        site.put([round(a * w * 0.22, b * d * 0.22, Math.min(w, d) * 0.16, 20)], {
          height: 5,
          use: "industrial",
          storey: 5,
        });
      site.put([box(0, 0, 16, d * 0.24)], { height: 9, use: "industrial", storey: 4.5, name });
      return;
    case "shelter":
      site.put([oval(0, 0, w * 0.46, d * 0.42, 40), oval(0, 0, w * 0.3, d * 0.26, 40)], {
        height: 26,
        use: "public",
        storey: 8,
        name,
      });
      return;
    case "waste-station":
      site.put([box(0, 0, w * 0.5, d * 0.3)], { height: 12, use: "industrial", storey: 12, name });
      return;
    default:
      site.put([box(0, 0, w * random.range(0.4, 0.6), d * random.range(0.25, 0.4))], {
        height: random.range(12, 24),
        use: "public",
        storey: 4,
        name,
      });
  }
}
