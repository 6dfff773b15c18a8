// A case on its way, deed by deed: who may, what must hold, what becomes of clocks, tasks and counts.

import { describe, expect, it } from "vitest";
import { actionsIn, whyNot } from "../../../../src/twin/cases/decide.ts";
import { FLOWS } from "../../../../src/twin/catalogues/flows/flows.ts";
import { at, CATALOGUE, PERSON, rulesOf, Walk } from "./parts.ts";

const DRAIN = { id: "drain", name: "排水", units: ["drainage"] };
const TRAFFIC = { id: "traffic", name: "交通", units: ["traffic"] };

function handling(): Walk {
  const walk = new Walk(rulesOf(), "2026-11-27 09:00");
  walk.do("2026-11-27 09:05", "verify");
  walk.do("2026-11-27 09:10", "register");
  walk.do("2026-11-27 09:15", "dispatch", { unit: "drainage", units: ["traffic"] });
  walk.do("2026-11-27 09:20", "acknowledge", {}, DRAIN);
  return walk;
}

describe("the everyday way", () => {
  it("goes from report to evaluation, with the clock of the class", () => {
    const walk = handling();
    expect(walk.facts.record).toMatchObject({
      state: "handling",
      step: "handle",
      leadUnit: "drainage",
      coUnits: ["traffic"],
      registeredAt: at("2026-11-27 09:10"),
      // 积水 4 working hours: 09:10–12:00 and 13:30–14:40.
      dueAt: at("2026-11-27 14:40"),
      version: 5,
    });
    expect(walk.facts.tasks.map(({ unit, role, state }) => [unit, role, state])).toEqual([
      ["drainage", "lead", "acknowledged"],
      ["traffic", "co", "assigned"],
    ]);
    expect(walk.no("feedback", { result: "已排净" }, DRAIN)).toBe("co-not-done");
    walk.do("2026-11-27 09:40", "feedback-co", { result: "已疏导" }, TRAFFIC);
    expect(walk.no("feedback", { result: "已排净" }, DRAIN)).toBe("photos-missing");
    walk.photos.push(at("2026-11-27 09:50"));
    walk.do("2026-11-27 10:00", "feedback", { result: "已排净" }, DRAIN);
    expect(walk.facts.record).toMatchObject({ state: "feedback", handledAt: at("2026-11-27 10:00"), overdue: false });
    walk.do("2026-11-27 10:10", "check", {}, { id: "checker" });
    expect(walk.no("close", {}, DRAIN)).toBe("same-person");
    walk.do("2026-11-27 10:20", "close", {}, { id: "checker" });
    expect(walk.facts.record).toMatchObject({ state: "closed", end: "closed", closedAt: at("2026-11-27 10:20") });
    walk.do("2026-11-27 10:30", "rate", { rating: 5 });
    expect(walk.facts.record.rating).toBe(5);
    expect(walk.no("rate", { rating: 1 })).toBe("too-often");
    expect(walk.no("void", { reason: "误" })).toBe("wrong-state");
    walk.now = at("2026-12-28 10:20");
    expect(walk.no("reopen", { reason: "又积水" })).toBe("too-late");
    walk.do("2026-12-20 10:00", "reopen", { reason: "又积水" });
    expect(walk.facts.record).toMatchObject({ state: "registered", end: null, closedAt: null, reopened: true });
  });

  it("refuses what the state has not, in every state and for every action", () => {
    const { flow } = rulesOf();
    const walk = new Walk(rulesOf(), "2026-11-27 09:00");
    for (const state of flow.states) {
      const record = { ...walk.facts.record, state: state.id, end: state.end ?? null };
      const offered = new Set(actionsIn(flow, state.id).map(({ id }) => id));
      for (const action of flow.actions) {
        const no = whyNot({ ...walk.facts, record }, flow, action, PERSON, walk.now);
        if (!offered.has(action.id)) expect(no?.refused.code, `${action.id} in ${state.id}`).toBe("wrong-state");
        else expect(no?.refused.code).not.toBe("wrong-state");
      }
    }
  });

  it("asks for leave, fields and units", () => {
    const walk = new Walk(rulesOf(), "2026-11-27 09:00");
    expect(walk.no("register", {}, { allowed: false })).toBe("not-allowed");
    expect(walk.no("fly")).toBe("unknown-action");
    expect(walk.no("reject")).toBe("field-missing");
    expect(walk.no("reject", { reason: "  " })).toBe("field-missing");
    expect(walk.no("reject", { reason: 7 })).toBe("field-wrong");
    expect(walk.no("reject", { reason: "x".repeat(4001) })).toBe("field-wrong");
    expect(walk.no("reject", { reason: "假", other: 1 })).toBe("field-unknown");
    walk.do(null, "register");
    expect(walk.no("dispatch", { unit: "nobody" })).toBe("field-wrong");
    expect(walk.no("dispatch", { unit: "drainage", units: ["nobody"] })).toBe("field-wrong");
    walk.do(null, "dispatch", { unit: "drainage", units: ["drainage", "traffic", "traffic"] });
    expect(walk.facts.record.coUnits).toEqual(["traffic"]);
    expect(walk.no("acknowledge", {}, { units: ["urban"] })).toBe("not-your-task");
    expect(walk.no("acknowledge", {}, TRAFFIC)).toBe("not-your-task");
    expect(walk.no("acknowledge-co", {}, DRAIN)).toBe("not-your-task");
    // Of several units of theirs they act for the one they name.
    expect(walk.no("acknowledge", {}, { units: ["drainage", "traffic"], unit: "traffic" })).toBe("not-your-task");
    expect(walk.do(null, "acknowledge", {}, { units: ["drainage", "traffic"] }).event.unit).toBe("drainage");
  });

  it("pauses, resumes and extends the limit in working time", () => {
    const walk = handling();
    walk.do("2026-11-27 11:10", "suspend", { reason: "等材料" }, { id: "boss" });
    // Of four hours two are left.
    expect(walk.facts.record).toMatchObject({ state: "suspended", dueAt: null, pausedAt: at("2026-11-27 11:10") });
    expect(walk.facts.record.dueLeft).toBe(2 * 3_600_000);
    expect(walk.no("feedback", { result: "好" }, DRAIN)).toBe("wrong-state");
    walk.do("2026-12-01 17:00", "resume", {}, { id: "boss" });
    expect(walk.facts.record).toMatchObject({ state: "handling", dueAt: at("2026-12-02 09:30"), pausedAt: null });
    walk.do("2026-12-01 17:10", "extend", { by: { amount: 1, in: "workDays" }, reason: "雨" });
    expect(walk.facts.record).toMatchObject({ dueAt: at("2026-12-03 09:30"), extensions: 1 });
    walk.do(null, "extend", { by: { amount: 1, in: "workHours" }, reason: "雨" });
    expect(walk.no("extend", { by: { amount: 1, in: "workHours" }, reason: "雨" })).toBe("too-often");
    const late = handling();
    late.now = at("2026-11-27 15:00");
    expect(late.no("extend", { by: { amount: 1, in: "workDays" }, reason: "雨" })).toBe("already-overdue");
    // Neither a pause nor late work hides that the limit had passed.
    late.do(null, "suspend", { reason: "等" });
    expect(late.facts.record.overdue).toBe(true);
  });

  it("gives back, disputes and arbitrates; what does not stand is not counted", () => {
    const walk = handling();
    walk.do(null, "return", { reason: "非本单位" }, DRAIN);
    expect(walk.facts.record).toMatchObject({ state: "returned", returns: 1 });
    walk.do(null, "dispute", { reason: "就是你们" });
    walk.do(null, "arbitrate", { uphold: false, reason: "属排水管养范围" }, { id: "judge" });
    expect(walk.facts.record).toMatchObject({ state: "dispatched", returns: 0, leadUnit: "drainage" });
    expect(walk.facts.tasks[0]).toMatchObject({ unit: "drainage", role: "lead", state: "assigned" });
    walk.do(null, "acknowledge", {}, DRAIN);
    walk.do(null, "return", { reason: "还是不行" }, DRAIN);
    walk.do(null, "dispute", { reason: "再裁" });
    walk.do(null, "arbitrate", { uphold: true, reason: "确非" }, { id: "judge" });
    expect(walk.facts.record).toMatchObject({ state: "returned", returns: 1 });
    walk.do(null, "dispatch", { unit: "urban" });
    expect(walk.facts.record).toMatchObject({ state: "dispatched", leadUnit: "urban", coUnits: [] });
    expect(walk.facts.tasks.filter(({ state }) => state === "assigned").map(({ unit }) => unit)).toEqual(["urban"]);
  });

  it("sends back to work: the same unit, the same clock, new photos", () => {
    const walk = handling();
    walk.do(null, "feedback-co", { result: "好" }, TRAFFIC);
    walk.photos.push(walk.now);
    walk.do("2026-11-27 10:00", "feedback", { result: "好" }, DRAIN);
    walk.do("2026-11-27 10:30", "rework", { reason: "没排净" }, { id: "checker" });
    expect(walk.facts.record).toMatchObject({
      state: "handling",
      reworks: 1,
      handledAt: null,
      dueAt: at("2026-11-27 14:40"),
    });
    walk.now = at("2026-11-27 15:00");
    expect(walk.no("feedback", { result: "好" }, DRAIN)).toBe("photos-missing");
    walk.photos.push(walk.now);
    walk.do(null, "feedback", { result: "好" }, DRAIN);
    expect(walk.facts.record.overdue).toBe(true);
  });

  it("joins to another case that goes on, and to no other", () => {
    const walk = new Walk(rulesOf(), "2026-11-27 09:00");
    const named = (other: Walk["facts"]["other"]): string => {
      walk.facts = { ...walk.facts, other };
      return walk.no("join", { case: 2 });
    };
    expect(named(null)).toBe("no-such-case");
    expect(named({ id: 1, end: null })).toBe("join-itself");
    expect(named({ id: 2, end: "joined" })).toBe("join-ended");
    expect(named({ id: 2, end: null })).toBe("done: joined");
  });

  it("limits follow the operations mode, calmer ones standing in", () => {
    const rules = rulesOf();
    rules.class = {
      ...rules.class,
      limits: { normal: { amount: 4, in: "workHours" }, alert: { amount: 30, in: "minutes" } },
    };
    const due = (mode: "normal" | "alert" | "emergency"): number | null => {
      const walk = new Walk({ ...rules, mode }, "2026-11-27 09:00");
      return walk.do("2026-11-27 09:00", "register").record.dueAt;
    };
    expect(due("normal")).toBe(at("2026-11-27 14:30"));
    expect(due("alert")).toBe(at("2026-11-27 09:30"));
    expect(due("emergency")).toBe(at("2026-11-27 09:30"));
  });
});

describe("the other ways", () => {
  it("an emergency: grades, response, recovery, evaluation", () => {
    const walk = new Walk(rulesOf("emergency"), "2026-11-28 03:00");
    walk.do("2026-11-28 03:02", "warn");
    walk.do("2026-11-28 03:05", "assess", { "event-grade": "2" });
    expect(walk.facts.record).toMatchObject({ eventGrade: 2, severity: 4, registeredAt: at("2026-11-28 03:05") });
    expect(walk.no("respond", { unit: "drainage" })).toBe("field-missing");
    expect(walk.no("respond", { unit: "drainage", "response-level": "5" })).toBe("field-wrong");
    walk.do(null, "respond", { unit: "drainage", units: ["traffic"], "response-level": "2" });
    expect(walk.facts.record).toMatchObject({ responseLevel: 2, eventGrade: 2, state: "responding" });
    walk.do(null, "acknowledge", {}, DRAIN);
    walk.do(null, "feedback", { result: "水已退" }, DRAIN);
    expect(walk.no("evaluate")).toBe("co-not-done");
    walk.do(null, "feedback-co", { result: "已恢复" }, TRAFFIC);
    walk.do(null, "evaluate");
    walk.do(null, "close", { note: "泵能力不足" });
    expect(walk.facts.record.end).toBe("closed");
  });

  it("a bad rating is put right, called back and rated again", () => {
    const walk = new Walk(rulesOf("service-rating", "0601"), "2026-11-27 09:00");
    walk.do(null, "follow-up", { unit: "services" });
    walk.do(null, "acknowledge", {}, { units: ["services"] });
    walk.do(null, "feedback", { result: "已改" }, { id: "hall", units: ["services"] });
    expect(walk.no("call-back", { result: "满意", rating: 4 }, { id: "hall" })).toBe("same-person");
    walk.do(null, "call-back", { result: "满意", rating: 4 }, { id: "caller" });
    expect(walk.facts.record).toMatchObject({ end: "closed", rating: 4 });
  });

  it("every state of every flow has an action for somebody, or is an end", () => {
    for (const flow of FLOWS)
      for (const state of flow.states)
        if (!state.end)
          expect(
            actionsIn(flow, state.id).some(({ to }) => to !== null),
            `${flow.id} ${state.id}`,
          ).toBe(true);
    expect([...CATALOGUE.flows.keys()]).toEqual(["everyday", "emergency", "service-rating", "exceedance"]);
  });

  it("the hub's own deeds ask nobody and need no reason", () => {
    const walk = new Walk(rulesOf(), "2026-11-27 09:00");
    walk.do(null, "register");
    const { event, record } = walk.do(null, "supervise", {}, { id: "hub", allowed: false, isHub: true });
    expect(record.supervised).toBe(true);
    expect(event.fields).toEqual({});
  });
});
