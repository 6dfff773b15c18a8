// A case goes its way through the API, on both databases: done once, refused with reasons, told to whoever is late.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CaseFile, CaseList, CaseReported } from "../../../../src/twin/cases/shapes.ts";
import { needPostgres, type PostgresServer, startPostgres } from "../../../support/postgres.ts";
import { at, BOSS, type CaseHub, DRAINAGE, newKey, openCaseHub, PNG, person, sendPhoto, TRAFFIC } from "./caseHub.ts";

const POSTGRES = needPostgres();
const KINDS = POSTGRES ? (["pglite", "postgres"] as const) : (["pglite"] as const);

describe.each(KINDS)("cases on %s", (kind) => {
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

  it("goes from report to evaluation, with every deed in the file, the audit and the figures", async () => {
    hub.now = at("2026-11-27 09:00");
    const { id, number } = await hub.report({ reporter: { name: "张三丰", phone: "13812348000" } });
    expect(number).toBe("20261127-0001");
    await hub.act(id, "verify");
    hub.now = at("2026-11-27 09:10");
    const registered = await hub.act(id, "register");
    expect(registered.body).toMatchObject({ state: "registered", dueAt: at("2026-11-27 14:40") });
    await hub.act(id, "dispatch", { unit: "drainage", units: ["traffic"] });
    await hub.act(id, "acknowledge", {}, DRAINAGE);
    await hub.act(id, "acknowledge-co", {}, TRAFFIC);
    await hub.act(id, "feedback-co", { result: "已疏导" }, TRAFFIC);
    expect((await hub.act(id, "feedback", { result: "已排净" }, DRAINAGE)).body).toMatchObject({
      code: "photos-missing",
    });
    hub.now += 1000;
    expect((await sendPhoto(hub, DRAINAGE, id)).status).toBe(200);
    await hub.act(id, "feedback", { result: "已排净" }, DRAINAGE);
    await hub.act(id, "check");
    await hub.act(id, "close");
    const rated = await hub.act(id, "rate", { rating: 5 });
    expect(rated.body).toMatchObject({ state: "closed", end: "closed", rating: 5, leadUnit: "drainage" });
    // A device that carries it for later is no reader of it; who reported has left the hub all the same, which is told below.
    const carried = await hub.ask<CaseFile>(DRAINAGE, "GET", `/cases/${id}?carried=1`);
    expect(carried.body).toMatchObject({ id, state: "closed", readers: [] });
    const { body: file } = await hub.ask<CaseFile>(BOSS, "GET", `/cases/${id}`);
    expect(file.events.map(({ action }) => action)).toEqual([
      "report",
      "verify",
      "register",
      "dispatch",
      "acknowledge",
      "acknowledge-co",
      "feedback-co",
      "photo",
      "feedback",
      "check",
      "close",
      "rate",
    ]);
    expect(file.events[4]).toMatchObject({ person: "drain", unit: "drainage", from: "dispatched", to: "handling" });
    expect(file.tasks.map(({ unit, role, state }) => [unit, role, state])).toEqual([
      ["drainage", "lead", "done"],
      ["traffic", "co", "done"],
    ]);
    expect(file.readers.map((reader) => reader.person)).toEqual(["boss"]);
    expect(file.reporter).toEqual({ name: "张三丰", phone: "13812348000", masked: false });
    const audit = await hub.database.query<{ action: string; person: string; place: string }>(
      "select action, person, place from audit_inbox where object = $1 order by id",
      [`case:${number}`],
    );
    expect(audit.map(({ action }) => action)).toEqual([
      "case.report",
      "case.verify",
      "case.register",
      "case.dispatch",
      "case.acknowledge",
      "case.acknowledge-co",
      "case.feedback-co",
      "case.photo",
      "case.feedback",
      "case.check",
      "case.close",
      "case.rate",
      "case.reporter",
      "case.reporter",
    ]);
    expect(audit.slice(-2).map(({ person }) => person)).toEqual(["drain", "boss"]);
    expect(audit[0].place).toBe("/310000/310101/310101001/310101001001001/F1/L1/");
    const period = `from=${at("2026-11-27 00:00")}&to=${at("2026-11-28 00:00")}`;
    const { body } = await hub.ask<{ total: { counts: object; rates: object } }>(
      BOSS,
      "GET",
      `/assessment?by=unit&${period}`,
    );
    expect(body.total.counts).toEqual({
      reported: 1,
      registered: 1,
      due: 1,
      closed: 1,
      closedOnTime: 1,
      overdue: 0,
      handled: 1,
      reworked: 0,
      dispatched: 1,
      returned: 0,
      ended: 1,
      solved: 1,
      rated: 1,
      satisfied: 1,
    });
  });

  it("a command with its key is done once, and a key stands for one command", async () => {
    const { id } = await hub.report();
    const command = { key: newKey(), version: 1, action: "verify", fields: {} };
    const both = await Promise.all(
      [1, 2, 3].map(() => hub.ask<CaseFile>(BOSS, "POST", `/cases/${id}/actions`, command)),
    );
    expect(both.map(({ status, body }) => [status, body.state])).toEqual([1, 2, 3].map(() => [200, "verifying"]));
    const { body: file } = await hub.ask<CaseFile>(BOSS, "GET", `/cases/${id}`);
    expect(file.events.filter(({ action }) => action === "verify")).toHaveLength(1);
    const other = await hub.ask(BOSS, "POST", `/cases/${id}/actions`, { ...command, action: "register" });
    expect([other.status, other.body.code]).toEqual([422, "key-reused"]);
    const report = {
      key: newKey(),
      source: "map",
      classKind: "matter",
      classCode: "0506",
      title: "井",
      node: "L2",
      separate: true,
    };
    const twice = await Promise.all([1, 2].map(() => hub.ask<CaseReported>(BOSS, "POST", "/cases", report)));
    expect(twice[0].body.id).toBe(twice[1].body.id);
  });

  it("of two at once one wins, and the other is told what was done", async () => {
    const { id } = await hub.report();
    const actions = ["register", "reject", "verify", "void"].map((action, i) =>
      hub.ask<CaseFile & { code: string; case: CaseFile; events: { action: string; name: string }[] }>(
        person(`p${i}`),
        "POST",
        `/cases/${id}/actions`,
        {
          key: newKey(),
          version: 1,
          action,
          fields: action === "register" || action === "verify" ? {} : { reason: "误报" },
        },
      ),
    );
    const answers = await Promise.all(actions);
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    for (const { body } of answers.filter(({ status }) => status !== 200)) {
      expect(body.code).toBe("stale-version");
      expect(body.case.state).toBe(won[0].body.state);
      expect(body.case.version).toBe(2);
      expect(body.events).toHaveLength(1);
      expect(body.events[0]).toMatchObject({ person: won[0].body.events.at(-1)?.person });
    }
    const { body: file } = await hub.ask<CaseFile>(BOSS, "GET", `/cases/${id}`);
    expect(file.events).toHaveLength(2);
  });

  it("a second report of the same thing joins the first, unless it is said to be another", async () => {
    const first = await hub.report({ classCode: "0102", title: "垃圾", node: "F1" });
    const again = {
      key: newKey(),
      source: "hotline",
      classKind: "matter",
      classCode: "0102",
      title: "又是垃圾",
      node: "F1",
    };
    const { body } = await hub.ask<CaseReported>(BOSS, "POST", "/cases", again);
    expect(body.joined).toEqual({ id: first.id, number: first.number });
    expect(body.case).toMatchObject({ state: "joined", end: "joined", joinedTo: first.id });
    const { body: file } = await hub.ask<CaseFile>(BOSS, "GET", `/cases/${first.id}`);
    expect(file.duplicates.map(({ id }) => id)).toEqual([body.id]);
    expect(file.events.at(-1)).toMatchObject({
      action: "duplicate",
      fields: { number: body.number, source: "hotline" },
    });
    const asked = async (change: object): Promise<CaseReported> =>
      (await hub.ask<CaseReported>(BOSS, "POST", "/cases", { ...again, key: newKey(), ...change })).body;
    expect((await asked({ separate: true })).joined).toBeNull();
    expect((await asked({ classCode: "0103" })).joined).toBeNull();
    // Who may not see the first is not told of it.
    const stranger = person("stranger", { may: ["case.report"] });
    const { body: blind } = await hub.ask<CaseReported>(stranger, "POST", "/cases", { ...again, key: newKey() });
    expect(blind).toMatchObject({ joined: null, case: null });
    hub.now += 25 * 3_600_000;
    expect((await asked({})).joined).toBeNull();
    hub.now -= 25 * 3_600_000;
  });

  it("the clock marks what is late, once, and does what a state says", async () => {
    hub.now = at("2026-11-27 09:00");
    const { id } = await hub.report();
    await hub.act(id, "register");
    hub.now = at("2026-11-27 09:59");
    await hub.cases.tick();
    const seen = async (): Promise<CaseFile> => (await hub.ask<CaseFile>(BOSS, "GET", `/cases/${id}`)).body;
    expect(await seen()).toMatchObject({ supervised: false, overdue: false });
    hub.now = at("2026-11-27 10:01");
    await hub.cases.tick();
    expect(await seen()).toMatchObject({ supervised: true, overdue: false });
    await hub.act(id, "dispatch", { unit: "drainage" });
    hub.now = at("2026-11-27 15:01");
    await hub.cases.tick();
    await hub.cases.tick();
    const file = await seen();
    expect(file.overdue).toBe(true);
    expect(file.events.map(({ action, person: who }) => [action, who]).slice(2)).toEqual([
      ["supervise", "hub"],
      ["dispatch", "boss"],
      ["overdue", "hub"],
      ["acknowledge-late", "hub"],
      ["stays-long", "hub"],
    ]);
    expect(await hub.cases.tick()).toBe(0);
  });

  it("two clocks do each thing once", async () => {
    hub.now = at("2026-11-27 09:00");
    const ids: number[] = [];
    for (let i = 0; i < 5; i++) ids.push((await hub.report()).id);
    for (const id of ids) await hub.act(id, "register");
    hub.now = at("2026-11-27 16:00");
    const { openCases } = await import("../../../../src/hub/cases/cases.ts");
    const other = await openCases(hub.context, { tickMs: 0 });
    await Promise.all([hub.cases.tick(), other.tick()]);
    await other.tick();
    await other.close();
    const rows = await hub.database.query<{ case_id: number; action: string; n: number }>(
      "select case_id, action, count(*)::int as n from case_event where action in ('overdue', 'supervise') and case_id = any($1::text::bigint[]) group by 1, 2",
      [`{${ids.join(",")}}`],
    );
    expect(rows).toHaveLength(10);
    expect(rows.every(({ n }) => n === 1)).toBe(true);
  });

  it("pages through lists in every order without losing or doubling a case", async () => {
    for (let i = 0; i < 12; i++) {
      const { id } = await hub.report({
        title: `第${i}处`,
        classCode: i % 3 === 0 ? "0102" : "0506",
        node: ["L1", "L3", "T3"][i % 3],
      });
      if (i % 2 === 0) await hub.act(id, "register");
    }
    const all = (await hub.database.query<{ id: number }>("select id from city_case")).map(({ id }) => id).sort();
    for (const sort of ["newest", "due", "severity"]) {
      const ids: number[] = [];
      for (let after = ""; ; ) {
        const { body } = await hub.ask<CaseList>(BOSS, "GET", `/cases?sort=${sort}&limit=5${after}`);
        ids.push(...body.cases.map(({ id }) => id));
        if (body.next === null) break;
        after = `&after=${encodeURIComponent(body.next)}`;
      }
      expect(new Set(ids).size, sort).toBe(ids.length);
      expect([...ids].sort(), sort).toEqual(all);
    }
    const found = async (query: string): Promise<number> =>
      (await hub.ask<CaseList>(BOSS, "GET", `/cases?limit=200&${query}`)).body.cases.length;
    expect(await found(`text=${encodeURIComponent("第1处")}`)).toBe(1);
    expect(await found(`text=${encodeURIComponent("第1%")}`)).toBe(0);
    expect(await found("text=20261127-0001")).toBe(1);
    const sql = (where: string) =>
      hub.database.query<{ n: number }>(`select count(*)::int as n from city_case where ${where}`).then(([{ n }]) => n);
    expect(await found("place=310102")).toBe(await sql("path like '/310000/310102/%'"));
    expect(await found("classKind=matter&classCode=01")).toBe(await sql("class_code like '01%'"));
    expect(await found("open=true&state=registered")).toBe(await sql("state = 'registered'"));
    expect(await found("overdue=true")).toBe(await sql("overdue"));
    expect(await found("unit=drainage")).toBe(await sql("'drainage' = any(units)"));
    expect((await hub.ask<CaseList>(DRAINAGE, "GET", "/cases?mine=true")).body.cases.length).toBe(
      await sql(
        "id in (select case_id from case_task where unit = 'drainage' and state in ('assigned','acknowledged'))",
      ),
    );
    const { body: map } = await hub.ask<{ cases: unknown[]; more: number }>(BOSS, "GET", "/cases/map?open=true");
    expect([map.cases.length, map.more]).toEqual([await sql("ended is null"), 0]);
    expect((await hub.ask(BOSS, "GET", "/cases?after=1;drop")).body.code).toBe("bad-page");
  });

  it("keeps photos by hash, gives them to who may see the case", async () => {
    const { id } = await hub.report();
    const { body: photo } = await sendPhoto(hub, BOSS, id);
    expect(photo).toMatchObject({ type: "image/png", bytes: PNG.length });
    const got = await hub.app.inject({ url: `/api/cases/${id}/photos/${photo.id}`, headers: { "x-person": "boss" } });
    expect(got.rawPayload.equals(PNG)).toBe(true);
    expect(got.headers["x-content-type-options"]).toBe("nosniff");
    expect(got.headers["content-type"]).toBe("image/png");
    const { id: other } = await hub.report();
    const wrong = await hub.app.inject({
      url: `/api/cases/${other}/photos/${photo.id}`,
      headers: { "x-person": "boss" },
    });
    expect(wrong.statusCode).toBe(404);
    const form = `--b\r\ncontent-disposition: form-data; name="f"; filename="../../etc/passwd"\r\ncontent-type: text/html\r\n\r\n`;
    const multi = await sendPhoto(
      hub,
      BOSS,
      other,
      Buffer.concat([Buffer.from(form), PNG, Buffer.from("\r\n--b--\r\n")]),
      "multipart/form-data; boundary=b",
    );
    expect(multi).toMatchObject({ status: 200, body: { id: photo.id, type: "image/png" } });
  });
});
