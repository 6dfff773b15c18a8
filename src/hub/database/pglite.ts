// PGlite (PostgreSQL in WASM) in a worker thread, so that a slow statement never stops the hub. One process a folder.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type Database, DatabaseError, type Row, type Statement } from "./database.ts";

/** What the worker answers. */
export interface Answer {
  id: number;
  rows?: Row[][];
  error?: { message: string; code: string; at: number; constraint: string };
}

/** What it is asked: all statements in one transaction when there are several. */
export interface Question {
  id: number;
  statements: readonly Statement[];
}

const LOCK = "hub.pid";

/** @throws Error when another process holds the folder, or it cannot be opened */
export async function openPglite(folder: string): Promise<Database> {
  mkdirSync(folder, { recursive: true });
  takeLock(folder);
  beginFromTemplate(join(folder, "pg"));
  const worker = new Worker(new URL("./boot.mjs", import.meta.url), { execArgv: [], workerData: join(folder, "pg") });
  const waiting = new Map<number, { done(rows: Row[][]): void; fail(error: Error): void }>();
  let asked = 0;
  let gone: Error | undefined;
  const lose = (error: Error): void => {
    gone = error;
    for (const { fail } of waiting.values()) fail(error);
    waiting.clear();
  };
  worker.on("message", ({ id, rows, error }: Answer) => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (error !== undefined) waiter?.fail(new DatabaseError(error.message, error.code, error.at, error.constraint));
    else waiter?.done(rows ?? []);
  });
  worker.on("error", (error) => lose(error instanceof Error ? error : new Error(String(error))));
  worker.on("exit", () => lose(new Error("the database's thread has ended")));
  const ask = (statements: readonly Statement[]): Promise<Row[][]> =>
    new Promise((done, fail) => {
      if (gone) return fail(gone);
      const id = ++asked;
      waiting.set(id, { done, fail });
      worker.postMessage({ id, statements } satisfies Question);
    });
  const database: Database = {
    kind: "pglite",
    query: async <T>(sql: string, params?: Statement["params"]) =>
      (await ask([{ sql, ...(params ? { params } : {}) }]))[0] as T[],
    batch: ask,
    async close() {
      if (!gone) await ask([]);
      await worker.terminate();
      rmSync(join(folder, LOCK), { force: true });
    },
  };
  try {
    await database.query("select 1");
  } catch (error) {
    await worker.terminate();
    rmSync(join(folder, LOCK), { force: true });
    throw new Error(
      `${folder} cannot be opened: ${(error as Error).message} → restore it from a backup or move it away`,
    );
  }
  return database;
}

/** A new database begins as a copy of PGLITE_TEMPLATE, where that is set: a folder of an empty one, copied in a tenth of the time it takes to make. */
function beginFromTemplate(folder: string): void {
  const template = process.env.PGLITE_TEMPLATE;
  if (template && existsSync(template) && !existsSync(folder)) cpSync(template, folder, { recursive: true });
}

/** The folder is ours, or its holder is dead. */
function takeLock(folder: string): void {
  const file = join(folder, LOCK);
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 3) throw error;
    }
    const holder = Number(readFileSync(file, "utf8"));
    if (holder !== process.pid && isRunning(holder))
      throw new Error(
        `${folder} is held by process ${holder} → stop that hub, give this one another --data, or set DATABASE_URL`,
      );
    if (holder === process.pid) throw new Error(`${folder} is held by this process already → close it first`);
    rmSync(file, { force: true });
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
