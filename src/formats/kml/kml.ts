// KML and, through the zip archive it is, KMZ: placemarks as features with their data. Links are never followed, markup is only text.

import type { RawFeature } from "../feature.ts";
import type { Format, OpenedFile, OpenOptions } from "../format.ts";
import { setOwn } from "../parts.ts";
import type { SourceFile } from "../sourceFile.ts";
import { type XmlElement, xmlEncoding, xmlRecords } from "../xml.ts";

/** What is not read: elements elsewhere, pictures, styles; those that a person would miss are counted. */
const PASSED = new Set(["Style", "StyleMap", "Schema", "LookAt", "Camera", "Region"]);
const MISSED: Readonly<Record<string, string>> = {
  NetworkLink: "not followed: a link to another file",
  GroundOverlay: "not drawn: a picture on the ground",
  ScreenOverlay: "not drawn: a picture on the screen",
  PhotoOverlay: "not drawn: a photograph",
};
/** Collections nested deeper than this are not read. */
const DEEPEST = 8;

export const kml: Format = {
  id: "kml",
  title: "KML",
  extensions: ["kml"],

  recognises: (head) => /<([a-z]+:)?kml[\s>]/i.test(new TextDecoder("latin1").decode(head)),

  async open(file, options): Promise<OpenedFile> {
    const encoding = await xmlEncoding(file, options.encoding);
    let position = 0;
    return {
      crs: "EPSG:4326", // OGC 12-007r2, 6.2: always WGS 84, longitude first
      encoding,
      expected: null,
      features: () => placemarks(file, encoding, options, (bytes) => (position = bytes)),
      position: () => position,
      close: async () => {},
    };
  },
};

async function* placemarks(
  file: SourceFile,
  encoding: string,
  { source, report }: OpenOptions,
  progress: (bytes: number) => void,
): AsyncGenerator<RawFeature[]> {
  const records = xmlRecords(file, {
    encoding,
    progress,
    choose: (name) => {
      if (name === "Placemark") return "take";
      if (Object.hasOwn(MISSED, name)) report.skip(source, "type-not-read", MISSED[name], name);
      return Object.hasOwn(MISSED, name) || PASSED.has(name) ? "pass" : "enter";
    },
  });
  for await (const batch of records)
    yield batch.flatMap(({ element, line }) => {
      if (element) return [featureOf(element, `line ${line}`)];
      report.skip(source, "object-too-large", "left out: it is too large", `line ${line}`);
      return [];
    });
}

function featureOf(placemark: XmlElement, where: string): RawFeature {
  const properties: Record<string, unknown> = {};
  for (const child of placemark.children) {
    if (child.name === "name") properties.name = child.text.trim();
    else if (child.name === "description") properties.description = textOf(child.text);
    else if (["address", "phoneNumber", "Snippet"].includes(child.name))
      setOwn(properties, child.name, textOf(child.text));
    else if (child.name === "TimeStamp") properties.when = textAt(child, "when");
    else if (child.name === "TimeSpan") {
      properties.begin = textAt(child, "begin");
      properties.end = textAt(child, "end");
    } else if (child.name === "ExtendedData") addData(child, properties);
  }
  return { id: placemark.attributes.id, properties, geometry: geometryOf(placemark, 0), where };
}

/** Both ways to give data: Data with a value, and SimpleData of a schema. */
function addData(data: XmlElement, properties: Record<string, unknown>): void {
  for (const child of data.children) {
    if (child.name === "Data") setOwn(properties, child.attributes.name ?? "", typed(textAt(child, "value") ?? ""));
    for (const simple of child.name === "SchemaData" ? child.children : [])
      if (simple.name === "SimpleData") setOwn(properties, simple.attributes.name ?? "", typed(simple.text.trim()));
  }
}

const typed = (text: string): unknown => (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text) ? Number(text) : text);

/** Text of a description without its markup. */
const textOf = (text: string): string =>
  text
    .replace(/<(br|p|tr|li|div)\b[^>]*>/gi, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/\s+/g, " ")
    .trim();

const textAt = (element: XmlElement, name: string): string | undefined =>
  element.children.find((child) => child.name === name)?.text.trim();

/** GeoJSON geometry of what an element holds; null when it holds none. */
function geometryOf(element: XmlElement, depth: number): unknown {
  const found = element.children.flatMap((child): object[] => {
    switch (child.name) {
      case "Point": {
        const [position] = positionsOf(textAt(child, "coordinates"));
        return [{ type: "Point", coordinates: position ?? [] }];
      }
      case "LineString":
      case "LinearRing":
        return [{ type: "LineString", coordinates: positionsOf(textAt(child, "coordinates")) }];
      case "Polygon":
        return [{ type: "Polygon", coordinates: ringsOf(child) }];
      case "Track":
        return [{ type: "LineString", coordinates: trackOf(child) }];
      case "MultiGeometry":
      case "MultiTrack": {
        const inner = depth < DEEPEST ? geometryOf(child, depth + 1) : null;
        return inner ? [inner] : [];
      }
      default:
        return [];
    }
  });
  if (found.length === 0) return null;
  return found.length === 1 ? found[0] : { type: "GeometryCollection", geometries: found };
}

const ringsOf = (polygon: XmlElement): number[][][] =>
  ["outerBoundaryIs", "innerBoundaryIs"].flatMap((side) =>
    polygon.children
      .filter((child) => child.name === side)
      .flatMap((boundary) => boundary.children.filter((ring) => ring.name === "LinearRing"))
      .map((ring) => positionsOf(textAt(ring, "coordinates"))),
  );

/** "lon,lat,height lon,lat,height …" */
const positionsOf = (text = ""): number[][] =>
  text
    .split(/\s+/)
    .filter((tuple) => tuple !== "")
    .map((tuple) => tuple.split(",").map((word) => (word === "" ? Number.NaN : Number(word))));

/** gx:coord elements, numbers between blanks. */
const trackOf = (track: XmlElement): number[][] =>
  track.children.filter((child) => child.name === "coord").map((child) => child.text.trim().split(/\s+/).map(Number));
