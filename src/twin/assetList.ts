// All assets below a node as a list: what the globe shows as signs, in an order a person asks for. Pure; runs beside the state table.

import { LEVEL } from "./level.ts";
import type { NodeTable } from "./nodeTable.ts";
import type { Bilingual } from "./scene/words.ts";
import { CATEGORY_COUNT, SEVERITY } from "./severity.ts";
import type { Passes } from "./stateFilter.ts";
import type { StateTable } from "./stateTable.ts";

export const ASSET_SORTS = ["severity", "name", "code", "kind", "place", "value", "time"] as const;
export type AssetSort = (typeof ASSET_SORTS)[number];
/** points: monitoring points. facilities: facilities and equipment, with the worst below them. */
export const ASSETS_OF = ["points", "facilities"] as const;
export type AssetsOf = (typeof ASSETS_OF)[number];

export interface AssetQuery {
  /** Slot of the node whose assets are listed. */
  below: number;
  of: AssetsOf;
  sort: AssetSort;
  /** Largest, latest or last first. Who has no value stands at the end in either direction. */
  down: boolean;
  language: "zh" | "en";
  /** What name or code must hold; "" for all. */
  text: string;
}

/** Rows of a list as columns; the slot says everything that does not change. */
export interface AssetRows {
  slot: Uint32Array;
  /** Points: in the kind's unit, NaN for none. */
  value: Float32Array;
  /** Source time, ms since 1970, NaN for none. */
  time: Float64Array;
  /** Points: own severity. Others: worst below. */
  severity: Uint8Array;
  flags: Uint8Array;
  /** Others: points below in alarm, and all points below. */
  alarms: Uint32Array;
  points: Uint32Array;
}

type Named = { name: Bilingual };

export class AssetList {
  /** Place of each slot in the order of names, by language; made when first asked for. */
  private readonly nameRanks = new Map<string, Uint32Array>();

  constructor(
    private readonly nodes: NodeTable,
    private readonly kinds: readonly Named[],
  ) {}

  /** Slots that fit, in order. @param passes the filter of points; facilities are listed whole */
  slots(query: AssetQuery, state: StateTable, passes: Passes | undefined): Uint32Array {
    const { assetStart, assetEnd, level, code } = this.nodes.columns;
    const points = query.of === "points";
    const text = query.text.trim().toLowerCase();
    const found: number[] = [];
    for (let slot = assetStart[query.below]; slot < assetEnd[query.below]; slot++) {
      // What one may not see has lost its code.
      if (code[slot] === "" || (level[slot] === LEVEL.point) !== points || level[slot] === LEVEL.floor) continue;
      if (points && passes && !passes(slot)) continue;
      if (text !== "" && !`${this.nameOf(slot, query.language)}\n${code[slot]}`.toLowerCase().includes(text)) continue;
      found.push(slot);
    }
    return Uint32Array.from(found.sort(this.order(query, state)));
  }

  rows(slots: ArrayLike<number>, state: StateTable): AssetRows {
    const { level } = this.nodes.columns;
    const count = slots.length;
    const rows: AssetRows = {
      slot: Uint32Array.from(slots),
      value: new Float32Array(count).fill(Number.NaN),
      time: new Float64Array(count).fill(Number.NaN),
      severity: new Uint8Array(count),
      flags: new Uint8Array(count),
      alarms: new Uint32Array(count),
      points: new Uint32Array(count),
    };
    for (let i = 0; i < count; i++) {
      const slot = slots[i];
      rows.severity[i] = severityIn(state, slot, level[slot]);
      if (level[slot] === LEVEL.point) {
        rows.value[i] = state.value[slot];
        rows.time[i] = state.sourceTime[slot];
        rows.flags[i] = state.flags[slot];
      } else {
        for (let severity = SEVERITY.iv; severity <= SEVERITY.i; severity++)
          rows.alarms[i] += state.counts[slot * CATEGORY_COUNT + severity];
        rows.points[i] = state.rollUp.totalOf(slot);
      }
    }
    return rows;
  }

  private order({ sort, down, language }: AssetQuery, state: StateTable): (a: number, b: number) => number {
    const { kind, level } = this.nodes.columns;
    const sign = down ? -1 : 1;
    // What has none is last, whichever way.
    const byNumber = (of: (slot: number) => number) => (a: number, b: number) => {
      const [one, other] = [of(a), of(b)];
      if (Number.isNaN(one) || Number.isNaN(other)) return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
      return sign * (one - other);
    };
    const compare: Record<AssetSort, (a: number, b: number) => number> = {
      severity: byNumber((slot) => severityIn(state, slot, level[slot])),
      name: byNumber((slot) => this.ranks(language)[slot]),
      code: (a, b) => sign * compareText(this.nodes.columns.code[a], this.nodes.columns.code[b]),
      kind: byNumber((slot) => kind[slot]),
      // Slots follow the tree.
      place: byNumber((slot) => slot),
      // Values of one kind can be compared, of several they cannot.
      value: (a, b) => kind[a] - kind[b] || byNumber((slot) => state.value[slot])(a, b),
      time: byNumber((slot) => state.sourceTime[slot]),
    };
    return (a, b) => compare[sort](a, b) || a - b;
  }

  private ranks(language: "zh" | "en"): Uint32Array {
    let ranks = this.nameRanks.get(language);
    if (ranks) return ranks;
    const { placeCount, coreCount } = this.nodes;
    const { compare } = new Intl.Collator(language === "en" ? "en" : "zh-CN", { numeric: true });
    const names = Array.from({ length: coreCount - placeCount }, (_, i) => ({
      slot: placeCount + i,
      name: this.nameOf(placeCount + i, language),
    }));
    ranks = new Uint32Array(coreCount);
    names.sort((a, b) => compare(a.name, b.name));
    for (const [rank, { slot }] of names.entries()) ranks[slot] = rank;
    this.nameRanks.set(language, ranks);
    return ranks;
  }

  /** Its own name, or its kind's and the end of its code, as screens have it. */
  private nameOf(slot: number, language: "zh" | "en"): string {
    const { name, nameEn, code, kind } = this.nodes.columns;
    const own = language === "en" ? nameEn[slot] || name[slot] : name[slot];
    if (own) return own;
    const of = this.kinds[kind[slot]]?.name;
    const words = language === "en" ? (of?.en ?? of?.zh) : of?.zh;
    return `${words ?? ""} ${code[slot].slice(-6)}`;
  }
}

const severityIn = (state: StateTable, slot: number, level: number): number =>
  level === LEVEL.point ? state.severity[slot] : state.worst[slot];

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
