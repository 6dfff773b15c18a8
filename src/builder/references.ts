// Existing layers a scene refers to: looked at, brought into the built scene by hard links, and told of in built.json.

import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { SourceError } from "../formats/fault.ts";
import type { SourceReport } from "../formats/report.ts";
import { tilesetExtent } from "../formats/tiles3d/check.ts";
import type { BuiltReference, Reference } from "../twin/scene/references.ts";
import type { Scene } from "../twin/scene/schema.ts";
import { layFiles } from "./references/layFiles.ts";
import { czmlFile, gltfFile, pmtilesFile } from "./references/singleFiles.ts";
import { terrainFolder, tileFolder } from "./references/tileFolders.ts";
import { tilesetFolder } from "./references/tilesets.ts";
import { tileFiles } from "./tileFiles.ts";

/** [west, south, east, north] degrees. */
type Extent = [number, number, number, number];

/** What looking at a reference's files found. */
export interface Placed {
  /** Folder the files lie in, and which of them are wanted; all if not given. */
  folder: string;
  files?: string[];
  /** Address below the reference's own folder; may be a template. */
  address: string;
  extent?: Extent;
  /** Lowest and highest of it, m above the ellipsoid, where its bounds are tight enough to tell. */
  heights?: [number, number];
  missingCount?: number;
  contents?: number;
  /** Words of the manifest the files know better. */
  levels?: { minLevel: number; maxLevel: number };
}

/**
 * Brings a scene's references into a built scene.
 * @param dir folder of scene.json @param outDir folder of the built scene; files go to references/ID/ below it
 * @param groundAt the scene's ground, m above the ellipsoid: with it a tileset that floats or is buried is noted
 * @returns what built.json says of them
 * @throws SourceError when one cannot be used; what is merely missing or odd goes into the report
 */
export async function placeReferences(
  scene: Pick<Scene, "references">,
  dir: string,
  outDir: string,
  report: SourceReport,
  groundAt?: (lon: number, lat: number) => number,
): Promise<BuiltReference[]> {
  const built: BuiltReference[] = [];
  for (const [i, one] of scene.references.entries()) {
    if (!("path" in one) || one.path === undefined) {
      built.push({ spec: one, url: one.url as string, missingCount: 0, contents: 0 });
      continue;
    }
    const placed = await look(one, sourceOf(one.path, dir, `references[${i}].path`), `references[${i}]`, report, dir);
    const own = join("references", one.id);
    await layFiles(placed.folder, join(outDir, own), placed.files, (name, reason) =>
      report.repair("references", "unpacked", reason, `${one.id}/${name}`),
    );
    if (one.type === "3dtiles" && groundAt) noteFloating(one, placed, groundAt, report);
    const { path: _, ...spec } = { ...one, ...(placed.levels ?? {}) };
    built.push({
      spec: spec as Reference,
      url: `references/${one.id}/${placed.address}`,
      missingCount: placed.missingCount ?? 0,
      contents: placed.contents ?? 0,
      ...(placed.extent ? { extent: placed.extent } : {}),
    });
    report.countRead("references");
  }
  return built;
}

/**
 * Where a scene's references are on earth, all together: what a scene made only of references covers.
 * @returns [west, south, east, north] degrees, or null when none of them says
 */
export async function referencesExtent(scene: Pick<Scene, "references">, dir: string): Promise<Extent | null> {
  const extents: Extent[] = [];
  for (const one of scene.references) {
    if (one.type === "gltf") extents.push(aroundPoint(one.position.lon, one.position.lat));
    if ("extent" in one && one.extent) extents.push(one.extent);
    if (one.type !== "3dtiles" || one.path === undefined) continue;
    const path = resolve(dir, one.path);
    const isFile = path.endsWith(".json");
    const found = await tilesetExtent(
      tileFiles(isFile ? dirname(path) : path),
      isFile ? basename(path) : "tileset.json",
    ).catch(() => null);
    if (found) extents.push([found.west, found.south, found.east, found.north]);
  }
  if (extents.length === 0) return null;
  return [0, 1, 2, 3].map((k) =>
    (k < 2 ? Math.min : Math.max)(...extents.map((extent) => extent[k])),
  ) as unknown as Extent;
}

/** A tileset whose lowest point is this far from the ground probably counts its heights from elsewhere, m (ours). */
const FLOATS = 10;

function noteFloating(
  { id, heightOffset }: Pick<Extract<Reference, { type: "3dtiles" }>, "id" | "heightOffset">,
  { heights, extent }: Placed,
  groundAt: (lon: number, lat: number) => number,
  report: SourceReport,
): void {
  if (!heights || !extent) return;
  const ground = groundAt((extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2);
  const above = Math.round(heights[0] + heightOffset - ground);
  if (Math.abs(above) <= FLOATS) return;
  report.note(
    `references: ${id}: begins ${Math.abs(above)} m ${above > 0 ? "above" : "below"} the scene's ground → if it ${above > 0 ? "floats" : "is buried"}, set heightOffset to ${heightOffset - above}`,
  );
}

/** About 500 m around a model, degrees. */
const aroundPoint = (lon: number, lat: number): Extent => {
  const [dLon, dLat] = [0.0045 / Math.max(0.1, Math.cos((lat * Math.PI) / 180)), 0.0045];
  return [lon - dLon, lat - dLat, lon + dLon, lat + dLat];
};

function sourceOf(path: string, dir: string, where: string): string {
  const whole = resolve(dir, path);
  if (!existsSync(whole))
    throw new SourceError(where, `${path} is not there`, "correct the path, relative to scene.json");
  return whole;
}

async function look(one: Reference, path: string, where: string, report: SourceReport, dir: string): Promise<Placed> {
  const isFolder = statSync(path).isDirectory();
  const need = (folder: boolean, what: string): void => {
    if (isFolder !== folder)
      throw new SourceError(`${where}.path`, `is a ${isFolder ? "folder" : "file"}`, `give ${what}`);
  };
  switch (one.type) {
    case "3dtiles":
      if (!isFolder && dirname(path) === resolve(dir))
        throw new SourceError(
          `${where}.path`,
          "lies beside scene.json itself",
          "put the tileset into a folder of its own",
        );
      return tilesetFolder(one.id, path, where, report);
    case "gltf":
      need(false, "a .glb or .gltf file");
      return gltfFile(one.id, path, where, report);
    case "czml":
      need(false, "a .czml file");
      return czmlFile(path, where);
    case "pmtiles":
      need(false, "a .pmtiles file");
      return pmtilesFile(path, where);
    case "xyz":
    case "mvt":
      need(true, "the folder that holds level/column/row files");
      return tileFolder(path, one.format, where, one);
    case "terrain-rgb":
      need(true, "the folder that holds level/column/row files");
      return tileFolder(path, "png", where, one);
    case "terrain-quantized-mesh":
      need(true, "the folder that holds layer.json");
      return terrainFolder(path, where);
    default:
      throw new SourceError(`${where}.path`, `stands at ${one.type}`, "give a url");
  }
}
