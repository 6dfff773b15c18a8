// The figures: kept as cases change they are what a count of all cases gives, and each drills to exactly the cases it counts.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RECORD_COLUMNS } from "../../../../src/hub/cases/rows.ts";
import { columnOf } from "../../../../src/hub/cases/tables.ts";
import { tallyKeys } from "../../../../src/hub/cases/tally.ts";
import { contributions } from "../../../../src/twin/cases/measures.ts";
import type { CaseRecord } from "../../../../src/twin/cases/record.ts";
import { type Assessment, type CaseList, MEASURES, type OpsMode } from "../../../../src/twin/cases/shapes.ts";
import { at, BOSS, type CaseHub, newKey, openCaseHub, person, sendPhoto } from "./caseHub.ts";

let hub: CaseHub;
let seed = 20_261_127;
const random = (below: number): number => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const pick = <T>(list: readonly T[]): T => list[random(list.length)];

/** What leads a case to its end and beyond. */
const ONWARDS = new Set([
  "register",
  "dispatch",
  "acknowledge",
  "acknowledge-co",
  "feedback-co",
  "feedback",
  "check",
  "close",
  "rate",
  "rework",
]);

/** Walks cases at random through whatever their flow offers, over weeks, with the clock turning. */
async function live(cases: number, deeds: number): Promise<void> {
  const ids: number[] = [];
  for (let i = 0; i < cases; i++) {
    hub.now += random(6) * 600_000;
    ids.push(
      (
        await hub.report({
          node: pick(["L1", "L2", "L3", "T3", "310102", "310000"]),
          classCode: pick(["0506", "0102", "0503"]),
        })
      ).id,
    );
  }
  for (let i = 0; i < deeds; i++) {
    hub.now += random(25) === 0 ? 12 * 3_600_000 : random(6) * 60_000;
    if (i % 10 === 0) await hub.cases.tick();
    const id = pick(ids);
    const { body } = await hub.ask<{
      offered: { id: string; refused: unknown; fields: { id: string; type: string }[] }[];
    }>(BOSS, "GET", `/cases/${id}`);
    if (body.offered.some((one) => one.id === "feedback")) await sendPhoto(hub, BOSS, id);
    const able = body.offered.filter(
      (one) => !one.refused && one.id !== "void" && one.id !== "join" && one.id !== "reject",
    );
    const onwards = able.filter((one) => ONWARDS.has(one.id));
    const any = onwards.length > 0 && random(3) > 0 ? onwards : able;
    const action = random(60) === 0 ? body.offered.find((one) => one.id === "void") : pick(any);
    if (!action) continue;
    const fields: Record<string, unknown> = {};
    for (const { id: name, type } of action.fields) {
      const value = {
        text: "因故",
        unit: pick(["drainage", "traffic", "urban"]),
        units: random(2) ? ["services"] : [],
        duration: { amount: 1, in: "workDays" },
        rating: 1 + random(5),
        yesNo: random(2) === 1,
        choice: "2",
      }[type];
      if (value !== undefined) fields[name] = value;
    }
    const { status } = await hub.act(id, action.id, fields, person(pick(["a", "b", "c"])));
    expect([200, 403, 422]).toContain(status);
  }
}

beforeAll(async () => {
  hub = await openCaseHub();
  hub.now = at("2026-10-20 09:00");
  for (let batch = 0; batch < 9; batch++) await live(5, 56);
}, 240_000);
afterAll(() => hub.close());

describe("figures", () => {
  it("are what counting all cases from scratch gives, cell by cell", async () => {
    const records = await hub.database.query<CaseRecord & { street: string }>(
      `select ${RECORD_COLUMNS}, c.street from city_case c`,
    );
    const counted = new Map<string, number>();
    for (const record of records)
      for (const { day, measure } of contributions(record, (t) => hub.cases.parts.time.dayAt(t))) {
        for (const cells of tallyKeys(record, record.street, day)) {
          const key = [...cells, measure].join("|");
          counted.set(key, (counted.get(key) ?? 0) + 1);
        }
      }
    const kept = new Map<string, number>();
    for (const row of await hub.database.query("select * from case_tally"))
      for (const measure of MEASURES) {
        const count = row[columnOf(measure)] as number;
        const key = [row.tally, row.day, row.place, row.unit, row.class, row.grade, measure].join("|");
        // Rows by lane, and of past days put together.
        if (count !== 0) kept.set(key, (kept.get(key) ?? 0) + count);
      }
    for (const [key, count] of kept) if (count === 0) kept.delete(key);
    expect(Object.fromEntries(kept)).toEqual(Object.fromEntries(counted));
    // The walk was lively enough for this to mean something.
    const seen = new Set([...kept.keys()].map((key) => key.split("|")[6]));
    expect([...MEASURES].filter((measure) => !seen.has(measure))).toEqual([]);
  });

  it("drill to exactly the cases they count, by place, unit and class, for whoever asks", async () => {
    const people = [
      BOSS,
      person("east", { place: "310102" }),
      person("dry", { unit: "drainage" }),
      person("low", { clearance: 2 }),
      person("both", { place: "310101", unit: "traffic" }, { place: "310102", clearance: 1 }),
    ];
    let compared = 0;
    for (const actor of people)
      for (const [by, filter] of [
        ["place", "place"],
        ["unit", "unit"],
        ["class", "classCode"],
      ] as const)
        for (const [from, to] of [
          ["2026-10-01", "2027-03-01"],
          ["2026-11-01", "2026-11-16"],
        ]) {
          const [a, b] = [at(`${from} 10:00`), at(`${to} 10:00`)];
          const { body } = await hub.ask<Assessment>(actor, "GET", `/assessment?by=${by}&from=${a}&to=${b}`);
          for (const row of [{ ...body.total, key: "*" }, ...body.rows])
            for (const measure of MEASURES) {
              if (row.counts[measure] === 0 && random(10) > 0) continue;
              const key = row.key.includes(":") ? row.key.split(":")[1] : row.key;
              const drill = row.key === "*" ? "" : `&${filter}=${key}`;
              const { body: list } = await hub.ask<CaseList>(
                actor,
                "GET",
                `/cases?limit=200&measure=${measure}&measureFrom=${a}&measureTo=${b}${drill}`,
              );
              expect(list.cases.length, `${actor.id} ${by} ${row.key} ${measure}`).toBe(row.counts[measure]);
              compared += list.cases.length;
            }
        }
    expect(compared).toBeGreaterThan(500);
  });

  it("need a measure there is, and a period", async () => {
    expect((await hub.ask(BOSS, "GET", "/cases?measure=fame&measureFrom=1&measureTo=2")).body.code).toBe(
      "no-such-measure",
    );
    expect((await hub.ask(BOSS, "GET", "/cases?measure=due")).body.code).toBe("no-period");
    expect((await hub.ask(person("blind", { may: ["case.see"] }), "GET", "/assessment?from=1&to=2")).status).toBe(403);
  });
});

describe("the operations mode", () => {
  it("is switched with leave and a reason, changes limits, is told to all and remembered", async () => {
    expect((await hub.ask<OpsMode>(BOSS, "GET", "/ops-mode")).body.mode).toBe("normal");
    const body = { key: newKey(), mode: "emergency", responseLevel: 2, reason: "红色暴雨预警" };
    expect((await hub.ask(person("east", { place: "310102" }), "POST", "/ops-mode", body)).status).toBe(403);
    expect((await hub.ask(BOSS, "POST", "/ops-mode", { ...body, reason: " " })).status).toBe(400);
    await hub.ask(BOSS, "POST", "/ops-mode", body);
    await hub.ask(BOSS, "POST", "/ops-mode", body);
    const { body: mode } = await hub.ask<OpsMode>(BOSS, "GET", "/ops-mode");
    expect(mode).toMatchObject({ mode: "emergency", responseLevel: 2, name: "人boss", reason: "红色暴雨预警" });
    expect(mode.history).toHaveLength(1);
    const told = hub.published.findLast(([topic]) => topic === "yiwang/tiny/desk/ops-mode");
    expect(told?.[2]).toBe(true);
    expect(JSON.parse(told?.[1] ?? "")).toMatchObject({ mode: "emergency" });
    hub.now = at("2027-01-09 03:00");
    const { id } = await hub.report();
    expect((await hub.act(id, "register")).body.dueAt).toBe(at("2027-01-09 04:00"));
    await hub.ask(BOSS, "POST", "/ops-mode", { key: newKey(), mode: "normal", responseLevel: null, reason: "雨停" });
    expect((await hub.ask<OpsMode>(BOSS, "GET", "/ops-mode")).body.history.map((one) => one.mode)).toEqual([
      "normal",
      "emergency",
    ]);
  });

  it("a plan opens a case with everybody's tasks and brings its mode, never a calmer one", async () => {
    const launch = { key: newKey(), level: 2, reason: "积水告急", node: "310101" };
    const { body: launched } = await hub.ask<{ case: number; opsMode: string }>(
      BOSS,
      "POST",
      "/plans/flood/launch",
      launch,
    );
    expect(launched.opsMode).toBe("emergency");
    expect((await hub.ask(BOSS, "POST", "/plans/flood/launch", launch)).body.case).toBe(launched.case);
    const { body: file } = await hub.ask<Record<string, never>>(BOSS, "GET", `/cases/${launched.case}`);
    expect(file).toMatchObject({
      flow: "emergency",
      mode: "emergency",
      state: "responding",
      responseLevel: 2,
      severity: 4,
      leadUnit: "urban",
      coUnits: ["drainage"],
    });
    const { body: calmer } = await hub.ask<{ opsMode: string }>(BOSS, "POST", "/plans/flood/launch", {
      ...launch,
      key: newKey(),
      level: 4,
    });
    expect(calmer.opsMode).toBe("emergency");
    expect((await hub.ask(BOSS, "POST", "/plans/flood/launch", { ...launch, key: newKey(), level: 1 })).body.code).toBe(
      "no-such-level",
    );
    expect((await hub.ask(BOSS, "POST", "/plans/none/launch", { ...launch, key: newKey() })).status).toBe(404);
    const local = person("local", { place: "310102" });
    expect((await hub.ask(local, "POST", "/plans/flood/launch", { ...launch, key: newKey() })).status).toBe(403);
    const { body: plans } = await hub.ask<{ id: string; launched: { level: number }[] }[]>(BOSS, "GET", "/plans");
    expect(plans[0].launched.map(({ level }) => level)).toEqual([4, 2]);
    expect((await hub.act(launched.case, "acknowledge", {}, person("cmd", { unit: "urban" }))).body.state).toBe(
      "handling",
    );
  });

  it("a bad rating opens a case for the service's unit, a good one does not", async () => {
    const rating = {
      key: newKey(),
      service: "F1",
      item: "居住证",
      stars: 1,
      text: "排队两小时",
      reporter: { name: "李四", phone: "13900001111" },
    };
    const { body } = await hub.ask<{ case: number }>(BOSS, "POST", "/ratings", rating);
    expect((await hub.ask(BOSS, "POST", "/ratings", rating)).body).toEqual(body);
    const { body: file } = await hub.ask(BOSS, "GET", `/cases/${body.case}`);
    expect(file).toMatchObject({
      flow: "service-rating",
      source: "rating",
      description: "排队两小时",
      state: "reported",
    });
    expect((await hub.ask(BOSS, "POST", "/ratings", { ...rating, key: newKey(), stars: 3 })).body.case).toBeNull();
    const [{ n }] = await hub.database.query<{ n: number }>("select count(*)::int as n from service_rating");
    expect(n).toBe(2);
  });
});
