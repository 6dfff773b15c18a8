// Which names the map shows for what is in hand: the node itself, what lies directly below its place, the worst alarms.

import type { LabelWish } from "../../globe/labels.ts";
import { LEVEL } from "../../twin/level.ts";
import { SEVERITY } from "../../twin/severity.ts";
import type { Snapshot } from "../live/protocol.ts";
import { nameOf } from "../names.ts";
import { twinNow } from "../stores/twin.ts";
import { focusOf } from "../stores/view.ts";

const ALARMS_NAMED = 8;
const FACILITIES_NAMED = 60;

/** @param filtering places then say nothing of their alarms: they count all points, not those that pass */
export function labelWishes(node: number, snapshot: Snapshot | null, filtering: boolean): LabelWish[] {
  const { nodes } = twinNow();
  const { level, assetStart, assetEnd } = nodes.columns;
  const focus = focusOf(nodes, node);
  const severity = new Map<number, number>();
  const alarms = new Map<number, number>();
  for (const state of snapshot?.children ?? []) {
    severity.set(state.slot, state.severity);
    if (!filtering && level[state.slot] <= LEVEL.grid) alarms.set(state.slot, alarmsIn(state.counts));
  }
  const wishes = new Map<number, LabelWish>();
  const wish = (slot: number, weight: LabelWish["weight"], own = severity.get(slot) ?? 0): void => {
    if (slot < nodes.coreCount && !wishes.has(slot))
      wishes.set(slot, { slot, text: nameOf(slot), severity: own, weight, alarms: alarms.get(slot) ?? 0 });
  };
  if (node !== 0 && node < nodes.coreCount && node >= nodes.placeCount) wish(node, 2);
  const children = nodes.childrenOf(focus).filter((slot) => level[slot] !== LEVEL.point && level[slot] !== LEVEL.grid);
  // Floors have names enough; the equipment between them is named when its own floor is in hand.
  const floors = children.filter((slot) => level[slot] === LEVEL.floor);
  for (const child of floors.length > 0 ? floors : children) wish(child, 0);
  if (level[focus] === LEVEL.street || level[focus] === LEVEL.grid) {
    let named = 0;
    for (let slot = assetStart[focus]; slot < assetEnd[focus] && named < FACILITIES_NAMED; slot++)
      if (level[slot] === LEVEL.facility) {
        wish(slot, 0);
        named++;
      }
  }
  for (const state of (snapshot?.focus === focus ? snapshot.worst : []).slice(0, ALARMS_NAMED))
    if (level[focus] >= LEVEL.street || state.severity >= 4) wish(state.slot, 1, state.severity);
  return [...wishes.values()];
}

const alarmsIn = (counts: readonly number[]): number =>
  counts.slice(SEVERITY.iv, SEVERITY.i + 1).reduce((sum, count) => sum + count, 0);
