// From a scene folder to what the builder needs: the checked manifest and the city its sources make.

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { SourceError } from "../formats/fault.ts";
import type { SourceReport } from "../formats/report.ts";
import { readScene, SceneError, type SceneFault } from "../twin/scene/readScene.ts";
import type { Scene } from "../twin/scene/schema.ts";
import { filesNamed } from "../twin/scene/sources.ts";
import { type ReadCityOptions, readCity } from "./city/city.ts";
import type { CityGenerator, CitySource } from "./source.ts";

/** @throws SceneError when scene.json is faulty, SourceError when it cannot be read */
export function loadScene(dir: string): Scene {
  const path = join(dir, "scene.json");
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new SourceError(
      path,
      `cannot be read (${(error as NodeJS.ErrnoException).code})`,
      "give the folder that holds scene.json",
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new SourceError(path, `is not JSON: ${(error as Error).message}`, "correct it");
  }
  return readScene(json);
}

/** Faults of a scene folder: of the manifest, and files it names that are not there. */
export function checkScene(dir: string): SceneFault[] {
  let scene: Scene;
  try {
    scene = loadScene(dir);
  } catch (error) {
    if (error instanceof SceneError) return [...error.faults];
    if (error instanceof SourceError) return [{ path: error.path, reason: error.reason, mend: error.mend }];
    throw error;
  }
  const files =
    "generator" in scene.sources
      ? [["sources.generator", scene.sources.generator]]
      : filesNamed(scene.sources).map(({ at, file }) => [`${at}.path`, file.path]);
  for (const [i, one] of scene.references.entries())
    if ("path" in one && one.path !== undefined) files.push([`references[${i}].path`, one.path]);
  return files
    .filter(([, path]) => !existsSync(resolve(dir, path)))
    .map(([path, file]) => ({
      path,
      reason: `${file} is not there`,
      mend: "correct the path, relative to scene.json",
    }));
}

/**
 * Reads or generates the city of a scene.
 * @param dir folder of scene.json @param options progress and stop of reading; `buildings` overrides how many a generator makes
 * @throws SourceError
 */
export async function loadCity(
  scene: Scene,
  dir: string,
  report: SourceReport,
  options: ReadCityOptions & { buildings?: number } = {},
): Promise<CitySource> {
  const { sources } = scene;
  if (!("generator" in sources)) return readCity(scene, dir, report, options);
  const path = resolve(dir, sources.generator);
  if (!existsSync(path))
    throw new SourceError("sources.generator", `${sources.generator} is not there`, "correct the path");
  const module = (await import(pathToFileURL(path).href)) as { default?: CityGenerator };
  if (typeof module.default !== "function")
    throw new SourceError(
      "sources.generator",
      "has no default export that is a function",
      "export default a CityGenerator",
    );
  return module.default({ seed: sources.seed, buildings: options.buildings ?? sources.buildings });
}
