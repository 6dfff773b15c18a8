// 古城: courtyards and low houses on lanes, cut from the block by repeated halving.

import { box, ell, yoke } from "./shapes.ts";
import type { Site } from "./site.ts";

export function oldTown(site: Site): void {
  split(site, -site.width / 2, -site.depth / 2, site.width / 2, site.depth / 2, 0);
}

function split(site: Site, x0: number, y0: number, x1: number, y1: number, depth: number): void {
  const { random } = site;
  const w = x1 - x0;
  const d = y1 - y0;
  if (w * d < 860 || Math.max(w, d) < 30) {
    house(site, (x0 + x1) / 2, (y0 + y1) / 2, w, d);
    return;
  }
  const at = random.range(0.4, 0.6);
  const lane = depth < 2 ? 5 : depth < 4 ? 3 : 1.2;
  if (w > d) {
    const x = x0 + w * at;
    split(site, x0, y0, x - lane / 2, y1, depth + 1);
    split(site, x + lane / 2, y0, x1, y1, depth + 1);
  } else {
    const y = y0 + d * at;
    split(site, x0, y0, x1, y - lane / 2, depth + 1);
    split(site, x0, y + lane / 2, x1, y1, depth + 1);
  }
}

function house(site: Site, x: number, y: number, w: number, d: number): void {
  const { random } = site;
  if (w < 8 || d < 8 || random.chance(0.05)) return;
  const [a, b] = [w - 1.6, d - 1.6];
  const dice = random.next();
  const heritage = random.chance(0.62);
  const use = heritage ? "heritage" : random.chance(0.75) ? "residential" : "commercial";
  const height = heritage ? random.range(4.2, 8.4) : random.int(2, 5) * 3.1 + 1;
  const wing = Math.min(6.5, a / 3, b / 3);
  if (dice < 0.42 && a > 16 && b > 16)
    site.put([box(x, y, a, b), box(x, y, a - wing * 2, b - wing * 2)], { height, use, storey: 3.1 });
  else if (dice < 0.6) site.put([ell(x, y, a, b, wing + 2, random.chance(0.5))], { height, use, storey: 3.1 });
  else if (dice < 0.75) site.put([yoke(x, y, a, b, wing + 1)], { height, use, storey: 3.1 });
  else
    site.put([box(x, y, a * random.range(0.8, 1), b * random.range(0.7, 0.95))], {
      height: height * 1.1,
      use,
      storey: 3.1,
    });
}
