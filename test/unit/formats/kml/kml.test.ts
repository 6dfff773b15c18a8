// KML: placemarks with their data and places; nothing is fetched, and markup stays text.

import { describe, expect, it } from "vitest";
import { kml } from "../../../../src/formats/kml/kml.ts";
import { readFeatures } from "../../../../src/formats/readFeatures.ts";
import { SourceReport } from "../../../../src/formats/report.ts";
import { memoryFile } from "../../../../src/formats/sourceFile.ts";
import { fuzz } from "../support/fuzz.ts";
import { readAll } from "../support/readAll.ts";

const TEXT = `<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>
<name>城</name><Style id="s"><IconStyle><Icon><href>http://evil.test/x.png</href></Icon></IconStyle></Style>
<NetworkLink><Link><href>http://evil.test/more.kml</href></Link></NetworkLink>
<ScreenOverlay><Icon><href>http://evil.test/o.png</href></Icon></ScreenOverlay>
<Folder><Placemark id="p1"><name>泵站 1</name>
  <description><![CDATA[<b>bold</b><br>second <script>alert(1)</script>]]></description>
  <ExtendedData><Data name="flow"><value>12.5</value></Data><Data name="code"><value>007</value></Data>
    <SchemaData schemaUrl="#x"><SimpleData name="owner">水务</SimpleData></SchemaData></ExtendedData>
  <TimeStamp><when>2024-05-01</when></TimeStamp>
  <Point><coordinates>121.5,31.2,10</coordinates></Point></Placemark>
<Placemark><name>管线</name><LineString><coordinates>
  121.5,31.2 121.51,31.21
  121.52,31.2,5</coordinates></LineString></Placemark>
<Placemark><name>地块</name><Polygon><outerBoundaryIs><LinearRing><coordinates>121,31 121.01,31 121.01,31.01 121,31.01 121,31</coordinates></LinearRing></outerBoundaryIs>
  <innerBoundaryIs><LinearRing><coordinates>121.002,31.002 121.004,31.002 121.004,31.004 121.002,31.002</coordinates></LinearRing></innerBoundaryIs></Polygon></Placemark>
<Placemark><name>多</name><MultiGeometry><Point><coordinates>121,31</coordinates></Point><LineString><coordinates>121,31 122,31</coordinates></LineString></MultiGeometry></Placemark>
<Placemark><name>轨迹</name><gx:Track><when>2024-05-01T00:00:00Z</when><gx:coord>121 31 0</gx:coord><gx:coord>121.1 31.1 0</gx:coord></gx:Track></Placemark>
<Placemark><name>空</name></Placemark>
</Folder></Document></kml>`;

describe("placemarks", () => {
  it("become features with typed data, text without markup, and nothing fetched", async () => {
    const { features, findings, crs } = await readAll(kml, { name: "x.kml", content: TEXT });
    expect(crs).toBe("EPSG:4326");
    expect(features).toHaveLength(6);
    expect(findings).toEqual({ "type-not-read": 2 });
    expect(features[0]).toMatchObject({
      id: "p1",
      properties: {
        name: "泵站 1",
        description: "bold second alert(1)",
        flow: 12.5,
        code: "007",
        owner: "水务",
        when: "2024-05-01",
      },
      geometry: { type: "Point", coordinates: [121.5, 31.2, 10] },
      where: "line 6",
    });
    expect(features[3].geometry).toMatchObject({ type: "GeometryCollection" });
  });

  it("are read like any other format: holes kept, lines, tracks, empty ones listed", async () => {
    const report = new SourceReport();
    const file = memoryFile("x.kml", new TextEncoder().encode(TEXT));
    const features = await readFeatures(file, { source: "s", report });
    const by = Object.fromEntries(features.map((feature) => [feature.properties.name, feature]));
    expect(by.地块.polygons[0]).toHaveLength(2);
    expect(by.管线.lines[0]).toHaveLength(6);
    expect(by.轨迹.lines[0]).toHaveLength(4);
    expect(by.多).toMatchObject({ points: [[121, 31]] });
    expect(report.countOf("no-geometry")).toBe(1);
  });

  it("damaged end in features or a SourceError", async () => {
    const { cut, flipped } = await fuzz(kml, "x.kml", new TextEncoder().encode(TEXT), { cuts: 80, flips: 200 });
    expect(cut.read + cut.errors + flipped.read + flipped.errors).toBe(280);
  });
});
