// One database for the hub's memory: PGlite in a worker thread by default, PostgreSQL by DATABASE_URL. The same SQL on both.

import { openPglite } from "./pglite.ts";
import { openPostgres } from "./postgres.ts";

/** A column of a list parameter; NaN stands for NULL. */
export type NumberColumn = Int32Array | Float64Array | Float32Array | Uint8Array;

/** A statement. A list is a text or a column that becomes one, see {@link listOf}; SQL casts it: `($1::text)::int[]`. */
export interface Statement {
  sql: string;
  params?: readonly (string | number | null | NumberColumn)[];
}

/** Parameters as the database takes them: columns have become texts. */
export const plainParams = (params: NonNullable<Statement["params"]>): (string | number | null)[] =>
  params.map((param) => (ArrayBuffer.isView(param) ? listOf(param) : param));

export type Row = Record<string, unknown>;

export interface Database {
  readonly kind: "pglite" | "postgres";
  /** Rows of one statement. @throws Error with the server's words */
  query<T = Row>(sql: string, params?: Statement["params"]): Promise<T[]>;
  /** Rows of each of several statements, all in one transaction: all are done or none. */
  batch(statements: readonly Statement[]): Promise<Row[][]>;
  close(): Promise<void>;
}

/**
 * Opens PostgreSQL when an address is given, else PGlite in a folder, which only one process may hold.
 * @throws Error that says what is wrong and how to mend it
 */
export const openDatabase = (folder: string, sceneId: string, databaseUrl?: string): Promise<Database> =>
  databaseUrl ? openPostgres(databaseUrl, `yiwang_${sceneId.replaceAll(/[^a-z0-9]/gi, "_")}`) : openPglite(folder);

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
