// One database for the hub's memory: PGlite in a worker thread by default, PostgreSQL by DATABASE_URL. The same SQL on both.

import { openPglite } from "./pglite.ts";
import { openPostgres } from "./postgres.ts";

/** A column of a list parameter; NaN stands for NULL. */
export type NumberColumn = Int32Array | Float64Array | Float32Array | Uint8Array;

/** A statement. A list is a text or a column that becomes one, see {@link listOf}; SQL casts it: `($1::text)::int[]`. */
export interface Statement {
  sql: string;
  params?: readonly (string | number | boolean | null | NumberColumn)[];
  /** How many rows must come back (write `returning`); any other number undoes the whole batch with a {@link DatabaseError} ROWS. */
  rows?: number;
  /** The same text comes again and again: PostgreSQL keeps it parsed and planned. Never for texts without number. */
  kept?: true;
}

/** What went wrong, by the server's five-character code (23505 is a value that must be unique), or ROWS. */
export class DatabaseError extends Error {
  /** @param at index of the statement in its batch */
  constructor(
    message: string,
    readonly code: string,
    readonly at: number,
    readonly constraint = "",
  ) {
    super(message);
  }
}

export const UNIQUE_VIOLATION = "23505";
/** A statement brought another number of rows than it must: somebody else was there first. */
export const WRONG_ROWS = "ROWS";

/** @throws DatabaseError ROWS when a statement brought another number of rows than it must */
export function checkRows({ rows }: Statement, got: readonly unknown[], at: number): void {
  if (rows !== undefined && got.length !== rows)
    throw new DatabaseError(`statement ${at} brought ${got.length} rows, expected ${rows}`, WRONG_ROWS, at);
}

/** An error of a client library with what a caller may want to know of it. */
export function databaseErrorOf(error: unknown, at: number): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const { message, code, constraint } = error as { message?: string; code?: string; constraint?: string };
  return new DatabaseError(message || code || String(error), code ?? "", at, constraint ?? "");
}

/** Parameters as the database takes them: columns have become texts. */
export const plainParams = (params: NonNullable<Statement["params"]>): (string | number | boolean | null)[] =>
  params.map((param) => (ArrayBuffer.isView(param) ? listOf(param) : param));

export type Row = Record<string, unknown>;

export interface Database {
  readonly kind: "pglite" | "postgres";
  /** Rows of one statement. @throws DatabaseError with the server's words */
  query<T = Row>(sql: string, params?: Statement["params"]): Promise<T[]>;
  /** Rows of each of several statements, all in one transaction: all are done or none. @throws DatabaseError */
  batch(statements: readonly Statement[]): Promise<Row[][]>;
  close(): Promise<void>;
}

/**
 * Opens PostgreSQL when an address is given, else PGlite in a folder, which only one process may hold.
 * @throws Error that says what is wrong and how to mend it
 */
export const openDatabase = (folder: string, sceneId: string, databaseUrl?: string): Promise<Database> =>
  databaseUrl ? openPostgres(databaseUrl, schemaOf(sceneId)) : openPglite(folder);

/** Schema of a scene in a PostgreSQL that several share. */
export const schemaOf = (sceneId: string): string => `yiwang_${sceneId.replaceAll(/[^a-z0-9]/gi, "_")}`;

/** A list as the text of an array, to be cast in SQL: `($1::text)::int[]`. NaN and null become NULL. */
export function listOf(values: ArrayLike<number | null>): string {
  let text = "{";
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (i > 0) text += ",";
    text += value === null || Number.isNaN(value) ? "NULL" : value;
  }
  return `${text}}`;
}

/** The same for texts. */
export const textListOf = (values: readonly string[]): string =>
  `{${values.map((text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`).join(",")}}`;
