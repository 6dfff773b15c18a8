// Coordinate reference systems at the door: everything becomes WGS 84 degrees here and nowhere else.

import gcoord from "gcoord";
import proj4 from "proj4";
import { SourceError } from "./fault.ts";

/** Turns a file's coordinates into [lon, lat] degrees. */
export type ToLonLat = (x: number, y: number) => [number, number];

/** Conversion of a file's coordinates, many at a time. */
export interface CrsConverter {
  /** Whether the file's coordinates are degrees already (perhaps shifted, as GCJ-02). */
  degrees: boolean;
  /** Metres in one unit of its heights. */
  heightMetres: number;
  /** Turns flat coordinates [x, y, …] in place into longitude and latitude, degrees. @param stride numbers per position */
  toLonLat(coordinates: Float64Array, stride: number): void;
}

/** @param crs as for toLonLat @throws SourceError when the system is not known */
export function converterOf(crs: string, name: string): CrsConverter {
  const convert = toLonLat(crs, name);
  const same = isWgs84(crs);
  return {
    degrees: same || /^(gcj|bd)/i.test(crs.trim()),
    heightMetres: 1,
    toLonLat(coordinates, stride) {
      if (same) return;
      for (let i = 0; i < coordinates.length; i += stride) {
        const [lon, lat] = convert(coordinates[i], coordinates[i + 1]);
        coordinates[i] = lon;
        coordinates[i + 1] = lat;
      }
    },
  };
}

function isWgs84(crs: string): boolean {
  return /^(wgs ?-?84|.*CRS:?:?84|.*EPSG.*\b(4326|4490|4258|4269|4283|4979))$/i.test(crs.trim());
}

/** proj4 definition of an EPSG code of the families cities use, or null. Parameters from the EPSG registry. */
function definitionOf(code: number): string | null {
  const gauss = (meridian: number, easting: number): string =>
    `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=${easting} +y_0=0 +ellps=GRS80 +units=m +no_defs`;
  if (code === 3857 || code === 900913 || code === 102100) return "EPSG:3857";
  if (code >= 4491 && code <= 4501) return gauss(75 + 6 * (code - 4491), (13 + code - 4491) * 1e6 + 5e5); // CGCS2000 6° zones
  if (code >= 4502 && code <= 4512) return gauss(75 + 6 * (code - 4502), 5e5);
  if (code >= 4513 && code <= 4533) return gauss(75 + 3 * (code - 4513), (25 + code - 4513) * 1e6 + 5e5); // CGCS2000 3° zones
  if (code >= 4534 && code <= 4554) return gauss(75 + 3 * (code - 4534), 5e5);
  if (code > 32600 && code <= 32660) return `+proj=utm +zone=${code - 32600} +datum=WGS84 +units=m +no_defs`;
  if (code > 32700 && code <= 32760) return `+proj=utm +zone=${code - 32700} +south +datum=WGS84 +units=m +no_defs`;
  if (code >= 25828 && code <= 25838) return `+proj=utm +zone=${code - 25800} +ellps=GRS80 +units=m +no_defs`; // ETRS89
  if (code >= 28348 && code <= 28358) return `+proj=utm +zone=${code - 28300} +south +ellps=GRS80 +units=m +no_defs`; // GDA94
  return null;
}

const DEGREES = new Set([4326, 4490, 4258, 4269, 4283, 4979]);

/**
 * @param crs such as EPSG:4549, urn:ogc:def:crs:EPSG::4549, CRS84, gcj02, bd09 or a +proj string
 * @throws SourceError when the system is not known
 */
export function toLonLat(crs: string, name: string): ToLonLat {
  const text = crs.trim();
  if (/^gcj-?02$/i.test(text))
    return (x, y) => gcoord.transform([x, y], gcoord.GCJ02, gcoord.WGS84) as [number, number];
  if (/^bd-?09$/i.test(text)) return (x, y) => gcoord.transform([x, y], gcoord.BD09, gcoord.WGS84) as [number, number];
  if (/CRS:?:?84$/i.test(text) || /^wgs ?-?84$/i.test(text)) return (x, y) => [x, y];
  const code = /EPSG(?:\/0\/|:[\d.]*:|:)(\d+)$/i.exec(text)?.[1];
  if (code !== undefined && DEGREES.has(Number(code))) return (x, y) => [x, y];
  const definition = code !== undefined ? definitionOf(Number(code)) : text.startsWith("+proj") ? text : null;
  if (definition === null)
    throw new SourceError(
      name,
      `its coordinate system "${crs}" is not known`,
      "use EPSG:4326, 4490, 4491–4554, 3857, 326xx, 327xx, 258xx, 283xx, gcj02, bd09 or a +proj definition",
    );
  const converter = proj4(definition, "EPSG:4326");
  return (x, y) => converter.forward([x, y]) as [number, number];
}

/**
 * Looks at coordinates that are said to be degrees.
 * @param xs, ys finite coordinates as they stand in the file
 * @throws SourceError when most of them are metres or have latitude first
 */
export function checkDegrees(xs: readonly number[], ys: readonly number[], name: string): void {
  const n = xs.length;
  if (n === 0) return;
  const share = (test: (x: number, y: number) => boolean): number => xs.filter((x, i) => test(x, ys[i])).length / n;
  if (share((x, y) => Math.abs(x) > 180 || Math.abs(y) > 90) < 0.5) return;
  const sample = `${xs[0]}, ${ys[0]}`;
  if (share((x, y) => Math.abs(x) <= 90 && Math.abs(y) > 90 && Math.abs(y) <= 180) > 0.5)
    throw new SourceError(
      name,
      `latitude and longitude look swapped (${sample})`,
      "write longitude first, as GeoJSON wants",
    );
  // What is neither swapped nor metres is left to each feature, which is skipped and listed.
  if (share((x, y) => Math.abs(x) < 5e7 && Math.abs(y) < 5e7 && (Math.abs(x) > 1000 || Math.abs(y) > 1000)) > 0.5)
    throw new SourceError(
      name,
      `its coordinates look like metres, not degrees (${sample})`,
      "name its coordinate system with crs, such as EPSG:3857 or EPSG:4549",
    );
}
