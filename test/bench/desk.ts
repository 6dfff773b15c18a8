// The desk: a million cases and ten million audit rows asked for lists, maps and figures against full scans; 200 people acting at once; the alarms of a flood.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assessSql } from "../../src/hub/cases/assess.ts";
import { byStateSql, listSql, mapSql } from "../../src/hub/cases/query.ts";
import { openDatabase } from "../../src/hub/database/database.ts";
import type { Actor } from "../../src/twin/access/actor.ts";
import { caseFilter, caseListQuery } from "../../src/twin/cases/shapes.ts";
import { fillCases, planOf } from "../support/manyCases.ts";
import { needPostgres, startPostgres } from "../support/postgres.ts";
import { at, BOSS, type CaseHub, openCaseHub, person, SCENE } from "../unit/hub/cases/caseHub.ts";
import { run as runAlarms } from "./alarms.ts";
import { benchCity, printTable } from "./benchCity.ts";
import { acting } from "./deskActing.ts";
import { median } from "./figures.ts";

const CASES = Number(process.env.DESK_CASES ?? 1_000_000);
const AUDIT = Number(process.env.DESK_AUDIT ?? 10_000_000);
const NOW = at("2026-11-27 09:00");
const DAY = 86_400_000;
const ROUNDS = 5;
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
      const database = await openDatabase(join(folder, kind), "tiny", url);
      const hub = await openCaseHub({ scene, nodes, database });
      try {
        await asking(kind, hub, Math.round(CASES / share), Math.round(AUDIT / share));
        await acting(kind, url, database, { scene, nodes }, boss);
      } finally {
        await hub.close();
        await database.close();
      }
    }
    await runAlarms();
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
