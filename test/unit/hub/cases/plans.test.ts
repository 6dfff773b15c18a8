// What the desk asks most is answered by indexes: no table of cases or of the audit is read through, on either database.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assessSql } from "../../../../src/hub/cases/assess.ts";
import { DUE_SQL } from "../../../../src/hub/cases/clock.ts";
import { byStateSql, listSql, mapSql } from "../../../../src/hub/cases/query.ts";
import { caseFilter, caseListQuery, MEASURES } from "../../../../src/twin/cases/shapes.ts";
import { fillCases, planOf } from "../../../support/manyCases.ts";
import { needPostgres, type PostgresServer, startPostgres } from "../../../support/postgres.ts";
import { at, type CaseHub, openCaseHub, person } from "./caseHub.ts";

const POSTGRES = needPostgres();
const KINDS = POSTGRES ? (["pglite", "postgres"] as const) : (["pglite"] as const);
const ROWS = 20_000;
const NOW = at("2026-11-27 09:00");

describe.each(KINDS)("plans on %s", (kind) => {
  let server: PostgresServer | undefined;
  let hub: CaseHub;
  beforeAll(async () => {
    if (kind === "postgres") server = await startPostgres(POSTGRES as string);
    hub = await openCaseHub(server ? { databaseUrl: server.url } : {});
    await fillCases(hub.database, hub.nodes, hub.cases.parts.time, { cases: ROWS, audit: ROWS, now: NOW });
  }, 180_000);
  afterAll(async () => {
    await hub.close();
    await server?.stop();
  });

  const DAY = 86_400_000;
  const people = [
    person("boss"),
    person("east", { place: "310102" }),
    person("dry", { unit: "drainage", clearance: 2 }),
  ];
  const queries: [string, object][] = [
    ["newest", {}],
    ["open, newest", { open: "true" }],
    ["open, by due time", { open: "true", sort: "due" }],
    ["open, worst", { open: "true", sort: "severity" }],
    ["by due time, second page", { sort: "due", after: `${NOW}~500` }],
    ["in a state", { open: "true", state: "dispatched" }],
    ["of a grid", { place: "310102001001002", open: "true" }],
    ["overdue", { open: "true", overdue: "true" }],
    ["of a class", { classKind: "matter", classCode: "0506", open: "true" }],
    ["by number", { text: "20261101-00" }],
    ["by words", { text: "第12345处" }],
    ["of one week", { from: NOW - 7 * DAY, to: NOW - 6 * DAY }],
    ["mine", { mine: "true" }],
  ];

  it.each(queries)("list %s", async (_, query) => {
    for (const actor of people) {
      const { sql, params } = listSql(
        { context: hub.context, time: hub.cases.parts.time },
        actor,
        caseListQuery.parse(query),
      );
      const plan = await planOf(hub.database, sql, params);
      expect(plan.scanned, `${actor.id}: ${JSON.stringify(plan)}`).not.toContain("city_case");
    }
  });

  it("counts by state, map, figures and what the clock looks for", async () => {
    const parts = { context: hub.context, time: hub.cases.parts.time };
    for (const actor of people) {
      const asked = [
        byStateSql(parts, actor, caseFilter.parse({})),
        mapSql(parts, actor, caseFilter.parse({ open: "true" })),
        ...MEASURES.map((measure) =>
          listSql(parts, actor, caseListQuery.parse({ measure, measureFrom: NOW - 2 * DAY, measureTo: NOW - DAY })),
        ),
        assessSql(parts, actor, { by: "unit", from: NOW - 7 * DAY, to: NOW }),
        ...Object.values(DUE_SQL).map((sql) => ({ sql, params: [NOW - 300 * DAY] })),
      ];
      for (const { sql, params } of asked) {
        const plan = await planOf(hub.database, sql, params);
        expect(plan.scanned, `${actor.id}: ${sql}`).not.toContain("city_case");
        expect(plan.scanned, sql).not.toContain("case_task");
      }
    }
  });

  it("the audit of a case, a person and a day", async () => {
    for (const where of ["object = 'case:7'", "person = 'p7'", `at >= ${NOW - DAY}`]) {
      const plan = await planOf(hub.database, `select * from audit where ${where} order by at desc limit 50`, []);
      expect(plan.scanned, where).not.toContain("audit");
    }
  });

  it("finds what a full scan would, and sees a full scan for what it is", async () => {
    expect((await planOf(hub.database, "select * from city_case where description like '%x%'", [])).scanned).toContain(
      "city_case",
    );
    const { sql, params } = listSql(
      { context: hub.context, time: hub.cases.parts.time },
      people[1],
      caseListQuery.parse({ text: "第12345处" }),
    );
    const found = await hub.database.query<{ title: string }>(sql, params);
    const all = await hub.database.query<{ title: string }>(
      "select title from city_case where title like '%第12345处%' and path like '/310000/310102/%'",
    );
    expect(found.length).toBe(all.length);
  });
});
