// Which format a file has: what the person says, else its first bytes, else its ending. Zip archives are looked into.

import { SourceError } from "./fault.ts";
import type { Format } from "./format.ts";
import { extensionOf, type SourceFile } from "./sourceFile.ts";
import { isZip, zipEntries } from "./zip.ts";

/** Bytes a format may look at to recognise its file. */
const HEAD = 4096;

/** A file and the format to read it with. */
export interface Detected {
  file: SourceFile;
  format: Format;
}

export interface DetectOptions {
  /** Id of a format, as `format` in scene.json. */
  format?: string;
  /** Which file of an archive with several: its name or path, with or without ending. */
  layer?: string;
}

/**
 * @param formats those there are, the more special ones first
 * @returns the file (one out of it, for an archive) and its format
 * @throws SourceError when no format knows the file
 */
export async function detectFormat(
  file: SourceFile,
  formats: readonly Format[],
  options: DetectOptions = {},
): Promise<Detected> {
  const named = options.format === undefined ? null : formatNamed(file, formats, options.format);
  const head = await file.read(0, HEAD);
  if (head.length === 0) throw new SourceError(file.name, "is empty", "export it again");
  if (isZip(head)) return fromArchive(file, formats, named, options.layer);
  const format = named ?? formatOf(head, file.name, formats);
  if (format) return { file, format };
  throw new SourceError(
    file.name,
    "is of no known format",
    `give ${formats.map((known) => known.title).join(", ")}, or name its format (${ids(formats)})`,
  );
}

function formatNamed(file: SourceFile, formats: readonly Format[], id: string): Format {
  const found = formats.find((format) => format.id === id.toLowerCase());
  if (found) return found;
  throw new SourceError(file.name, `the format "${id}" is not known`, `use one of ${ids(formats)}`);
}

function formatOf(head: Uint8Array, name: string, formats: readonly Format[]): Format | null {
  const extension = extensionOf(name);
  const byContent = formats.filter((format) => format.recognises(head, name));
  return (
    byContent.find((format) => format.extensions.includes(extension)) ??
    byContent[0] ??
    formats.find((format) => format.extensions.includes(extension)) ??
    null
  );
}

/** The one file of an archive that can be read; tables that only go with a shapefile do not count. */
async function fromArchive(
  archive: SourceFile,
  formats: readonly Format[],
  named: Format | null,
  layer: string | undefined,
): Promise<Detected> {
  const entries = await zipEntries(archive);
  const found: Detected[] = [];
  for (const file of entries) {
    if (["dbf", "shx", "prj", "cpg", "xml", "txt", "md", "pdf"].includes(extensionOf(file.name)) && !named) continue;
    const format = formatOf(await file.read(0, HEAD), file.name, named ? [named] : formats);
    if (format && !["dbf", "shx"].includes(extensionOf(file.name))) found.push({ file, format });
  }
  const short = (file: SourceFile): string => file.name.slice(archive.name.length + 1);
  const wanted = layer === undefined ? found : found.filter(({ file }) => isNamed(short(file), layer));
  if (wanted.length === 1) return wanted[0];
  if (wanted.length === 0 && found.length !== 1)
    throw new SourceError(
      archive.name,
      found.length === 0 ? "holds no file of a known format" : `holds no file "${layer}"`,
      found.length === 0
        ? `pack ${formats.map((known) => known.title).join(", ")}`
        : `name one of ${found.map(({ file }) => short(file)).join(", ")} with layer`,
    );
  if (found.length === 1) return found[0]; // the layer is one within this file
  throw new SourceError(
    archive.name,
    `holds several files: ${wanted.map(({ file }) => short(file)).join(", ")}`,
    "name one with layer, or unpack it",
  );
}

function isNamed(path: string, layer: string): boolean {
  const wanted = layer.toLowerCase();
  const whole = path.toLowerCase();
  const file = whole.slice(whole.lastIndexOf("/") + 1);
  return [whole, file, whole.replace(/\.[^.]*$/, ""), file.replace(/\.[^.]*$/, "")].includes(wanted);
}

function ids(formats: readonly Format[]): string {
  return formats.map((format) => format.id).join(", ");
}
