// Coordinate systems written out (WKT 1, WKT 2, Esri's .prj): the EPSG code where it is given, else what proj4 makes of them.

/** Shifts to WGS 84 by datum, for files that do not carry one (Esri never does). Name in lower case without D_ and punctuation. */
const SHIFTS: readonly (readonly [RegExp, string])[] = [
  [/^amersfoort/, "565.4171,50.3319,465.5524,-0.398957,0.343988,-1.877402,4.0725"],
  [/^(belge1972|reseaunationalbelge1972)/, "-106.8686,52.2978,-103.7239,0.3366,-0.457,1.8422,-1.2747"],
  [/^(osgb1936|ordnancesurveyofgreatbritain1936)/, "446.448,-125.157,542.06,0.15,0.247,0.842,-20.489"],
  [/^deutscheshauptdreiecksnetz/, "598.1,73.7,418.2,0.202,0.045,-2.455,6.7"],
  [/^ch1903/, "674.374,15.056,405.346,0,0,0,0"],
  [/^(mgi|militargeographischeinstitut)/, "577.326,90.129,463.919,5.137,1.474,5.297,2.4232"],
  [/^hongkong1980/, "-162.619,-276.959,-161.764,0.067753,-2.243649,-1.158827,-1.094246"],
  [/^beijing1954/, "15.8,-154.4,-82.3,0,0,0,0"],
  [/^europeandatum1950|^european1950/, "-87,-98,-121,0,0,0,0"],
];

/** Names of datums that are WGS 84 to within a metre. */
const MODERN =
  /^(wgs1984|wgs84|worldgeodeticsystem1984|china2000|cgcs2000|chinageodetic|etrs1989|europeanterrestrial|northamerican1983|nad1983|nad83|gda|geocentricdatumofaustralia|jgd|japanesegeodeticdatum20|rgf1993|reseaugeodesiquefrancais1993|nzgd2000|newzealandgeodeticdatum2000|svy21|twd1997|taiwandatum1997|sirgas)/;

/** EPSG code of the whole system, from its last AUTHORITY or ID; null when there is none or it is another authority's. */
export function epsgOfWkt(wkt: string): number | null {
  const match =
    /(?:AUTHORITY\s*\[\s*"EPSG"\s*,\s*"?(\d+)"?\s*\]|ID\s*\[\s*"EPSG"\s*,\s*(\d+)\s*[^\]]*\])\s*\]\s*$/i.exec(wkt);
  return match ? Number(match[1] ?? match[2]) : null;
}

/** Whether a system is in degrees. */
export function isGeographicWkt(wkt: string): boolean {
  return /^\s*GEO(G|DE?TIC|D)/i.test(wkt);
}

/** The horizontal part of a compound system; the text itself when it is none. */
export function horizontalOf(wkt: string): string {
  if (!/^\s*COMP/i.test(wkt)) return wkt;
  const start = wkt.search(/(PROJCS|PROJCRS|PROJECTEDCRS|GEOGCS|GEOGCRS|GEODCRS)\s*\[/i);
  if (start < 0) return wkt;
  let depth = 0;
  for (let i = start; i < wkt.length; i++) {
    if (wkt[i] === "[") depth++;
    else if (wkt[i] === "]" && --depth === 0) return wkt.slice(start, i + 1);
  }
  return wkt.slice(start);
}

/** Datum of a system as a bare name in lower case; "" when none is written. */
function datumOf(wkt: string): string {
  const name = /(?:DATUM|ENSEMBLE)\s*\[\s*"([^"]*)"/i.exec(wkt)?.[1] ?? "";
  return name
    .replace(/^D_/i, "")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
}

/** Shift to WGS 84 of a system: seven parameters, "same" for modern datums, null when it is not known. */
export function shiftOfWkt(wkt: string): string | "same" | null {
  const written = /TOWGS84\s*\[([^\]]*)\]/i.exec(wkt)?.[1];
  if (written !== undefined) return written.replace(/\s/g, "");
  const datum = datumOf(wkt);
  if (MODERN.test(datum)) return "same";
  return SHIFTS.find(([pattern]) => pattern.test(datum))?.[1] ?? null;
}

/** Metres in a unit of height, from the vertical part of a compound system or else the last length unit; null when none is written. */
export function heightMetresOfWkt(wkt: string): number | null {
  const vertical = /(?:VERT_CS|VERTCRS|VERTICALCRS|VERTCS)\s*\[.*$/is.exec(wkt)?.[0];
  const unit = /(?:UNIT|LENGTHUNIT)\s*\[\s*"[^"]*"\s*,\s*([\d.eE+-]+)/i.exec(vertical ?? "")?.[1];
  return unit === undefined ? null : Number(unit);
}
