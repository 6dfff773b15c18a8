// Writes the scene.json of a new real city from a handful of files and the starter catalogue.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { attributesOf, textOf } from "../formats/attributes.ts";
import { SourceError } from "../formats/fault.ts";
import { SourceReport } from "../formats/report.ts";
import { readScene } from "../twin/scene/readScene.ts";
import { NETWORKS, type Network } from "../twin/scene/words.ts";
import { rolesOf } from "./city/mixed.ts";
import { openSource } from "./openSource.ts";
import { networkKinds, STARTER } from "./starter.ts";

/** Roles that take files just as they are. */
export const PLAIN_ROLES = ["buildings", "roads", "water", "landuse", "transit", "points", "mixed"] as const;

export interface NewSceneOptions {
  id: string;
  /** Chinese name. */
  name: string;
  nameEn?: string;
  /** Files by role; paths as the shell gave them. */
  files: Partial<Record<(typeof PLAIN_ROLES)[number], string[]>>;
  /** Polygons of places, as PATH (districts) or LEVEL=PATH. */
  places?: string[];
  /** Pipes, as NETWORK=PATH. */
  pipes?: string[];
  /** Assets, as KIND=PATH. */
  assets?: string[];
  /** Coordinate system of all files but places. */
  crs?: string;
  placesCrs?: string;
  gridMetres?: number;
  /** GB/T 2260 code of the city; else taken from the first district. */
  adminCode?: string;
  /** Whose data it is; shown in the corner of the map. */
  attribution?: string[];
  timeZone?: string;
}

type FileWords = Record<string, unknown>;

/** @throws SourceError when scene.json exists or a file cannot be read, SceneError when the options do not make a valid one */
export async function writeNewScene(dir: string, options: NewSceneOptions): Promise<void> {
  const path = join(dir, "scene.json");
  if (existsSync(path)) throw new SourceError(path, "exists already", "choose another folder, or build that one");
  const file = (given: string, crs: string | undefined, more: FileWords = {}): FileWords => {
    const inside = relative(resolve(dir), resolve(given));
    return {
      path: inside.startsWith("..") || isAbsolute(inside) ? resolve(given) : inside,
      ...more,
      ...(crs ? { crs } : {}),
    };
  };
  const sources: Record<string, unknown> = {};
  const put = (role: string, files: FileWords[]): void => {
    if (files.length > 0) sources[role] = files.length === 1 ? files[0] : files;
  };
  for (const role of PLAIN_ROLES)
    put(
      role,
      (options.files[role] ?? []).map((one) => file(one, options.crs)),
    );
  const placesCrs = options.placesCrs ?? options.crs;
  const placeFiles = (options.places ?? []).map((one) =>
    split(one, "places", ["district", "street", "community", "grid"], "district"),
  );
  put(
    "places",
    placeFiles.map(({ word, path: one }) => file(one, placesCrs, word === "district" ? {} : { level: word })),
  );
  const pipes = (options.pipes ?? []).map((one) => split(one, "pipes", NETWORKS));
  put(
    "pipes",
    pipes.map(({ word, path: one }) => file(one, options.crs, { network: word, kind: `${word}-pipe` })),
  );
  const assets = (options.assets ?? []).map((one) => split(one, "assets"));
  put(
    "assets",
    assets.map(({ word, path: one }) => file(one, options.crs, { kind: word })),
  );
  if (options.gridMetres) sources.gridMetres = options.gridMetres;

  const networks = new Set(pipes.map(({ word }) => word as Network));
  const kinds = new Set(assets.map(({ word }) => word));
  for (const one of options.files.mixed ?? []) await lookInto(one, options.crs, networks, kinds);
  const manifest = {
    id: options.id,
    name: { zh: options.name, ...(options.nameEn ? { en: options.nameEn } : {}) },
    adminCode:
      options.adminCode ??
      (await adminCodeOf(
        placeFiles.map(({ path: one }) => one),
        placesCrs,
      )),
    ...(options.timeZone ? { timeZone: options.timeZone } : {}),
    attribution: options.attribution ?? [],
    sources,
    ...STARTER,
    kinds: [...STARTER.kinds, ...networkKinds(networks, kinds)],
  };
  readScene(manifest); // a faulty manifest is never written
  mkdirSync(dir, { recursive: true });
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** WORD=PATH, or PATH alone where there is a usual word. */
function split(
  text: string,
  option: string,
  words?: readonly string[],
  usual?: string,
): { word: string; path: string } {
  const at = text.indexOf("=");
  const word = at > 0 ? text.slice(0, at) : usual;
  if (word === undefined || (words && !words.includes(word))) {
    if (usual !== undefined && at > 0) return { word: usual, path: text };
    throw new SourceError(
      `--${option}`,
      `${text} does not say what it is`,
      `write ${words ? words.join("|") : "KIND"}=FILE`,
    );
  }
  return { word, path: at > 0 ? text.slice(at + 1) : text };
}

/** Features of a mixed file that are looked at for what the catalogue must have. */
const LOOKED_AT = 50_000;

/** Adds the networks and kinds of equipment that a mixed file brings. */
async function lookInto(
  path: string,
  crs: string | undefined,
  networks: Set<Network>,
  kinds: Set<string>,
): Promise<void> {
  const stream = await openSource(resolve(path), { source: "mixed", crs, report: new SourceReport() });
  let looked = 0;
  try {
    for await (const batch of stream.batches()) {
      for (const { role, kind, network } of batch.flatMap(rolesOf)) {
        if (role === "pipes" && network) networks.add(network);
        if (role === "assets" && kind) kinds.add(kind);
      }
      looked += batch.length;
      if (looked >= LOOKED_AT) break;
    }
  } finally {
    await stream.close();
  }
}

async function adminCodeOf(paths: readonly string[], crs: string | undefined): Promise<string> {
  const read = attributesOf();
  for (const path of paths) {
    const stream = await openSource(resolve(path), { source: "places", crs, report: new SourceReport() });
    try {
      for await (const batch of stream.batches())
        for (const place of batch) {
          const code = textOf(read(place, "code")) || place.id;
          if (/^\d{6}/.test(code)) return `${code.slice(0, 4)}00`;
        }
    } finally {
      await stream.close();
    }
  }
  throw new SourceError(
    "--admin-code",
    "is missing and no places file has GB/T 2260 codes",
    "add --admin-code, such as 310100; a city without one may use 990000",
  );
}
