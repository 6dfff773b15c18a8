// The places whose figures the wall shows: the one in hand, and the district or city whose course is kept.

import { LEVEL } from "../../twin/level.ts";
import { useLive } from "../stores/live.ts";
import { twinNow } from "../stores/twin.ts";

/** Slot of the place in hand, or of what holds the node in hand. */
export function usePlaceShown(): number {
  const focus = useLive((store) => store.snapshot?.focus ?? 0);
  return twinNow().nodes.placeOf(focus);
}

/** Slot of the nearest place above it whose indicators are written down: its district, or the city. */
export function usePlaceWritten(): number {
  const place = usePlaceShown();
  const { nodes } = twinNow();
  return nodes.pathTo(place).findLast((slot) => nodes.columns.level[slot] <= LEVEL.district) ?? 0;
}
