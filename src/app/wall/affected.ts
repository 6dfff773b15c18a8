// What an alarm at a node touches, as far as the city's tree and networks know: its facility, what lies downstream, the buildings around.

import { LEVEL } from "../../twin/level.ts";
import { NO_SLOT, type NodeTable } from "../../twin/nodeTable.ts";

export interface Affected {
  /** Slot of the facility it belongs to, −1 for none. */
  facility: number;
  /** Nodes down its network, nearest first. */
  downstream: readonly number[];
  /** Slot of the place it stands in, and how many buildings stand there. */
  grid: number;
  buildings: number;
}

/** A network that runs in a ring, or a longer one, is followed so far. */
const MOST_DOWNSTREAM = 1000;

/** @param slot of a place or an asset */
export function affectedBy(nodes: NodeTable, slot: number): Affected {
  const { level, downstream, buildingStart, buildingEnd } = nodes.columns;
  const path = nodes.pathTo(slot);
  const facility = path.find((at) => level[at] === LEVEL.facility && at !== slot) ?? -1;
  const below: number[] = [];
  const seen = new Set([slot]);
  for (const start of [slot, facility]) {
    for (let at = start < 0 ? NO_SLOT : downstream[start]; at !== NO_SLOT && !seen.has(at); at = downstream[at]) {
      if (below.length >= MOST_DOWNSTREAM) break;
      seen.add(at);
      below.push(at);
    }
  }
  const grid = nodes.placeOf(slot);
  return { facility, downstream: below, grid, buildings: buildingEnd[grid] - buildingStart[grid] };
}
