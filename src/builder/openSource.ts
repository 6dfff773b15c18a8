// Opens a file on disk with everything the builder can read: all formats, GeoPackage too, and every EPSG code.

import { type FeatureStream, openFeatures, type ReadOptions } from "../formats/readFeatures.ts";
import { diskFile } from "./diskFile.ts";
import { epsgLookup } from "./epsgRegistry.ts";
import { geopackage } from "./geopackage.ts";

/** What a file on disk can be beyond the formats that a browser reads too. */
export const ON_DISK = { moreFormats: [geopackage], crsLookup: epsgLookup } as const;

/** @throws SourceError when the file cannot be read or its coordinates cannot be right */
export const openSource = (path: string, options: Omit<ReadOptions, keyof typeof ON_DISK>): Promise<FeatureStream> =>
  openFeatures(diskFile(path), { ...options, ...ON_DISK });
