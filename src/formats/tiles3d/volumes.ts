// Bounding volumes of 3D Tiles: their shapes, whether one holds another, and their extent in degrees. Specification 1.1, "Bounding Volumes".

import { fromEcef, metresPerDegree, toEcef } from "../../twin/geodesy.ts";
import { isObject, type JsonObject, join, type Sheet } from "./findings.ts";

/** A checked volume. Regions are in radians and metres and stand in the world; boxes and spheres stand in their tile's frame. */
export type Volume =
  | { kind: "box"; box: number[] }
  | { kind: "sphere"; sphere: number[] }
  | { kind: "region"; region: number[] };

/** Column-major 4×4. */
export type Matrix = readonly number[];
export const IDENTITY: Matrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const DEG = 180 / Math.PI;
const OTHER_SHAPES = ["3DTILES_bounding_volume_S2", "3DTILES_bounding_volume_cylinder"];

/** Reads boundingVolume; null when its shape lies in an extension, undefined when it is faulty (with findings). */
export function readVolume(sheet: Sheet, value: unknown, path: string): Volume | null | undefined {
  const json = sheet.value(value, path, "object");
  if (!json) return undefined;
  const { extensions } = json;
  const extended = isObject(extensions) && OTHER_SHAPES.some((name) => Object.hasOwn(extensions, name));
  if (json.box === undefined && json.sphere === undefined && json.region === undefined) {
    if (extended) return null;
    sheet.error(path, "has no box, region or sphere", "give it one of them");
    return undefined;
  }
  if (json.box !== undefined) {
    const box = sheet.numbers(json, "box", path, 12);
    return box && { kind: "box", box };
  }
  if (json.sphere !== undefined) {
    const sphere = sheet.numbers(json, "sphere", path, 4);
    if (sphere && sphere[3] < 0) {
      sheet.error(`${path}.sphere[3]`, `is a radius of ${sphere[3]}`, "write a radius of at least 0 m");
      return undefined;
    }
    return sphere && { kind: "sphere", sphere };
  }
  return readRegion(sheet, json, path);
}

function readRegion(sheet: Sheet, json: JsonObject, path: string): Volume | undefined {
  const region = sheet.numbers(json, "region", path, 6);
  if (!region) return undefined;
  const [west, south, east, north, low, high] = region;
  const where = join(path, "region");
  const faults: string[] = [];
  if (Math.abs(west) > Math.PI + 1e-9 || Math.abs(east) > Math.PI + 1e-9) faults.push("longitudes outside ±π");
  if (Math.abs(south) > Math.PI / 2 + 1e-9 || Math.abs(north) > Math.PI / 2 + 1e-9)
    faults.push("latitudes outside ±π/2");
  if (south > north) faults.push("its south beyond its north");
  if (low > high) faults.push("its lowest height above its highest");
  if (faults.length === 0) return { kind: "region", region };
  const mend = "write [west, south, east, north, minimum height, maximum height], radians and metres";
  for (const fault of faults) sheet.error(where, `has ${fault}`, mend);
  return undefined;
}

/** parent × child. */
export function multiply(a: Matrix, b: Matrix): number[] {
  const out = new Array<number>(16);
  for (let column = 0; column < 4; column++)
    for (let row = 0; row < 4; row++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += a[k * 4 + row] * b[column * 4 + k];
      out[column * 4 + row] = sum;
    }
  return out;
}

type Point = readonly [number, number, number];

const apply = (m: Matrix, [x, y, z]: Point): Point => [
  m[0] * x + m[4] * y + m[8] * z + m[12],
  m[1] * x + m[5] * y + m[9] * z + m[13],
  m[2] * x + m[6] * y + m[10] * z + m[14],
];

const lengthOf = ([x, y, z]: Point): number => Math.hypot(x, y, z);
const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Points in the world that a volume surely holds: corners of a box or region, ends of a sphere's axes. */
function worldPoints(volume: Volume, transform: Matrix): Point[] {
  const points: Point[] = [];
  if (volume.kind === "box") {
    const [cx, cy, cz, ...a] = volume.box;
    for (const i of [-1, 1])
      for (const j of [-1, 1])
        for (const k of [-1, 1])
          points.push([
            cx + i * a[0] + j * a[3] + k * a[6],
            cy + i * a[1] + j * a[4] + k * a[7],
            cz + i * a[2] + j * a[5] + k * a[8],
          ]);
  } else if (volume.kind === "sphere") {
    const [cx, cy, cz, r] = volume.sphere;
    for (const s of [-r, r]) points.push([cx + s, cy, cz], [cx, cy + s, cz], [cx, cy, cz + s]);
  } else {
    const [west, south, , north, low, high] = volume.region;
    const width = widthOf(volume.region);
    for (const u of [0, 0.5, 1])
      for (const v of [0, 0.5, 1])
        for (const h of [low, high]) {
          const out = [0, 0, 0];
          toEcef((west + u * width) * DEG, (south + v * (north - south)) * DEG, h, out);
          points.push(out as unknown as Point);
        }
    return points;
  }
  return points.map((point) => apply(transform, point));
}

/** Radians from west to east, over the antimeridian too. */
function widthOf([west, , east]: readonly number[]): number {
  return east >= west ? east - west : east - west + 2 * Math.PI;
}

/** Share of a volume's size that something in it may stick out: rounding of floats and of decimals in files. */
const SLACK = 1e-3;
/** The same for regions, radians (about 0.6 m) and metres. */
const SLACK_RADIANS = 1e-7;
const SLACK_HEIGHT = 0.5;

/** Whether `inner` lies within `outer`, as far as its corners tell; each volume with the transform to the world of its tile. */
export function holds(outer: Volume, outerTransform: Matrix, inner: Volume, innerTransform: Matrix): boolean {
  const points = worldPoints(inner, innerTransform);
  if (outer.kind === "sphere") {
    const [x, y, z, r] = outer.sphere;
    const centre = apply(outerTransform, [x, y, z]);
    const scale = Math.max(...[0, 4, 8].map((c) => Math.hypot(...outerTransform.slice(c, c + 3))));
    return points.every((point) => lengthOf(minus(point, centre)) <= r * scale * (1 + SLACK));
  }
  if (outer.kind === "box") {
    const centre = apply(outerTransform, outer.box.slice(0, 3) as unknown as Point);
    const axes = [3, 6, 9].map((at) =>
      minus(apply(outerTransform, outer.box.slice(at, at + 3) as unknown as Point), apply(outerTransform, [0, 0, 0])),
    );
    const slack = Math.max(...axes.map(lengthOf)) * SLACK;
    // Half axes stand at right angles to each other, so each is its own measure.
    return points.every((point) =>
      axes.every((axis) => {
        const length = lengthOf(axis);
        return length === 0 || Math.abs(dot(minus(point, centre), axis)) / length <= length + slack;
      }),
    );
  }
  const [west, south, , north, low, high] = outer.region;
  const width = widthOf(outer.region);
  return points.every((point) => {
    const { lon, lat, height } = fromEcef(...point);
    const east = (((lon / DEG - west + SLACK_RADIANS) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI);
    return (
      east <= width + 2 * SLACK_RADIANS &&
      lat / DEG >= south - SLACK_RADIANS &&
      lat / DEG <= north + SLACK_RADIANS &&
      height >= low - SLACK_HEIGHT &&
      height <= high + SLACK_HEIGHT
    );
  });
}

/** Where a volume is on earth: degrees, and m above the ellipsoid. */
export interface TilesExtent {
  west: number;
  south: number;
  east: number;
  north: number;
  low: number;
  high: number;
}

/** Extent of a volume, or null when it is not near the earth's surface (a model about its own origin). */
export function extentOf(volume: Volume, transform: Matrix): TilesExtent | null {
  if (volume.kind === "region") {
    const [west, south, east, north, low, high] = volume.region;
    return { west: west * DEG, south: south * DEG, east: east * DEG, north: north * DEG, low, high };
  }
  if (volume.kind === "sphere") return extentOfSphere(volume.sphere, transform);
  const geodetic = worldPoints(volume, transform).map((point) => fromEcef(...point));
  const bounds = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)];
  const [west, east] = bounds(geodetic.map((g) => g.lon));
  const [south, north] = bounds(geodetic.map((g) => g.lat));
  const [low, high] = bounds(geodetic.map((g) => g.height));
  return nearEarth({ west, south, east, north, low, high });
}

function extentOfSphere([x, y, z, r]: number[], transform: Matrix): TilesExtent | null {
  const { lon, lat, height } = fromEcef(...apply(transform, [x, y, z]));
  const radius = r * Math.max(...[0, 4, 8].map((c) => Math.hypot(...transform.slice(c, c + 3))));
  const metres = metresPerDegree(lat);
  const [dLon, dLat] = [radius / metres.lon, radius / metres.lat];
  return nearEarth({
    west: lon - dLon,
    south: lat - dLat,
    east: lon + dLon,
    north: lat + dLat,
    low: height - radius,
    high: height + radius,
  });
}

/** Nothing of a city is deeper than 100 km or higher than 1000 km; a model about 0,0,0 is 6378 km deep. */
function nearEarth(extent: TilesExtent): TilesExtent | null {
  const sound = Object.values(extent).every(Number.isFinite) && extent.low >= -1e5 && extent.high <= 1e6;
  return sound ? extent : null;
}
