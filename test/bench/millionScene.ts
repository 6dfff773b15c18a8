// The scene of a million buildings that benches share: one GeoJSON file of real footprints, and what building it cost.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeMillion } from "./millionFile.ts";

export const ROOT = join(import.meta.dirname, "../..");

export interface MillionScene {
  /** The GeoJSON file. */
  file: string;
  /** Folder of scene.json. */
  source: string;
  /** DATA of the build, and the built scene below it. */
  data: string;
  built: string;
}

/** @param count buildings in the file, which is written once */
export function millionScene(count: number): MillionScene {
  const folder = join(ROOT, "data/bench", `buildings-${count}`);
  const file = join(folder, "buildings.geojson");
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file)) {
    writeMillion(`${file}.part`, count);
    renameSync(`${file}.part`, file);
  }
  writeFileSync(
    join(folder, "scene.json"),
    JSON.stringify({
      id: "million",
      name: { zh: "百万", en: "Million" },
      adminCode: "990000",
      attribution: ["© OpenStreetMap contributors"],
      kinds: [],
      sources: { buildings: { path: "buildings.geojson" } },
    }),
  );
  return { file, source: folder, data: folder, built: join(folder, "scenes/million") };
}

/** What a program in a process of its own took. */
export interface Cost {
  seconds: number;
  /** Most memory the process held, bytes, as the system counted it. */
  mostMemory: number;
  output: string;
}

/** Runs a TypeScript file in a process of its own. @throws Error when it fails */
export function costOf(script: string, words: readonly string[], heapMegabytes?: number): Promise<Cost> {
  return new Promise((done, fail) => {
    const began = performance.now();
    const flags = heapMegabytes === undefined ? [] : [`--max-old-space-size=${heapMegabytes}`];
    const child = spawn(process.execPath, [...flags, "--import", "tsx", join(ROOT, script), ...words], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [output, trouble, mostMemory] = ["", "", 0];
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      trouble += chunk;
    });
    const watch = setInterval(() => {
      mostMemory = Math.max(mostMemory, highWater(child.pid));
    }, 200);
    child.on("exit", (code) => {
      clearInterval(watch);
      if (code === 0) done({ seconds: (performance.now() - began) / 1000, mostMemory, output });
      else fail(new Error(`${script} left with ${code}: ${trouble.slice(-2000)}`));
    });
  });
}

/** High-water mark of a process's resident memory, bytes; 0 where the system does not tell. */
function highWater(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
