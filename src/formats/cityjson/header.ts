// What stands around the objects of a CityJSON file: version, coordinate system, transform, templates, and where the rest begins.

import { SourceError } from "../fault.ts";
import { jsonSlices } from "../jsonSlices.ts";
import { asObject, member } from "../objects.ts";
import type { SourceFile } from "../sourceFile.ts";
import type { Templates } from "./geometry.ts";
import { IDENTITY, readTransform, type Transform, VertexTable } from "./vertices.ts";

/** The first (in CityJSON: only) object of a file without its city objects and vertices. */
export interface Header {
  version: string;
  /** As the file names it: a URL or urn; null when it does not. */
  crs: string | null;
  transform: Transform;
  templates: Templates | null;
  /** Where the values of these members begin, bytes; −1 when the member is missing. */
  cityObjectsAt: number;
  verticesAt: number;
  /** First byte after the object. */
  end: number;
}

const KEPT = new Set(["type", "version", "metadata", "transform", "geometry-templates"]);

/** @throws SourceError when the file does not begin with a CityJSON object or ends within it */
export async function readHeader(file: SourceFile, progress: (position: number) => void): Promise<Header> {
  const members: Record<string, unknown> = {};
  let [cityObjectsAt, verticesAt, end] = [-1, -1, 0];
  const slices = jsonSlices(file, 0, { want: (key) => KEPT.has(key), progress });
  for (let next = await slices.next(); ; next = await slices.next()) {
    if (next.done) {
      end = next.value;
      break;
    }
    for (const { key, bytes, valueOffset, offset } of next.value) {
      if (key === "CityObjects") cityObjectsAt = valueOffset;
      else if (key === "vertices") verticesAt = valueOffset;
      else if (key !== null && KEPT.has(key)) {
        if (bytes === null)
          throw new SourceError(file.name, `its member "${key}" is longer than 64 MiB`, "export it again");
        try {
          Object.assign(members, JSON.parse(`{${new TextDecoder().decode(bytes)}}`));
        } catch (error) {
          throw new SourceError(
            file.name,
            `is not JSON at byte ${offset} ("${key}"): ${(error as Error).message}`,
            "correct or export it again",
          );
        }
      }
    }
  }
  return { ...readMembers(members, file.name), cityObjectsAt, verticesAt, end };
}

/** The members of a header as parsed. @throws SourceError when it is not CityJSON or its transform cannot be used */
export function readMembers(
  members: Record<string, unknown>,
  name: string,
): Pick<Header, "version" | "crs" | "transform" | "templates"> {
  if (members.type === "CityJSONFeature")
    throw new SourceError(
      name,
      "is a CityJSONSeq without its first line, which has the transform",
      'put the line {"type":"CityJSON", …} back to the beginning',
    );
  if (members.type !== "CityJSON")
    throw new SourceError(name, 'is not CityJSON: it has no "type": "CityJSON"', "give a CityJSON file");
  const version = typeof members.version === "string" ? members.version : "";
  const transform = members.transform === undefined ? IDENTITY : readTransform(members.transform, name);
  return { version, crs: crsOf(members.metadata), transform, templates: readTemplates(members, name) };
}

function crsOf(metadata: unknown): string | null {
  const object = asObject(metadata);
  const system = object && member(object, "referenceSystem");
  return typeof system === "string" && system.trim() !== "" ? system.trim() : null;
}

function readTemplates(members: Record<string, unknown>, name: string): Templates | null {
  const object = asObject(members["geometry-templates"]);
  const geometries = object && member(object, "templates");
  const list = object && member(object, "vertices-templates");
  if (!Array.isArray(geometries) || !Array.isArray(list)) return null;
  const vertices = new VertexTable(IDENTITY, name);
  vertices.add(list);
  return { geometries, vertices };
}

/** The vertices of a file. @throws SourceError when they are not there or not JSON */
export async function readVertices(
  file: SourceFile,
  { verticesAt, transform }: Header,
  progress: (position: number) => void,
): Promise<VertexTable> {
  if (verticesAt < 0) throw new SourceError(file.name, 'has no "vertices"', "export it again");
  const table = new VertexTable(transform, file.name);
  for await (const slices of jsonSlices(file, verticesAt, { runBytes: 1 << 16, progress }))
    for (const { bytes, offset } of slices) {
      try {
        table.add(JSON.parse(`[${new TextDecoder().decode(bytes!)}]`));
      } catch (error) {
        if (error instanceof SourceError) throw error;
        throw new SourceError(
          file.name,
          `its vertices are not JSON after byte ${offset}: ${(error as Error).message}`,
          "correct or export it again",
        );
      }
    }
  return table;
}
