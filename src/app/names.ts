// Words for a node: its own name, or its kind and the end of its code. Names are text, never markup.

import i18next from "i18next";
import { LEVEL, LEVELS } from "../twin/level.ts";
import type { NodeTable } from "../twin/nodeTable.ts";
import type { Kind } from "../twin/scene/schema.ts";
import { currentLanguage, say } from "./i18n/i18n.ts";
import { buildingsNow } from "./stores/buildings.ts";
import { twinNow } from "./stores/twin.ts";

/** Name of a point with what it is mounted on, for lists that mix points of many places. */
export function fullNameOf(slot: number): string {
  const { nodes } = twinNow();
  const { level, parent } = nodes.columns;
  const holder = slot < nodes.coreCount ? parent[slot] : -1;
  return holder >= 0 && holder < nodes.coreCount && level[holder] >= LEVEL.facility
    ? `${nameOf(holder)} · ${nameOf(slot)}`
    : nameOf(slot);
}

/** The kind of a core node, if it has one. */
export function kindOf(slot: number): Kind | undefined {
  const { nodes, built } = twinNow();
  return slot < nodes.coreCount ? built.scene.kinds[nodes.columns.kind[slot]] : undefined;
}

export function levelNameOf(nodes: NodeTable, slot: number): string {
  const level = slot < nodes.coreCount ? LEVELS[nodes.columns.level[slot]] : "building";
  return i18next.t(`level.${level}`);
}

/** Shown name of any slot, in the language of the page. */
export function nameOf(slot: number): string {
  const { nodes } = twinNow();
  if (slot >= nodes.coreCount) {
    const building = buildingsNow()?.columns;
    const row = slot - nodes.coreCount;
    return building?.name[row] || `${i18next.t("level.building")} ${building?.code[row] ?? row + 1}`;
  }
  const { name, nameEn, code } = nodes.columns;
  const own = currentLanguage() === "en" ? nameEn[slot] || name[slot] : name[slot];
  if (own) return own;
  const kind = kindOf(slot);
  const { parent } = nodes.columns;
  // What is mounted on something is told apart by that; on the open ground its number does it.
  if (kind && parent[slot] >= nodes.placeCount) return say(kind.name);
  return `${kind ? say(kind.name) : levelNameOf(nodes, slot)} ${code[slot].slice(-6)}`;
}
