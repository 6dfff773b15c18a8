// Any file of a known format to a stream of features in WGS 84 with usable geometry; whatever is mended or left out goes into the report.

import { type CrsConverter, type CrsLookup, converterOf } from "./crs/crs.ts";
import { detectFormat } from "./detect.ts";
import { Seen } from "./duplicates.ts";
import { SourceError } from "./fault.ts";
import type { RawFeature } from "./feature.ts";
import type { Format, OpenOptions } from "./format.ts";
import { GeometryReader, type ReadFeature } from "./geometry.ts";
import { checkCoordinates, offsetHint, type UsedCrs } from "./plausible.ts";
import { SourceReport } from "./report.ts";
import { type CoordinateSample, sampleCoordinates } from "./sample.ts";
import type { SourceFile } from "./sourceFile.ts";
import { FORMATS } from "./table.ts";

export type { ReadFeature } from "./geometry.ts";
export type { UsedCrs } from "./plausible.ts";

/** What the person said about a file. */
export interface ReadOptions extends OpenOptions {
  /** Overrides the file's own coordinate system. */
  crs?: string;
  /** Id of the file's format; found out if not given. */
  format?: string;
  /** Formats beyond those of table.ts, which only some platforms can read; asked first. */
  moreFormats?: readonly Format[];
  /** Registry for coordinate systems that are not built in. */
  crsLookup?: CrsLookup;
}

/** A file opened for reading. */
export interface FeatureStream {
  /** Its format. */
  format: Format;
  crs: UsedCrs;
  /** Text encoding found; null for binary formats. */
  encoding: string | null;
  /** Names of its layers when it has several. */
  layers: readonly string[];
  /** [west, south, east, north] degrees of the first few thousand coordinates; null when there are none. */
  extentSample: [number, number, number, number] | null;
  /** Number of features where the file tells beforehand. */
  expected: number | null;
  /** Bytes of the file. */
  size: number;
  /** Bytes read so far. */
  position(): number;
  /**
   * All usable features, a few hundred at a time. May be called again, one after another: only the first pass writes the report.
   * @throws SourceError where the rest of the file cannot be read
   */
  batches(): AsyncIterable<ReadFeature[]>;
  close(): Promise<void>;
}

/** Opens a file and looks at its beginning. @throws SourceError when it cannot be read or its coordinates cannot be right */
export async function openFeatures(given: SourceFile, options: ReadOptions): Promise<FeatureStream> {
  const { source, report } = options;
  const { file, format } = await detectFormat(given, [...(options.moreFormats ?? []), ...FORMATS], options);
  const inner = new PassReport(report);
  const opened = await format.open(file, { ...options, report: inner });
  try {
    if (opened.encoding !== null && opened.encoding !== "utf-8") report.note(`${source}: read as ${opened.encoding}`);
    const named = options.crs ?? opened.crs;
    const used: UsedCrs = {
      name: named ?? "CRS84",
      from: options.crs !== undefined ? "option" : opened.crs !== null ? "file" : "assumed",
    };
    const crs = converterOf(used.name, file.name, options.crsLookup);
    if (crs.caution) report.note(`${source}: ${crs.caution}`);

    // The first pass begins here: what is looked at now is handed out first by batches().
    const first = opened.features()[Symbol.asyncIterator]();
    const ahead: RawFeature[][] = [];
    const sample: CoordinateSample = { xs: [], ys: [] };
    for (let enough = false; !enough; ) {
      const next = await first.next();
      if (next.done) break;
      ahead.push(next.value);
      enough = sampleCoordinates(next.value, sample) || ahead.length >= 64;
    }
    if (opened.needsCrs && named === null) throw placeless(file.name, format.title, sample);
    checkCoordinates(sample, crs, used, file.name);
    const extentSample = extentOf(sample, crs);
    const hint = offsetHint(ahead[0] ?? [], extentSample, used);
    if (hint) report.note(`${source}: ${hint}`);

    let passes = 0;
    return {
      format,
      crs: used,
      encoding: opened.encoding,
      layers: opened.layers ?? [],
      extentSample,
      expected: opened.expected,
      size: file.size,
      position: () => opened.position(),
      batches: () => pass(passes++ === 0),
      close: async () => {
        await first.return?.();
        await opened.close();
      },
    };

    async function* pass(isFirst: boolean): AsyncGenerator<ReadFeature[]> {
      inner.muted = !isFirst;
      const findings = isFirst ? report : new SourceReport();
      const reader = new GeometryReader(source, crs, findings);
      const seen = new Seen();
      let count = 0;
      for await (const raw of isFirst ? resumed(ahead, first) : opened.features()) {
        count += raw.length;
        findings.countRead(source, raw.length);
        const batch: ReadFeature[] = [];
        for (let i = 0; i < raw.length; i++) {
          const feature = reader.read(raw[i]);
          if (!feature) continue;
          if (feature.id !== "" && seen.has(feature))
            findings.skip(source, "duplicate", "left out: the same id and geometry stand above", feature.label);
          else batch.push(feature);
        }
        if (batch.length > 0) yield batch;
      }
      if (count === 0) {
        findings.countRead(source, 0);
        findings.note(`${source}: the file has no features`);
      }
    }
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/**
 * All features of a file at once, for files known to be small.
 * @throws SourceError when the file cannot be read
 */
export async function readFeatures(file: SourceFile, options: ReadOptions): Promise<ReadFeature[]> {
  const stream = await openFeatures(file, options);
  const features: ReadFeature[] = [];
  try {
    for await (const batch of stream.batches()) for (const feature of batch) features.push(feature);
  } finally {
    await stream.close();
  }
  return features;
}

/** Batches read ahead, then the rest. */
async function* resumed(ahead: RawFeature[][], rest: AsyncIterator<RawFeature[]>): AsyncGenerator<RawFeature[]> {
  try {
    for (let batch = ahead.shift(); batch; batch = ahead.shift()) yield batch;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function placeless(name: string, title: string, { xs, ys }: CoordinateSample): SourceError {
  const range = (values: readonly number[]): string => `${Math.min(...values)} to ${Math.max(...values)}`;
  return new SourceError(
    name,
    `does not say its coordinate system, as no ${title} file does (x ${range(xs)}, y ${range(ys)})`,
    "name it with crs, such as EPSG:4549; a schematic drawing without one cannot be placed",
  );
}

function extentOf({ xs, ys }: CoordinateSample, crs: CrsConverter): [number, number, number, number] | null {
  const points = new Float64Array(2 * xs.length);
  for (let i = 0; i < xs.length; i++) {
    points[2 * i] = xs[i];
    points[2 * i + 1] = ys[i];
  }
  crs.toLonLat(points, 2);
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    const [lon, lat] = [points[i], points[i + 1]];
    if (!(Math.abs(lon) <= 180) || !(Math.abs(lat) <= 90)) continue;
    if (lon < west) west = lon;
    if (lon > east) east = lon;
    if (lat < south) south = lat;
    if (lat > north) north = lat;
  }
  return west <= east ? [west, south, east, north] : null;
}

/** The report as a format sees it: silent from the second pass on, so that nothing is counted twice. */
class PassReport extends SourceReport {
  muted = false;

  constructor(private readonly to: SourceReport) {
    super();
  }

  override countRead(source: string, n?: number): void {
    if (!this.muted) this.to.countRead(source, n);
  }

  override repair(source: string, reason: string, action: string, feature: string): void {
    if (!this.muted) this.to.repair(source, reason, action, feature);
  }

  override skip(source: string, reason: string, action: string, feature: string): void {
    if (!this.muted) this.to.skip(source, reason, action, feature);
  }

  override note(text: string): void {
    if (!this.muted) this.to.note(text);
  }
}
