// Takes the small picture the panels need out of the state table: the focused node, its children, what is watched, the worst, the indicators.

import { computeIndicators, type IndicatorValue } from "../../twin/indicators.ts";
import { LEVEL } from "../../twin/level.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";
import { CATEGORY_COUNT } from "../../twin/severity.ts";
import type { Passes } from "../../twin/stateFilter.ts";
import type { StateTable } from "../../twin/stateTable.ts";
import type { LiveScene, NodeState, Snapshot } from "./protocol.ts";

const WORST_SHOWN = 40;
const CHILDREN_SHOWN = 400;
/** Indicators look at every point below the focus; once a second is as often as anybody reads them, ms. */
const INDICATORS_MS = 1000;

export class SnapshotTaker {
  private focus = 0;
  private watch: number[] = [];
  private children: number[] = [];
  private indicators: IndicatorValue[] = [];
  private indicatorsDue = 0;
  /** Which points are listed as worst; undefined for all. */
  passes: Passes | undefined;

  constructor(
    private readonly nodes: NodeTable,
    private readonly state: StateTable,
    private readonly scene: LiveScene,
  ) {
    this.view(0, []);
  }

  view(focus: number, watch: number[]): void {
    this.indicatorsDue = 0;
    this.focus = focus < this.nodes.coreCount ? focus : 0;
    this.watch = watch.filter((slot) => slot >= 0 && slot < this.nodes.slotCount);
    this.children = this.nodes.childrenOf(this.focus).slice(0, CHILDREN_SHOWN);
  }

  take(dataTime: number, replayTime: number): Snapshot {
    const { nodes, state, scene, focus } = this;
    const now = Date.now();
    if (now >= this.indicatorsDue) {
      this.indicatorsDue = now + INDICATORS_MS;
      this.indicators = focus < nodes.placeCount ? computeIndicators(scene, nodes, state, focus) : [];
    }
    const worst = this.worstBelow(focus);
    return {
      focus,
      node: this.stateOf(focus),
      children: this.children.map((slot) => this.stateOf(slot)),
      watched: this.watch.map((slot) => this.stateOf(slot)),
      worst: worst.slots.map((slot) => this.stateOf(slot)),
      worstTotal: worst.total,
      indicators: this.indicators,
      dataTime,
      replayTime,
    };
  }

  private stateOf(slot: number): NodeState {
    const { nodes, state } = this;
    const isCore = slot < nodes.coreCount;
    const isPoint = isCore && nodes.columns.level[slot] === LEVEL.point;
    const row = state.rollUp.rowOf(slot);
    const counts =
      row >= 0
        ? Array.from(state.counts.subarray(row * CATEGORY_COUNT, (row + 1) * CATEGORY_COUNT))
        : new Array<number>(CATEGORY_COUNT).fill(0);
    return {
      slot,
      value: isPoint ? state.value[slot] : Number.NaN,
      sourceTime: isPoint ? state.sourceTime[slot] : Number.NaN,
      severity: isPoint ? state.severity[slot] : state.worst[slot],
      flags: isPoint ? state.flags[slot] : 0,
      counts,
      staleCount: row >= 0 ? state.staleCount[row] : 0,
      total: counts.reduce((sum, count) => sum + count, 0),
    };
  }

  /** The first of them, worst and newest first, and how many there are. One pass: a flood of alarms is not sorted four times a second. */
  private worstBelow(focus: number): { slots: number[]; total: number } {
    const { state } = this;
    const { assetStart, assetEnd } = this.nodes.columns;
    const { points, severity, risenAt } = state;
    const before = (a: number, b: number): boolean =>
      severity[a] !== severity[b]
        ? severity[a] > severity[b]
        : risenAt[a] !== risenAt[b]
          ? risenAt[a] > risenAt[b]
          : a < b;
    const slots: number[] = [];
    let total = 0;
    for (let i = firstAtLeast(points, assetStart[focus]); i < points.length && points[i] < assetEnd[focus]; i++) {
      const slot = points[i];
      if (severity[slot] <= 1 || this.passes?.(slot) === false) continue;
      total++;
      if (slots.length === WORST_SHOWN && !before(slot, slots[WORST_SHOWN - 1])) continue;
      let at = slots.length;
      while (at > 0 && before(slot, slots[at - 1])) at--;
      slots.splice(at, 0, slot);
      if (slots.length > WORST_SHOWN) slots.pop();
    }
    return { slots, total };
  }
}

function firstAtLeast(sorted: Uint32Array, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
