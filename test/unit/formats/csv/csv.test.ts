// Tables as they come from spreadsheets, map services and databases.

import { describe, expect, it } from "vitest";
import { numberOf } from "../../../../src/formats/csv/row.ts";
import { SourceError } from "../../../../src/formats/fault.ts";
import {
  openFeatures,
  type ReadFeature,
  type ReadOptions,
  readFeatures,
} from "../../../../src/formats/readFeatures.ts";
import { SourceReport } from "../../../../src/formats/report.ts";
import { memoryFile, type SourceFile } from "../../../../src/formats/sourceFile.ts";
import { parseWkt } from "../../../../src/formats/wktGeometry.ts";

function table(content: string | Uint8Array, step = 1 << 16, name = "t.csv"): SourceFile {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return {
    ...memoryFile(name, bytes),
    async *stream(from = 0) {
      for (let at = from; at < bytes.length; at += step) yield bytes.slice(at, at + step);
    },
  };
}
async function read(content: string | Uint8Array, options: Partial<ReadOptions> = {}, step?: number) {
  const report = new SourceReport();
  return { report, features: await readFeatures(table(content, step), { source: "s", report, ...options }) };
}
const points = (features: readonly ReadFeature[]) => features.flatMap((feature) => feature.points);
const TWO = [
  [121.5, 31.2],
  [121.6, 31.3],
];

describe("CSV", () => {
  it.each([
    ["lon,lat\n121.5,31.2\n121.6,31.3\n"],
    ["Lat,Lng,name\n31.2,121.5,a\n31.3,121.6,b"],
    ["名称,经度,纬度\r\na,121.5,31.2\r\nb,121.6,31.3\r\n"],
    ["名称;经度;纬度\na;121,5;31,2\nb;121,6;31,3\n"],
    ["x\ty\n121.5\t31.2\n121.6\t31.3\n"],
    ["id|Longitude|Latitude\n1|121.5|31.2\n2|121.6|31.3\n"],
    ["\uFEFFid,station_lon,station_lat\n1,121.5,31.2\n\n2,121.6,31.3\n"],
    ["sep=;\r\nlon;lat\r\n121.5;31.2\r\n121.6;31.3\r\n"],
    ['id,location\n1,"121.5,31.2"\n2,"121.6,31.3"\n'],
    ['id,latlng\n1,"31.2, 121.5"\n2,"31.3, 121.6"\n'],
    ["id,wkt\n1,POINT(121.5 31.2)\n2,POINT (121.6 31.3)\n"],
    ['id;geom\n1;"SRID=4326;POINT(121.5 31.2)"\n2;"SRID=4326;POINT(121.6 31.3)"\n'],
    [
      'id,geometry\n1,"{""type"":""Point"",""coordinates"":[121.5,31.2]}"\n2,"{""type"":""Point"",""coordinates"":[121.6,31.3]}"\n',
    ],
    ['lon,lat\n"121°30\'00""E",31°12\'N\n121°36′,31.3\n'],
  ])("%#: coordinates are found", async (text) => {
    for (const step of [3, 1 << 16])
      expect(points((await read(text, {}, step)).features)).toEqual(TWO.map((p) => p.map((x) => expect.closeTo(x, 9))));
  });

  it("reads quoted line ends, quotes and delimiters, numbers and codes, whatever the pieces", async () => {
    const text =
      'code,name,n,lon,lat\n007,"a ""b"",\nc",1.5,121.5,31.2\n12345678901234567890,__proto__,-3,121.6,31.3\n';
    for (const step of [1, 7, 1 << 16]) {
      const { features } = await read(text, {}, step);
      expect(features.map((feature) => feature.properties)).toEqual([
        { code: "007", name: 'a "b",\nc', n: 1.5, lon: 121.5, lat: 31.2 },
        { code: "12345678901234567890", name: "__proto__", n: -3, lon: 121.6, lat: 31.3 },
      ]);
      expect(features.map((feature) => feature.where)).toEqual(["row 2", "row 3"]);
    }
  });

  it("reads GBK and keeps heights", async () => {
    const head = Uint8Array.of(0xc3, 0xfb, 0xb3, 0xc6); // 名称
    const bytes = new Uint8Array([...head, ...new TextEncoder().encode(",lon,lat,z\na,121.5,31.2,4.5\n")]);
    const { features, report } = await read(bytes);
    expect(features[0].properties.名称).toBe("a");
    expect(features[0].pointHeights).toEqual([4.5]);
    expect(report.notes).toEqual(["s: read as gb18030"]);
  });

  it("prefers WGS 84 columns, and takes the offset from the names of others", async () => {
    const both = "gcj_lng,gcj_lat,wgs84_lng,wgs84_lat\n121.478223,31.228458,121.4737,31.2304\n";
    expect(points((await read(both)).features)).toEqual([[121.4737, 31.2304]]);
    const gcj = await openFeatures(table("gcj_lng,gcj_lat\n121.478223,31.228458\n"), {
      source: "s",
      report: new SourceReport(),
    });
    expect(gcj.crs).toEqual({ name: "gcj02", from: "file" });
    for await (const [feature] of gcj.batches()) expect(feature.points[0][0]).toBeCloseTo(121.4737, 5);
  });

  it("takes the columns named, and refuses ones that are not there", async () => {
    const text = "a,b,c\n31.2,121.5,POINT(121.6 31.3)\n";
    expect(points((await read(text, { columns: { lon: "b", lat: "a" } })).features)).toEqual([[121.5, 31.2]]);
    expect(points((await read(text, { columns: { wkt: "c" } })).features)).toEqual([[121.6, 31.3]]);
    await expect(read(text, { columns: { lon: "B", lat: "a" } })).rejects.toThrow(
      /has no column "B" \(it has a, b, c\) → name its columns/,
    );
  });

  it("skips rows without coordinates and rows with something else, and tells of rows too long", async () => {
    const { features, report } = await read(
      "id,lon,lat\n1,121.5,31.2\n2,,\n3,unknown,31\n4,121.6,31.3,more\n5,121.7\n",
    );
    expect(features.map((feature) => feature.id)).toEqual(["1", "4"]);
    expect([
      report.countOf("no-geometry"),
      report.countOf("coordinates-not-numbers"),
      report.countOf("row-too-long"),
    ]).toEqual([1, 2, 1]);
    expect(report.read.s).toBe(5);
  });

  it("reads polygons out of WKT", async () => {
    const { features } = await read(
      'name;wkt\na;"POLYGON Z ((121 31 5, 121.1 31 5, 121.1 31.1 5, 121 31 5))"\nb;POLYGON((1\n',
    );
    expect(features[0].polygons[0][0]).toHaveLength(6);
    expect(features).toHaveLength(1);
  });

  it.each([
    ["name,value\na,1\n", /has no columns of coordinates \(it has name, value\) → name them with columns/],
    ["\n\n", /is empty/],
    [
      `lon,lat,note\n121.5,31.2,"${"x".repeat(17 << 20)}`,
      /row 2 is longer than 16 MB or lacks a closing quotation mark/,
    ],
    ["lon,lat\n640000,3456000\n640001,3456001\n", /look like metres, not degrees/],
  ])("%#: refuses what is no table of places", async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it("survives cuts and flipped bits", async () => {
    const bytes = new TextEncoder().encode(
      'code,name,lon,lat,wkt\n1,"a, ""b""",121.5,31.2,\n2,"中\n文",121.6,31.3,"x"\n'.repeat(5),
    );
    let seed = 3;
    for (let i = 0; i < 500; i++) {
      seed = (seed * 16807) % 2147483647;
      const broken = i < 50 ? bytes.slice(0, Math.floor((bytes.length * i) / 50)) : bytes.slice();
      if (i >= 50) broken[seed % bytes.length] ^= 1 << (i % 8);
      await read(broken, {}, 11).catch((error) => expect(error).toBeInstanceOf(SourceError));
    }
  });
});

describe("numberOf", () => {
  it.each([
    ["121.5", 121.5],
    [" -0.5 ", -0.5],
    ["1e2", 100],
    ["121,5", 121.5],
    ["121°28'25.5\"E", 121 + 28 / 60 + 25.5 / 3600],
    ["S 33° 51′ 24″", -(33 + 51 / 60 + 24 / 3600)],
    ["31度12分", 31.2],
    ["", Number.NaN],
    ["12a", Number.NaN],
    ["0x10", Number.NaN],
  ])("%s → %s", (text, value) => expect(numberOf(text, true)).toBe(value));
});

describe("parseWkt", () => {
  it.each([
    ["POINT(1 2)", { type: "Point", coordinates: [1, 2] }],
    ["point z (1 2 3)", { type: "Point", coordinates: [1, 2, 3] }],
    ["POINT M (1 2 3)", { type: "Point", coordinates: [1, 2] }],
    ["POINT EMPTY", { type: "Point", coordinates: [] }],
    [
      "LINESTRING(1 2,-3.5 4e1)",
      {
        type: "LineString",
        coordinates: [
          [1, 2],
          [-3.5, 40],
        ],
      },
    ],
    [
      "POLYGON((0 0,1 0,1 1,0 0),(.1 .1,.2 .1,.2 .2,.1 .1))",
      {
        type: "Polygon",
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 0],
          ],
          [
            [0.1, 0.1],
            [0.2, 0.1],
            [0.2, 0.2],
            [0.1, 0.1],
          ],
        ],
      },
    ],
    [
      "MULTIPOINT(1 2,3 4)",
      {
        type: "MultiPoint",
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      "MULTIPOINT((1 2),(3 4))",
      {
        type: "MultiPoint",
        coordinates: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [
      "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),EMPTY)",
      {
        type: "MultiPolygon",
        coordinates: [
          [
            [
              [0, 0],
              [1, 0],
              [1, 1],
              [0, 0],
            ],
          ],
        ],
      },
    ],
    [
      "GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(1 2,3 4))",
      {
        type: "GeometryCollection",
        geometries: [
          { type: "Point", coordinates: [1, 2] },
          {
            type: "LineString",
            coordinates: [
              [1, 2],
              [3, 4],
            ],
          },
        ],
      },
    ],
    ["SRID=4549;POINT(1 2)", { type: "Point", coordinates: [1, 2] }],
    ["POINT(1)", null],
    ["POINT(1 2", null],
    ["POINT(1 2) x", null],
    ["POINT(1 2, 3 4)", null],
    ["CIRCLE(1 2)", null],
    [`${"GEOMETRYCOLLECTION(".repeat(50)}POINT(1 2)${")".repeat(50)}`, null],
  ])("%s", (text, geometry) => expect(parseWkt(text)).toEqual(geometry));
});
