// Who may see and do what: other places, units and grades are not there; what is wrong, hostile or too large is refused and does no harm.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlarmFact } from "../../../../src/hub/cases/parts.ts";
import { photoTypeOf } from "../../../../src/hub/cases/photos.ts";
import type { CaseFile, CaseImported, CaseList, CaseReported } from "../../../../src/twin/cases/shapes.ts";
import { BOSS, type CaseHub, DRAINAGE, newKey, openCaseHub, PNG, person, sendPhoto, TRAFFIC } from "./caseHub.ts";

let hub: CaseHub;
let revealed = false;
beforeAll(async () => {
  hub = await openCaseHub({
    isRevealed: (actor, object, field) =>
      revealed && actor.id === "low" && object.startsWith("case:2026") && field === "reporter",
    alarms: {
      alarmOf: async (id, actor): Promise<AlarmFact | undefined> =>
        id === 7 && actor.id !== "east"
          ? { id, node: "L1", slot: hub.nodes.slotOf("L1"), severity: 5, kind: "level", unit: "drainage" }
          : undefined,
      linkStatement: (alarmId, caseId) => ({ sql: "insert into linked values ($1, $2)", params: [alarmId, caseId] }),
    },
  });
  await hub.database.query("create table linked (alarm bigint, case_id bigint)");
});
afterAll(() => hub.close());

const EAST = person("east", { place: "310102" });
const LOW = person("low", { clearance: 2 });
const LOOK = person("look", { may: ["case.see"] });

describe("who may see", () => {
  it("nobody without signing in, nothing without leave", async () => {
    expect((await hub.ask(null, "GET", "/cases")).status).toBe(401);
    expect((await hub.ask(person("none", { may: [] }), "GET", "/cases")).status).toBe(403);
    expect(
      (
        await hub.ask(LOOK, "POST", "/cases", {
          key: newKey(),
          source: "map",
          classKind: "matter",
          classCode: "0506",
          title: "x",
          node: "L1",
        })
      ).status,
    ).toBe(403);
  });

  it("other places, units and grades are not there, by any route", async () => {
    const west = await hub.report({ node: "L1" });
    await hub.act(west.id, "register");
    await hub.act(west.id, "dispatch", { unit: "traffic" });
    const photo = await sendPhoto(hub, BOSS, west.id);
    const gas = await hub.report({ node: "L3", classCode: "0503", title: "燃气" });
    for (const [actor, id] of [
      [EAST, west.id],
      [DRAINAGE, west.id],
      [LOW, gas.id],
      [DRAINAGE, gas.id],
    ] as const) {
      const told = await Promise.all([
        hub.ask(actor, "GET", `/cases/${id}`),
        hub.ask(actor, "POST", `/cases/${id}/messages`, { key: newKey(), text: "喂" }),
        hub.ask(actor, "POST", `/cases/${id}/actions`, {
          key: newKey(),
          version: 3,
          action: "void",
          fields: { reason: "x" },
        }),
        sendPhoto(hub, actor, id),
        hub.ask(actor, "GET", `/cases/${id}/photos/${photo.body.id}`),
      ]);
      expect(
        told.map(({ status }) => status),
        `${actor.id} ${id}`,
      ).toEqual([404, 404, 404, 404, 404]);
      for (const path of ["/cases?limit=200", "/cases/map"]) {
        const { body } = await hub.ask<CaseList>(actor, "GET", path);
        expect(body.cases.some((one) => one.id === id)).toBe(false);
      }
      const { body: csv } = await hub.ask<string>(actor, "GET", "/cases/export.csv");
      expect(csv).not.toContain(`\n${id === west.id ? west.number : gas.number},`);
    }
    expect((await hub.ask(TRAFFIC, "GET", `/cases/${west.id}`)).status).toBe(200);
    // A case that is not there and one that is not theirs are told in the same words.
    const [a, b] = [await hub.ask(EAST, "GET", `/cases/${west.id}`), await hub.ask(EAST, "GET", "/cases/999999")];
    expect(a.body).toEqual(b.body);
  });

  it("actions ask for their own leave, and the page is told why not", async () => {
    const { id } = await hub.report();
    const { body: file } = await hub.ask<CaseFile>(LOOK, "GET", `/cases/${id}`);
    expect(file.offered.map(({ id: action }) => action)).toEqual([
      "verify",
      "register",
      "reject",
      "join",
      "supervise",
      "void",
    ]);
    expect(file.offered.every(({ refused }) => refused?.code === "not-allowed")).toBe(true);
    const refused = await hub.act(id, "register", {}, LOOK);
    expect([refused.status, refused.body]).toMatchObject([403, { code: "not-allowed" }]);
    // Illegal everywhere: not of the state, not of the flow.
    expect((await hub.act(id, "close")).body).toMatchObject({ code: "wrong-state" });
    expect((await hub.act(id, "explode")).body).toMatchObject({ code: "unknown-action" });
    const stale = await hub.ask(BOSS, "POST", `/cases/${id}/actions`, { key: newKey(), version: 0, action: "verify" });
    expect([stale.status, stale.body.code]).toEqual([409, "stale-version"]);
    expect(
      (
        await hub.ask(BOSS, "POST", `/cases/${id}/actions`, {
          key: newKey(),
          version: "1; drop table city_case",
          action: "verify",
        })
      ).status,
    ).toBe(400);
  });

  it("who reported is masked, but for a clearance or a reveal, which does not reach into files", async () => {
    const { id, number } = await hub.report({ reporter: { name: "欧阳修", phone: "13812348000" } });
    const reporter = async (actor = LOW) => (await hub.ask<CaseFile>(actor, "GET", `/cases/${id}`)).body.reporter;
    const masked = { name: "欧**", phone: "138****8000", masked: true };
    expect(await reporter()).toEqual(masked);
    revealed = true;
    expect(await reporter()).toMatchObject({ name: "欧阳修", masked: false });
    const line = async (actor = LOW) =>
      (await hub.ask<string>(actor, "GET", "/cases/export.csv")).body
        .split("\r\n")
        .find((row) => row.startsWith(number));
    expect(await line()).toContain("欧**,138****8000");
    revealed = false;
    expect(await reporter()).toEqual(masked);
    expect(await reporter(BOSS)).toMatchObject({ phone: "13812348000", masked: false });
    expect(await line(BOSS)).toContain("欧阳修,13812348000");
    const seen = await hub.database.query<{ person: string }>(
      "select person from audit_inbox where action = 'case.reporter' and object = $1",
      [`case:${number}`],
    );
    expect(seen.map((row) => row.person)).toEqual(["low", "boss"]);
  });
});

describe("what is hostile", () => {
  const NASTY = [
    `<script>alert(1)</script><img src=x onerror=alert(1)>`,
    `'; drop table city_case; --`,
    `"){}\\ %_ $1 \u202e\u0007`,
    `=HYPERLINK("http://evil","x")`,
    "a\r\nset-cookie: x=1",
  ];

  it("text is kept as text in every field, and found again", async () => {
    for (const text of NASTY) {
      const { id } = await hub.report({
        title: text,
        description: text,
        reporter: { name: text.slice(0, 60), phone: text.slice(0, 30) },
      });
      await hub.ask(BOSS, "POST", `/cases/${id}/messages`, { key: newKey(), text });
      await hub.act(id, "reject", { reason: text });
      const { body: file } = await hub.ask<CaseFile>(BOSS, "GET", `/cases/${id}`);
      expect([file.title, file.description]).toEqual([text, text]);
      expect(file.reporter?.name).toBe(text.slice(0, 60));
      expect(file.events.map(({ fields }) => fields.text ?? fields.reason).filter(Boolean)).toEqual([
        text.trim(),
        text.trim(),
      ]);
      const { body: found } = await hub.ask<CaseList>(
        BOSS,
        "GET",
        `/cases?text=${encodeURIComponent(text.slice(0, 100))}`,
      );
      expect(found.cases.map((one) => one.id)).toContain(id);
    }
    for (const word of ["state", "flow", "place", "node", "unit", "source", "classCode", "after", "sort", "measure"]) {
      const { status } = await hub.ask(BOSS, "GET", `/cases?${word}=${encodeURIComponent(NASTY[1])}`);
      expect([200, 400, 422], word).toContain(status);
    }
    expect((await hub.ask(BOSS, "GET", "/cases")).status).toBe(200);
  });

  it("a zero byte is refused or kept, never a failure of the hub", async () => {
    const { status } = await hub.ask(BOSS, "POST", "/cases", {
      key: newKey(),
      source: "map",
      classKind: "matter",
      classCode: "0506",
      title: "a\u0000b",
      node: "L1",
    });
    expect(status).toBe(400);
  });

  it("whoever reported a case they may not look into adds what they saw, and no other does", async () => {
    const { body } = await hub.ask<CaseReported>(TRAFFIC, "POST", "/cases", {
      key: newKey(),
      source: "map",
      classKind: "matter",
      classCode: "0506",
      title: "井盖松动",
      node: "L1",
      separate: true,
    });
    expect(body.case).toBeNull();
    expect((await hub.ask(TRAFFIC, "GET", `/cases/${body.id}`)).status).toBe(404);
    expect((await sendPhoto(hub, DRAINAGE, body.id, PNG)).status).toBe(404);
    expect((await sendPhoto(hub, TRAFFIC, body.id, PNG)).status).toBe(200);
    expect((await hub.ask<CaseFile>(BOSS, "GET", `/cases/${body.id}`)).body.photos).toHaveLength(1);
  });

  it("false, empty and oversize photos are refused and leave nothing", async () => {
    const { id } = await hub.report();
    const files = (): number =>
      readdirSync(hub.dataDir, { recursive: true }).filter(
        (name) => String(name).includes("photos") && statSync(join(hub.dataDir, String(name))).isFile(),
      ).length;
    const before = files();
    const tried = [
      await sendPhoto(hub, BOSS, id, Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")),
      await sendPhoto(hub, BOSS, id, Buffer.from("GIF89a and some more bytes"), "image/jpeg"),
      await sendPhoto(hub, BOSS, id, Buffer.alloc(0)),
      await sendPhoto(hub, BOSS, id, Buffer.from([0xff, 0xd8])),
      await sendPhoto(hub, BOSS, id, Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)])),
      await sendPhoto(hub, BOSS, id, Buffer.concat([PNG, Buffer.alloc(12 * 1024 * 1024)])),
    ];
    expect(tried.map(({ status }) => status)).toEqual([415, 415, 415, 415, 413, 413]);
    expect((await sendPhoto(hub, LOOK, id)).status).toBe(403);
    expect(files()).toBe(before);
    expect(photoTypeOf(Buffer.from("RIFF\0\0\0\0WEBPVP8 xxxx", "latin1"))).toBe("image/webp");
    expect(
      (await hub.app.inject({ url: `/api/cases/${id}/photos/..%2f..%2fetc%2fpasswd`, headers: { "x-person": "boss" } }))
        .statusCode,
    ).toBe(400);
  });

  it("places and classes that are not there are refused with the mend", async () => {
    const base = { source: "map", classKind: "matter", classCode: "0506", title: "x" };
    const code = async (more: object): Promise<unknown> =>
      (await hub.ask(BOSS, "POST", "/cases", { ...base, ...more, key: newKey() })).body.code;
    expect(await code({ node: "nowhere" })).toBe("no-such-node");
    expect(await code({})).toBe("no-place");
    expect(await code({ lon: 0, lat: 0 })).toBe("outside-city");
    expect(await code({ node: "L1", classCode: "9999" })).toBe("no-such-class");
    expect(await code({ node: "L1", flow: "sideways" })).toBe("no-such-flow");
    expect(await code({ node: "L1", alarm: 99 })).toBe("no-such-alarm");
    expect((await hub.ask(EAST, "POST", "/cases", { ...base, node: "L1", key: newKey() })).status).toBe(403);
  });
});

describe("alarms", () => {
  it("become a case with their place and severity; the same alarm again joins it", async () => {
    const report = {
      key: newKey(),
      source: "alarm",
      classKind: "matter",
      classCode: "0405",
      title: "井水位报警",
      alarm: 7,
    };
    const { body: first } = await hub.ask<CaseReported>(BOSS, "POST", "/cases", report);
    expect(first.case).toMatchObject({ node: "L1", severity: 5, alarms: [7], source: "alarm" });
    expect(await hub.database.query("select * from linked")).toEqual([{ alarm: 7, case_id: first.id }]);
    const { body: second } = await hub.ask<CaseReported>(BOSS, "POST", "/cases", { ...report, key: newKey() });
    expect(second.joined?.id).toBe(first.id);
    expect((await hub.ask(EAST, "POST", "/cases", { ...report, key: newKey() })).body.code).toBe("no-such-alarm");
  });
});

describe("hints", () => {
  it("carry numbers and versions, by the district's partition, and nothing else", async () => {
    hub.cases.parts.hints.flush();
    hub.published.length = 0;
    const west = await hub.report({ node: "L1", title: "秘密" });
    const east = await hub.report({ node: "L3" });
    const whole = await hub.report({ node: "310000" });
    await hub.act(west.id, "verify");
    hub.cases.parts.hints.flush();
    const heard = new Map<string, Map<number, number>>();
    for (const [topic, payload, retain] of hub.published) {
      expect(retain).toBe(false);
      const { cases, more, ...nothing } = JSON.parse(payload) as { cases: [number, number][]; more: number };
      expect([more, nothing]).toEqual([0, {}]);
      heard.set(topic, new Map([...(heard.get(topic) ?? []), ...cases]));
    }
    expect(heard).toEqual(
      new Map([
        ["yiwang/tiny/desk/cases/1", new Map([[west.id, 2]])],
        ["yiwang/tiny/desk/cases/2", new Map([[east.id, 1]])],
        ["yiwang/tiny/desk/cases/0", new Map([[whole.id, 1]])],
      ]),
    );
  });
});

describe("files", () => {
  const send = async (text: string, format = "csv", actor = BOSS): Promise<CaseImported> =>
    (await hub.ask<CaseImported>(actor, "POST", "/cases/import", { key: newKey(), format, text })).body;

  it("a CSV is imported once, bad rows are listed with their line", async () => {
    const csv = [
      "\u{feff}ref,classKind,classCode,title,description,node,lon,lat,reportedAt",
      'A-1,matter,0102,"垃圾, 两处","第一行\n第二行",L1,,,2026-11-01T08:00:00+08:00',
      "A-2,matter,0102,垃圾,,,121.5,31.2,",
      "A-3,matter,9999,无此类,,L1,,,",
      "A-4,thing,0102,无此种,,L1,,,",
      "A-5,matter,0102,,,L1,,,",
      "A-6,matter,0102,x,,nowhere,,,",
      "A-7,matter,0102,x,,L1,,,3026-01-01",
      "A-8,matter,0102,x,,,abc,31.2,",
      ",matter,0102,没有编号,,L3,,,",
      "",
    ].join("\n");
    const first = await send(csv);
    expect(first).toMatchObject({ added: 3, known: 0, bad: 6 });
    // The second row has a line end in a cell.
    expect(first.faults.map(({ line }) => line)).toEqual([5, 6, 7, 8, 9, 10]);
    expect(first.faults[0].reason).toMatch(/no such class/);
    expect(first.faults[4].reason).toMatch(/reportedAt/);
    expect(await send(csv)).toMatchObject({ added: 0, known: 3, bad: 6 });
    const [row] = await hub.database.query(
      "select title, description, reported_at, source, number from city_case where import_ref = 'A-1'",
    );
    expect(row).toMatchObject({
      title: "垃圾, 两处",
      description: "第一行\n第二行",
      reported_at: Date.parse("2026-11-01T00:00Z"),
      source: "import",
    });
    expect(row.number).toMatch(/^20261101-/);
    expect((await hub.ask(LOOK, "POST", "/cases/import", { key: newKey(), format: "csv", text: csv })).status).toBe(
      403,
    );
    expect(
      (await hub.ask(BOSS, "POST", "/cases/import", { key: newKey(), format: "geojson", text: "{" })).body.code,
    ).toBe("no-such-file");
    const audit = await hub.database.query<{ detail: string }>(
      "select detail from audit_inbox where action = 'case.import' order by id",
    );
    expect(audit.map(({ detail }) => JSON.parse(detail))).toEqual([
      { rows: 9, added: 3, known: 0, bad: 6 },
      { rows: 9, added: 0, known: 3, bad: 6 },
    ]);
  });

  it("what is exported runs in no spreadsheet, holds no restricted grade, and comes back as it was", async () => {
    for (const title of ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", '引号"和,逗号'])
      await hub.report({ title, node: "L2" });
    const gas = await hub.report({ classCode: "0503", title: "燃气泄漏", node: "L2" });
    const { body: csv } = await hub.ask<string>(BOSS, "GET", "/cases/export.csv?node=L2");
    expect(csv.startsWith("\u{feff}ref,")).toBe(true);
    expect(csv).not.toContain(gas.number);
    for (const cell of ["'=1+1", "'+cmd", "'-2", "'@SUM"]) expect(csv).toContain(cell);
    for (const line of csv.split("\r\n")) for (const cell of line.split(",")) expect(cell).not.toMatch(/^"?[=+@]/);
    expect(await send(csv)).toMatchObject({ added: 0, bad: 0, known: csv.trim().split("\r\n").length - 1 });
    const elsewhere = csv.replaceAll(/^2026\d{4}-/gm, "X-");
    expect((await send(elsewhere)).bad).toBe(0);
    const back = await hub.database.query<{ title: string }>(
      "select title from city_case where import_ref like 'X-%' order by title collate \"C\"",
    );
    expect(back.map(({ title }) => title)).toContain("=1+1");
    const { body: json } = await hub.ask<{
      features: { id: string; geometry: { coordinates: number[] }; properties: { title: string } }[];
    }>(BOSS, "GET", "/cases/export.geojson?node=L2");
    const features = typeof json === "string" ? JSON.parse(json).features : json.features;
    expect(features.length).toBeGreaterThanOrEqual(5);
    expect(features[0].geometry.coordinates).toEqual([121.5, 31.2]);
    expect((await hub.ask(LOOK, "GET", "/cases/export.csv")).status).toBe(403);
    expect((await hub.ask(BOSS, "GET", "/cases/export.csv?measure=x")).body.code).toBe("no-such-measure");
    const told = await hub.database.query<{ stage: string }>(
      "select stage from audit_inbox where action = 'case.export'",
    );
    expect(told.length).toBeGreaterThan(1);
    expect(told.every(({ stage }) => stage === "provide")).toBe(true);
    expect(await send(JSON.stringify({ type: "FeatureCollection", features }), "geojson")).toMatchObject({
      added: 0,
      known: features.length,
    });
  });

  it("the routes describe themselves", async () => {
    const { body } = await hub.ask<{ paths: object }>(BOSS, "GET", "/openapi.json");
    for (const path of [
      "/api/cases",
      "/api/cases/map",
      "/api/cases/{id}",
      "/api/cases/{id}/actions",
      "/api/assessment",
      "/api/ops-mode",
      "/api/plans/{id}/launch",
      "/api/ratings",
    ])
      expect(Object.keys(body.paths)).toContain(path);
  });
});
