// FlatGeobuf: the frames are read here, within bounds, and decoded with the format's own library.

import { ByteBuffer } from "flatbuffers";
import { Feature } from "flatgeobuf/lib/mjs/flat-geobuf/feature.js";
import { fromFeature } from "flatgeobuf/lib/mjs/geojson/feature.js";
import type { HeaderMeta } from "flatgeobuf/lib/mjs/header-meta.js";
import { fromByteBuffer } from "flatgeobuf/lib/mjs/header-meta.js";
import { BlockReader } from "../blockReader.ts";
import { SourceError } from "../fault.ts";
import type { RawFeature } from "../feature.ts";
import type { Format, OpenedFile } from "../format.ts";
import type { SourceFile } from "../sourceFile.ts";

/** "fgb", version 3, "fgb", any patch level. */
const MAGIC = [0x66, 0x67, 0x62, 0x03, 0x66, 0x67, 0x62];
const LONGEST_HEADER = 16 * 1024 * 1024;
const LONGEST_FEATURE = 64 * 1024 * 1024;
const BATCH = 512;

export const flatgeobuf: Format = {
  id: "flatgeobuf",
  title: "FlatGeobuf",
  extensions: ["fgb"],

  recognises: (head) => MAGIC.slice(0, 3).every((byte, i) => head[i] === byte) && head[4] === 0x66,

  async open(file): Promise<OpenedFile> {
    const start = await file.read(0, 12);
    if (start.length < 12 || MAGIC.some((byte, i) => start[i] !== byte))
      throw new SourceError(
        file.name,
        start[3] !== undefined && start[0] === 0x66 && start[3] !== 3
          ? `is FlatGeobuf of version ${start[3]}, not 3`
          : "is not FlatGeobuf",
        "export it again as FlatGeobuf 3",
      );
    const length = new DataView(start.buffer, start.byteOffset).getUint32(8, true);
    const { header, tree } = await headerOf(file, length);
    const reader = new BlockReader(file);
    return {
      crs: crsOf(header),
      encoding: null,
      expected: header.featuresCount > 0 ? header.featuresCount : null,
      features: () => features(reader, header, 12 + length + tree),
      position: () => reader.position,
      close: async () => {},
    };
  },
};

async function headerOf(file: SourceFile, length: number): Promise<{ header: HeaderMeta; tree: number }> {
  const bytes = length <= LONGEST_HEADER ? await file.read(8, length + 4) : new Uint8Array(0);
  if (bytes.length < length + 4)
    throw new SourceError(file.name, "ends within its header", "copy or export the file again");
  try {
    const header = fromByteBuffer(new ByteBuffer(bytes.slice()));
    return { header, tree: treeSize(header.featuresCount, header.indexNodeSize) };
  } catch (error) {
    throw new SourceError(file.name, `has a broken header (${(error as Error).message})`, "export it again");
  }
}

/** Bytes of the packed Hilbert R-tree before the features (specification: nodes of 40 bytes, level by level). */
function treeSize(features: number, nodeSize: number): number {
  if (nodeSize === 0 || features === 0) return 0;
  if (nodeSize < 2 || features > 1e12) throw new Error("impossible index");
  let level = features;
  let nodes = features;
  while (level > 1) {
    level = Math.ceil(level / nodeSize);
    nodes += level;
  }
  return nodes * 40;
}

function crsOf({ crs }: HeaderMeta): string | null {
  if (!crs) return null;
  if (crs.code > 0) return `${crs.org || "EPSG"}:${crs.code}`;
  return crs.code_string || crs.wkt || null;
}

async function* features(reader: BlockReader, header: HeaderMeta, begin: number): AsyncGenerator<RawFeature[]> {
  const { name, size } = reader.file;
  let batch: RawFeature[] = [];
  let number = 0;
  for (let at = begin; at < size; ) {
    const where = `feature ${++number}`;
    const prefix = reader.peek(at, 4) ?? (await reader.range(at, 4));
    if (prefix.length < 4) throw endsWithin(name, where);
    const length = prefix[0] + prefix[1] * 0x100 + prefix[2] * 0x10000 + prefix[3] * 0x1000000;
    if (length > LONGEST_FEATURE || length < 8)
      throw new SourceError(name, `says ${where} has ${length} bytes`, "export it again: it is damaged");
    const frame = reader.peek(at, length + 4) ?? (await reader.range(at, length + 4));
    if (frame.length < length + 4) throw endsWithin(name, where);
    batch.push(decoded(frame, header, number, where));
    at += length + 4;
    if (batch.length >= BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (header.featuresCount > 0 && number < header.featuresCount)
    throw new SourceError(
      name,
      `ends after ${number} of ${header.featuresCount} features`,
      "copy or export the file again",
    );
  if (batch.length > 0) yield batch;
}

function endsWithin(name: string, where: string): SourceError {
  return new SourceError(name, `ends within ${where}`, "copy or export the file again");
}

/** A damaged feature becomes one of unknown geometry, which is skipped and listed. */
function decoded(frame: Uint8Array, header: HeaderMeta, number: number, where: string): RawFeature {
  try {
    // Coordinates are read as doubles in place, so the frame must begin at a multiple of eight.
    const feature = Feature.getSizePrefixedRootAsFeature(new ByteBuffer(frame.slice()));
    const read = fromFeature(number, feature, header) as unknown as Pick<RawFeature, "properties" | "geometry">;
    const properties = Object.fromEntries(
      Object.entries(read.properties ?? {}).map(([key, value]) => [
        key,
        typeof value === "bigint" && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
          ? Number(value)
          : typeof value === "bigint"
            ? String(value)
            : value,
      ]),
    );
    return { id: undefined, properties, geometry: read.geometry ?? null, where };
  } catch {
    return { id: undefined, properties: {}, geometry: { type: "damaged" }, where };
  }
}
