// PostgreSQL by its own client: a small pool, times as numbers; the statements of a transaction are sent together, so that a deed waits for two answers, not for ten.

import pg from "pg";
import {
  checkRows,
  type Database,
  DatabaseError,
  databaseErrorOf,
  plainParams,
  type Row,
  type Statement,
  UNIQUE_VIOLATION,
  WRONG_ROWS,
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
      // One packet, not one for every message. The end goes along: the server undoes what has failed when it is told to commit.
      const isWhole = statements.every(isCountedThere);
      const { stream } = (client as unknown as pg.Client).connection;
      stream.cork();
      const sent = [
        client.query("begin"),
        ...statements.map((statement) => client.query(queryOf(statement))),
        ...(isWhole ? [client.query("commit")] : []),
      ];
      stream.uncork();
      try {
        const results = resultsOf(statements, await Promise.allSettled(sent));
        if (!isWhole) await client.query("commit");
        return results;
      } catch (error) {
        if (!isWhole) await client.query("rollback").catch(() => undefined);
        throw databaseErrorOf(error, statements.length);
      } finally {
        // The pool throws a connection away that is broken.
        client.release();
      }
    },
    close: () => pool.end(),
  };
}

/** Names of the texts that are kept parsed, the same on every connection. */
const names = new Map<string, string>();

function queryOf(statement: Statement): pg.QueryConfig {
  const { sql, params = [], rows, kept } = statement;
  const text = rows !== undefined && isCountedThere(statement) ? mustBring(sql, rows) : sql;
  const query = { text, values: plainParams(params) };
  if (!kept) return query;
  let name = names.get(text);
  if (name === undefined) {
    name = `kept_${names.size}`;
    names.set(text, name);
  }
  return { name, ...query };
}

/** Whether the server can count a statement's rows by itself: what changes rows within a `with` cannot stand in another. */
const isCountedThere = ({ sql, rows }: Statement): boolean => rows === undefined || !/^\s*with\b/i.test(sql);

const OTHER_ROWS = "rows and no other number";
/** The server itself looks at the number of rows, and fails by a word that is no boolean: nobody holds locks while an answer is on its way. */
const mustBring = (sql: string, rows: number): string => `with brought as (${sql}),
  counted as (select count(*) as n from brought)
  select brought.* from counted left join brought on true
  where case when counted.n = ${rows} then true else (counted.n || ', not ${rows} ${OTHER_ROWS}')::boolean end`;

/** What went wrong with a statement. */
function errorAt(reason: Error, at: number): DatabaseError {
  const isOurs = reason.message.includes(OTHER_ROWS);
  return isOurs ? new DatabaseError(reason.message, WRONG_ROWS, at) : databaseErrorOf(reason, at);
}

/** Rows of each statement, between begin and perhaps commit. @throws DatabaseError of the first that failed */
function resultsOf(
  statements: readonly Statement[],
  [begun, ...answers]: readonly PromiseSettledResult<pg.QueryResult<Row>>[],
): Row[][] {
  if (begun.status === "rejected") throw databaseErrorOf(begun.reason, 0);
  const results = statements.map((statement, at) => {
    const answer = answers[at];
    if (answer.status === "rejected") throw errorAt(answer.reason, at);
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
