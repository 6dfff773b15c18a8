// What an alarm is about, as it is written into its row: place, unit, grade, words to search; and the rules by number, warnings among them.

import { placePath } from "../../twin/access/actor.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";
import type { AlarmRule } from "../../twin/scene/alarms.ts";
import type { Scene } from "../../twin/scene/schema.ts";
import type { Bilingual } from "../../twin/scene/words.ts";

/** Kind of alarms that are public warnings. */
export const WARNING_KIND = "cap-warning";

/** A rule by number: the scene's, or a warning's own. */
export interface RuleEntry {
  id: string;
  name: Bilingual;
  latched: boolean;
  /** Given for what is no rule of the scene: its words go into the alarm. */
  title: Bilingual | null;
}

export class RuleTable {
  private readonly entries: RuleEntry[];
  private readonly index = new Map<string, number>();

  constructor(rules: readonly AlarmRule[]) {
    this.entries = rules.map(({ id, name, latched }) => ({ id, name, latched, title: null }));
    this.entries.forEach(({ id }, i) => void this.index.set(id, i));
  }

  at(rule: number): RuleEntry {
    return this.entries[rule];
  }

  /** Number of a rule, −1 when there is none of that id. */
  indexOf(id: string): number {
    return this.index.get(id) ?? -1;
  }

  /** Number of a warning; its words may have changed. */
  put(id: string, title: Bilingual): number {
    const known = this.index.get(id);
    const entry = { id, name: title, latched: false, title };
    if (known !== undefined) {
      this.entries[known] = entry;
      return known;
    }
    this.index.set(id, this.entries.length);
    return this.entries.push(entry) - 1;
  }
}

export interface AlarmSubject {
  node: string;
  kind: string;
  /** Owner; null when nobody's. */
  unit: string | null;
  grade: number;
  /** Partition of the node's district, 0 for the city. */
  part: number;
  place: string;
  /** Lower case names to search. */
  words: string;
}

/** Name of a node as the page shows it: its own, or its kind and the end of its code. */
export function nodeName(nodes: NodeTable, kinds: Scene["kinds"], slot: number): Bilingual {
  const { name, nameEn, code, kind, parent } = nodes.columns;
  if (name[slot]) return { zh: name[slot], en: nameEn[slot] || name[slot] };
  const own = kinds[kind[slot]];
  const end = parent[slot] >= nodes.placeCount && own ? "" : ` ${code[slot].slice(-6)}`;
  return { zh: `${own?.name.zh ?? ""}${end}`, en: `${own?.name.en ?? own?.name.zh ?? ""}${end}` };
}

export function subjectOf(nodes: NodeTable, kinds: Scene["kinds"], slot: number, isWarning: boolean): AlarmSubject {
  const { code, grade, kind } = nodes.columns;
  const own = isWarning ? undefined : kinds[kind[slot]];
  const path = nodes.pathTo(nodes.placeOf(slot));
  const holders = nodes.pathTo(slot).filter((at) => at < nodes.coreCount);
  const names = [...holders, ...path].map((at) => nodeName(nodes, kinds, at));
  const words = [code[slot], own?.name.zh, own?.name.en, ...names.flatMap(({ zh, en }) => [zh, en])];
  return {
    node: code[slot],
    kind: own?.id ?? WARNING_KIND,
    unit: own?.owner ?? null,
    grade: grade[slot],
    part: partOf(nodes, slot),
    place: placePath(nodes, slot),
    words: [...new Set(words.filter((word) => word))].join(" ").toLowerCase().slice(0, 1000),
  };
}

/** Partition of the district a node lies in; 0 for the city itself and what is not there. */
export function partOf({ columns, placeCount }: NodeTable, slot: number): number {
  if (slot < 0) return 0;
  if (slot >= placeCount) return columns.partition[slot];
  const [from, to] = [columns.assetStart[slot], columns.assetEnd[slot]];
  return slot === 0 || from >= to ? 0 : columns.partition[from];
}
