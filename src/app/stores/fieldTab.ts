// Which list the field room shows: the node in hand comes forward when it is taken, the others when they are chosen.

import { create } from "zustand";
import { go } from "../navigate.ts";

export const FIELD_TABS = ["near", "alarms", "cases", "children", "node"] as const;
export type FieldTab = (typeof FIELD_TABS)[number];

interface FieldTabStore {
  tab: FieldTab;
  /** Node that was in hand when it was chosen. */
  node: number;
}

export const useFieldTab = create<FieldTabStore>(() => ({ tab: "alarms", node: 0 }));

/** Takes a node in hand and shows it, also when it already was. */
export function openAsset(slot: number): void {
  useFieldTab.setState({ tab: "node", node: slot });
  go(slot);
}

/** @param own whether the node has a panel of its own */
export function tabShown({ tab, node: then }: FieldTabStore, node: number, own: boolean): FieldTab {
  if (own && then !== node) return "node";
  return tab === "node" && !own ? "alarms" : tab;
}
