// PostgreSQL by its own client: a small pool, times as numbers.

import pg from "pg";
import {
  checkRows,
  type Database,
  databaseErrorOf,
  plainParams,
  type Row,
  type Statement,
  UNIQUE_VIOLATION,
} from "./database.ts";

const POOL = 4;
const INT8 = 20;

/**
 * @param schema of its own for every scene, so that several share a database
 * @throws Error that says what is wrong and how to mend it
 */
export async function openPostgres(url: string, schema: string): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL,
    connectionTimeoutMillis: 8000,
    application_name: "yiwang",
    options: `-c search_path="${schema}"`,
    types: {
      getTypeParser: ((oid: number, format?: "text" | "binary") =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
    },
  });
  // A connection that breaks while idle is replaced by the pool; what was asked of it fails by itself.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  try {
    // Two hubs that start at once: the second finds the schema made, or makes it after the first has failed.
    await pool.query(`create schema if not exists "${schema}"`).catch((error: { code?: string }) => {
      if (error.code !== UNIQUE_VIOLATION) throw error;
    });
  } catch (error) {
    await pool.end();
    const where = URL.canParse(url) ? new URL(url).host : "DATABASE_URL";
    throw new Error(`PostgreSQL at ${where}: ${wordsOf(error)} → correct DATABASE_URL or start the server`);
  }
  return {
    kind: "postgres",
    async query<T>(sql: string, params: Statement["params"] = []) {
      try {
        return (await pool.query(sql, plainParams(params))).rows as T[];
      } catch (error) {
        throw databaseErrorOf(error, 0);
      }
    },
    async batch(statements) {
      const client = await pool.connect();
      let at = 0;
      try {
        await client.query("begin");
        const results: Row[][] = [];
        for (; at < statements.length; at++) {
          const { sql, params = [] } = statements[at];
          const { rows } = await client.query(sql, plainParams(params));
          checkRows(statements[at], rows, at);
          results.push(rows);
        }
        await client.query("commit");
        client.release();
        return results;
      } catch (error) {
        // A broken connection cannot be rolled back; the server does it, and the pool throws the connection away.
        await client.query("rollback").then(
          () => client.release(),
          () => client.release(true),
        );
        throw databaseErrorOf(error, at);
      }
    },
    close: () => pool.end(),
  };
}

const wordsOf = (error: unknown): string => {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
};
