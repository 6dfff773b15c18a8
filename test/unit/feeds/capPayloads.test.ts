// CAP: every recorded warning, what makes one invalid, and documents that mean harm.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCap } from "../../../src/feeds/conventions/cap.ts";
import { sharedData } from "../../support/need.ts";
import { bytesOf } from "./listen.ts";

const CAP = sharedData("payloads/cap");

describe.skipIf(!CAP)("recorded warnings", () => {
  const read = (name: string) => readCap(readFileSync(join(CAP as string, name)), "Asia/Shanghai");

  it("are all known here", () => {
    expect(readdirSync(CAP as string).sort()).toEqual(
      ["australia", "earthquake", "invalid", "no_optional_fields", "thunderstorm", "weather"].map(
        (name) => `${name}.cap`,
      ),
    );
  });

  it.each([
    [
      "australia.cap",
      "2011-10-05T23:04:00+10:00",
      ["en-AU", "Fire", "Expected", "Minor", "Observed", "2011-10-06T23:04:00+10:00"],
    ],
    [
      "earthquake.cap",
      "2010-08-31T00:09:25-05:00",
      ["en-US", "Earthquake", "Past", "Unknown", "Likely", "2010-09-02T00:09:25-05:00"],
    ],
    [
      "thunderstorm.cap",
      "2003-06-17T14:57:00-07:00",
      ["en-US", "SEVERE THUNDERSTORM", "Immediate", "Severe", "Observed", "2003-06-17T16:00:00-07:00"],
    ],
    [
      "weather.cap",
      "2010-08-30T04:07:00-06:00",
      ["en-US", "Flash Flood Watch", "Expected", "Severe", "Possible", "2010-08-30T12:00:00-06:00"],
    ],
  ])("%s", (name, sent, [language, event, urgency, severity, certainty, expires]) => {
    const alert = read(name);
    expect([alert.sent, alert.status, alert.msgType]).toEqual([Date.parse(sent), "Actual", "Alert"]);
    const info = alert.infos[0];
    expect([info.language, info.event, info.urgency, info.severity, info.certainty]).toEqual([
      language,
      event,
      urgency,
      severity,
      certainty,
    ]);
    expect(info.expires).toBe(Date.parse(expires));
  });

  it("keep all their infos, circles and codes", () => {
    const { infos } = read("australia.cap");
    expect(infos.map(({ areas }) => areas[0].geocodes[0].value)).toEqual(["AU-NSW", "2642"]);
    expect(infos[0].areas[0].circles).toEqual([{ lon: 147.0598, lat: -35.3888, radiusMetres: 25_000 }]);
    expect(infos[0].description).toContain("<br />LOCATION: 12 Cox Street");
    expect(read("weather.cap").infos[0].areas[0].geocodes).toEqual([
      { name: "FIPS6", value: "030049" },
      { name: "UGC", value: "MTZ014" },
    ]);
    expect(read("no_optional_fields.cap").infos).toEqual([]);
    expect(() => read("invalid.cap")).toThrow("<alert> has no <scope>");
  });
});

describe("a warning", () => {
  const info = (area: string, more = ""): string =>
    `<info><event>e</event><urgency>immediate</urgency><severity>SEVERE</severity><certainty>Very Likely</certainty>${more}<area><areaDesc>a</areaDesc>${area}</area></info>`;
  const whole = (inner: string, change: [string, string] = ["", ""]): Uint8Array =>
    bytesOf(
      `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier><sender>s</sender><sent>2026-11-27T08:00:00</sent><status>Exercise</status><msgType>Update</msgType><scope>Public</scope><references>s,0,2026-11-26T00:00:00Z t,9,x</references>${inner}</alert>`.replace(
        ...change,
      ),
    );
  const read = (payload: Uint8Array) => readCap(payload, "Asia/Shanghai");

  it("is read with its references, words in CAP's spelling, and times without a zone in the scene's", () => {
    const alert = read(whole(info("<circle>31.2,121.5 0.5</circle>", "<expires>2026-11-27T09:00:00</expires>")));
    expect(alert).toMatchObject({ status: "Exercise", msgType: "Update", sent: Date.UTC(2026, 10, 27) });
    expect(alert.references).toEqual(["s,0,2026-11-26T00:00:00Z", "t,9,x"]);
    expect(alert.infos[0]).toMatchObject({
      urgency: "Immediate",
      severity: "Severe",
      certainty: "Very Likely",
      expires: Date.UTC(2026, 10, 27, 1),
    });
    expect(alert.infos[0].areas[0].circles[0].radiusMetres).toBe(500);
  });

  it.each([
    ["identifier", whole("", ["<identifier>1</identifier>", ""]), "<alert> has no <identifier>"],
    ["status", whole("", ["Exercise", "Real"]), '<status> is "Real", expected Actual, Exercise, System, Test, Draft'],
    ["msgType", whole("", ["Update", "News"]), '<msgType> is "News", expected Alert, Update, Cancel, Ack, Error'],
    ["sent", whole("", ["2026-11-27T08:00:00", "today"]), 'time "today" is neither ISO 8601 nor epoch seconds or ms'],
    ["severity", whole(info("", "").replace("<severity>SEVERE</severity>", "")), "<info> has no <severity>"],
    [
      "an open polygon",
      whole(info("<polygon>1,1 1,2 2,2 2,1</polygon>")),
      "polygon: fewer than four points, or the last is not the first",
    ],
    ["a polygon in words", whole(info("<polygon>here</polygon>")), 'polygon: "here" is no "lat,lon"'],
    ["a latitude of 95", whole(info("<polygon>95,1 1,2 2,2 95,1</polygon>")), 'polygon: "95,1" is no "lat,lon"'],
    ["a circle", whole(info("<circle>1,2</circle>")), 'circle: "1,2" is no "lat,lon radius"'],
    ["a very long identifier", whole("", [">1<", `>${"1".repeat(600)}<`]), "<identifier> has 600 characters"],
    [
      "too many points",
      whole(info(`<polygon>${"1,1 ".repeat(50_001)}</polygon>`)),
      "areas of 50001 points, at most 50000",
    ],
    ["nothing", bytesOf(""), "document must contain a root element"],
    ["another document", bytesOf("<html/>"), "has no <alert>"],
    ["not UTF-8", Uint8Array.of(0x3c, 0xff), "not UTF-8 text"],
    ["a DOCTYPE", bytesOf('<!DOCTYPE a [<!ENTITY x "y">]><alert>&x;</alert>'), "has a DOCTYPE, which no warning needs"],
    ["a megabyte", bytesOf("<".repeat(2 ** 20 + 1)), "1048577 bytes, at most 1048576 are read"],
    ["depth", bytesOf("<a>".repeat(300_000)), "has too many elements"],
    ["breadth", bytesOf(`<alert>${"<a/>".repeat(100_000)}</alert>`), "has too many elements"],
  ])("is refused for %s", (_, payload, reason) => {
    expect(() => read(payload)).toThrow(reason);
  });

  it("is refused for an entity nobody declared", () => {
    expect(() => read(whole("<note>&lol;</note>"))).toThrow(/not XML/);
  });

  it("is read in time however its text is cut up, and with an outline of thousands of points", () => {
    const start = performance.now();
    read(whole(`<note>${"<![CDATA[xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]]>".repeat(19_000)}</note>`));
    expect(performance.now() - start).toBeLessThan(2000);
    const ring = Array.from({ length: 9999 }, (_, i) => `31.${10_000 + i},121.${20_000 + i}`);
    const [area] = read(whole(info(`<polygon>${[...ring, ring[0]].join("\n ")}</polygon>`))).infos[0].areas;
    expect(area.polygons[0]).toHaveLength(10_000);
  });
});
