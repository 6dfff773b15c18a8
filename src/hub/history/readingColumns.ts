// Readings of nodes of the database in columns, before they are written.

import type { NumberColumn } from "../database/database.ts";

/** `node` is the database's id; times in ms since 1970; a NaN value is bad. */
export interface ReadingColumns {
  node: Int32Array;
  time: Float64Array;
  ingest: Float64Array;
  value: Float32Array;
  severity: Uint8Array;
  flags: Uint8Array;
}

const NAMES = ["node", "time", "ingest", "value", "severity", "flags"] as const;

export const readingColumns = (rows: number): ReadingColumns => ({
  node: new Int32Array(rows),
  time: new Float64Array(rows),
  ingest: new Float64Array(rows),
  value: new Float32Array(rows),
  severity: new Uint8Array(rows),
  flags: new Uint8Array(rows),
});

/** Twice as many rows, the first half of them these. */
export function grownColumns(columns: ReadingColumns): ReadingColumns {
  const larger = readingColumns(columns.node.length * 2);
  for (const name of NAMES) larger[name].set(columns[name]);
  return larger;
}

export function copyReading(from: ReadingColumns, i: number, to: ReadingColumns, row: number): void {
  for (const name of NAMES) to[name][row] = from[name][i];
}

/** Moves rows [first, end) to the beginning. */
export function moveToFront(columns: ReadingColumns, first: number, end: number): void {
  for (const name of NAMES) columns[name].copyWithin(0, first, end);
}

/** The given rows of one column. */
export function pick<T extends NumberColumn>(column: T, rows: ArrayLike<number>): T {
  const picked = column.slice(0, rows.length) as T;
  for (let i = 0; i < rows.length; i++) picked[i] = column[rows[i]];
  return picked;
}

/** The given rows of all columns. */
export const pickReadings = (columns: ReadingColumns, rows: ArrayLike<number>): ReadingColumns => ({
  node: pick(columns.node, rows),
  time: pick(columns.time, rows),
  ingest: pick(columns.ingest, rows),
  value: pick(columns.value, rows),
  severity: pick(columns.severity, rows),
  flags: pick(columns.flags, rows),
});

/** In the order of a statement's parameters. */
export const columnList = (columns: ReadingColumns): NumberColumn[] => NAMES.map((name) => columns[name]);
