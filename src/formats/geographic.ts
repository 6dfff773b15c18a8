// Whether coordinates are degrees, and which comes first where the coordinate system's own order counts (GML).

/** EPSG codes of geographic systems, two- and three-dimensional, alone or with heights, that city models come in. */
const GEOGRAPHIC = new Set([
  4326,
  4979,
  9518, // WGS 84; 9518 with EGM2008 heights
  4490,
  4480, // CGCS2000
  6668,
  6667,
  6697,
  4612,
  4947, // JGD2011 (6697 with heights), JGD2000
  4258,
  4937,
  7423, // ETRS89 (7423 with EVRF2007 heights)
  4269,
  5498,
  6318,
  6319,
  6349, // NAD83 (5498, 6349 with NAVD88 heights)
  4283,
  9464,
  7844,
  7843,
  9462, // GDA94, GDA2020
  4312,
  4314,
  4277,
  4289,
  4230,
  4171,
  4167,
  4674,
  4301,
  4322,
  4617,
  5340, // MGI, DHDN, OSGB36, Amersfoort, ED50, RGF93 …
]);

/** EPSG code of the first (horizontal) system named, from EPSG:…, urns, compound urns and URLs; null when there is none. */
export function epsgCode(crs: string): number | null {
  const code = /EPSG(?:\/[\d.]*\/|:[\d.]*:|[:/])(\d+)/i.exec(crs)?.[1];
  return code === undefined ? null : Number(code);
}

/** Whether a coordinate system has degrees. */
export function isGeographic(crs: string | null): boolean {
  if (crs === null) return false;
  const code = epsgCode(crs);
  return code !== null ? GEOGRAPHIC.has(code) : /CRS:?:?84h?$|^wgs ?-?84$|gcj-?02|bd-?09/i.test(crs.trim());
}

/**
 * Whether GML coordinates in a system have latitude first. So do geographic systems by the EPSG registry. Projected
 * systems whose registered order is northing first are written easting first by the makers of city models all the same.
 */
export function latitudeFirst(crs: string | null): boolean {
  return isGeographic(crs) && !/CRS:?:?84h?$/i.test(crs!.trim());
}
