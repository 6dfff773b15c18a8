// References that are one file, with what lies beside it: glTF, CZML, PMTiles.

import { existsSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { SourceError } from "../../formats/fault.ts";
import type { SourceReport } from "../../formats/report.ts";
import { isRemote, magicOf, parseJson, resolvePath } from "../../formats/tiles3d/files.ts";
import { Findings, isObject, Sheet } from "../../formats/tiles3d/findings.ts";
import { readGlb } from "../../formats/tiles3d/glb.ts";
import { checkGltf } from "../../formats/tiles3d/gltf.ts";
import type { Placed } from "../references.ts";
import { tileFiles } from "../tileFiles.ts";

/** @throws SourceError when it is no glTF */
export async function gltfFile(id: string, path: string, where: string, report: SourceReport): Promise<Placed> {
  const folder = dirname(path);
  const name = basename(path);
  const bytes = new Uint8Array(await readFile(path));
  const findings = new Findings();
  const sheet = new Sheet(findings, name);
  const files = tileFiles(folder);
  const glb = magicOf(bytes) === "glTF" ? readGlb(sheet, bytes) : null;
  const json = glb?.json ?? (magicOf(bytes) === "glTF" ? null : jsonOf(bytes, where));
  if (!isObject(json)) {
    const first = findings.list[0];
    throw new SourceError(`${where}.path`, first?.reason ?? "is not glTF", first?.mend ?? "give a .glb or .gltf file");
  }
  if (json.asset === undefined) throw new SourceError(`${where}.path`, "is not glTF", "give a .glb or .gltf file");
  await checkGltf(sheet, json, glb?.binary ?? null, (uri) => files.read(resolvePath(name, uri)));
  for (const one of findings.list.slice(0, 5))
    report.note(`references: ${id}: ${one.file} ${one.path}: ${one.reason} → ${one.mend}`);
  return { folder, address: name, files: [name, ...besides(json, folder)] };
}

/** @throws SourceError when it is no CZML */
export async function czmlFile(path: string, where: string): Promise<Placed> {
  const folder = dirname(path);
  const json = jsonOf(new Uint8Array(await readFile(path)), where);
  const first = Array.isArray(json) ? json[0] : undefined;
  if (!isObject(first) || first.id !== "document")
    throw new SourceError(`${where}.path`, "is not CZML", 'give a list of packets whose first has the id "document"');
  return { folder, address: basename(path), files: [basename(path), ...besides(json, folder)] };
}

function jsonOf(bytes: Uint8Array, where: string): unknown {
  try {
    return parseJson(bytes[0] === 0xef ? bytes.subarray(3) : bytes);
  } catch (error) {
    throw new SourceError(`${where}.path`, (error as Error).message, "correct the file");
  }
}

/** Files a document names that lie beside it or below, such as images and buffers. */
function besides(json: unknown, folder: string): string[] {
  const found = new Set<string>();
  const open: unknown[] = [json];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "object" && value !== null) for (const one of Object.values(value)) open.push(one);
    if (typeof value !== "string" || value.length > 300 || isRemote(value) || !/\.\w{2,5}$/.test(value)) continue;
    const name = resolvePath("", value);
    if (resolve(folder, name).startsWith(folder + sep) && existsSync(join(folder, name))) found.add(name);
  }
  return [...found];
}

/** @throws SourceError when it is no PMTiles of version 3 */
export async function pmtilesFile(path: string, where: string): Promise<Placed> {
  const head = Buffer.alloc(127);
  const file = await open(path);
  try {
    await file.read(head, 0, 127, 0);
  } finally {
    await file.close();
  }
  // Specification 3: "PMTiles", version, … positions in degrees × 10⁷ from byte 102 on.
  if (head.toString("latin1", 0, 7) !== "PMTiles" || head[7] !== 3)
    throw new SourceError(`${where}.path`, "is not PMTiles of version 3", "convert it with: pmtiles convert");
  const degrees = [102, 106, 110, 114].map((at) => head.readInt32LE(at) / 1e7);
  return {
    folder: dirname(path),
    address: basename(path),
    files: [basename(path)],
    extent: degrees as [number, number, number, number],
  };
}
