// Writes the scene.json of a new real city from a handful of files and the starter catalogue.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { metresPerDegree } from "../twin/geodesy.ts";
import { readScene } from "../twin/scene/readScene.ts";
import { attributesOf, textOf } from "../formats/attributes.ts";
import { extentOf } from "./city/places.ts";
import { diskFile } from "./diskFile.ts";
import { type ReadFeature, readFeatures } from "../formats/readFeatures.ts";
import { SourceError } from "../formats/fault.ts";
import { SourceReport } from "../formats/report.ts";
import { STARTER } from "./starter.ts";

export interface NewSceneOptions {
  id: string;
  /** Chinese name. */
  name: string;
  nameEn?: string;
  /** Files by source; paths as the shell gave them. */
  files: Partial<Record<"buildings" | "roads" | "water" | "landuse" | "transit" | "points" | "places", string>>;
  /** Coordinate system of all files but places. */
  crs?: string;
  placesCrs?: string;
  gridMetres?: number;
  /** GB/T 2260 code of the city; else taken from the first district. */
  adminCode?: string;
  /** Whose data it is; shown in the corner of the map. */
  attribution?: string[];
}

/** @throws SourceError when scene.json exists, SceneError when the options do not make a valid one */
export async function writeNewScene(dir: string, options: NewSceneOptions): Promise<void> {
  const path = join(dir, "scene.json");
  if (existsSync(path)) throw new SourceError(path, "exists already", "choose another folder, or build that one");
  const sources: Record<string, unknown> = {};
  for (const [name, file] of Object.entries(options.files)) {
    const inside = relative(resolve(dir), resolve(file));
    const crs = name === "places" ? (options.placesCrs ?? options.crs) : options.crs;
    sources[name] = {
      path: inside.startsWith("..") || isAbsolute(inside) ? resolve(file) : inside,
      ...(crs ? { crs } : {}),
    };
  }
  if (options.gridMetres) sources.gridMetres = options.gridMetres;
  const read = async (name: "buildings" | "places" | "roads", crs?: string): Promise<ReadFeature[]> => {
    const file = options.files[name];
    return file ? readFeatures(diskFile(resolve(file)), { source: name, crs, report: new SourceReport() }) : [];
  };
  const districts = await read("places", options.placesCrs ?? options.crs);
  const drawn = await read("buildings", options.crs);
  const extent = extentOf(drawn.length > 0 ? drawn : await read("roads", options.crs));
  const manifest = {
    id: options.id,
    name: { zh: options.name, ...(options.nameEn ? { en: options.nameEn } : {}) },
    adminCode: options.adminCode ?? adminCodeOf(districts),
    attribution: options.attribution ?? [],
    sources,
    ...STARTER,
    cameras: extent ? { home: homeCamera(extent) } : {},
  };
  readScene(manifest); // a faulty manifest is never written
  mkdirSync(dir, { recursive: true });
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}

function adminCodeOf(districts: readonly ReadFeature[]): string {
  const read = attributesOf();
  for (const district of districts) {
    const code = textOf(read(district, "code")) || district.id;
    if (/^\d{6}$/.test(code)) return `${code.slice(0, 4)}00`;
  }
  throw new SourceError(
    "--admin-code",
    "is missing and the places file has no GB/T 2260 codes",
    "add --admin-code, such as 310100",
  );
}

/** A view from the south that holds the extent. */
function homeCamera([west, south, east, north]: readonly number[]) {
  const metres = metresPerDegree((south + north) / 2);
  const span = Math.max((east - west) * metres.lon, (north - south) * metres.lat);
  const height = Math.round(span * 0.55);
  const round = (x: number): number => Math.round(x * 1e6) / 1e6;
  const back = (height * 1.35) / metres.lat; // at 35° down the ray meets the ground 1.43 heights ahead
  return { lon: round((west + east) / 2), lat: round((south + north) / 2 - back), height, heading: 0, pitch: -35 };
}
