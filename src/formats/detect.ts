// Which format a file has: what the person says, else its first bytes, else its ending.

import { SourceError } from "./fault.ts";
import type { Format } from "./format.ts";
import { extensionOf, type SourceFile } from "./sourceFile.ts";

/** Bytes a format may look at to recognise its file. */
const HEAD = 4096;

/**
 * @param formats those there are, the more special ones first
 * @param given id of a format, as `format` in scene.json
 * @throws SourceError when no format knows the file
 */
export async function detectFormat(file: SourceFile, formats: readonly Format[], given?: string): Promise<Format> {
  if (given !== undefined) {
    const named = formats.find((format) => format.id === given.toLowerCase());
    if (named) return named;
    throw new SourceError(file.name, `the format "${given}" is not known`, `use one of ${ids(formats)}`);
  }
  const extension = extensionOf(file.name);
  const head = await file.read(0, HEAD);
  if (head.length === 0) throw new SourceError(file.name, "is empty", "export it again");
  const byContent = formats.filter((format) => format.recognises(head, file.name));
  const found =
    byContent.find((format) => format.extensions.includes(extension)) ??
    byContent[0] ??
    formats.find((format) => format.extensions.includes(extension));
  if (found) return found;
  throw new SourceError(
    file.name,
    "is of no known format",
    `give ${formats.map((format) => format.title).join(", ")}, or name its format (${ids(formats)})`,
  );
}

function ids(formats: readonly Format[]): string {
  return formats.map((format) => format.id).join(", ");
}
