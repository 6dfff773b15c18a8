// Lengths and areas against published figures: the geodetic test line Flinders Peak – Buninyong, and GeographicLib's one-degree square.

import { describe, expect, it } from "vitest";
import { geodesicArea, geodesicMetres, placesAlong } from "../../../src/models/geodesic.ts";
import type { Position } from "../../../src/twin/scenarios/shapes.ts";

const dms = (degrees: number, minutes: number, seconds: number): number => degrees + minutes / 60 + seconds / 3600;
const FLINDERS: Position = [dms(144, 25, 29.5244), -dms(37, 57, 3.7203)];
const BUNINYONG: Position = [dms(143, 55, 35.3839), -dms(37, 39, 10.1561)];
const SQUARE: Position[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

describe("geodesics", () => {
  it("measure Flinders Peak to Buninyong as the GDA manual does: 54 972.271 m", () => {
    expect(geodesicMetres(FLINDERS, BUNINYONG)).toBeCloseTo(54972.271, 3);
    expect(geodesicMetres(BUNINYONG, FLINDERS)).toBeCloseTo(54972.271, 3);
  });

  it("measure a quadrant of the meridian: 10 001 965.729 m, and nothing from a place to itself", () => {
    expect(geodesicMetres([0, 0], [0, 90])).toBeCloseTo(10001965.729, 2);
    expect(geodesicMetres(FLINDERS, FLINDERS)).toBe(0);
  });

  it("do not pretend where the formula does not settle", () => {
    expect(geodesicMetres([0, 0], [179.7, 0.2])).toBeNaN();
  });

  it("enclose a square of one degree at the equator as GeographicLib has it: 12 308 778 361 m²", () => {
    expect(geodesicArea(SQUARE) / 12308778361.469).toBeCloseTo(1, 6);
    // Either way round, and wherever it lies.
    expect(geodesicArea([...SQUARE].reverse())).toBeCloseTo(geodesicArea(SQUARE), 0);
    const shifted = SQUARE.map(([lon, lat]): Position => [lon + 179.5 > 180 ? lon - 180.5 : lon + 179.5, lat]);
    expect(geodesicArea(shifted) / geodesicArea(SQUARE)).toBeCloseTo(1, 9);
  });

  it("enclose a hectare as a tape does", () => {
    const lat = 31.2;
    const [perLon, perLat] = [
      geodesicMetres([121, lat], [121.001, lat]) * 1000,
      geodesicMetres([121, lat], [121, lat + 0.001]) * 1000,
    ];
    const [w, h] = [100 / perLon, 100 / perLat];
    const hectare: Position[] = [
      [121, lat],
      [121 + w, lat],
      [121 + w, lat + h],
      [121, lat + h],
    ];
    expect(geodesicArea(hectare)).toBeCloseTo(10_000, 0);
    expect(geodesicArea(hectare.slice(0, 2))).toBe(0);
  });

  it("are divided into equal parts", () => {
    const places = placesAlong(FLINDERS, BUNINYONG, 10);
    expect(places).toHaveLength(11);
    const parts = places.slice(1).map((place, k) => geodesicMetres(places[k], place));
    for (const part of parts) expect(part).toBeCloseTo(5497.227, 0);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(54972.271, 1);
  });
});
