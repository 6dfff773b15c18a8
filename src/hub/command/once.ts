// A command with a key is done once: what came of it is kept in the same transaction, and answered when it is sent again.

import { createHash } from "node:crypto";
import type { Actor } from "../../twin/access/actor.ts";
import { Refusal } from "../api/refusal.ts";
import {
  type Database,
  DatabaseError,
  type Row,
  type Statement,
  UNIQUE_VIOLATION,
  WRONG_ROWS,
} from "../database/database.ts";

export interface Prepared<R> {
  statements: readonly Statement[];
  /** What is answered; goes through JSON. */
  result: R;
}

export interface Done<R> {
  result: R;
  /** It had been done before. */
  again: boolean;
  /** Rows of the statements; none when it had been done before. */
  rows: Row[][];
}

/**
 * Does a command once.
 * @param what the command itself: the key stands for it and for no other
 * @throws Refusal 422 key-reused, and whatever prepare and the database throw
 */
export async function once<R>(
  database: Database,
  actor: Pick<Actor, "id">,
  key: string,
  what: unknown,
  now: number,
  prepare: () => Promise<Prepared<R>>,
): Promise<Done<R>> {
  const digest = createHash("sha256").update(JSON.stringify(what)).digest("base64url");
  const before = async (): Promise<Done<R> | undefined> => {
    const [kept] = await database.query<{ digest: string; result: string }>(
      "select digest, result from command_key where person = $1 and key = $2",
      [actor.id, key],
    );
    if (!kept) return undefined;
    if (kept.digest !== digest)
      throw new Refusal(422, "key-reused", "this key was used for another command → make a new one for each");
    return { result: JSON.parse(kept.result) as R, again: true, rows: [] };
  };
  // Nearly every command is new: that it is not shows where it is kept, and where it is refused.
  let prepared: Prepared<R>;
  try {
    prepared = await prepare();
  } catch (error) {
    // Refused, perhaps because the same command has been done meanwhile.
    const other = await before();
    if (other) return other;
    throw error;
  }
  const { statements, result } = prepared;
  try {
    const [, ...rows] = await database.batch([
      {
        sql: "insert into command_key (person, key, at, digest, result) values ($1, $2, $3, $4, $5)",
        params: [actor.id, key, now, digest, JSON.stringify(result)],
        kept: true,
      },
      ...statements,
    ]);
    return { result, again: false, rows };
  } catch (error) {
    // The same command came twice at once, and the other one has done it.
    const isOurs = error instanceof DatabaseError && [UNIQUE_VIOLATION, WRONG_ROWS].includes(error.code);
    const other = isOurs ? await before() : undefined;
    if (other) return other;
    throw error;
  }
}
