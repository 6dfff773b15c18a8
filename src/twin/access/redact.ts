// Node and building tables as somebody may see them: the same slots, but what is not seen has no code, name or place of its own.

import { type BuildingColumns, NO_SLOT, type NodeColumns, NodeTable } from "../nodeTable.ts";
import type { Sight } from "./sight.ts";

/** A node that has lost its code has been taken out: its slot is kept, so that frames and tiles still fit. */
export const isHidden = (nodes: NodeTable, slot: number): boolean =>
  slot < nodes.coreCount && nodes.columns.code[slot] === "";

/** @returns the table itself when all of it is seen */
export function redactNodes(nodes: NodeTable, sight: Sight): NodeTable {
  if (sight.all) return nodes;
  const { placeCount, coreCount, buildingCount, partitionCount } = nodes;
  const c = nodes.columns;
  const columns: NodeColumns = {
    ...c,
    code: [...c.code],
    name: [...c.name],
    nameEn: [...c.nameEn],
    lon: c.lon.slice(),
    lat: c.lat.slice(),
    height: c.height.slice(),
    radius: c.radius.slice(),
    downstream: c.downstream.slice(),
    traits: c.traits.slice(),
  };
  const place = deepestPlaces(nodes);
  for (let slot = 0; slot < coreCount; slot++) {
    if (c.downstream[slot] >= 0 && !sight.sees(c.downstream[slot])) columns.downstream[slot] = NO_SLOT;
    if (sight.sees(slot)) continue;
    const at = place[slot];
    (columns.code as string[])[slot] = "";
    (columns.name as string[])[slot] = "";
    (columns.nameEn as string[])[slot] = "";
    columns.lon[slot] = c.lon[at];
    columns.lat[slot] = c.lat[at];
    columns.height[slot] = c.height[at];
    columns.radius[slot] = 0;
    columns.downstream[slot] = NO_SLOT;
    columns.traits[slot] = 0;
  }
  return new NodeTable({ placeCount, coreCount, buildingCount, partitionCount }, columns);
}

/** The innermost place of every core slot: itself, or the one whose assets hold it. */
function deepestPlaces({ placeCount, coreCount, columns: { assetStart, assetEnd } }: NodeTable): Uint32Array {
  const place = new Uint32Array(coreCount);
  // Depth-first: what lies deeper comes later and overwrites.
  for (let at = 0; at < placeCount; at++) {
    place.fill(at, assetStart[at], assetEnd[at]);
  }
  for (let at = 0; at < placeCount; at++) place[at] = at;
  return place;
}

/** Buildings outside what is seen: standing in the middle of their grid, without height, code or name. */
export function redactBuildings(
  buildings: Readonly<Record<string, unknown>>,
  nodes: NodeTable,
  sight: Sight,
): Record<string, unknown> {
  if (sight.all) return { ...buildings };
  const copy = Object.fromEntries(
    Object.entries(buildings).map(([name, column]) => [name, (column as { slice(): unknown }).slice()]),
  );
  const { parent } = buildings as unknown as BuildingColumns;
  const columns = Object.entries(copy);
  for (let row = 0; row < nodes.buildingCount; row++) {
    if (sight.sees(nodes.coreCount + row)) continue;
    const grid = parent[row];
    for (const [name, column] of columns) {
      const list = column as (string | number)[];
      if (name === "parent") continue;
      if (name === "lon" || name === "lat") list[row] = grid >= 0 ? nodes.columns[name][grid] : 0;
      else list[row] = typeof list[row] === "string" ? "" : 0;
    }
  }
  return copy;
}
