// What is on screen: room, node, daylight, layers. The URL writes it and is written by it; nothing here is live data.

import { create } from "zustand";
import { shownAtFirst } from "../../globe/layers/optional.ts";
import type { Daylight } from "../../globe/sky.ts";
import { LEVEL } from "../../twin/level.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";
import { OPTIONAL_LAYERS, type OptionalLayer } from "../../twin/scene/layerIds.ts";
import { NO_FILTER, type StateFilter } from "../../twin/stateFilter.ts";

export const ROOMS = ["wall", "plan", "field"] as const;
export type Room = (typeof ROOMS)[number];

interface ViewStore {
  room: Room;
  /** Slot of the node in hand; the city is 0. */
  node: number;
  daylight: Daylight;
  layers: Record<OptionalLayer, boolean>;
  /** Ids of references that are shown although the scene hides them at first, or the other way round. */
  toggledReferences: readonly string[];
  keysShown: boolean;
  /** Which points are drawn and listed. */
  filter: StateFilter;
}

const firstLayers = Object.fromEntries(OPTIONAL_LAYERS.map((layer) => [layer, shownAtFirst(layer)])) as Record<
  OptionalLayer,
  boolean
>;

export const useView = create<ViewStore>(() => ({
  room: "wall",
  node: 0,
  daylight: "auto",
  layers: firstLayers,
  toggledReferences: [],
  keysShown: false,
  filter: NO_FILTER,
}));

/** Each room's own daylight: the wall has the hour of the data, the others are read in the light. */
export const DAYLIGHT_OF: Record<Room, Daylight> = { wall: "auto", plan: "day", field: "day" };

/** The place or facility whose contents are shown for a node: itself, or for a point, floor or equipment what it belongs to. */
export function focusOf(nodes: NodeTable, slot: number): number {
  const { level, parent } = nodes.columns;
  let at = slot;
  while (at >= 0 && at < nodes.coreCount && level[at] > LEVEL.facility) at = parent[at];
  // Inside a building: the grid it stands in is found through the node's own section.
  if (at >= nodes.coreCount) at = gridHolding(nodes, slot);
  return Math.max(0, at);
}

/** Deepest place whose assets hold a core slot. */
export function gridHolding(nodes: NodeTable, slot: number): number {
  const { assetStart, assetEnd, buildingStart, buildingEnd } = nodes.columns;
  const building = slot >= nodes.coreCount;
  let best = 0;
  for (let place = 0; place < nodes.placeCount; place++) {
    const inside = building
      ? slot >= buildingStart[place] && slot < buildingEnd[place]
      : slot >= assetStart[place] && slot < assetEnd[place];
    if (inside) best = place;
  }
  return best;
}
