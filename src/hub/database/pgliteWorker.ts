// The thread that holds PGlite: statements in, rows out, one transaction at a time. Started by boot.mjs.

import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { DatabaseError, databaseErrorOf, type Row } from "./database.ts";
import type { Answer, Question } from "./pglite.ts";
import { PgliteSession } from "./pgliteSession.ts";

const INT8 = 20;

const opened = PGlite.create({ dataDir: workerData as string, parsers: { [INT8]: Number } });
opened.catch(() => undefined);

const session = opened.then((database) => new PgliteSession(database));
session.catch(() => undefined);

async function answer({ statements }: Question): Promise<Row[][]> {
  if (statements.length > 0) return (await session).run(statements);
  await (await opened).close();
  return [];
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
