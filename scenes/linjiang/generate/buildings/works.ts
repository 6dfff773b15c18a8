// Work and transport: factory sheds, port sheds and container stacks, airport and station halls.

import { box, chamfered, oval, round } from "./shapes.ts";
import type { Site } from "./site.ts";

/** Big sheds, an office at the gate, now and then a stack or tanks. */
export function industrial(site: Site): void {
  const { random } = site;
  const columns = random.pick([1, 2, 2, 3]);
  const rows = random.pick([1, 2, 2, 3]);
  const yard = Math.min(24, site.depth / 6);
  const w = site.width / columns;
  const d = (site.depth - yard) / rows;
  for (let c = 0; c < columns; c++)
    for (let r = 0; r < rows; r++) {
      const x = -site.width / 2 + w * (c + 0.5);
      const y = -site.depth / 2 + yard + d * (r + 0.5);
      if (random.chance(0.1)) {
        tanks(site, x, y, Math.min(w, d) - 10);
        continue;
      }
      const height = random.range(8, 15);
      const [bw, bd] = [w - random.range(8, 16), d - random.range(8, 16)];
      site.put([box(x, y, bw, bd)], { height, use: "industrial", storey: 8 });
      if (random.chance(0.25))
        site.put([box(x, y, bw * 0.7, bd * 0.12)], {
          height: height + 2.5,
          minHeight: height,
          use: "industrial",
          storey: 8,
        });
    }
  site.put([box(-site.width / 2 + 24, -site.depth / 2 + yard / 2, 36, Math.min(13, yard - 6))], {
    height: random.int(3, 5) * 3.6,
    use: "office",
    storey: 3.6,
  });
  if (random.chance(0.12))
    site.put([round(site.width / 2 - 10, -site.depth / 2 + yard / 2, 3.2, 8)], {
      height: random.range(45, 95),
      use: "industrial",
      storey: 40,
    });
}

function tanks(site: Site, x: number, y: number, room: number): void {
  const radius = Math.min(15, room / 5);
  if (radius < 4) return;
  for (const [a, b] of [
    [-1, -1],
    [1, -1],
    [-1, 1],
    [1, 1],
  ])
    site.put([round(x + a * radius * 1.25, y + b * radius * 1.25, radius, 16)], {
      height: 12,
      use: "industrial",
      storey: 12,
    });
}

/** Port: sheds inland, container stacks towards the quay. */
export function port(site: Site): void {
  const { random } = site;
  if (random.chance(0.2)) {
    const n = site.depth > 90 ? 2 : 1;
    for (let r = 0; r < n; r++)
      site.put([box(0, -site.depth / 2 + (site.depth / n) * (r + 0.5), site.width * 0.9, site.depth / n - 22)], {
        height: 13,
        use: "transport",
        storey: 13,
      });
    return;
  }
  const rows = Math.floor(site.depth / 26);
  const columns = Math.max(1, Math.floor(site.width / 66));
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const w = site.width / columns - 9;
      const x = -site.width / 2 + (site.width / columns) * (c + 0.5);
      const y = -site.depth / 2 + 26 * (r + 0.5);
      const part = random.range(0.45, 1);
      site.put([box(x - (w * (1 - part)) / 2, y, w * part, 14.6)], {
        height: random.int(2, 5) * 2.6,
        use: "transport",
        storey: 2.6,
      });
      if (random.chance(0.16)) crane(site, x, y + 1, 27);
    }
}

/** A yard gantry crane straddling a stack: two portals and a beam. */
function crane(site: Site, x: number, y: number, span: number): void {
  for (const side of [-1, 1])
    site.put([box(x, y + (side * span) / 2.3, 9, 1.6)], { height: 22, use: "transport", storey: 22 });
  site.put([box(x, y, 7, span)], { height: 25, minHeight: 21.5, use: "transport", storey: 4 });
}

/** Airport cell: the terminal, piers and hangars stand on the row nearest the city. */
export function airport(site: Site): void {
  const row = ((site.cell.j % 4) + 4) % 4;
  if (row !== 3) return;
  if (((site.cell.i % 4) + 4) % 4 === 3)
    site.put([box(0, 0, site.width * 0.6, 62)], { height: 19, use: "transport", storey: 19 });
  else {
    site.put([oval(0, 22, site.width * 0.49, 34, 28)], { height: 27, use: "transport", storey: 9 });
    site.put([box(0, -32, 24, 66)], { height: 13, use: "transport", storey: 6.5 });
  }
}

/** High-speed rail station: four great halls under one roof, the rest is square. */
export function station(site: Site): void {
  const a = ((site.cell.i % 4) + 4) % 4;
  const b = ((site.cell.j % 4) + 4) % 4;
  if (a === 0 || a === 3) {
    if (b === 0 || b === 3)
      site.put([box(0, 0, site.width * 0.7, 40)], {
        height: site.random.range(40, 85),
        use: "commercial",
        storey: 3.9,
      });
    return;
  }
  if (b === 1 || b === 2) {
    site.put([chamfered(0, 0, site.width * 0.98, site.depth * 0.62, 8)], { height: 25, use: "transport", storey: 12 });
    site.put([oval(0, 0, site.width * 0.42, site.depth * 0.2, 24)], {
      height: 36,
      minHeight: 25,
      use: "transport",
      storey: 11,
    });
  }
}
