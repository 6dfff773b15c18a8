// GeoJSON read in pieces: whatever the length of the pieces, the same features or the same error come out.

import { describe, expect, it } from "vitest";
import { SourceError } from "../../../../src/formats/fault.ts";
import { openFeatures, type ReadFeature, readFeatures } from "../../../../src/formats/readFeatures.ts";
import { SourceReport } from "../../../../src/formats/report.ts";
import { memoryFile, type SourceFile } from "../../../../src/formats/sourceFile.ts";

const point = (n: number, properties: object = {}): object => ({
  type: "Feature",
  id: n,
  properties: { text: 'a "quoted" \\ {[, brace', n, ...properties },
  geometry: { type: "Point", coordinates: [121 + n / 1000, 31, n] },
});
const collection = (n: number, more: object = {}): object => ({
  type: "FeatureCollection",
  features: Array.from({ length: n }, (_, i) => point(i)),
  ...more,
});

/** A file that arrives in pieces of a given length. */
function pieces(content: string | Uint8Array, step: number, name = "points.geojson"): SourceFile {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return {
    ...memoryFile(name, bytes),
    async *stream(from = 0) {
      for (let at = from; at < bytes.length; at += step) yield bytes.slice(at, at + step);
    },
  };
}

async function read(content: string | Uint8Array, step = 7): Promise<ReadFeature[]> {
  return readFeatures(pieces(content, step), { source: "s", report: new SourceReport() });
}
const ids = (features: readonly ReadFeature[]): string[] => features.map((feature) => feature.id);
const upTo = (n: number): string[] => Array.from({ length: n }, (_, i) => String(i));

describe("GeoJSON in pieces", () => {
  const plain = JSON.stringify(collection(40));
  it.each([1, 2, 3, 5, 64, 1000, 1e6])("is the same in pieces of %i bytes", async (step) => {
    const features = await read(plain, step);
    expect(ids(features)).toEqual(upTo(40));
    expect(features[39].properties.text).toBe('a "quoted" \\ {[, brace');
    expect(features[39].pointHeights).toEqual([39]);
  });

  it.each([
    ["indented", JSON.stringify(collection(9), null, 2)],
    [
      "with members around the features",
      JSON.stringify({ name: "x", bbox: [1, 2, 3, 4], ...collection(9, { y: { z: [1] } }) }),
    ],
    [
      "with type last",
      `{"features":${JSON.stringify((collection(9) as { features: object[] }).features)},"type":"FeatureCollection"}`,
    ],
    ["a bare list", JSON.stringify((collection(9) as { features: object[] }).features)],
    [
      "one a line",
      upTo(9)
        .map((n) => JSON.stringify(point(Number(n))))
        .join("\n"),
    ],
    [
      "one a line, Windows line ends and blank lines",
      upTo(9)
        .map((n) => `${JSON.stringify(point(Number(n)))}\r\n`)
        .join("\r\n"),
    ],
    [
      "a text sequence (RFC 8142)",
      upTo(9)
        .map((n) => `\u001e${JSON.stringify(point(Number(n)), null, 1)}\n`)
        .join(""),
    ],
    [
      "collections one after another",
      `${JSON.stringify(collection(5))}\n${JSON.stringify({ type: "FeatureCollection", features: [5, 6, 7, 8].map((n) => point(n)) })}`,
    ],
  ])("is read %s", async (_, text) => {
    for (const step of [1, 13, 1e6]) expect(ids(await read(text, step))).toEqual(upTo(9));
  });

  it.each(["before", "after"])("takes the crs member from %s the features", async (where) => {
    const crs = { type: "name", properties: { name: "EPSG:3857" } };
    const at = { type: "Point", coordinates: [13524355, 3661000] };
    const list = [{ type: "Feature", properties: { crs: { no: 1 } }, geometry: at }];
    const json =
      where === "before"
        ? { crs, type: "FeatureCollection", features: list }
        : { type: "FeatureCollection", features: list, crs, name: "x" };
    const stream = await openFeatures(pieces(JSON.stringify(json), 50), { source: "s", report: new SourceReport() });
    expect(stream.crs).toEqual({ name: "EPSG:3857", from: "file" });
    for await (const [feature] of stream.batches()) expect(feature.points[0][0]).toBeCloseTo(121.49, 2);
  });

  it("does not take a property called crs for the file's", async () => {
    const text = JSON.stringify({
      type: "FeatureCollection",
      features: [point(0, { crs: { properties: { name: "EPSG:9" } } })],
    });
    expect(await read(text)).toHaveLength(1);
  });

  it("says where each feature stands and counts a second pass only once", async () => {
    const report = new SourceReport();
    const features = [
      point(0),
      { ...point(1), geometry: null },
      { type: "Feature", geometry: { type: "Point", coordinates: [121, 31] } },
    ];
    const stream = await openFeatures(pieces(JSON.stringify({ type: "FeatureCollection", features }), 9), {
      source: "s",
      report,
    });
    for (let pass = 0; pass < 2; pass++) {
      const where: string[] = [];
      for await (const batch of stream.batches()) for (const feature of batch) where.push(feature.where);
      expect(where).toEqual(["feature 1", "feature 3"]);
    }
    expect(report.read.s).toBe(3);
    expect(report.countOf("no-geometry")).toBe(1);
    expect(stream.position()).toBe(stream.size);
  });

  it("reads GBK that shows only late in the file, and text in a named encoding", async () => {
    const gbk = Uint8Array.of(0xc9, 0xcf, 0xba, 0xa3); // 上海
    const late = JSON.stringify(
      collection(1200, {
        features: [...(collection(1200) as { features: object[] }).features, point(1200, { name: "@@@@" })],
      }),
    );
    const bytes = new TextEncoder().encode(late);
    const at = late.indexOf("@@@@");
    bytes.set(gbk, at);
    expect(at).toBeGreaterThan(1 << 16);
    expect((await read(bytes, 1000)).at(-1)!.properties.name).toBe("上海");
    const named = await readFeatures(pieces(bytes, 999), { source: "s", report: new SourceReport(), encoding: "gbk" });
    expect(named.at(-1)!.properties.name).toBe("上海");
    await expect(
      readFeatures(pieces(bytes, 999), { source: "s", report: new SourceReport(), encoding: "klingon" }),
    ).rejects.toThrow(/its encoding "klingon" is not known → use/);
  });

  it.each([
    ["ends within a feature", plain.slice(0, 2000), /ends in the middle, after 2000 characters → copy or export/],
    ["ends between features", plain.slice(0, plain.indexOf(',{"type":"Feature"')), /ends in the middle, after/],
    ["ends after the list", plain.slice(0, -1), /ends in the middle, after/],
    ["lacks a comma", plain.replace("}},{", "}}{"), /is not JSON: a comma or \] expected at byte \d+/],
    ["has a comma too many", plain.replace("}}]}", "}},]}"), /is not JSON: a feature after the comma expected/],
    ["has a fault inside a feature", plain.replace('"n":12', '"n":1x2'), /is not JSON after byte \d+: /],
    ["has NaN", plain.replace('"n":12', '"n":NaN'), /has NaN or Infinity/],
    ["has rubbish behind it", `${plain}rubbish`, /is not JSON: the end expected at byte \d+/],
    [
      "has a broken line",
      `${JSON.stringify(point(1))}\n{"type":"Feature"\n${JSON.stringify(point(2))}`,
      /is not JSON after byte/,
    ],
    [
      "is Esri JSON",
      '{"geometryType":"esriGeometryPoint","features":[{"attributes":{}}]}',
      /is Esri JSON, not GeoJSON → export/,
    ],
    ["is TopoJSON", '{"type":"Topology","objects":{},"arcs":[]}', /is TopoJSON, not GeoJSON → convert/],
    ["has features but no type", '{"features":[]}', /is not GeoJSON: it has no type/],
    ["is a number", "12", /is of no known format|does not begin with/],
    ["is blank", "  \n ", /is empty/],
  ])("refuses a file that %s", async (_, text, message) => {
    for (const step of [1, 17, 1e6]) await expect(read(text, step)).rejects.toThrow(message);
  });

  it("refuses a feature that never ends, instead of taking all memory", async () => {
    const endless: SourceFile = {
      ...memoryFile("endless.geojson", new TextEncoder().encode('{"type":"FeatureCollection","features":[{"a":"')),
      size: 1e12,
      async *stream() {
        yield new TextEncoder().encode('{"type":"FeatureCollection","features":[{"a":"');
        const chunk = new Uint8Array(1 << 20).fill(0x61);
        for (;;) yield chunk;
      },
    };
    await expect(readFeatures(endless, { source: "s", report: new SourceReport() })).rejects.toThrow(
      /feature 1, from byte \d+ on, is longer than 64 MB or lacks a closing quote/,
    );
  });

  it("survives every cut and a thousand flipped bits with features or a SourceError", async () => {
    const bytes = new TextEncoder().encode(plain);
    const attempt = async (content: Uint8Array): Promise<void> => {
      try {
        await read(content, 100);
      } catch (error) {
        expect(error).toBeInstanceOf(SourceError);
      }
    };
    for (let cut = 0; cut < 50; cut++) await attempt(bytes.slice(0, Math.floor((bytes.length * cut) / 50)));
    let seed = 5;
    for (let flip = 0; flip < 1000; flip++) {
      seed = (seed * 16807) % 2147483647;
      const broken = bytes.slice();
      broken[seed % bytes.length] ^= 1 << (flip % 8);
      await attempt(broken);
    }
  });
});
