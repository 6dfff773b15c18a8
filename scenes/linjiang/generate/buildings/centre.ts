// The centres: towers over podiums, office blocks and mixed streets with shops along the pavement.

import { box, chamfered, oval, round, yoke } from "./shapes.ts";
import type { Site } from "./site.ts";

/** Height of an ordinary tower at this place, m: falls from the centre's peak with distance. */
function skyline(site: Site): number {
  const fall = Math.exp(-2.1 * site.closeness * site.closeness);
  return 48 + (site.peak - 48) * fall * site.random.range(0.5, 1.12);
}

/** Towers of the business district: four lots a block, each a podium and a tower, some stepped, round or twin. */
export function cbd(site: Site): void {
  const { random } = site;
  const lotsX = site.width > 110 ? 2 : 1;
  const lotsY = site.depth > 110 ? 2 : 1;
  const w = site.width / lotsX;
  const d = site.depth / lotsY;
  for (let a = 0; a < lotsX; a++)
    for (let b = 0; b < lotsY; b++) {
      if (random.chance(0.07)) continue;
      const x = -site.width / 2 + w * (a + 0.5);
      const y = -site.depth / 2 + d * (b + 0.5);
      tower(site, x, y, w - 10, d - 10, skyline(site));
    }
}

/** One tower with its podium inside a lot w × d about x, y. */
export function tower(site: Site, x: number, y: number, w: number, d: number, wanted: number): void {
  const { random } = site;
  const use = random.chance(0.18) ? "commercial" : "office";
  const podium = random.range(14, 26);
  const side = Math.min(w, d);
  const size = Math.min(side * 0.86, 24 + wanted * 0.085 + random.range(0, 10));
  const height = Math.min(wanted, size * 7.5);
  if (size < 15) return;
  const dx = random.range(-0.5, 0.5) * Math.max(0, w - size - 4);
  const dy = random.range(-0.5, 0.5) * Math.max(0, d - size - 4);
  if (random.chance(0.78))
    site.put([chamfered(x, y, w * random.range(0.8, 0.98), d * random.range(0.8, 0.98), 4)], {
      height: podium,
      use: "commercial",
      storey: 5,
    });
  const style = random.int(0, 5);
  const [tx, ty] = [x + dx, y + dy];
  if (style <= 1 || height < 70) {
    site.put([style === 0 ? chamfered(tx, ty, size, size * 0.86, size * 0.16) : box(tx, ty, size, size * 0.78)], {
      height,
      use,
      storey: 4,
    });
    if (height > 90)
      site.put([box(tx, ty, size * 0.5, size * 0.4)], { height: height + 9, minHeight: height, use, storey: 4 });
  } else if (style === 2) {
    site.put([round(tx, ty, size * 0.54, 14)], { height, use, storey: 4 });
  } else if (style === 3) {
    const gap = size * 0.42;
    site.put([box(tx - gap, ty, size * 0.55, size * 0.8)], { height, use, storey: 4 });
    site.put([box(tx + gap, ty, size * 0.55, size * 0.8)], {
      height: height * random.range(0.78, 0.96),
      use,
      storey: 4,
    });
  } else stepped(site, tx, ty, size, height, random.int(2, 4), use);
}

/** A tower that grows slimmer in steps. */
function stepped(
  site: Site,
  x: number,
  y: number,
  size: number,
  height: number,
  steps: number,
  use: "office" | "commercial",
): void {
  let from = 0;
  for (let s = 0; s < steps; s++) {
    const to = s === steps - 1 ? height : height * (0.45 + (0.55 * (s + 0.6)) / steps) * 0.92;
    const scale = 1 - (0.42 * s) / steps;
    site.put([chamfered(x, y, size * scale, size * scale, size * 0.14 * scale)], {
      height: to,
      minHeight: from,
      use,
      storey: 4,
    });
    from = to;
  }
}

/** Office streets: middle-rise blocks on podiums. */
export function offices(site: Site): void {
  const { random } = site;
  const lotsX = site.width > 100 ? 2 : 1;
  const lotsY = site.depth > 100 ? 2 : 1;
  const w = site.width / lotsX;
  const d = site.depth / lotsY;
  for (let a = 0; a < lotsX; a++)
    for (let b = 0; b < lotsY; b++) {
      if (random.chance(0.05)) continue;
      const x = -site.width / 2 + w * (a + 0.5);
      const y = -site.depth / 2 + d * (b + 0.5);
      const height =
        30 + (site.peak * 0.45 - 10) * Math.exp(-0.9 * Math.max(0, site.closeness - 0.8)) * random.range(0.3, 1.15);
      const use = random.chance(0.7) ? "office" : "commercial";
      site.put([box(x, y, w - 12, d - 12)], { height: random.range(9, 18), use: "commercial", storey: 4.5 });
      const bw = (w - 12) * random.range(0.42, 0.75);
      const bd = Math.min(26, (d - 12) * random.range(0.35, 0.6));
      const y1 = y + random.pick([-1, 1]) * Math.max(0, (d - 12 - bd) / 2 - 3);
      site.put([box(x, y1, bw, bd)], { height, use, storey: 3.9 });
      if (random.chance(0.4))
        site.put([box(x, y1, bw * 0.4, bd * 0.5)], { height: height + 5, minHeight: height, use, storey: 4 });
    }
}

/** Mixed streets: shops around the edge, housing and small offices behind. */
export function mixed(site: Site): void {
  const { random } = site;
  const deep = Math.min(16, site.depth * 0.2, site.width * 0.2);
  const shop = (x: number, y: number, w: number, d: number): void => {
    site.put([box(x, y, w, d)], {
      height: random.int(2, 6) * 3.6 + 1,
      use: random.chance(0.7) ? "commercial" : "office",
      storey: 3.6,
    });
  };
  for (const side of [-1, 1]) {
    const n = Math.max(1, Math.round(site.width / 36));
    for (let s = 0; s < n; s++) {
      const w = site.width / n;
      shop(-site.width / 2 + w * (s + 0.5), side * (site.depth / 2 - deep / 2), w - random.range(3, 12), deep);
    }
    const inner = site.depth - deep * 2 - 16;
    if (inner > 30) shop(side * (site.width / 2 - deep / 2), 0, deep, inner * random.range(0.6, 0.98));
  }
  const [w, d] = [site.width - deep * 2 - 34, site.depth - deep * 2 - 34];
  if (w < 26 || d < 26) return;
  if (random.chance(0.22)) {
    site.put([yoke(0, 0, w * 0.9, d * 0.8, Math.min(18, w / 4, d / 4))], {
      height: random.range(18, 40),
      use: "commercial",
      storey: 4.5,
    });
    return;
  }
  const rows = d > 84 ? 3 : d > 44 ? 2 : 1;
  for (let r = 0; r < rows; r++)
    for (const side of w > 70 ? [-1, 1] : [0]) {
      const length = side ? w / 2 - 6 : w;
      const y = rows === 1 ? 0 : -d / 2 + 8 + (r * (d - 16)) / (rows - 1);
      const height = random.int(7, 17) * 3 + 2;
      site.put([box((side * w) / 4, y, length * random.range(0.75, 1), 15)], {
        height,
        use: random.chance(0.75) ? "residential" : "office",
      });
    }
}

/** The landmarks: stacks of parts that make the skyline one's own. @param form which of five @param height m */
export function landmark(site: Site, form: number, height: number, name: string): void {
  const side = Math.min(site.width, site.depth);
  site.put([chamfered(0, 0, site.width * 0.8, site.depth * 0.8, 9)], {
    height: 22,
    use: "commercial",
    storey: 5,
    name,
  });
  const parts = form === 2 ? 16 : form === 1 ? 10 : 8;
  const base = Math.min(66, side * 0.56);
  for (let s = 0; s < parts; s++) {
    const t = s / parts;
    const from = height * 0.93 * t;
    const to = height * 0.93 * ((s + 1) / parts);
    const shape =
      form === 0
        ? chamfered(0, 0, base * (1 - 0.5 * t ** 1.6), base * (1 - 0.5 * t ** 1.6), base * 0.2 * (1 - 0.5 * t))
        : form === 1
          ? round(0, 0, base * 0.56 * (1 - 0.3 * t + 0.12 * Math.sin(t * 7)), 20)
          : form === 2
            ? chamfered2(base * (1 - 0.42 * t), t * 1.7)
            : form === 3
              ? box(0, 0, base * 1.25 * (1 - 0.62 * t), base * 0.7)
              : oval(0, 0, base * 0.75 * (1 - 0.25 * t), base * 0.42 * (1 + 0.2 * Math.sin(t * Math.PI)), 18);
    site.put([shape], { height: to, minHeight: from, use: "office", storey: 4.2, name });
  }
  if (form !== 3)
    site.put([round(0, 0, base * 0.09, 6)], { height, minHeight: height * 0.93, use: "office", storey: 12, name });
  else
    site.put([box(-base * 0.17, 0, base * 0.1, base * 0.5)], {
      height,
      minHeight: height * 0.93,
      use: "office",
      storey: 12,
      name,
    });
}

/** A square with cut corners, turned by a little more on each storey of a twisting tower. */
function chamfered2(size: number, turn: number): number[] {
  const ring = chamfered(0, 0, size, size, size * 0.22);
  const out: number[] = [];
  for (let i = 0; i < ring.length; i += 2)
    out.push(
      ring[i] * Math.cos(turn) - ring[i + 1] * Math.sin(turn),
      ring[i] * Math.sin(turn) + ring[i + 1] * Math.cos(turn),
    );
  return out;
}
