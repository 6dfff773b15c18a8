// All EPSG codes, from the registry's copy in the package epsg-index; one small file is read per code asked for.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

interface Entry {
  kind: string;
  wkt: string | null;
  proj4: string | null;
}

/** proj4 text of an EPSG code (WKT of a compound system, whose proj4 text lacks the shift to WGS 84); null when there is none. */
export function epsgLookup(code: number): string | null {
  if (!Number.isInteger(code) || code < 1) return null;
  let entry: Entry;
  try {
    entry = JSON.parse(readFileSync(require.resolve(`epsg-index/s/${code}.json`), "utf8")) as Entry;
  } catch {
    return null;
  }
  if (entry.kind === "CRS-COMPOUNDCRS") return entry.wkt;
  if (!/^CRS-(PROJ|GEOG|GEOG3D|DRVD)CRS$/.test(entry.kind)) return null; // heights alone, geocentric and local systems
  const text = entry.proj4?.replace(/\s*\+type=crs/, "").trim();
  return text?.startsWith("+proj") ? text : entry.wkt;
}
