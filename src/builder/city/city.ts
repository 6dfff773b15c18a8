// The files of a real city to one CitySource: each file read once, as a stream, its features dealt out to the roles it serves.

import { resolve } from "node:path";
import { type Attributes, attributesOf } from "../../formats/attributes.ts";
import { SourceError } from "../../formats/fault.ts";
import { labelPoint } from "../../formats/polygon.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";
import type { SourceReport } from "../../formats/report.ts";
import type { Scene } from "../../twin/scene/schema.ts";
import { type FileSource, type FileSources, filesNamed } from "../../twin/scene/sources.ts";
import { openSource } from "../openSource.ts";
import type { AssetSource, CitySource } from "../source.ts";
import { airStation } from "../starter.ts";
import { BuildingStore } from "../store/buildingStore.ts";
import { AreaTaker } from "./areas.ts";
import { AssetTaker, FacilityTaker } from "./assets.ts";
import { BuildingTaker } from "./buildings.ts";
import { checkAlignment } from "./checkAlignment.ts";
import { buildingExtent, checkNear, type Extent, padded } from "./extent.ts";
import { groundFromBuildings } from "./groundFromBuildings.ts";
import { LineTaker, PipeTaker } from "./lines.ts";
import { rolesOf } from "./mixed.ts";
import { CityPlaces } from "./places.ts";
import { placesFromCodes } from "./placesFromCodes.ts";
import { PlaceTaker } from "./placeTaker.ts";
import { TimesMet } from "./rowIds.ts";
import type { FromFile, Role, Taker } from "./taker.ts";

/** What reading tells while it goes on. */
export interface ReadCityOptions {
  /** Stage such as "read buildings", bytes of the file done and in all. */
  onProgress?: (stage: string, done: number, total: number, features: number) => void;
  signal?: AbortSignal;
  /** [west, south, east, north] of what the scene refers to, for a scene that has no files of its own. */
  otherExtent?: Extent | null;
}

/** Features between two looks at the signal and words of progress. */
const PAUSE = 4096;

/**
 * Reads all files a scene names.
 * @param dir folder of scene.json @throws SourceError
 */
export async function readCity(
  scene: Scene,
  dir: string,
  report: SourceReport,
  options: ReadCityOptions = {},
): Promise<CitySource<BuildingStore>> {
  const sources = scene.sources as FileSources;
  const store = new BuildingStore();
  try {
    const takers = takersOf(scene, sources, store, report);
    for (const { at, role, file } of filesNamed(sources)) {
      await readFile({ at, role: role as Role | "mixed", file, dir, takers, report, options });
      if (role === "buildings" || role === "mixed") options.onProgress?.("settle", 0, 1, store.count);
    }
    return assemble(scene, sources, store, takers, report, options);
  } catch (error) {
    store.close();
    throw error;
  }
}

type Takers = ReturnType<typeof takersOf>;

function takersOf(scene: Scene, sources: FileSources, store: BuildingStore, report: SourceReport) {
  const codes = new TimesMet();
  return {
    buildings: new BuildingTaker(store, report, sources),
    roads: new LineTaker("roads", report),
    transit: new LineTaker("transit", report),
    water: new AreaTaker("water", report),
    landuse: new AreaTaker("landuse", report),
    places: new PlaceTaker(report),
    points: new FacilityTaker(report, codes, scene.kinds),
    pipes: new PipeTaker(report, codes, scene.kinds),
    assets: new AssetTaker(report, codes, scene.kinds),
  };
}

interface Reading {
  at: string;
  role: Role | "mixed";
  file: FileSource;
  dir: string;
  takers: Takers;
  report: SourceReport;
  options: ReadCityOptions;
}

async function readFile({ at, role, file, dir, takers, report, options }: Reading): Promise<void> {
  const source = at.slice("sources.".length);
  const { path, where, attributes: mapping, ...said } = file;
  const stream = await openSource(resolve(dir, path), { ...said, source, report });
  const attributes: Attributes = attributesOf(mapping);
  // Words only some roles know (level, network, kind, lod) go along as they stand in the manifest.
  const from: FromFile = { ...said, source, attributes };
  let [features, others, unused] = [0, 0, 0];
  try {
    for await (const batch of stream.batches()) {
      for (const feature of batch) {
        features++;
        if (where && !holds(feature, where)) others++;
        else if (role === "mixed") {
          const roles = rolesOf(feature);
          if (roles.length === 0) unused++;
          for (const { role: one, ...becomes } of roles) (takers[one] as Taker).take(feature, { ...from, ...becomes });
        } else (takers[role] as Taker).take(feature, from);
      }
      options.onProgress?.(`read ${source}`, stream.position(), Math.max(stream.size, stream.position()), features);
      if (features % PAUSE < batch.length) await new Promise((go) => setImmediate(go));
      options.signal?.throwIfAborted();
    }
  } finally {
    await stream.close();
  }
  options.onProgress?.(`read ${source}`, stream.size, stream.size, features);
  if (others > 0) report.note(`${source}: ${others} feature(s) passed over, because "where" does not hold for them`);
  if (unused > 0)
    report.note(`${source}: ${unused} feature(s) passed over: nothing in the scene is made of their kind`);
  report.note(`${source}: ${stream.format.title}, ${stream.crs.name} (${CRS_WORDS[stream.crs.from]})`);
}

const CRS_WORDS = { option: "as the manifest says", file: "as the file says", assumed: "assumed" } as const;

/** Whether a feature's own attributes are as the manifest wants them. */
function holds(feature: ReadFeature, where: NonNullable<FileSource["where"]>): boolean {
  return Object.entries(where).every(([name, wanted]) => {
    const value = Object.hasOwn(feature.properties, name) ? feature.properties[name] : undefined;
    const list = Array.isArray(wanted) ? wanted : [wanted];
    return list.some((one) => one === value || (value !== undefined && String(one) === String(value)));
  });
}

function assemble(
  scene: Scene,
  sources: FileSources,
  store: BuildingStore,
  takers: Takers,
  report: SourceReport,
  options: ReadCityOptions,
): CitySource<BuildingStore> {
  takers.buildings.settle();
  const box =
    buildingExtent(store, report) ??
    [takers.pipes, takers.roads, takers.landuse, takers.water, takers.assets, takers.points, takers.places]
      .map((taker) => taker.bounds())
      .find((bounds) => bounds !== null) ??
    options.otherExtent;
  if (!box)
    throw new SourceError(
      "sources",
      "hold nothing that can be drawn",
      "name at least a buildings or roads file with features; what was left out, and why, stands in the report",
    );
  const extent = padded(box);
  for (const role of ["roads", "water", "landuse", "transit", "places", "points", "pipes", "assets"] as const)
    checkNear(role, takers[role].bounds(), extent);

  const places = new CityPlaces(
    takers.places.drafts.length > 0 ? takers.places.drafts : placesFromCodes(store, takers.buildings.placeCodes),
    { adminCode: scene.adminCode, name: scene.name.zh, nameEn: scene.name.en, extent, gridMetres: sources.gridMetres },
    report,
  );
  filePlaces(store, places, takers.buildings, report);
  const terrain = groundFromBuildings(store, extent);
  if (terrain)
    report.note("ground: estimated from the base heights of the buildings; heights are above the datum of their file");

  const metro = takers.transit.bounds() !== null;
  const roads = takers.roads.lines(extent, metro);
  checkAlignment(store, roads, extent, report);
  const pipes = takers.pipes.pipes(extent);
  const assets: AssetSource[] = [
    ...takers.points.assets(extent),
    ...takers.assets.assets(extent),
    ...pipes.assets,
    ...airStations(scene, places),
  ];
  for (const asset of assets) asset.parentCode ??= places.list[places.gridAt(asset.lon, asset.lat)].code;
  return {
    extent,
    synthetic: scene.synthetic,
    places: places.list,
    buildings: store,
    buildingCount: store.count,
    lines: [...roads, ...takers.transit.lines(extent), ...pipes.lines],
    areas: [...takers.landuse.areas(extent), ...takers.water.areas(extent)],
    assets,
    terrain,
  };
}

/** Files every building under the place it names, else the unit grid it stands in. */
function filePlaces(store: BuildingStore, places: CityPlaces, taker: BuildingTaker, report: SourceReport): void {
  for (let row = 0; row < store.count; row++) {
    if (store.gone[row]) continue;
    const code = taker.placeCodes.isEmpty(row) ? "" : taker.placeCodes.at(row);
    let place = code === "" ? -1 : places.withCode(code);
    if (code !== "" && place < 0)
      report.repair("buildings", "place-unknown", `filed by position: there is no place ${code}`, store.code.at(row));
    if (place < 0 || places.list[place].level !== "grid") place = places.gridAt(store.lon[row], store.lat[row]);
    store.place[row] = place;
  }
}

/** One air station a street, if the scene's kinds have them: there the replayed series arrives. */
function airStations(scene: Scene, places: CityPlaces): AssetSource[] {
  const kinds = new Set(scene.kinds.map((kind) => kind.id));
  return places.streets.flatMap((street) => {
    const [lon, lat] = labelPoint(street.polygons[0]);
    return airStation(street, lon, lat, places.list[places.gridAt(lon, lat)].code, kinds);
  });
}
