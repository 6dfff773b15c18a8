// A backup and its restore on both databases and from one to the other: every row, sequence and photo is there again, the audit's chain holds.

import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { photoFile, writeBackup } from "../../../../src/hub/backup/backup.ts";
import { restoreBackup } from "../../../../src/hub/backup/restore.ts";
import { type Database, openDatabase } from "../../../../src/hub/database/database.ts";
import { partitionStatements } from "../../../../src/hub/history/schema.ts";
import { needPostgres, type PostgresServer, startPostgres } from "../../../support/postgres.ts";
import { startScript } from "../../../support/process.ts";
import { BOSS, type CaseHub, openCaseHub, PNG, sendPhoto } from "../cases/caseHub.ts";

const POSTGRES = needPostgres();
const WAYS = POSTGRES
  ? (["pglite → pglite", "postgres → postgres", "pglite → postgres", "postgres → pglite"] as const)
  : (["pglite → pglite"] as const);
const DAY = 20_000 * 86_400_000;

/** Every row of every table as text, and where the sequences are. */
async function whole(database: Database, leftOut: readonly string[] = []): Promise<Record<string, unknown>> {
  const tables = await database.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition and c.relname <> 'schema_migration' order by 1`,
  );
  const found: Record<string, unknown> = {};
  for (const { name } of tables)
    if (!leftOut.includes(name))
      found[name] = (await database.query<{ row: string }>(`select t::text as row from "${name}" t order by 1`)).map(
        ({ row }) => row,
      );
  found.sequences = await database.query(
    "select sequencename::text as name, last_value from pg_sequences where schemaname = current_schema() order by 1",
  );
  return found;
}

/** A chain of hashes as the sealer makes one: each entry's holds the one before. */
async function seal(database: Database): Promise<void> {
  let before = "";
  const rows = await database.query<Record<string, unknown>>("select * from audit_inbox order by id");
  for (const [i, { id: _, ...entry }] of rows.entries()) {
    before = createHash("sha256")
      .update(before + JSON.stringify(Object.entries(entry).sort()))
      .digest("hex");
    await database.query(
      `insert into audit (position, at, person, name, stage, action, object, place, detail, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        i + 1,
        entry.at,
        entry.person,
        entry.name,
        entry.stage,
        entry.action,
        entry.object,
        entry.place,
        entry.detail,
        before,
      ] as never,
    );
  }
}

async function chainHolds(database: Database): Promise<number> {
  let before = "";
  const rows = await database.query<Record<string, unknown>>("select * from audit order by position");
  for (const { position, hash, ...entry } of rows) {
    before = createHash("sha256")
      .update(before + JSON.stringify(Object.entries(entry).sort()))
      .digest("hex");
    expect(hash, `entry ${position}`).toBe(before);
  }
  return rows.length;
}

async function fillHub(hub: CaseHub): Promise<void> {
  const { id } = await hub.report({ title: "a\\\"'{},\n\u{1f600}", reporter: { name: "甲", phone: "1" } });
  await hub.act(id, "register");
  await hub.act(id, "dispatch", { unit: "drainage", units: ["traffic"] });
  await sendPhoto(hub, BOSS, id);
  for (let i = 0; i < 5; i++) await hub.report();
  // A number that no float holds, readings with a gap, a sequence ahead of its rows.
  await hub.database.query("update city_case set due_left = 9007199254740993 where id = $1", [id]);
  await hub.database.query("select nextval(pg_get_serial_sequence('city_case', 'id')) from generate_series(1, 10)");
  for (const { sql } of partitionStatements(DAY)) await hub.database.query(sql);
  await hub.database.query("insert into node (code) values ('L1')");
  await hub.database.query(
    `insert into observation select 1, ${DAY} + i * 1000, ${DAY} + i * 1000, case when i % 7 = 0 then 'NaN' else i / 3.0 end, 1, 0 from generate_series(0, 5000) i`,
  );
  await seal(hub.database);
}

describe.each(WAYS)("%s", (way) => {
  const [from, to] = way.split(" → ");
  const servers: PostgresServer[] = [];
  let hub: CaseHub;
  let target: Database;
  let targetUrl: string | undefined;
  const folder = mkdtempSync(join(tmpdir(), "backup-"));
  const file = join(folder, "city.backup");
  const source = () => ({
    database: hub.database,
    sceneId: "tiny",
    dataDir: hub.dataDir,
    ...(sourceUrl ? { databaseUrl: sourceUrl } : {}),
  });
  const goal = () => ({
    database: target,
    sceneId: "tiny",
    dataDir: folder,
    ...(targetUrl ? { databaseUrl: targetUrl } : {}),
  });
  let sourceUrl: string | undefined;
  const serve = async (): Promise<string> => {
    const server = await startPostgres(POSTGRES as string);
    servers.push(server);
    return server.url;
  };
  beforeAll(async () => {
    if (from === "postgres") sourceUrl = await serve();
    if (to === "postgres") targetUrl = await serve();
    hub = await openCaseHub(sourceUrl ? { databaseUrl: sourceUrl } : {});
    await fillHub(hub);
    target = await openDatabase(join(folder, "database"), "tiny", targetUrl);
  }, 120_000);
  afterAll(async () => {
    await target.close();
    await hub.close();
    for (const server of servers) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("comes back as it was, only into an empty database, whole or not at all", async () => {
    const tally = await writeBackup(file, source(), true, 1);
    expect(tally).toMatchObject({ photos: 1, lost: [] });
    // Files that are cut, of another city or of nothing change nothing.
    const bytes = readFileSync(file);
    const tried = async (name: string, content: Buffer): Promise<string> => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return restoreBackup(path, goal()).then(
        () => "restored",
        (error: Error) => error.message,
      );
    };
    const lines = gunzipSync(bytes).toString().split("\n");
    expect(await tried("cut", bytes.subarray(0, bytes.length / 2))).toMatch(/cannot be read/);
    expect(await tried("short", gzipSync(lines.slice(0, -3).join("\n")))).toMatch(/ends too early/);
    expect(await tried("less", gzipSync([...lines.slice(0, 8), ...lines.slice(9)].join("\n")))).toMatch(
      /rows were written/,
    );
    expect(
      await tried("other", gzipSync([lines[0].replace('"tiny"', '"other"'), ...lines.slice(1)].join("\n"))),
    ).toMatch(/scene other/);
    expect(await tried("newer", gzipSync(lines[0].replace(/"step":\d+/, '"step":999')))).toMatch(/newer hub/);
    expect(await tried("nothing", Buffer.from("hello"))).toMatch(/cannot be read/);
    expect(await tried("text", gzipSync("hello\n"))).toMatch(/no backup/);
    expect((await target.query<{ n: number }>("select count(*)::int as n from city_case"))[0].n).toBe(0);

    expect(await restoreBackup(file, goal())).toEqual(tally);
    expect(await whole(target)).toEqual(await whole(hub.database));
    expect(await chainHolds(target)).toBeGreaterThan(8);
    const [{ hash }] = await target.query<{ hash: string }>("select hash from case_photo");
    expect(readFileSync(photoFile(folder, hash)).equals(PNG)).toBe(true);
    await expect(target.query("delete from audit")).rejects.toThrow(/never changed/);
    expect(await restoreBackup(file, goal()).catch((error: Error) => error.message)).toMatch(/not empty/);
    // The next case gets the next number, not one that is taken.
    const again = await openCaseHub({ database: target });
    const { id } = await again.report();
    expect(id).toBe((await hub.report()).id);
    await again.close();
  }, 120_000);

  it("leaves the readings out unless they are asked for, and says which photos are gone", async () => {
    const small = join(folder, "small.backup");
    await writeBackup(small, source(), false, 1);
    const text = gunzipSync(readFileSync(small)).toString();
    expect(text).not.toContain('{"table":"observation"}');
    expect(text).toContain('{"table":"node"}');
    const [{ hash }] = await hub.database.query<{ hash: string }>("select hash from case_photo");
    rmSync(photoFile(hub.dataDir, hash));
    expect(await writeBackup(small, source(), false, 1)).toMatchObject({ photos: 0, lost: [hash] });
  });
});

describe("npm run hub", () => {
  it("refuses a word it does not know, and a hub that runs", async () => {
    const run = startScript("scripts/hub.ts", ["--help"]);
    await run.says(/backup FILE[\s\S]*restore FILE/);
    const folder = mkdtempSync(join(tmpdir(), "backup-cli-"));
    const database = await openDatabase(join(folder, "database/linjiang"), "linjiang");
    const held = startScript("scripts/hub.ts", ["backup", join(folder, "x"), "--data", folder]);
    await held.says(/is held by process \d+ → stop that hub/);
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
