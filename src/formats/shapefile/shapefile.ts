// Shapefiles: records of .shp in order (or by .shx), rows of .dbf beside them, .prj and .cpg where they are given.

import { BlockReader } from "../blockReader.ts";
import { SourceError } from "../fault.ts";
import type { RawFeature } from "../feature.ts";
import type { Format, OpenedFile, OpenOptions } from "../format.ts";
import { extensionOf, type SourceFile } from "../sourceFile.ts";
import { Dbf } from "./dbf.ts";
import { shapeGeometry } from "./geometry.ts";

const HEADER = 100;
const LONGEST_RECORD = 64 * 1024 * 1024;
const BATCH = 512;

export const shapefile: Format = {
  id: "shapefile",
  title: "Shapefile",
  extensions: ["shp", "dbf", "shx"],

  recognises: (head, name) =>
    extensionOf(name) === "shp" || (head.length >= 36 && isHeader(head) && extensionOf(name) !== "shx"),

  async open(given, options): Promise<OpenedFile> {
    const file = extensionOf(given.name) === "dbf" || extensionOf(given.name) === "shx" ? await shpOf(given) : given;
    const head = await file.read(0, HEADER);
    if (!isHeader(head)) throw new SourceError(file.name, "is not a shapefile", "give the .shp of a shapefile");
    if (head.length < HEADER) throw new SourceError(file.name, "ends within its header", "copy or export it again");
    const [dbfFile, cpg, prj] = await Promise.all([file.sibling("dbf"), textOf(file, "cpg"), textOf(file, "prj")]);
    const dbf = dbfFile ? await Dbf.open(dbfFile, options.encoding, cpg) : null;
    if (!dbf) options.report.note(`${options.source}: no .dbf beside ${file.name}, so features have no attributes`);
    if (dbf?.caution) options.report.note(`${options.source}: ${dbf.caution}`);
    const offsets = await offsetsOf(file);
    const reader = new BlockReader(file);
    return {
      crs: prj,
      encoding: dbf?.encoding ?? null,
      expected: offsets ? offsets.length / 2 : (dbf?.rowCount ?? null),
      features: () => records(reader, dbf, offsets, options),
      position: () => reader.position,
      close: async () => {},
    };
  },
};

function isHeader(head: Uint8Array): boolean {
  if (head.length < 32) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  return view.getInt32(0) === 9994 && view.getInt32(28, true) === 1000;
}

async function shpOf(file: SourceFile): Promise<SourceFile> {
  const shp = await file.sibling("shp");
  if (shp) return shp;
  throw new SourceError(file.name, "has no .shp beside it", "give all files of the shapefile: .shp, .shx, .dbf, .prj");
}

async function textOf(file: SourceFile, extension: string): Promise<string | null> {
  const beside = await file.sibling(extension);
  if (!beside) return null;
  const text = new TextDecoder()
    .decode(await beside.read(0, 1 << 16))
    .replaceAll("\0", "")
    .trim();
  return text === "" ? null : text;
}

/** Offset and length of each record out of the .shx, bytes; null when there is none or it cannot be right. */
async function offsetsOf(file: SourceFile): Promise<Float64Array | null> {
  const shx = await file.sibling("shx");
  if (!shx || shx.size < HEADER + 8 || shx.size > 1 << 30) return null;
  const bytes = await shx.read(0, shx.size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!isHeader(bytes)) return null;
  const count = Math.floor((bytes.length - HEADER) / 8);
  const offsets = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    const offset = 2 * view.getUint32(HEADER + 8 * i);
    const length = 2 * view.getUint32(HEADER + 8 * i + 4);
    if (offset < HEADER || offset + 8 + length > file.size + 8) return null;
    offsets[2 * i] = offset;
    offsets[2 * i + 1] = length;
  }
  return offsets;
}

async function* records(
  reader: BlockReader,
  dbf: Dbf | null,
  offsets: Float64Array | null,
  { source, report }: OpenOptions,
): AsyncGenerator<RawFeature[]> {
  const { name, size } = reader.file;
  let batch: RawFeature[] = [];
  let at = HEADER;
  let number = 0;
  for (; offsets ? number < offsets.length / 2 : at + 8 <= size; number++) {
    const where = `record ${number + 1}`;
    if (offsets) at = offsets[2 * number];
    const head = reader.peek(at, 8) ?? (await reader.range(at, 8));
    if (head.length < 8) throw endsWithin(name, where);
    const said = 2 * new DataView(head.buffer, head.byteOffset, 8).getUint32(4);
    // Where .shp and .shx disagree, the .shx is what programs go by.
    const length = offsets ? offsets[2 * number + 1] : said;
    if (length > LONGEST_RECORD || length < 4)
      throw new SourceError(
        name,
        `says ${where} has ${length} bytes`,
        offsets ? "export it again: it is damaged" : "give its .shx too, or export it again: it is damaged",
      );
    const content = reader.peek(at + 8, length) ?? (await reader.range(at + 8, length));
    if (content.length < length) throw endsWithin(name, where);
    at += 8 + length;
    const properties = dbf ? await dbf.row(number) : {};
    if (properties === null) {
      report.skip(source, "deleted", "left out: its row is marked as deleted", where);
      continue;
    }
    const view = new DataView(content.buffer, content.byteOffset, content.length);
    batch.push({ id: undefined, properties, geometry: shapeGeometry(view), where });
    if (batch.length >= BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (dbf && dbf.rowCount > number)
    report.note(`${source}: ${dbf.rowCount - number} rows of the table have no record in ${name}`);
  if (batch.length > 0) yield batch;
}

function endsWithin(name: string, where: string): SourceError {
  return new SourceError(name, `ends within ${where}`, "copy or export the file again");
}
