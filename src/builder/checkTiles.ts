// `npm run scene -- check-tiles`: what is wrong with a tileset on disk, for whoever made it.

import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { SourceError } from "../formats/fault.ts";
import { checkTileset, type TilesetCheck } from "../formats/tiles3d/check.ts";
import { tileFiles } from "./tileFiles.ts";

/** Findings and missing files printed; the counts have them all. */
const PRINTED = 50;

/**
 * Checks a tileset and prints what is wrong with it.
 * @param path folder that holds tileset.json, or the file itself @returns exit code: 1 when it has errors
 * @throws SourceError when there is nothing at the path
 */
export async function checkTiles(path: string, print: (line: string) => void = console.log): Promise<number> {
  const whole = resolve(path);
  if (!existsSync(whole)) throw new SourceError(path, "is not there", "give a folder that holds tileset.json");
  const file = statSync(whole).isDirectory() ? join(whole, "tileset.json") : whole;
  const result = await checkTileset(tileFiles(dirname(file)), basename(file));
  for (const line of reportLines(result)) print(line);
  return result.errors > 0 ? 1 : 0;
}

function reportLines(result: TilesetCheck): string[] {
  const { findings, missing, missingCount, errors, warnings, counts, extent } = result;
  const lines = findings
    .slice(0, PRINTED)
    .map((one) => `${one.severity} ${one.file}${one.path ? ` ${one.path}` : ""}: ${one.reason} → ${one.mend}`);
  const more = errors + warnings - lines.length;
  if (more > 0) lines.push(`… and ${more} more`);
  if (missingCount > 0) {
    lines.push(`${missingCount} of ${counts.contents} contents missing:`);
    for (const name of missing.slice(0, PRINTED)) lines.push(`  ${name}`);
    if (missingCount > PRINTED) lines.push(`  … and ${missingCount - PRINTED} more`);
  }
  const where = extent
    ? `${extent.west.toFixed(6)}, ${extent.south.toFixed(6)} – ${extent.east.toFixed(6)}, ${extent.north.toFixed(6)}, ${Math.round(extent.low)}–${Math.round(extent.high)} m`
    : "nowhere on earth (a model about its own origin)";
  lines.push(
    `${counts.tilesets} tileset(s), ${counts.tiles} tiles, ${counts.contents} contents at ${where}`,
    `${errors} error(s), ${warnings} warning(s)${result.usable ? "" : "; it cannot be shown"}`,
  );
  return lines;
}
