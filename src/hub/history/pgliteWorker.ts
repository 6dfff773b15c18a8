// The thread that holds PGlite: statements in, rows out, one transaction at a time. Started by boot.mjs.

import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { plainParams, type Row } from "./database.ts";
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
  const rowsOf = async (
    run: Pick<PGlite, "query">,
    { sql, params = [] }: Question["statements"][number],
  ): Promise<Row[]> => (await run.query<Row>(sql, plainParams(params))).rows;
  if (statements.length === 1) return [await rowsOf(database, statements[0])];
  const results: Row[][] = [];
  await database.transaction(async (transaction) => {
    for (const statement of statements) results.push(await rowsOf(transaction as unknown as PGlite, statement));
  });
  return results;
}

parentPort?.on("message", async (question: Question) => {
  const reply = (answered: Omit<Answer, "id">): void => parentPort?.postMessage({ id: question.id, ...answered });
  try {
    reply({ rows: await answer(question) });
  } catch (error) {
    reply({ error: error instanceof Error ? error.message : String(error) });
  }
});
