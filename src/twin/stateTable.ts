// The live state of a city: one row per slot in typed arrays, rolled up the tree as it changes, with a list of what changed.
// The hub fills it from readings (apply), a browser from frames (putLeaf, putRollUp).

import { FLAG } from "./flags.ts";
import { LEVEL } from "./level.ts";
import { categoryOf, RollUp, type StateNodes } from "./rollUp.ts";
import { CATEGORY_COUNT } from "./severity.ts";

/** What became of a reading. */
export const OUTCOME = {
  /** It is the new last value. */
  applied: 0,
  /** Its source time is older than the last value's; only counted. */
  late: 1,
  /** Same source time and same value as the last; only counted. */
  duplicate: 2,
  /** The slot is not a monitoring point; only counted. */
  refused: 3,
} as const;
export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME];

/** Readings as columns, for a whole batch at once. */
export interface ReadingColumns {
  slot: Int32Array | Uint32Array;
  value: Float32Array | Float64Array;
  /** ms since 1970. */
  sourceTime: Float64Array;
  severity: Uint8Array;
  flags: Uint8Array;
}

/** Live state of all slots. Nothing here allocates per reading. */
export class StateTable {
  readonly coreCount: number;
  readonly slotCount: number;
  /** Last value of each core slot, in its kind's unit; NaN before the first. */
  readonly value: Float32Array;
  /** Source time of the last value, ms since 1970; NaN before the first. */
  readonly sourceTime: Float64Array;
  /** When the last value reached us, ms since 1970; NaN before the first. */
  readonly ingestTime: Float64Array;
  /** Severity of each point's last value. */
  readonly severity: Uint8Array;
  /** Bits of FLAG of each point. */
  readonly flags: Uint8Array;
  /** When the severity (points) or worst severity (others) last rose, ms since 1970, by slot, buildings too; -Infinity if never. */
  readonly risenAt: Float64Array;
  readonly rollUp: RollUp;
  /** What was applied and what was only counted since the start. */
  readonly tally = { applied: 0, late: 0, duplicate: 0, refused: 0 };
  private readonly level: Uint8Array;
  private readonly dirtyBit: Uint8Array;
  private readonly dirtyList: Uint32Array;
  private dirtyCount = 0;
  private now = Number.NEGATIVE_INFINITY;
  private readonly touch: (slot: number) => void;
  private readonly worstSeen: Uint8Array;
  /** Slots a frame has told of: what the first frame shows has not just risen. */
  private readonly told: Uint8Array;

  constructor(nodes: StateNodes) {
    const { coreCount, slotCount } = nodes;
    this.coreCount = coreCount;
    this.slotCount = slotCount;
    this.level = nodes.level;
    this.value = new Float32Array(coreCount).fill(Number.NaN);
    this.sourceTime = new Float64Array(coreCount).fill(Number.NaN);
    this.ingestTime = new Float64Array(coreCount).fill(Number.NaN);
    this.severity = new Uint8Array(coreCount);
    this.flags = new Uint8Array(coreCount);
    this.risenAt = new Float64Array(slotCount).fill(Number.NEGATIVE_INFINITY);
    this.rollUp = new RollUp(nodes);
    this.dirtyBit = new Uint8Array(slotCount);
    this.dirtyList = new Uint32Array(coreCount + this.rollUp.liveBuildings.length);
    this.worstSeen = new Uint8Array(slotCount);
    this.told = new Uint8Array(slotCount);
    this.touch = (slot) => {
      this.mark(slot);
      this.noteRise(slot, this.rollUp.worst[slot]);
    };
  }

  /** Counts per category, CATEGORY_COUNT a row; the row of a core slot is the slot, of a building `rollUp.rowOf(slot)`. */
  get counts(): Uint32Array {
    return this.rollUp.counts;
  }

  /** Stale points below each row. */
  get staleCount(): Uint32Array {
    return this.rollUp.staleCount;
  }

  /** Worst severity at each slot, buildings too; a point's is its own severity. */
  get worst(): Uint8Array {
    return this.rollUp.worst;
  }

  /** Slots of all monitoring points. */
  get points(): Uint32Array {
    return this.rollUp.points;
  }

  isPoint(slot: number): boolean {
    return slot >= 0 && slot < this.coreCount && this.level[slot] === LEVEL.point;
  }

  /** Whether a point has ever had a value, or a stale mark. */
  hasState(slot: number): boolean {
    return this.flags[slot] !== 0 || !Number.isNaN(this.sourceTime[slot]);
  }

  /**
   * Takes one reading as the point's new last value, if it is one.
   * @param sourceTime ms since 1970 @param ingestTime ms since 1970
   * @param severity of the value (see severityOf) @param flags bits of FLAG; a set stale bit means stale on arrival
   */
  apply(slot: number, value: number, sourceTime: number, ingestTime: number, severity: number, flags: number): Outcome {
    if (!this.isPoint(slot)) {
      this.tally.refused++;
      return OUTCOME.refused;
    }
    const last = this.sourceTime[slot];
    if (sourceTime < last) {
      this.tally.late++;
      return OUTCOME.late;
    }
    if (sourceTime === last && (Math.fround(value) === this.value[slot] || Number.isNaN(value))) {
      this.tally.duplicate++;
      return OUTCOME.duplicate;
    }
    this.now = ingestTime;
    this.value[slot] = value;
    this.sourceTime[slot] = sourceTime;
    this.ingestTime[slot] = ingestTime;
    this.turn(slot, severity, flags);
    this.tally.applied++;
    return OUTCOME.applied;
  }

  /** {@link apply} for `count` readings that arrived together. Returns how many became the last value. */
  applyMany(readings: ReadingColumns, ingestTime: number, count = readings.slot.length): number {
    const { slot, value, sourceTime, severity, flags } = readings;
    let applied = 0;
    for (let i = 0; i < count; i++)
      if (this.apply(slot[i], value[i], sourceTime[i], ingestTime, severity[i], flags[i]) === OUTCOME.applied)
        applied++;
    return applied;
  }

  /** Lets the next reading be taken whatever its source time: a recording that starts again. */
  forgetTime(slot: number): void {
    this.sourceTime[slot] = Number.NaN;
  }

  /** Marks a point stale; its last value stays. Returns whether that was news. A point without any value is not marked. */
  markStale(slot: number, now: number): boolean {
    if (!this.isPoint(slot) || !this.hasState(slot) || this.flags[slot] & FLAG.stale) return false;
    this.now = now;
    this.turn(slot, this.severity[slot], this.flags[slot] | FLAG.stale);
    return true;
  }

  /** Takes a stale mark back: the silence that set it was ours, not the source's. */
  clearStale(slot: number, now: number): void {
    if (!this.isPoint(slot) || !(this.flags[slot] & FLAG.stale)) return;
    this.now = now;
    this.turn(slot, this.severity[slot], this.flags[slot] & ~FLAG.stale);
  }

  /** Writes a point's state as another state table had it, without rolling it up (a frame brings the roll-up itself). */
  putLeaf(slot: number, value: number, sourceTime: number, now: number, severity: number, flags: number): void {
    if (!this.isPoint(slot)) {
      this.tally.refused++;
      return;
    }
    this.now = now;
    this.value[slot] = value;
    this.sourceTime[slot] = sourceTime;
    this.ingestTime[slot] = now;
    this.severity[slot] = severity;
    this.flags[slot] = flags;
    this.rollUp.worst[slot] = severity;
    this.mark(slot);
    this.noteTold(slot, severity);
    this.tally.applied++;
  }

  /** Writes a node's roll-up as another state table had it: `counts[at … at+6]`. */
  putRollUp(slot: number, counts: Uint32Array, at: number, staleCount: number, worst: number, now: number): void {
    const row = slot < this.slotCount ? this.rollUp.rowOf(slot) : -1;
    if (row < 0) {
      this.tally.refused++;
      return;
    }
    this.now = now;
    for (let i = 0; i < CATEGORY_COUNT; i++) this.rollUp.counts[row * CATEGORY_COUNT + i] = counts[at + i];
    this.rollUp.staleCount[row] = staleCount;
    this.rollUp.worst[slot] = worst;
    this.mark(slot);
    this.noteTold(slot, worst);
  }

  /** Slots changed since the last {@link clearDirty}, in order of first change. A view, valid until the next change. */
  get dirty(): Uint32Array {
    return this.dirtyList.subarray(0, this.dirtyCount);
  }

  clearDirty(): void {
    for (let i = 0; i < this.dirtyCount; i++) this.dirtyBit[this.dirtyList[i]] = 0;
    this.dirtyCount = 0;
  }

  private turn(slot: number, severity: number, flags: number): void {
    const wasStale = (this.flags[slot] & FLAG.stale) !== 0;
    const isStale = (flags & FLAG.stale) !== 0;
    const from = categoryOf(this.severity[slot], wasStale);
    this.severity[slot] = severity;
    this.flags[slot] = flags;
    this.rollUp.worst[slot] = severity;
    this.mark(slot);
    this.noteRise(slot, severity);
    const to = categoryOf(severity, isStale);
    this.rollUp.move(slot, from, to, Number(isStale) - Number(wasStale), this.touch);
  }

  private mark(slot: number): void {
    if (this.dirtyBit[slot]) return;
    this.dirtyBit[slot] = 1;
    this.dirtyList[this.dirtyCount++] = slot;
  }

  private noteTold(slot: number, severity: number): void {
    if (this.told[slot]) this.noteRise(slot, severity);
    this.told[slot] = 1;
    this.worstSeen[slot] = severity;
  }

  private noteRise(slot: number, severity: number): void {
    if (severity > this.worstSeen[slot] && severity > 1) this.risenAt[slot] = this.now;
    this.worstSeen[slot] = severity;
  }
}
