// The build command: reads a scene folder, builds it, tells how far it is and what came of it.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SourceError } from "../formats/fault.ts";
import { SourceReport } from "../formats/report.ts";
import { buildScene } from "./build.ts";
import { loadCity, loadScene } from "./load.ts";
import { referencesExtent } from "./references.ts";
import { findingsOf, summaryOf } from "./summary.ts";

export interface BuildCommand {
  /** Folder of scene.json. */
  folder: string;
  /** Folder under which scenes/ID is written. */
  data: string;
  /** How many buildings a generator makes. */
  buildings?: number;
  workers?: number;
}

/** Builds and prints. Ctrl-C stops it and leaves the last whole build. @throws SourceError, SceneError, AbortError */
export async function buildCommand({ folder, data, buildings, workers }: BuildCommand): Promise<void> {
  const scene = loadScene(folder);
  const report = new SourceReport();
  const outDir = join(data, "scenes", scene.id);
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once("SIGINT", onInterrupt);
  process.once("SIGTERM", onInterrupt);
  try {
    const began = performance.now();
    const tell = progressPrinter();
    const source = await loadCity(scene, folder, report, {
      buildings,
      otherExtent: await referencesExtent(scene, folder),
      signal: stop.signal,
      onProgress: (stage, done, total, features) =>
        tell(stage, done, total, `${mebibytes(done)} of ${mebibytes(total)}, ${features} features`),
    });
    const read = performance.now();
    const built = await buildScene({
      scene,
      source,
      sceneDir: folder,
      outDir,
      report,
      signal: stop.signal,
      workers,
      onProgress: ({ stage, done, total, perSecond }) =>
        tell(stage, done, total, `${done} / ${total}  ${Math.round(perSecond)}/s`),
    });
    const seconds = (performance.now() - began) / 1000;
    console.log(`\n${summaryOf(built, report.toJSON()).join("\n")}`);
    console.log(
      `  ${seconds.toFixed(1)} s, of which ${((read - began) / 1000).toFixed(1)} s reading the source; ${Math.round(built.counts.buildings / seconds)} buildings/s in all; most memory ${mebibytes(process.resourceUsage().maxRSS * 1024)}`,
    );
    console.log(`  → ${outDir}`);
    rmSync(failedReport(outDir), { force: true });
  } catch (error) {
    if (error instanceof SourceError) keepFindings(report, outDir);
    throw error;
  } finally {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onInterrupt);
  }
}

/** Where the report of a build that came to nothing is; the last whole build keeps its own. */
const failedReport = (outDir: string): string => `${outDir}.failed-report.json`;

/** What was found before it failed says why it did. */
function keepFindings(report: SourceReport, outDir: string): void {
  const found = report.toJSON();
  if (found.repaired.length + found.skipped.length + found.notes.length === 0) return;
  for (const line of findingsOf(found, failedReport(outDir))) console.error(line);
  mkdirSync(dirname(outDir), { recursive: true });
  writeFileSync(failedReport(outDir), JSON.stringify(found, null, 1));
}

const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(bytes < 10_485_760 ? 1 : 0)} MiB`;

/** One line a stage; in a terminal it counts up in place. */
function progressPrinter(): (stage: string, done: number, total: number, words: string) => void {
  const live = process.stdout.isTTY;
  let last = 0;
  let told = "";
  return (stage, done, total, words) => {
    const now = performance.now();
    const whole = done >= total;
    if (whole && told === stage) return;
    if (!whole && (!live || now - last < 100)) return;
    last = now;
    if (whole) told = stage;
    const text = `  ${stage.padEnd(16)} ${words}`;
    if (live) process.stdout.write(`\r${text.padEnd(76)}${whole ? "\n" : ""}`);
    else console.log(text);
  };
}
