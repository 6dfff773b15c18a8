// Counts of points per category at every node above them, kept up to date in O(depth) a change.
// Buildings that hold points take part; buildings that hold none cost one byte.

import { isPlaceLevel, LEVEL } from "./level.ts";
import { NO_SLOT, type NodeTable } from "./nodeTable.ts";
import { CATEGORY_COUNT, CATEGORY_STALE, SEVERITY, type Severity } from "./severity.ts";

/** What the state of a city needs to know of its tree. A {@link NodeTable} gives it through {@link stateNodesOf}. */
export interface StateNodes {
  /** Places and assets: slots [0, coreCount). */
  coreCount: number;
  /** All slots, buildings included. */
  slotCount: number;
  /** Parent of each core slot, -1 for the city; slots ≥ coreCount are buildings. */
  parent: Int32Array;
  /** Index into LEVELS of each core slot. */
  level: Uint8Array;
  /** Range of assets below each core slot. */
  assetStart: Uint32Array;
  assetEnd: Uint32Array;
}

/** The part of a node table that state is built on. */
export function stateNodesOf(nodes: NodeTable): StateNodes {
  const { parent, level, assetStart, assetEnd } = nodes.columns;
  return { coreCount: nodes.coreCount, slotCount: nodes.slotCount, parent, level, assetStart, assetEnd };
}

/** Category a point is counted in: its alarm severity if it has one, else stale if it is stale, else its severity. */
export const categoryOf = (severity: number, stale: boolean): number =>
  severity >= SEVERITY.iv ? severity : stale ? CATEGORY_STALE : severity;

/** Counts, stale counts and worst severity of every node that has points below it. */
export class RollUp {
  /** Points below each row by category: no data, normal, Ⅳ, Ⅲ, Ⅱ, Ⅰ, stale. Row = core slot, then one row per building with points. */
  readonly counts: Uint32Array;
  /** Points below each row whose stale flag is set, in alarm or not. */
  readonly staleCount: Uint32Array;
  /**
   * Worst severity below, by slot (buildings too); 0 where nothing is known now. Points do not fill their own entry
   * until the state table does.
   */
  readonly worst: Uint8Array;
  /** Slots of monitoring points, ascending. */
  readonly points: Uint32Array;
  /** Slots of buildings that have points, ascending. */
  readonly liveBuildings: Uint32Array;
  private readonly up: Int32Array;
  private readonly buildingRow: Int32Array;
  private readonly rowOfBuilding = new Map<number, number>();
  private readonly coreCount: number;

  constructor(nodes: StateNodes) {
    const { coreCount, parent, level } = nodes;
    this.coreCount = coreCount;
    this.up = new Int32Array(coreCount);
    this.buildingRow = new Int32Array(coreCount).fill(NO_SLOT);
    const place = deepestPlaceOf(nodes);
    const buildings = [...new Set(parent.filter((above) => above >= coreCount))].sort((a, b) => a - b);
    this.liveBuildings = Uint32Array.from(buildings);
    buildings.forEach((slot, i) => {
      if (slot >= nodes.slotCount) throw new Error(`parent slot ${slot} is beyond the ${nodes.slotCount} slots`);
      this.rowOfBuilding.set(slot, coreCount + i);
    });
    for (let slot = 0; slot < coreCount; slot++) {
      const above = parent[slot];
      if (above >= coreCount) {
        this.up[slot] = place[slot];
        this.buildingRow[slot] = this.rowOfBuilding.get(above) as number;
      } else this.up[slot] = above;
      if (this.up[slot] >= slot) throw new Error(`node ${slot} stands before its parent ${above}`);
    }
    const rows = coreCount + buildings.length;
    this.counts = new Uint32Array(rows * CATEGORY_COUNT);
    this.staleCount = new Uint32Array(rows);
    this.worst = new Uint8Array(nodes.slotCount);
    this.points = Uint32Array.from(pointSlots(level));
    for (const slot of this.points) {
      this.climb(slot, (row) => {
        this.counts[row * CATEGORY_COUNT]++;
      });
    }
  }

  /** Row of a slot in `counts` and `staleCount`, or -1 for a building without points. */
  rowOf(slot: number): number {
    return slot < this.coreCount ? slot : (this.rowOfBuilding.get(slot) ?? NO_SLOT);
  }

  /** Points below a slot, whatever their state. */
  totalOf(slot: number): number {
    const row = this.rowOf(slot);
    if (row < 0) return 0;
    let total = 0;
    for (let i = row * CATEGORY_COUNT, end = i + CATEGORY_COUNT; i < end; i++) total += this.counts[i];
    return total;
  }

  /** Share of the points below a slot that are in alarm (Ⅳ … Ⅰ), 0…1; 0 where there are none. */
  alarmShareOf(slot: number): number {
    const row = this.rowOf(slot);
    const total = this.totalOf(slot);
    if (total === 0) return 0;
    const at = row * CATEGORY_COUNT;
    const { counts } = this;
    return (counts[at + 2] + counts[at + 3] + counts[at + 4] + counts[at + 5]) / total;
  }

  /**
   * Moves one point from one category to another in all nodes above it.
   * @param staleChange +1, 0 or -1: how the point's stale flag changed
   * @param touched called with the slot of every node whose figures changed
   */
  move(point: number, from: number, to: number, staleChange: number, touched: (slot: number) => void): void {
    if (from === to && staleChange === 0) return;
    const { up, buildingRow, coreCount } = this;
    let at = point;
    while (at >= 0) {
      const building = buildingRow[at];
      if (building >= 0) {
        const slot = this.liveBuildings[building - coreCount];
        this.shift(building, slot, from, to, staleChange);
        touched(slot);
      }
      at = up[at];
      if (at < 0) return;
      this.shift(at, at, from, to, staleChange);
      touched(at);
    }
  }

  private shift(row: number, slot: number, from: number, to: number, staleChange: number): void {
    const at = row * CATEGORY_COUNT;
    this.counts[at + from]--;
    this.counts[at + to]++;
    this.staleCount[row] += staleChange;
    this.worst[slot] = this.worstOfRow(at);
  }

  private worstOfRow(at: number): Severity {
    for (let severity = SEVERITY.i; severity >= SEVERITY.normal; severity--)
      if (this.counts[at + severity] > 0) return severity as Severity;
    return SEVERITY.none;
  }

  private climb(point: number, visit: (row: number) => void): void {
    for (let at = point; at >= 0; ) {
      if (this.buildingRow[at] >= 0) visit(this.buildingRow[at]);
      at = this.up[at];
      if (at >= 0) visit(at);
    }
  }
}

function* pointSlots(level: Uint8Array): Generator<number> {
  for (let slot = 0; slot < level.length; slot++) if (level[slot] === LEVEL.point) yield slot;
}

/** Deepest place whose asset range holds each asset: where a building's assets continue upwards. */
function deepestPlaceOf({ coreCount, level, assetStart, assetEnd }: StateNodes): Int32Array {
  const place = new Int32Array(coreCount).fill(NO_SLOT);
  for (let slot = 0; slot < coreCount && isPlaceLevel(level[slot]); slot++)
    place.fill(slot, assetStart[slot], Math.min(assetEnd[slot], coreCount));
  return place;
}
