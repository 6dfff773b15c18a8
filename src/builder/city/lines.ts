// Road, rail and pipe features to lines. Kinds that are not drawn are counted, not lost silently.

import { type Attributes, metresOf, textOf } from "../../formats/attributes.ts";
import { boundsOf } from "../../formats/polygon.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";
import type { SourceReport } from "../../formats/report.ts";
import type { Kind } from "../../twin/scene/schema.ts";
import type { Network } from "../../twin/scene/words.ts";
import type { AssetSource, LineClass, LineSource } from "../source.ts";
import type { Extent } from "./extent.ts";
import { LINES, WIDTHS } from "./kinds.ts";
import type { TimesMet } from "./rowIds.ts";
import type { FromFile, Taker } from "./taker.ts";

/** Depth at which tunnels are drawn, m: below the ground, so they show only when it is see-through (ours). */
const TUNNEL = -8;
/** Pipes are drawn at least this wide, m, so that they can be seen and pointed at (ours). */
const PIPE_WIDTH = 1;

/** What pipes of a network are drawn as; heat like water, the last two as no pipe at all. */
const PIPES: Readonly<Record<Network, LineClass>> = {
  water: "water-pipe",
  drainage: "drain-pipe",
  sewage: "sewer-pipe",
  gas: "gas-pipe",
  power: "power-line",
  heat: "water-pipe",
  metro: "metro",
  road: "service",
};

interface Taken {
  line: LineSource;
  label: string;
}

/** Leaves out lines wholly beside the scene: a national file must not be drawn around one quarter. */
function within(taken: readonly Taken[], [west, south, east, north]: Extent, source: string, report: SourceReport) {
  return taken.filter(({ line, label }) => {
    const [w, s, e, n] = boundsOf(line.path);
    const touches = w <= east && e >= west && s <= north && n >= south;
    if (!touches) report.skip(source, "outside-extent", "left out: it lies beside the scene", label);
    return touches;
  });
}

export class LineTaker implements Taker {
  private readonly taken: Taken[] = [];

  constructor(
    readonly source: "roads" | "transit",
    private readonly report: SourceReport,
  ) {}

  take(feature: ReadFeature, { attributes }: FromFile): void {
    const { report, source } = this;
    const kind = textOf(attributes(feature, "kind"));
    const detail = textOf(attributes(feature, "kindDetail"));
    if (feature.lines.length === 0) {
      report.skip(source, "geometry-type", "not drawn: it is not a line", feature.label);
      return;
    }
    const klass = LINES.get(detail) ?? LINES.get(kind);
    if (!klass) {
      report.skip(source, "kind-not-drawn", `not drawn: kind ${kind || "unknown"}`, feature.label);
      return;
    }
    const given = metresOf(attributes(feature, "width"));
    const width = given > 0.3 && given < 100 ? given : WIDTHS[klass];
    const below = klass !== "metro" && isTunnel(feature, attributes);
    const way = onewayOf(feature, attributes);
    for (const given of feature.lines) {
      const path = way < 0 ? turned(given) : given;
      const line: LineSource = { klass, name: textOf(attributes(feature, "name")) || undefined, path, width };
      if (way !== 0) line.oneway = true;
      if (below) line.lift = new Float32Array(path.length / 2).fill(TUNNEL);
      this.taken.push({ line, label: feature.label });
    }
  }

  /** [west, south, east, north] of all lines, or null. */
  bounds(): Extent | null {
    return boundsOfAll(this.taken.map(({ line }) => line.path));
  }

  /** @param skipMetro the metro comes from another source */
  lines(extent: Extent, skipMetro = false): LineSource[] {
    return within(this.taken, extent, this.source, this.report).flatMap(({ line, label }) => {
      if (!skipMetro || line.klass !== "metro") return [line];
      this.report.skip(this.source, "metro-twice", "not drawn: the metro comes from the transit source", label);
      return [];
    });
  }
}

function isTunnel(feature: ReadFeature, attributes: Attributes): boolean {
  const tunnel = attributes(feature, "tunnel");
  return tunnel !== undefined && tunnel !== false && tunnel !== "no";
}

/** 1 where vehicles may only go along the line, −1 only against it, 0 both ways. */
function onewayOf(feature: ReadFeature, attributes: Attributes): number {
  const word = String(attributes(feature, "oneway") ?? "").toLowerCase();
  if (word === "-1" || word === "reverse") return -1;
  return ["yes", "true", "1"].includes(word) ? 1 : 0;
}

/** A path the other way round. */
function turned(path: Float64Array): Float64Array {
  const out = new Float64Array(path.length);
  for (let i = 0; i < path.length; i += 2) out.set(path.subarray(i, i + 2), path.length - 2 - i);
  return out;
}

/** Pipes of the city's networks; where the file names a kind of equipment each of them is a node with a state of its own. */
export class PipeTaker implements Taker {
  private readonly taken: (Taken & { asset?: AssetSource })[] = [];

  private readonly kinds: ReadonlySet<string>;

  /** @param codes codes given so far to any asset of the scene */
  constructor(
    private readonly report: SourceReport,
    private readonly codes: TimesMet,
    kinds: readonly Kind[],
  ) {
    this.kinds = new Set(kinds.map(({ id }) => id));
  }

  take(feature: ReadFeature, from: FromFile & { network?: Network; kind?: string }): void {
    const { attributes, network = "water" } = from;
    // A pipe of a mixed file whose kind the scene does not have is drawn, without a state of its own.
    const kind = from.kind !== undefined && this.kinds.has(from.kind) ? from.kind : undefined;
    if (feature.lines.length === 0) {
      this.report.skip("pipes", "geometry-type", "not drawn: it is not a line", feature.label);
      return;
    }
    const diameter = metresOf(attributes(feature, "diameter"));
    const depth = metresOf(attributes(feature, "depth"));
    const name = textOf(attributes(feature, "name")) || undefined;
    feature.lines.forEach((path) => {
      const line: LineSource = {
        klass: PIPES[network],
        name,
        path,
        width: Math.max(PIPE_WIDTH, diameter > 0 && diameter < 20 ? diameter : 0),
      };
      if (depth > 0 && depth < 200) line.lift = new Float32Array(path.length / 2).fill(-depth);
      if (kind === undefined) {
        this.taken.push({ line, label: feature.label });
        return;
      }
      const stem = textOf(attributes(feature, "code")) || feature.id || name || `${kind}-${this.taken.length + 1}`;
      const times = this.codes.meet(stem);
      const code = times > 1 ? `${stem}-${times}` : stem;
      const [lon, lat] = middleOf(path);
      line.assetCode = code;
      const downstreamCode = textOf(attributes(feature, "downstream")) || undefined;
      const asset: AssetSource = {
        code,
        level: "equipment",
        kind,
        name,
        lon,
        lat,
        heightAboveGround: 0,
        downstreamCode,
      };
      this.taken.push({ line, label: feature.label, asset });
    });
  }

  bounds(): Extent | null {
    return boundsOfAll(this.taken.map(({ line }) => line.path));
  }

  pipes(extent: Extent): { lines: LineSource[]; assets: AssetSource[] } {
    const kept = within(this.taken, extent, "pipes", this.report) as typeof this.taken;
    return { lines: kept.map(({ line }) => line), assets: kept.flatMap(({ asset }) => asset ?? []) };
  }
}

/** The point half way along a line, degrees. */
export function middleOf(path: Float64Array): [number, number] {
  let total = 0;
  const scale = Math.cos((path[1] * Math.PI) / 180);
  const lengths: number[] = [];
  for (let i = 2; i < path.length; i += 2) {
    const length = Math.hypot((path[i] - path[i - 2]) * scale, path[i + 1] - path[i - 1]);
    lengths.push(length);
    total += length;
  }
  let left = total / 2;
  for (let k = 0; k < lengths.length; k++) {
    if (left <= lengths[k] && lengths[k] > 0) {
      const t = left / lengths[k];
      return [0, 1].map((axis) => path[2 * k + axis] + t * (path[2 * k + 2 + axis] - path[2 * k + axis])) as [
        number,
        number,
      ];
    }
    left -= lengths[k];
  }
  return [path[0], path[1]];
}

/** Bounds of many rings or lines, or null when there are none. */
export function boundsOfAll(list: readonly Float64Array[]): Extent | null {
  const all: Extent = [Infinity, Infinity, -Infinity, -Infinity];
  for (const flat of list) {
    const [w, s, e, n] = boundsOf(flat);
    if (w < all[0]) all[0] = w;
    if (s < all[1]) all[1] = s;
    if (e > all[2]) all[2] = e;
    if (n > all[3]) all[3] = n;
  }
  return all[0] <= all[2] ? all : null;
}
