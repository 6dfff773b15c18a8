// The graph of the roads (roads.bin): lines that share a vertex meet there, an end that lies on another road meets it, bridges pass over.

import Flatbush from "flatbush";
import { METRES_PER_DEGREE, metresPerDegree } from "../twin/geodesy.ts";
import { LINE_CLASSES, LINE_LAYER, PER_DEGREE, type RoadColumns } from "../twin/lines.ts";
import { CAR_KMH, type PlanningSettings } from "../twin/scene/planning.ts";
import type { LineSource } from "./source.ts";

/** Vertices this close are one, degrees: about 0.1 m. */
const SAME = 1e-6;
/** An end no further than this from another road joins it, m (ours: centre lines drawn by hand miss each other by less). */
const JOIN_M = 2;
/** Lifted more than this a road passes over or under others, m. */
const LIFTED_M = 2;

interface Piece {
  from: number;
  to: number;
  klass: number;
  oneway: number;
}

/** @returns null when the city has no roads */
export function roadGraph(lines: readonly LineSource[], planning: PlanningSettings): RoadColumns | null {
  const graph = new Gathered();
  for (const line of lines) {
    if (LINE_LAYER[line.klass] !== "roads" || line.klass === "ferry") continue;
    if (line.path.length < 4 || !line.path.every(Number.isFinite)) continue;
    graph.take(line);
  }
  if (graph.pieces.length === 0) return null;
  const pieces = graph.joined();
  const { lon, lat } = graph;
  const metres = metresPerDegree(lat[0]);
  const speeds = LINE_CLASSES.map(
    (klass) => planning.speedsKmh[klass as keyof PlanningSettings["speedsKmh"]] ?? CAR_KMH[klass] ?? 0,
  );
  return {
    lon: Int32Array.from(lon, (degrees) => Math.round(degrees * PER_DEGREE)),
    lat: Int32Array.from(lat, (degrees) => Math.round(degrees * PER_DEGREE)),
    from: Uint32Array.from(pieces, ({ from }) => from),
    to: Uint32Array.from(pieces, ({ to }) => to),
    length: Float32Array.from(pieces, ({ from, to }) =>
      Math.hypot((lon[to] - lon[from]) * metres.lon, (lat[to] - lat[from]) * metres.lat),
    ),
    speed: Uint8Array.from(pieces, ({ klass }) => speeds[klass]),
    klass: Uint8Array.from(pieces, ({ klass }) => klass),
    oneway: Uint8Array.from(pieces, ({ oneway }) => oneway),
  };
}

class Gathered {
  readonly lon: number[] = [];
  readonly lat: number[] = [];
  readonly pieces: Piece[] = [];
  /** Whether a node lies on the ground, where others may join it. */
  private readonly grounded: boolean[] = [];
  private readonly known = new Map<string, number>();

  take({ klass, path, lift, oneway }: LineSource): void {
    const last = path.length / 2 - 1;
    let before = -1;
    for (let k = 0; k <= last; k++) {
      const height = lift?.[k] ?? 0;
      // The ends of bridges and tunnels meet the roads they belong to; in between they pass over or under.
      const apart = k > 0 && k < last && Math.abs(height) > LIFTED_M;
      const at = this.node(
        path[2 * k],
        path[2 * k + 1],
        apart ? Math.round(height / 4) || 1 : 0,
        Math.abs(height) <= LIFTED_M,
      );
      if (before >= 0 && before !== at)
        this.pieces.push({ from: before, to: at, klass: LINE_CLASSES.indexOf(klass), oneway: oneway ? 1 : 0 });
      before = at;
    }
  }

  private node(lon: number, lat: number, storey: number, grounded: boolean): number {
    const key = `${Math.round(lon / SAME)} ${Math.round(lat / SAME)} ${storey}`;
    const there = this.known.get(key);
    if (there !== undefined) {
      if (grounded) this.grounded[there] = true;
      return there;
    }
    const at = this.lon.push(lon) - 1;
    this.lat.push(lat);
    this.grounded.push(grounded);
    this.known.set(key, at);
    return at;
  }

  /** The pieces, cut where the end of another line lies on them. */
  joined(): Piece[] {
    const { lon, lat, pieces, grounded } = this;
    const degree = new Uint32Array(lon.length);
    for (const { from, to } of pieces) {
      degree[from]++;
      degree[to]++;
    }
    const index = new Flatbush(pieces.length);
    for (const { from, to } of pieces)
      index.add(
        Math.min(lon[from], lon[to]),
        Math.min(lat[from], lat[to]),
        Math.max(lon[from], lon[to]),
        Math.max(lat[from], lat[to]),
      );
    index.finish();
    const metres = metresPerDegree(lat[0]);
    const [dx, dy] = [JOIN_M / metres.lon, JOIN_M / METRES_PER_DEGREE];
    const cuts = new Map<number, { t: number; node: number }[]>();
    for (let node = 0; node < lon.length; node++) {
      if (degree[node] !== 1 || !grounded[node]) continue;
      let best = -1;
      let bestT = 0;
      let least = JOIN_M;
      for (const p of index.search(lon[node] - dx, lat[node] - dy, lon[node] + dx, lat[node] + dy)) {
        const { from, to } = pieces[p];
        if (from === node || to === node || !grounded[from] || !grounded[to]) continue;
        const [ux, uy] = [(lon[to] - lon[from]) * metres.lon, (lat[to] - lat[from]) * metres.lat];
        const [vx, vy] = [(lon[node] - lon[from]) * metres.lon, (lat[node] - lat[from]) * metres.lat];
        const t = Math.min(1, Math.max(0, (ux * vx + uy * vy) / (ux * ux + uy * uy)));
        const distance = Math.hypot(vx - t * ux, vy - t * uy);
        if (distance > least) continue;
        [best, bestT, least] = [p, t, distance];
      }
      if (best < 0) continue;
      const list = cuts.get(best);
      if (list) list.push({ t: bestT, node });
      else cuts.set(best, [{ t: bestT, node }]);
    }
    return pieces.flatMap((piece, p) => {
      const list = cuts.get(p)?.sort((a, b) => a.t - b.t);
      if (!list) return [piece];
      const stops = [piece.from, ...list.map(({ node }) => node), piece.to];
      return stops.slice(1).map((to, i) => ({ ...piece, from: stops[i], to }));
    });
  }
}
