// What the tests of formats share: reading a whole file, and measures of GeoJSON areas.

import { readFileSync } from "node:fs";
import type { RawFeature } from "../../../../src/formats/feature.ts";
import type { Format, OpenOptions } from "../../../../src/formats/format.ts";
import { SourceReport } from "../../../../src/formats/report.ts";
import { memoryFile } from "../../../../src/formats/sourceFile.ts";

export interface ReadAll {
  crs: string | null;
  features: RawFeature[];
  report: SourceReport;
  /** Findings by reason, repairs and skips. */
  findings: Record<string, number>;
}

/** Reads a file on disk, or text or bytes given, to the end. */
export async function readAll(
  format: Format,
  source: string | { name: string; content: string | Uint8Array },
  options: Partial<OpenOptions> = {},
): Promise<ReadAll> {
  const report = new SourceReport();
  const name = typeof source === "string" ? source : source.name;
  const content = typeof source === "string" ? readFileSync(source) : source.content;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content);
  const opened = await format.open(memoryFile(name, bytes), { source: "test", report, ...options });
  const features: RawFeature[] = [];
  for await (const batch of opened.features()) features.push(...batch);
  await opened.close();
  return { crs: opened.crs, features, report, findings: findingsOf(report) };
}

export function findingsOf(report: SourceReport): Record<string, number> {
  const findings: Record<string, number> = {};
  const { repaired, skipped } = report.toJSON();
  for (const { reason, count } of [...repaired, ...skipped]) findings[reason] = (findings[reason] ?? 0) + count;
  return findings;
}

/** How many features have each value of a property. */
export function countBy(features: readonly RawFeature[], property: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { properties } of features) {
    const key = String(properties[property]);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

interface Area {
  type: string;
  coordinates: number[][][] | number[][][][];
}

/** Polygons of a GeoJSON area; empty for anything else. */
export function polygonsOf(geometry: unknown): number[][][][] {
  const area = geometry as Area | null;
  if (area?.type === "Polygon") return [area.coordinates as number[][][]];
  return area?.type === "MultiPolygon" ? (area.coordinates as number[][][][]) : [];
}

/** Signed area of a closed ring, counter-clockwise positive. */
export function ringArea(ring: readonly number[][]): number {
  let sum = 0;
  const [ox, oy] = ring[0];
  for (let i = 1; i < ring.length; i++)
    sum += (ring[i - 1][0] - ox) * (ring[i][1] - oy) - (ring[i][0] - ox) * (ring[i - 1][1] - oy);
  return sum / 2;
}

/** Area of a GeoJSON area, holes taken off (they run clockwise). */
export function areaOfGeometry(geometry: unknown): number {
  return polygonsOf(geometry)
    .flat()
    .reduce((sum, ring) => sum + ringArea(ring), 0);
}

/** Rings of an area that are not closed, have fewer than four positions or run the wrong way. */
export function badRings(geometry: unknown): number {
  let bad = 0;
  for (const polygon of polygonsOf(geometry))
    polygon.forEach((ring, r) => {
      const [first, last] = [ring[0], ring.at(-1)!];
      const same = first.every((v, i) => v === last[i]);
      if (!same || ring.length < 4 || ringArea(ring) > 0 !== (r === 0)) bad++;
    });
  return bad;
}
