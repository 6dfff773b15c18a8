// Coordinate systems beyond the built-in ones: 5 400 EPSG codes from the package proj4-list, loaded when one is asked for.

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
let list: Readonly<Record<string, readonly [string, string]>> | null = null;

/** proj4 definition of an EPSG code; null when the registry has none. */
export function epsgLookup(code: number): string | null {
  list ??= require("proj4-list") as Readonly<Record<string, readonly [string, string]>>;
  const key = `EPSG:${code}`;
  return Object.hasOwn(list, key) ? list[key][1].trim() : null;
}
