// npm run scene -- COMMAND: makes, checks and builds scenes.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { SourceError } from "../formats/fault.ts";
import { SceneError } from "../twin/scene/readScene.ts";
import { sceneJsonSchema } from "../twin/scene/schema.ts";
import { buildCommand } from "./buildCommand.ts";
import { checkTiles } from "./checkTiles.ts";
import { inspect } from "./inspect/inspect.ts";
import { propose } from "./inspect/propose.ts";
import { wordsOf } from "./inspect/words.ts";
import { checkScene } from "./load.ts";
import { writeNewScene } from "./newScene.ts";

const HELP = `npm run scene -- COMMAND

  new DIR --id ID --name 名 [--name-en NAME] [--admin-code 310100] [--time-zone Asia/Shanghai] [--grid 200]
          [--buildings F]… [--roads F]… [--water F]… [--landuse F]… [--transit F]… [--pois F]… [--mixed F]…
          [--places [LEVEL=]F]… [--pipes NETWORK=F]… [--assets KIND=F]…
          [--crs C] [--places-crs C] [--attribution "© …"]… [--data DATA] [--workers N] [--no-build]
                     writes DIR/scene.json with a starter catalogue and builds it
  build DIR [--data DATA] [--buildings N] [--workers N]
                     builds DIR/scene.json into DATA/scenes/ID (DATA is ./data if not given)
  inspect FILE [--crs C] [--encoding E] [--layer L] [--format F] [--features N]
                     prints what is in a file and how scene.json could take it
  check-tiles PATH   prints what is wrong with a 3D Tiles tileset
  check DIR          prints what is wrong with DIR/scene.json
  schema [--out F]   the JSON Schema of scene.json`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    id: { type: "string" },
    name: { type: "string" },
    "name-en": { type: "string" },
    "admin-code": { type: "string" },
    "time-zone": { type: "string" },
    encoding: { type: "string" },
    layer: { type: "string" },
    format: { type: "string" },
    features: { type: "string" },
    mixed: { type: "string", multiple: true },
    pipes: { type: "string", multiple: true },
    assets: { type: "string", multiple: true },
    grid: { type: "string" },
    buildings: { type: "string", multiple: true },
    roads: { type: "string", multiple: true },
    water: { type: "string", multiple: true },
    landuse: { type: "string", multiple: true },
    transit: { type: "string", multiple: true },
    pois: { type: "string", multiple: true },
    places: { type: "string", multiple: true },
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
  if (!["new", "build", "check", "inspect", "check-tiles"].includes(command) || dir === undefined) {
    console.error(
      dir === undefined
        ? `${command} needs a ${command === "inspect" ? "file" : "folder"}\n\n${HELP}`
        : `there is no command ${command}\n\n${HELP}`,
    );
    return 2;
  }
  if (command === "check") return check(dir);
  if (command === "check-tiles") return checkTiles(dir);
  if (command === "inspect") return look(dir);
  if (command === "new") {
    await create(dir);
    if (values["no-build"]) return 0;
  }
  const buildings = command === "build" ? positive("buildings", values.buildings?.[0]) : undefined;
  await buildCommand({ folder: dir, data: values.data, buildings, workers: positive("workers", values.workers) });
  return 0;
}

function check(folder: string): number {
  const faults = checkScene(folder);
  for (const fault of faults) console.error(`${fault.path}: ${fault.reason} → ${fault.mend}`);
  console.log(faults.length === 0 ? "no faults" : `${faults.length} fault(s)`);
  return faults.length === 0 ? 0 : 1;
}

/** @returns 1 when the builder would refuse the file, or nothing in it can be used */
async function look(file: string): Promise<number> {
  const { crs, encoding, layer, format } = values;
  const features = positive("features", values.features);
  const found = await inspect(file, { crs, encoding, layer, format, features });
  for (const line of wordsOf(found, propose(found))) console.log(line);
  return found.refusal === null && found.features > 0 ? 0 : 1;
}

async function create(folder: string): Promise<void> {
  if (!values.id || !values.name)
    throw new SourceError("new", "needs --id and --name", "such as --id shanghai-bund --name 上海外滩");
  const { buildings, roads, water, landuse, transit, pois: points, mixed, places, pipes, assets } = values;
  await writeNewScene(folder, {
    id: values.id,
    name: values.name,
    nameEn: values["name-en"],
    files: { buildings, roads, water, landuse, transit, points, mixed },
    places,
    pipes,
    assets,
    crs: values.crs,
    placesCrs: values["places-crs"],
    gridMetres: positive("grid", values.grid),
    adminCode: values["admin-code"],
    attribution: values.attribution,
    timeZone: values["time-zone"],
  });
  console.log(`wrote ${join(folder, "scene.json")}`);
}

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number >= 0)) throw new SourceError(`--${name}`, `${text} is not a number`, "give a number");
  return number;
}
