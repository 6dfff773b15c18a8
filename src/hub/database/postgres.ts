// PostgreSQL by its own client: a small pool, times as numbers; the statements of a transaction are sent together, so that a deed waits for two answers, not for ten.

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

/** Transactions at once: as many as gain from one flush of the log together; more only wait for the same cores. */
const POOL = 12;
const INT8 = 20;

/**
 * @param schema of its own for every scene, so that several share a database
 * @throws Error that says what is wrong and how to mend it
 */
export async function openPostgres(url: string, schema: string): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL,
    pipeline: true,
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
      if (statements.length === 1 && statements[0].rows === undefined) {
        try {
          return [(await client.query(queryOf(statements[0]))).rows];
        } catch (error) {
          throw databaseErrorOf(error, 0);
        } finally {
          client.release();
        }
      }
      // Where no count of rows is to be looked at, the end goes along: the server undoes what has failed when it is told to commit.
      const isPlain = statements.every(({ rows }) => rows === undefined);
      // One packet, not one for every message.
      const { stream } = (client as unknown as pg.Client).connection;
      stream.cork();
      const sent = [
        client.query("begin"),
        ...statements.map((statement) => client.query(queryOf(statement))),
        ...(isPlain ? [client.query("commit")] : []),
      ];
      stream.uncork();
      try {
        const results = resultsOf(statements, await Promise.allSettled(sent));
        if (!isPlain) await client.query("commit");
        client.release();
        return results;
      } catch (error) {
        // A broken connection cannot be rolled back; the server does it, and the pool throws the connection away.
        if (isPlain) client.release();
        else
          await client.query("rollback").then(
            () => client.release(),
            () => client.release(true),
          );
        throw databaseErrorOf(error, statements.length);
      }
    },
    close: () => pool.end(),
  };
}

/** Names of the texts that are kept parsed, the same on every connection. */
const names = new Map<string, string>();

function queryOf({ sql, params = [], kept }: Statement): pg.QueryConfig {
  const query = { text: sql, values: plainParams(params) };
  if (!kept) return query;
  let name = names.get(sql);
  if (name === undefined) {
    name = `kept_${names.size}`;
    names.set(sql, name);
  }
  return { name, ...query };
}

/** Rows of each statement, between begin and perhaps commit. @throws DatabaseError of the first that failed */
function resultsOf(
  statements: readonly Statement[],
  [begun, ...answers]: readonly PromiseSettledResult<pg.QueryResult<Row>>[],
): Row[][] {
  if (begun.status === "rejected") throw databaseErrorOf(begun.reason, 0);
  const results = statements.map((statement, at) => {
    const answer = answers[at];
    if (answer.status === "rejected") throw databaseErrorOf(answer.reason, at);
    checkRows(statement, answer.value.rows, at);
    return answer.value.rows;
  });
  const ended = answers[statements.length];
  if (ended?.status === "rejected") throw databaseErrorOf(ended.reason, statements.length);
  return results;
}

const wordsOf = (error: unknown): string => {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
};
