// Alarms over HTTP as a page asks for them: shapes, refusals with their words, and nothing for strangers.

import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerErrors } from "../../../../src/hub/api/errors.ts";
import { describeApi } from "../../../../src/hub/api/openApi.ts";
import type { Actor } from "../../../../src/twin/access/actor.ts";
import { alarmBoard, alarmFile, alarmGroups, alarmList } from "../../../../src/twin/alarms/shapes.ts";
import { actorOf, CHIEF, type Desk, newKey, openDesk } from "./desk.ts";

describe("the alarm API", () => {
  let desk: Desk;
  let app: FastifyInstance;
  const people: Record<string, Actor> = {
    chief: CHIEF,
    east: actorOf("east", { place: "310102" }),
    looker: actorOf("looker", { permissions: new Set(["alarm.see"]) }),
    visitor: actorOf("visitor", { permissions: new Set(["city.see"]) }),
  };
  const get = (url: string, who = "chief") => app.inject({ url, headers: { who } });
  const post = (path: string, payload: object, who = "chief") =>
    app.inject({ method: "POST", url: `/api/alarms/${path}`, payload, headers: { who } });

  beforeAll(async () => {
    desk = await openDesk();
    app = Fastify();
    answerErrors(app, () => undefined);
    app.decorateRequest("actor", null);
    app.addHook("onRequest", async (request) => {
      request.actor = people[String(request.headers.who)] ?? null;
    });
    await describeApi(app, "test");
    desk.alarms.addRoutes(app);
    for (const code of ["L1", "L2", "L3"]) desk.push(code, "full", 4, 1.05);
    await desk.alarms.flush();
  });
  afterAll(async () => {
    await app.close();
    await desk.close();
  });

  it("gives lists, groups, one in full and the board in the shapes it publishes", async () => {
    const list = alarmList.parse((await get("/api/alarms?sort=newest&limit=2")).json());
    expect([list.alarms.length, list.total]).toEqual([2, 3]);
    const rest = alarmList.parse((await get(`/api/alarms?sort=newest&limit=2&after=${list.next}`)).json());
    expect([rest.alarms.length, rest.next]).toEqual([1, null]);
    expect(alarmGroups.parse((await get("/api/alarms/groups")).json()).groups.length).toBeGreaterThan(0);
    const file = alarmFile.parse((await get(`/api/alarms/${list.alarms[0].id}`)).json());
    expect(file.may).toContain("alarm.configure");
    expect(alarmBoard.parse((await get("/api/alarms/board")).json()).desks).toHaveLength(2);
    const cap = await get(`/api/alarms/${file.id}/cap`);
    expect(cap.headers["content-type"]).toContain("application/cap+xml");
    expect((await get("/api/alarms/cap")).body).toContain("<entry>");
    const openApi = (await get("/api/openapi.json")).json();
    expect(Object.keys(openApi.paths)).toEqual(
      expect.arrayContaining(["/api/alarms", "/api/alarms/{id}", "/api/alarms/acknowledge"]),
    );
  });

  it("refuses strangers, visitors and those who may only look, and hides what is not theirs", async () => {
    expect((await get("/api/alarms", "nobody")).json()).toMatchObject({ code: "not-signed-in" });
    expect((await get("/api/alarms", "visitor")).statusCode).toBe(403);
    const { alarms } = alarmList.parse((await get("/api/alarms", "looker")).json());
    const l1 = alarms.find(({ node }) => node === "L1") as (typeof alarms)[number];
    const body = { key: newKey(), alarms: [{ id: l1.id, version: l1.version }] };
    expect((await post("acknowledge", body, "looker")).statusCode).toBe(403);
    expect((await post("acknowledge", body, "east")).json()).toMatchObject({ code: "not-there" });
    expect((await get(`/api/alarms/${l1.id}`, "east")).statusCode).toBe(404);
    expect((await get(`/api/alarms/${l1.id}/cap`, "east")).statusCode).toBe(404);
    expect((await get("/api/alarms/99999")).statusCode).toBe(404);
    expect((await get("/api/alarms/x")).json()).toMatchObject({ code: "bad-input" });
    expect((await get("/api/alarms?flags=magic")).statusCode).toBe(400);
  });

  it("does every deed, answers a key the same, and refuses what somebody else has changed with the newer alarm", async () => {
    const row = async (id: number) => alarmFile.parse((await get(`/api/alarms/${id}`)).json());
    const { alarms } = alarmList.parse((await get("/api/alarms")).json());
    const [{ id }] = alarms;
    const target = async () => [{ id, version: (await row(id)).version }];
    const body = { key: newKey(), alarms: await target(), text: "" };
    const first = await post("acknowledge", body);
    expect(first.json()).toEqual({ done: [{ id, version: body.alarms[0].version + 1 }], refused: [] });
    expect((await post("acknowledge", body)).json()).toEqual(first.json());
    const stale = await post("shelve", { key: newKey(), alarms: body.alarms, minutes: 15, reason: "works" });
    expect(stale.statusCode).toBe(409);
    expect(stale.json()).toMatchObject({ code: "stale-version", alarm: { id, acknowledged: true } });
    const twice = await post("acknowledge", { key: newKey(), alarms: await target() });
    expect([twice.statusCode, twice.json().code]).toEqual([422, "already-acknowledged"]);
    const deeds: [string, object, object][] = [
      ["shelve", { minutes: 15, reason: "works" }, { shelvedUntil: desk.clock.now + 900_000 }],
      ["unshelve", {}, { shelvedUntil: null }],
      ["suppress", { on: true, reason: "pump test" }, { suppressed: true }],
      ["suppress", { on: false, reason: "done" }, { suppressed: false }],
      ["out-of-service", { on: true, reason: "broken" }, { outOfService: true }],
      ["out-of-service", { on: false, reason: "mended" }, { outOfService: false }],
      ["comment", { text: "<b>seen</b>" }, { active: true }],
    ];
    for (const [path, more, after] of deeds) {
      const answer = await post(path, { key: newKey(), alarms: await target(), ...more });
      expect(answer.statusCode, `${path} ${answer.body}`).toBe(200);
      expect(await row(id)).toMatchObject(after);
    }
    expect((await row(id)).events.map(({ what }) => what)).toEqual([
      "raise",
      "acknowledge",
      "shelve",
      "unshelve",
      "suppress",
      "unsuppress",
      "out-of-service",
      "in-service",
      "comment",
    ]);
    for (const [path, more] of [
      ["shelve", { minutes: 15, reason: " " }],
      ["shelve", { minutes: -1, reason: "x" }],
      ["reset", { reason: "x", more: 1 }],
    ] as const)
      expect((await post(path, { key: newKey(), alarms: await target(), ...more })).statusCode).toBe(400);
    expect(
      (await post("acknowledge", { key: newKey(), alarms: [...(await target()), ...(await target())] })).statusCode,
    ).toBe(400);
  });
});
