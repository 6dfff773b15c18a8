// Tracing: against the wind by direction and reach, up the network by its links, nothing else.

import { describe, expect, it } from "vitest";
import { bearingDegrees, haversineMetres } from "../../../../src/twin/geodesy.ts";
import { angleBetween, nearestPoint, upstreamSources, upwindSources } from "../../../../src/twin/tracing/sources.ts";
import { layOut } from "../tinyCity.ts";

const KINDS = [
  { id: "pm25" },
  { id: "works" },
  { id: "school" },
  { id: "ammonia" },
  { id: "treatment" },
  { id: "dust" },
];
const [PM25, WORKS, SCHOOL, AMMONIA, TREATMENT, DUST] = KINDS.keys();
const LAT = 31;
/** Degrees of longitude for so many metres at 31° north. */
const east = (metres: number): number => metres / (111_320 * Math.cos((LAT * Math.PI) / 180));

const facility = (code: string, kind: number, metresEast: number, metresNorth: number, more: object = {}) => ({
  level: "facility" as const,
  code,
  kind,
  lon: 121 + east(metresEast),
  lat: LAT + metresNorth / 111_132,
  ...more,
});
const nodes = layOut(
  {
    level: "city",
    code: "C",
    children: [
      {
        level: "district",
        code: "D",
        children: [
          facility("station", SCHOOL, 0, 0, { children: [{ ...facility("air", PM25, 0, 0), level: "point" }] }),
          facility("west-near", WORKS, -1000, 0, { downstream: "treatment" }),
          facility("west-far", WORKS, -4000, 300, { downstream: "west-near" }),
          facility("west-beyond", WORKS, -9000, 0),
          facility("east", WORKS, 1000, 0, {
            children: [{ ...facility("stack", DUST, 1010, -40), level: "point" }],
          }),
          facility("west-school", SCHOOL, -1000, 50, { downstream: "treatment" }),
          facility("treatment", TREATMENT, 3000, 0, {
            children: [{ ...facility("nh3", AMMONIA, 3000, 0), level: "point" }],
          }),
        ],
      },
    ],
  },
  0,
);
const AIR = {
  kinds: ["pm25"],
  windDirection: "wd",
  windSpeed: "ws",
  sources: ["works"],
  reachMetres: 6000,
  halfAngleDegrees: 30,
  calmBelow: 0.5,
};
const codes = (found: { slot: number }[]): string[] => found.map(({ slot }) => nodes.columns.code[slot]);
const air = nodes.slotOf("air");

describe("against the wind", () => {
  it("finds what lies within reach where the wind comes from, near ones first", () => {
    expect(codes(upwindSources(nodes, KINDS, AIR, air, { fromDegrees: 270, speed: 3 }))).toEqual([
      "west-near",
      "west-far",
    ]);
    expect(codes(upwindSources(nodes, KINDS, AIR, air, { fromDegrees: 90, speed: 3 }))).toEqual(["east"]);
    expect(upwindSources(nodes, KINDS, AIR, air, { fromDegrees: 0, speed: 3 })).toEqual([]);
  });

  it("looks in every direction in a calm, and when nobody measures the wind", () => {
    const all = ["east", "west-far", "west-near"];
    expect(codes(upwindSources(nodes, KINDS, AIR, air, { fromDegrees: 0, speed: 0.2 })).sort()).toEqual(all);
    expect(codes(upwindSources(nodes, KINDS, AIR, air, null)).sort()).toEqual(all);
  });

  it("tells distance, bearing and how far off the wind", () => {
    const [near] = upwindSources(nodes, KINDS, AIR, air, { fromDegrees: 280, speed: 3 });
    expect(near.distanceMetres).toBeCloseTo(1000, -1);
    expect(near.bearingDegrees).toBeCloseTo(270, 0);
    expect(near.off).toBeCloseTo(10, 0);
  });
});

describe("up the network", () => {
  const water = { kinds: ["ammonia"], sources: ["works"] };
  it("finds what flows into the point or what it is mounted on, with the steps, and no other kinds", () => {
    const found = upstreamSources(nodes, KINDS, water, nodes.slotOf("nh3"));
    expect(codes(found)).toEqual(["west-near", "west-far"]);
    expect(found.map(({ off }) => off)).toEqual([1, 2]);
    expect(upstreamSources(nodes, KINDS, water, nodes.slotOf("west-far"))).toEqual([]);
  });
});

describe("a point at the outlet of a source", () => {
  it("names what it is mounted on first, whatever the wind, then what lies beyond", () => {
    const stack = nodes.slotOf("stack");
    const found = upwindSources(nodes, KINDS, AIR, stack, { fromDegrees: 270, speed: 3 });
    expect(codes(found)).toEqual(["east", "west-near", "west-far"]);
    expect(found[0].off).toBe(0);
    const up = upstreamSources(nodes, KINDS, { kinds: ["dust"], sources: ["works"] }, stack);
    expect(up.map(({ slot, off }) => [nodes.columns.code[slot], off])).toEqual([["east", 0]]);
  });
});

describe("figures", () => {
  it("agree with known distances and bearings", () => {
    // One degree of a meridian on the mean sphere: 2π · 6371.0088 km / 360.
    expect(haversineMetres(0, 0, 0, 1)).toBeCloseTo(111_195.08, 1);
    expect(bearingDegrees(121, 31, 121, 32)).toBeCloseTo(0, 9);
    expect(bearingDegrees(0, 0, 1, 0)).toBeCloseTo(90, 9);
    expect(angleBetween(350, 10)).toBe(20);
    expect(angleBetween(10, 350)).toBe(20);
    expect(angleBetween(0, 180)).toBe(180);
  });

  it("find the nearest point of a kind", () => {
    expect(nearestPoint(nodes, KINDS, "pm25", nodes.slotOf("east"))).toBe(air);
    expect(nearestPoint(nodes, KINDS, "none", air)).toBe(-1);
  });
});
