// Scenarios at a real hub: versions, two hands at once, where they lie and who then sees them, the log.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ScenarioBody } from "../../../src/twin/scenarios/shapes.ts";
import { type CityHub, type Client, startCityHub } from "./access/cityHub.ts";

let hub: CityHub;
let planner: Client;
let district: Client;
let observer: Client;
let worker: Client;
let keys = 0;
const key = (): string => `scenario-key-${++keys}`;

/** A square of 40 m about a position. */
const body = (lon: number, lat: number, storeys = 6): ScenarioBody => ({
  plots: [
    {
      id: "p1",
      name: "地块",
      outline: [
        [lon, lat],
        [lon + 4e-4, lat],
        [lon + 4e-4, lat + 4e-4],
        [lon, lat + 4e-4],
      ],
      greenSquareMetres: 300,
      limits: { heightMetres: 60 },
    },
  ],
  massings: [],
  removed: ["B0"],
  notes: [{ id: "n1", at: [lon, lat], text: `<b>${storeys}</b>` }],
});
const EMPTY: ScenarioBody = { plots: [], massings: [], removed: [], notes: [] };

beforeAll(async () => {
  hub = await startCityHub();
  planner = await hub.person("planner", [{ role: "planner", clearance: 3 }]);
  district = await hub.person("district", [{ role: "planner", place: "310101", clearance: 3 }]);
  observer = await hub.person("looker", [{ role: "observer", clearance: 1 }]);
  worker = await hub.person("worker", [{ role: "field-worker", unit: "water", clearance: 3 }]);
}, 240_000);
afterAll(() => hub.stop());

const save = (client: Client, more: object = {}) =>
  client.ask("POST", "/api/scenarios", { key: key(), name: "方案一", place: "310000", body: EMPTY, ...more });

describe("a scenario", () => {
  it("is kept, read by who may look, and by nobody else", async () => {
    const made = await save(planner, { name: "<script>", remark: "初稿" });
    expect([made.status, made.body.version, made.body.name, made.body.mayEdit]).toEqual([200, 1, "<script>", true]);
    const path = `/api/scenarios/${made.body.id}`;
    expect((await observer.ask("GET", path)).body).toMatchObject({ id: made.body.id, body: EMPTY, mayEdit: false });
    expect((await worker.ask("GET", path)).status).toBe(403);
    expect(
      (await observer.ask("PUT", path, { key: key(), version: 1, name: "x", place: "310000", body: EMPTY })).status,
    ).toBe(403);
    // Of the whole city, which is more than the district.
    expect((await district.ask("GET", path)).status).toBe(404);
    expect(
      (await district.ask("PUT", path, { key: key(), version: 1, name: "x", place: "310000", body: EMPTY })).status,
    ).toBe(404);
  });

  it("has every version there ever was, and goes back to one by saving it anew", async () => {
    const { id } = (await save(planner)).body;
    const path = `/api/scenarios/${id}`;
    const first = { ...EMPTY, removed: ["B0"] };
    const change = (version: number, to: ScenarioBody, remark: string) =>
      planner.ask("PUT", path, { key: key(), version, name: "方案", place: "310000", body: to, remark });
    expect((await change(1, first, "拆除")).body.version).toBe(2);
    expect((await change(2, EMPTY, "恢复")).body.version).toBe(3);
    expect((await planner.ask("GET", `${path}?version=2`)).body).toMatchObject({ version: 3, shown: 2, body: first });
    expect((await change(3, first, "回到第 2 版")).body).toMatchObject({ version: 4, body: first });
    const { versions } = (await observer.ask("GET", `${path}/versions`)).body;
    expect(
      versions.map((one: { version: number; remark: string; by: string }) => [one.version, one.remark, one.by]),
    ).toEqual([
      [4, "回到第 2 版", "planner"],
      [3, "恢复", "planner"],
      [2, "拆除", "planner"],
      [1, "", "planner"],
    ]);
    expect((await planner.ask("GET", `${path}?version=9`)).status).toBe(404);
  });

  it("is not written over: whoever comes second is told who was first", async () => {
    const { id } = (await save(planner)).body;
    const path = `/api/scenarios/${id}`;
    const change = (name: string) =>
      planner.ask("PUT", path, { key: key(), version: 1, name, place: "310000", body: EMPTY });
    const answers = await Promise.all([change("甲"), change("乙")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const late = answers.find(({ status }) => status === 409);
    expect(late?.body).toMatchObject({
      code: "stale-version",
      params: { version: 2, by: "planner" },
      scenario: { version: 2 },
    });
  });

  it("is done once when the same command comes twice", async () => {
    const command = { key: key(), name: "一次", place: "310000", body: EMPTY };
    const [a, b] = [
      await planner.ask("POST", "/api/scenarios", command),
      await planner.ask("POST", "/api/scenarios", command),
    ];
    expect(a.body.id).toBe(b.body.id);
    const list = (await planner.ask("GET", "/api/scenarios")).body.scenarios as { name: string }[];
    expect(list.filter(({ name }) => name === "一次")).toHaveLength(1);
  });

  it("lies where what is drawn lies, whatever place is named", async () => {
    const own = await save(district, { place: "310101", name: "区内" });
    expect([own.status, own.body.place]).toEqual([200, "310101"]);
    // Another district, or the whole city, is not theirs.
    expect((await save(district, { place: "310102" })).status).toBe(403);
    expect((await save(district)).status).toBe(403);
    const far = await save(planner, { body: body(100, 10) });
    expect([far.status, far.body.code]).toEqual([422, "outside-city"]);
    expect((await save(planner, { place: "nowhere" })).body.code).toBe("unknown-place");
    const seen = (await district.ask("GET", "/api/scenarios")).body.scenarios as { name: string }[];
    expect(seen.map(({ name }) => name)).toEqual(["区内"]);
  });

  it("that makes no sense is refused with where", async () => {
    const bad = {
      ...EMPTY,
      massings: [{ id: "m", name: "m", plot: null, outline: [[0, 0]], storeys: 0, storeyMetres: 3, use: "castle" }],
    };
    const answer = await save(planner, { body: bad });
    expect([answer.status, answer.body.code]).toEqual([400, "bad-input"]);
    expect(answer.body.params.where).toContain("body.massings.0");
    expect((await save(planner, { body: { ...EMPTY, more: 1 } })).status).toBe(400);
  });

  it("is gone for everybody once it is taken away, and the log says by whom", async () => {
    const { id } = (await save(planner, { name: "将删" })).body;
    const path = `/api/scenarios/${id}`;
    expect((await observer.ask("DELETE", path, { key: key(), version: 1 })).status).toBe(403);
    expect((await planner.ask("DELETE", path, { key: key(), version: 7 })).status).toBe(409);
    expect((await planner.ask("DELETE", path, { key: key(), version: 1 })).status).toBe(204);
    expect((await planner.ask("GET", path)).status).toBe(404);
    expect((await planner.ask("GET", `${path}/versions`)).status).toBe(404);
    const auditor = await hub.person("auditor", [{ role: "auditor", clearance: 6 }]);
    await expect
      .poll(async () =>
        (
          (await auditor.ask("GET", `/api/audit?object=scenario:${id}`)).body.entries as {
            action: string;
            name: string;
          }[]
        )
          .map(({ action, name }) => `${action} ${name}`)
          .sort(),
      )
      .toEqual(["scenario.create planner", "scenario.remove planner"]);
  });
});
