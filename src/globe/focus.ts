// What a focused node means to the picture: which places, assets and buildings are inside, which level of children comes forward.

import { LEVEL } from "../twin/level.ts";
import type { NodeTable } from "../twin/nodeTable.ts";
import type { Focus } from "./layers/assets.ts";
import type { Look } from "./look.ts";

/** The facility a core slot is or lies in, or −1. */
export function facilityHolding(nodes: NodeTable, slot: number): number {
  for (const at of nodes.pathTo(slot)) if (nodes.columns.level[at] === LEVEL.facility) return at;
  return -1;
}

/** Writes the focus on a core slot into the shaders' look and returns it for picking. */
export function focusOn(nodes: NodeTable, look: Look, slot: number): Focus {
  const { level, end, parent, assetStart, assetEnd, buildingStart, buildingEnd } = nodes.columns;
  let place = slot;
  while (place >= nodes.placeCount) place = parent[place] < nodes.coreCount ? parent[place] : 0;
  const facility = facilityHolding(nodes, slot);
  const range = facility >= 0 ? facility : place;
  const child = nodes.childrenOf(place).find((candidate) => candidate < nodes.placeCount);
  const focus: Focus = {
    placeStart: place,
    placeEnd: end[place],
    level: place === slot ? level[slot] : LEVEL.facility,
    assetStart: assetStart[range],
    assetEnd: assetEnd[range],
  };
  Object.assign(look.focus, {
    x: focus.placeStart,
    y: focus.placeEnd,
    z: focus.level,
    w: child === undefined ? -1 : level[child],
  });
  Object.assign(look.range, {
    x: focus.assetStart,
    y: focus.assetEnd,
    z: buildingStart[place],
    w: buildingEnd[place],
  });
  return focus;
}
