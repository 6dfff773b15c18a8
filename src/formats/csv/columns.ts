// Which columns of a table hold the coordinates, by the names people give them and by what stands in them.

import { looksLikeWkt } from "../wktGeometry.ts";

/** How the geometry of a row is written. */
export type GeometryColumns =
  | { kind: "lonLat"; lon: number; lat: number; z: number | null; crs: string | null }
  /** WKT or a GeoJSON geometry in one column. */
  | { kind: "text"; column: number }
  /** Both numbers in one column. */
  | { kind: "pair"; column: number; latFirst: boolean; crs: string | null };

/** Names of a longitude (or easting) column, best first; each with its partner for latitude. Compared in lower case without blanks. */
const PAIRS: readonly (readonly [RegExp, RegExp])[] = [
  [/^wgs(84)?[_-]?(lon|lng|longitude|x|经度)$/, /^wgs(84)?[_-]?(lat|latitude|y|纬度)$/],
  [/^(lon|lng|longitude|long)[_-]?wgs(84)?$/, /^(lat|latitude)[_-]?wgs(84)?$/],
  [
    /^(lon|lng|long|longitude|longitud|经度|經度|经度\(°\)|经度[(（].*[)）]|decimallongitude)$/,
    /^(lat|latitude|latitud|纬度|緯度|纬度\(°\)|纬度[(（].*[)）]|decimallatitude)$/,
  ],
  [/^(gcj|gcj02|gd|amap|高德)[_-]?(lon|lng|longitude|经度)$/, /^(gcj|gcj02|gd|amap|高德)[_-]?(lat|latitude|纬度)$/],
  [/^(lon|lng|longitude)[_-]?(gcj|gcj02|gd|amap)$/, /^(lat|latitude)[_-]?(gcj|gcj02|gd|amap)$/],
  [/^(bd|bd09|baidu|百度)[_-]?(lon|lng|longitude|经度)$/, /^(bd|bd09|baidu|百度)[_-]?(lat|latitude|纬度)$/],
  [/^(lon|lng|longitude)[_-]?(bd|bd09|baidu)$/, /^(lat|latitude)[_-]?(bd|bd09|baidu)$/],
  [
    /^(point[_-]?x|x[_-]?coord(inate)?|coord[_-]?x|easting|东坐标|x坐标|横坐标)$/,
    /^(point[_-]?y|y[_-]?coord(inate)?|coord[_-]?y|northing|北坐标|y坐标|纵坐标)$/,
  ],
  [/^.*[_-](lon|lng|longitude)$/, /^.*[_-](lat|latitude)$/],
  [/^x$/, /^y$/],
];
const HEIGHTS = /^(z|elev|elevation|alt|altitude|height_?asl|高程|海拔)$/;
const TEXTS = /^(wkt|wkt_?geom|geom|geometry|the_geom|shape|geojson|几何|空间数据)$/;
const BOTH = /^(location|坐标|经纬度|coordinates?|coords?|lnglat|lonlat|latlng|latlon|position|位置|定位)$/;
const NUMBER_PAIR = /^\s*[[(]?\s*-?\d+(\.\d+)?\s*[,;，\s]\s*-?\d+(\.\d+)?\s*[\])]?\s*$/;

const plain = (name: string): string => name.toLowerCase().replace(/[\s"']/g, "");

/** Coordinate system a pair of names tells, or null. */
function crsOfNames(name: string): string | null {
  if (/(^|[_-])(gcj|gcj02|gd|amap)([_-]|$)|高德/.test(name)) return "gcj02";
  return /(^|[_-])(bd|bd09|baidu)([_-]|$)|百度/.test(name) ? "bd09" : null;
}

/**
 * @param header names of the columns @param rows a few rows under it
 * @returns null when no column looks like coordinates
 */
export function findColumns(header: readonly string[], rows: readonly (readonly string[])[]): GeometryColumns | null {
  const names = header.map(plain);
  const filled = (column: number): string =>
    rows.map((row) => row[column] ?? "").find((cell) => cell.trim() !== "") ?? "";
  const text = names.findIndex((name, i) => (TEXTS.test(name) && isGeometryText(filled(i))) || looksLikeWkt(filled(i)));
  if (text >= 0) return { kind: "text", column: text };
  const z = names.findIndex((name) => HEIGHTS.test(name));
  for (const [lonName, latName] of PAIRS) {
    const lon = names.findIndex((name) => lonName.test(name));
    const lat = names.findIndex((name) => latName.test(name));
    if (lon >= 0 && lat >= 0 && lon !== lat)
      return { kind: "lonLat", lon, lat, z: z >= 0 ? z : null, crs: crsOfNames(names[lon]) };
  }
  const both = names.findIndex((name, i) => BOTH.test(name) && NUMBER_PAIR.test(filled(i)));
  if (both < 0) return null;
  return { kind: "pair", column: both, latFirst: /^lat/.test(names[both]), crs: crsOfNames(names[both]) };
}

/** Whether a text is WKT or the JSON of a geometry. */
function isGeometryText(text: string): boolean {
  return looksLikeWkt(text) || /^\s*\{\s*"/.test(text);
}

/** Names a person might choose from, for messages. */
export function columnsNamed(header: readonly string[]): string {
  const shown = header.slice(0, 12).map((name) => name.slice(0, 30));
  return shown.join(", ") + (header.length > shown.length ? ` and ${header.length - shown.length} more` : "");
}
