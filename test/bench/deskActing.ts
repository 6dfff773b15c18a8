// Two hundred people act at the desk at once over loopback HTTP, beside what the database alone does with the same writes in the same transactions.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase, type Statement } from "../../src/hub/database/database.ts";
import { migrate } from "../../src/hub/database/migrate.ts";
import type { Actor } from "../../src/twin/access/actor.ts";
import { type Counted, countedDatabase } from "../support/countedDatabase.ts";
import { startScript } from "../support/process.ts";
import { type CaseHub, openCaseHub } from "../unit/hub/cases/caseHub.ts";
import { printTable } from "./benchCity.ts";
import type { Told } from "./deskPeople.ts";
import { median } from "./figures.ts";

const PEOPLE = 200;
const DEEDS = 10;
const ROUNDS = 3;
/** Transactions at once against the bound, as many as the hub's. */
const AT_ONCE = 12;

type City = Pick<NonNullable<Parameters<typeof openCaseHub>[0]>, "scene" | "nodes">;

/** Rounds of people and bound by turns, and the table. @throws Error when what was acknowledged is not what is there */
export async function acting(kind: string, url: string | undefined, database: Database, city: City, boss: Actor) {
  const counted = countedDatabase(database);
  const hub = await openCaseHub({ ...city, database: counted.database });
  try {
    await hub.app.listen({ port: 0, host: "127.0.0.1" });
    for (let i = 0; i < PEOPLE; i++) await hub.ask({ ...boss, id: `worker-${i}` }, "GET", "/ops-mode");
    const rounds: { told: Told; bound: number; statements: number; waits: number; cpu: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const cpu = process.cpuUsage();
      const told = await told200(hub, counted);
      const { user, system } = process.cpuUsage(cpu);
      const { statements, waits, kept } = counted;
      rounds.push({
        told,
        statements: statements / told.done,
        waits: waits / told.done,
        cpu: (user + system) / 1000 / told.done,
        bound: await boundOf(url, round, kept),
      });
    }
    const of = (figure: (round: (typeof rounds)[number]) => number): number => median(rounds.map(figure));
    const rate = ({ told }: (typeof rounds)[number]): number => told.done / told.seconds;
    const waited = (share: number) => of(({ told }) => told.waits[Math.floor((told.waits.length - 1) * share)]);
    const all = (word: "done" | "stale" | "other"): number => rounds.reduce((sum, { told }) => sum + told[word], 0);
    printTable(`desk on ${kind}: ${PEOPLE} people at once, ${DEEDS} deeds each, HTTP; median of ${ROUNDS}`, [
      ["figure", "value"],
      ["deeds acknowledged; stale; otherwise refused", `${all("done")}; ${all("stale")}; ${all("other")}`],
      ["deeds a second", of(rate).toFixed(0)],
      ["bound: the same writes by the database alone, a second", of(({ bound }) => bound).toFixed(0)],
      ["ours of the bound", of((round) => rate(round) / round.bound).toFixed(2)],
      [
        "statements a deed; answers of the database waited for",
        `${of((one) => one.statements).toFixed(1)}; ${of((one) => one.waits).toFixed(1)}`,
      ],
      ["ms a deed, median; 99 %", `${waited(0.5).toFixed(0)}; ${waited(0.99).toFixed(0)}`],
      ["ms of a processor a deed: hub, PGlite with it", of(({ cpu }) => cpu).toFixed(2)],
    ]);
  } finally {
    await hub.close();
  }
}

/** One round of people. */
async function told200(hub: CaseHub, counted: Counted): Promise<Told> {
  const count = async (table: string): Promise<number> =>
    (await hub.database.query<{ n: number }>(`select count(*)::int as n from ${table}`))[0].n;
  const [events, audits] = [await count("case_event"), await count("audit_inbox")];
  const { port } = hub.app.server.address() as { port: number };
  const node = hub.nodes.columns.code[hub.nodes.placeCount];
  Object.assign(counted, { statements: 0, waits: 0, kept: [] });
  const words = [`http://127.0.0.1:${port}/api`, node, String(PEOPLE), String(DEEDS)];
  const people = startScript("test/bench/deskPeople.ts", words);
  const [, text] = await people.says(/told (.*)\n/, 600_000);
  const told = JSON.parse(text) as Told;
  const { statements, waits, kept } = counted;
  const written = [(await count("case_event")) - events, (await count("audit_inbox")) - audits];
  Object.assign(counted, { statements, waits, kept });
  if (written.some((n) => n !== told.done) || told.done !== PEOPLE * DEEDS)
    throw new Error(`${told.done} were acknowledged, ${written.join(" and ")} are there`);
  return told;
}

/** What the hub wrote, once more into an empty database: nothing is read or decided. @returns transactions a second */
async function boundOf(url: string | undefined, round: number, kept: Counted["kept"]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-desk-bound-"));
  const database = await openDatabase(folder, `bound-${round}`, url);
  try {
    await migrate(database);
    const writes = kept.map((statements) => statements.filter(isWrite).map(({ rows: _, ...statement }) => statement));
    let next = 0;
    const began = performance.now();
    const work = async (): Promise<void> => {
      while (next < writes.length) await database.batch(writes[next++]);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return (1000 * writes.length) / (performance.now() - began);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const isWrite = ({ sql }: Statement): boolean => !/^\s*select/.test(sql);
