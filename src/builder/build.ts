// Builds a scene: one city's source goes in, a folder that the hub serves comes out — whole or not at all.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Column, encodeColumns } from "../twin/columns.ts";
import { LocalFrame } from "../twin/geodesy.ts";
import { LEVEL } from "../twin/level.ts";
import { TRAIT } from "../twin/nodeTable.ts";
import { type BuiltLayer, type BuiltScene, builtScene } from "../twin/scene/built.ts";
import type { Scene } from "../twin/scene/schema.ts";
import { BuildingStore } from "./buildingStore.ts";
import { type GroundData, layGround } from "./ground.ts";
import { writeAreas, writePlaces } from "./layers/areas.ts";
import { writeBuildings } from "./layers/buildings.ts";
import { writeGround, writeTrees } from "./layers/ground.ts";
import type { LayerContext } from "./layers/layer.ts";
import { writeLines } from "./layers/lines.ts";
import { PlaceIndex } from "./placeIndex.ts";
import { orderPlaces, type PlaceOrder } from "./placeOrder.ts";
import { centroid } from "../formats/polygon.ts";
import { SourceError } from "../formats/fault.ts";
import { SourceReport } from "../formats/report.ts";
import type { CitySource, TerrainSource } from "./source.ts";
import { growTree, type Tree } from "./tree.ts";
import { writeCompressed } from "./work/jobs.ts";
import { TilePool } from "./work/pool.ts";

/** How far a build is. */
export interface BuildProgress {
  /** read, or the layer being written. */
  stage: string;
  done: number;
  total: number;
  /** Features a second in this stage so far. */
  perSecond: number;
}

export interface BuildOptions {
  scene: Scene;
  source: CitySource;
  /** Folder of the built scene (DATA/scenes/ID); replaced only when the build is whole. */
  outDir: string;
  onProgress?: (progress: BuildProgress) => void;
  /** Aborting leaves nothing half: the old scene, if any, stays. */
  signal?: AbortSignal;
  /** Worker threads; 0 makes tiles on this thread. Default: one per core, none for a small city. */
  workers?: number;
  /** Findings made while the source was read; the build adds its own. */
  report?: SourceReport;
}

/**
 * Builds a scene into `outDir`.
 * @throws SourceError when the source cannot be used, the signal's reason when aborted
 */
export async function buildScene(options: BuildOptions): Promise<BuiltScene> {
  const outDir = resolve(options.outDir);
  const workDir = `${outDir}.building-${process.pid}`;
  rmSync(workDir, { recursive: true, force: true });
  mkdirSync(workDir, { recursive: true });
  try {
    const built = await buildInto(workDir, options);
    options.signal?.throwIfAborted();
    replaceFolder(workDir, outDir);
    return built;
  } catch (error) {
    rmSync(workDir, { recursive: true, force: true });
    throw error;
  }
}

async function buildInto(dir: string, options: BuildOptions): Promise<BuiltScene> {
  const { scene, source, signal } = options;
  const report = options.report ?? new SourceReport();
  const progress = progressOf(options.onProgress);
  const extent = checkExtent(source.extent);
  const origin = { lon: (extent[0] + extent[2]) / 2, lat: (extent[1] + extent[3]) / 2 };
  const frame = new LocalFrame(origin.lon, origin.lat);
  const ground = layGround(extent, source.terrain);
  const order = orderPlaces(source.places);
  const index = new PlaceIndex(order.places);
  const store = new BuildingStore(frame, ground, source.synthetic);
  const hashes: string[] = [];
  const wrote = (path: string, sha256: string): void => {
    hashes.push(`${path} ${sha256}`);
  };
  const write = (path: string, bytes: Uint8Array): void => wrote(path, writeCompressed(join(dir, path), bytes).sha256);

  const pool = new TilePool({ ground, origin }, options.workers ?? defaultWorkers(source), signal); // boots while we read
  let tree: Tree;
  let layers: BuiltLayer[];
  try {
    await readBuildings(source, store, order, index, report, progress, signal);
    tree = growTree({
      order,
      index,
      store,
      assets: source.assets,
      kindIds: scene.kinds.map((kind) => kind.id),
      ground,
      synthetic: source.synthetic,
      report,
    });
    const context = { dir, frame, pool, progress, wrote };
    const tiles = writeLayers(source, tree, order, store, ground, context, report);
    tiles.catch(() => {}); // seen below, after the tables
    writeTables(tree, source, extent, write);
    layers = await tiles;
  } finally {
    await pool.close();
  }
  write("report.json", new TextEncoder().encode(JSON.stringify(report, null, 1)));

  const { sources: _, ...manifest } = scene;
  const built: BuiltScene = {
    format: 1,
    id: scene.id,
    hash: createHash("sha256").update(hashes.sort().join("\n")).digest("hex"),
    builtAt: new Date().toISOString(),
    scene: manifest,
    extent,
    origin,
    counts: countsOf(tree, order, source, store),
    layers,
    partitions: [{ partition: 0, slot: 0 }, ...order.districts.map((slot, i) => ({ partition: 1 + i, slot }))],
    report: "report.json",
  };
  writeFileSync(join(dir, "built.json"), JSON.stringify(builtScene.parse(built)));
  return built;
}

/** Below this many buildings starting threads costs more than they save (measured: about 1.5 s of processor time each). */
const WORTH_THREADS = 20_000;

const defaultWorkers = (source: CitySource): number =>
  source.buildingCount < WORTH_THREADS ? 0 : availableParallelism();

function writeTables(
  tree: Tree,
  source: CitySource,
  extent: CitySource["extent"],
  write: (path: string, bytes: Uint8Array) => void,
): void {
  const buildings = tree.buildings as unknown as Record<string, Column>;
  write("nodes.bin", tree.table.encode());
  write("buildings.bin", encodeColumns(buildings, { first: tree.table.coreCount }));
  write("terrain.bin", terrainFile(source.terrain, extent));
}

function checkExtent(extent: CitySource["extent"]): CitySource["extent"] {
  const [west, south, east, north] = extent;
  if (!extent.every(Number.isFinite) || west >= east || south >= north || Math.abs(south) > 89 || Math.abs(north) > 89)
    throw new SourceError(
      "extent",
      `[${extent.join(", ")}] is not a piece of the earth`,
      "give [west, south, east, north] in degrees",
    );
  if (east - west > 4 || north - south > 4)
    throw new SourceError(
      "extent",
      `spans ${(east - west).toFixed(1)}° × ${(north - south).toFixed(1)}°, too wide for one city`,
      "cut the sources to one city, at most 4° wide, and check their coordinates",
    );
  return extent;
}

async function readBuildings(
  source: CitySource,
  store: BuildingStore,
  order: PlaceOrder,
  index: PlaceIndex,
  report: SourceReport,
  progress: LayerContext["progress"],
  signal: AbortSignal | undefined,
): Promise<void> {
  const codes = new Set<string>();
  let read = 0;
  for (const building of source.buildings) {
    read++;
    const label = building.name ? `${building.code} ${building.name}` : building.code;
    if (codes.has(building.code))
      report.skip("buildings", "code-twice", "left out: another building has the same code", label);
    else {
      codes.add(building.code);
      let place = building.placeCode === undefined ? undefined : order.slotOf.get(building.placeCode);
      const [lon, lat] = building.rings[0]?.length ? centroid(building.rings[0]) : [Number.NaN, Number.NaN];
      place ??= index.find(lon, lat);
      if (place < 0) {
        place = Math.max(0, index.nearestLeaf(lon, lat));
        report.repair("buildings", "outside-places", "filed under the nearest unit: it stands in none", label);
      }
      try {
        store.add(building, place);
      } catch (error) {
        report.skip("buildings", "footprint-unusable", `left out: ${(error as Error).message}`, label);
      }
    }
    if (read % 2048 === 0) {
      progress("read", read, Math.max(read, source.buildingCount));
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    }
  }
  report.countRead("buildings kept", store.count);
  progress("read", read, read);
}

async function writeLayers(
  source: CitySource,
  tree: Tree,
  order: PlaceOrder,
  store: BuildingStore,
  ground: GroundData,
  context: LayerContext,
  report: SourceReport,
): Promise<BuiltLayer[]> {
  const slotOf = (code: string): number => tree.table.slotOf(code);
  // All at once: the pool takes tiles as it gets to them, so that no worker idles at the end of a layer.
  const layers = await Promise.all([
    writeGround(ground, context),
    writeAreas("landuse", source.areas, context, report),
    writeAreas("water", source.areas, context, report),
    writeLines("roads", source.lines, slotOf, context, report),
    writeLines("rails", source.lines, slotOf, context, report),
    writeLines("pipes", source.lines, slotOf, context, report),
    writePlaces("districts", order, context),
    writePlaces("streets", order, context),
    writePlaces("grids", order, context),
    writeBuildings(store, tree.buildingOrder, tree.table.coreCount, context),
    source.props?.trees ? writeTrees(source.props.trees, context) : null,
  ]);
  return layers.filter((layer) => layer !== null);
}

function terrainFile(terrain: TerrainSource | undefined, [west, south, east, north]: CitySource["extent"]): Uint8Array {
  const { heights, ...meta } = terrain ?? {
    west,
    south,
    east,
    north,
    columns: 2,
    rows: 2,
    heights: new Float32Array(4),
  };
  return encodeColumns({ heights }, meta);
}

function countsOf(tree: Tree, order: PlaceOrder, source: CitySource, store: BuildingStore): BuiltScene["counts"] {
  const { table } = tree;
  let points = 0;
  for (let slot = table.placeCount; slot < table.coreCount; slot++)
    if (table.columns.level[slot] === LEVEL.point) points++;
  let heightsEstimated = 0;
  for (let i = 0; i < store.count; i++) if (store.traits[i] & TRAIT.heightEstimated) heightsEstimated++;
  return {
    places: table.placeCount,
    districts: order.places.filter((place) => place.level === "district").length,
    assets: table.coreCount - table.placeCount,
    points,
    buildings: store.count,
    heightsEstimated,
    lines: source.lines.length,
    areas: source.areas.length,
    trees: Math.floor((source.props?.trees?.length ?? 0) / 3),
  };
}

/** Turns (stage, done, total) into progress with a rate; the clock never reaches the built files. */
function progressOf(tell: BuildOptions["onProgress"]): LayerContext["progress"] {
  const began = new Map<string, number>();
  return (stage, done, total) => {
    if (!tell) return;
    const now = performance.now();
    const since = began.get(stage) ?? now;
    began.set(stage, since);
    tell({ stage, done, total, perSecond: now > since ? (done * 1000) / (now - since) : 0 });
  };
}

/** Puts `from` in the place of `to`; the old folder goes only after the new one stands. */
function replaceFolder(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  const old = `${to}.old-${process.pid}`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(to)) renameSync(to, old);
  renameSync(from, to);
  rmSync(old, { recursive: true, force: true });
}
