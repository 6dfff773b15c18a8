// References that are folders of tiles: level/column/row.png, and quantized-mesh terrain with its layer.json.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SourceError } from "../../formats/fault.ts";
import { isObject } from "../../formats/tiles3d/findings.ts";
import type { Placed } from "../references.ts";

/** Folder of level/column/row.FORMAT. @throws SourceError when there is no such tile */
export function tileFolder(
  path: string,
  format: string,
  where: string,
  asked: { minLevel: number; maxLevel: number },
): Placed {
  const levels = numbersIn(path).filter((level) =>
    numbersIn(join(path, String(level))).some((column) =>
      readdirSync(join(path, String(level), String(column))).some((row) => new RegExp(`^\\d+\\.${format}$`).test(row)),
    ),
  );
  if (levels.length === 0)
    throw new SourceError(
      `${where}.path`,
      `holds no LEVEL/COLUMN/ROW.${format}`,
      "give the folder above the levels, or another format",
    );
  // Beyond the levels that are there a viewer would only ask in vain.
  const minLevel = Math.max(asked.minLevel, Math.min(...levels));
  const maxLevel = Math.min(asked.maxLevel, Math.max(...levels));
  if (minLevel > maxLevel)
    throw new SourceError(
      `${where}.maxLevel`,
      `levels ${Math.min(...levels)}–${Math.max(...levels)} are there, none of those asked for`,
      "correct minLevel and maxLevel",
    );
  return { folder: path, address: `{z}/{x}/{y}.${format}`, levels: { minLevel, maxLevel } };
}

function numbersIn(folder: string): number[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d{1,8}$/.test(entry.name))
    .map((entry) => Number(entry.name));
}

/** Folder with layer.json. @throws SourceError when that is missing or not of quantized-mesh */
export function terrainFolder(path: string, where: string): Placed {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(join(path, "layer.json"), "utf8").replace(/^\uFEFF/, ""));
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new SourceError(
      `${where}.path`,
      absent ? "holds no layer.json" : `layer.json: ${(error as Error).message}`,
      "give a folder of quantized-mesh terrain",
    );
  }
  if (!isObject(json) || !String(json.format).startsWith("quantized-mesh") || !Array.isArray(json.tiles))
    throw new SourceError(
      `${where}.path`,
      "layer.json is not of quantized-mesh terrain",
      "make the terrain as quantized-mesh 1.0",
    );
  const bounds = json.bounds;
  const sound = Array.isArray(bounds) && bounds.length === 4 && bounds.every((x) => typeof x === "number");
  return { folder: path, address: "", ...(sound ? { extent: bounds as [number, number, number, number] } : {}) };
}
