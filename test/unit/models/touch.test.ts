// What a shape touches: by outline rather than by middle, by the metre, against the plainest way of asking.

import { describe, expect, it } from "vitest";
import { rowsOf, toCsv, toGeoJson } from "../../../src/models/export.ts";
import { PlanFault } from "../../../src/models/fault.ts";
import { touch, touchNow } from "../../../src/models/touch.ts";
import type { Position } from "../../../src/twin/scenarios/shapes.ts";
import { at, planCity, square } from "./planCity.ts";

const random = (seed: number) => () => {
  seed = (seed * 1664525 + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

describe("an area", () => {
  const city = planCity({
    houses: [
      { x: 0, y: 0 },
      // Its middle lies outside, a corner inside.
      { x: 52, y: 52 },
      // Around the whole area.
      { x: 0, y: 0, half: 200, levels: 1, use: "office" },
      // An edge runs through a corner of the area without a corner of either inside the other.
      { x: 58, y: 0, half: 10 },
      { x: 300, y: 0 },
    ],
    assets: {
      F1: { level: "facility", at: [10, 10] },
      P1: { level: "point", at: [-49, 49] },
      P2: { level: "point", at: [51, 0] },
    },
    lines: [
      {
        klass: "water-pipe",
        path: [
          [-100, 0],
          [100, 0],
        ],
        name: "管",
        assetCode: "P2",
      },
      {
        klass: "primary",
        path: [
          [-100, 40],
          [0, 40],
          [0, 200],
        ],
        name: "路",
      },
      {
        klass: "rail",
        path: [
          [-100, 60],
          [100, 60],
        ],
      },
    ],
  });
  const found = touchNow(city, { kind: "area", outline: square(0, 0, 50) });

  it("touches buildings by their outlines", () => {
    expect([...found.buildings].map((slot) => slot - city.tables.nodes.coreCount)).toEqual([0, 1, 2, 3]);
    expect(found.squareMetres).toBeCloseTo(10_000, 1);
  });

  it("has people by figures of use, and says from where", () => {
    const residential = 3 * (100 + 100 + 400);
    expect(found.people).toEqual({
      residents: residential / 40,
      jobs: 160_000 / 20,
      without: [],
      refs: ["test R", "test O"],
    });
  });

  it("has facilities, points, and each line with its length inside", () => {
    const { code } = city.tables.nodes.columns;
    expect([...found.facilities].map((slot) => code[slot])).toEqual(["F1"]);
    expect([...found.points].map((slot) => code[slot])).toEqual(["P1"]);
    expect(found.networks.map(({ klass, name, metres }) => [klass, name, Math.round(metres * 10) / 10])).toEqual([
      ["water-pipe", "管", 100],
      ["primary", "路", 60],
    ]);
    expect(code[found.networks[0].slot]).toBe("P2");
    expect(found.lacking).toEqual([]);
  });

  it("goes by the middle of buildings where the scene has no outlines, and says so; nor does it invent people", () => {
    const less = planCity({
      houses: [
        { x: 52, y: 52 },
        { x: 0, y: 0 },
      ],
      footprints: false,
      figures: false,
    });
    const answer = touchNow(less, { kind: "area", outline: square(0, 0, 50) });
    expect(answer.buildings.length).toBe(1);
    expect(answer.people).toBeNull();
    expect(answer.lacking).toEqual(["footprints", "figures", "lines", "roads"]);
  });

  it("refuses one that crosses itself", () => {
    const bow = [at(0, 0), at(100, 100), at(100, 0), at(0, 100)];
    expect(() => touchNow(city, { kind: "area", outline: bow })).toThrow(PlanFault);
  });

  it("is the same as looking at every building, for any shape", () => {
    const next = random(7);
    const houses = Array.from({ length: 400 }, () => ({
      x: next() * 2000 - 1000,
      y: next() * 2000 - 1000,
      half: 3 + next() * 20,
    }));
    const many = planCity({ houses });
    for (let round = 0; round < 20; round++) {
      const centre = [next() * 1200 - 600, next() * 1200 - 600];
      const outline = Array.from({ length: 9 }, (_, k) => {
        const r = 60 + next() * 500;
        return [centre[0] + r * Math.cos((k / 9) * 2 * Math.PI), centre[1] + r * Math.sin((k / 9) * 2 * Math.PI)];
      });
      // The plainest way: samples of the house's ground and of the shape's edges.
      const inside = (x: number, y: number): boolean => {
        let odd = false;
        for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
          const [[xi, yi], [xj, yj]] = [outline[i], outline[j]];
          if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
        }
        return odd;
      };
      const sampled = new Set<number>();
      houses.forEach(({ x, y, half }, i) => {
        for (let a = 0; a <= 24; a++)
          for (let b = 0; b <= 24; b++) if (inside(x + half * (a / 12 - 1), y + half * (b / 12 - 1))) sampled.add(i);
      });
      const answer = touchNow(many, { kind: "area", outline: outline.map(([x, y]) => at(x, y)) });
      const rows = new Set([...answer.buildings].map((slot) => slot - many.tables.nodes.coreCount));
      expect([...sampled].filter((i) => !rows.has(i))).toEqual([]);
      // What the samples miss may be grazed by a corner; no more than a few.
      expect(rows.size - sampled.size).toBeLessThanOrEqual(3);
    }
  });
});

describe("a strip along a line", () => {
  const city = planCity({
    houses: [
      { x: 50, y: 24 },
      { x: 50, y: 26 },
      { x: -14, y: 0 },
      { x: -16, y: -16 },
      { x: 100, y: 0, half: 40 },
    ],
    assets: { P1: { level: "point", at: [0, 19.9] }, P2: { level: "point", at: [0, 20.1] } },
    lines: [
      {
        klass: "gas-pipe",
        path: [
          [0, -100],
          [0, 100],
        ],
      },
      {
        klass: "drain-pipe",
        path: [
          [50, 10],
          [150, 10],
        ],
      },
    ],
  });
  const found = touchNow(city, { kind: "strip", path: [at(0, 0), at(100, 0)], metres: 20 });

  it("touches what is no farther than its distance", () => {
    expect([...found.buildings].map((slot) => slot - city.tables.nodes.coreCount)).toEqual([0, 2, 3, 4]);
    expect(found.points.length).toBe(1);
    expect(found.squareMetres).toBeNull();
  });

  it("measures lines within it to the metre", () => {
    const metres = Object.fromEntries(found.networks.map((line) => [line.klass, line.metres]));
    expect(metres["gas-pipe"]).toBeCloseTo(40, 2);
    // Beside the line, then round its end: √(20² − 10²) beyond it.
    expect(metres["drain-pipe"]).toBeCloseTo(50 + Math.sqrt(300), 2);
  });

  it("counts ground that two of its legs share once", () => {
    const bent = touchNow(city, { kind: "strip", path: [at(0, -30), at(0, 0), at(0, 30)], metres: 20 });
    expect(bent.networks.find(({ klass }) => klass === "gas-pipe")?.metres).toBeCloseTo(100, 2);
  });

  it.each([
    ["no-path", { path: [at(0, 0)] as Position[], metres: 20 }],
    ["bad-distance", { path: [at(0, 0), at(1, 0)], metres: 0 }],
    ["bad-distance", { path: [at(0, 0), at(1, 0)], metres: Number.NaN }],
  ])("refuses %s", (code, words) => {
    expect(() => touchNow(city, { kind: "strip", ...words })).toThrow(expect.objectContaining({ code }));
  });
});

describe("the work", () => {
  it("tells how far it is and can be left in the middle", () => {
    const next = random(3);
    const city = planCity({ houses: Array.from({ length: 9000 }, () => ({ x: next() * 900, y: next() * 900 })) });
    const work = touch(city, { kind: "area", outline: square(450, 450, 400) });
    const shares: number[] = [];
    for (let step = work.next(); !step.done; step = work.next()) shares.push(step.value);
    expect(shares.length).toBeGreaterThanOrEqual(4);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    const left = touch(city, { kind: "area", outline: square(450, 450, 400) });
    left.next();
    expect(left.return(undefined as never).done).toBe(true);
  });
});

describe("files of an answer", () => {
  const city = planCity({
    houses: [{ x: 0, y: 0 }],
    assets: { "=cmd|x": { level: "point", at: [10, 10] } },
    lines: [
      {
        klass: "gas-pipe",
        path: [
          [0, -100],
          [0, 100],
        ],
        name: 'a "b", c',
      },
    ],
  });
  const question = { kind: "area", outline: square(0, 0, 50) } as const;
  const found = touchNow(city, { ...question, outline: [...question.outline] });
  const rows = rowsOf(city, found, []);

  it("have a row for each thing, and nothing a spreadsheet would run", () => {
    const lines = toCsv(rows).slice(1).trimEnd().split("\r\n");
    expect(lines.length).toBe(1 + 3);
    expect(lines.map((line) => line.split(",")[0])).toEqual(["kind", "building", "point", "pipe"]);
    expect(lines[2]).toContain("point,'=cmd|x");
    expect(lines[3]).toContain('"a ""b"", c"');
  });

  it("are GeoJSON with the shape first, closed, and lines as lines", () => {
    const { features } = toGeoJson(city, { ...question, outline: [...question.outline] }, found, rows) as {
      features: { geometry: { type: string; coordinates: number[][][] } }[];
    };
    expect(features.map(({ geometry }) => geometry.type)).toEqual(["Polygon", "Point", "Point", "LineString"]);
    const [ring] = features[0].geometry.coordinates;
    expect(ring[0]).toEqual(ring[ring.length - 1]);
    expect((features[3].geometry.coordinates as unknown as number[][])[0][1]).toBeCloseTo(at(0, -100)[1], 6);
  });
});
