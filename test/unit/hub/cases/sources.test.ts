// An asset that a deed names: only one that is there and may be known of, and from then on the case is found by it.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CaseList, RatingFigures } from "../../../../src/twin/cases/shapes.ts";
import { BOSS, type CaseHub, newKey, openCaseHub, person } from "./caseHub.ts";

let hub: CaseHub;
beforeAll(async () => {
  hub = await openCaseHub();
});
afterAll(() => hub.close());

const about = async (code: string, actor = BOSS): Promise<number[]> =>
  (await hub.ask<CaseList>(actor, "GET", `/cases?about=${code}`)).body.cases.map(({ id }) => id);

describe("the source of an exceedance", () => {
  it("is an asset of the city that the person may know of, or the deed is refused", async () => {
    const { id } = await hub.report({ classCode: "0110", node: "T3" });
    await hub.act(id, "trace", { way: "upwind" });
    for (const enterprise of ["nowhere", "310101", 7, ""]) {
      const { status, body } = await hub.act(id, "name-source", { enterprise });
      expect([status, String((body as unknown as { code: string }).code).slice(0, 6)]).toEqual([422, "field-"]);
    }
    const { columns } = hub.nodes;
    const f1 = hub.nodes.slotOf("F1");
    columns.grade[f1] = 3;
    const low = person("low", { clearance: 2 });
    expect((await hub.act(id, "name-source", { enterprise: "F1" }, low)).status).toBe(422);
    columns.grade[f1] = 1;
    expect(await about("F1")).not.toContain(id);
    expect((await hub.act(id, "name-source", { enterprise: "F1" }, low)).body.state).toBe("sourced");
    expect(await about("F1")).toContain(id);
    // The point's own place has it as before, and whoever may not see the case does not see it here.
    expect(await about("T3")).toContain(id);
    expect(await about("F1", person("west", { place: "310101" }))).not.toContain(id);
  });

  it("takes a reading on the spot as a number, and nothing else", async () => {
    const { id } = await hub.report({ classCode: "0110", node: "T3" });
    await hub.act(id, "trace", { way: "upwind" });
    await hub.act(id, "dispatch", { unit: "urban" });
    await hub.act(id, "acknowledge");
    const said = await hub.act(id, "feedback", { reading: "high", result: "已取证" });
    expect(said.status).toBe(422);
  });
});

describe("ratings of services", () => {
  const rate = (service: string, stars: number) =>
    hub.ask<{ case: number | null }>(BOSS, "POST", "/ratings", { key: newKey(), service, stars });
  const figures = async (query = "", actor = BOSS): Promise<RatingFigures> =>
    (await hub.ask<RatingFigures>(actor, "GET", `/ratings?from=${hub.now - 3_600_000}&to=${hub.now + 1}${query}`)).body;

  it("are counted by service, with the bad ones still open", async () => {
    expect((await figures()).total).toEqual({ rated: 0, good: 0, bad: 0, open: 0 });
    for (const stars of [5, 4, 3]) await rate("F1", stars);
    const { body } = await rate("F1", 1);
    await rate("310102", 2);
    expect(await figures()).toMatchObject({
      total: { rated: 5, good: 2, bad: 2, open: 2 },
      rows: [
        { service: "F1", rated: 4, good: 2, bad: 1, open: 1 },
        { service: "310102", rated: 1, good: 0, bad: 1, open: 1 },
      ],
    });
    expect((await hub.act(body.case as number, "reject", { reason: "非本厅事项" })).status).toBe(200);
    expect((await figures()).total.open).toBe(1);
    expect((await figures("&place=310102")).rows.map(({ service }) => service)).toEqual(["310102"]);
    expect((await figures("", person("east", { place: "310102" }))).total.rated).toBe(1);
    expect((await hub.ask(person("none", { may: ["case.see"] }), "GET", "/ratings?from=0&to=1")).status).toBe(403);
  });
});
