// CityGML 2.0 and 3.0 (with PLATEAU's i-UR extensions) of any size, one city object at a time.

import { SourceError } from "../fault.ts";
import type { RawFeature } from "../feature.ts";
import type { Format, OpenedFile, OpenOptions } from "../format.ts";
import { isGeographic, latitudeFirst } from "../geographic.ts";
import type { SourceFile } from "../sourceFile.ts";
import { attribute, type XmlElement, type XmlOptions, xmlEncoding, xmlRecords } from "../xml.ts";
import { type FeatureContext, readCityFeature } from "./cityFeature.ts";
import { firstPosition } from "./gmlGeometry.ts";

/** Most features of a batch. */
const BATCH = 256;
/** Properties of the model that hold its features. */
const MEMBERS = new Set(["cityObjectMember", "featureMember", "featureMembers", "member"]);

interface Head {
  /** Coordinate system as named by the first srsName, or null. */
  crs: string | null;
  /** Dimension named with it. */
  dimension: number;
}

/**
 * Features have `type` (Building, BuildingPart, Road, SewerPipe …) among their properties, all levels of detail in
 * `solids`, and the outline, centre line or place in `geometry`. Coordinates are handed out easting or longitude first.
 */
export const citygml: Format = {
  id: "citygml",
  title: "CityGML",
  extensions: ["gml", "citygml", "xml"],

  recognises(head, name) {
    const text = new TextDecoder().decode(head).replaceAll("\0", "");
    return /<(\w+:)?CityModel[\s>]/.test(text) || (/citygml/i.test(text) && /\.(gml|xml|citygml)$/i.test(name));
  },

  async open(file, options): Promise<OpenedFile> {
    const encoding = await xmlEncoding(file, options.encoding);
    const head = await readHead(file, encoding);
    let position = 0;
    return {
      crs: head.crs,
      encoding,
      expected: null,
      features: () =>
        features(file, encoding, head, options, (bytes) => {
          position = bytes;
        }),
      position: () => position,
      close: async () => {},
    };
  },
};

/** Reads up to the first srsName, or to the end of the first features. @throws SourceError when it is no CityGML */
async function readHead(file: SourceFile, encoding: string): Promise<Head> {
  const head: Head = { crs: null, dimension: 3 };
  let root: string | null = null;
  let found = false;
  const records = xmlRecords(file, {
    ...modelOptions(encoding),
    tag: (name, attributes) => {
      if (root === null) {
        root = name;
        if (name !== "CityModel" && name !== "FeatureCollection")
          throw new SourceError(file.name, `is not CityGML: its root is <${name}>`, "give a CityGML file (CityModel)");
      }
      if (found || !Object.hasOwn(attributes, "srsName")) return;
      found = true;
      head.crs = horizontal(attributes.srsName);
      if (attributes.srsDimension === "2") head.dimension = 2;
    },
  });
  for await (const batch of records) if (found || batch.length > 0) break;
  return head;
}

/** A compound urn (urn:ogc:def:crs,crs:EPSG:…,crs:EPSG:…) by its horizontal part; anything else as it stands. */
function horizontal(srsName: string): string {
  const first = /^urn:ogc:def:crs,crs:(EPSG:[^,]+)/i.exec(srsName.trim());
  return first ? `urn:ogc:def:crs:${first[1]}` : srsName.trim();
}

/** Envelopes are entered for their srsName; each feature of a member is taken; appearances are passed over. */
function modelOptions(encoding: string): XmlOptions {
  return {
    encoding,
    choose: (name, depth, parent) => {
      if (MEMBERS.has(parent)) return "take";
      return depth === 0 || MEMBERS.has(name) || name === "boundedBy" || parent === "boundedBy" ? "enter" : "pass";
    },
    leaveOut: (name) => name === "appearance" || name === "appearanceMember",
  };
}

async function* features(
  file: SourceFile,
  encoding: string,
  head: Head,
  options: OpenOptions,
  progress: (position: number) => void,
): AsyncGenerator<RawFeature[]> {
  const { report, source } = options;
  let context: FeatureContext | null = null;
  let batch: RawFeature[] = [];
  let entities = false;
  const entity = (): void => {
    if (!entities) report.notes.push(`${source}: names of characters that XML does not know (&…;) stay as they are`);
    entities = true;
  };
  for await (const records of xmlRecords(file, { ...modelOptions(encoding), entity, progress }))
    for (const { element, line, name, attributes } of records) {
      if (!element) {
        report.skip(source, "object-too-large", "left out: it is too large to be held", attributes["gml:id"] ?? name);
        continue;
      }
      if (otherSystem(element, head.crs)) {
        const label = attribute(element, "id") ?? `line ${line}`;
        report.skip(source, "crs-other", "left out: it is in another coordinate system than the file", label);
        continue;
      }
      context ??= contextOf(element, head, options);
      if (options.layer === undefined || options.layer === element.name) readCityFeature(element, line, context, batch);
      if (batch.length >= BATCH) {
        yield batch;
        batch = [];
      }
    }
  if (batch.length > 0) yield batch;
}

/** Looks at the first coordinates: whether latitude stands first in them as the system says. */
function contextOf(element: XmlElement, head: Head, { report, source }: OpenOptions): FeatureContext {
  let swap = latitudeFirst(head.crs);
  const first = swap ? firstPosition(element) : null;
  if (first && Math.abs(first[0]) > 90 && Math.abs(first[1]) <= 90) {
    swap = false;
    report.notes.push(`${source}: longitude stands first, against the order of ${head.crs}; read that way`);
  }
  return { source, report, dimension: head.dimension, swap, degrees: isGeographic(head.crs) };
}

/** Whether a geometry in a feature names another coordinate system than the file. */
function otherSystem(element: XmlElement, crs: string | null): boolean {
  if (crs === null) return false;
  const stack = [element];
  for (let inner = stack.pop(); inner; inner = stack.pop()) {
    const own = inner.attributes.srsName;
    if (own !== undefined && horizontal(own) !== crs) return true;
    if (inner.name !== "posList") stack.push(...inner.children);
  }
  return false;
}
