// CityGML made for the test: ways of writing geometry, references, axis order, and what is wrong told feature by feature.

import { describe, expect, it } from "vitest";
import { citygml } from "../../../../src/formats/citygml/citygml.ts";
import { axisOf } from "../../../../src/formats/citygml/utility.ts";
import { SourceReport } from "../../../../src/formats/report.ts";
import { fuzz, inPieces } from "../support/fuzz.ts";
import { areaOfGeometry, readAll } from "../support/readAll.ts";

const model = (members: string, { crs = "EPSG:25832", before = "", decl = "" } = {}): string =>
  `${decl || '<?xml version="1.0" encoding="UTF-8"?>'}${before}
<core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0" xmlns:gml="http://www.opengis.net/gml"
 xmlns:bldg="http://www.opengis.net/citygml/building/2.0" xmlns:xlink="http://www.w3.org/1999/xlink">
${crs && `<gml:boundedBy><gml:Envelope srsName="${crs}" srsDimension="3"><gml:lowerCorner>0 0 0</gml:lowerCorner></gml:Envelope></gml:boundedBy>`}
${members}
</core:CityModel>`;
const member = (feature: string): string => `<core:cityObjectMember>${feature}</core:cityObjectMember>`;
const ring = (list: string, side = "exterior"): string =>
  `<gml:${side}><gml:LinearRing><gml:posList>${list}</gml:posList></gml:LinearRing></gml:${side}>`;
const polygon = (list: string, more = "", id = ""): string =>
  `<gml:surfaceMember><gml:Polygon${id && ` gml:id="${id}"`}>${ring(list)}${more}</gml:Polygon></gml:surfaceMember>`;
const building = (inner: string, id = "a"): string => member(`<bldg:Building gml:id="${id}">${inner}</bldg:Building>`);
const multi = (property: string, polygons: string): string =>
  `<bldg:${property}><gml:MultiSurface>${polygons}</gml:MultiSurface></bldg:${property}>`;
const SQUARE = "0 0 5 10 0 5 10 10 5 0 10 5 0 0 5";
const read = (content: string | Uint8Array): ReturnType<typeof readAll> => readAll(citygml, { name: "a.gml", content });

describe("CityGML", () => {
  it("reads an outline with a courtyard", async () => {
    const hole = ring("2 2 5 2 4 5 4 4 5 4 2 5 2 2 5", "interior");
    const { crs, features, findings } = await read(model(building(multi("lod0FootPrint", polygon(SQUARE, hole)))));
    expect(crs).toBe("EPSG:25832");
    expect(findings).toEqual({});
    expect(areaOfGeometry(features[0].geometry)).toBeCloseTo(96, 9);
    expect(features[0]).toMatchObject({
      id: "a",
      properties: { type: "Building" },
      where: expect.stringMatching(/^line \d+$/),
    });
  });

  it.each<[string, string]>([
    [
      "pos by pos",
      "<gml:pos>0 0 5</gml:pos><gml:pos>10 0 5</gml:pos><gml:pos>10 10 5</gml:pos><gml:pos>0 10 5</gml:pos><gml:pos>0 0 5</gml:pos>",
    ],
    ["coordinates", "<gml:coordinates>0,0,5 10,0,5 10,10,5 0,10,5 0,0,5</gml:coordinates>"],
    ["two dimensions", '<gml:posList srsDimension="2">0 0 10 0 10 10 0 10 0 0</gml:posList>'],
    ["two dimensions that are not told", "<gml:posList>0 0 10 0 10 10 0 10 0 0</gml:posList>"],
    [
      "point properties",
      [0, 10, 110, 100, 0]
        .map(
          (v) =>
            `<gml:pointProperty><gml:Point><gml:pos>${Math.floor(v / 10) % 2 === 0 ? 0 : 10} ${v >= 100 ? 10 : 0} 5</gml:pos></gml:Point></gml:pointProperty>`,
        )
        .join(""),
    ],
  ])("reads coordinates written as %s", async (_, inner) => {
    const outline = `<gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing>${inner}</gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember>`;
    const { features, findings } = await read(model(building(multi("lod0RoofEdge", outline))));
    expect(findings).toEqual({});
    expect(areaOfGeometry(features[0].geometry)).toBeCloseTo(100, 9);
  });

  it("follows references within a feature, takes each surface once and turns those turned around", async () => {
    const ground = `<bldg:boundedBy><bldg:GroundSurface>${multi("lod2MultiSurface", polygon("0 0 0 0 10 0 10 10 0 10 0 0 0 0 0", "", "g"))}</bldg:GroundSurface></bldg:boundedBy>`;
    const turned = `<gml:surfaceMember><gml:OrientableSurface orientation="-"><gml:baseSurface>${polygon("0 0 8 0 10 8 10 10 8 10 0 8 0 0 8", "", "t").replace(/<\/?gml:surfaceMember>/g, "")}</gml:baseSurface></gml:OrientableSurface></gml:surfaceMember>`;
    const roof = `<bldg:boundedBy><bldg:RoofSurface>${multi("lod2MultiSurface", turned)}</bldg:RoofSurface></bldg:boundedBy>`;
    const refs = ["#g", "#t", "#nowhere"].map((href) => `<gml:surfaceMember xlink:href="${href}"/>`).join("");
    const solid = `<bldg:lod2Solid><gml:Solid><gml:exterior><gml:CompositeSurface>${refs}</gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod2Solid>`;
    const { features, findings } = await read(model(building(solid + ground + roof)));
    expect(findings).toEqual({ "reference-missing": 1 });
    const { surfaces } = features[0].solids![0];
    expect(surfaces.map(({ kind }) => kind)).toEqual(["ground", "roof"]);
    expect(Array.from(surfaces[1].rings[0])).toEqual([10, 0, 8, 10, 10, 8, 0, 10, 8, 0, 0, 8]);
    expect(features[0].properties).toMatchObject({ _height: 8, _groundZ: 0, _roofZ: 8 });
  });

  it("puts longitude first, and keeps it first where a file has it so against its system", async () => {
    const at = (list: string, crs: string): Promise<Awaited<ReturnType<typeof readAll>>> =>
      read(model(building(multi("lod0FootPrint", polygon(list))), { crs }));
    const lat = "35 139 5 35 139.001 5 35.001 139.001 5 35 139 5";
    const lon = "139 35 5 139.001 35 5 139.001 35.001 5 139 35 5";
    for (const [list, crs, noted] of [
      [lat, "http://www.opengis.net/def/crs/EPSG/0/6697", false],
      [lat, "urn:ogc:def:crs:EPSG::4326", false],
      [lon, "urn:ogc:def:crs:EPSG::4326", true],
      [lon, "urn:ogc:def:crs:OGC:1.3:CRS84", false],
    ] as const) {
      const { features, report } = await at(list, crs);
      const [first] = (features[0].geometry as { coordinates: number[][][] }).coordinates[0];
      expect(first.map((v) => Math.round(v))).toEqual([139, 35, 5]);
      expect(report.notes.length).toBe(noted ? 1 : 0);
    }
  });

  it("hands out parts with what their building says, not with its height", async () => {
    const part = (id: string): string =>
      `<bldg:consistsOfBuildingPart><bldg:BuildingPart gml:id="${id}"><bldg:usage>2</bldg:usage>${multi("lod0FootPrint", polygon(SQUARE))}</bldg:BuildingPart></bldg:consistsOfBuildingPart>`;
    const whole = `<gml:name>塔 &amp; &lt;b&gt;</gml:name><bldg:usage>1</bldg:usage><bldg:measuredHeight uom="m">50</bldg:measuredHeight>`;
    const { features } = await read(model(building(whole + part("p") + part("q"))));
    expect(features.map(({ id, parent }) => [id, parent])).toEqual([
      ["p", "a"],
      ["q", "a"],
    ]);
    expect(features[0].properties).toEqual({ type: "BuildingPart", name: "塔 & <b>", usage: "2" });
  });

  it("reads roads, trees and what else covers or stands on the ground", async () => {
    const { features, findings } = await read(
      model(
        member(
          `<tran:Road xmlns:tran="t" gml:id="r"><tran:lod1MultiSurface><gml:MultiSurface>${polygon(SQUARE)}${polygon("10 0 5 20 0 5 20 10 5 10 10 5 10 0 5")}</gml:MultiSurface></tran:lod1MultiSurface></tran:Road>`,
        ) +
          member(
            `<veg:SolitaryVegetationObject xmlns:veg="v" gml:id="t"><veg:height uom="ft">30</veg:height><veg:lod1ImplicitRepresentation><core:ImplicitGeometry><core:referencePoint><gml:Point><gml:pos>1 2 3</gml:pos></gml:Point></core:referencePoint></core:ImplicitGeometry></veg:lod1ImplicitRepresentation></veg:SolitaryVegetationObject>`,
          ) +
          member(`<dem:ReliefFeature xmlns:dem="d" gml:id="d"/>`) +
          member(`<grp:CityObjectGroup xmlns:grp="g" gml:id="g"/>`),
      ),
    );
    expect(findings).toEqual({ "type-not-read": 1 });
    const [road, tree] = features;
    expect(road.geometry).toMatchObject({ type: "Polygon" });
    expect(areaOfGeometry(road.geometry)).toBeCloseTo(200, 9);
    expect(tree).toMatchObject({
      geometry: { type: "Point", coordinates: [1, 2, 3] },
      properties: { height: 30, height_uom: "ft" },
    });
    expect(features).toHaveLength(2);
  });

  it("keeps equal names apart, and names as names", async () => {
    const set = '<gen:stringAttribute name="__proto__"><gen:value>x</gen:value></gen:stringAttribute>';
    const risk = (rank: string): string =>
      `<uro:risk><uro:RiskAttribute><uro:rank>${rank}</uro:rank></uro:RiskAttribute></uro:risk>`;
    const { features } = await read(
      model(
        building(`${set}${risk("1")}${risk("2")}${risk("3")}${risk("2")}${multi("lod0FootPrint", polygon(SQUARE))}`),
      ),
    );
    expect(Object.entries(features[0].properties)).toEqual([
      ["__proto__", "x"],
      ["RiskAttribute.rank", 1],
      ["RiskAttribute.rank.2", 2],
      ["RiskAttribute.rank.3", 3],
      ["type", "Building"],
    ]);
  });

  it.each<[string, string, Record<string, number>]>([
    ["a word among its coordinates", polygon("0 0 5 x 0 5 10 10 5"), { "coordinates-not-numbers": 1 }],
    ["no coordinates", polygon(""), { "coordinates-not-numbers": 1 }],
    ["a number too few", polygon("0 0 5 10 0 5 10"), { "coordinates-not-numbers": 1 }],
    ["two corners", polygon("0 0 5 10 0 5 0 0 5"), { "ring-too-few-points": 1 }],
    ["no outline", "<gml:surfaceMember><gml:Polygon/></gml:surfaceMember>", { "surface-empty": 1 }],
    ["an open ring", polygon("0 0 5 10 0 5 10 10 5"), { "ring-unclosed": 1 }],
    [
      "a surface in itself",
      '<gml:surfaceMember><gml:CompositeSurface gml:id="c"><gml:surfaceMember xlink:href="#c"/></gml:CompositeSurface></gml:surfaceMember>',
      { "reference-circle": 1 },
    ],
    ["another system", polygon(SQUARE).replace("<gml:Polygon", '<gml:Polygon srsName="EPSG:4326"'), { "crs-other": 1 }],
  ])("tells %s, and reads the others", async (_, bad, expected) => {
    const { features, findings } = await read(
      model(building(multi("lod0FootPrint", bad), "bad") + building(multi("lod0FootPrint", polygon(SQUARE)), "good")),
    );
    expect(findings).toEqual(expected);
    expect(areaOfGeometry(features.find(({ id }) => id === "good")!.geometry)).toBeCloseTo(100, 9);
  });

  it("expands no entities, however many", async () => {
    const before = `<!DOCTYPE m [<!ENTITY a "ha">${"bcdefghij"
      .split("")
      .map((n, i) => `<!ENTITY ${n} "${`&${"abcdefghij"[i]};`.repeat(10)}">`)
      .join("")}<!ENTITY x SYSTEM "file:///etc/passwd">]>`;
    const { features, report } = await read(
      model(building(`<gml:name>&j;&x;</gml:name>${multi("lod0FootPrint", polygon(SQUARE))}`), { before }),
    );
    expect(features[0].properties.name).toBe("&j;&x;");
    expect(report.notes).toHaveLength(1);
  });

  it("reads the encoding a file declares, and the same however the bytes come", async () => {
    const text = model(building(`<gml:name>東京é</gml:name>${multi("lod0FootPrint", polygon(SQUARE))}`));
    const utf16 = new Uint8Array(Uint16Array.from(`\uFEFF${text}`, (c) => c.charCodeAt(0)).buffer);
    expect((await read(utf16)).features[0].properties.name).toBe("東京é");
    const latin = Uint8Array.from(text.replace("東京", "").replace("UTF-8", "ISO-8859-1"), (c) => c.charCodeAt(0));
    expect((await read(latin)).features[0].properties.name).toBe("é");
    const whole = await read(text);
    for (const size of [1, 3, 50]) {
      const file = inPieces("a.gml", new TextEncoder().encode(text), size);
      const opened = await citygml.open(file, { source: "s", report: new SourceReport() });
      const features = [];
      for await (const batch of opened.features()) features.push(...batch);
      expect(features).toEqual(whole.features);
    }
  });

  it("takes only the type asked for", async () => {
    const { features } = await readAll(
      citygml,
      { name: "a.gml", content: model(building(multi("lod0FootPrint", polygon(SQUARE)))) },
      { layer: "Road" },
    );
    expect(features).toEqual([]);
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ["nothing", "", /is empty/],
    ["no XML", "hello", /is not well-formed XML|is not XML/],
    ["another XML", "<kml/>", /is not CityGML: its root is <kml> → give a CityGML file/],
    [
      "tags that do not match",
      model(building("<bldg:usage>1</bldg:use>")),
      /is not well-formed XML at line \d+, column \d+: /,
    ],
    ["a file cut short", model(building("")).slice(0, -30), /ends in the middle, after \d+ bytes → copy/],
    [
      "bytes that are no text",
      new Uint8Array([...new TextEncoder().encode("<CityModel>"), 0xff, 0xff]),
      /is not text in utf-8/,
    ],
    [
      "an encoding nobody knows",
      model("", { decl: '<?xml version="1.0" encoding="klingon"?>' }),
      /its encoding "klingon" is not known/,
    ],
  ])("stops at %s and says what to do", async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  it("has no system where the file names none", async () => {
    const { crs, features } = await read(model(building(multi("lod0FootPrint", polygon(SQUARE))), { crs: "" }));
    expect([crs, features.length]).toEqual([null, 1]);
  });

  it("knows its files", () => {
    const knows = (text: string): boolean => citygml.recognises(new TextEncoder().encode(text), "a.xml");
    expect([knows(model("")), knows("<CityModel>"), knows("<osm/>"), knows("<gml:FeatureCollection>")]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("finds the axis of a bent-ended body in any direction", () => {
    const tube = [0, 1, 2, 3].map((side) => {
      const corner = (t: number, s: number): number[] => {
        const angle = (s * Math.PI) / 2;
        return [30 * t - 0.4 * Math.cos(angle) * 0.8, 40 * t + 0.4 * Math.cos(angle) * 0.6, 1 + 0.4 * Math.sin(angle)];
      };
      return {
        kind: "other" as const,
        rings: [Float64Array.from([corner(0, side), corner(1, side), corner(1, side + 1), corner(0, side + 1)].flat())],
      };
    });
    const ends = axisOf(tube, false)!.sort((a, b) => a[0] - b[0]);
    expect(ends.map((end) => end.map((v) => Math.round(v * 1e6) / 1e6 + 0))).toEqual([
      [0, 0, 1],
      [30, 40, 1],
    ]);
    expect(axisOf([], false)).toBeNull();
  });

  it("survives damage", async () => {
    const text = model(
      building(
        `<bldg:usage>1</bldg:usage>${multi("lod0FootPrint", polygon(SQUARE))}${multi("lod1Solid", polygon(SQUARE))}`,
      ),
    );
    const { cut } = await fuzz(citygml, "a.gml", new TextEncoder().encode(text), { flips: 300 });
    expect(cut.errors).toBe(50);
  });
});
