// Shapefile, FlatGeobuf, GeoPackage and zip archives, written by GDAL 3.6 from fixtures/*.geojson, give the same features as the GeoJSON.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { diskFile } from "../../../src/builder/diskFile.ts";
import { geopackage } from "../../../src/builder/geopackage.ts";
import { SourceError } from "../../../src/formats/fault.ts";
import { signedArea } from "../../../src/formats/polygon.ts";
import { openFeatures, type ReadFeature, type ReadOptions, readFeatures } from "../../../src/formats/readFeatures.ts";
import { SourceReport } from "../../../src/formats/report.ts";
import { memoryFile, type SourceFile } from "../../../src/formats/sourceFile.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");
const dir = mkdtempSync(join(tmpdir(), "yiwang-gis-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
writeFileSync(join(dir, "two.gpkg"), gunzipSync(readFileSync(join(FIXTURES, "two.gpkg.gz"))));

const fixture = (name: string): SourceFile => diskFile(name.endsWith("gpkg") ? join(dir, name) : join(FIXTURES, name));
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, name)));

async function read(file: SourceFile, options: Partial<ReadOptions> = {}) {
  const report = new SourceReport();
  const features = await readFeatures(file, { source: "s", report, moreFormats: [geopackage], ...options });
  return { features, report };
}

/** What a feature comes to: rings by polygon, area in square degrees, lengths of lines. */
function shapeOf({ polygons, lines, points }: ReadFeature) {
  const area = polygons.reduce((sum, rings) => sum + rings.reduce((inner, ring) => inner + signedArea(ring), 0), 0);
  return {
    rings: polygons.map((rings) => rings.length),
    area: Math.round(area * 1e12) / 1e12,
    lines: lines.map((line) => line.length / 2),
    points: points.map(([lon, lat]) => [lon.toFixed(7), lat.toFixed(7)]),
  };
}

describe("polygons with holes and attributes", async () => {
  const expected = (await read(fixture("shapes.geojson"))).features;

  it.each([
    ["shapes_utf8.shp", {}],
    ["shapes_utf8.dbf", {}],
    ["shapes.fgb", {}],
    ["shapes.zip", {}],
    ["two.gpkg", { layer: "buildings" }],
  ])("of %s are those of the GeoJSON", async (name, options) => {
    const { features, report } = await read(fixture(name), options);
    const byCode = (list: ReadFeature[]): ReadFeature[] =>
      [...list].sort((p, q) => String(p.properties.code).localeCompare(String(q.properties.code)));
    expect(byCode(features).map(shapeOf)).toEqual(byCode(expected).map(shapeOf));
    expect(byCode(features).map((feature) => feature.properties.code)).toEqual(["007", "008", "009"]);
    const [first, second] = byCode(features);
    expect(first.properties).toMatchObject({ name: "临港中心", height: 31.5, storeys: 9 });
    expect(String(first.properties.built).replaceAll("/", "-")).toMatch(/^2019-05-01/);
    expect([true, 1]).toContain(first.properties.used);
    expect(second.properties.height ?? null).toBeNull();
    expect(report.toJSON().skipped).toEqual([]);
  });

  it("come with their coordinate system, encoding and number beforehand", async () => {
    const about = async (name: string, options: Partial<ReadOptions> = {}) => {
      const stream = await openFeatures(fixture(name), {
        source: "s",
        report: new SourceReport(),
        moreFormats: [geopackage],
        ...options,
      });
      await stream.close();
      return [stream.format.id, stream.crs.from, stream.encoding, stream.expected];
    };
    expect(await about("shapes_utf8.shp")).toEqual(["shapefile", "file", "utf-8", 3]);
    expect(await about("shapes.zip")).toEqual(["shapefile", "file", "gb18030", 3]);
    expect(await about("shapes.fgb")).toEqual(["flatgeobuf", "file", null, 3]);
    expect(await about("two.gpkg", { layer: "pipes" })).toEqual(["geopackage", "file", null, 2]);
  });
});

describe("lines with heights", () => {
  it.each([
    ["pipes.shp", {}],
    ["pipes.fgb", {}],
    ["two.gpkg", { layer: "pipes" }],
  ])("of %s keep them", async (name, options) => {
    const { features } = await read(fixture(name), options);
    const [main, branch] = [...features].sort((p, q) => Number(q.properties.dn) - Number(p.properties.dn));
    expect(main.properties.dn).toBe(300);
    expect([...main.lineHeights![0]!]).toEqual([-1.5, -1.8, -2.25]);
    expect(branch.lines.map((line) => line.length / 2)).toEqual([2, 2]);
    expect([...branch.lineHeights![1]!]).toEqual([-1, -1.2]);
    expect(main.lines[0][0]).toBeCloseTo(121.9, 8);
    expect(main.lines[0][5]).toBeCloseTo(30.903, 8);
  });
});

describe("Shapefile", () => {
  const parts = (stem: string, endings: readonly string[]): Record<string, Uint8Array> =>
    Object.fromEntries(endings.map((ending) => [ending, bytesOf(`${stem}.${ending}`)]));
  const shp = (
    stem: string,
    endings: readonly string[],
    change: (bytes: Uint8Array) => Uint8Array = (x) => x,
  ): SourceFile => memoryFile(`${stem}.shp`, change(bytesOf(`${stem}.shp`)), parts(stem, endings));

  it("leaves out null shapes, and needs neither .shx nor .prj nor .dbf", async () => {
    for (const endings of [["shx", "dbf"], ["dbf"], ["shx"], []]) {
      const { features, report } = await read(shp("points", endings));
      expect(features.map((feature) => feature.points[0][0])).toEqual([121.9, 121.95]);
      expect(features[1].properties).toEqual(endings.includes("dbf") ? { no: 3 } : {});
      expect(report.countOf("no-geometry")).toBe(1);
      expect(report.notes.some((note) => /no \.dbf beside/.test(note))).toBe(!endings.includes("dbf"));
    }
  });

  it("leaves out rows marked as deleted", async () => {
    const dbf = bytesOf("points.dbf");
    const at = new DataView(dbf.buffer).getUint16(8, true);
    dbf[at] = 0x2a;
    const { features, report } = await read(memoryFile("p.shp", bytesOf("points.shp"), { dbf }));
    expect(features.map((feature) => feature.properties.no)).toEqual([3]);
    expect(report.countOf("deleted")).toBe(1);
  });

  it("goes by the .shx where a record lies about its length, and says so where there is none", async () => {
    const lie = (bytes: Uint8Array): Uint8Array => {
      new DataView(bytes.buffer).setInt32(104, 0x7fffffff);
      return bytes;
    };
    expect((await read(shp("points", ["shx", "dbf"], lie))).features).toHaveLength(2);
    await expect(read(shp("points", ["dbf"], lie))).rejects.toThrow(/says record 1 has \d+ bytes → give its \.shx too/);
  });

  it("skips a record whose counts do not fit it, and names it", async () => {
    const { features, report } = await read(
      shp("shapes_utf8", ["shx", "dbf", "prj", "cpg"], (bytes) => {
        new DataView(bytes.buffer).setInt32(108 + 40, 1_000_000, true);
        return bytes;
      }),
    );
    expect(features.map((feature) => feature.properties.code)).toEqual(["008", "009"]);
    expect(report.toJSON().skipped[0]).toMatchObject({ reason: "geometry-unknown", features: ["临港中心"] });
  });

  it("finds the encoding in spite of what the .cpg says, and takes a named one", async () => {
    const lying = { dbf: bytesOf("shapes_utf8.dbf"), cpg: new TextEncoder().encode("ISO-8859-1\r\n") };
    const named = await read(memoryFile("s.shp", bytesOf("shapes_utf8.shp"), lying), { encoding: "utf-8" });
    expect(named.features[0].properties.name).toBe("临港中心");
    const without = await read(memoryFile("s.shp", bytesOf("shapes_utf8.shp"), { dbf: lying.dbf }));
    expect(without.features[0].properties.name).toBe("临港中心");
    const zipped = await read(fixture("shapes.zip"));
    expect(zipped.features[0].properties.name).toBe("临港中心");
    const utf8SaidGbk = bytesOf("shapes_utf8.dbf");
    const name = utf8SaidGbk.indexOf(0xe4); // 临: cut its first byte, so that it is no UTF-8 any more
    utf8SaidGbk.set([0xc1, 0xd9, 0xb8, 0xdb, 0xd6, 0xd0, 0xd0, 0xc4, 0x20, 0x20, 0x20, 0x20], name);
    utf8SaidGbk.fill(0x20, utf8SaidGbk.indexOf(0xe6), utf8SaidGbk.indexOf(0xe6) + 12);
    const mixed = await read(
      memoryFile("s.shp", bytesOf("shapes_utf8.shp"), { dbf: utf8SaidGbk, cpg: new TextEncoder().encode("UTF-8") }),
    );
    expect(mixed.features[0].properties.name).toBe("临港中心");
    expect(mixed.report.notes.join()).toMatch(/says utf-8 but is gb18030/);
    await expect(read(memoryFile("s.shp", bytesOf("shapes_utf8.shp"), lying), { encoding: "klingon" })).rejects.toThrow(
      /"klingon" is not known/,
    );
  });

  it("tells what is missing when only the table is given", async () => {
    await expect(read(memoryFile("s.dbf", bytesOf("points.dbf")))).rejects.toThrow(
      /has no \.shp beside it → give all files/,
    );
  });
});

describe("GeoPackage", () => {
  it("asks which layer, and refuses a database that is none", async () => {
    await expect(read(fixture("two.gpkg"))).rejects.toThrow(
      /has several layers: buildings \(3\), pipes \(2\) → name one with layer/,
    );
    await expect(read(fixture("two.gpkg"), { layer: "roads" })).rejects.toThrow(/has no layer "roads" → name one of/);
    writeFileSync(join(dir, "junk.gpkg"), Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(4096, 1)]));
    await expect(read(fixture("junk.gpkg"))).rejects.toThrow(SourceError);
    expect(readdirSync(dir).filter((name) => name.endsWith(".lock"))).toEqual([]);
  });
});

describe("zip archives", () => {
  it("hold one file to read, or say which there are", async () => {
    const { features } = await read(fixture("shapes.zip"), { layer: "楼" });
    expect(features).toHaveLength(3);
    await expect(read(memoryFile("x.zip", bytesOf("shapes.zip").slice(0, 900)))).rejects.toThrow(/damaged zip archive/);
    const broken = bytesOf("shapes.zip");
    broken.fill(0xff, 60, 120);
    await expect(read(memoryFile("x.zip", broken))).rejects.toThrow(SourceError);
  });
});

describe("damaged files", () => {
  /** Reads what is left of a file; anything but features or a SourceError fails the test. */
  async function attempt(
    name: string,
    bytes: Uint8Array,
    beside: Record<string, Uint8Array>,
    options: Partial<ReadOptions>,
  ): Promise<void> {
    const onDisk = join(dir, "damaged.gpkg");
    if (name.endsWith("gpkg")) writeFileSync(onDisk, bytes);
    const file = name.endsWith("gpkg") ? diskFile(onDisk) : memoryFile(name, bytes, beside);
    try {
      await read(file, options);
    } catch (error) {
      expect(error).toBeInstanceOf(SourceError);
    }
  }

  it.each(["shapes_utf8.shp", "shapes_utf8.dbf", "pipes.shp", "shapes.fgb", "pipes.fgb", "shapes.zip", "two.gpkg"])(
    "%s: every cut and hundreds of flipped bits end in features or a SourceError",
    async (name) => {
      const stem = name.replace(/\.\w+$/, "");
      const whole = name.endsWith("gpkg") ? new Uint8Array(readFileSync(join(dir, name))) : bytesOf(name);
      const beside: Record<string, Uint8Array> = {};
      if (/shp|dbf/.test(name))
        for (const ending of ["shp", "shx", "dbf"]) beside[ending] = bytesOf(`${stem}.${ending}`);
      const options = name.endsWith("gpkg") ? { layer: "buildings" } : {};
      const one = (bytes: Uint8Array): Promise<void> =>
        name.endsWith("dbf")
          ? attempt(`${stem}.shp`, beside.shp, { ...beside, dbf: bytes }, options)
          : attempt(name, bytes, beside, options);
      for (let cut = 0; cut < 50; cut++) await one(whole.slice(0, Math.floor((whole.length * cut) / 50)));
      let seed = 11;
      for (let flip = 0; flip < 400; flip++) {
        seed = (seed * 16807) % 2147483647;
        const broken = whole.slice();
        broken[seed % whole.length] ^= 1 << (flip % 8);
        await one(broken);
      }
    },
  );
});
