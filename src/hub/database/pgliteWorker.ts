// The thread that holds PGlite: statements in, rows out, one transaction at a time. Started by boot.mjs.

import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { checkRows, DatabaseError, databaseErrorOf, plainParams, type Row } from "./database.ts";
import type { Answer, Question } from "./pglite.ts";

const INT8 = 20;

const opened = PGlite.create({ dataDir: workerData as string, parsers: { [INT8]: Number } });
opened.catch(() => undefined);

async function answer({ statements }: Question): Promise<Row[][]> {
  const database = await opened;
  if (statements.length === 0) {
    await database.close();
    return [];
  }
  const rowsOf = async (run: Pick<PGlite, "query">, at: number): Promise<Row[]> => {
    const { sql, params = [] } = statements[at];
    try {
      const { rows } = await run.query<Row>(sql, plainParams(params));
      checkRows(statements[at], rows, at);
      return rows;
    } catch (error) {
      throw databaseErrorOf(error, at);
    }
  };
  if (statements.length === 1 && statements[0].rows === undefined) return [await rowsOf(database, 0)];
  const results: Row[][] = [];
  await database.transaction(async (transaction) => {
    for (let at = 0; at < statements.length; at++) results.push(await rowsOf(transaction as unknown as PGlite, at));
  });
  return results;
}

parentPort?.on("message", async (question: Question) => {
  const reply = (answered: Omit<Answer, "id">): void => parentPort?.postMessage({ id: question.id, ...answered });
  try {
    reply({ rows: await answer(question) });
  } catch (error) {
    const { message, code, at, constraint } = error instanceof DatabaseError ? error : databaseErrorOf(error, 0);
    reply({ error: { message, code, at, constraint } });
  }
});
