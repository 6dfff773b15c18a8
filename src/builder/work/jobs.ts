// One job makes one tile: mesh, GLB, compressed copies, files. It runs the same in a worker thread and in the main thread.

import { createHash } from "node:crypto";
import { copyFileSync, existsSync, linkSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { GroundData } from "../ground.ts";
import { areaMesh, type PackedAreas, placeMesh } from "../tiles/areaMesh.ts";
import { blockMesh, boxMesh, fullMesh, massMesh, type PackedBuildings } from "../tiles/buildingMesh.ts";
import { Drape } from "../tiles/drape.ts";
import { glbReady, writeGlb } from "../tiles/glb.ts";
import { type GroundPiece, groundMesh, treeMesh } from "../tiles/groundMesh.ts";
import type { TileMesh } from "../tiles/mesh.ts";
import { reorder } from "../tiles/reorder.ts";
import { type PackedLines, ribbonMesh } from "../tiles/ribbonMesh.ts";

/** What a tile is made of. All of it can be posted to another thread. */
export type TileInput =
  | { type: "full" | "boxes" | "blocks" | "masses"; data: PackedBuildings }
  | { type: "lines"; data: PackedLines }
  | { type: "areas" | "places"; data: PackedAreas }
  | { type: "ground"; data: GroundPiece }
  | { type: "trees"; data: Float64Array };

/** A tile to be made and where its file goes. */
export interface TileJob {
  /** Absolute path of the .glb to write. */
  path: string;
  input: TileInput;
  /** The tile of the same name in the build before, taken over when its input was the same. */
  before?: TileBefore;
}

/** A tile that was made before: its file and what came of it. */
export interface TileBefore {
  path: string;
  result: TileResult;
}

/** What came of a job. */
export interface TileResult {
  /** SHA-256 of everything the tile was made from. */
  key: string;
  /** Taken over from the build before, the file not written again. */
  reused?: true;
  /** null when the input held nothing that could be drawn; no file is written then. */
  bounds: number[] | null;
  sha256: string;
  bytes: number;
  gzipBytes: number;
  brotliBytes: number;
  vertices: number;
  triangles: number;
  features: number;
}

/** What every job needs to know of the scene. */
export interface JobContext {
  ground: GroundData;
  origin: { lon: number; lat: number };
}

const BROTLI = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 20 },
};

/** Makes a runner for a scene's jobs. */
export async function jobRunner(context: JobContext): Promise<(job: TileJob) => TileResult> {
  await glbReady;
  const drape = new Drape(context.ground, context.origin);
  const groundKey = keyOfGround(context);
  return (job) => {
    const key = keyOf(job.input, groundKey);
    if (job.before?.result.key === key && takeOver(job.before.path, job.path))
      return { ...job.before.result, reused: true };
    let mesh = meshOf(job.input, drape);
    // Split sheets come in no good order. Prisms, ribbons, grids and trees do: measured, reordering them costs time and gzip bytes.
    if ((job.input.type === "areas" || job.input.type === "places") && mesh.indices.length > 0) mesh = reorder(mesh);
    const features = mesh.table.count;
    if (mesh.indices.length === 0)
      return {
        key,
        bounds: null,
        sha256: "",
        bytes: 0,
        gzipBytes: 0,
        brotliBytes: 0,
        vertices: 0,
        triangles: 0,
        features,
      };
    const { bytes, bounds } = writeGlb(mesh);
    const sizes = writeCompressed(job.path, bytes);
    return {
      key,
      bounds,
      ...sizes,
      bytes: bytes.length,
      vertices: mesh.vertexCount,
      triangles: mesh.indices.length / 3,
      features,
    };
  };
}

/** Types whose tiles follow the ground. */
const DRAPED: ReadonlySet<TileInput["type"]> = new Set(["lines", "areas", "places", "ground", "trees"]);

function keyOfGround({ ground, origin }: JobContext): string {
  const { heights, flat, ...bounds } = ground;
  const sum = createHash("sha256").update(JSON.stringify([origin, bounds, flat]));
  return (flat ? sum : sum.update(heights)).digest("hex");
}

/** SHA-256 of a tile's input: every column by name, and the ground where it is draped. */
function keyOf(input: TileInput, groundKey: string): string {
  const sum = createHash("sha256").update(input.type);
  if (DRAPED.has(input.type)) sum.update(groundKey);
  if (input.data instanceof Float64Array) sum.update(input.data);
  else
    for (const [name, column] of Object.entries(input.data))
      sum.update(name).update(ArrayBuffer.isView(column) ? (column as Uint8Array) : String(column));
  return sum.digest("hex");
}

/** Links a file and its compressed copies to where they are wanted now. @returns whether all three were there */
function takeOver(from: string, to: string): boolean {
  const ends = ["", ".gz", ".br"];
  if (!ends.every((end) => existsSync(from + end))) return false;
  for (const end of ends) {
    try {
      linkSync(from + end, to + end);
    } catch {
      copyFileSync(from + end, to + end); // another device, or a file system without links
    }
  }
  return true;
}

/** Writes a file with its .gz and .br beside it; tells its SHA-256 and compressed sizes. */
export function writeCompressed(path: string, bytes: Uint8Array) {
  const gzip = gzipSync(bytes, { level: 6 });
  const brotli = brotliCompressSync(bytes, BROTLI);
  writeFileSync(path, bytes);
  writeFileSync(`${path}.gz`, gzip);
  writeFileSync(`${path}.br`, brotli);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { sha256, gzipBytes: gzip.length, brotliBytes: brotli.length };
}

function meshOf(input: TileInput, drape: Drape): TileMesh {
  switch (input.type) {
    case "full":
      return fullMesh(input.data);
    case "boxes":
      return boxMesh(input.data);
    case "blocks":
      return blockMesh(input.data);
    case "masses":
      return massMesh(input.data);
    case "lines":
      return ribbonMesh(input.data, drape);
    case "areas":
      return areaMesh(input.data, drape);
    case "places":
      return placeMesh(input.data, drape);
    case "ground":
      return groundMesh(input.data, drape);
    case "trees":
      return treeMesh(input.data, drape);
  }
}

/** Buffers of a job that can be handed over instead of copied. */
export function transferables(input: TileInput): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const columns: unknown[] = input.data instanceof Float64Array ? [input.data] : Object.values(input.data);
  for (const column of columns)
    if (ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer) buffers.add(column.buffer);
  return [...buffers];
}
