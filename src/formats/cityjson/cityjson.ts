// CityJSON 1.x/2.0 and CityJSONSeq (one feature a line) of any size: objects one at a time, vertices in a typed array.

import { SourceError } from "../fault.ts";
import type { RawFeature } from "../feature.ts";
import type { Format, OpenedFile, OpenOptions } from "../format.ts";
import { isGeographic } from "../geographic.ts";
import { cutShort, jsonLines, jsonSlices } from "../jsonSlices.ts";
import { asObject, member } from "../objects.ts";
import type { SourceFile } from "../sourceFile.ts";
import { type ObjectContext, readObject } from "./cityObject.ts";
import { type Header, readHeader, readVertices } from "./header.ts";
import { ObjectFinder } from "./parents.ts";
import { readTransform, VertexTable } from "./vertices.ts";

/** Most features of a batch. */
const BATCH = 256;

const ENDINGS = [".city.json", ".city.jsonl", ".cityjson", ".cityjsonl", ".cityjsonseq"];

/**
 * Features have `type` (Building, BuildingPart, Road …) among their properties, all levels of detail in `solids` and
 * the outline or place in `geometry`. Parts name their building in `parent` and have its attributes where they lack them.
 * A building that is only the sum of its parts, and groups, are not features of their own.
 */
export const cityjson: Format = {
  id: "cityjson",
  title: "CityJSON",
  extensions: ["json", "jsonl", "cityjson", "cityjsonl", "cityjsonseq"],

  recognises(head, name) {
    const text = startOf(head);
    if (!text.startsWith("{")) return false;
    if (/"type"\s*:\s*"CityJSON(Feature)?"|"CityObjects"\s*:/.test(text)) return true;
    return ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));
  },

  async open(file, options): Promise<OpenedFile> {
    await refuseWide(file);
    let position = 0;
    const progress = (bytes: number): void => {
      position = bytes;
    };
    const header = await readHeader(file, progress);
    const lines = await isSequence(file, header.end);
    if (!lines && header.cityObjectsAt < 0) throw new SourceError(file.name, 'has no "CityObjects"', "export it again");
    if (!/^[12]\.\d/.test(header.version))
      options.report.notes.push(
        `${options.source}: CityJSON version ${header.version || "unknown"} read as if it were 1.1`,
      );
    return {
      crs: header.crs,
      encoding: "utf-8",
      expected: null,
      features: () =>
        lines ? lineFeatures(file, header, options, progress) : fileFeatures(file, header, options, progress),
      position: () => position,
      close: async () => {},
    };
  },
};

/** The first text of some bytes, without white space and record separators (RFC 7464) before it. */
function startOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 1 << 12));
  return text.replaceAll(String.fromCharCode(0x1e), " ").trimStart();
}

/** @throws SourceError for UTF-16, which JSON is never written in by the standard */
async function refuseWide(file: SourceFile): Promise<void> {
  const [a, b] = await file.read(0, 2);
  if (a === 0 || b === 0 || (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))
    throw new SourceError(file.name, "is not text in UTF-8", "export it as CityJSON in UTF-8");
}

/** Whether more objects follow the first one. @throws SourceError when what follows is none */
async function isSequence(file: SourceFile, end: number): Promise<boolean> {
  for await (const chunk of file.stream(end)) {
    const rest = startOf(chunk);
    if (rest === "") continue;
    if (!rest.startsWith("{"))
      throw new SourceError(file.name, `has something after its end, at byte ${end}`, "correct or export it again");
    return true;
  }
  return /jsonl$/i.test(file.name);
}

async function* fileFeatures(
  file: SourceFile,
  header: Header,
  options: OpenOptions,
  progress: (position: number) => void,
): AsyncGenerator<RawFeature[]> {
  const { report, source } = options;
  const finder = new ObjectFinder(file, header.cityObjectsAt);
  const context: ObjectContext = {
    source,
    report,
    vertices: await readVertices(file, header, progress),
    templates: header.templates,
    degrees: isGeographic(header.crs),
    find: (id) => finder.find(id),
  };
  let batch: RawFeature[] = [];
  for await (const slices of jsonSlices(file, header.cityObjectsAt, { progress }))
    for (const { key, bytes, offset } of slices) {
      const object = parsed(key, bytes, `byte ${offset}`, options);
      if (!object) continue;
      for (const [id, value] of Object.entries(object)) {
        const inner = asObject(value);
        if (inner && Array.isArray(member(inner, "children"))) finder.keep(id, inner);
        const feature = await readObject(id, value, context);
        if (feature) batch.push(feature);
      }
      if (batch.length >= BATCH) {
        yield batch;
        batch = [];
      }
    }
  if (batch.length > 0) yield batch;
}

/** A member of CityObjects; skips and tells what is not JSON. */
function parsed(
  key: string | null,
  bytes: Uint8Array | null,
  where: string,
  { report, source }: OpenOptions,
): Record<string, unknown> | null {
  if (bytes === null) {
    report.skip(source, "object-too-large", "left out: it is longer than 64 MiB", key ?? where);
    return null;
  }
  try {
    return JSON.parse(`{${new TextDecoder("utf-8", { fatal: true }).decode(bytes)}}`) as Record<string, unknown>;
  } catch (error) {
    const text = error instanceof SyntaxError ? "it is not JSON" : "it is not text in UTF-8";
    report.skip(source, "not-json", `left out: ${text}`, key ?? where);
    return null;
  }
}

async function* lineFeatures(
  file: SourceFile,
  header: Header,
  options: OpenOptions,
  progress: (position: number) => void,
): AsyncGenerator<RawFeature[]> {
  const { report, source } = options;
  // A first line with objects of its own is against the standard, but nothing is lost by reading them.
  if (header.cityObjectsAt >= 0 && header.verticesAt >= 0) yield* fileFeatures(file, header, options, progress);
  let batch: RawFeature[] = [];
  let last: { line: number; bad: boolean } = { line: 0, bad: false };
  for await (const lines of jsonLines(file, header.end, progress))
    for (const { line, bytes } of lines) {
      const value = await readLine(line, bytes, file, header, options, batch);
      last = { line, bad: value === "cut" };
      if (value === "cut" && bytes) report.skip(source, "not-json", "left out: the line is not JSON", `line ${line}`);
      if (batch.length >= BATCH) {
        yield batch;
        batch = [];
      }
    }
  if (batch.length > 0) yield batch;
  if (last.bad && !(await endsWithNewline(file))) throw cutShort(file.name, file.size);
}

async function endsWithNewline(file: SourceFile): Promise<boolean> {
  const [byte] = await file.read(file.size - 1, 1);
  return byte === 10 || byte === 13;
}

/** Adds the features of a line. @returns "cut" when it is not JSON */
async function readLine(
  line: number,
  bytes: Uint8Array | null,
  file: SourceFile,
  header: Header,
  { report, source }: OpenOptions,
  batch: RawFeature[],
): Promise<"cut" | "read"> {
  const where = `line ${line}`;
  if (bytes === null) {
    report.skip(source, "object-too-large", "left out: the line is longer than 64 MiB", where);
    return "read";
  }
  let feature: Record<string, unknown> | null;
  try {
    feature = asObject(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    return "cut";
  }
  const objects = feature && asObject(member(feature, "CityObjects"));
  const list = feature && member(feature, "vertices");
  if (!feature || !objects || !Array.isArray(list) || member(feature, "type") !== "CityJSONFeature") {
    report.skip(
      source,
      "not-a-feature",
      "left out: the line is no CityJSONFeature with CityObjects and vertices",
      where,
    );
    return "read";
  }
  let { transform } = header;
  try {
    if (member(feature, "transform") !== undefined) transform = readTransform(feature.transform, file.name);
  } catch {
    report.repair(source, "transform-unusable", "read with the transform of the first line", where);
  }
  const vertices = new VertexTable(transform, file.name, list.length);
  vertices.add(list);
  const find = async (id: string): Promise<Record<string, unknown> | null> => asObject(member(objects, id));
  const degrees = isGeographic(header.crs);
  const context: ObjectContext = { source, report, vertices, templates: header.templates, degrees, find };
  for (const id of Object.keys(objects)) {
    const read = await readObject(id, objects[id], context);
    if (read) batch.push({ ...read, where: `${where}, CityObject ${id}` });
  }
  return "read";
}
