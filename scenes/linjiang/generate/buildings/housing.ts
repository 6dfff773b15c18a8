// Housing: south-facing slabs in rows, point towers, urban villages and villas.

import { box, cross, ell } from "./shapes.ts";
import type { Site } from "./site.ts";

/** 板楼: parallel rows facing south, one height and one direction per block, gaps as sunlight asks. */
export function slabs(site: Site): void {
  const { random } = site;
  const floors = random.pick([6, 6, 6, 7, 11, 11, 18]);
  const height = floors * 2.95 + 1;
  const thick = random.range(12.5, 15.5);
  const pitch = Math.max(thick + height * 0.9 + 3, 28);
  const rows = Math.max(1, Math.floor((site.depth + pitch - thick - 6) / pitch));
  const across = site.width > 142 ? 4 : site.width > 102 ? 3 : site.width > 58 ? 2 : 1;
  const gap = random.range(9, 14);
  const length = (site.width - 8 - gap * (across - 1)) / across;
  const span = rows * pitch - (pitch - thick);
  const shift = random.range(-3, 3);
  for (let r = 0; r < rows; r++) {
    const y = -span / 2 + thick / 2 + r * pitch;
    for (let c = 0; c < across; c++) {
      const x = -site.width / 2 + 4 + length / 2 + c * (length + gap);
      const trim = random.chance(0.25) ? random.range(0.6, 0.85) : 1;
      const own = random.chance(0.12) ? height + 2.95 * random.int(1, 3) : height;
      if (random.chance(0.035)) continue;
      site.put([box(x, y + (c % 2 ? shift : 0), length * trim, thick)], {
        height: own,
        use: "residential",
        storey: 2.95,
      });
    }
  }
  if (random.chance(0.5)) kindergarten(site, rows, pitch, span, thick);
}

function kindergarten(site: Site, rows: number, pitch: number, span: number, thick: number): void {
  if (rows < 2 || pitch - thick < 26) return;
  const y = -span / 2 + thick + (pitch - thick) / 2;
  site.put([box(site.random.range(-0.2, 0.2) * site.width, y, 22, 11)], { height: 8, use: "education", storey: 3.6 });
}

/** 塔楼: staggered point towers of twenty to thirty-odd storeys over a shopping strip. */
export function towers(site: Site): void {
  const { random } = site;
  const floors = random.int(17, 33);
  const size = random.range(23, 29);
  const kind = random.int(0, 2);
  const pitchY = Math.max(size + 22, 46);
  const rows = Math.max(1, Math.floor((site.depth - 22 + pitchY - size) / pitchY));
  const pitchX = random.range(41, 52);
  const columns = Math.max(1, Math.floor((site.width - 6 + pitchX - size) / pitchX));
  const x0 = -((columns - 1) * pitchX) / 2;
  const y0 = -((rows - 1) * pitchY) / 2 + 6;
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      if (random.chance(0.06)) continue;
      const stagger = columns > 1 && r % 2 ? pitchX * 0.16 : 0;
      const x = Math.min(site.width / 2 - size / 2 - 2, x0 + c * pitchX + stagger);
      const y = y0 + r * pitchY;
      const n = floors - random.int(0, 4);
      const ring =
        kind === 0
          ? cross(x, y, size * 1.15, size, 5)
          : kind === 1
            ? box(x, y, size * 1.35, size * 0.72)
            : cross(x, y, size, size, 7);
      const height = n * 3 + 3;
      site.put([ring], { height, use: "residential" });
      if (random.chance(0.35))
        site.put([box(x, y, size * 0.4, size * 0.34)], { height: height + 5.5, minHeight: height, use: "residential" });
    }
  const strip = Math.min(15, site.depth / 6);
  const shops = Math.max(1, Math.round(site.width / 48));
  for (let s = 0; s < shops; s++) {
    const w = site.width / shops;
    site.put([box(-site.width / 2 + w * (s + 0.5), -site.depth / 2 + strip / 2, w - 9, strip)], {
      height: random.int(2, 3) * 4.2,
      use: "commercial",
      storey: 4.2,
    });
  }
}

/** 城中村: tight, four to seven storeys, lanes an arm wide. */
export function urbanVillage(site: Site): void {
  const { random } = site;
  const pitchX = random.range(15.5, 19);
  const pitchY = random.range(18, 23);
  const columns = Math.floor(site.width / pitchX);
  const rows = Math.floor(site.depth / pitchY);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      if (random.chance(0.13)) continue;
      const x = -site.width / 2 + (c + 0.5) * (site.width / columns) + random.range(-0.8, 0.8);
      const y = -site.depth / 2 + (r + 0.5) * (site.depth / rows) + random.range(-1, 1);
      const w = pitchX - random.range(3, 6);
      const d = pitchY - random.range(4, 8);
      const height = random.int(3, 7) * 3.1 + 0.6;
      const ring = random.chance(0.22)
        ? ell(x, y, w, d, Math.min(w, d) * 0.55, random.chance(0.5))
        : box(x, y, w, d, random.range(-0.05, 0.05));
      site.put([ring], { height, use: "residential", storey: 3.1 });
    }
}

/** 别墅: detached and paired houses in gardens. */
export function villas(site: Site): void {
  const { random } = site;
  const pitchX = random.range(27, 33);
  const pitchY = random.range(30, 38);
  const columns = Math.floor(site.width / pitchX);
  const rows = Math.floor(site.depth / pitchY);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      if (random.chance(0.14)) continue;
      const x = -site.width / 2 + (c + 0.5) * (site.width / columns) + random.range(-2.5, 2.5);
      const y = -site.depth / 2 + (r + 0.5) * (site.depth / rows) + random.range(-3, 3);
      const w = random.range(12, 16);
      const d = random.range(10, 14);
      const ring = random.chance(0.5)
        ? ell(x, y, w, d, 7, random.chance(0.5))
        : box(x, y, w, d, random.range(-0.2, 0.2));
      site.put([ring], { height: random.pick([7, 9.6, 10.5]), use: "residential", storey: 3.2 });
    }
}

/** 村落: a handful of farmhouses on the city's fringe, on one field in three. */
export function hamlet(site: Site): void {
  const { random } = site;
  if (!random.chance(0.34) || site.width < 60 || site.depth < 60) return;
  const columns = random.int(3, 5);
  for (let r = 0; r < 2; r++)
    for (let c = 0; c < columns; c++) {
      if (random.chance(0.2)) continue;
      const x = (c - (columns - 1) / 2) * 21 + random.range(-2, 2);
      const y = r * 24 - 12 + random.range(-3, 3);
      site.put([box(x, y, random.range(10, 14), random.range(9, 12))], {
        height: random.int(2, 3) * 3.2 + 1,
        use: "residential",
        storey: 3.2,
      });
    }
}
