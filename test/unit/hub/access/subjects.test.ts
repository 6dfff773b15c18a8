// Whose alarms and cases are whose: people of one role in other districts, of other units and with less clearance, in a whole hub.

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { AlarmList } from "../../../../src/twin/alarms/shapes.ts";
import type { GrantSpec } from "../../../../src/twin/scene/access.ts";
import { connectDevice } from "../tinyHub.ts";
import { type Answer, type CityHub, type Client, startCityHub } from "./cityHub.ts";

const CAST = {
  west: [{ role: "dispatcher", place: "310101", clearance: 3 }],
  east: [{ role: "dispatcher", place: "310102", clearance: 3 }],
  low: [{ role: "dispatcher", clearance: 1 }],
  water: [{ role: "field-worker", unit: "water", clearance: 3 }],
  gas: [{ role: "field-worker", unit: "gas", clearance: 3 }],
  // Of the gas works, but may look at the whole city.
  "gas-looking": [
    { role: "field-worker", unit: "gas", clearance: 3 },
    { role: "observer", clearance: 3 },
  ],
  // Dispatches in the east, and may look at the whole city.
  "east-looking": [
    { role: "dispatcher", place: "310102", clearance: 3 },
    { role: "observer", clearance: 3 },
  ],
  registrar: [{ role: "registrar", clearance: 4 }],
  leader: [{ role: "leader", clearance: 6 }],
  auditor: [{ role: "auditor", clearance: 6 }],
} as const satisfies Record<string, readonly GrantSpec[]>;
type Name = keyof typeof CAST;
const ALL = Object.keys(CAST) as Name[];

/** Point with an alarm → who sees it: L1 and T1 are in 310101, L3 and T3 in 310102; T1 has grade 3, L3 grade 2. */
const ALARMS: Record<string, readonly Name[]> = {
  L1: ["west", "low", "water", "gas-looking", "east-looking", "registrar", "leader"],
  T1: ["west", "gas", "gas-looking", "east-looking", "registrar", "leader"],
  L3: ["east", "water", "gas-looking", "east-looking", "registrar", "leader"],
  T3: ["east", "low", "gas", "gas-looking", "east-looking", "registrar", "leader"],
};
/** Who may say that they have it in hand, of those who see it. */
const ACKNOWLEDGE: Record<string, readonly Name[]> = {
  L1: ["west", "low"],
  T1: ["west"],
  L3: ["east", "east-looking"],
  T3: ["east", "low", "east-looking"],
};
/** Case at a point → who sees it: L1's was dispatched to water, T1's to nobody yet. */
const CASES: Record<string, readonly Name[]> = {
  L1: ["west", "low", "water", "gas-looking", "east-looking", "registrar", "leader"],
  T1: ["west", "gas-looking", "east-looking", "registrar", "leader"],
};
const REPORTER = { name: "欧阳修", phone: "13812348000" };
const MASKED = { name: "欧**", phone: "138****8000", masked: true };

let hub: CityHub;
const clients = {} as Record<Name, Client>;
const alarms: Record<string, { id: number; version: number }> = {};
const cases: Record<string, { id: number; number: string }> = {};
let made = 0;
const newKey = (): string => `subject-key-${++made}`;

const inOrder = (names: readonly Name[]): Name[] => ALL.filter((name) => names.includes(name));
const those = async (may: (name: Name) => Promise<boolean>): Promise<Name[]> => {
  const found: Name[] = [];
  for (const name of ALL) if (await may(name)) found.push(name);
  return found;
};
const fileOf = async (name: Name, point: string): Promise<Answer> =>
  clients[name].ask("GET", `/api/cases/${cases[point].id}`);
const act = async (name: Name, point: string, action: string, fields: object = {}): Promise<Answer> => {
  const { version } = (await fileOf("leader", point)).body;
  const body = { key: newKey(), version, action, fields };
  return clients[name].ask("POST", `/api/cases/${cases[point].id}/actions`, body);
};
const reveal = (name: Name, point: string): Promise<Answer> =>
  clients[name].ask("POST", "/api/reveals", {
    object: `case:${cases[point].number}`,
    field: "reporter",
    purpose: "to call back",
    key: newKey(),
  });

beforeAll(async () => {
  hub = await startCityHub();
  for (const name of ALL) clients[name] = await hub.person(name, [...CAST[name]]);
  const device = await connectDevice(hub.mqttUrl);
  for (const code of ["L1", "L3"]) await device.publishAsync(`city/level/${code}`, '{"v":0.9}', { qos: 1 });
  await device.publishAsync("city/lora/g", '[{"bn":"urn:dev:","n":"T1","v":36},{"n":"T3","v":37}]', { qos: 1 });
  await device.endAsync();
  await vi.waitUntil(
    async () => {
      const list: AlarmList = (await clients.leader.ask("GET", "/api/alarms")).body;
      for (const { node, id, version } of list.alarms) alarms[node] = { id, version };
      return ["L1", "L3", "T1", "T3"].every((node) => node in alarms);
    },
    { timeout: 60_000, interval: 200 },
  );
  for (const node of ["L1", "T1"]) {
    const { body } = await clients.registrar.ask("POST", "/api/cases", {
      key: newKey(),
      source: "hotline",
      classKind: "matter",
      classCode: "0102",
      title: `at ${node}`,
      node,
      reporter: REPORTER,
    });
    cases[node] = { id: body.id, number: body.number };
    expect((await act("registrar", node, "register")).body.state).toBe("registered");
  }
  expect((await act("west", "L1", "dispatch", { unit: "water" })).body.state).toBe("dispatched");
}, 240_000);
afterAll(() => hub.stop());

describe("alarms", () => {
  it("are there for whom the table says, in lists, one by one and as CAP", async () => {
    for (const [point, names] of Object.entries(ALARMS)) {
      const { id } = alarms[point];
      const seen = await those(async (name) => {
        const one = (await clients[name].ask("GET", `/api/alarms/${id}`)).status;
        const cap = (await clients[name].ask("GET", `/api/alarms/${id}/cap`)).status;
        const list = await clients[name].ask("GET", "/api/alarms");
        const listed = list.body.alarms?.some((alarm: { id: number }) => alarm.id === id) ?? false;
        const refused = name === "auditor" ? 403 : 404;
        expect([point, name, one, cap]).toEqual([point, name, ...(listed ? [200, 200] : [refused, refused])]);
        return listed;
      });
      expect([point, ...seen]).toEqual([point, ...inOrder(names)]);
    }
  });

  it("are acknowledged by whom the table says; for others they are not there, or not theirs to do", async () => {
    for (const [point, names] of Object.entries(ACKNOWLEDGE)) {
      for (const name of ALL.filter((one) => !names.includes(one))) {
        const body = { key: newKey(), alarms: [alarms[point]] };
        const { status } = await clients[name].ask("POST", "/api/alarms/acknowledge", body);
        // Whoever acknowledges nowhere is stopped at the door, and learns nothing of the alarm.
        const acknowledges = CAST[name].some(({ role }) => role === "dispatcher");
        const expected = acknowledges && !ALARMS[point].includes(name) ? 404 : 403;
        expect([point, name, status]).toEqual([point, name, expected]);
      }
      const { body } = await clients.leader.ask("GET", `/api/alarms/${alarms[point].id}`);
      expect([point, body.acknowledged, body.version]).toEqual([point, false, alarms[point].version]);
    }
    // One that is not theirs among those that are: none is done.
    const mixed = { key: newKey(), alarms: [alarms.L3, alarms.T1] };
    expect((await clients.east.ask("POST", "/api/alarms/acknowledge", mixed)).status).toBe(404);
    expect((await clients.leader.ask("GET", `/api/alarms/${alarms.L3.id}`)).body.acknowledged).toBe(false);
    for (const [point, [name]] of Object.entries(ACKNOWLEDGE)) {
      const body = { key: newKey(), alarms: [alarms[point]] };
      expect([point, (await clients[name].ask("POST", "/api/alarms/acknowledge", body)).status]).toEqual([point, 200]);
    }
  });

  it("become no case for those who do not see them", async () => {
    const report = { source: "alarm", classKind: "matter", classCode: "0102", title: "x" };
    for (const name of ["east", "low", "water"] as const) {
      const body = { ...report, key: newKey(), alarm: alarms.T1.id };
      const { status, body: answer } = await clients[name].ask("POST", "/api/cases", body);
      expect([name, status, answer.code]).toEqual([name, 422, "no-such-alarm"]);
    }
  });
});

describe("cases", () => {
  it("are there for whom the table says, by every route", async () => {
    for (const [point, names] of Object.entries(CASES)) {
      const { id, number } = cases[point];
      const seen = await those(async (name) => {
        const client = clients[name];
        const listed = await Promise.all(
          ["/api/cases", "/api/cases/map"].map(async (path) => {
            const { body } = await client.ask("GET", path);
            return body.cases?.some((one: { id: number }) => one.id === id) ?? false;
          }),
        );
        const { status } = await fileOf(name, point);
        const sees = status === 200;
        expect([point, name, ...listed]).toEqual([point, name, sees, sees]);
        if (sees) return true;
        const refused = name === "auditor" ? 403 : 404;
        const photo = "0".repeat(64);
        const told = [
          await act(name, point, "acknowledge"),
          await act(name, point, "dispatch", { unit: "gas" }),
          await client.ask("POST", `/api/cases/${id}/messages`, { key: newKey(), text: "喂" }),
          await client.ask("POST", `/api/cases/${id}/photos?key=${newKey()}`, "no picture"),
          await client.ask("GET", `/api/cases/${id}/photos/${photo}`),
        ].map((answer) => answer.status);
        // What is no picture is refused before anybody looks for the case.
        expect([point, name, status, ...told.filter((code) => code !== 415)]).toEqual([
          point,
          name,
          refused,
          ...told.filter((code) => code !== 415).map(() => refused),
        ]);
        expect(JSON.stringify((await fileOf(name, point)).body)).not.toContain(number);
        return false;
      });
      expect([point, ...seen]).toEqual([point, ...inOrder(names)]);
    }
  });

  it("are worked at by the unit that has the task, and by no other", async () => {
    const before = (await fileOf("leader", "L1")).body;
    for (const action of ["acknowledge", "return"]) {
      const { status, body } = await act("gas-looking", "L1", action, { reason: "x" });
      expect([action, status, body.code]).toEqual([action, 403, "not-allowed"]);
    }
    for (const [name, action] of [
      ["east-looking", "dispatch"],
      ["water", "dispatch"],
      ["low", "acknowledge"],
      ["leader", "acknowledge"],
      ["registrar", "dispatch"],
    ] as const) {
      const { status, body } = await act(name, "L1", action, { unit: "gas" });
      // Not of the state is said first of what is not in it.
      expect([name, status >= 400, ["not-allowed", "wrong-state"].includes(body.code)]).toEqual([name, true, true]);
    }
    const after = (await fileOf("leader", "L1")).body;
    expect([after.state, after.version, after.tasks]).toEqual([before.state, before.version, before.tasks]);
    expect((await act("west", "T1", "dispatch", { unit: "water", units: ["gas"] })).body.state).toBe("dispatched");
    // Gas helps there now, and does not lead.
    const lead = await act("gas", "T1", "acknowledge");
    expect([lead.status, lead.body.code]).toEqual([422, "not-your-task"]);
    expect((await act("gas", "T1", "acknowledge-co")).status).toBe(200);
    expect((await act("water", "T1", "acknowledge")).body.state).toBe("handling");
    expect((await act("water", "L1", "acknowledge")).body.state).toBe("handling");
  });

  it("do not tell who reported them to a clearance below that", async () => {
    for (const name of inOrder(CASES.L1)) {
      const whole = name === "registrar" || name === "leader";
      const expected = whole ? { ...REPORTER, masked: false } : MASKED;
      expect([name, (await fileOf(name, "L1")).body.reporter]).toEqual([name, expected]);
    }
  });
});

describe("a reveal", () => {
  it("is asked for by those who may, and shows a case to nobody who does not see it", async () => {
    for (const name of ["water", "gas", "gas-looking", "auditor"] as const)
      expect([name, (await reveal(name, "L1")).status]).toEqual([name, 403]);
    const { status, body } = await reveal("east", "L1");
    // Neither that there is such a case nor anything in it.
    expect([status, Object.keys(body)]).toEqual([200, ["object", "field", "expiresAt"]]);
    expect((await fileOf("east", "L1")).status).toBe(404);
    expect((await reveal("low", "T1")).status).toBe(200);
    expect((await fileOf("low", "T1")).status).toBe(404);
  });

  it("holds in the place the leave is for: who but looks at a case sees it masked as before", async () => {
    expect((await reveal("east-looking", "L1")).status).toBe(200);
    expect((await fileOf("east-looking", "L1")).body.reporter).toEqual(MASKED);
    expect((await reveal("west", "L1")).status).toBe(200);
    expect((await fileOf("west", "L1")).body.reporter).toEqual({ ...REPORTER, masked: false });
    expect((await fileOf("west", "T1")).body.reporter).toEqual(MASKED);
    expect((await fileOf("low", "L1")).body.reporter).toEqual(MASKED);
  });
});
