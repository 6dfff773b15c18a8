// A million buildings from one GeoJSON file: time, memory and bytes, against the whole-file way and against what the machine could do at best.

import { existsSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import earcut, { flatten } from "earcut";
import { printTable } from "./benchCity.ts";
import { footprints } from "./millionFile.ts";
import { costOf, millionScene } from "./millionScene.ts";

const MOST_MEMORY = 2e9;
const MOST_WIRE_BYTES = 90;
const MOST_LEAF = 250 * 1024;
const MOST_FIRST = 3 * 1024 * 1024;
/** Buildings a second and bytes a building that pg2b3dm publishes for itself (from a database, on other machines). */
const PUBLISHED = { perSecond: "1 400–3 800", bytes: 237 };

interface Tile {
  geometricError: number;
  content?: { uri: string };
  children?: Tile[];
}

/** Tiles by level, coarsest first: how many, bytes as brotli, the largest file. */
function levelsOf(layer: string) {
  const { root } = JSON.parse(readFileSync(join(layer, "tileset.json"), "utf8")) as { root: Tile };
  const levels = new Map<number, { tiles: number; bytes: number; brotli: number; gzip: number; largest: number }>();
  const size = (path: string): number => statSync(path).size;
  const visit = (tile: Tile): void => {
    if (tile.content) {
      const path = join(layer, tile.content.uri);
      const level = levels.get(tile.geometricError) ?? { tiles: 0, bytes: 0, brotli: 0, gzip: 0, largest: 0 };
      level.tiles++;
      level.bytes += size(path);
      level.brotli += size(`${path}.br`);
      level.gzip += size(`${path}.gz`);
      level.largest = Math.max(level.largest, size(path));
      levels.set(tile.geometricError, level);
    }
    for (const child of tile.children ?? []) visit(child);
  };
  visit(root);
  return [...levels].sort(([a], [b]) => b - a).map(([error, level]) => ({ error, ...level }));
}

/** Seconds to read a file's bytes once and to cut every footprint into triangles on all cores: nothing parsed, nothing written. */
function bound(file: string, count: number): number {
  const began = performance.now();
  const buffer = new Uint8Array(1 << 22);
  const handle = openSync(file, "r");
  while (readSync(handle, buffer) > 0);
  const readMs = performance.now() - began;
  const shapes = footprints().map(({ rings }) => flatten(rings));
  const cut = performance.now();
  for (let i = 0; i < count; i++) {
    const { vertices, holes, dimensions } = shapes[i % shapes.length];
    earcut(vertices, holes, dimensions);
  }
  return (readMs + (performance.now() - cut) / availableParallelism()) / 1000;
}

/** npm run bench -- million [COUNT] */
export async function run(): Promise<void> {
  const count = Number(process.argv[3] ?? 1_000_000);
  const { file, source, data, built } = millionScene(count);
  rmSync(built, { recursive: true, force: true });
  const ours = await costOf("src/builder/cli.ts", ["build", source, "--data", data]);
  const again = await costOf("src/builder/cli.ts", ["build", source, "--data", data]);
  const dir = mkdtempSync(join(tmpdir(), "yiwang-million-"));
  const whole = await costOf("test/bench/wholeFile.ts", [file, dir], 12_000);
  rmSync(dir, { recursive: true, force: true });
  const best = bound(file, count);

  const { gzipBytes } = JSON.parse(whole.output.trim()) as { gzipBytes: number };
  const levels = levelsOf(join(built, "layers/buildings"));
  const full = levels[levels.length - 1];
  const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
  const row = (name: string, seconds: number, memory: string, bytes: string): string[] => [
    name,
    seconds.toFixed(1),
    String(Math.round(count / seconds)),
    (seconds / ours.seconds).toFixed(2),
    memory,
    bytes,
  ];
  printTable(`million: ${count} buildings in ${mb(statSync(file).size)} of GeoJSON, ${availableParallelism()} cores`, [
    ["way", "s", "buildings/s", "time against ours", "most memory", "bytes a building, full detail"],
    row("ours: four levels, gzip and brotli, tables, report", ours.seconds, mb(ours.mostMemory), wire(full, count)),
    row("ours again, nothing changed", again.seconds, mb(again.mostMemory), wire(full, count)),
    row(
      "whole file: JSON.parse, plain glTF, one level, gzip",
      whole.seconds,
      mb(whole.mostMemory),
      `${(gzipBytes / count).toFixed(1)} gzip`,
    ),
    row("bound: bytes read once, earcut on all cores", best, "–", "–"),
    ["pg2b3dm, as published", "–", PUBLISHED.perSecond, "–", "–", String(PUBLISHED.bytes)],
  ]);
  printTable("tiles by level", [
    ["level: error, m", "tiles", "brotli kB", "gzip kB", "largest file kB"],
    ...levels.map((level) => [
      String(level.error),
      String(level.tiles),
      (level.brotli / 1000).toFixed(0),
      (level.gzip / 1000).toFixed(0),
      (level.largest / 1000).toFixed(0),
    ]),
  ]);
  check("most memory", Math.max(ours.mostMemory, again.mostMemory), MOST_MEMORY);
  check("bytes a building, gzip", full.gzip / count, MOST_WIRE_BYTES);
  check("largest leaf", full.largest, MOST_LEAF);
  check("all tiles of the coarsest level, gzip", levels[0].gzip, MOST_FIRST);
  if (!existsSync(join(built, "report.txt"))) throw new Error("the build left no report");
}

const wire = ({ brotli, gzip }: { brotli: number; gzip: number }, count: number): string =>
  `${(brotli / count).toFixed(1)} brotli, ${(gzip / count).toFixed(1)} gzip`;

function check(what: string, is: number, most: number): void {
  console.log(`${what}: ${is.toFixed(1)}, bound ${most}`);
  if (!(is <= most)) throw new Error(`${what} is ${is}, more than ${most}`);
}
