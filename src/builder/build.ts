// Builds a scene: one city's source goes in, a folder that the hub serves comes out — whole or not at all.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { SourceError } from "../formats/fault.ts";
import { SourceReport } from "../formats/report.ts";
import { encodeColumns } from "../twin/columns.ts";
import { LocalFrame } from "../twin/geodesy.ts";
import type { HeightGrid } from "../twin/heights.ts";
import { LEVEL } from "../twin/level.ts";
import { TRAIT } from "../twin/nodeTable.ts";
import { BUILT_FORMAT, type BuiltLayer, type BuiltScene, builtScene } from "../twin/scene/built.ts";
import type { Scene } from "../twin/scene/schema.ts";
import { fileBuildings, takeStore } from "./fileBuildings.ts";
import { type GroundData, groundHeight, layGround } from "./ground.ts";
import { homeCamera } from "./homeCamera.ts";
import { writeAreas, writePlaces } from "./layers/areas.ts";
import { writeBuildings } from "./layers/buildings.ts";
import { writeGround, writeTrees } from "./layers/ground.ts";
import type { LayerContext } from "./layers/layer.ts";
import { writeLines } from "./layers/lines.ts";
import { lineDrivers } from "./lineDrivers.ts";
import { PlaceIndex } from "./placeIndex.ts";
import { orderPlaces, type PlaceOrder } from "./placeOrder.ts";
import { footprintColumns, lineColumns } from "./planFiles.ts";
import { placeReferences } from "./references.ts";
import { roadGraph } from "./roadGraph.ts";
import type { CitySource } from "./source.ts";
import { BuildingStore } from "./store/buildingStore.ts";
import { summaryOf } from "./summary.ts";
import { growTree, type Tree } from "./tree.ts";
import { writeCompressed } from "./work/jobs.ts";
import { TilePool } from "./work/pool.ts";
import { TileIndex } from "./work/tileIndex.ts";

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
  /** Folder of scene.json, for the references that lie beside it; without it there are none. */
  sceneDir?: string;
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
    const built = await buildInto(workDir, outDir, options);
    options.signal?.throwIfAborted();
    replaceFolder(workDir, outDir);
    return built;
  } catch (error) {
    rmSync(workDir, { recursive: true, force: true });
    throw error;
  }
}

async function buildInto(dir: string, before: string, options: BuildOptions): Promise<BuiltScene> {
  const { scene, source, signal } = options;
  const report = options.report ?? new SourceReport();
  const progress = progressOf(options.onProgress);
  const extent = checkExtent(source.extent);
  // On a coarse lattice, so that a city that grows a little keeps its frame and with it its tiles.
  const onLattice = (degrees: number): number => Math.round(Math.round(degrees / LATTICE) * LATTICE * 100) / 100;
  const origin = { lon: onLattice((extent[0] + extent[2]) / 2), lat: onLattice((extent[1] + extent[3]) / 2) };
  const frame = new LocalFrame(origin.lon, origin.lat);
  const ground = layGround(extent, source.terrain);
  const order = orderPlaces(source.places);
  const index = new PlaceIndex(order.places);
  const tiles = new TileIndex(before);
  const hashes: string[] = [];
  const wrote = (path: string, sha256: string): void => {
    hashes.push(`${path} ${sha256}`);
  };
  const write = (path: string, bytes: Uint8Array): void => wrote(path, writeCompressed(join(dir, path), bytes).sha256);

  const pool = new TilePool({ ground, origin }, options.workers ?? defaultWorkers(source), signal); // boots while we read
  let tree: Tree;
  let layers: BuiltLayer[];
  const store = source.buildings instanceof BuildingStore ? source.buildings : new BuildingStore();
  try {
    if (source.buildings === store) takeStore(store, source.places, order);
    else await fileBuildings(source, store, order, index, report, progress, signal);
    store.standOn(ground);
    if (source.synthetic) for (let i = 0; i < store.count; i++) store.traits[i] |= TRAIT.synthetic;
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
    const context = { dir, frame, pool, progress, wrote, tiles };
    const writing = writeLayers(source, scene.kinds, tree, order, store, ground, context, report);
    writing.catch(() => {}); // seen below, after the tables
    writeTables(tree, source, extent, write);
    writePlanFiles(tree, source, store, frame, scene, write);
    layers = await writing;
  } finally {
    await pool.close();
    store.close();
  }
  tiles.write(dir);
  const references = options.sceneDir
    ? await placeReferences(scene, options.sceneDir, dir, report, (lon, lat) => groundHeight(ground, lon, lat))
    : [];
  write("report.json", new TextEncoder().encode(JSON.stringify(report, null, 1)));

  const { sources: _, references: __, ...manifest } = scene;
  const heightAt = ({ lon, lat }: { lon: number; lat: number }): number => groundHeight(ground, lon, lat);
  const built: BuiltScene = {
    format: BUILT_FORMAT,
    id: scene.id,
    hash: createHash("sha256").update(hashes.sort().join("\n")).digest("hex"),
    builtAt: new Date().toISOString(),
    scene: {
      ...manifest,
      cameras: { home: homeCamera(extent, heightAt(origin)), ...manifest.cameras },
      references: [],
    },
    references,
    extent,
    origin,
    counts: countsOf(tree, order, source),
    layers,
    partitions: [{ partition: 0, slot: 0 }, ...order.districts.map((slot, i) => ({ partition: 1 + i, slot }))],
    report: "report.json",
  };
  writeFileSync(join(dir, "report.txt"), `${summaryOf(built, report.toJSON()).join("\n")}\n`);
  writeFileSync(join(dir, "built.json"), JSON.stringify(builtScene.parse(built)));
  return built;
}

/** Step of the origin's lattice, degrees. */
const LATTICE = 0.05;
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
  write("nodes.bin", tree.table.encode());
  write("buildings.bin", encodeColumns({ ...tree.buildings }, { first: tree.table.coreCount }));
  write("terrain.bin", terrainFile(source.terrain, extent));
}

/** What planners' models read beside the tables; a city without roads has no roads.bin. */
function writePlanFiles(
  { table, buildingOrder }: Tree,
  { lines }: CitySource,
  store: BuildingStore,
  frame: LocalFrame,
  { planning }: Scene,
  write: (path: string, bytes: Uint8Array) => void,
): void {
  write("footprints.bin", encodeColumns({ ...footprintColumns(store, buildingOrder, frame) }));
  write("lines.bin", encodeColumns({ ...lineColumns(lines, (code) => table.slotOf(code)) }));
  const roads = roadGraph(lines, planning);
  if (roads) write("roads.bin", encodeColumns({ ...roads }));
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

async function writeLayers(
  source: CitySource,
  kinds: Scene["kinds"],
  tree: Tree,
  order: PlaceOrder,
  store: BuildingStore,
  ground: GroundData,
  context: LayerContext,
  report: SourceReport,
): Promise<BuiltLayer[]> {
  const slotOf = (code: string): number => tree.table.slotOf(code);
  const drivers = lineDrivers(source.lines, tree.table, kinds, report);
  // All at once: the pool takes tiles as it gets to them, so that no worker idles at the end of a layer.
  const layers = await Promise.all([
    writeGround(ground, context),
    writeAreas("landuse", source.areas, context, report),
    writeAreas("water", source.areas, context, report),
    writeLines("roads", source.lines, slotOf, drivers, context, report),
    writeLines("rails", source.lines, slotOf, drivers, context, report),
    writeLines("pipes", source.lines, slotOf, drivers, context, report),
    writePlaces("districts", order, context),
    writePlaces("streets", order, context),
    writePlaces("grids", order, context),
    writeBuildings(store, tree.buildingOrder, tree.table.coreCount, context),
    source.props?.trees ? writeTrees(source.props.trees, context) : null,
  ]);
  return layers.filter((layer) => layer !== null);
}

function terrainFile(terrain: HeightGrid | undefined, [west, south, east, north]: CitySource["extent"]): Uint8Array {
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

function countsOf(tree: Tree, order: PlaceOrder, source: CitySource): BuiltScene["counts"] {
  const { table } = tree;
  let points = 0;
  for (let slot = table.placeCount; slot < table.coreCount; slot++)
    if (table.columns.level[slot] === LEVEL.point) points++;
  let heightsEstimated = 0;
  let heightsFromLevels = 0;
  for (const traits of tree.buildings.traits) {
    if (traits & TRAIT.heightEstimated) heightsEstimated++;
    if (traits & TRAIT.heightFromLevels) heightsFromLevels++;
  }
  return {
    places: table.placeCount,
    districts: order.places.filter((place) => place.level === "district").length,
    assets: table.coreCount - table.placeCount,
    points,
    buildings: table.buildingCount,
    heightsEstimated,
    heightsFromLevels,
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
