// Looks at the generated city without a globe: a plan from above, or an oblique view, as PNG.
// Usage: npx tsx scenes/linjiang/preview.ts OUT.png [--buildings N] [--seed N] [--from x,y,height,heading,pitch] [--window x0,y0,x1,y1] [--layer streets|grids|districts]

import { writeFileSync } from "node:fs";
import { PNG } from "pngjs";
import type { BuildingSource } from "../../src/builder/source.ts";
import generate from "./generate/index.ts";
import { xOf, yOf } from "./generate/plane.ts";

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const out = process.argv[2];
if (!out || out.startsWith("--")) throw new Error("name the PNG to write: preview.ts OUT.png [--buildings N] …");
const numbers = (text: string): number[] => text.split(",").map(Number);

const started = performance.now();
const city = generate({ seed: Number(option("seed") ?? 1), buildings: Number(option("buildings") ?? 60000) });
const buildings = [...city.buildings];
console.log(
  `${((performance.now() - started) / 1000).toFixed(1)} s · ${buildings.length} buildings · ${city.places.length} places · ${city.lines.length} lines · ${city.areas.length} areas · ${city.assets.length} assets · ${(city.props?.trees?.length ?? 0) / 3} trees`,
);

type Rgb = readonly [number, number, number];
const AREA: Readonly<Record<string, Rgb>> = {
  river: [52, 98, 140],
  lake: [62, 110, 150],
  sea: [40, 80, 130],
  park: [112, 158, 92],
  forest: [78, 118, 72],
  farmland: [172, 178, 122],
  grass: [150, 180, 116],
  plaza: [206, 200, 188],
  industrial: [186, 182, 190],
  residential: [208, 204, 192],
  commercial: [212, 202, 196],
  sand: [220, 210, 170],
  port: [170, 168, 166],
  airport: [190, 196, 186],
  sports: [150, 176, 130],
  cemetery: [140, 150, 120],
};
const LINE: Readonly<Record<string, Rgb>> = {
  motorway: [232, 170, 80],
  trunk: [250, 214, 130],
  primary: [252, 234, 170],
  secondary: [255, 255, 236],
  tertiary: [248, 248, 244],
  residential: [240, 240, 238],
  service: [150, 150, 150],
  footway: [230, 220, 200],
  rail: [90, 90, 96],
  metro: [180, 60, 140],
};
const width = Number(option("size") ?? 1600);

class Canvas {
  readonly png: PNG;
  constructor(
    readonly width: number,
    readonly height: number,
    sky: Rgb,
  ) {
    this.png = new PNG({ width, height });
    for (let i = 0; i < width * height; i++) this.png.data.set([...sky, 255], i * 4);
  }
  /** Even-odd scanline fill of flat pixel rings. */
  fill(rings: readonly ArrayLike<number>[], [r, g, b]: Rgb, alpha = 1): void {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const ring of rings)
      for (let i = 1; i < ring.length; i += 2) {
        low = Math.min(low, ring[i]);
        high = Math.max(high, ring[i]);
      }
    const data = this.png.data;
    for (let y = Math.max(0, Math.ceil(low - 0.5)); y <= Math.min(this.height - 1, Math.floor(high - 0.5)); y++) {
      const cuts: number[] = [];
      for (const ring of rings)
        for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
          const [y0, y1] = [ring[j + 1], ring[i + 1]];
          if (y0 > y + 0.5 !== y1 > y + 0.5) cuts.push(ring[j] + ((y + 0.5 - y0) / (y1 - y0)) * (ring[i] - ring[j]));
        }
      cuts.sort((a, c) => a - c);
      for (let c = 0; c + 1 < cuts.length; c += 2)
        for (let x = Math.max(0, Math.round(cuts[c])); x < Math.min(this.width, Math.round(cuts[c + 1])); x++) {
          const o = (y * this.width + x) * 4;
          data[o] += (r - data[o]) * alpha;
          data[o + 1] += (g - data[o + 1]) * alpha;
          data[o + 2] += (b - data[o + 2]) * alpha;
        }
    }
  }
}

type Project = (x: number, y: number, z: number) => [number, number, number] | null;
const plane = (flat: ArrayLike<number>): number[] => {
  const ring: number[] = [];
  for (let i = 0; i < flat.length; i += 2) ring.push(xOf(flat[i]), yOf(flat[i + 1]));
  return ring;
};

function strip(
  canvas: Canvas,
  project: Project,
  path: number[],
  half: number,
  lift: ArrayLike<number> | undefined,
  colour: Rgb,
): void {
  for (let i = 0; i + 3 < path.length; i += 2) {
    const [x0, y0, x1, y1] = [path[i], path[i + 1], path[i + 2], path[i + 3]];
    const length = Math.hypot(x1 - x0, y1 - y0) || 1;
    const [nx, ny] = [(-(y1 - y0) / length) * half, ((x1 - x0) / length) * half];
    const [z0, z1] = [lift?.[i / 2] ?? 0, lift?.[i / 2 + 1] ?? 0];
    if (z0 < -1 && z1 < -1) continue;
    const quad = [
      project(x0 + nx, y0 + ny, z0),
      project(x1 + nx, y1 + ny, z1),
      project(x1 - nx, y1 - ny, z1),
      project(x0 - nx, y0 - ny, z0),
    ];
    if (quad.every((p) => p)) canvas.fill([quad.flatMap((p) => [p![0], p![1]])], colour);
  }
}

function paint(canvas: Canvas, project: Project, oblique: boolean): void {
  const polygon = (rings: number[][], z: number, colour: Rgb, alpha = 1): void => {
    const shown = rings.map((ring) => {
      const flat: number[] = [];
      for (let i = 0; i < ring.length; i += 2) {
        const p = project(ring[i], ring[i + 1], z);
        if (!p) return null;
        flat.push(p[0], p[1]);
      }
      return flat;
    });
    if (shown.every((ring) => ring)) canvas.fill(shown as number[][], colour, alpha);
  };
  const wet = (klass: string): number => (klass === "river" || klass === "lake" ? 1 : 0);
  for (const area of city.areas.slice().sort((a, b) => wet(a.klass) - wet(b.klass)))
    polygon(area.rings.map(plane), 0, AREA[area.klass]);
  for (const area of city.areas) if (area.name === "江心洲") polygon(area.rings.map(plane), 0, AREA.park);
  const shown = city.lines.filter((line) => LINE[line.klass]);
  const order = Object.keys(LINE).reverse();
  for (const line of shown.sort((a, b) => order.indexOf(a.klass) - order.indexOf(b.klass)))
    strip(canvas, project, plane(line.path), line.width / 2, oblique ? line.lift : undefined, LINE[line.klass]);
  const level = option("layer");
  if (level)
    for (const place of city.places)
      if (`${place.level}s` === level) {
        let h = 7;
        for (const c of place.code) h = (h * 31 + c.charCodeAt(0)) | 0;
        for (const rings of place.polygons)
          polygon(rings.map(plane), 0, [h & 255, (h >> 8) & 255, (h >> 16) & 255], 0.45);
      }
  if (oblique) solids(canvas, project);
  else {
    for (const building of buildings) {
      const h = Math.min(1, building.height / 160);
      const tone = 168 - 120 * h;
      polygon(
        building.rings.map(plane),
        0,
        building.use === "heritage" ? [128, 96, 84] : [tone + 30 * h, tone - 4, tone + 14],
      );
    }
    const trees = city.props?.trees ?? [];
    for (let i = 0; i < trees.length; i += 3) {
      const p = project(xOf(trees[i]), yOf(trees[i + 1]), 0);
      if (p)
        canvas.fill(
          [[p[0] - 0.8, p[1] - 0.8, p[0] + 0.8, p[1] - 0.8, p[0] + 0.8, p[1] + 0.8, p[0] - 0.8, p[1] + 0.8]],
          [70, 120, 64],
        );
    }
    if (option("assets"))
      for (const asset of city.assets) {
        const p = project(xOf(asset.lon), yOf(asset.lat), 0);
        const s = asset.level === "facility" ? 4 : 1.2;
        if (p)
          canvas.fill(
            [[p[0] - s, p[1] - s, p[0] + s, p[1] - s, p[0] + s, p[1] + s, p[0] - s, p[1] + s]],
            asset.level === "facility" ? [220, 30, 60] : [20, 60, 200],
          );
      }
  }
}

/** Buildings as prisms, far to near. */
function solids(canvas: Canvas, project: Project): void {
  const items: { far: number; building: BuildingSource; rings: number[][] }[] = [];
  for (const building of buildings) {
    const rings = building.rings.map(plane);
    const p = project(rings[0][0], rings[0][1], building.minHeight);
    if (p && p[0] > -200 && p[0] < canvas.width + 200 && p[1] > -50 && p[1] < canvas.height + 900)
      items.push({ far: p[2] - building.minHeight * 0.01, building, rings });
  }
  items.sort((a, b) => b.far - a.far);
  for (const { far, building, rings } of items) {
    const haze = Math.min(0.75, far / 22000);
    const tint = (base: number, light: number): number => base * light * (1 - haze) + 205 * haze;
    const c: Rgb =
      building.use === "heritage"
        ? [150, 118, 104]
        : building.use === "office"
          ? [176, 190, 208]
          : building.use === "residential"
            ? [222, 212, 196]
            : building.use === "commercial"
              ? [206, 196, 204]
              : [196, 200, 204];
    const outer = rings[0];
    const walls: { d: number; quad: number[]; light: number }[] = [];
    for (let i = 0, j = outer.length - 2; i < outer.length; j = i, i += 2) {
      const quad = [
        project(outer[j], outer[j + 1], building.minHeight),
        project(outer[i], outer[i + 1], building.minHeight),
        project(outer[i], outer[i + 1], building.height),
        project(outer[j], outer[j + 1], building.height),
      ];
      if (quad.some((p) => !p)) continue;
      const light = 0.62 + 0.3 * Math.cos(Math.atan2(-(outer[i] - outer[j]), outer[i + 1] - outer[j + 1]) - 2.4);
      walls.push({ d: (quad[0]![2] + quad[1]![2]) / 2, quad: quad.flatMap((p) => [p![0], p![1]]), light });
    }
    walls.sort((a, b) => b.d - a.d);
    for (const wall of walls)
      canvas.fill([wall.quad], [tint(c[0], wall.light), tint(c[1], wall.light), tint(c[2], wall.light)]);
    const roof = rings.map((ring) => {
      const flat: number[] = [];
      for (let i = 0; i < ring.length; i += 2) {
        const p = project(ring[i], ring[i + 1], building.height);
        if (p) flat.push(p[0], p[1]);
      }
      return flat;
    });
    canvas.fill(roof, [tint(c[0], 1.05), tint(c[1], 1.05), tint(c[2], 1.05)]);
  }
}

const from = option("from");
if (from) {
  const [x, y, height, heading, pitch] = numbers(from);
  const canvas = new Canvas(width, Math.round((width * 9) / 16), [205, 214, 224]);
  const [ch, sh] = [Math.cos((heading * Math.PI) / 180), Math.sin((heading * Math.PI) / 180)];
  const [cp, sp] = [Math.cos((pitch * Math.PI) / 180), Math.sin((pitch * Math.PI) / 180)];
  const focal = canvas.width / 2 / Math.tan((60 * Math.PI) / 360);
  paint(
    canvas,
    (px, py, pz) => {
      const [dx, dy, dz] = [px - x, py - y, pz - height];
      const right = dx * ch - dy * sh;
      const ahead = dx * sh + dy * ch;
      const depth = ahead * cp + dz * sp;
      const up = -ahead * sp + dz * cp;
      return depth < 20
        ? null
        : [canvas.width / 2 + (right / depth) * focal, canvas.height / 2 - (up / depth) * focal, depth];
    },
    true,
  );
  writeFileSync(out, PNG.sync.write(canvas.png));
} else {
  const [w, s, e, n] = city.extent;
  const [x0, y0, x1, y1] = option("window") ? numbers(option("window")!) : [xOf(w), yOf(s), xOf(e), yOf(n)];
  const scale = width / (x1 - x0);
  const canvas = new Canvas(width, Math.round((y1 - y0) * scale), [196, 196, 176]);
  paint(canvas, (px, py) => [(px - x0) * scale, canvas.height - (py - y0) * scale, 0], false);
  writeFileSync(out, PNG.sync.write(canvas.png));
}
