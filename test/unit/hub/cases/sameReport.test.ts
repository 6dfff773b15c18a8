// Many people report the same thing in the same instant, to one hub or to two: one case, and all others joined to it.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CaseFile, CaseReported } from "../../../../src/twin/cases/shapes.ts";
import { needPostgres, type PostgresServer, startPostgres } from "../../../support/postgres.ts";
import { BOSS, type CaseHub, newKey, openCaseHub } from "./caseHub.ts";

const POSTGRES = needPostgres();
const KINDS = POSTGRES ? (["pglite", "postgres"] as const) : (["pglite"] as const);
const REPORTS = 20;

describe.each(KINDS)("the same report many times at once on %s", (kind) => {
  let server: PostgresServer | undefined;
  const hubs: CaseHub[] = [];
  beforeAll(async () => {
    if (kind === "postgres") server = await startPostgres(POSTGRES as string);
    const alarms = {
      alarmOf: async (id: number) => ({
        id,
        node: "L1",
        slot: hubs[0].nodes.slotOf("L1"),
        severity: 3,
        kind: "level",
        unit: "drainage",
      }),
      linkStatement: () => ({ sql: "select 1" }),
    };
    // PostgreSQL is one that two hubs share.
    for (let i = 0; i < (server ? 2 : 1); i++)
      hubs.push(await openCaseHub({ alarms, ...(server ? { databaseUrl: server.url } : {}) }));
  });
  afterAll(async () => {
    for (const hub of hubs) await hub.close();
    await server?.stop();
  });

  async function all(report: (i: number) => object): Promise<CaseReported[]> {
    return Promise.all(
      Array.from({ length: REPORTS }, async (_, i) => {
        const { status, body } = await hubs[i % hubs.length].ask<CaseReported>(BOSS, "POST", "/cases", {
          key: newKey(),
          source: "map",
          title: "同一处",
          ...report(i),
        });
        expect(status).toBe(200);
        return body;
      }),
    );
  }

  async function expectOne(reports: readonly CaseReported[]): Promise<void> {
    const first = reports.filter(({ joined }) => joined === null);
    expect(first).toHaveLength(1);
    const others = reports.filter(({ joined }) => joined !== null);
    expect(new Set(others.map(({ joined }) => joined?.id))).toEqual(new Set([first[0].id]));
    const { body } = await hubs[0].ask<CaseFile>(BOSS, "GET", `/cases/${first[0].id}`);
    expect(body.duplicates.map(({ id }) => id)).toEqual(others.map(({ id }) => id).sort((a, b) => a - b));
    expect(body.events.filter(({ action }) => action === "duplicate")).toHaveLength(REPORTS - 1);
    expect(new Set(reports.map(({ number }) => number)).size).toBe(REPORTS);
  }

  it("of one node", async () => {
    await expectOne(await all(() => ({ classKind: "matter", classCode: "0506", node: "L1" })));
  });

  it("of positions within the distance of each other, over the lines of the grid", async () => {
    const at = hubs[0].nodes.columns;
    const slot = hubs[0].nodes.slotOf("L2");
    await expectOne(
      await all((i) => ({
        classKind: "matter",
        classCode: "0103",
        lon: at.lon[slot] + (i % 5) * 5e-6,
        lat: at.lat[slot] + Math.floor(i / 5) * 5e-6,
      })),
    );
  });

  it("of one alarm", async () => {
    await expectOne(await all(() => ({ classKind: "matter", classCode: "0104", source: "alarm", alarm: 77 })));
  });

  it("counts each report once, with its entry, and one open case", async () => {
    const [row] = await hubs[0].database.query(
      `select (select count(*)::int from city_case) as cases, (select count(*)::int from city_case where ended is null) as open,
        (select count(*)::int from audit_inbox where action = 'case.report') as audits,
        (select sum(reported)::int from case_tally where tally = 'street-both') as counted`,
    );
    expect(row).toEqual({ cases: 3 * REPORTS, open: 3, audits: 3 * REPORTS, counted: 3 * REPORTS });
  });
});
