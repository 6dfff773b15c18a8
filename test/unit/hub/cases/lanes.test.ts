// Figures are added by lane while many act at once, and put together when the day is over: the same sums, one row for each.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { columnOf } from "../../../../src/hub/cases/tables.ts";
import { MEASURES } from "../../../../src/twin/cases/shapes.ts";
import { needPostgres, type PostgresServer, startPostgres } from "../../../support/postgres.ts";
import { type CaseHub, openCaseHub } from "./caseHub.ts";

const POSTGRES = needPostgres();
const KINDS = POSTGRES ? (["pglite", "postgres"] as const) : (["pglite"] as const);
const CASES = 24;

describe.each(KINDS)("figures of a day on %s", (kind) => {
  let server: PostgresServer | undefined;
  let hub: CaseHub;
  beforeAll(async () => {
    if (kind === "postgres") server = await startPostgres(POSTGRES as string);
    hub = await openCaseHub(server ? { databaseUrl: server.url } : {});
  });
  afterAll(async () => {
    await hub.close();
    await server?.stop();
  });

  const KEY = "tally, day, place, unit, class, grade";
  const sums = () =>
    hub.database.query(
      `select ${KEY}, ${MEASURES.map((measure) => `sum(${columnOf(measure)})::int as ${columnOf(measure)}`).join(", ")}
        from case_tally group by ${KEY} order by ${KEY}`,
    );
  const lanes = async (): Promise<number[]> =>
    (await hub.database.query<{ lane: number }>("select distinct lane from case_tally order by lane")).map(
      ({ lane }) => lane,
    );

  it("are the same before and after they are put together, and later deeds add to them", async () => {
    const cases = await Promise.all(Array.from({ length: CASES }, () => hub.report()));
    await Promise.all(cases.map(({ id }) => hub.act(id, "verify")));
    await Promise.all(cases.map(({ id }) => hub.act(id, "register")));
    await hub.cases.tick();
    const before = await sums();
    expect(before).toContainEqual(
      expect.objectContaining({ tally: "street-both", reported: CASES, registered: CASES }),
    );
    expect(await lanes()).not.toContain(-1);
    if (kind === "postgres") expect((await lanes()).length).toBeGreaterThan(1);

    hub.now += 86_400_000;
    // Clocks of several hubs, and deeds that count on the day that is over, all at once.
    await Promise.all([
      hub.cases.tick(),
      ...cases.slice(0, 4).map(({ id }) => hub.act(id, "void", { reason: "误报" })),
    ]);
    hub.now += 86_400_000;
    await hub.cases.tick();
    expect(await lanes()).toEqual([-1]);
    const after = await sums();
    expect(after.reduce((sum, row) => sum + (row.reported as number), 0)).toBe(5 * CASES);
    const [{ n }] = await hub.database.query<{ n: number }>(
      `select count(*)::int as n from (select 1 from case_tally group by ${KEY} having count(*) > 1) d`,
    );
    expect(n).toBe(0);
  });
});
