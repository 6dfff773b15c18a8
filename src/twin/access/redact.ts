// Node and building tables as somebody may see them: the same slots, but what is not seen has no code, name or place of its own.

import { type FootprintColumns, LINE_CLASSES, LINE_LAYER, type LineColumns } from "../lines.ts";
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

/** Outlines of buildings outside what is seen are left out; their rows stay, without corners. */
export function redactFootprints(columns: FootprintColumns, nodes: NodeTable, sight: Sight): FootprintColumns {
  if (sight.all) return columns;
  const end = new Uint32Array(columns.end.length);
  const spans: [number, number][] = [];
  let total = 0;
  for (let row = 0; row < end.length; row++) {
    const [from, to] = [row === 0 ? 0 : columns.end[row - 1], columns.end[row]];
    if (sight.sees(nodes.coreCount + row)) {
      spans.push([from, to]);
      total += to - from;
    }
    end[row] = total;
  }
  return { end, east: joined(columns.east, spans, total), north: joined(columns.north, spans, total) };
}

/**
 * Lines of layers whose grade is not seen are left out, and so are pipes that are themselves a node which is not seen (where
 * it runs is where it is). A road keeps its course, which is the map's, and loses its slot.
 * @param gradeOf grade of a layer
 */
export function redactLines(columns: LineColumns, sight: Sight, gradeOf: (layer: string) => number): LineColumns {
  const rows: number[] = [];
  const spans: [number, number][] = [];
  let total = 0;
  const hides = (slot: number): boolean => slot >= 0 && !sight.sees(slot);
  for (let row = 0; row < columns.end.length; row++) {
    const layer = LINE_LAYER[LINE_CLASSES[columns.klass[row]]];
    if (!sight.seesLayer(gradeOf(layer)) || (layer === "pipes" && hides(columns.slot[row]))) continue;
    const [from, to] = [row === 0 ? 0 : columns.end[row - 1], columns.end[row]];
    rows.push(row);
    spans.push([from, to]);
    total += to - from;
  }
  let at = 0;
  return {
    end: Uint32Array.from(spans, ([from, to]) => {
      at += to - from;
      return at;
    }),
    lon: joined(columns.lon, spans, total),
    lat: joined(columns.lat, spans, total),
    klass: Uint8Array.from(rows, (row) => columns.klass[row]),
    slot: Int32Array.from(rows, (row) => (hides(columns.slot[row]) ? NO_SLOT : columns.slot[row])),
    name: rows.map((row) => columns.name[row]),
    ...(columns.depth ? { depth: Float32Array.from(rows, (row) => columns.depth?.[row] ?? Number.NaN) } : {}),
  };
}

/** Some spans of a column, one after the other. */
function joined<T extends Uint16Array | Int32Array>(column: T, spans: readonly [number, number][], total: number): T {
  const out = new (column.constructor as new (length: number) => T)(total);
  let at = 0;
  for (const [from, to] of spans) {
    out.set(column.subarray(from, to) as never, at);
    at += to - from;
  }
  return out;
}
