// Plane geometry against figures known by hand.

import { describe, expect, it } from "vitest";
import { quadtree } from "../../../src/builder/tiles/quadtree.ts";
import {
  centroid,
  clipRings,
  convexHull,
  labelPoint,
  pointInRings,
  signedArea,
  smallestRectangle,
} from "../../../src/formats/polygon.ts";

const square = Float64Array.of(0, 0, 4, 0, 4, 4, 0, 4);
const hole = Float64Array.of(1, 1, 1, 3, 3, 3, 3, 1);
const horseshoe = Float64Array.of(0, 0, 10, 0, 10, 10, 8, 10, 8, 2, 2, 2, 2, 10, 0, 10);

describe("polygons", () => {
  it("have a signed area", () => {
    expect(signedArea(square)).toBe(16);
    expect(signedArea(hole)).toBe(-4);
    expect(signedArea(horseshoe)).toBe(52);
  });

  it("hold points, but not in holes", () => {
    expect(pointInRings(0.5, 2, [square, hole])).toBe(true);
    expect(pointInRings(2, 2, [square, hole])).toBe(false);
    expect(pointInRings(5, 2, [square, hole])).toBe(false);
  });

  it("have a label point inside even when their centre is not", () => {
    expect(centroid(square)).toEqual([2, 2]);
    const [cx, cy] = centroid(horseshoe);
    expect(pointInRings(cx, cy, [horseshoe])).toBe(false);
    expect(pointInRings(...labelPoint([horseshoe]), [horseshoe])).toBe(true);
    expect(pointInRings(...labelPoint([square, hole]), [square, hole])).toBe(true);
  });

  it("have a counter-clockwise hull and a smallest rectangle that may lie askew", () => {
    expect(signedArea(convexHull(horseshoe))).toBe(100);
    const diamond = [2, 0, 4, 2, 2, 4, 0, 2];
    const rectangle = smallestRectangle([...diamond, 2, 2])!;
    expect(signedArea(rectangle)).toBeCloseTo(8);
    expect(smallestRectangle([0, 0, 1, 1, 2, 2])).toBeNull();
  });

  it("are cut to a rectangle, holes too", () => {
    const cut = clipRings([square, hole], [2, 0, 10, 10])!;
    expect(signedArea(cut[0])).toBe(8);
    expect(signedArea(cut[1])).toBe(-2);
    expect(clipRings([square], [5, 5, 6, 6])).toBeNull();
  });
});

describe("quadtree", () => {
  it("shares every item out to exactly one leaf that fits", () => {
    const n = 5000;
    const x = Float64Array.from({ length: n }, (_, i) => (i * 7919) % 1000);
    const y = Float64Array.from({ length: n }, (_, i) => (i * 104729) % 777);
    const leaves: Uint32Array[] = [];
    const walk = (node: ReturnType<typeof quadtree>): void => {
      if (node.children.length === 0) leaves.push(node.items);
      for (const child of node.children) walk(child);
    };
    walk(quadtree(x, y, (items) => items.length <= 100));
    expect(leaves.every((items) => items.length <= 100)).toBe(true);
    expect(leaves.flatMap((items) => [...items]).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
  });

  it("ends when everything stands on one spot", () => {
    const same = new Float64Array(300).fill(5);
    expect(() => quadtree(same, same, (items) => items.length <= 100)).not.toThrow();
  });
});
