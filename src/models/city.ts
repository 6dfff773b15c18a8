// A built scene made ready for planners' questions: everything in metres, each kind of thing indexed once.

import Flatbush from "flatbush";
import { isHidden } from "../twin/access/redact.ts";
import { LocalFrame } from "../twin/geodesy.ts";
import type { HeightGrid } from "../twin/heights.ts";
import { LEVEL } from "../twin/level.ts";
import {
  FOOTPRINT_STEP,
  FOOTPRINT_ZERO,
  type FootprintColumns,
  type LineColumns,
  PER_DEGREE,
  type RoadColumns,
} from "../twin/lines.ts";
import type { BuildingColumns, NodeTable } from "../twin/nodeTable.ts";
import type { PlanningSettings } from "../twin/scene/planning.ts";

/** Height taken for a storey where a building's storeys are not known, m [K]. */
const STOREY_M = 3.2;

/** What a scene brings; what is null it does not have. */
export interface CityTables {
  origin: { lon: number; lat: number };
  nodes: NodeTable;
  buildings: BuildingColumns | null;
  footprints: FootprintColumns | null;
  lines: LineColumns | null;
  roads: RoadColumns | null;
  planning: PlanningSettings;
  /** Heights of the ground; without them it is flat at 0. */
  ground?: HeightGrid | null;
}

export class PlanCity {
  readonly frame: LocalFrame;
  readonly ground: HeightGrid | null;
  /** East and north of buildings, m. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Above-ground floor area, m²: footprint × storeys. */
  readonly floor: Float32Array;
  /** Rows in the order the index has them; rows that are not the asker's to see are left out. */
  readonly buildingRows: Uint32Array;
  readonly buildingIndex: Flatbush | null;
  /** Slots of facilities, equipment and points, as their index has them. */
  readonly assetSlots: Uint32Array;
  readonly ax: Float64Array;
  readonly ay: Float64Array;
  readonly assetIndex: Flatbush | null;
  /** Vertices of lines, m, flat. */
  readonly lineXy: Float64Array;
  /** Segment s of the index joins vertices segmentStart[s] and the next, and belongs to line segmentLine[s]. */
  readonly segmentStart: Uint32Array;
  readonly segmentLine: Uint32Array;
  readonly segmentIndex: Flatbush | null;
  /** Nodes of the road graph, m, flat. */
  readonly roadXy: Float64Array;
  readonly roadIndex: Flatbush | null;

  constructor(readonly tables: CityTables) {
    const { origin, nodes, buildings, footprints, lines, roads } = tables;
    this.frame = new LocalFrame(origin.lon, origin.lat);
    this.ground = tables.ground ?? null;
    const rows = buildings?.parent.length ?? 0;
    this.x = new Float64Array(rows);
    this.y = new Float64Array(rows);
    this.floor = new Float32Array(rows);
    this.buildingRows = buildings ? this.placeBuildings(buildings) : new Uint32Array(0);
    this.buildingIndex = this.indexBuildings(footprints);
    const slots: number[] = [];
    for (let slot = nodes.placeCount; slot < nodes.coreCount; slot++)
      if (!isHidden(nodes, slot) && nodes.columns.level[slot] !== LEVEL.floor) slots.push(slot);
    this.assetSlots = Uint32Array.from(slots);
    [this.ax, this.ay] = this.planeOf(nodes.columns.lon, nodes.columns.lat, this.assetSlots);
    this.assetIndex = indexed(slots.length, (index, i) => index.add(this.ax[i], this.ay[i]));
    this.lineXy = this.flatOf(lines);
    [this.segmentStart, this.segmentLine] = segmentsOf(lines);
    this.segmentIndex = indexed(this.segmentStart.length, (index, s) =>
      addSegment(index, this.lineXy, this.segmentStart[s], this.segmentStart[s] + 1),
    );
    this.roadXy = this.flatOf(roads);
    this.roadIndex = indexed(roads?.from.length ?? 0, (index, e) =>
      addSegment(index, this.roadXy, roads!.from[e], roads!.to[e]),
    );
  }

  /** Corners of a building's outline, flat m; its position alone where no outline is known. The array is reused by the next call. */
  outlineOf(row: number): Float64Array {
    const { footprints } = this.tables;
    const from = row === 0 ? 0 : (footprints?.end[row - 1] ?? 0);
    const to = footprints?.end[row] ?? 0;
    if (!footprints || to <= from) {
      const at = this.scratch(2);
      at[0] = this.x[row];
      at[1] = this.y[row];
      return at;
    }
    const out = this.scratch(2 * (to - from));
    const { east, north } = footprints;
    for (let k = from, i = 0; k < to; k++) {
      out[i++] = this.x[row] + (east[k] - FOOTPRINT_ZERO) * FOOTPRINT_STEP;
      out[i++] = this.y[row] + (north[k] - FOOTPRINT_ZERO) * FOOTPRINT_STEP;
    }
    return out;
  }

  private readonly room = new Float64Array(1 << 12);
  private readonly views = new Map<number, Float64Array>();
  private scratch(length: number): Float64Array {
    if (length > this.room.length) return new Float64Array(length);
    let view = this.views.get(length);
    if (!view) {
      view = this.room.subarray(0, length);
      this.views.set(length, view);
    }
    return view;
  }

  private placeBuildings({ lon, lat, footprint, levels, heightAboveBase }: BuildingColumns): Uint32Array {
    const seen: number[] = [];
    const local = [0, 0, 0];
    for (let row = 0; row < this.x.length; row++) {
      // What is not the asker's to see has neither ground nor height.
      if (footprint[row] === 0 && heightAboveBase[row] === 0) continue;
      this.frame.toLocal(lon[row], lat[row], 0, local);
      this.x[row] = local[0];
      this.y[row] = local[1];
      this.floor[row] = footprint[row] * (levels[row] || Math.max(1, Math.round(heightAboveBase[row] / STOREY_M)));
      seen.push(row);
    }
    return Uint32Array.from(seen);
  }

  private indexBuildings(footprints: FootprintColumns | null): Flatbush | null {
    return indexed(this.buildingRows.length, (index, i) => {
      const row = this.buildingRows[i];
      const [x, y] = [this.x[row], this.y[row]];
      const from = row === 0 ? 0 : (footprints?.end[row - 1] ?? 0);
      const to = footprints?.end[row] ?? 0;
      if (!footprints || to <= from) {
        index.add(x, y);
        return;
      }
      let [west, south, east, north] = [65535, 65535, 0, 0];
      for (let k = from; k < to; k++) {
        const [e, n] = [footprints.east[k], footprints.north[k]];
        if (e < west) west = e;
        if (e > east) east = e;
        if (n < south) south = n;
        if (n > north) north = n;
      }
      const metres = (step: number): number => (step - FOOTPRINT_ZERO) * FOOTPRINT_STEP;
      index.add(x + metres(west), y + metres(south), x + metres(east), y + metres(north));
    });
  }

  private planeOf(lon: Float64Array, lat: Float64Array, slots: Uint32Array): [Float64Array, Float64Array] {
    const [x, y, local] = [new Float64Array(slots.length), new Float64Array(slots.length), [0, 0, 0]];
    slots.forEach((slot, i) => {
      this.frame.toLocal(lon[slot], lat[slot], 0, local);
      x[i] = local[0];
      y[i] = local[1];
    });
    return [x, y];
  }

  private flatOf(columns: { lon: Int32Array; lat: Int32Array } | null): Float64Array {
    const count = columns?.lon.length ?? 0;
    const [flat, local] = [new Float64Array(2 * count), [0, 0, 0]];
    for (let k = 0; k < count; k++) {
      this.frame.toLocal(columns!.lon[k] / PER_DEGREE, columns!.lat[k] / PER_DEGREE, 0, local);
      flat[2 * k] = local[0];
      flat[2 * k + 1] = local[1];
    }
    return flat;
  }
}

/** An index of so many things; null for none, which Flatbush cannot be. */
function indexed(count: number, add: (index: Flatbush, i: number) => void): Flatbush | null {
  if (count === 0) return null;
  const index = new Flatbush(count);
  for (let i = 0; i < count; i++) add(index, i);
  index.finish();
  return index;
}

function addSegment(index: Flatbush, xy: Float64Array, a: number, b: number): void {
  const [ax, ay, bx, by] = [xy[2 * a], xy[2 * a + 1], xy[2 * b], xy[2 * b + 1]];
  index.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
}

function segmentsOf(lines: LineColumns | null): [start: Uint32Array, line: Uint32Array] {
  if (!lines) return [new Uint32Array(0), new Uint32Array(0)];
  const count = lines.lon.length - lines.end.length;
  const [start, line] = [new Uint32Array(count), new Uint32Array(count)];
  let s = 0;
  lines.end.forEach((end, row) => {
    for (let k = row === 0 ? 0 : lines.end[row - 1]; k + 1 < end; k++, s++) {
      start[s] = k;
      line[s] = row;
    }
  });
  return [start, line];
}
