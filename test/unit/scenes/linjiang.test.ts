// The made-up city: same seed same bytes, counts as asked, and nothing where it cannot be.

import { describe, expect, it } from "vitest";
import generate from "../../../scenes/linjiang/generate/index.ts";
import type { BuildingSource } from "../../../src/builder/source.ts";
import { digest, inPolygon, LineIndex, placesOf, polygonsArea } from "./citySums.ts";

const city = generate({ seed: 1, buildings: 60_000 });
const buildings: BuildingSource[] = [...city.buildings];
const placeByCode = new Map(city.places.map((place) => [place.code, place]));
const assetByCode = new Map(city.assets.map((asset) => [asset.code, asset]));
const isPylon = (building: BuildingSource): boolean => building.name?.endsWith("桥塔") ?? false;
const onGround = ["trunk", "primary", "secondary", "tertiary", "residential"];
const count = (level: string): number => city.places.filter((place) => place.level === level).length;

describe("size", () => {
  it("has the counts of the default city", () => {
    expect(buildings.length).toBe(60_000);
    expect(city.buildingCount).toBe(60_000);
    expect([count("city"), count("district"), count("street")]).toEqual([1, 8, 60]);
    expect(count("grid")).toBeGreaterThan(3600);
    expect(count("grid")).toBeLessThan(4600);
    expect(city.assets.filter((asset) => asset.level === "facility").length).toBe(300);
    expect(city.assets.filter((asset) => asset.level === "point").length).toBe(20_000);
    const floored = new Set(city.assets.filter((asset) => asset.level === "floor").map((asset) => asset.parentCode));
    expect(floored.size).toBe(30);
    const pointKinds = new Set(city.assets.filter((asset) => asset.level === "point").map((asset) => asset.kind));
    expect(pointKinds.size).toBeGreaterThanOrEqual(18);
    const trees = (city.props?.trees?.length ?? 0) / 3;
    expect(trees).toBeGreaterThan(30_000);
    expect(trees).toBeLessThanOrEqual(60_000);
  });

  it.each([100, 1000, 6000])("makes exactly %i buildings, and points in proportion", (wanted) => {
    const small = generate({ seed: 3, buildings: wanted });
    expect([...small.buildings].length).toBe(wanted);
    const points = small.assets.filter((asset) => asset.level === "point").length;
    if (wanted >= 1000) expect(points).toBe(Math.round(wanted / 3));
    expect(new Set(small.places.map((place) => place.code)).size).toBe(small.places.length);
    const codes = new Set([...small.buildings].map((building) => building.code));
    for (const asset of small.assets) {
      const parent = asset.parentCode ?? "";
      const known = small.places.some((place) => place.code === parent) || codes.has(parent);
      expect(known || small.assets.some((other) => other.code === parent), `${asset.code} hangs on ${parent}`).toBe(
        true,
      );
    }
  });

  it("makes buildings lazily: taking ten does not make the rest", () => {
    const iterator = city.buildings[Symbol.iterator]();
    const first = Array.from({ length: 10 }, () => iterator.next().value as BuildingSource);
    expect(first.map((building) => building.code)).toEqual(buildings.slice(0, 10).map((building) => building.code));
    expect(Array.isArray(city.buildings)).toBe(false);
  });
});

describe("determinism", () => {
  it("gives the same bytes for the same seed and others for another", () => {
    const one = digest(generate({ seed: 7, buildings: 3000 }));
    expect(digest(generate({ seed: 7, buildings: 3000 }))).toBe(one);
    expect(digest(generate({ seed: 8, buildings: 3000 }))).not.toBe(one);
  });
});

describe("ground", () => {
  it("has nothing standing in water but the bridges' pylons", () => {
    const water = city.areas.filter((area) => area.klass === "river" || area.klass === "lake");
    const boxes = water.map(({ rings }) => {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (let i = 0; i < rings[0].length; i += 2) {
        box[0] = Math.min(box[0], rings[0][i]);
        box[1] = Math.min(box[1], rings[0][i + 1]);
        box[2] = Math.max(box[2], rings[0][i]);
        box[3] = Math.max(box[3], rings[0][i + 1]);
      }
      return box;
    });
    expect(water.length).toBeGreaterThan(8);
    const wet: string[] = [];
    buildings.forEach((building, n) => {
      if (n % 5 !== 0 || isPylon(building) || building.minHeight > 0) return;
      for (const [lon, lat] of placesOf(building))
        water.forEach((area, w) => {
          const [west, south, east, north] = boxes[w];
          if (lon < west || lon > east || lat < south || lat > north) return;
          if (inPolygon(area.rings, lon, lat)) wet.push(`${building.code} in ${area.klass}`);
        });
    });
    expect(wet).toEqual([]);
    expect(buildings.filter(isPylon).length).toBeGreaterThan(8);
  });

  it("has no building on a motorway, a railway viaduct or a street", () => {
    const motorways = new LineIndex(city.lines.filter((line) => line.klass === "motorway"));
    const streets = new LineIndex(city.lines.filter((line) => onGround.includes(line.klass) && !line.lift));
    const onMotorway: string[] = [];
    const onStreet: string[] = [];
    for (const building of buildings) {
      if (isPylon(building)) continue;
      for (const [lon, lat] of placesOf(building)) {
        if (motorways.depth(lon, lat) > 0) onMotorway.push(building.code);
        if (streets.depth(lon, lat) > 0) onStreet.push(building.code);
      }
    }
    expect(onMotorway).toEqual([]);
    expect(onStreet).toEqual([]);
  });

  it("has well-formed buildings", () => {
    for (const building of buildings) {
      expect(building.height).toBeGreaterThan(building.minHeight);
      expect(polygonsArea([building.rings])).toBeGreaterThan(0);
      expect(building.levels).toBeLessThan(256);
    }
    expect(new Set(buildings.map((building) => building.code)).size).toBe(buildings.length);
    expect(Math.max(...buildings.map((building) => building.height))).toBeGreaterThan(450);
  });

  it("covers the extent with terrain, flat in the city and high in the hills", () => {
    const { terrain, extent } = city;
    expect([terrain?.west, terrain?.south, terrain?.east, terrain?.north]).toEqual(extent);
    const heights = terrain?.heights ?? new Float32Array();
    expect(heights.every((height) => Number.isFinite(height) && height > 0)).toBe(true);
    const highest = heights.reduce((a, b) => Math.max(a, b), 0);
    expect(highest).toBeGreaterThan(200);
    expect(highest).toBeLessThan(450);
  });

  it("lifts bridges over the river and returns them to the ground", () => {
    const lifted = city.lines.filter((line) => line.klass === "trunk" && line.lift);
    expect(lifted.length).toBeGreaterThanOrEqual(6);
    expect(lifted.length).toBeLessThanOrEqual(9);
    for (const { lift } of lifted) {
      const heights = [...(lift as Float32Array)];
      expect(Math.max(...heights)).toBeGreaterThan(20);
      expect(Math.abs(heights[0])).toBeLessThan(0.6);
      expect(Math.abs(heights[heights.length - 1])).toBeLessThan(0.6);
      const steepest = Math.max(...heights.slice(1).map((h, n) => Math.abs(h - heights[n]) / 24));
      expect(steepest).toBeLessThan(0.2);
    }
  });
});

describe("places", () => {
  it("tile: streets fill the city, grids share edges and never overlap", () => {
    const area = (level: string): number =>
      city.places
        .filter((place) => place.level === level)
        .reduce((sum, place) => sum + polygonsArea(place.polygons), 0);
    expect(area("district") / area("city")).toBeCloseTo(1, 9);
    expect(area("street") / area("city")).toBeCloseTo(1, 9);
    const edges = new Set<string>();
    for (const place of city.places) {
      if (place.level !== "grid") continue;
      const ring = place.polygons[0][0];
      expect(polygonsArea(place.polygons)).toBeGreaterThan(0);
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const edge = `${ring[j]},${ring[j + 1]}>${ring[i]},${ring[i + 1]}`;
        expect(edges.has(edge), `edge ${edge} of ${place.code} stands twice`).toBe(false);
        edges.add(edge);
      }
    }
  });

  it("keeps every grid inside its street and codes nested", () => {
    for (const place of city.places) {
      if (place.level === "city") continue;
      const parent = placeByCode.get(place.parentCode ?? "");
      expect(parent, place.code).toBeDefined();
      if (place.level === "district") expect(place.code).toMatch(/^3399\d\d$/);
      else expect(place.code.startsWith(parent?.code ?? "-")).toBe(true);
      if (place.level === "street") expect(place.code).toMatch(/^\d{9}$/);
      if (place.level !== "grid") continue;
      expect(place.code).toMatch(/^\d{15}$/);
      const ring = place.polygons[0][0];
      let lon = 0;
      let lat = 0;
      for (let i = 0; i < ring.length; i += 2) {
        lon += ring[i] / 4;
        lat += ring[i + 1] / 4;
      }
      expect(
        parent?.polygons.some((rings) => inPolygon(rings, lon, lat)),
        `${place.code} in ${parent?.code}`,
      ).toBe(true);
    }
    expect(placeByCode.size).toBe(city.places.length);
  });

  it("knows the grid of every building and point, and the point stands in it", () => {
    const buildingCodes = new Set(buildings.map((building) => building.code));
    for (const building of buildings) expect(placeByCode.get(building.placeCode ?? "")?.level).toBe("grid");
    let checked = 0;
    for (const asset of city.assets) {
      const parent = asset.parentCode ?? "";
      const place = placeByCode.get(parent);
      expect(place || assetByCode.has(parent) || buildingCodes.has(parent), `${asset.code} on ${parent}`).toBeTruthy();
      if (asset.level !== "point" || !place) continue;
      expect(place.level).toBe("grid");
      if (!inPolygon(place.polygons[0], asset.lon, asset.lat)) expect.fail(`${asset.code} outside its grid ${parent}`);
      checked++;
    }
    expect(checked).toBeGreaterThan(14_000);
  });
});

describe("networks", () => {
  it("point to nodes that exist and never run in a circle", () => {
    for (const asset of city.assets) {
      let at = asset;
      for (let steps = 0; at.downstreamCode; steps++) {
        expect(steps, `${asset.code} runs in a circle`).toBeLessThan(3000);
        const next = assetByCode.get(at.downstreamCode);
        if (!next) expect.fail(`${at.code} flows to ${at.downstreamCode}, which does not exist`);
        at = next as typeof at;
      }
    }
  });

  it("lead nearly every drain to a pumping station", () => {
    const drains = city.assets.filter((asset) => asset.kind === "drain-level");
    const reaches = drains.filter((drain) => {
      let at: typeof drain | undefined = drain;
      while (at && at.kind !== "pump-station") at = assetByCode.get(at.downstreamCode ?? "");
      return at !== undefined;
    });
    expect(reaches.length / drains.length).toBeGreaterThan(0.9);
  });

  it("light arterials and pipes by points that exist", () => {
    const lit = city.lines.filter((line) => line.assetCode);
    expect(lit.length).toBeGreaterThan(1500);
    for (const line of lit) expect(assetByCode.has(line.assetCode ?? "")).toBe(true);
    for (const klass of ["trunk", "water-pipe", "drain-pipe", "gas-pipe"] as const)
      expect(lit.some((line) => line.klass === klass)).toBe(true);
  });
});

describe("codes of assets", () => {
  it("are unique and formed by rule", () => {
    expect(assetByCode.size).toBe(city.assets.length);
    for (const asset of city.assets) {
      if (asset.level === "facility") expect(asset.code).toMatch(/^3399\d\d-[A-Z]{2}-\d{3}$/);
      if (/^\d/.test(asset.code) && !asset.code.includes("-")) expect(asset.code).toMatch(/^3399\d{12}$/);
      expect(asset.code).not.toMatch(/[/+#]/);
    }
  });
});
