// What the page makes of an opened file: meshes in the right place, facts that can be checked, errors that say why.

import { readFileSync } from "node:fs";
import { crc32, deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { czmlExtent } from "../../../../src/app/files/czml.ts";
import { groupFiles, isCzml } from "../../../../src/app/files/group.ts";
import { Lookup } from "../../../../src/app/files/lookup.ts";
import type { FileOptions } from "../../../../src/app/files/protocol.ts";
import { propertiesOf, readLayer } from "../../../../src/app/files/readLayer.ts";
import { SourceError } from "../../../../src/formats/fault.ts";
import { memoryFile } from "../../../../src/formats/sourceFile.ts";
import { LocalFrame } from "../../../../src/twin/geodesy.ts";
import { type HeightGrid, heightAt } from "../../../../src/twin/heights.ts";
import { sharedData } from "../../../support/need.ts";

const read = (
  name: string,
  content: string | Uint8Array,
  options: FileOptions = {},
  ground: HeightGrid | null = null,
) =>
  readLayer(
    memoryFile(name, typeof content === "string" ? new TextEncoder().encode(content) : content),
    options,
    ground,
    () => undefined,
  );
const feature = (type: string, coordinates: unknown, properties: object = {}): object => ({
  type: "Feature",
  properties,
  geometry: { type, coordinates },
});
const collection = (...features: object[]): string => JSON.stringify({ type: "FeatureCollection", features });
const square = [[[121.5, 31.2], [121.501, 31.2], [121.501, 31.201], [121.5, 31.201], [121.5, 31.2]]]; // biome-ignore format: one line

/** A vertex of a mesh back on earth. */
function placeOf({ positions }: { positions: Float32Array }, origin: { lon: number; lat: number }, k: number) {
  const [x, y, z] = positions.subarray(3 * k, 3 * k + 3);
  return new LocalFrame(origin.lon, origin.lat).toGeodetic(x, -z, y);
}

/** Volume enclosed by triangles (divergence theorem): positive when they face outwards. */
function volumeOf({ positions: p, indices }: { positions: Float32Array; indices: Uint32Array }): number {
  let six = 0;
  for (let k = 0; k < indices.length; k += 3) {
    const [a, b, c] = [3 * indices[k], 3 * indices[k + 1], 3 * indices[k + 2]];
    six += p[a] * (p[b + 1] * p[c + 2] - p[b + 2] * p[c + 1]);
    six += p[a + 1] * (p[b + 2] * p[c] - p[b] * p[c + 2]);
    six += p[a + 2] * (p[b] * p[c + 1] - p[b + 1] * p[c]);
  }
  return six / 6;
}

describe("a layer", () => {
  it("has bodies where heights are known, sheets where not, lines and points", async () => {
    const { mesh, facts } = await read(
      "x.geojson",
      collection(
        feature("Polygon", square, { height: 20 }),
        feature("Polygon", square, { levels: 5 }),
        feature("Polygon", square, { landuse: "park" }),
        feature("LineString", [[121.5, 31.2], [121.501, 31.2], [121.501, 31.201]]), // biome-ignore format: one line
        feature("Point", [121.5, 31.2]),
      ),
    );
    expect(facts).toMatchObject({ features: 5, polygons: 3, lines: 1, points: 1, fromStoreys: 1, notDrawn: 0 });
    expect(facts).toMatchObject({ format: "GeoJSON", crs: "CRS84", crsFrom: "assumed" });
    const { origin, bodies, sheets, lines } = mesh;
    if (!bodies || !sheets || !lines) throw new Error("a part is missing");
    expect(new Set(bodies.features)).toEqual(new Set([0, 1]));
    expect(new Set(sheets.features)).toEqual(new Set([2]));
    const heights = Array.from({ length: 16 }, (_, k) => placeOf(bodies, origin, k).height);
    expect(Math.min(...heights)).toBeCloseTo(0, 2);
    expect(heights.filter((h) => Math.abs(h - 20) < 0.01)).toHaveLength(4);
    expect(heights.filter((h) => Math.abs(h - 15) < 0.01)).toHaveLength(4);
    expect(placeOf(bodies, origin, 0)).toMatchObject({ lon: expect.closeTo(121.5, 7), lat: expect.closeTo(31.2, 7) });
    // Three corners, a left and a right vertex each; the side of an eastward line is north.
    const first = lines.features.indexOf(3);
    expect(lines.across.slice(first)).toEqual(Float32Array.of(-1, 1, -1, 1, -1, 1));
    expect(lines.side[first]).toBeCloseTo(Math.PI / 2, 3);
    // A sheet has its border: four corners and back to the first.
    expect(lines.features.filter((one) => one === 2)).toHaveLength(10);
    expect([...mesh.points].slice(0, 2)).toEqual([121.5, 31.2]);
  });

  it("stands on the scene's ground", async () => {
    const ground: HeightGrid = {
      west: 121, south: 31, east: 122, north: 32, columns: 2, rows: 2, heights: Float32Array.of(50, 50, 50, 50),
    }; // biome-ignore format: one line
    const { mesh } = await read("x.geojson", collection(feature("Polygon", square, { height: 20 })), {}, ground);
    expect(mesh.top).toBeCloseTo(70, 3);
  });

  it("keeps solids with their roofs, closed and facing outwards", async () => {
    const path = sharedData("cityjson/3dbag_5908.city.jsonl");
    if (!path) return;
    const { mesh, facts } = await read("bag.city.jsonl", new Uint8Array(readFileSync(path)));
    expect(facts).toMatchObject({ features: 199, solids: 199, crsFrom: "file" });
    if (!mesh.bodies) throw new Error("no bodies");
    // 3DBAG's own volumes of LoD 2.2 are not in the file; its heights and footprints bound them.
    const volume = volumeOf(mesh.bodies);
    expect(volume).toBeGreaterThan(100_000);
    const { bodies, origin } = mesh;
    const middle = placeOf(bodies, origin, 0);
    expect(middle.lat).toBeCloseTo(52.01, 1);
    expect(middle.lon).toBeCloseTo(4.36, 1);
  });

  it("encloses its own volume: 100 × 100 m of 20 m, walls outwards", async () => {
    const { mesh } = await read("x.geojson", collection(feature("Polygon", square, { height: 20 })));
    const volume = volumeOf(mesh.bodies as NonNullable<typeof mesh.bodies>);
    // The prism has no floor; seen from the middle of its base that floor adds nothing.
    const [west, south] = square[0][0];
    const area = 0.001 * 111_320 * Math.cos((south * Math.PI) / 180) * 0.001 * 110_860;
    expect(west).toBe(121.5);
    expect(volume / (area * 20)).toBeCloseTo(1, 2);
  });
});

describe("a building of parts", () => {
  it("stands on one foot, and its outline gives way", async () => {
    const box = (low: number, high: number): number[][][][] => {
      const corners = [[0, 0], [9, 0], [9, 9], [0, 9]]; // biome-ignore format: one line
      const ring = (z: number, list: number[][]): number[][] => list.map(([x, y]) => [x, y, z]);
      const walls = corners.map(([x, y], i) => {
        const [u, v] = corners[(i + 1) % 4];
        return [[[x, y, low], [u, v, low], [u, v, high], [x, y, high]]]; // biome-ignore format: one line
      });
      return [[ring(low, corners.toReversed())], [ring(high, corners)], ...walls];
    };
    const vertices: number[][] = [];
    const part = (low: number, high: number): object => ({
      type: "BuildingPart",
      parents: ["b"],
      geometry: [
        {
          type: "MultiSurface",
          lod: "2",
          boundaries: box(low, high).map((rings) =>
            rings.map((ring) => ring.map((corner) => vertices.push(corner) - 1)),
          ),
        },
      ],
    });
    const CityObjects = {
      b: { type: "Building", children: ["p", "t"], geometry: [] },
      p: part(0, 20),
      t: part(20, 80),
    };
    const city = {
      type: "CityJSON",
      version: "1.1",
      metadata: { referenceSystem: "https://www.opengis.net/def/crs/EPSG/0/7415" },
      transform: { scale: [1, 1, 1], translate: [85_000, 446_000, 3] },
      CityObjects,
      vertices,
    };
    const { mesh } = await read("tower.city.json", JSON.stringify(city));
    const { bodies, origin } = mesh;
    if (!bodies) throw new Error("no bodies");
    const heights = (index: number): number[] =>
      Array.from(bodies.features).flatMap((one, k) => (one === index ? [placeOf(bodies, origin, k).height] : []));
    const spans = [...new Set(bodies.features)].map((index) => [
      Math.min(...heights(index)),
      Math.max(...heights(index)),
    ]);
    // Feet are let in by 1 m, as in a built scene, so that no gap shows on a slope.
    expect(spans.map((span) => span.map((height) => Math.round(height) + 0)).sort((a, b) => a[0] - b[0])).toEqual([[-1, 20], [19, 80]]); // biome-ignore format: one line
  });

  it("in plain polygons too: the outline is left out and listed", async () => {
    const outline = { ...feature("Polygon", square, { height: 100 }), id: "b" };
    const podium = { ...feature("Polygon", square, { height: 20, root_id: "b" }), id: "p" };
    const { mesh, facts } = await read("x.geojson", collection(outline, podium));
    expect(new Set(mesh.bodies?.features)).toEqual(new Set([1]));
    expect(facts.skipped).toMatchObject([{ reason: "outline-has-parts", count: 1 }]);
  });
});

describe("an archive", () => {
  /** A zip archive of one deflated file (APPNOTE 6.3). */
  function zipOf(name: string, content: Buffer): Buffer {
    const packed = deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    const fields = Buffer.alloc(26); // version … lengths, the same in both headers
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4); // deflate
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    fields.copy(local, 4);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    fields.copy(central, 6);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(1, 8);
    end.writeUInt16LE(1, 10);
    end.writeUInt32LE(46 + name.length, 12);
    end.writeUInt32LE(30 + name.length + packed.length, 16);
    return Buffer.concat([local, Buffer.from(name), packed, central, Buffer.from(name), end]);
  }
  const text = (blanks: number): Buffer =>
    Buffer.from(
      `{"type":"FeatureCollection","features":[${" ".repeat(blanks)}${JSON.stringify(feature("Point", [121, 31]))}]}`,
    );

  it("is looked into, and refused when it unpacks to more than 200 MB", async () => {
    const small = zipOf("x.geojson", text(10));
    expect((await read("x.zip", small)).facts.points).toBe(1);
    const bomb = zipOf("x.geojson", text(201 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(1e6);
    await expect(read("x.zip", bomb)).rejects.toThrow(/larger than 200 MB unpacked \(211 MB\)/);
  });
});

describe("a sheet of the size of a district", () => {
  it("follows the curve of the earth and the hills of the scene", async () => {
    const wide = [[[121, 31], [121.6, 31], [121.6, 31.5], [121, 31.5], [121, 31]]]; // biome-ignore format: one line
    const hill: HeightGrid = {
      west: 121,
      south: 31,
      east: 121.6,
      north: 31.5,
      columns: 3,
      rows: 3,
      heights: Float32Array.of(0, 0, 0, 0, 300, 0, 0, 0, 0),
    };
    for (const ground of [null, hill]) {
      const border = feature("LineString", wide[0]);
      const { mesh } = await read("x.geojson", collection(feature("Polygon", wide), border), {}, ground);
      const { origin, sheets, lines } = mesh;
      if (!sheets || !lines) throw new Error("a part is missing");
      // The middle of every triangle, back on earth, is where the ground is.
      let lowest = Infinity;
      for (const { positions, indices } of [sheets, lines])
        for (let k = 0; k < indices.length; k += 3) {
          const middle = [0, 1, 2].map((axis) =>
            [0, 1, 2].reduce((sum, c) => sum + positions[3 * indices[k + c] + axis] / 3, 0),
          );
          const { lon, lat, height } = new LocalFrame(origin.lon, origin.lat).toGeodetic(
            middle[0],
            -middle[2],
            middle[1],
          );
          lowest = Math.min(lowest, height - heightAt(ground, lon, lat));
        }
      expect(lowest).toBeGreaterThan(0);
    }
  });
});

describe("what cannot be shown", () => {
  it.each([
    [
      "swapped",
      collection(feature("Point", [31.2, 121.5]), feature("Point", [31.3, 121.6])),
      /latitude and longitude look swapped/,
    ],
    ["metres", collection(feature("Point", [640000, 3458000])), /look like metres/],
    ["empty", collection(), /holds nothing that can be shown/],
    ["nothing to draw", collection(feature("Polygon", [[[121, 31]]])), /left out: ring-too-few-points × 1/],
    ["junk", "\u0001\u0002", /./],
  ])("%s says why", async (_what, content, words) => {
    await expect(read("x.geojson", content)).rejects.toThrow(words);
    await expect(read("x.geojson", content)).rejects.toThrow(SourceError);
  });

  it("can be read in the system a person names", async () => {
    const csv = "名称,经度,纬度\n站,121.5,31.2\n";
    const [asIs, moved] = [await read("x.csv", csv), await read("x.csv", csv, { crs: "gcj02" })];
    expect(asIs.facts).toMatchObject({ format: "CSV", points: 1 });
    const metres = Math.hypot(
      (asIs.mesh.points[0] - moved.mesh.points[0]) * 95_000,
      (asIs.mesh.points[1] - moved.mesh.points[1]) * 111_000,
    );
    expect(metres).toBeGreaterThan(300);
    expect(metres).toBeLessThan(700);
    expect(moved.facts.crsFrom).toBe("option");
  });
});

describe("a click", () => {
  it("finds the polygon around it, else the nearest within reach, and tells text only", async () => {
    const { features } = await read(
      "x.geojson",
      collection(
        feature("Polygon", square, { name: "<img src=x onerror=alert(1)>", deep: { a: [1] } }),
        feature("LineString", [[121.51, 31.2], [121.51, 31.21]], { name: "line" }), // biome-ignore format: one line
        feature("Point", [121.52, 31.2], { name: "point" }),
      ),
    );
    const lookup = new Lookup(features);
    expect(lookup.at(121.5005, 31.2005, 1e-5)).toBe(0);
    expect(lookup.at(121.510_05, 31.205, 1e-4)).toBe(1);
    expect(lookup.at(121.5201, 31.2, 1e-4)).toBe(2);
    expect(lookup.at(121.53, 31.2, 1e-4)).toBe(-1);
    expect(new Lookup([]).at(0, 0, 1)).toBe(-1);
    expect(propertiesOf(features[0])).toEqual([
      ["name", "<img src=x onerror=alert(1)>"],
      ["deep", '{"a":[1]}'],
    ]);
  });
});

describe("files given together", () => {
  it("are layers, parts of a Shapefile go with it", () => {
    const names = ["a.shp", "A.DBF", "a.prj", "b.geojson", "c.dbf", "a.shp.xml"].map((name) => ({ name }));
    expect(groupFiles(names).map(({ file, beside }) => [file.name, ...beside.map(({ name }) => name)])).toEqual([
      ["a.shp", "A.DBF", "a.prj"],
      ["b.geojson"],
      ["c.dbf"],
    ]);
  });

  it("are CZML by name or by their first packet", async () => {
    const file = (name: string, text: string): File => new File([text], name);
    expect(await isCzml(file("x.czml", ""))).toBe(true);
    expect(await isCzml(file("x.json", '[{"id":"document","version":"1.0"}]'))).toBe(true);
    expect(await isCzml(file("x.json", '{"type":"FeatureCollection"}'))).toBe(false);
  });
});

describe("czmlExtent", () => {
  it("finds places of every kind, and none where there is none", () => {
    expect(czmlExtent([{ id: "document" }])).toBeNull();
    expect(
      czmlExtent([
        { position: { epoch: "2012-08-04T16:00:00Z", cartographicDegrees: [0, -116.5, 35, 10, 60, -117, 36, 10] } },
        { polygon: { positions: { cartographicDegrees: [-115, 37, 0, -115, 32, 0, -107, 33, 0] } } },
        { rectangle: { coordinates: { wsenDegrees: [-120, 40, -110, 50] } } },
      ]),
    ).toEqual([-120, 32, -107, 50]);
  });
});
