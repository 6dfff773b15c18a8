// The one shape of a file format: recognise a file, open it, hand out its features in batches. A new format is one folder and one line in table.ts.

import type { RawFeature } from "./feature.ts";
import type { SourceReport } from "./report.ts";
import type { SourceFile } from "./sourceFile.ts";

/** What the person said about a file (scene.json or command line). */
export interface OpenOptions {
  /** How the report calls the source, such as buildings. */
  source: string;
  report: SourceReport;
  /** Text encoding where the file does not tell, such as gbk. */
  encoding?: string;
  /** Layer or table of a file with several (GeoPackage), or element type (EPANET, CityGML). */
  layer?: string;
  /** Level of detail to take from solids; the highest if not given. Readers hand out all of them; who uses them picks. */
  lod?: string;
  /** Attributes that hold the coordinates (CSV). */
  columns?: { lon?: string; lat?: string; z?: string; wkt?: string };
}

/** A file being read. */
export interface OpenedFile {
  /** Coordinate system as the file names it (crs member, .prj text, referenceSystem), or null. */
  crs: string | null;
  /** Files of this format never tell and are hardly ever in degrees: without a coordinate system they cannot be placed. */
  needsCrs?: boolean;
  /** Text encoding found, such as utf-8 or gbk; null for binary formats. */
  encoding: string | null;
  /** Names of its layers when it has several. */
  layers?: string[];
  /** Number of features where the file tells beforehand, for progress; null otherwise. */
  expected: number | null;
  /**
   * All features, a few hundred at a time. May be called again (a second pass starts over).
   * Bad features are handed out as they are; @throws SourceError when the rest of the file cannot be read, naming where.
   */
  features(): AsyncIterable<RawFeature[]>;
  /** Bytes read so far, for progress. */
  position(): number;
  close(): Promise<void>;
}

export interface Format {
  /** Id as `format` in scene.json names it, such as geojson. */
  id: string;
  /** As people call it, such as Shapefile. */
  title: string;
  /** File endings without the dot. */
  extensions: readonly string[];
  /** Whether the first bytes (up to 4 KiB) say it is this format; endings alone decide when no format recognises them. */
  recognises(head: Uint8Array, name: string): boolean;
  /** @throws SourceError when it is not what it says it is */
  open(file: SourceFile, options: OpenOptions): Promise<OpenedFile>;
}
