// What a name of a coordinate system says: EPSG codes in all their spellings, CRS84, the Chinese offsets, proj4 and WKT text.

/** A coordinate system as named, not yet looked up. */
export type CrsReference =
  | { kind: "wgs84" }
  | { kind: "gcj02" }
  | { kind: "bd09" }
  /** `vertical` is the height system of a compound, when it is named apart. */
  | { kind: "epsg"; code: number; vertical: number | null }
  | { kind: "proj"; text: string }
  | { kind: "wkt"; text: string };

const WKT = /^\s*(?:PROJ|GEOG|GEOC|COMPD|COMPOUND|BOUND|LOCAL|ENG|VERT|GEODE?TIC)[A-Z_]*\s*[[(]/i;

/**
 * Reads a name such as EPSG:4549, urn:ogc:def:crs:EPSG::7415, http://www.opengis.net/def/crs/EPSG/0/6697, EPSG:25832+7837,
 * CRS84, gcj02, urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH, a +proj definition or WKT.
 * @returns null when it is none of them
 */
export function referenceOf(name: string): CrsReference | null {
  const text = name.trim();
  if (/^gcj-?\s?0?2$/i.test(text)) return { kind: "gcj02" };
  if (/^bd-?\s?0?9(ll)?$/i.test(text)) return { kind: "bd09" };
  if (/^wgs[\s_-]?(19)?84$/i.test(text) || /(^|[:/])(OGC:)?CRS:?:?84h?$/i.test(text)) return { kind: "wgs84" };
  if (/^cgcs[\s_-]?2000$/i.test(text)) return { kind: "epsg", code: 4490, vertical: null };
  if (text.startsWith("+proj")) return { kind: "proj", text };
  if (WKT.test(text)) return { kind: "wkt", text };
  const adv = /ETRS89_UTM(3[1-3])/i.exec(text)?.[1]; // Germany's own names
  if (adv !== undefined) return { kind: "epsg", code: 25800 + Number(adv), vertical: null };
  // Every "EPSG … digits" and, in compounds, "crs:EPSG::digits" or "+digits".
  const codes = [
    ...text.matchAll(/(?:EPSG|ESRI)(?:[:/][\d.]*)?[:/#]{1,2}(\d{3,6})|epsg\.xml#(\d{3,6})|\+(\d{3,6})$/gi),
  ];
  const numbers = codes.map((match) => Number(match[1] ?? match[2] ?? match[3]));
  if (numbers.length > 0) return { kind: "epsg", code: numbers[0], vertical: numbers[1] ?? null };
  return /^\d{4,6}$/.test(text) ? { kind: "epsg", code: Number(text), vertical: null } : null;
}

/** Geographic systems whose EPSG order is latitude, longitude: all of them. Projected ones with northing first, by range. */
const NORTHING_FIRST: readonly (readonly [number, number])[] = [
  [2326, 2326], // Hong Kong 1980 Grid
  [2327, 2390], // Xian 1980
  [2401, 2442], // Beijing 1954
  [2443, 2461], // JGD2000 / Japan Plane Rectangular
  [2176, 2180], // Poland
  [3034, 3035], // ETRS89-extended LCC and LAEA
  [3068, 3068], // Soldner Berlin
  [4491, 4554], // CGCS2000 Gauss-Kruger
  [6669, 6687], // JGD2011 / Japan Plane Rectangular
  [31254, 31259], // MGI Austria
  [31461, 31469], // DHDN Gauss-Kruger
  [3328, 3335], // Pulkovo 1942 Poland
  [3907, 3910], // MGI 1901 Balkans
  [23847, 23853],
];

/** Whether EPSG lists the axes of a code with latitude or northing first. @param geographic whether it is in degrees */
export function northFirst(code: number, geographic: boolean): boolean {
  return geographic || NORTHING_FIRST.some(([from, to]) => code >= from && code <= to);
}

/**
 * Order in which GML writes positions of a system: the registry's own where it is named by URN or URL, easting or longitude
 * first where it is named in short (as GDAL reads it; GML 3.2.1, 9.10 and OGC 05-103).
 * @param isGeographic tells of a code whether it is in degrees
 */
export function axisOrderOf(name: string, isGeographic: (code: number) => boolean): "xy" | "yx" {
  const reference = referenceOf(name);
  if (reference?.kind !== "epsg" || !/^\s*(urn:|https?:)/i.test(name) || /epsg\.xml#/i.test(name)) return "xy";
  return northFirst(reference.code, isGeographic(reference.code)) ? "yx" : "xy";
}
