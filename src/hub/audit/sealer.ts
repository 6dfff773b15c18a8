// Moves what commands wrote into the inbox into the log, chained, and writes every new head down in a file beside the database.

import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Database, DatabaseError, UNIQUE_VIOLATION, WRONG_ROWS } from "../database/database.ts";
import { ChainWalk, type Entry, entryHash, GENESIS, type SealedEntry, type Verdict } from "./chain.ts";

const SEAL_MS = 200;
const MOST_AT_ONCE = 500;
const VERIFIED_AT_ONCE = 5000;
const COLUMNS = "position, at, person, name, stage, action, object, place, detail, hash";

export const headsFile = (dataDir: string, sceneId: string): string => join(dataDir, "audit", `${sceneId}.heads`);

export class Sealer {
  private readonly timer: ReturnType<typeof setInterval>;
  private sealing: Promise<void> = Promise.resolve();
  private failed = false;

  /** @param heads file that heads are added to */
  constructor(
    private readonly database: Database,
    private readonly heads: string,
    private readonly now: () => number,
    private readonly log: (text: string) => void,
  ) {
    this.timer = setInterval(() => void this.seal().catch((error: Error) => this.tell(error)), SEAL_MS);
  }

  /** Resolved: what was in the inbox is in the log. */
  seal(): Promise<void> {
    this.sealing = this.sealing.catch(() => undefined).then(() => this.sealAll());
    return this.sealing;
  }

  private tell(error: Error): void {
    if (!this.failed) this.log(`audit log cannot be sealed, entries wait in its inbox: ${error.message}`);
    this.failed = true;
  }

  private async sealAll(): Promise<void> {
    for (let again = true; again; ) again = (await this.sealSome()) === MOST_AT_ONCE;
    this.failed = false;
  }

  /** @returns how many were sealed */
  private async sealSome(): Promise<number> {
    const waiting = await this.database.query<Entry & { id: number }>(
      `select id, at, person, name, stage, action, object, place, detail from audit_inbox order by id limit ${MOST_AT_ONCE}`,
    );
    if (waiting.length === 0) return 0;
    const [last] = await this.database.query<{ position: number; hash: string }>(
      "select position, hash from audit order by position desc limit 1",
    );
    let { position, hash } = last ?? { position: 0, hash: GENESIS };
    const sealed: SealedEntry[] = waiting.map(({ id: _, ...entry }) => {
      const next = { ...entry, position: ++position };
      hash = entryHash(hash, next);
      return { ...next, hash };
    });
    try {
      await this.database.batch([
        {
          sql: `insert into audit (${COLUMNS}) select ${COLUMNS} from json_to_recordset(($1::text)::json) as x(
              position bigint, at bigint, person text, name text, stage text, action text, object text, place text,
              detail text, hash text)`,
          params: [JSON.stringify(sealed)],
        },
        {
          sql: "delete from audit_inbox where id = any(($1::text)::bigint[]) returning id",
          params: [`{${waiting.map(({ id }) => id).join(",")}}`],
          rows: waiting.length,
        },
      ]);
    } catch (error) {
      // Another hub was first: it has sealed them, or takes its turn; the next round sees what is left.
      if (error instanceof DatabaseError && [UNIQUE_VIOLATION, WRONG_ROWS].includes(error.code)) return 0;
      throw error;
    }
    await mkdir(dirname(this.heads), { recursive: true, mode: 0o700 });
    await appendFile(this.heads, `${position} ${hash} ${this.now()}\n`, { mode: 0o600 });
    return sealed.length;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.seal().catch((error: Error) => this.tell(error));
  }
}

/** Goes along the whole log. @param heads file of heads; need not be there */
export async function verify(database: Database, heads: string): Promise<Verdict> {
  const walk = new ChainWalk(await readHeads(heads));
  for (let after = 0; ; ) {
    const rows = await database.query<SealedEntry>(
      `select ${COLUMNS} from audit where position > $1 order by position limit ${VERIFIED_AT_ONCE}`,
      [after],
    );
    if (!rows.every((row) => walk.step(row)) || rows.length < VERIFIED_AT_ONCE) return walk.end();
    after = rows[rows.length - 1].position;
  }
}

async function readHeads(file: string): Promise<Map<number, string>> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const heads = new Map<number, string>();
  for (const line of text.split("\n")) {
    const [position, hash] = line.split(" ");
    if (/^\d+$/.test(position) && /^[0-9a-f]{64}$/.test(hash ?? "")) heads.set(Number(position), hash);
  }
  return heads;
}
