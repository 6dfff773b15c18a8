// The built scene of a source folder: made when it is missing or was made from something else.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Scene } from "../src/twin/scene/schema.ts";
import { filesNamed } from "../src/twin/scene/sources.ts";

const ROOT = join(import.meta.dirname, "..");

/** What a build depends on: the scene's own files and the builder by content, referenced data files by size and time. */
function stampOf(scene: Scene, sourceDir: string): string {
  const hash = createHash("sha256");
  const files = [
    ...filesOf(sourceDir),
    ...filesOf(join(ROOT, "src/builder")),
    ...filesOf(join(ROOT, "src/formats")),
    ...filesOf(join(ROOT, "src/twin")),
  ];
  for (const file of files.sort()) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(ROOT, file)}\0`);
    hash.update(size < 2_000_000 ? readFileSync(file) : `${size} ${mtimeMs}`);
  }
  for (const { file } of filesNamed(scene.sources))
    if (existsSync(resolve(sourceDir, file.path))) {
      const { size, mtimeMs } = statSync(resolve(sourceDir, file.path));
      hash.update(`${file.path} ${size} ${mtimeMs}\0`);
    }
  for (const one of scene.references)
    if ("path" in one && one.path !== undefined) hash.update(layerStamp(resolve(sourceDir, one.path)));
  return hash.digest("hex");
}

/** A referenced layer by the names, sizes and times of its files. */
function layerStamp(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return `${path} ${found?.size} ${found?.mtimeMs}\0`;
  return readdirSync(path)
    .sort()
    .map((name) => layerStamp(join(path, name)))
    .join("");
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesOf(path) : /\.(ts|json)$/.test(entry.name) ? [path] : [];
  });
}

/** Builds the scene if need be; returns its built folder. @throws Error when the builder fails (it has then said why) */
export async function ensureScene(
  scene: Scene,
  sourceDir: string,
  dataDir: string,
  log: (text: string) => void,
): Promise<string> {
  const built = join(dataDir, "scenes", scene.id);
  const mark = join(dataDir, "scenes", `${scene.id}.from`);
  const stamp = stampOf(scene, sourceDir);
  if (existsSync(join(built, "built.json")) && existsSync(mark) && readFileSync(mark, "utf8") === stamp) return built;
  log(`building the scene ${scene.name.zh} …`);
  const code = await new Promise<number | null>((done) => {
    const builder = spawn(
      process.execPath,
      ["--import", "tsx", join(ROOT, "src/builder/cli.ts"), "build", sourceDir, "--data", dataDir],
      { stdio: "inherit", cwd: ROOT },
    );
    const stop = (): boolean => builder.kill("SIGINT");
    process.once("SIGINT", stop);
    builder.on("exit", (status) => {
      process.off("SIGINT", stop);
      done(status);
    });
  });
  if (code !== 0) throw new Error("the scene could not be built (see above)");
  writeFileSync(mark, stamp);
  return built;
}
