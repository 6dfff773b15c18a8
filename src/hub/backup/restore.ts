// A backup into an empty database: all of it or nothing, sequences and photos too.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { migrate } from "../database/migrate.ts";
import { STEPS } from "../database/steps.ts";
import { partitionStatements } from "../history/schema.ts";
import { BACKUP_FORMAT, type BackupHead, type BackupPlace, type BackupTally, photoFile } from "./backup.ts";
import { openSession, type Session } from "./session.ts";
import { quoted, SEEDED, type Table, tablesOf } from "./tables.ts";

const ROWS_AT_ONCE = 1000;

/** Lines that are none of a table's rows. */
interface Mark {
  table?: string;
  sequences?: { name: string; last: string }[];
  photo?: string;
  bytes?: string;
  end?: true;
  rows?: number;
  photos?: number;
}

/** A row of a table never begins like a mark: it has its own first column. */
const isMark = (line: string): boolean => /^\{"(?:table|sequences|photo|end)":/.test(line);

/**
 * @throws Error that says what is wrong with the file or the database; the database is then as empty as before
 */
export async function restoreBackup(file: string, place: BackupPlace): Promise<BackupTally> {
  const { database, sceneId, dataDir, databaseUrl } = place;
  const unpacked = createReadStream(file)
    .on("error", (error) => unpacked.destroy(error))
    .pipe(createGunzip());
  const lines = createInterface({ input: unpacked, crlfDelay: Number.POSITIVE_INFINITY });
  const iterator = lines[Symbol.asyncIterator]();
  const next = async (): Promise<string | undefined> => {
    try {
      const { value, done } = await iterator.next();
      return done ? undefined : value;
    } catch (error) {
      throw new Error(`${file} cannot be read: ${(error as Error).message} → take another backup`);
    }
  };
  const head = headOf(file, await next(), sceneId);
  await migrate(database, head.step);
  const session = await openSession(database, sceneId, databaseUrl);
  const tally: BackupTally = { rows: 0, photos: 0, lost: [] };
  try {
    await session.query("begin");
    // Whoever else starts a hub on it now waits.
    const tables = await tablesOf(session, true);
    await mustBeEmpty(session, tables);
    for (const day of head.days) for (const { sql } of partitionStatements(day)) await session.query(sql);
    const ended = await fill(session, tables, next, dataDir, tally);
    if (!ended) throw new Error(`${file} ends too early → take another backup`);
    await session.query("commit");
  } catch (error) {
    await session.query("rollback").catch(() => undefined);
    throw error;
  } finally {
    await session.close();
    lines.close();
    unpacked.destroy();
  }
  await migrate(database);
  return tally;
}

function headOf(file: string, line: string | undefined, sceneId: string): BackupHead {
  let head: Partial<BackupHead> = {};
  try {
    head = JSON.parse(line ?? "") as Partial<BackupHead>;
  } catch {
    // Said below.
  }
  if (head.format !== BACKUP_FORMAT || head.version !== 1)
    throw new Error(`${file} is no backup of a hub → name a file that hub backup has written`);
  if (head.scene !== sceneId)
    throw new Error(`${file} is of the scene ${head.scene}, not ${sceneId} → choose its --scene`);
  const { step = 0 } = head;
  if (step > STEPS.length)
    throw new Error(`${file} is of a newer hub (schema ${step}, this one ${STEPS.length}) → update the hub`);
  return head as BackupHead;
}

async function mustBeEmpty(session: Session, tables: readonly Table[]): Promise<void> {
  for (const { name } of tables) {
    if (SEEDED.has(name)) continue;
    const [{ used }] = await session.query<{ used: boolean }>(`select exists (select 1 from ${quoted(name)}) as used`);
    if (used)
      throw new Error(
        `the database is not empty: ${name} has rows → restore into another --data folder or another database`,
      );
  }
  for (const name of SEEDED)
    if (tables.some((table) => table.name === name)) await session.query(`delete from ${quoted(name)}`);
}

/** @returns whether the file's end came */
async function fill(
  session: Session,
  tables: readonly Table[],
  next: () => Promise<string | undefined>,
  dataDir: string,
  tally: BackupTally,
): Promise<boolean> {
  let table: Table | undefined;
  let rows: string[] = [];
  const write = async (): Promise<void> => {
    if (!table || rows.length === 0) return;
    const columns = table.columns.map(quoted).join(", ");
    const name = quoted(table.name);
    await session.query(
      `insert into ${name} (${columns}) overriding system value
        select ${columns} from json_populate_recordset(null::${name}, $1::text::json)`,
      [`[${rows.join(",")}]`],
    );
    tally.rows += rows.length;
    rows = [];
  };
  for (let line = await next(); line !== undefined; line = await next()) {
    if (!isMark(line)) {
      rows.push(line);
      if (rows.length >= ROWS_AT_ONCE) await write();
      continue;
    }
    await write();
    const mark = JSON.parse(line) as Mark;
    if (mark.end) {
      if (mark.rows !== tally.rows) throw new Error(`${mark.rows} rows were written, ${tally.rows} are in the file`);
      return true;
    }
    if (mark.table !== undefined) {
      table = tables.find(({ name }) => name === mark.table);
      if (!table) throw new Error(`the backup has a table ${mark.table} that this hub does not know → update the hub`);
    }
    for (const { name, last } of mark.sequences ?? [])
      await session.query("select setval(($1::text)::regclass, $2::text::bigint)", [quoted(name), last]);
    if (mark.photo !== undefined)
      await restorePhoto(dataDir, mark.photo, Buffer.from(mark.bytes ?? "", "base64"), tally);
  }
  return false;
}

async function restorePhoto(dataDir: string, hash: string, bytes: Buffer, tally: BackupTally): Promise<void> {
  // The name is a hash and that of these bytes, so it leads nowhere else.
  if (createHash("sha256").update(bytes).digest("hex") !== hash) {
    tally.lost.push(hash);
    return;
  }
  const file = photoFile(dataDir, hash);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes, { flush: true });
  tally.photos++;
}
