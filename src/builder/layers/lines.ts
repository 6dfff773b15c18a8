// The roads, rails and pipes layers: long lines are cut into pieces, pieces shared out to tiles.

import type { SourceReport } from "../../formats/report.ts";
import { metresPerDegree } from "../../twin/geodesy.ts";
import { DRIVE } from "../../twin/lineDrive.ts";
import { LINE_CLASSES, LINE_LAYER, type LineClass } from "../../twin/lines.ts";
import { NO_SLOT_U32 } from "../../twin/nodeTable.ts";
import type { BuiltLayer } from "../../twin/scene/built.ts";
import type { LineSource } from "../source.ts";
import { MOST_FEATURES } from "../tiles/buildingMesh.ts";
import { quadtree } from "../tiles/quadtree.ts";
import type { PackedLines } from "../tiles/ribbonMesh.ts";
import { type LayerContext, LayerWriter, leavesOnly } from "./layer.ts";

/** Vertices one tile should hold. */
const BUDGET = 60_000;
/** Longest piece, m: keeps quantized positions within centimetres. */
const PIECE = 2000;
/** Height above the ground at which lines lie, m; greater classes above lesser ones so that crossings do not flicker. */
const REST = 0.7;
const STEP = 0.03;

/** The point that moves what a line carries. */
export interface Driver {
  /** Slot of the point, NO_SLOT_U32 for none. */
  slot: number;
  /** One of DRIVE. */
  drive: number;
  /** Where zero lies in the kind's range, 0–255. */
  still: number;
}

export const NO_DRIVER: Driver = { slot: NO_SLOT_U32, drive: DRIVE.none, still: 0 };

/** A piece of a line. */
export interface LinePiece {
  line: LineSource;
  coords: number[];
  lift: number[];
  along: number;
  slot: number;
  driver: Driver;
}

/** Height above the ground of a class, m. */
export const restOf = (klass: LineClass): number => {
  const index = LINE_CLASSES.indexOf(klass);
  return index <= 7 ? REST + (7 - index) * STEP : LINE_LAYER[klass] === "rails" ? REST + 10 * STEP : REST;
};

/** Cuts a line where it gets longer than a piece may be, in the middle of edges so that no mitre is lost. */
export function cutLine(line: LineSource, slot: number, longest = PIECE, driver = NO_DRIVER): LinePiece[] {
  const { path } = line;
  const metres = metresPerDegree(path[1]);
  const rest = restOf(line.klass);
  const liftAt = (k: number): number => rest + (line.lift?.[k] ?? 0);
  const pieces: LinePiece[] = [];
  let piece: LinePiece = { line, coords: [path[0], path[1]], lift: [liftAt(0)], along: 0, slot, driver };
  let run = 0;
  let inPiece = 0;
  for (let k = 1; k < path.length / 2; k++) {
    const [lonA, latA, lonB, latB] = [path[2 * k - 2], path[2 * k - 1], path[2 * k], path[2 * k + 1]];
    const length = Math.hypot((lonB - lonA) * metres.lon, (latB - latA) * metres.lat);
    const cuts = Math.floor((inPiece + length) / longest);
    for (let c = 1; c <= cuts; c++) {
      const t = cuts === 1 ? 0.5 : c / (cuts + 1);
      const [lon, lat] = [lonA + t * (lonB - lonA), latA + t * (latB - latA)];
      const lift = liftAt(k - 1) + t * (liftAt(k) - liftAt(k - 1));
      piece.coords.push(lon, lat);
      piece.lift.push(lift);
      pieces.push(piece);
      piece = { line, coords: [lon, lat], lift: [lift], along: run + t * length, slot, driver };
    }
    inPiece = cuts > 0 ? length / (cuts + 1) : inPiece + length;
    run += length;
    piece.coords.push(lonB, latB);
    piece.lift.push(liftAt(k));
  }
  pieces.push(piece);
  return pieces;
}

/** Writes one of the line layers. @param slotOf slot of an asset code, -1 when there is none @param drivers of each line */
export async function writeLines(
  id: "roads" | "rails" | "pipes",
  lines: readonly LineSource[],
  slotOf: (code: string) => number,
  drivers: readonly Driver[],
  context: LayerContext,
  report: SourceReport,
): Promise<BuiltLayer | null> {
  const pieces: LinePiece[] = [];
  let features = 0;
  for (const [i, line] of lines.entries()) {
    if (LINE_LAYER[line.klass] !== id) continue;
    if (line.path.length < 4 || !line.path.every(Number.isFinite) || !(line.width > 0)) {
      report.skip(id, "line-unusable", "left out: fewer than two points, or not numbers", line.name ?? line.klass);
      continue;
    }
    let slot = NO_SLOT_U32;
    if (line.assetCode !== undefined) {
      const found = slotOf(line.assetCode);
      if (found >= 0) slot = found;
      else
        report.repair(id, "asset-unknown", "drawn without live state: its asset is not in the scene", line.assetCode);
    }
    features++;
    pieces.push(...cutLine(line, slot, PIECE, drivers[i]));
  }
  if (pieces.length === 0) return null;
  const writer = new LayerWriter(id, "line", pieces.length, context);
  const metres = metresPerDegree(context.frame.lat);
  const weight = pieces.map((piece) => 2 * (piece.lift.length + PIECE / 200));
  const middle = (piece: LinePiece, axis: 0 | 1): number =>
    (piece.coords[axis] + piece.coords[piece.coords.length - 2 + axis]) / 2;
  const tree = quadtree(
    pieces.map((piece) => (middle(piece, 0) - context.frame.lon) * metres.lon),
    pieces.map((piece) => (middle(piece, 1) - context.frame.lat) * metres.lat),
    (items) => items.length <= MOST_FEATURES && items.reduce((sum, i) => sum + weight[i], 0) <= BUDGET,
  );
  const root = await leavesOnly(tree, ({ path, items }) =>
    writer.tile(
      path,
      {
        type: "lines",
        data: packLines(
          Array.from(items, (i) => pieces[i]),
          id === "pipes",
        ),
      },
      0,
      items.length,
    ),
  );
  return writer.finish(root, features);
}

function packLines(pieces: readonly LinePiece[], screenWidth: boolean): PackedLines {
  const points = pieces.reduce((sum, piece) => sum + piece.lift.length, 0);
  const packed: PackedLines = {
    coords: new Float64Array(2 * points),
    end: new Uint32Array(pieces.length),
    lift: new Float32Array(points),
    klass: Uint8Array.from(pieces, ({ line }) => LINE_CLASSES.indexOf(line.klass)),
    width: Float32Array.from(pieces, ({ line }) => line.width),
    slot: Uint32Array.from(pieces, ({ slot }) => slot),
    driver: Uint32Array.from(pieces, ({ driver }) => driver.slot),
    drive: Uint8Array.from(pieces, ({ driver }) => driver.drive),
    still: Uint8Array.from(pieces, ({ driver }) => driver.still),
    along: Float32Array.from(pieces, ({ along }) => along),
    screenWidth,
  };
  let at = 0;
  pieces.forEach((piece, i) => {
    packed.coords.set(piece.coords, 2 * at);
    packed.lift.set(piece.lift, at);
    at += piece.lift.length;
    packed.end[i] = at;
  });
  return packed;
}
