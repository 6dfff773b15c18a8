// A batch is done whole or not at all, says which statement failed, and leaves the database fit for the next; the same on both.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase, type Statement } from "../../../../src/hub/database/database.ts";
import { needPostgres, type PostgresServer, startPostgres } from "../../../support/postgres.ts";

const POSTGRES = needPostgres();
const KINDS = POSTGRES ? (["pglite", "postgres"] as const) : (["pglite"] as const);

const add = (n: number, kept?: true): Statement => ({
  sql: `insert into thing (n) values ($1) ${kept ? "returning n" : ""}`,
  params: [n],
  ...(kept ? { kept } : {}),
});

describe.each(KINDS)("batches on %s", (kind) => {
  let server: PostgresServer | undefined;
  let database: Database;
  const folder = mkdtempSync(join(tmpdir(), "batch-"));
  const count = async (): Promise<number> =>
    (await database.query<{ n: number }>("select count(*)::int as n from thing"))[0].n;
  beforeAll(async () => {
    if (kind === "postgres") server = await startPostgres(POSTGRES as string);
    database = await openDatabase(join(folder, "database"), "batch", server?.url);
    await database.query("create table thing (n bigint primary key, words text[] not null default '{}')");
  });
  afterAll(async () => {
    await database.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("undo everything when a statement fails, whichever it is, and tell which", async () => {
    await database.batch([add(1), add(2)]);
    for (const at of [0, 1, 2]) {
      const statements = [add(10), add(11), add(12)].map((one, i) => (i === at ? add(1) : one));
      await expect(database.batch(statements)).rejects.toMatchObject({ code: "23505", at });
      await expect(
        database.batch(statements.map((one, i) => (i === at ? { sql: "select no_such()" } : one))),
      ).rejects.toMatchObject({ code: "42883", at });
    }
    expect(await count()).toBe(2);
  });

  it("undo everything when a statement brings another number of rows", async () => {
    const touch = (n: number): Statement => ({
      sql: "update thing set n = n where n = $1 returning n",
      params: [n],
      rows: 1,
    });
    await expect(database.batch([add(20), touch(99), add(21)])).rejects.toMatchObject({ code: "ROWS", at: 1 });
    await expect(database.batch([touch(99)])).rejects.toMatchObject({ code: "ROWS", at: 0 });
    // What fails after it fails because of it: who was second is told that, not that a key is taken.
    await expect(database.batch([touch(99), add(1)])).rejects.toMatchObject({ code: "ROWS", at: 0 });
    expect(await count()).toBe(2);
    const within = (n: number): Statement => ({
      ...touch(n),
      sql: `with t as (${touch(n).sql}) insert into thing select t.n + 5 from t returning n`,
    });
    await expect(database.batch([add(20), within(99), add(21)])).rejects.toMatchObject({ code: "ROWS", at: 1 });
    expect(await count()).toBe(2);
    expect(await database.batch([within(2), { sql: "delete from thing where n = 7" }])).toEqual([[{ n: 7 }], []]);
    expect(await database.batch([add(20), touch(20)])).toEqual([[], [{ n: 20 }]]);
    await database.query("delete from thing where n = 20");
  });

  it("keep texts parsed over failures, many at once, and each batch its own rows", async () => {
    // Failed before it came to the kept text: it was never parsed there.
    for (let i = 0; i < 20; i++)
      await expect(database.batch([add(1), add(30 + i, true), add(31 + i, true)])).rejects.toMatchObject({ at: 0 });
    // And after it.
    for (let i = 0; i < 20; i++)
      await expect(database.batch([add(30, true), add(31, true), add(1)])).rejects.toMatchObject({ at: 2 });
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        database
          .batch([add(100 + i, true), { sql: "select $1::int as i", params: [i] }, add(i % 3 ? 200 + i : 1, true)])
          .catch((error: { code: string }) => error.code),
      ),
    );
    expect(answers).toEqual(answers.map((_, i) => (i % 3 ? [[{ n: 100 + i }], [{ i }], [{ n: 200 + i }]] : "23505")));
    expect(await count()).toBe(2 + 80);
  });

  it("give the same values on both", async () => {
    const [[row]] = await database.batch([
      {
        sql: `select $1::bigint as big, $2::text as text, $3::boolean as yes, $4::float8 as float, null::int as none,
          '{"a": [1, null]}'::json as json, array['x', 'y "z"']::text[] as list, 1.5::real as real, ''::text as empty`,
        params: [9_007_199_254_740_991, "字\\'\"", true, 0.1],
        kept: true,
      },
    ]);
    expect(row).toEqual({
      big: 9_007_199_254_740_991,
      text: "字\\'\"",
      yes: true,
      float: 0.1,
      none: null,
      json: { a: [1, null] },
      list: ["x", 'y "z"'],
      real: 1.5,
      empty: "",
    });
  });
});
