// Along the roads: minutes by hand on a small net, bridges that pass over, one-way streets, and against a plain Dijkstra.

import { describe, expect, it } from "vitest";
import { reachFrom } from "../../../src/models/reach.ts";
import { touchNow } from "../../../src/models/touch.ts";
import type { LineClass } from "../../../src/twin/lines.ts";
import { at, planCity, type Sketch } from "./planCity.ts";

const road = (klass: LineClass, ...path: [number, number][]): NonNullable<Sketch["lines"]>[number] => ({ klass, path });
/** m of road reached. */
const metres = (lines: Sketch["lines"], minutes: number, travel: "walk" | "drive" = "walk"): number =>
  reachFrom(planCity({ lines }), at(0, 0), minutes, travel).lengthByClass.reduce((sum, one) => sum + one, 0);

describe("reach", () => {
  // On foot 6 km/h here: 100 m a minute.
  it("goes both ways from the middle of a road, to the metre", () => {
    expect(metres([road("residential", [-1000, 0], [1000, 0])], 3)).toBeCloseTo(600, 1);
  });

  it("turns where roads share a vertex, and where the end of one lies on another", () => {
    expect(
      metres([road("residential", [-1000, 0], [100, 0], [1000, 0]), road("service", [100, 0], [100, 900])], 3),
    ).toBeCloseTo(800, 0);
    expect(
      metres([road("residential", [-1000, 0], [1000, 0]), road("service", [100, 1.5], [100, 900])], 3),
    ).toBeCloseTo(800, -1);
  });

  it("does not turn where roads only cross, nor onto a bridge that passes over", () => {
    expect(
      metres([road("residential", [-1000, 0], [1000, 0]), road("service", [100, -500], [100, 500])], 3),
    ).toBeCloseTo(600, 0);
    const bridge = { ...road("primary", [100, -500], [100, 0], [100, 500]), lift: [0, 8, 0] };
    expect(metres([road("residential", [-1000, 0], [100, 0], [1000, 0]), bridge], 3)).toBeCloseTo(600, 0);
  });

  it("takes an expressway by car alone, a footpath on foot alone, each at its pace", () => {
    const lines = [
      road("residential", [-1000, 0], [100, 0]),
      road("trunk", [100, 0], [9100, 0]),
      road("footway", [100, 0], [100, 900]),
    ];
    expect(metres(lines, 3)).toBeCloseTo(600, 0);
    // 20 km/h: 100 m in 0.3 min; then 2.7 min at 60 km/h; and 1000 m the other way.
    expect(metres(lines, 3, "drive")).toBeCloseTo(100 + 2700 + 1000, 0);
  });

  it("goes a one-way street one way by car, both on foot", () => {
    const lines = [{ ...road("residential", [-1000, 0], [1000, 0]), oneway: true }];
    expect(metres(lines, 1, "drive")).toBeCloseTo(1000 / 3, 0);
    expect(metres(lines, 1, "walk")).toBeCloseTo(200, 0);
  });

  it("counts the way to the road, and refuses a place far from any", () => {
    const city = planCity({ lines: [road("residential", [-1000, 0], [1000, 0])] });
    const found = reachFrom(city, at(0, 200), 3, "walk");
    expect(found.startMetres).toBeCloseTo(200, 1);
    expect(found.lengthByClass.reduce((sum, one) => sum + one, 0)).toBeCloseTo(200, 0);
    expect(() => reachFrom(city, at(0, 800), 3, "walk")).toThrow(expect.objectContaining({ code: "far-from-road" }));
    expect(() => reachFrom(city, at(0, 0), -1, "walk")).toThrow(expect.objectContaining({ code: "bad-minutes" }));
    expect(() => reachFrom(planCity({}), at(0, 0), 3, "walk")).toThrow(expect.objectContaining({ code: "no-roads" }));
  });

  it("reaches what stands beside the road while there is time to walk to it", () => {
    const city = planCity({
      lines: [road("residential", [-1000, 0], [1000, 0])],
      houses: [
        { x: 290, y: 12 },
        { x: 290, y: 30 },
        { x: 100, y: 54 },
        { x: 100, y: 60 },
      ],
      assets: { P1: { level: "point", at: [-299, 0] }, P2: { level: "point", at: [-301, 0] } },
    });
    const found = touchNow(city, { kind: "reach", at: at(0, 0), minutes: 3, travel: "walk" });
    // The second is 25 m off the road and 15 m too far; the fourth beyond the 50 m of access.
    expect([...found.buildings].map((slot) => slot - city.tables.nodes.coreCount)).toEqual([0, 2]);
    expect(found.points.length).toBe(1);
    expect(found.networks).toEqual([]);
    expect(found.reached?.path.length).toBeGreaterThan(0);
  });

  it("finds the same times as the plainest Dijkstra on a net of streets", () => {
    const n = 12;
    const lines: NonNullable<Sketch["lines"]> = [];
    let seed = 5;
    const next = (): number => {
      seed = (seed * 1664525 + 1013904223) >>> 0;
      return seed / 2 ** 32;
    };
    const xy = (i: number, j: number): [number, number] => [
      i * 100 + ((i * 7 + j * 13) % 17),
      j * 100 + ((i * 11 + j * 5) % 19),
    ];
    const edges: { a: number; b: number; klass: LineClass; oneway: boolean }[] = [];
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        for (const [di, dj] of [
          [1, 0],
          [0, 1],
        ]) {
          if (i + di >= n || j + dj >= n || next() < 0.2) continue;
          const klass = (["primary", "residential", "footway"] as const)[Math.floor(next() * 3)];
          const oneway = next() < 0.2;
          edges.push({ a: i * n + j, b: (i + di) * n + j + dj, klass, oneway });
          lines.push({ klass, path: [xy(i, j), xy(i + di, j + dj)], oneway });
        }
    const city = planCity({ lines });
    const { roads } = city.tables;
    for (const travel of ["walk", "drive"] as const) {
      const start = edges.find(({ klass }) => klass === "residential") as (typeof edges)[number];
      const [sx, sy] = xy(Math.floor(start.a / n), start.a % n);
      const kmh = { primary: 50, residential: 20, footway: 0 } as Record<string, number>;
      const time = new Array<number>(n * n).fill(Infinity);
      time[start.a] = 0;
      for (let round = 0; round < n * n; round++)
        for (const { a, b, klass, oneway } of edges) {
          const [[ax, ay], [bx, by]] = [xy(Math.floor(a / n), a % n), xy(Math.floor(b / n), b % n)];
          const length = Math.hypot(bx - ax, by - ay);
          const cost =
            travel === "walk" ? length / 100 : kmh[klass] === 0 ? Infinity : length / ((kmh[klass] * 1000) / 60);
          time[b] = Math.min(time[b], time[a] + cost);
          if (travel === "walk" || !oneway) time[a] = Math.min(time[a], time[b] + cost);
        }
      const most = 8;
      const reached = reachFrom(city, at(sx, sy), most, travel);
      // Minutes at every node that a piece begins or ends at.
      const got = new Map<string, number>();
      for (let i = 0; i < reached.minutes.length; i++) {
        const key = `${Math.round(reached.xy[2 * i])} ${Math.round(reached.xy[2 * i + 1])}`;
        got.set(key, Math.min(got.get(key) ?? Infinity, reached.minutes[i]));
      }
      time.forEach((expected, node) => {
        const [x, y] = xy(Math.floor(node / n), node % n);
        const found = got.get(`${x} ${y}`);
        if (expected < most - 0.01) expect(found, `${travel} ${node}`).toBeCloseTo(expected, 1);
        else if (expected > most + 0.01)
          expect(found ?? Infinity, `${travel} ${node}`).toBeGreaterThanOrEqual(most - 0.01);
      });
    }
    expect(roads?.from.length).toBe(edges.length);
  });
});
