// Everything the hub must not forget as one file: lines of JSON, gzipped, all of one moment, photos included.

import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Database } from "../database/database.ts";
import { STEPS } from "../database/steps.ts";
import { openSession, type Session } from "./session.ts";
import { quoted, readingDays, tablesOf } from "./tables.ts";

export const BACKUP_FORMAT = "yiwang-backup";
const ROWS_AT_ONCE = 2000;

/** First line of a backup. */
export interface BackupHead {
  format: typeof BACKUP_FORMAT;
  version: 1;
  scene: string;
  /** Step of the schema. */
  step: number;
  /** ms since 1970. */
  at: number;
  readings: boolean;
  /** Days of readings, ms. */
  days: number[];
}

/** What a backup or a restore did. */
export interface BackupTally {
  rows: number;
  photos: number;
  /** Photos whose file is gone or is not what it was. */
  lost: string[];
}

export interface BackupPlace {
  database: Database;
  sceneId: string;
  dataDir: string;
  databaseUrl?: string;
}

/**
 * Writes a backup; the file is there when it is whole.
 * @throws Error that says what is wrong
 */
export async function writeBackup(
  file: string,
  place: BackupPlace,
  readings: boolean,
  now: number,
): Promise<BackupTally> {
  const { database, sceneId, databaseUrl } = place;
  const session = await openSession(database, sceneId, databaseUrl);
  const tally: BackupTally = { rows: 0, photos: 0, lost: [] };
  const unfinished = `${file}.part`;
  try {
    // One view of the database for all tables, whatever others write meanwhile.
    await session.query("begin isolation level repeatable read read only");
    const lines = Readable.from(linesOf(session, place, readings, now, tally));
    // Photos of people's work: for the owner alone.
    await pipeline(lines, createGzip(), createWriteStream(unfinished, { mode: 0o600 }));
    const handle = await open(unfinished, "r");
    await handle.sync().finally(() => handle.close());
    await rename(unfinished, file);
    return tally;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  } finally {
    await session.query("rollback").catch(() => undefined);
    await session.close();
  }
}

async function* linesOf(
  session: Session,
  { sceneId, dataDir }: BackupPlace,
  readings: boolean,
  now: number,
  tally: BackupTally,
): AsyncGenerator<string> {
  const [{ step }] = await session.query<{ step: number }>("select max(step)::int as step from schema_migration");
  if (step !== STEPS.length)
    throw new Error(`the database is of schema ${step}, not ${STEPS.length} → start this hub on it once`);
  const head: BackupHead = {
    format: BACKUP_FORMAT,
    version: 1,
    scene: sceneId,
    step,
    at: now,
    readings,
    days: readings ? await readingDays(session) : [],
  };
  yield `${JSON.stringify(head)}\n`;
  for (const { name } of await tablesOf(session, readings)) {
    yield `${JSON.stringify({ table: name })}\n`;
    // The database writes the rows as JSON by itself, so that no number goes through a float.
    await session.query(`declare rows no scroll cursor for select row_to_json(t)::text as row from ${quoted(name)} t`);
    for (;;) {
      const rows = await session.query<{ row: string }>(`fetch ${ROWS_AT_ONCE} from rows`);
      if (rows.length === 0) break;
      tally.rows += rows.length;
      yield `${rows.map(({ row }) => row).join("\n")}\n`;
    }
    await session.query("close rows");
  }
  const sequences = await session.query<{ name: string; last: string }>(
    `select sequencename::text as name, last_value::text as last from pg_sequences
      where schemaname = current_schema() and last_value is not null`,
  );
  yield `${JSON.stringify({ sequences })}\n`;
  for (const { hash } of await session.query<{ hash: string }>("select distinct hash from case_photo order by hash")) {
    const bytes = await readFile(photoFile(dataDir, hash)).catch(() => undefined);
    if (!bytes || createHash("sha256").update(bytes).digest("hex") !== hash) {
      tally.lost.push(hash);
      continue;
    }
    tally.photos++;
    yield `${JSON.stringify({ photo: hash, bytes: bytes.toString("base64") })}\n`;
  }
  yield `${JSON.stringify({ end: true, rows: tally.rows, photos: tally.photos })}\n`;
}

/** The same place as cases keep them in. */
export const photoFile = (dataDir: string, hash: string): string => join(dataDir, "photos", hash.slice(0, 2), hash);
