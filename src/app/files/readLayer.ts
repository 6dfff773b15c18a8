// Reads a file to the end and makes a layer of it; free of browser and worker, so that tests run it as it is.

import { SourceError } from "../../formats/fault.ts";
import { openFeatures, type ReadFeature } from "../../formats/readFeatures.ts";
import { type ReportCase, SourceReport } from "../../formats/report.ts";
import type { SourceFile } from "../../formats/sourceFile.ts";
import type { FileMesh } from "../../globe/layers/temporary/fileLayer.ts";
import type { HeightGrid } from "../../twin/heights.ts";
import { Families } from "./families.ts";
import { LARGEST } from "./group.ts";
import { LayerMesh } from "./layerMesh.ts";
import type { FileFacts, FileOptions } from "./protocol.ts";

/** Features named for each case. */
const NAMED = 20;
const LONGEST = 400;
const MOST_PROPERTIES = 80;

export interface ReadLayer {
  mesh: FileMesh;
  facts: FileFacts;
  features: ReadFeature[];
}

/** @throws SourceError when it cannot be read, or holds nothing that can be shown */
export async function readLayer(
  file: SourceFile,
  options: FileOptions,
  ground: HeightGrid | null,
  progress: (bytes: number, features: number) => void,
): Promise<ReadLayer> {
  const report = new SourceReport();
  const stream = await openFeatures(file, { source: "file", report, ...options });
  const features: ReadFeature[] = [];
  try {
    // A small archive may hold a large file.
    if (stream.size > LARGEST) throw tooLarge(file.name, stream.size);
    for await (const batch of stream.batches()) {
      for (const feature of batch) features.push(feature);
      progress(stream.position(), features.length);
      if (stream.position() > LARGEST) throw tooLarge(file.name, stream.position());
    }
  } finally {
    await stream.close();
  }
  const families = new Families(features);
  for (const feature of features)
    if (families.isOutline(feature))
      report.skip("file", "outline-has-parts", "outline left out: its parts stand for it", feature.label);
  const { repaired, skipped, notes } = report.toJSON();
  const extent = extentOf(features);
  if (!extent) throw new SourceError(file.name, nothingIn(skipped), "give a file with points, lines or polygons");
  const mesh = new LayerMesh({ lon: (extent[0] + extent[2]) / 2, lat: (extent[1] + extent[3]) / 2 }, ground, families);
  features.forEach((feature, i) => {
    mesh.add(feature, i);
  });
  const count = (holds: (feature: ReadFeature) => boolean): number => features.filter(holds).length;
  const short = (list: readonly ReportCase[]): ReportCase[] =>
    list.map((one) => ({ ...one, features: one.features.slice(0, NAMED) }));
  return {
    mesh: mesh.finish(),
    features,
    facts: {
      format: stream.format.title,
      crs: stream.crs.name.slice(0, 120),
      crsFrom: stream.crs.from,
      encoding: stream.encoding,
      features: features.length,
      polygons: count(({ polygons }) => polygons.length > 0),
      lines: count(({ lines }) => lines.length > 0),
      points: count(({ points }) => points.length > 0),
      solids: count(({ solids }) => (solids?.length ?? 0) > 0),
      fromStoreys: mesh.fromStoreys,
      notDrawn: mesh.notDrawn,
      extent,
      repaired: short(repaired),
      skipped: short(skipped),
      notes,
    },
  };
}

const tooLarge = (name: string, bytes: number): SourceError =>
  new SourceError(
    name,
    `is larger than 200 MB unpacked (${Math.round(bytes / 1e6)} MB)`,
    "build a scene from it with npm run scene",
  );

/** What was left out says best why there is nothing. */
function nothingIn(skipped: readonly ReportCase[]): string {
  const why = skipped.slice(0, 3).map(({ reason, count }) => `${reason} × ${count}`);
  return `holds nothing that can be shown${why.length > 0 ? ` (left out: ${why.join(", ")})` : ""}`;
}

function extentOf(features: readonly ReadFeature[]): [number, number, number, number] | null {
  const extent: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const widen = (flat: ArrayLike<number>): void => {
    for (let i = 0; i + 1 < flat.length; i += 2) {
      extent[0] = Math.min(extent[0], flat[i]);
      extent[1] = Math.min(extent[1], flat[i + 1]);
      extent[2] = Math.max(extent[2], flat[i]);
      extent[3] = Math.max(extent[3], flat[i + 1]);
    }
  };
  for (const { polygons, lines, points } of features) {
    for (const [outer] of polygons) widen(outer);
    for (const line of lines) widen(line);
    for (const point of points) widen(point);
  }
  return extent[0] <= extent[2] ? extent : null;
}

/** A feature's properties as text, id first; nothing in them is ever markup. */
export function propertiesOf({ id, properties }: ReadFeature): [string, string][] {
  const entries = Object.entries(properties).slice(0, MOST_PROPERTIES);
  const text = (value: unknown): string => {
    const words =
      value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
    return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
  };
  const rows = entries.map(([name, value]): [string, string] => [name, text(value)]);
  return id !== "" && !rows.some(([, value]) => value === id) ? [["id", id], ...rows] : rows;
}
