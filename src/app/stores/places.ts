// Warnings in force and things that move. Movers go straight to the globe; here is only how many there are.

import { create } from "zustand";
import type { CapAlert } from "../../twin/alerts.ts";
import type { Mover } from "../../twin/movers.ts";

interface PlacesStore {
  alerts: readonly CapAlert[];
  movers: number;
}

export const usePlaces = create<PlacesStore>(() => ({ alerts: [], movers: 0 }));

/** Where everything that moves was last, for a globe that comes later. */
export const moversNow = new Map<string, Mover>();
let listener: (movers: readonly Mover[], whole: boolean) => void = () => undefined;

/** Called with every report of movers. */
export const whenMoved = (handler: typeof listener): void => {
  listener = handler;
};

/** @param whole whether these are all there are: others are gone */
export function takeMovers(movers: readonly Mover[], whole: boolean): void {
  if (whole) moversNow.clear();
  for (const mover of movers) moversNow.set(mover.id, mover);
  if (usePlaces.getState().movers !== moversNow.size) usePlaces.setState({ movers: moversNow.size });
  listener(movers, whole);
}
