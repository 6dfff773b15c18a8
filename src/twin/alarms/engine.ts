// The alarm engine: every reading against every rule of its kind, in typed arrays, without allocating; a clock for delays and silence.
// It knows what is active. What people do to alarms is the alarm model's (alarm.ts), what is kept is the hub's.

import { FLAG } from "../flags.ts";
import { STALE_INTERVALS } from "../ingestClock.ts";
import type { NodeTable } from "../nodeTable.ts";
import type { AlarmRule } from "../scene/alarms.ts";
import type { Kind } from "../scene/schema.ts";
import { SEVERITY, type Severity, severityOf } from "../severity.ts";
import { CONDITION, type Condition, conditionOf, RING_HEAD } from "./conditions.ts";

/**
 * Told of every change of an alarm's severity. Called in the path of a reading: it must neither wait nor allocate much.
 * @param rule index among the rules @param severity 2 Ⅳ … 5 Ⅰ, 0 when it has ended @param value of the point, in its kind's unit
 * @param sourceTime of the reading that made it, ms since 1970; where the clock made it, of the last reading
 * @param at when the hub knew, ms since 1970 @param flags bits of FLAG of that reading: where it came from
 */
export type TellTransition = (
  slot: number,
  rule: number,
  severity: number,
  value: number,
  sourceTime: number,
  at: number,
  flags: number,
) => void;

export type EngineNodes = Pick<NodeTable, "coreCount" | "placeCount"> & {
  columns: Pick<NodeTable["columns"], "kind">;
};

const NONE = 0xffffffff;

export class AlarmEngine {
  /** Pairs of point and rule. */
  readonly cellCount: number;
  /** Readings taken, conditions evaluated, transitions told. */
  readonly tally = { readings: 0, evaluated: 0, transitions: 0 };
  /** Conditions of each kind, and where each one's memory begins within a point's. */
  private readonly ofKind: Condition[][];
  private readonly offsets: Uint32Array[];
  /** First cell of a point, NONE without rules; first word of its memory. */
  private readonly firstCell: Uint32Array;
  private readonly firstWord: Uint32Array;
  private readonly kind: Uint16Array;
  /** By cell: severity in force, severity the condition asks for, severity (or 1, beyond) held by the deadband. */
  private readonly severity: Uint8Array;
  private readonly wanted: Uint8Array;
  private readonly held: Uint8Array;
  /** By cell: since when the condition asks for another severity, ms since 1970, NaN if not; and whether for a worse one. */
  private readonly since: Float64Array;
  private readonly worsens: Uint8Array;
  private readonly memory: Float64Array;
  /** By slot: the last reading. */
  private readonly heardAt: Float64Array;
  private readonly sourceTime: Float64Array;
  private readonly value: Float64Array;
  private readonly flags: Uint8Array;
  private readonly staleMs: Float64Array;
  /** Cells that the clock can change, with slot and index of the condition within its kind. */
  private readonly timedCell: Uint32Array;
  private readonly timedSlot: Uint32Array;
  private readonly timedIndex: Uint16Array;
  private lost = false;

  constructor(
    nodes: EngineNodes,
    kinds: readonly Kind[],
    readonly rules: readonly AlarmRule[],
    private readonly tell: TellTransition,
  ) {
    const { coreCount, placeCount } = nodes;
    this.kind = nodes.columns.kind;
    this.ofKind = kinds.map((kind) =>
      rules.flatMap((rule, i) => (rule.kinds.includes(kind.id) ? [conditionOf(rule, i, kind)] : [])),
    );
    this.offsets = this.ofKind.map((list) => {
      let at = 0;
      return Uint32Array.from(list, ({ memory }) => {
        at += memory;
        return at - memory;
      });
    });
    const wordsOf = this.ofKind.map((list) => list.reduce((sum, { memory }) => sum + memory, 0));
    this.firstCell = new Uint32Array(coreCount).fill(NONE);
    this.firstWord = new Uint32Array(coreCount);
    let cells = 0;
    let words = 0;
    let timed = 0;
    for (let slot = placeCount; slot < coreCount; slot++) {
      const list = this.ofKind[this.kind[slot]];
      if (!list || list.length === 0) continue;
      this.firstCell[slot] = cells;
      this.firstWord[slot] = words;
      cells += list.length;
      words += wordsOf[this.kind[slot]];
      for (const condition of list) if (condition.timed) timed++;
    }
    this.cellCount = cells;
    this.severity = new Uint8Array(cells);
    this.wanted = new Uint8Array(cells);
    this.held = new Uint8Array(cells);
    this.worsens = new Uint8Array(cells);
    this.since = new Float64Array(cells).fill(Number.NaN);
    this.memory = new Float64Array(words);
    this.heardAt = new Float64Array(coreCount).fill(Number.NaN);
    this.sourceTime = new Float64Array(coreCount).fill(Number.NaN);
    this.value = new Float64Array(coreCount).fill(Number.NaN);
    this.flags = new Uint8Array(coreCount);
    this.staleMs = Float64Array.from(kinds, (kind) => kind.intervalSeconds * 1000 * STALE_INTERVALS);
    this.timedCell = new Uint32Array(timed);
    this.timedSlot = new Uint32Array(timed);
    this.timedIndex = new Uint16Array(timed);
    let row = 0;
    for (let slot = placeCount; slot < coreCount; slot++) {
      if (this.firstCell[slot] === NONE) continue;
      for (const [i, condition] of this.ofKind[this.kind[slot]].entries()) {
        if (!condition.timed) continue;
        this.timedCell[row] = this.firstCell[slot] + i;
        this.timedSlot[row] = slot;
        this.timedIndex[row++] = i;
      }
    }
  }

  /**
   * Takes a reading that is its point's new last value (late and historical ones are not: they say nothing of now). A bad one, or
   * one that was stale when it came, is only heard.
   * @param value in the kind's unit @param sourceTime ms since 1970 @param now ms since 1970 @param flags bits of FLAG
   */
  take(slot: number, value: number, sourceTime: number, now: number, flags: number): void {
    const first = this.firstCell[slot];
    if (first === NONE || first === undefined) return;
    this.tally.readings++;
    this.heardAt[slot] = now;
    if (!Number.isFinite(value) || flags & (FLAG.bad | FLAG.stale)) {
      this.heardOf(slot, now);
      return;
    }
    const rewound = sourceTime < this.sourceTime[slot];
    this.value[slot] = value;
    this.sourceTime[slot] = sourceTime;
    this.flags[slot] = flags;
    const kind = this.kind[slot];
    const list = this.ofKind[kind];
    const offsets = this.offsets[kind];
    const word = this.firstWord[slot];
    for (let i = 0; i < list.length; i++) {
      const condition = list[i];
      const at = word + offsets[i];
      // A recording that starts again has forgotten what came after.
      if (rewound) this.memory.fill(0, at, at + condition.memory);
      this.settle(first + i, slot, condition, this.evaluate(condition, first + i, at, value, sourceTime), now);
    }
    this.tally.evaluated += list.length;
  }

  /** Lets time pass: delays that have run out, silences, repetitions that lie too far back. @param now ms since 1970 */
  tick(now: number): void {
    if (this.lost) return;
    const { timedCell, timedSlot, timedIndex, ofKind, kind, heardAt } = this;
    for (let row = 0; row < timedCell.length; row++) {
      const slot = timedSlot[row];
      const heard = heardAt[slot];
      // Who was never heard is not commissioned; nothing can be said of it.
      if (Number.isNaN(heard)) continue;
      const cell = timedCell[row];
      const condition = ofKind[kind[slot]][timedIndex[row]];
      let wanted = this.wanted[cell];
      if (condition.is === CONDITION.noData) wanted = now - heard > condition.spanMs ? condition.severity : 0;
      else if (condition.is === CONDITION.times && wanted > 0) {
        const at = this.firstWord[slot] + this.offsets[kind[slot]][timedIndex[row]];
        wanted = this.timesWithin(condition, at, now - (heard - this.sourceTime[slot]));
      } else if (Number.isNaN(this.since[cell])) continue;
      // A value nobody has confirmed for so long proves nothing: what waits to begin waits on.
      if (wanted > this.severity[cell] && condition.is !== CONDITION.noData && now - heard > this.staleMs[kind[slot]])
        continue;
      this.settle(cell, slot, condition, wanted, now);
    }
  }

  /** The source broker is gone: silence is ours, so the clock stands. */
  sourceLost(): void {
    this.lost = true;
  }

  /** It is back: every silence and every delay begins anew. @param now ms since 1970 */
  sourceBack(now: number): void {
    if (!this.lost) return;
    this.lost = false;
    const { heardAt, since, timedCell } = this;
    for (let slot = 0; slot < heardAt.length; slot++) if (heardAt[slot] < now) heardAt[slot] = now;
    for (const cell of timedCell) if (since[cell] < now) since[cell] = now;
  }

  /** Takes up a point that has had values before this start: its silence counts from now. @param now ms since 1970 */
  known(slot: number, value: number, sourceTime: number, now: number, flags: number): void {
    this.heardAt[slot] = now;
    this.value[slot] = value;
    this.sourceTime[slot] = sourceTime;
    this.flags[slot] = flags;
  }

  /**
   * Takes up an alarm that was active before this start; the first readings decide whether it still is.
   * Returns false when the rule does not watch the point any more.
   */
  restore(slot: number, rule: number, severity: number, now: number): boolean {
    const first = this.firstCell[slot] ?? NONE;
    const list = first === NONE ? [] : this.ofKind[this.kind[slot]];
    const i = list.findIndex((condition) => condition.rule === rule);
    if (i < 0) return false;
    const condition = list[i];
    const at = this.firstWord[slot] + this.offsets[this.kind[slot]][i];
    this.severity[first + i] = severity;
    this.wanted[first + i] = severity;
    this.held[first + i] = condition.is === CONDITION.beyond || condition.is === CONDITION.times ? 1 : severity;
    if (condition.is === CONDITION.samples)
      for (let step = 0; step <= severity; step++) this.memory[at + step] = condition.count;
    if (condition.is === CONDITION.times) {
      this.memory[at] = condition.count;
      const time = Number.isNaN(this.sourceTime[slot]) ? now : this.sourceTime[slot];
      this.memory.fill(time, at + RING_HEAD, at + condition.memory);
    }
    return true;
  }

  /** Severity in force, 0 when not active or not watched. */
  severityAt(slot: number, rule: number): number {
    const first = this.firstCell[slot] ?? NONE;
    if (first === NONE) return 0;
    const i = this.ofKind[this.kind[slot]].findIndex((condition) => condition.rule === rule);
    return i < 0 ? 0 : this.severity[first + i];
  }

  /** Every alarm in force, with the last reading of its point. */
  forEachActive(
    visit: (slot: number, rule: number, severity: number, value: number, sourceTime: number, flags: number) => void,
  ): void {
    for (let slot = 0; slot < this.firstCell.length; slot++) {
      const first = this.firstCell[slot];
      if (first === NONE) continue;
      const list = this.ofKind[this.kind[slot]];
      for (let i = 0; i < list.length; i++)
        if (this.severity[first + i] > 0)
          visit(
            slot,
            list[i].rule,
            this.severity[first + i],
            this.value[slot],
            this.sourceTime[slot],
            this.flags[slot],
          );
    }
  }

  /** What has been heard is silent no more, whatever it was. */
  private heardOf(slot: number, now: number): void {
    const list = this.ofKind[this.kind[slot]];
    for (let i = 0; i < list.length; i++)
      if (list[i].is === CONDITION.noData) this.settle(this.firstCell[slot] + i, slot, list[i], 0, now);
  }

  /** Severity a condition asks for after a reading. */
  private evaluate(condition: Condition, cell: number, at: number, value: number, time: number): number {
    const { held, memory } = this;
    const { severity, count } = condition;
    switch (condition.is) {
      case CONDITION.limit: {
        const step = severityOf(value, condition.limits, held[cell] as Severity);
        held[cell] = step;
        return step >= severity ? step : 0;
      }
      case CONDITION.beyond:
        return this.isBeyond(condition, cell, value) ? severity : 0;
      case CONDITION.samples: {
        const step = this.stepOf(condition, cell, value);
        let wanted = 0;
        for (let s = severity; s <= SEVERITY.i; s++) {
          const run = step >= s ? Math.min(memory[at + s] + 1, count) : 0;
          memory[at + s] = run;
          if (run >= count) wanted = s;
        }
        return wanted;
      }
      case CONDITION.times: {
        const before = held[cell];
        if (this.isBeyond(condition, cell, value) && !before) {
          const next = memory[at + 1];
          memory[at + RING_HEAD + next] = time;
          memory[at + 1] = (next + 1) % count;
          memory[at] = Math.min(memory[at] + 1, count);
        }
        return this.timesWithin(condition, at, time);
      }
      case CONDITION.rate:
        return this.hasChanged(condition, at, value, time) ? severity : 0;
      case CONDITION.state: {
        const { values } = condition;
        for (let i = 0; i < values.length; i++) if (values[i] === value) return severity;
        return 0;
      }
      default:
        return 0;
    }
  }

  private isBeyond({ threshold, side, deadband }: Condition, cell: number, value: number): boolean {
    const slack = this.held[cell] ? deadband : 0;
    const beyond = side > 0 ? value >= threshold - slack : value <= threshold + slack;
    this.held[cell] = beyond ? 1 : 0;
    return beyond;
  }

  /** Step of severity of one sample: by the kind's limits, or all or nothing. */
  private stepOf(condition: Condition, cell: number, value: number): number {
    if (!Number.isNaN(condition.threshold)) return this.isBeyond(condition, cell, value) ? condition.severity : 0;
    const step = severityOf(value, condition.limits, this.held[cell] as Severity);
    this.held[cell] = step;
    return step;
  }

  private timesWithin({ count, spanMs, severity }: Condition, at: number, time: number): number {
    const { memory } = this;
    if (memory[at] < count) return 0;
    // The ring is full: what comes next overwrites the oldest.
    const oldest = memory[at + RING_HEAD + memory[at + 1]];
    return time - oldest <= spanMs ? severity : 0;
  }

  /** Whether the value lies too far from any kept reading of the span; keeps it if the last kept one is old enough. */
  private hasChanged({ change, spanMs, count }: Condition, at: number, value: number, time: number): boolean {
    const { memory } = this;
    const kept = memory[at];
    const next = memory[at + 1];
    let changed = false;
    let newest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < kept; i++) {
      const word = at + RING_HEAD + 2 * i;
      const when = memory[word];
      if (when > newest) newest = when;
      if (time - when > spanMs) continue;
      const by = value - memory[word + 1];
      if (change > 0 ? by > change : by < change) changed = true;
    }
    if (time - newest >= spanMs / (count - 1)) {
      memory[at + RING_HEAD + 2 * next] = time;
      memory[at + RING_HEAD + 2 * next + 1] = value;
      memory[at + 1] = (next + 1) % count;
      memory[at] = Math.min(kept + 1, count);
    }
    return changed;
  }

  /** Lets a severity come into force once it has been asked for long enough. */
  private settle(cell: number, slot: number, condition: Condition, wanted: number, now: number): void {
    const current = this.severity[cell];
    this.wanted[cell] = wanted;
    if (wanted === current) {
      this.since[cell] = Number.NaN;
      return;
    }
    const worsens = wanted > current ? 1 : 0;
    if (Number.isNaN(this.since[cell]) || this.worsens[cell] !== worsens) {
      this.since[cell] = now;
      this.worsens[cell] = worsens;
    }
    if (now - this.since[cell] < (worsens ? condition.onDelayMs : condition.offDelayMs)) return;
    this.severity[cell] = wanted;
    this.since[cell] = Number.NaN;
    this.tally.transitions++;
    this.tell(slot, condition.rule, wanted, this.value[slot], this.sourceTime[slot], now, this.flags[slot]);
  }
}
