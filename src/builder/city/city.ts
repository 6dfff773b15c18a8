// The files of a real city to one CitySource.

import { resolve } from "node:path";
import type { FileSource, Scene } from "../../twin/scene/schema.ts";
import { centroid, labelPoint } from "../../formats/polygon.ts";
import { SourceError } from "../../formats/fault.ts";
import type { SourceReport } from "../../formats/report.ts";
import { diskFile } from "../diskFile.ts";
import type { AssetSource, BuildingSource, CitySource, LineSource } from "../source.ts";
import { airStation } from "../starter.ts";
import { attributesOf, textOf } from "../../formats/attributes.ts";
import { readBuildings } from "./buildings.ts";
import { FACILITIES } from "./kinds.ts";
import { readAreas, readLines } from "./linesAreas.ts";
import { CityPlaces, extentOf } from "./places.ts";
import { type ReadFeature, readFeatures } from "../../formats/readFeatures.ts";

type FileSources = Exclude<Scene["sources"], { generator: string }>;
type FileName = "buildings" | "roads" | "water" | "landuse" | "transit" | "places" | "points";

/** Sources drawn around the buildings. */
const OTHERS = ["roads", "water", "landuse", "transit", "places", "points"] as const;
/** Room left around the buildings, share of their extent. */
const PAD = 0.03;

/**
 * Reads all files a scene names.
 * @param dir folder of scene.json @throws SourceError
 */
export async function readCity(scene: Scene, dir: string, report: SourceReport): Promise<CitySource> {
  const sources = scene.sources as FileSources;
  const read = async (name: FileName): Promise<ReadFeature[]> => {
    const file = sources[name];
    return file ? readFeatures(diskFile(resolve(dir, file.path)), { source: name, crs: file.crs, report }) : [];
  };
  const attributes = (file: FileSource | undefined) => attributesOf(file?.attributes);
  let files: Record<FileName, ReadFeature[]> = {
    buildings: await read("buildings"),
    roads: await read("roads"),
    water: await read("water"),
    landuse: await read("landuse"),
    transit: await read("transit"),
    places: await read("places"),
    points: await read("points"),
  };
  const extent = cityExtent(files);
  for (const name of OTHERS) checkNear(name, files[name], extent);
  files = { ...files, ...withinExtent(files, extent, report) };

  const places = new CityPlaces(
    files.places,
    attributes(sources.places),
    { adminCode: scene.adminCode, name: scene.name.zh, nameEn: scene.name.en, extent, gridMetres: sources.gridMetres },
    report,
  );
  const buildings: BuildingSource[] = readBuildings(
    files.buildings,
    attributes(sources.buildings),
    sources.storeyMetres,
    report,
  );
  for (const building of buildings) building.placeCode = places.gridAt(...centroid(building.rings[0]));

  const metro = files.transit.some((feature) => feature.lines.length > 0);
  const lines: LineSource[] = [
    ...readLines(files.roads, attributes(sources.roads), "roads", report, metro),
    ...readLines(files.transit, attributes(sources.transit), "transit", report),
  ];
  const areas = [
    ...readAreas(files.landuse, attributes(sources.landuse), "landuse", report),
    ...readAreas(files.water, attributes(sources.water), "water", report),
  ];
  const assets = [...facilities(files.points, scene, sources.points, places, report), ...airStations(scene, places)];
  return {
    extent,
    synthetic: scene.synthetic,
    places: places.list(),
    buildings,
    buildingCount: buildings.length,
    lines,
    areas,
    assets,
  };
}

function cityExtent(files: Record<FileName, ReadFeature[]>): [number, number, number, number] {
  const main = (["buildings", "roads", "landuse", "water", "points", "places"] as const).find(
    (name) => files[name].length > 0 && extentOf(files[name]),
  );
  if (!main)
    throw new SourceError(
      "sources",
      "hold nothing that can be drawn",
      "name at least a buildings or roads file with features",
    );
  const [w, s, e, n] = extentOf(files[main])!;
  const padLon = Math.max((e - w) * PAD, 1e-4);
  const padLat = Math.max((n - s) * PAD, 1e-4);
  return [w - padLon, s - padLat, e + padLon, n + padLat];
}

/** Leaves out what lies wholly beside the scene: a national file must not be drawn around one quarter. */
function withinExtent(
  files: Record<FileName, ReadFeature[]>,
  [west, south, east, north]: readonly number[],
  report: SourceReport,
): Partial<Record<FileName, ReadFeature[]>> {
  const kept: Partial<Record<FileName, ReadFeature[]>> = {};
  for (const name of ["roads", "water", "landuse", "transit", "points"] as const)
    kept[name] = files[name].filter((feature) => {
      const box = extentOf([feature]);
      const touches = box && box[0] <= east && box[2] >= west && box[1] <= north && box[3] >= south;
      if (!touches) report.skip(name, "outside-extent", "left out: it lies beside the scene", feature.label);
      return touches;
    });
  return kept;
}

/** A source nowhere near the city has the wrong coordinate system or swapped axes. */
function checkNear(name: FileName, features: readonly ReadFeature[], extent: readonly number[]): void {
  const box = extentOf(features);
  if (!box) return;
  if (box[0] > extent[2] || box[2] < extent[0] || box[1] > extent[3] || box[3] < extent[1])
    throw new SourceError(
      `sources.${name}`,
      `lies away from the city: ${box.map((x) => x.toFixed(3)).join(", ")} against ${extent.map((x) => x.toFixed(3)).join(", ")}`,
      "check its crs, whether longitude comes first, and that it is the same city",
    );
}

function facilities(
  features: readonly ReadFeature[],
  scene: Scene,
  file: FileSource | undefined,
  places: CityPlaces,
  report: SourceReport,
): AssetSource[] {
  const read = attributesOf(file?.attributes);
  const kinds = new Set(scene.kinds.filter((kind) => kind.level === "facility").map((kind) => kind.id));
  const used = new Set<string>();
  const assets: AssetSource[] = [];
  for (const feature of features) {
    const theirs = textOf(read(feature, "kind"));
    const kind = kinds.has(theirs) ? theirs : FACILITIES.get(theirs);
    if (kind === undefined || !kinds.has(kind)) {
      report.skip("points", "kind-not-a-facility", `not taken over: kind ${theirs || "unknown"}`, feature.label);
      continue;
    }
    const point = feature.points[0] ?? (feature.polygons[0] ? labelPoint(feature.polygons[0]) : undefined);
    if (!point) {
      report.skip("points", "geometry-type", "left out: a facility needs a point or polygon", feature.label);
      continue;
    }
    let code = `p${feature.id || `x${assets.length}`}`;
    for (let n = 2; used.has(code); n++) code = `p${feature.id}-${n}`;
    used.add(code);
    assets.push({
      code,
      parentCode: places.gridAt(...point),
      level: "facility",
      kind,
      name: textOf(read(feature, "name")) || undefined,
      nameEn: textOf(read(feature, "nameEn")) || undefined,
      lon: point[0],
      lat: point[1],
      heightAboveGround: 0,
    });
  }
  return assets;
}

/** One air station a street, if the scene's kinds have them: there the replayed series arrives. */
function airStations(scene: Scene, places: CityPlaces): AssetSource[] {
  return places.streetPlaces.flatMap((street) => {
    const [lon, lat] = labelPoint(street.polygons[0]);
    return airStation(street, lon, lat, places.gridAt(lon, lat), new Set(scene.kinds.map((kind) => kind.id)));
  });
}
