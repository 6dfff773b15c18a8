// Rings as offices and editors really leave them: each fault has one known mend, and areas come out as drawn.

import { describe, expect, it } from "vitest";
import { pointInRings, type Rings, signedArea } from "../../../src/formats/polygon.ts";
import { crossesItself, simpleRings } from "../../../src/formats/ringCrossings.ts";
import { mendPolygon, noFindings } from "../../../src/formats/rings.ts";

const square = Float64Array.of(0, 0, 4, 0, 4, 4, 0, 4);
const hole = Float64Array.of(1, 1, 1, 3, 3, 3, 3, 1);
const closed = (...ring: number[]): Float64Array => Float64Array.of(...ring, ring[0], ring[1]);

function mend(...rings: Float64Array[]) {
  const findings = noFindings();
  const mended = mendPolygon(rings, findings);
  const polygons = typeof mended === "string" ? [] : mended;
  const area = polygons.reduce((sum, p) => sum + p.reduce((inner, ring) => inner + signedArea(ring), 0), 0);
  return { polygons, area, findings, reason: typeof mended === "string" ? mended : null };
}

/** A ring of n corners around a circle, with a tooth at every other. */
function cog(n: number, turns = 1): number[] {
  return Array.from({ length: n }, (_, i) => {
    const angle = (2 * Math.PI * turns * i) / n;
    const radius = i % 2 ? 10 : 9;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  }).flat();
}

describe("mendPolygon", () => {
  it("leaves right ones alone", () => {
    const { polygons, findings } = mend(closed(...square), closed(...hole));
    expect(polygons).toEqual([[square, hole]]);
    expect(findings).toEqual(noFindings());
  });

  it("turns outlines counter-clockwise and holes clockwise", () => {
    const { polygons, findings } = mend(closed(0, 0, 0, 4, 4, 4, 4, 0), closed(1, 1, 3, 1, 3, 3, 1, 3));
    expect(polygons[0].map(signedArea)).toEqual([16, -4]);
    expect(findings.turned).toBe(true);
  });

  it("closes what is not closed", () => {
    const { area, findings } = mend(square);
    expect([area, findings.unclosed]).toEqual([16, true]);
  });

  it("keeps both lobes of a bow-tie", () => {
    const { polygons, area, findings } = mend(closed(0, 0, 4, 4, 4, 0, 0, 4));
    expect(polygons).toHaveLength(2);
    expect(area).toBeCloseTo(8);
    expect([findings.split, findings.hulled]).toEqual([true, false]);
    for (const rings of polygons) expect(crossesItself(rings[0])).toBe(false);
    expect(polygons.some((rings) => pointInRings(3.5, 2, rings))).toBe(true);
    expect(polygons.some((rings) => pointInRings(0.5, 2, rings))).toBe(true);
    expect(polygons.some((rings) => pointInRings(2, 3.5, rings))).toBe(false);
  });

  it("keeps both halves that meet in one corner", () => {
    const { polygons, area } = mend(closed(0, 0, 2, 0, 2, 2, 4, 2, 4, 4, 2, 4, 2, 2, 0, 2));
    expect(polygons).toHaveLength(2);
    expect(area).toBe(8);
  });

  it("finds the hole of an outline that goes around it on the way", () => {
    const slit = mend(closed(0, 0, 4, 0, 4, 4, 0, 4, 0, 0, 1, 1, 1, 3, 3, 3, 3, 1, 1, 1));
    expect(slit.polygons).toHaveLength(1);
    expect(slit.polygons[0]).toHaveLength(2);
    expect(slit.area).toBe(12);
  });

  it("drops a loop too small to matter and takes area twice covered once", () => {
    const knot = mend(closed(0, 0, 10, 0, 10, 10, 0, 10, 0, 5, 0.02, 5.02, 0.02, 4.99, -0.01, 5.01));
    expect(knot.polygons).toHaveLength(1);
    expect(knot.area).toBeCloseTo(100, 1);
    const twice = mend(closed(0, 0, 10, 0, 10, 10, 0, 10, 0, 1, 5, 1, 5, 5, -1, 5, -1, 0.5, 0, 0.2));
    expect(twice.polygons.length).toBeGreaterThan(0);
    expect(twice.area).toBeLessThan(112);
    expect(twice.area).toBeGreaterThan(99);
  });

  it("takes the hull of a scribble", () => {
    const { polygons, findings, area } = mend(closed(...cog(301, 100)));
    expect(polygons).toHaveLength(1);
    expect([findings.hulled, findings.split]).toEqual([true, false]);
    expect(area).toBeGreaterThan(250);
  });

  it("removes spikes, repeated corners and holes without area", () => {
    const spiked = closed(0, 0, 4, 0, 4, 2, 9, 2, 4, 2, 4, 4, 4, 4, 0, 4);
    const { polygons, area, findings } = mend(spiked, closed(1, 1, 2, 2));
    expect([polygons.length, polygons[0].length, area]).toEqual([1, 1, 16]);
    expect([findings.spikes, findings.holesDropped]).toEqual([true, 1]);
    const atStart = mend(closed(9, 0, 4, 0, 4, 4, 0, 4, 0, 0));
    expect([atStart.area, atStart.findings.spikes]).toEqual([16, true]);
  });

  it("removes a spike of a hundred thousand corners in no time", () => {
    const out: number[] = [0, 0, 4, 0];
    for (let i = 1; i <= 50_000; i++) out.push(4 + i, 0);
    for (let i = 50_000; i >= 1; i--) out.push(4 + i, 0);
    expect(mend(Float64Array.from([...out, 4, 0, 4, 4, 0, 4, 0, 0])).area).toBe(16);
  });

  it("drops holes outside of the outline, across it and across one another", () => {
    const outside = mend(closed(...square), closed(5, 5, 5, 6, 6, 6, 6, 5));
    expect([outside.area, outside.findings.holesDropped]).toEqual([16, 1]);
    const across = mend(closed(...square), closed(3, 1, 3, 3, 6, 3, 6, 1));
    expect([across.area, across.findings.holesDropped]).toEqual([16, 1]);
    const overlapping = mend(closed(...square), closed(...hole), closed(2, 2, 2, 3.5, 3.5, 3.5, 3.5, 2));
    expect([overlapping.area, overlapping.findings.holesDropped]).toEqual([12, 1]);
    const nested = mend(closed(...square), closed(...hole), closed(1.5, 1.5, 1.5, 2, 2, 2, 2, 1.5));
    expect([nested.area, nested.findings.holesDropped]).toEqual([12, 1]);
  });

  it("keeps a hole that touches its outline, and puts holes into the piece they lie in", () => {
    const touching = mend(closed(...square), closed(0, 2, 2, 3, 2, 1));
    expect([touching.area, touching.findings.holesDropped]).toEqual([14, 0]);
    const cut = mend(closed(0, 0, 4, 4, 4, 0, 0, 4), closed(3.2, 1.8, 3.2, 2.2, 3.6, 2.2, 3.6, 1.8));
    expect(cut.polygons.map((rings: Rings) => rings.length).sort()).toEqual([1, 2]);
  });

  it.each([
    ["ring-no-area", closed(0, 0, 1, 1, 2, 2)],
    ["ring-too-few-points", closed(0, 0, 1, 1)],
    ["ring-too-few-points", closed(1, 1, 1, 1, 1, 1)],
    ["ring-too-few-points", Float64Array.of()],
  ])("gives up with %s", (reason, ring) => expect(mend(ring).reason).toBe(reason));
});

describe("simpleRings", () => {
  it("cuts random rings into simple ones that keep the signed area", () => {
    let seed = 7;
    const random = (): number => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647;
    };
    for (let round = 0; round < 300; round++) {
      const ring = Float64Array.from({ length: 2 * (4 + Math.floor(random() * 7)) }, random);
      const pieces = simpleRings(ring);
      expect(pieces).not.toBeNull();
      for (const piece of pieces!) expect(crossesItself(piece)).toBe(false);
      expect(pieces!.reduce((sum, piece) => sum + signedArea(piece), 0)).toBeCloseTo(signedArea(ring), 9);
    }
  });

  it("finds the one crossing of a ring of ten thousand corners", () => {
    const ring = Float64Array.from(cog(10_000));
    expect(crossesItself(ring)).toBe(false);
    ring[2 * 5000] = -11;
    ring[2 * 5000 + 1] = 0.02;
    ring[2 * 5001 + 1] = 0.05;
    expect(crossesItself(ring)).toBe(true);
  });
});
