// npm run scene -- COMMAND: makes, checks and builds scenes.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { SceneError } from "../twin/scene/readScene.ts";
import { sceneJsonSchema } from "../twin/scene/schema.ts";
import { type BuildProgress, buildScene } from "./build.ts";
import { checkScene, loadCity, loadScene } from "./load.ts";
import { writeNewScene } from "./newScene.ts";
import { SourceError } from "../formats/fault.ts";
import { SourceReport, type ReportCase } from "../formats/report.ts";

const HELP = `npm run scene -- COMMAND

  new DIR --id ID --name 名 [--name-en NAME] [--admin-code 310100] [--grid 200]
          [--buildings F] [--roads F] [--water F] [--landuse F] [--transit F] [--pois F] [--places F]
          [--crs C] [--places-crs C] [--attribution "© …"]… [--data DATA] [--workers N] [--no-build]
                     writes DIR/scene.json with a starter catalogue and builds it
  build DIR [--data DATA] [--buildings N] [--workers N]
                     builds DIR/scene.json into DATA/scenes/ID (DATA is ./data if not given)
  check DIR          prints what is wrong with DIR/scene.json
  schema [--out F]   the JSON Schema of scene.json`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    id: { type: "string" },
    name: { type: "string" },
    "name-en": { type: "string" },
    "admin-code": { type: "string" },
    grid: { type: "string" },
    buildings: { type: "string" },
    roads: { type: "string" },
    water: { type: "string" },
    landuse: { type: "string" },
    transit: { type: "string" },
    pois: { type: "string" },
    places: { type: "string" },
    crs: { type: "string" },
    "places-crs": { type: "string" },
    attribution: { type: "string", multiple: true },
    data: { type: "string", default: "data" },
    workers: { type: "string" },
    out: { type: "string" },
    "no-build": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const [command, dir] = positionals;
try {
  process.exitCode = await run();
} catch (error) {
  if (error instanceof SourceError || error instanceof SceneError) console.error(error.message);
  else if ((error as Error).name === "AbortError") console.error("stopped; nothing was changed");
  else throw error;
  process.exitCode = 1;
}

async function run(): Promise<number> {
  if (values.help || command === undefined) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  if (command === "schema") {
    const text = `${JSON.stringify(sceneJsonSchema(), null, 2)}\n`;
    if (values.out) {
      mkdirSync(dirname(resolve(values.out)), { recursive: true });
      writeFileSync(values.out, text);
    } else process.stdout.write(text);
    return 0;
  }
  if (!["new", "build", "check"].includes(command) || dir === undefined) {
    console.error(
      dir === undefined ? `${command} needs a folder\n\n${HELP}` : `there is no command ${command}\n\n${HELP}`,
    );
    return 2;
  }
  if (command === "check") return check(dir);
  if (command === "new") {
    await create(dir);
    if (values["no-build"]) return 0;
  }
  const buildings = command === "build" ? positive("buildings", values.buildings) : undefined;
  await build(dir, buildings);
  return 0;
}

function check(folder: string): number {
  const faults = checkScene(folder);
  for (const fault of faults) console.error(`${fault.path}: ${fault.reason} → ${fault.mend}`);
  console.log(faults.length === 0 ? "no faults" : `${faults.length} fault(s)`);
  return faults.length === 0 ? 0 : 1;
}

async function create(folder: string): Promise<void> {
  if (!values.id || !values.name)
    throw new SourceError("new", "needs --id and --name", "such as --id shanghai-bund --name 上海外滩");
  const { buildings, roads, water, landuse, transit, pois: points, places } = values;
  const files = Object.fromEntries(
    Object.entries({ buildings, roads, water, landuse, transit, points, places }).filter(
      ([, file]) => file !== undefined,
    ),
  );
  await writeNewScene(folder, {
    id: values.id,
    name: values.name,
    nameEn: values["name-en"],
    files,
    crs: values.crs,
    placesCrs: values["places-crs"],
    gridMetres: positive("grid", values.grid),
    adminCode: values["admin-code"],
    attribution: values.attribution,
  });
  console.log(`wrote ${join(folder, "scene.json")}`);
}

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number >= 0)) throw new SourceError(`--${name}`, `${text} is not a number`, "give a number");
  return number;
}

async function build(folder: string, buildings: number | undefined): Promise<void> {
  const scene = loadScene(folder);
  const report = new SourceReport();
  const outDir = join(values.data, "scenes", scene.id);
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once("SIGINT", onInterrupt);
  process.once("SIGTERM", onInterrupt);
  const began = performance.now();
  const source = await loadCity(scene, folder, report, buildings);
  const read = performance.now();
  const built = await buildScene({
    scene,
    source,
    outDir,
    report,
    signal: stop.signal,
    workers: positive("workers", values.workers),
    onProgress: printer(),
  });
  process.off("SIGINT", onInterrupt);
  process.off("SIGTERM", onInterrupt);
  const seconds = (performance.now() - began) / 1000;
  console.log(`\n${scene.name.zh} → ${outDir}`);
  console.log(
    `  ${built.counts.buildings} buildings (${built.counts.heightsEstimated} heights estimated), ${built.counts.places} places, ` +
      `${built.counts.assets} assets of which ${built.counts.points} points, ${built.counts.lines} lines, ${built.counts.areas} areas, ${built.counts.trees} trees`,
  );
  for (const layer of built.layers)
    console.log(
      `  ${layer.id.padEnd(10)} ${String(layer.tiles).padStart(5)} tiles ${(layer.bytes / 1024).toFixed(0).padStart(8)} KiB, gzip ${(layer.gzipBytes / 1024).toFixed(0)} KiB`,
    );
  console.log(
    `  ${seconds.toFixed(1)} s, of which ${((read - began) / 1000).toFixed(1)} s reading the source; ${Math.round(built.counts.buildings / seconds)} buildings/s in all`,
  );
  summary("repaired", report.toJSON().repaired);
  summary("left out", report.toJSON().skipped);
  for (const note of report.notes) console.log(`  note: ${note}`);
}

function summary(title: string, cases: readonly ReportCase[]): void {
  if (cases.length === 0) return;
  console.log(`  ${title} (all of it in report.json):`);
  for (const heading of new Set(cases.map((item) => `${item.source}: ${item.reason}`))) {
    const items = cases.filter((item) => `${item.source}: ${item.reason}` === heading);
    const count = items.reduce((sum, item) => sum + item.count, 0);
    const first = items[0];
    const rest = items.length > 1 ? ` and ${items.length - 1} more of the kind` : "";
    console.log(`    ${heading} × ${count} — ${first.action}${rest}; such as ${first.features[0]}`);
  }
}

/** One line a stage; in a terminal it counts up in place. */
function printer(): (progress: BuildProgress) => void {
  const live = process.stdout.isTTY;
  let last = 0;
  return ({ stage, done, total, perSecond }) => {
    const now = performance.now();
    const whole = done >= total;
    if (!whole && (!live || now - last < 100)) return;
    last = now;
    const text = `  ${stage.padEnd(10)} ${done} / ${total}  ${Math.round(perSecond)}/s`;
    if (live) process.stdout.write(`\r${text.padEnd(60)}${whole ? "\n" : ""}`);
    else console.log(text);
  };
}
