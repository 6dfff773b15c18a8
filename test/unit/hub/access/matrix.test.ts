// Every role against every route, topic and file; the table is written by hand and knows nothing of the code that decides.

import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { SignJWT, UnsecuredJWT } from "jose";
import mqtt from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeColumns } from "../../../../src/twin/columns.ts";
import type { FootprintColumns, LineColumns } from "../../../../src/twin/lines.ts";
import { NodeTable } from "../../../../src/twin/nodeTable.ts";
import { decodeObservations } from "../../../../src/twin/observations.ts";
import { connectDevice, TinyBrowser, until } from "../tinyHub.ts";
import { ADMIN_PASSWORD, type CityHub, Client, startCityHub } from "./cityHub.ts";

/** Who takes part: one for each role that differs, and the same role elsewhere or with less. */
const CAST = {
  observer: { role: "observer", clearance: 1 },
  dispatcher: { role: "dispatcher", clearance: 3 },
  "district-dispatcher": { role: "dispatcher", place: "310101", clearance: 3 },
  "street-dispatcher": { role: "dispatcher", place: "310102001", clearance: 3 },
  "field-worker": { role: "field-worker", unit: "water", clearance: 3 },
  leader: { role: "leader", clearance: 6 },
  planner: { role: "planner", clearance: 3 },
  auditor: { role: "auditor", clearance: 6 },
} as const;
type Name = keyof typeof CAST | "administrator";

const ALL: readonly Name[] = [...(Object.keys(CAST) as Name[]), "administrator"];
const HUB_SEEN: readonly Name[] = ["leader", "administrator"];
const NOBODY: readonly Name[] = [];
/** Audit is kept apart from the work it looks at. */
const SEES_WORK: readonly Name[] = ALL.filter((name) => name !== "auditor");
const DISPATCHES: readonly Name[] = ["dispatcher", "district-dispatcher", "street-dispatcher"];
const REPORTS: readonly Name[] = [...DISPATCHES, "field-worker"];

/** Route → who may. A stranger may only what is open. */
const ROUTES: Record<string, readonly Name[] | "open"> = {
  "GET /api/session": "open",
  "POST /api/session": "open",
  "DELETE /api/session": "open",
  "POST /api/session/refresh": "open",
  "POST /api/session/demo": "open",
  "POST /api/session/password": ALL,
  "GET /api/people": ["administrator"],
  "POST /api/people": ["administrator"],
  "PATCH /api/people/{id}": ["administrator"],
  "GET /api/audit": ["leader", "auditor"],
  "GET /api/audit/verify": ["leader", "auditor"],
  "GET /api/audit/export": ["auditor"],
  "POST /api/reveals": ["dispatcher", "district-dispatcher", "street-dispatcher", "leader"],
  "GET /api/scene": ALL,
  "GET /api/nodes/{slot}/recent": ALL,
  "GET /api/nodes/recent": ALL,
  "GET /api/unmapped": HUB_SEEN,
  "GET /api/feeds": HUB_SEEN,
  "POST /api/feeds": ["administrator"],
  "POST /api/feeds/try": ["administrator"],
  "DELETE /api/feeds/{id}": ["administrator"],
  "GET /api/time": ALL,
  "GET /api/diagnostics": HUB_SEEN,
  "GET /api/history/extent": ALL,
  "GET /api/history/series": ALL,
  "GET /api/history/snapshot": ALL,
  "GET /api/history/changes": ALL,
  "GET /api/history/marks": ALL,
  "GET /api/indicators": ALL,
  "GET /api/indicators/baselines": ALL,
  "GET /api/indicators/{id}/series": ALL,
  "GET /api/references": ALL,
  "GET /api/alarms": SEES_WORK,
  "GET /api/alarms/groups": SEES_WORK,
  "GET /api/alarms/board": SEES_WORK,
  "GET /api/alarms/exceedances": SEES_WORK,
  "GET /api/alarms/cap": SEES_WORK,
  "GET /api/alarms/{id}": SEES_WORK,
  "GET /api/alarms/{id}/cap": SEES_WORK,
  "POST /api/alarms/acknowledge": DISPATCHES,
  "POST /api/alarms/comment": DISPATCHES,
  "POST /api/alarms/shelve": DISPATCHES,
  "POST /api/alarms/unshelve": DISPATCHES,
  // What takes a device out of the alarms is for whoever looks after the devices.
  "POST /api/alarms/out-of-service": ["administrator"],
  "POST /api/alarms/suppress": ["administrator"],
  "POST /api/alarms/reset": ["administrator"],
  "GET /api/cases": SEES_WORK,
  "GET /api/cases/map": SEES_WORK,
  "GET /api/cases/{id}": SEES_WORK,
  "POST /api/cases": REPORTS,
  // Each action of a flow asks for its own leave of whoever sees the case.
  "POST /api/cases/{id}/actions": SEES_WORK,
  "POST /api/cases/{id}/messages": SEES_WORK,
  "POST /api/cases/{id}/photos": SEES_WORK,
  "GET /api/cases/{id}/photos/{photo}": SEES_WORK,
  "GET /api/cases/export.csv": ["leader"],
  "GET /api/cases/export.geojson": ["leader"],
  // Registrars import; none is among these.
  "POST /api/cases/import": NOBODY,
  "GET /api/assessment": ["observer", ...DISPATCHES, "leader", "planner"],
  "GET /api/ops-mode": ALL,
  "POST /api/ops-mode": ["leader"],
  "GET /api/plans": SEES_WORK,
  "POST /api/plans/{id}/launch": ["leader"],
  "GET /api/ratings": ["observer", ...DISPATCHES, "leader", "planner"],
  "POST /api/ratings": REPORTS,
  "GET /api/scenarios": ["observer", "leader", "planner"],
  "POST /api/scenarios": ["planner"],
  "GET /api/scenarios/{id}": ["observer", "leader", "planner"],
  "PUT /api/scenarios/{id}": ["planner"],
  "DELETE /api/scenarios/{id}": ["planner"],
  "GET /api/scenarios/{id}/versions": ["observer", "leader", "planner"],
  "GET /healthz": "open",
  "GET /scene/tiny/{*}": ALL,
  // The app's own pages, of which there are none in this test.
  "GET /": "open",
  "GET /wall": "open",
  "GET /plan": "open",
  "GET /field": "open",
};

/** Scene file → who gets it; the others are told it is not there. */
const FILES: Record<string, readonly Name[]> = {
  "nodes.bin": ALL,
  "buildings.bin": ALL,
  "footprints.bin": ALL,
  "lines.bin": ALL,
  "roads.bin": ALL,
  "built.json": ALL,
  "layers/roads/tileset.json": ALL,
  // Grade 3, and of the whole city.
  "layers/pipes/tileset.json": ["dispatcher", "field-worker", "leader", "planner", "auditor", "administrator"],
  "references/open/x.json": ALL,
  "references/secret/x.json": ["leader", "auditor", "administrator"],
  "references/unknown/x.json": NOBODY,
  "report.json": NOBODY,
  "nodes.bin.br": NOBODY,
  "lines.bin.gz": NOBODY,
  "layers/pipes/tileset.json.gz": NOBODY,
  "layers/roads/tileset.json.gz": NOBODY,
  "layers/roads/../pipes/tileset.json": ["dispatcher", "field-worker", "leader", "planner", "auditor", "administrator"],
  "layers/roads/..%2fpipes/tileset.json": [
    "dispatcher",
    "field-worker",
    "leader",
    "planner",
    "auditor",
    "administrator",
  ],
  "layers//pipes/tileset.json": ["dispatcher", "field-worker", "leader", "planner", "auditor", "administrator"],
  "./layers/pipes/tileset.json": ["dispatcher", "field-worker", "leader", "planner", "auditor", "administrator"],
  "..%2fdata%2faccess%2ftiny.key": NOBODY,
  "..%2f..%2f..%2f..%2fetc%2fpasswd": NOBODY,
};

const CITY: readonly Name[] = ["dispatcher", "field-worker", "leader", "planner", "auditor", "administrator"];
/** Point → who sees it: T1 has grade 3, L3 grade 2; L1 and T1 are in district 310101, L3 and T3 in 310102. */
const POINTS: Record<string, readonly Name[]> = {
  L1: ["observer", ...CITY, "district-dispatcher"],
  T1: [...CITY, "district-dispatcher"],
  L3: [...CITY, "street-dispatcher"],
  T3: ["observer", ...CITY, "street-dispatcher"],
};

/** Topic filter → who hears it. Frames: 1 and 2 are the districts' open points, 20001 T1, 10002 L3. */
const HEARD: Record<string, readonly Name[]> = {
  "yiwang/tiny/status": ALL,
  "yiwang/tiny/alerts": ALL,
  "yiwang/tiny/movers/all": ALL,
  "yiwang/tiny/frame/0": ALL,
  "yiwang/tiny/frame/1": ["observer", ...CITY, "district-dispatcher"],
  "yiwang/tiny/key/1": ["observer", ...CITY, "district-dispatcher"],
  "yiwang/tiny/frame/20001": [...CITY, "district-dispatcher"],
  "yiwang/tiny/key/20001": [...CITY, "district-dispatcher"],
  "yiwang/tiny/frame/2": ["observer", ...CITY, "street-dispatcher"],
  "yiwang/tiny/frame/10002": [...CITY, "street-dispatcher"],
  "yiwang/tiny/frame/+": CITY,
  "yiwang/tiny/key/#": CITY,
  "yiwang/tiny/desk/alarms/1": SEES_WORK,
  "yiwang/tiny/desk/alarms/#": SEES_WORK,
  "yiwang/tiny/desk/cases/2": SEES_WORK,
  "yiwang/tiny/desk/cases/#": SEES_WORK,
  "yiwang/tiny/desk/ops-mode": SEES_WORK,
  "yiwang/tiny/desk/plans": NOBODY,
  "yiwang/tiny/desk/#": SEES_WORK,
  "yiwang/tiny/+/20001": [...CITY, "district-dispatcher"],
  "yiwang/tiny/#": CITY.filter((name) => name !== "auditor"),
  "yiwang/#": NOBODY,
  "yiwang/+/status": NOBODY,
  "yiwang/other/status": NOBODY,
  "yiwang/tiny/frame/30001": NOBODY,
  "#": NOBODY,
  "+/tiny/status": NOBODY,
  "city/#": NOBODY,
  "$SYS/#": NOBODY,
  "$share/g/yiwang/tiny/frame/1": NOBODY,
};

let hub: CityHub;
const clients = {} as Record<Name, Client>;
const allowed = (names: readonly Name[]): string[] => ALL.filter((name) => names.includes(name));
const those = async (may: (name: Name) => Promise<boolean>): Promise<Name[]> => {
  const found: Name[] = [];
  for (const name of ALL) if (await may(name)) found.push(name);
  return found;
};
/** A path as it is, which no client has tidied up. */
const raw = (path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((done) => {
    const socket = connect(Number(new URL(hub.url).port), "127.0.0.1", () => {
      const lines = Object.entries({ host: "localhost", connection: "close", ...headers }).map(
        ([k, v]) => `${k}: ${v}`,
      );
      socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    });
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("close", () => done(Number(text.split(" ")[1])));
  });
const bytes = async (client: Client, path: string): Promise<ArrayBuffer> => {
  const response = await fetch(hub.url + path, { headers: { cookie: client.cookie } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.arrayBuffer();
};

beforeAll(async () => {
  hub = await startCityHub();
  for (const [name, grant] of Object.entries(CAST)) clients[name as Name] = await hub.person(name, [grant]);
  clients.administrator = hub.administrator;
  const device = await connectDevice(hub.mqttUrl);
  for (const code of ["L1", "L3"]) await device.publishAsync(`city/level/${code}`, '{"v":0.9}', { qos: 1 });
  await device.publishAsync("city/lora/g", '[{"bn":"urn:dev:","n":"T1","v":21},{"n":"T3","v":22}]', { qos: 1 });
  await device.endAsync();
  await until("all written", () => (hub.historyTally?.written ?? 0) >= 4);
}, 240_000);
afterAll(() => hub.stop());

describe("routes", () => {
  it("are all in the table, and nothing else is", async () => {
    const { body } = await hub.administrator.ask("GET", "/api/openapi.json");
    const there = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => method !== "head")
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(there.sort()).toEqual(Object.keys(ROUTES).sort());
  });

  it("are open to whom the table says, and to nobody else", async () => {
    for (const [route, names] of Object.entries(ROUTES)) {
      const [method, template] = route.split(" ");
      const path = template.replace("{*}", "nodes.bin").replaceAll(/\{\w+\}/g, "999");
      const body = method === "GET" || method === "DELETE" ? undefined : {};
      const stranger = await new Client(hub.url).ask(method, path, body);
      // Signing in wrongly, or refreshing without a token, is answered 401 in other words.
      if (names === "open") expect(stranger.body?.code, route).not.toBe("not-signed-in");
      else expect([route, stranger.status, stranger.body.code]).toEqual([route, 401, "not-signed-in"]);
      if (names === "open") continue;
      // 200, 400 and 404 all mean: past the door.
      const passed = await those(async (name) => {
        const { status } = await clients[name].ask(method, path, body);
        expect([route, name, status < 500 || status === 503], `${route} ${name} ${status}`).toEqual([
          route,
          name,
          true,
        ]);
        return status !== 401 && status !== 403;
      });
      expect([route, ...passed]).toEqual([route, ...allowed(names)]);
    }
  });

  it("of the description are for people too", async () => {
    for (const path of ["/api/docs", "/api/docs/json", "/api/openapi.json"])
      expect((await new Client(hub.url).ask("GET", path)).status, path).toBe(401);
  });
});

describe("files", () => {
  it("are there for whom the table says", async () => {
    for (const [file, names] of Object.entries(FILES)) {
      const path = `/scene/tiny/${file}`;
      expect([file, await raw(path, {})], file).toEqual([file, expect.toSatisfy((s) => s === 401 || s === 404)]);
      const got = await those(async (name) => (await raw(path, { cookie: clients[name].cookie })) === 200);
      // A path that is not written plainly may be refused to all, but never be given to more.
      if (/\.\.|\/\/|\.\//.test(file)) expect(allowed(names), file).toEqual(expect.arrayContaining(got));
      else expect([file, ...got]).toEqual([file, ...allowed(names)]);
    }
  });

  it("keep every slot, and tell nothing of what is not seen", async () => {
    for (const name of ALL) {
      const nodes = NodeTable.decode(await bytes(clients[name], "/scene/tiny/nodes.bin?v=abcdef0123456789"));
      const known = Object.keys(POINTS).filter((code) => nodes.slotOf(code) >= 0);
      expect([name, ...known]).toEqual([name, ...Object.keys(POINTS).filter((code) => POINTS[code].includes(name))]);
      for (const place of ["310101", "310102001001001"]) expect(nodes.slotOf(place), place).toBeGreaterThanOrEqual(0);
    }
    const whole = NodeTable.decode(await bytes(clients.leader, "/scene/tiny/nodes.bin"));
    const less = NodeTable.decode(await bytes(clients.observer, "/scene/tiny/nodes.bin"));
    expect(less.slotCount).toBe(whole.slotCount);
    expect(less.columns.grade).toEqual(whole.columns.grade);
    const t1 = whole.slotOf("T1");
    expect([less.columns.code[t1], less.columns.name[t1], less.columns.nameEn[t1]]).toEqual(["", "", ""]);
    const elsewhere = decodeColumns(await bytes(clients["street-dispatcher"], "/scene/tiny/buildings.bin")).columns;
    expect(elsewhere.name).toEqual(["", "", ""]);
    expect([...(elsewhere.lon as Float64Array)]).not.toContain(121.123);
    const all = decodeColumns(await bytes(clients.leader, "/scene/tiny/buildings.bin")).columns;
    expect(all.name).toEqual(["楼", "楼", "楼"]);
  });

  it("have outlines and pipes of what is seen alone, and roads without what hangs on them", async () => {
    const tables = async (name: Name) => ({
      footprints: decodeColumns(await bytes(clients[name], "/scene/tiny/footprints.bin"))
        .columns as unknown as FootprintColumns,
      lines: decodeColumns(await bytes(clients[name], "/scene/tiny/lines.bin")).columns as unknown as LineColumns,
    });
    const whole = NodeTable.decode(await bytes(clients.leader, "/scene/tiny/nodes.bin"));
    const all = await tables("leader");
    expect([...all.footprints.end]).toEqual([3, 6, 9]);
    expect(all.lines.name).toEqual(["路", "管", "支管"]);
    // Sees the whole city, but nothing above grade 1: no pipes.
    const observer = await tables("observer");
    expect([...observer.footprints.end]).toEqual([3, 6, 9]);
    expect([observer.lines.name, [...observer.lines.slot]]).toEqual([["路"], [whole.slotOf("L1")]]);
    expect(observer.lines.lon.length).toBe(2);
    // Sees a district: pipes are a layer of the whole city, and L1 is elsewhere.
    const street = await tables("street-dispatcher");
    expect([...street.footprints.end]).toEqual([0, 0, 0]);
    expect(street.footprints.east.length).toBe(0);
    expect([street.lines.name, [...street.lines.slot]]).toEqual([["路"], [-1]]);
    // Pipes of the city, and T1 among them.
    expect((await tables("dispatcher")).lines.name).toEqual(["路", "管", "支管"]);
  });

  it("are kept by browsers only as far as anybody may have them", async () => {
    const cache = async (file: string) =>
      (await clients.leader.ask("GET", `/scene/tiny/${file}?v=abcdef0123456789`)).headers.get("cache-control");
    expect(await cache("layers/roads/tileset.json")).toBe("private, max-age=31536000, immutable");
    expect(await cache("layers/pipes/tileset.json")).toBe("private, no-cache");
    expect(await cache("nodes.bin")).toBe("private, no-cache");
  });

  it("and layers that are not seen are not named either", async () => {
    const scene = async (name: Name) => (await clients[name].ask("GET", "/api/scene")).body;
    const ids = (list: { id?: string; spec?: { id: string } }[]) => list.map(({ id, spec }) => id ?? spec?.id);
    const [observer, leader] = [await scene("observer"), await scene("leader")];
    expect([ids(observer.layers), ids(observer.references)]).toEqual([["roads"], ["open"]]);
    expect([ids(leader.layers), ids(leader.references)]).toEqual([
      ["pipes", "roads"],
      ["secret", "open"],
    ]);
    expect(observer.frames).toEqual([0, 1, 2]);
    expect(leader.frames).toEqual([0, 1, 2, 10002, 20001]);
  });
});

describe("points", () => {
  it("are there in samples and history for whom the table says", async () => {
    for (const [code, names] of Object.entries(POINTS)) {
      const seen = await those(async (name) => {
        const recent = (await clients[name].ask("GET", `/api/nodes/recent?code=${code}`)).status;
        const series = (await clients[name].ask("GET", `/api/history/series?codes=${code}&from=0&to=1`)).status;
        expect(recent).toBe(series);
        if (recent !== 200) expect(recent).toBe(404);
        return recent === 200;
      });
      expect([code, ...seen]).toEqual([code, ...allowed(names)]);
    }
  });

  it("come in a moment and a span of the past only where they are seen", async () => {
    const nodes = NodeTable.decode(await bytes(clients.leader, "/scene/tiny/nodes.bin"));
    const now = Date.now();
    for (const name of ALL) {
      const expected = Object.keys(POINTS).filter((code) => POINTS[code].includes(name));
      for (const path of [`snapshot?at=${now}`, `changes?from=${now - 3_600_000}&to=${now}`]) {
        const { slot } = decodeObservations(await bytes(clients[name], `/api/history/${path}`));
        expect([name, ...[...slot].map((at) => nodes.columns.code[at]).sort()]).toEqual([name, ...expected.sort()]);
      }
      const { body } = await clients[name].ask("GET", `/api/history/marks?from=0&to=${now}&severity=3`);
      const marked = body.marks.map(({ slot }: { slot: number }) => nodes.columns.code[slot]).sort();
      expect([name, ...marked]).toEqual([name, ...expected.filter((code) => code === "L1" || code === "L3")]);
      expect(body.total).toBe(marked.length);
    }
  });
});

describe("topics", () => {
  const connected = (client: Client) =>
    mqtt.connectAsync(`${hub.url.replace("http", "ws")}/mqtt`, {
      reconnectPeriod: 0,
      wsOptions: { headers: { cookie: client.cookie } },
    });

  it("are heard by whom the table says", async () => {
    const links = new Map<Name, mqtt.MqttClient>();
    for (const name of ALL) links.set(name, await connected(clients[name]));
    for (const [filter, names] of Object.entries(HEARD)) {
      const heard = await those(async (name) =>
        (links.get(name) as mqtt.MqttClient).subscribeAsync(filter).then(
          (granted) => granted[0].qos < 128,
          () => false,
        ),
      );
      expect([filter, ...heard]).toEqual([filter, ...allowed(names)]);
    }
    for (const link of links.values()) await link.endAsync(true);
  });

  it("are said by nobody but for asks of what is heard", async () => {
    for (const [topic, kept] of [
      ["yiwang/tiny/ask/1", true],
      ["yiwang/tiny/ask/20001", false],
      ["yiwang/tiny/ask/999", false],
      ["yiwang/tiny/ask/+", false],
      ["yiwang/tiny/status", false],
      ["yiwang/tiny/desk/alarms", false],
      ["city/level/L1", false],
    ] as const) {
      const link = await connected(clients.observer);
      let open = true;
      link.on("close", () => {
        open = false;
      });
      link.on("error", () => undefined);
      link.publish(topic, "x");
      // A refused message ends the connection before the next is answered.
      const answered = await Promise.race([
        link.subscribeAsync("yiwang/tiny/status").then(
          () => true,
          () => false,
        ),
        new Promise<boolean>((done) => link.on("close", () => done(false))),
      ]);
      expect([topic, answered && open]).toEqual([topic, kept]);
      await link.endAsync(true);
    }
  });

  it("bring each person the values they may have, and the roll-up of all", async () => {
    const observer = new TinyBrowser(hub.url, clients.observer.cookie, [0, 1, 2]);
    const leader = new TinyBrowser(hub.url, clients.leader.cookie, [0, 1, 2, 10002, 20001]);
    await until("the leader's values", () => leader.valueOf("T1") === 21 && leader.valueOf("L3") === Math.fround(0.9));
    await until(
      "the observer's values",
      () => observer.valueOf("T3") === 22 && observer.valueOf("L1") === Math.fround(0.9),
    );
    expect([observer.valueOf("T1"), observer.valueOf("L3")]).toEqual([Number.NaN, Number.NaN]);
    await until(
      "the same counts",
      () => [...observer.state.counts.subarray(0, 7)].join() === [...leader.state.counts.subarray(0, 7)].join(),
    );
    for (const frame of observer.frames)
      for (const code of ["T1", "L3"]) expect([...frame.slot]).not.toContain(observer.at(code));
    await observer.close();
    await leader.close();
  });

  it("are for nobody without a sign-in", async () => {
    const upgrade = {
      connection: "upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
    };
    expect(await raw("/mqtt", upgrade)).toBe(401);
    const { cookie } = clients.leader;
    expect(await raw("/mqtt", { ...upgrade, cookie, origin: "https://evil.example" })).toBe(403);
  });
});

describe("tokens", () => {
  it("that are forged, over, of another key or of none are nobody's", async () => {
    const key = Buffer.from(readFileSync(join(hub.folders.dataDir, "access", "tiny.key"), "utf8").trim(), "base64url");
    const session = (await hub.administrator.ask("GET", "/api/session")).body;
    const good = hub.administrator.cookies.get("yiwang_tiny_access") as string;
    const sid = JSON.parse(Buffer.from(good.split(".")[1], "base64url").toString()).sid as string;
    const claims = { sid };
    const signed = (secret: Uint8Array, change: (jwt: SignJWT) => SignJWT, alg = "HS256", typ = "at+jwt") =>
      change(
        new SignJWT(claims)
          .setProtectedHeader({ alg, typ })
          .setIssuer("yiwang")
          .setAudience("tiny")
          .setSubject(session.person.id)
          .setIssuedAt()
          .setExpirationTime("5m"),
      ).sign(secret);
    const same = (jwt: SignJWT): SignJWT => jwt;
    const status = async (token: string) =>
      (await new Client(hub.url).ask("GET", "/api/people", undefined, { authorization: `Bearer ${token}` })).status;
    expect(await status(await signed(key, same))).toBe(200);
    const [head, payload, signature] = good.split(".");
    const other = Buffer.from(JSON.stringify({ ...claims, sub: "x" })).toString("base64url");
    const bad: Record<string, string> = {
      "another key": await signed(new Uint8Array(32).fill(7), same),
      over: await signed(key, (jwt) => jwt.setExpirationTime(Math.floor(Date.now() / 1000) - 1)),
      "another scene": await signed(key, (jwt) => jwt.setAudience("other")),
      "another issuer": await signed(key, (jwt) => jwt.setIssuer("evil")),
      "another person": await signed(key, (jwt) => jwt.setSubject("somebody")),
      "another algorithm": await signed(Buffer.concat([key, key]), same, "HS512"),
      "another type": await signed(key, same, "HS256", "JWT"),
      none: new UnsecuredJWT(claims)
        .setIssuer("yiwang")
        .setAudience("tiny")
        .setSubject(session.person.id)
        .setExpirationTime("5m")
        .encode(),
      "other claims": `${head}.${other}.${signature}`,
      "no signature": `${head}.${payload}.`,
      words: "not.a.token",
    };
    for (const [what, token] of Object.entries(bad)) expect([what, await status(token)]).toEqual([what, 401]);
  });
});

describe("what people write", () => {
  it("stays text, whatever it is, and is refused where it can be no name", async () => {
    for (const [i, text] of [
      "<script>alert(1)</script>",
      "'); drop table person; --",
      '" or 1=1 --',
      "{{7*7}}<%= 7 %>",
      "../../etc/passwd",
      "=cmd|' /C calc'!A0",
    ].entries()) {
      const answer = await hub.administrator.ask("POST", "/api/people", {
        key: `hostile-${i}`,
        login: text.replaceAll(/\s/g, ""),
        name: text,
        grants: [],
      });
      expect([text, answer.status, answer.body.name]).toEqual([text, 200, text]);
      const role = await hub.administrator.ask("POST", "/api/people", {
        key: `hostile-grant-${i}`,
        login: `h${i}`,
        name: "x",
        grants: [{ role: "observer", place: text, clearance: 1 }],
      });
      expect([text, role.status, role.body.code]).toEqual([text, 422, "unknown-place"]);
    }
    const { people } = (await hub.administrator.ask("GET", "/api/people")).body;
    expect(people.filter(({ grants }: { grants: unknown[] }) => grants.length === 0)).toHaveLength(6);
    const bad: [object, string][] = [
      [{ login: "two words" }, "body.login"],
      [{ login: "" }, "body.login"],
      [{ name: "x".repeat(81) }, "body.name"],
      [{ key: "short" }, "body.key"],
      [{ grants: [{ role: "observer", clearance: 9 }] }, "body.grants.0.clearance"],
    ];
    for (const [change, where] of bad) {
      const answer = await hub.administrator.ask("POST", "/api/people", {
        key: "a-good-key",
        login: "fine",
        name: "fine",
        grants: [],
        ...change,
      });
      expect([answer.status, answer.body.params?.where]).toEqual([400, where]);
    }
    const huge = await hub.administrator.ask("POST", "/api/people", { key: "k".repeat(70_000) });
    expect(huge.status).toBe(413);
    expect((await new Client(hub.url).signIn("admin' --", ADMIN_PASSWORD)).status).toBe(401);
  });
});
