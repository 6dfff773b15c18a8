// The audit log: what is written into it, who reads it, and that nothing can be done to it unseen. On PGlite and PostgreSQL.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { auditStatement } from "../../../../src/hub/audit/entry.ts";
import { headsFile, Sealer, verify } from "../../../../src/hub/audit/sealer.ts";
import { type Database, openDatabase } from "../../../../src/hub/database/database.ts";
import { migrate } from "../../../../src/hub/database/migrate.ts";
import { needPostgres, type PostgresServer, startPostgres } from "../../../support/postgres.ts";
import { type CityHub, startCityHub } from "../access/cityHub.ts";

const programs = needPostgres();
let server: PostgresServer | undefined;
beforeAll(async () => {
  if (programs) server = await startPostgres(programs);
});
afterAll(() => server?.stop());

let folder: string;
let databases: Database[] = [];
let sealers: Sealer[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "yiwang-audit-"));
});
afterEach(async () => {
  for (const sealer of sealers) await sealer.close();
  for (const database of databases) await database.close();
  databases = [];
  sealers = [];
  rmSync(folder, { recursive: true, force: true });
});
let scenes = 0;
async function open(kind: string, scene = `audit${++scenes}`): Promise<Database> {
  const database = await openDatabase(
    join(folder, `db-${scene}`),
    scene,
    kind === "postgres" ? server?.url : undefined,
  );
  databases.push(database);
  await migrate(database);
  return database;
}
const sealerOf = (database: Database, heads: string): Sealer => {
  const sealer = new Sealer(
    database,
    heads,
    () => 5,
    () => undefined,
  );
  sealers.push(sealer);
  return sealer;
};
const note = (database: Database, n: number) =>
  database.batch([
    auditStatement({
      at: n,
      actor: { id: "p", name: "人" },
      stage: "use",
      action: "try",
      object: `thing:${n}`,
      detail: { n },
    }),
  ]);
async function filled(kind: string, entries = 6) {
  const database = await open(kind);
  const heads = headsFile(folder, "x");
  const sealer = sealerOf(database, heads);
  for (let n = 1; n <= entries; n++) {
    await note(database, n);
    if (n % 2 === 0) await sealer.seal();
  }
  await sealer.seal();
  return { database, heads };
}
/** As somebody who owns the database and has turned its guard off. */
const tamper = (database: Database, ...statements: string[]) =>
  database.batch(
    ["alter table audit disable trigger all", ...statements, "alter table audit enable trigger all"].map((sql) => ({
      sql,
    })),
  );

describe.each(programs ? ["pglite", "postgres"] : ["pglite"])("the log on %s", (kind) => {
  it("holds in order what commands wrote, and the inbox is empty", async () => {
    const { database, heads } = await filled(kind);
    expect((await database.query("select position, at, object from audit order by position"))[5]).toEqual({
      position: 6,
      at: 6,
      object: "thing:6",
    });
    expect(await database.query("select 1 from audit_inbox")).toEqual([]);
    const verdict = await verify(database, heads);
    expect(verdict).toMatchObject({ entries: 6, fault: null });
    expect(readFileSync(heads, "utf8").trim().split("\n").at(-1)).toBe(`6 ${verdict.head} 5`);
  });

  it("is refused to be changed by the database itself", async () => {
    const { database } = await filled(kind, 2);
    for (const sql of ["update audit set name = 'x'", "delete from audit", "truncate audit"])
      await expect(database.query(sql), sql).rejects.toThrow("never changed");
  });

  it("shows where a row was changed, taken out, swapped, or the tail cut off", async () => {
    const cases: [string, string[], object][] = [
      ["changed", ["update audit set name = '别人' where position = 3"], { position: 3, reason: "changed" }],
      ["detail", ["update audit set detail = '{\"n\": 4}' where position = 4"], { position: 4, reason: "changed" }],
      ["deleted", ["delete from audit where position = 4"], { position: 4, reason: "missing" }],
      ["first deleted", ["delete from audit where position = 1"], { position: 1, reason: "missing" }],
      [
        "swapped",
        [
          "update audit set position = 100 where position = 2",
          "update audit set position = 2 where position = 5",
          "update audit set position = 5 where position = 100",
        ],
        { position: 2, reason: "changed" },
      ],
      ["cut", ["delete from audit where position > 4"], { position: 5, reason: "cut" }],
      ["emptied", ["delete from audit"], { position: 1, reason: "cut" }],
    ];
    // Every case takes a database of its own, and PGlite seconds to make one.
    for (const [what, statements, fault] of kind === "pglite" && programs ? cases.slice(0, 1) : cases) {
      const { database, heads } = await filled(kind);
      await tamper(database, ...statements);
      expect((await verify(database, heads)).fault, what).toEqual(fault);
      for (const one of sealers.splice(0)) await one.close();
      for (const one of databases.splice(0)) await one.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("shows a chain that was made anew", async () => {
    const { database, heads } = await filled(kind);
    // The same entries but one, sealed honestly by another: it fits itself.
    const other = await open(kind);
    for (let n = 1; n <= 6; n++) await note(other, n === 3 ? 33 : n);
    await sealerOf(other, join(folder, "other.heads")).seal();
    expect((await verify(other, join(folder, "none"))).fault).toBeNull();
    expect((await verify(other, heads)).fault).toEqual({ position: 4, reason: "changed" });
    expect((await verify(database, heads)).fault).toBeNull();
  });
});

describe("several hubs", () => {
  it.skipIf(!programs)("seal one log without losing or doubling an entry", async () => {
    const scene = `audit${++scenes}`;
    const [a, b] = [await open("postgres", scene), await open("postgres", scene)];
    const [one, two] = [sealerOf(a, join(folder, "a")), sealerOf(b, join(folder, "b"))];
    await Promise.all(
      Array.from({ length: 300 }, async (_, n) => {
        await note(n % 2 ? a : b, n);
        await (n % 3 ? one : two).seal();
      }),
    );
    await one.seal();
    await two.seal();
    expect(await a.query("select count(*)::int as n, count(distinct object)::int as d from audit")).toEqual([
      { n: 300, d: 300 },
    ]);
    expect((await verify(a, join(folder, "a"))).fault).toBeNull();
    expect((await verify(a, join(folder, "b"))).fault).toBeNull();
  });

  it.skipIf(!programs)("and its owner's user cannot change it", async () => {
    const { database } = await filled("postgres", 1);
    const client = new pg.Client({ connectionString: server?.url });
    await client.connect();
    await expect(client.query(`update yiwang_audit${scenes}.audit set name = 'x'`)).rejects.toThrow("never changed");
    await client.end();
    expect((await verify(database, headsFile(folder, "x"))).entries).toBe(1);
  });
});

describe("over HTTP", () => {
  let hub: CityHub;
  beforeAll(async () => {
    hub = await startCityHub();
  });
  afterAll(() => hub.stop());

  it("tells sign-ins, failures, refusals and exports, page by page, within one's places", async () => {
    const auditor = await hub.person("auditor", [{ role: "auditor", clearance: 6 }]);
    const local = await hub.person("local", [{ role: "auditor", place: "310101", clearance: 6 }]);
    await hub.administrator.signIn("admin", "wrong");
    expect((await auditor.ask("GET", "/api/people")).status).toBe(403);
    const search = async (words: string, who = auditor) => (await who.ask("GET", `/api/audit?${words}`)).body;
    await expect.poll(async () => (await search("action=access.refused")).entries.length).toBe(1);
    expect((await search("action=access.refused")).entries[0]).toMatchObject({
      name: "auditor",
      object: "GET /api/people",
      stage: "use",
    });
    expect((await search("action=session.failed")).entries).toHaveLength(1);
    const people = await search("action=people.&stage=collect");
    expect(people.entries.map(({ action }: { action: string }) => action)).toEqual([
      "people.add",
      "people.add",
      "people.add",
    ]);
    expect(JSON.stringify(people)).not.toContain("scrypt");
    const one = await search("limit=2");
    const two = await search(`limit=2&before=${one.next}`);
    expect([...one.entries, ...two.entries].map(({ position }: { position: number }) => position)).toEqual(
      [0, 1, 2, 3].map((i) => one.entries[0].position - i),
    );
    // What belongs to the whole city is not a district's.
    expect((await search("", local)).entries).toEqual([]);
    expect((await local.ask("GET", "/api/audit/verify")).status).toBe(403);
    expect((await auditor.ask("GET", "/api/audit/verify")).body).toMatchObject({ fault: null });
    const csv = await auditor.ask("GET", "/api/audit/export?action=session.failed");
    expect(csv.headers.get("content-type")).toContain("text/csv");
    expect(String(csv.body).trim().split("\r\n")).toHaveLength(2);
    expect((await search("action=audit.export")).entries[0]).toMatchObject({ stage: "provide", name: "auditor" });
    expect((await hub.administrator.ask("GET", "/api/audit")).status).toBe(403);
    expect((await auditor.ask("GET", "/api/audit?stage=steal")).status).toBe(400);
    const injected = await search(`person=${encodeURIComponent("' or '1'='1")}`);
    expect(injected.entries).toEqual([]);
  });
});
