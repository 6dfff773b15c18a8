// A 3D Tiles tileset a scene refers to: checked in full, its findings into the report.

import { statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { SourceError } from "../../formats/fault.ts";
import type { SourceReport } from "../../formats/report.ts";
import { checkTileset } from "../../formats/tiles3d/check.ts";
import type { Placed } from "../references.ts";
import { tileFiles } from "../tileFiles.ts";

/** Taller bounds are spheres or boxes around far more than is there, m (ours): they say nothing of heights. */
const TIGHT = 1000;

/** @param path folder with tileset.json, or the file @throws SourceError when nothing of it can be shown */
export async function tilesetFolder(id: string, path: string, where: string, report: SourceReport): Promise<Placed> {
  const isFolder = statSync(path).isDirectory();
  const folder = isFolder ? path : dirname(path);
  const name = isFolder ? "tileset.json" : basename(path);
  const result = await checkTileset(tileFiles(folder), name);
  if (!result.usable) {
    const first = result.findings.find((one) => one.severity === "error");
    throw new SourceError(
      `${where} ${first?.file ?? name}${first?.path ? ` ${first.path}` : ""}`,
      first?.reason ?? "cannot be shown",
      first?.mend ?? "run npm run scene -- check-tiles on it",
    );
  }
  for (const file of result.missing)
    report.skip("references", "content-missing", "left out: it is not there", `${id}/${file}`);
  if (result.missingCount > 0)
    report.note(
      `references: ${id}: ${result.missingCount} of ${result.counts.contents} contents missing, the rest is shown`,
    );
  const errors = result.findings.filter((one) => one.severity === "error");
  for (const one of errors.slice(0, 5))
    report.note(`references: ${id}: ${one.file} ${one.path}: ${one.reason} → ${one.mend}`);
  if (result.errors + result.warnings > result.missingCount)
    report.note(
      `references: ${id}: ${result.errors} errors and ${result.warnings} warnings; npm run scene -- check-tiles lists them`,
    );
  const { extent } = result;
  return {
    folder,
    address: name,
    missingCount: result.missingCount,
    contents: result.counts.contents,
    ...(extent ? { extent: [extent.west, extent.south, extent.east, extent.north] } : {}),
    ...(extent && extent.high - extent.low < TIGHT ? { heights: [extent.low, extent.high] } : {}),
  };
}
