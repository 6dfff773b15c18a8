// The desk: a million cases and ten million audit rows asked for lists, maps and figures against full scans; 200 people acting at once.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { assessSql } from "../../src/hub/cases/assess.ts";
import { byStateSql, listSql, mapSql } from "../../src/hub/cases/query.ts";
import type { Actor } from "../../src/twin/access/actor.ts";
import { caseFilter, caseListQuery } from "../../src/twin/cases/shapes.ts";
import { fillCases, planOf } from "../support/manyCases.ts";
import { needPostgres, startPostgres } from "../support/postgres.ts";
import { at, BOSS, type CaseHub, newKey, openCaseHub, person, SCENE } from "../unit/hub/cases/caseHub.ts";
import { benchCity, printTable } from "./benchCity.ts";
import { median } from "./figures.ts";

const CASES = Number(process.env.DESK_CASES ?? 1_000_000);
const AUDIT = Number(process.env.DESK_AUDIT ?? 10_000_000);
const NOW = at("2026-11-27 09:00");
const DAY = 86_400_000;
const ROUNDS = 5;
const PEOPLE = 200;
const DEEDS = 10;
const PLACES = 20_000;

const scene = { ...SCENE, adminCode: "339900" };
const boss: Actor = { ...BOSS, grants: BOSS.grants.map((grant) => ({ ...grant, place: "339900" })) };
const street = person("street", { place: "339901001", unit: "drainage", clearance: 2 });

/** Questions of the desk: by the hub's own SQL, and the same with indexes forbidden. */
function questions({ context, cases }: CaseHub): [string, { sql: string; params: readonly unknown[] }][] {
  const parts = { context, time: cases.parts.time };
  const list = (actor: Actor, query: object) => listSql(parts, actor, caseListQuery.parse(query));
  return [
    ["list: open, newest, whole city", list(boss, { open: "true" })],
    ["list: open, by due time", list(boss, { open: "true", sort: "due" })],
    ["list: one street and unit", list(street, { open: "true" })],
    ["list: words of a title", list(boss, { text: `第${CASES - 5}处` })],
    ["counts of open ones by state", byStateSql(parts, street, caseFilter.parse({}))],
    ["map: open in one street", mapSql(parts, street, caseFilter.parse({ open: "true" }))],
    ["map: open, whole city", mapSql(parts, boss, caseFilter.parse({ open: "true" }))],
    ["figures of 30 days by unit (tally)", assessSql(parts, boss, { by: "unit", from: NOW - 30 * DAY, to: NOW })],
    ["drill: overdue of one day", list(boss, { measure: "overdue", measureFrom: NOW - 2 * DAY, measureTo: NOW - DAY })],
    [
      "audit: one case",
      { sql: "select * from audit where object = $1 order by at desc limit 50", params: [`case:${CASES >> 1}`] },
    ],
    [
      "audit: one person, newest",
      { sql: "select * from audit where person = $1 order by at desc limit 50", params: ["p7"] },
    ],
  ];
}

async function asking(kind: string, hub: CaseHub, cases: number, audit: number): Promise<void> {
  await fillCases(hub.database, hub.nodes, hub.cases.parts.time, { cases, audit, now: NOW });
  const rows = [["question", "rows touched", "ms", "full scan: rows", "ms", "times"]];
  const measured = async (sql: string, params: never) => {
    const plans = [];
    for (let i = 0; i < ROUNDS; i++) plans.push(await planOf(hub.database, sql, params));
    return { touched: plans[0].touched, ms: median(plans.map(({ ms }) => ms)) };
  };
  for (const [name, { sql, params }] of questions(hub)) {
    const ours = await measured(sql, params as never);
    // In one statement's transaction, so that it is the same session.
    const scan = await scanned(hub, sql, params as never);
    rows.push([
      name,
      ours.touched.toFixed(0),
      ours.ms.toFixed(2),
      scan.touched.toFixed(0),
      scan.ms.toFixed(0),
      (scan.ms / ours.ms).toFixed(0),
    ]);
  }
  printTable(`desk on ${kind}: ${cases} cases, ${audit} audit rows, median of ${ROUNDS}`, rows);
  // What the tally saves: the same 30 days counted from the cases themselves.
  const counted = await planOf(
    hub.database,
    `select lead_unit, count(*), count(*) filter (where ended = 'closed'), count(*) filter (where ended = 'closed' and not overdue)
      from city_case where settle_at >= $1 and settle_at < $2 group by 1`,
    [NOW - 30 * DAY, NOW],
  );
  console.log(`  the same 30 days counted from cases: ${counted.touched} rows, ${counted.ms.toFixed(0)} ms`);
}

async function scanned(hub: CaseHub, sql: string, params: never): Promise<{ touched: number; ms: number }> {
  const off = ["enable_indexscan", "enable_bitmapscan", "enable_indexonlyscan"].map((setting) => ({
    sql: `set local ${setting} = off`,
  }));
  const results = await hub.database.batch([...off, { sql: `explain (analyze, format json) ${sql}`, params }]);
  return planOf({ ...hub.database, query: async () => results[off.length] as never }, sql, params);
}

/** Two hundred people at once, each with deeds of their own, over loopback HTTP. */
async function acting(kind: string, hub: CaseHub): Promise<void> {
  await hub.app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = hub.app.server.address() as { port: number };
  const people = Array.from({ length: PEOPLE }, (_, i) => ({ ...boss, id: `worker-${i}` }));
  for (const one of people) await hub.ask(one, "GET", "/ops-mode");
  const url = `http://127.0.0.1:${port}/api`;
  const latencies: number[] = [];
  const tally = { done: 0, stale: 0, other: 0 };
  const send = async (who: string, path: string, body: unknown): Promise<Record<string, never>> => {
    const began = performance.now();
    const answer = await fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-person": who },
      body: JSON.stringify(body),
    });
    latencies.push(performance.now() - began);
    if (answer.ok) tally.done++;
    else if (answer.status === 409) tally.stale++;
    else tally.other++;
    return (await answer.json()) as Record<string, never>;
  };
  const [{ before }] = await hub.database.query<{ before: number }>("select count(*)::int as before from case_event");
  const [{ audits }] = await hub.database.query<{ audits: number }>("select count(*)::int as audits from audit_inbox");
  const node = hub.nodes.columns.code[hub.nodes.placeCount];
  const began = performance.now();
  await Promise.all(
    people.map(async ({ id: who }) => {
      const { id, case: file } = await send(who, "/cases", {
        key: newKey(),
        source: "map",
        classKind: "matter",
        classCode: "0506",
        title: who,
        node,
        separate: true,
      });
      let version = (file as { version: number }).version;
      const words = [
        "verify",
        "register",
        "dispatch",
        "acknowledge",
        "handle",
        "handle",
        "supervise",
        "handle",
        "supervise",
      ];
      for (const action of words.slice(0, DEEDS - 1)) {
        const fields =
          action === "dispatch"
            ? { unit: "drainage" }
            : action === "handle"
              ? { note: "在办" }
              : action === "supervise"
                ? { reason: "急" }
                : {};
        const answer = await send(who, `/cases/${id}/actions`, { key: newKey(), version, action, fields });
        version = answer.version;
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const [{ after }] = await hub.database.query<{ after: number }>("select count(*)::int as after from case_event");
  const [{ audited }] = await hub.database.query<{ audited: number }>(
    "select count(*)::int as audited from audit_inbox",
  );
  const sorted = latencies.sort((a, b) => a - b);
  const share = (part: number): string => sorted[Math.floor((sorted.length - 1) * part)].toFixed(0);
  printTable(`desk on ${kind}: ${PEOPLE} people at once, ${DEEDS} deeds each, HTTP`, [
    ["figure", "value"],
    ["deeds acknowledged; stale; otherwise refused", `${tally.done}; ${tally.stale}; ${tally.other}`],
    ["events in the database; audit entries", `${after - before}; ${audited - audits}`],
    ["deeds a second", (tally.done / seconds).toFixed(0)],
    ["ms a deed, median; 99 %", `${share(0.5)}; ${share(0.99)}`],
  ]);
  if (after - before !== tally.done || audited - audits !== tally.done || tally.done !== PEOPLE * DEEDS)
    throw new Error("what was acknowledged is not what is there");
}

/** The alarms' own figures join when their bench is there. */
async function alarms(): Promise<void> {
  const file = pathToFileURL(join(import.meta.dirname, "deskAlarms.ts")).href;
  const found = (await import(file).catch(() => undefined)) as { benchAlarms?: () => Promise<void> } | undefined;
  await found?.benchAlarms?.();
}

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-desk-bench-"));
  const nodes = benchCity(PLACES);
  const programs = needPostgres();
  const server = programs ? await startPostgres(programs) : undefined;
  try {
    for (const [kind, url, share] of [
      ["PostgreSQL", server?.url, 1],
      ["PGlite", undefined, 10],
    ] as const) {
      if (kind === "PostgreSQL" && !url) continue;
      const hub = await openCaseHub({ scene, nodes, ...(url ? { databaseUrl: url } : {}) });
      try {
        await asking(kind, hub, Math.round(CASES / share), Math.round(AUDIT / share));
        await acting(kind, hub);
      } finally {
        await hub.close();
      }
    }
    await alarms();
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
