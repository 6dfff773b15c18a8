// Coordinate reference systems at the door: everything becomes WGS 84 degrees here and nowhere else.

import gcoord from "gcoord";
import proj4 from "proj4";
import { SourceError } from "../fault.ts";
import { definitionOf, GRID_STAND_INS } from "./definitions.ts";
import { axisOrderOf, referenceOf } from "./reference.ts";
import { epsgOfWkt, heightMetresOfWkt, horizontalOf, isGeographicWkt, shiftOfWkt } from "./wkt.ts";

/** Definition of an EPSG code from a registry: proj4 text or WKT, or null when it has none. */
export type CrsLookup = (code: number) => string | null;

/** Conversion of a file's coordinates, many at a time. */
export interface CrsConverter {
  /** Whether the file's coordinates are degrees (perhaps shifted, as GCJ-02). */
  degrees: boolean;
  /** Metres in one unit of its heights. */
  heightMetres: number;
  /** What to know about its accuracy; null when it is good to a metre or so. */
  caution: string | null;
  /**
   * Turns flat coordinates [x, y, …] in place into longitude and latitude, degrees; what cannot be converted becomes NaN.
   * Other numbers of a position (heights) are left alone. @param stride numbers per position
   */
  toLonLat(coordinates: Float64Array, stride: number): void;
}

const SUPPORTED =
  "use EPSG:4326, 4490, 4491–4554, 3857, 326xx, 327xx, 258xx, 6669–6687, 28992, 7415 …, gcj02, bd09, a +proj definition or WKT";

/**
 * @param crs such as EPSG:4549, urn:ogc:def:crs:EPSG::7415, CRS84, gcj02, bd09, a +proj definition or WKT
 * @param name how errors call the file @param lookup registry for codes that are not built in
 * @throws SourceError when the system is not known
 */
export function converterOf(crs: string, name: string, lookup?: CrsLookup): CrsConverter {
  const reference = referenceOf(crs);
  const unknown = (): SourceError => {
    const shown = crs.trim().replace(/\s+/g, " ");
    const short = shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
    return new SourceError(name, `its coordinate system "${short}" is not known`, SUPPORTED);
  };
  if (!reference) throw unknown();
  switch (reference.kind) {
    case "wgs84":
      return same();
    case "gcj02":
      return offset(gcoord.GCJ02);
    case "bd09":
      return offset(gcoord.BD09);
    case "epsg": {
      const definition = definitionOf(reference.code) ?? lookup?.(reference.code) ?? null;
      if (definition === null) throw unknown();
      return fromDefinition(definition, unknown, reference.vertical !== null ? 1 : null, lookup);
    }
    default:
      return fromDefinition(reference.text, unknown, null, lookup);
  }
}

/**
 * Order in which GML writes the positions of a system: "yx" where latitude or northing comes first.
 * CityJSON and GeoJSON always write x (easting, longitude) first, whatever the system.
 */
export function axisOrder(crs: string, lookup?: CrsLookup): "xy" | "yx" {
  return axisOrderOf(crs, (code) => {
    const definition = definitionOf(code) ?? lookup?.(code) ?? "";
    return definition === "same" || /\+proj=longlat/.test(definition) || isGeographicWkt(definition);
  });
}

function same(): CrsConverter {
  return { degrees: true, heightMetres: 1, caution: null, toLonLat() {} };
}

/** Systems whose degrees are shifted by the Chinese offset. */
function offset(system: typeof gcoord.GCJ02 | typeof gcoord.BD09): CrsConverter {
  const point: [number, number] = [0, 0];
  return {
    degrees: true,
    heightMetres: 1,
    caution: null,
    toLonLat(coordinates, stride) {
      for (let i = 0; i < coordinates.length; i += stride) {
        point[0] = coordinates[i];
        point[1] = coordinates[i + 1];
        const [lon, lat] = gcoord.transform(point, system, gcoord.WGS84) as [number, number];
        coordinates[i] = lon;
        coordinates[i + 1] = lat;
      }
    },
  };
}

/** @param heightMetres unit of heights where it is known already */
function fromDefinition(
  definition: string,
  unknown: () => SourceError,
  heightMetres: number | null,
  lookup?: CrsLookup,
): CrsConverter {
  if (definition === "same") return same();
  if (definition.startsWith("+proj") || definition.startsWith("EPSG:"))
    return fromProj(definition, unknown, heightMetres);
  const vertical = heightMetres ?? heightMetresOfWkt(definition);
  const wkt = horizontalOf(definition);
  const code = epsgOfWkt(wkt);
  const known = code === null ? null : (definitionOf(code) ?? lookup?.(code) ?? null);
  if (known !== null && known !== definition && (known === "same" || known.startsWith("+proj")))
    return { ...fromDefinition(known, unknown, vertical, lookup), ...(vertical ? { heightMetres: vertical } : {}) };
  const shift = shiftOfWkt(wkt);
  if (isGeographicWkt(wkt) && shift === "same" && /degree/i.test(wkt)) return same();
  return fromProj(wkt, unknown, vertical, shift);
}

/** @param shift of a written-out system, as shiftOfWkt gives it */
function fromProj(
  text: string,
  unknown: () => SourceError,
  heightMetres: number | null,
  shift?: string | null,
): CrsConverter {
  const definition = text.replace(/\+nadgrids=(\S+)/, (_, grid: string) => GRID_STAND_INS[grid] ?? "");
  const key = `yiwang:${shift ?? ""}:${definition}`; // its name in proj4's table, which is one for all
  let converter: proj4.Converter;
  let parameters: proj4.ProjectionDefinition;
  try {
    proj4.defs(key, definition.startsWith("EPSG:") ? (proj4.defs(definition) as unknown as string) : definition);
    parameters = proj4.defs(key);
    if (shift && shift !== "same") parameters.datum_params = shift.split(",").map(Number);
    converter = proj4(key, "EPSG:4326");
  } catch {
    throw unknown();
  }
  const degrees = parameters.projName === "longlat";
  const metres = unitOf(definition, parameters);
  return {
    degrees,
    heightMetres: heightMetres ?? metres,
    caution: cautionOf(definition, parameters, shift),
    toLonLat(coordinates, stride) {
      for (let i = 0; i < coordinates.length; i += stride) {
        let lon = Number.NaN;
        let lat = Number.NaN;
        try {
          [lon, lat] = converter.forward([coordinates[i], coordinates[i + 1]]);
        } catch {
          // outside of what the projection can undo
        }
        coordinates[i] = lon;
        coordinates[i + 1] = lat;
      }
    },
  };
}

/** Metres in a unit of height: the vertical unit if it is written, else the same as the plane's (feet with feet), else metres. */
function unitOf(definition: string, parameters: proj4.ProjectionDefinition): number {
  const feet: Readonly<Record<string, number>> = { "us-ft": 1200 / 3937, ft: 0.3048 };
  const vertical = /\+vunits=(\S+)/.exec(definition)?.[1];
  if (vertical !== undefined) return feet[vertical] ?? 1;
  if (parameters.projName === "longlat") return 1;
  const plane = parameters.units;
  return (plane === undefined ? undefined : feet[plane]) ?? (parameters.to_meter as number | undefined) ?? 1;
}

/** A system on an old ellipsoid of which no shift to WGS 84 is known lies some hundred metres off. */
function cautionOf(
  definition: string,
  parameters: proj4.ProjectionDefinition,
  shift: string | null | undefined,
): string | null {
  if (definition.startsWith("EPSG:")) return null;
  const { ellps, datumCode } = parameters as { ellps?: string; datumCode?: string };
  const modern =
    /^(wgs_?84|grs_?80|grs_?1980|wgs_1984|none)?$/i.test(String(ellps ?? "").replace(/\s/g, "_")) &&
    !/\+a=(?!6378137\b)/.test(definition);
  const shifted = /\+(towgs84|datum)=/.test(definition) || parameters.datum_params !== undefined || Boolean(shift);
  if (modern || shifted || (datumCode !== undefined && /^(wgs84|nad83|ch1903|osgb36|potsdam)$/i.test(datumCode)))
    return null;
  return `no transformation from its datum to WGS 84 is known: positions may be off by a hundred metres or more`;
}
