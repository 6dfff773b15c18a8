// Whether a file's coordinates can be what they are said to be, judged by a sample; and what they look like instead.

import type { CrsConverter } from "./crs/crs.ts";
import { SourceError } from "./fault.ts";
import type { RawFeature } from "./feature.ts";
import type { CoordinateSample } from "./sample.ts";

/** The coordinate system a file is read with. */
export interface UsedCrs {
  /** As the option or the file names it; CRS84 when it is assumed. */
  name: string;
  /** Who says so. */
  from: "option" | "file" | "assumed";
}

/**
 * Looks at coordinates as they stand in the file.
 * @param name how errors call the file
 * @throws SourceError when most of them cannot be right: metres taken for degrees (or the other way round), axes swapped,
 *   all at 0, or outside of what the system can hold
 */
export function checkCoordinates(sample: CoordinateSample, crs: CrsConverter, used: UsedCrs, name: string): void {
  const { xs, ys } = sample;
  const n = xs.length;
  if (n === 0) return;
  const share = (test: (x: number, y: number) => boolean): number => {
    let count = 0;
    for (let i = 0; i < n; i++) if (test(xs[i], ys[i])) count++;
    return count / n;
  };
  const shown = `${xs[0]}, ${ys[0]}`;
  if (share((x, y) => Math.abs(x) < 1e-9 && Math.abs(y) < 1e-9) > 0.5)
    throw new SourceError(name, "its coordinates are 0, 0", "export it with its real coordinates");
  if (crs.degrees) checkDegrees(share, shown, name);
  else checkPlane(sample, share, shown, crs, used, name);
}

type Share = (test: (x: number, y: number) => boolean) => number;

function checkDegrees(share: Share, shown: string, name: string): void {
  if (share((x, y) => Math.abs(x) > 180 || Math.abs(y) > 90) < 0.5) return;
  if (share((x, y) => Math.abs(x) <= 90 && Math.abs(y) > 90 && Math.abs(y) <= 180) > 0.5)
    throw new SourceError(
      name,
      `latitude and longitude look swapped (${shown})`,
      "write longitude first, as GeoJSON wants",
    );
  // What is neither swapped nor metres is left to each feature, which is skipped and listed.
  if (share((x, y) => Math.abs(x) < 5e7 && Math.abs(y) < 5e7 && (Math.abs(x) > 1000 || Math.abs(y) > 1000)) <= 0.5)
    return;
  const fits = systemsThatFit(share);
  throw new SourceError(
    name,
    `its coordinates look like metres, not degrees (${shown})`,
    fits === null
      ? "name its coordinate system with crs, such as EPSG:3857 or EPSG:4549"
      : `name its coordinate system with crs: ${fits}`,
  );
}

/** Northings of China in Gauss-Krüger and UTM, m: 18° to 54° north. */
const northing = (y: number): boolean => y > 1.9e6 && y < 6.1e6;
/** Eastings around a central meridian, false easting 500 km. */
const easting = (x: number): boolean => x > 1e5 && x < 9e5;

/** Systems used in China that metres like these would fit, in words; null when none does. */
function systemsThatFit(share: Share): string | null {
  const most = (test: (x: number, y: number) => boolean): boolean => share(test) > 0.8;
  if (most((x, y) => x > 8.1e6 && x < 15.1e6 && y > 2e6 && y < 7.2e6)) return "they would fit EPSG:3857 in China";
  const prefix = (from: number, to: number, swap: boolean): number | null => {
    for (let zone = from; zone <= to; zone++)
      if (most((x, y) => easting((swap ? y : x) - zone * 1e6) && northing(swap ? x : y))) return zone;
    return null;
  };
  const three = prefix(25, 45, false);
  if (three !== null)
    return `they would fit CGCS2000 3-degree zone ${three}, EPSG:${4513 + three - 25} (central meridian ${three * 3}°)`;
  const six = prefix(13, 23, false);
  if (six !== null)
    return `they would fit CGCS2000 6-degree zone ${six}, EPSG:${4491 + six - 13} (central meridian ${six * 6 - 3}°)`;
  const swapped = prefix(25, 45, true);
  if (swapped !== null)
    return `they would fit CGCS2000 zone ${swapped}, EPSG:${4513 + swapped - 25}, were easting written first`;
  if (most((x, y) => easting(x) && northing(y)))
    return "they would fit CGCS2000 without zone number (EPSG:4534–4554 by central meridian, such as EPSG:4549 for 120°) or UTM (EPSG:32643–32653)";
  return null;
}

function checkPlane(
  { xs, ys }: CoordinateSample,
  share: Share,
  shown: string,
  crs: CrsConverter,
  used: UsedCrs,
  name: string,
): void {
  if (used.from === "option" && share((x, y) => Math.abs(x) <= 180 && Math.abs(y) <= 90) > 0.95)
    throw new SourceError(
      name,
      `its coordinates look like degrees (${shown}), not like ${used.name}`,
      "leave crs out if they are WGS 84, or name the system they are in",
    );
  const converted = new Float64Array(2 * xs.length);
  for (let i = 0; i < xs.length; i++) converted.set([xs[i], ys[i]], 2 * i);
  crs.toLonLat(converted, 2);
  let outside = 0;
  let swappedInChina = 0;
  let inChina = 0;
  for (let i = 0; i < converted.length; i += 2) {
    const [lon, lat] = [converted[i], converted[i + 1]];
    // Within a degree of a pole there is no city: Mercator ends there whatever its northing.
    if (!(Math.abs(lon) <= 180) || !(Math.abs(lat) <= 89)) outside++;
    if (isInChina(lon, lat)) inChina++;
    else if (northing(xs[i / 2]) && ys[i / 2] > 1e5 && ys[i / 2] < 4.6e7) swappedInChina++;
  }
  if (
    swappedInChina > 0.8 * xs.length &&
    inChina === 0 &&
    /EPSG\D*(449\d|45[0-5]\d|23[2-9]\d|24[0-4]\d|326\d\d)$/i.test(used.name)
  )
    throw new SourceError(name, `northing and easting look swapped (${shown})`, "write easting first");
  if (outside > 0.5 * xs.length)
    throw new SourceError(
      name,
      `its coordinates (${shown}) cannot be ${used.name.length > 60 ? "in the system it names" : used.name}`,
      "name the coordinate system they are in with crs",
    );
}

/** Roughly: the rectangle within which the Chinese offset is applied. */
function isInChina(lon: number, lat: number): boolean {
  return lon > 72 && lon < 138 && lat > 0.8 && lat < 56;
}

/** Attribute names and values that tell of the Chinese offset. */
const GCJ = /(^|[^a-z])gcj(-?0?2)?([^a-z]|$)|amap|gaode|高德|腾讯|火星/i;
const BD = /(^|[^a-z])bd-?0?9(ll|mc)?([^a-z]|$)|baidu|百度/i;

/**
 * Whether attributes hint that coordinates said to be WGS 84 carry the Chinese offset.
 * @param at [west, south, east, north] of the sample, degrees
 * @returns what to tell the person, or null
 */
export function offsetHint(
  features: readonly RawFeature[],
  at: readonly number[] | null,
  used: UsedCrs,
): string | null {
  if (used.from === "option" || !at || !isInChina(at[0], at[1]) || !isInChina(at[2], at[3])) return null;
  for (const { properties } of features.slice(0, 200))
    for (const key of Object.keys(properties).slice(0, 200)) {
      const value = properties[key];
      const telling = /source|coord|crs|datum|来源|坐标/i.test(key) && typeof value === "string" ? value : "";
      const system = BD.test(key) || BD.test(telling) ? "bd09" : GCJ.test(key) || GCJ.test(telling) ? "gcj02" : null;
      if (system === null) continue;
      const seen = telling !== "" && (BD.test(telling) || GCJ.test(telling)) ? `${key} = ${telling.slice(0, 40)}` : key;
      return `its attribute "${seen}" suggests ${system === "bd09" ? "BD-09" : "GCJ-02"} coordinates → if so, set crs to ${system}`;
    }
  return null;
}
