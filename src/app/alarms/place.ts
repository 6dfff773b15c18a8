// Whose alarms are listed: those of the place in hand, until the hand follows one of them there.

import { go } from "../navigate.ts";
import { twinNow } from "../stores/twin.ts";
import { focusOf, useView } from "../stores/view.ts";

let flown = -1;

/** Takes an alarm's node in hand without moving the camera; the list stays as it is. */
export function takeInHand(slot: number): void {
  flown = slot;
  go(slot, { fly: false, history: false });
}

/** Flies to an alarm; the list stays as it is. */
export function flyTo(slot: number): void {
  flown = slot;
  go(slot);
}

/** Code of the place whose alarms belong to what is in hand; undefined when the list itself brought it there. */
export function placeInHand(): string | undefined {
  const { node } = useView.getState();
  if (node === flown) return undefined;
  flown = -1;
  const { nodes } = twinNow();
  return nodes.columns.code[focusOf(nodes, node)];
}
