// Keys of commands are kept for thirty days, and then no longer.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CommandKeys, KEYS_KEPT_MS } from "../../../../src/hub/command/keys.ts";
import { type Database, openDatabase } from "../../../../src/hub/database/database.ts";
import { migrate } from "../../../../src/hub/database/migrate.ts";

describe("keys of commands", () => {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-keys-"));
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(folder, "tiny");
    await migrate(database);
  });
  afterAll(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("are forgotten when nobody will send them again, and not before", async () => {
    const now = 1_800_000_000_000;
    for (const [key, age] of [
      ["old", KEYS_KEPT_MS + 1],
      ["kept", KEYS_KEPT_MS],
      ["new", 0],
    ] as const)
      await database.query("insert into command_key (person, key, at, digest, result) values ('p', $1, $2, '', '{}')", [
        key,
        now - age,
      ]);
    const keys = new CommandKeys({ database, now: () => now, log: () => undefined });
    await keys.forget();
    const left = await database.query<{ key: string }>("select key from command_key order by key");
    expect(left.map(({ key }) => key)).toEqual(["kept", "new"]);
    await keys.close();
  });
});
