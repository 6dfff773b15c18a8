// What the page and the worker that reads a file say to each other.

import type { ReportCase } from "../../formats/report.ts";
import type { FileMesh } from "../../globe/layers/temporary/fileLayer.ts";
import type { HeightGrid } from "../../twin/heights.ts";

/** What a person may say about a file that does not say it itself. */
export interface FileOptions {
  crs?: string;
  encoding?: string;
  layer?: string;
}

/** What came of a file. */
export interface FileFacts {
  format: string;
  crs: string;
  crsFrom: "option" | "file" | "assumed";
  encoding: string | null;
  features: number;
  polygons: number;
  lines: number;
  points: number;
  solids: number;
  fromStoreys: number;
  notDrawn: number;
  /** [west, south, east, north] degrees. */
  extent: [number, number, number, number];
  repaired: ReportCase[];
  skipped: ReportCase[];
  notes: string[];
}

/** Why a file cannot be shown. */
export interface FileFault {
  reason: string;
  mend: string;
}

export type ToFileWorker =
  | { type: "open"; file: File; beside: File[]; options: FileOptions; ground: HeightGrid | null }
  | { type: "feature"; question: number; index: number }
  | { type: "at"; question: number; lon: number; lat: number; reach: number };

export type FromFileWorker =
  | { type: "progress"; bytes: number; size: number; features: number }
  | { type: "ready"; mesh: FileMesh; facts: FileFacts }
  | { type: "failed"; fault: FileFault }
  /** Properties as text; null when nothing is there. */
  | { type: "feature"; question: number; properties: [string, string][] | null };
