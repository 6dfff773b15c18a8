// Signing in: passwords, cookies, refreshing, what ends a session, and that strangers get nothing.

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Attempts, MOST_WRONG_BY_ADDRESS, MOST_WRONG_BY_NAME } from "../../../../src/hub/access/attempts.ts";
import { hashPassword, isPassword } from "../../../../src/hub/access/passwords.ts";
import { until } from "../tinyHub.ts";
import { ADMIN_PASSWORD, type CityHub, Client, PASSWORD, startCityHub } from "./cityHub.ts";

let hub: CityHub;
beforeAll(async () => {
  hub = await startCityHub();
});
afterAll(() => hub.stop());

const open = (client: Client) =>
  mqtt.connectAsync(`${hub.url.replace("http", "ws")}/mqtt`, {
    reconnectPeriod: 0,
    wsOptions: { headers: { cookie: client.cookie } },
  });

describe("passwords", () => {
  it("are kept with their parameters, a salt each, and nothing of themselves", async () => {
    const [one, two] = await Promise.all([hashPassword("pässword 密码"), hashPassword("pässword 密码")]);
    expect(one).toMatch(/^scrypt\$131072\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(one).not.toBe(two);
    expect(await isPassword("pässword 密码", one)).toBe(true);
    expect(await isPassword("pässword 密碼", one)).toBe(false);
    expect(await isPassword("x", null)).toBe(false);
    expect(await isPassword("x", "plain$x")).toBe(false);
  });
});

describe("signing in", () => {
  it("sets cookies no script reads, which say who it is until signing out", async () => {
    const client = new Client(hub.url);
    const answer = await client.signIn("ADMIN", ADMIN_PASSWORD);
    expect(answer.status).toBe(200);
    expect(answer.body.person).toMatchObject({ name: "管理员", kind: "person", mustChange: false });
    expect(answer.body.grants[0]).toMatchObject({ role: "administrator", place: "310000", unit: null, clearance: 6 });
    const set = answer.headers.getSetCookie();
    expect(set).toHaveLength(2);
    for (const line of set) {
      expect(line).toMatch(/; HttpOnly/);
      expect(line).toMatch(/; SameSite=Strict/);
      expect(line).not.toMatch(/; Secure/);
    }
    expect(set.find((line) => line.includes("_refresh="))).toContain("Path=/api/session;");
    const again = (await client.ask("GET", "/api/session")).body;
    expect(again.person).toEqual(answer.body.person);
    expect(Math.abs(again.expiresAt - answer.body.expiresAt)).toBeLessThanOrEqual(1000);
    expect((await client.ask("GET", "/api/scene")).status).toBe(200);
    const before = client.cookie;
    expect((await client.ask("DELETE", "/api/session")).status).toBe(204);
    expect(client.cookies.size).toBe(0);
    const replayed = await client.ask("GET", "/api/scene", undefined, { cookie: before });
    expect([replayed.status, replayed.body.code]).toEqual([401, "not-signed-in"]);
    expect((await client.ask("POST", "/api/session/refresh", undefined, { cookie: before })).status).toBe(401);
  });

  it("marks cookies Secure behind TLS", async () => {
    const answer = await new Client(hub.url).ask(
      "POST",
      "/api/session",
      { login: "admin", password: ADMIN_PASSWORD },
      { "x-forwarded-proto": "https" },
    );
    for (const line of answer.headers.getSetCookie()) expect(line).toMatch(/; Secure/);
  });

  it("tells wrong names and wrong passwords in the same words, and writes neither down", async () => {
    const client = new Client(hub.url);
    const answers = [await client.signIn("admin", "no"), await client.signIn("my-secret-password", "no")];
    for (const { status, body } of answers) expect([status, body.code]).toEqual([401, "wrong-password"]);
    expect(answers[0].body).toEqual(answers[1].body);
    expect(hub.log.join("\n")).not.toContain("secret");
  });

  it("takes a bearer token for programs, and no other", async () => {
    const token = hub.administrator.cookies.get("yiwang_tiny_access") as string;
    const ask = async (authorization: string) =>
      (await new Client(hub.url).ask("GET", "/api/diagnostics", undefined, { authorization })).status;
    expect(await ask(`Bearer ${token}`)).toBe(200);
    expect(await ask(`Bearer ${token.slice(0, -2)}xx`)).toBe(401);
    expect(await ask(`Basic ${token}`)).toBe(401);
  });

  it("keeps its key where only the hub's own user reads it", () => {
    const file = join(hub.folders.dataDir, "access", "tiny.key");
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(hub.log.join("\n")).not.toContain(readFileSync(file, "utf8").trim());
    expect(hub.log.join("\n")).not.toContain(ADMIN_PASSWORD);
  });
});

describe("too many attempts", () => {
  it("are refused by name and by address, until a while has passed", () => {
    let now = 0;
    const attempts = new Attempts(() => now);
    for (let i = 0; i < MOST_WRONG_BY_NAME; i++) attempts.begin("a", `address ${i}`);
    expect(() => attempts.begin("a", "another")).toThrow("too many attempts → wait 300 s");
    attempts.begin("b", "another").succeeded();
    for (let i = 0; i < MOST_WRONG_BY_ADDRESS; i++) attempts.begin(`name ${i}`, "one");
    expect(() => attempts.begin("c", "one")).toThrow("too many");
    now += 300_000;
    expect(() => attempts.begin("a", "one")).not.toThrow();
  });

  it("are forgotten for a name that signs in", () => {
    const attempts = new Attempts(() => 0);
    for (let i = 0; i < 3 * MOST_WRONG_BY_NAME; i++) attempts.begin("a", "x").succeeded();
  });

  it("are refused over HTTP too", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < MOST_WRONG_BY_NAME + 2; i++)
      statuses.push((await new Client(hub.url).signIn("nobody-of-this-name", "x")).status);
    expect(statuses.slice(0, MOST_WRONG_BY_NAME).every((status) => status === 401)).toBe(true);
    expect(statuses.slice(MOST_WRONG_BY_NAME)).toEqual([429, 429]);
  });
});

describe("refreshing", () => {
  it("gives the next tokens once; a token that comes twice ends the session for whoever has it", async () => {
    const client = await hub.person("refresher", [{ role: "observer", clearance: 1 }]);
    await client.signIn("refresher");
    const stolen = client.cookie;
    expect((await client.ask("POST", "/api/session/refresh")).status).toBe(200);
    expect(client.cookie).not.toBe(stolen);
    expect((await client.ask("GET", "/api/scene")).status).toBe(200);
    const socket = await open(client);
    let closed = false;
    socket.on("close", () => {
      closed = true;
    });
    const thief = await new Client(hub.url).ask("POST", "/api/session/refresh", undefined, { cookie: stolen });
    expect([thief.status, thief.body.code]).toEqual([401, "signed-out"]);
    expect((await client.ask("GET", "/api/scene")).status).toBe(401);
    expect((await client.ask("POST", "/api/session/refresh")).status).toBe(401);
    await until("its connection closed", () => closed);
    await socket.endAsync(true);
  });
});

describe("people", () => {
  it("must change a first password before anything else", async () => {
    await hub.administrator.ask("POST", "/api/people", {
      key: "key-of-first",
      login: "first",
      name: "第一天",
      password: "given by the administrator",
      grants: [{ role: "observer", clearance: 1 }],
    });
    const client = new Client(hub.url);
    const answer = await client.signIn("first", "given by the administrator");
    expect(answer.body).toMatchObject({ person: { mustChange: true }, grants: [] });
    expect((await client.ask("GET", "/api/scene")).status).toBe(403);
    const change = (current: string, next: string) => client.ask("POST", "/api/session/password", { current, next });
    expect((await change("wrong", PASSWORD)).body.code).toBe("wrong-current");
    expect((await change("given by the administrator", "short")).body.code).toBe("password-short");
    expect((await change("given by the administrator", "my name is First!")).body.code).toBe("password-is-name");
    expect((await change("given by the administrator", PASSWORD)).status).toBe(204);
    expect((await client.ask("GET", "/api/scene")).status).toBe(200);
    expect((await new Client(hub.url).signIn("first", "given by the administrator")).status).toBe(401);
  });

  it("are made once for a key, and not twice by one name", async () => {
    const add = (key: string, login: string) =>
      hub.administrator.ask("POST", "/api/people", { key, login, name: "同", grants: [] });
    const [one, two] = [await add("key-of-same", "Same"), await add("key-of-same", "Same")];
    expect(two.body).toEqual(one.body);
    expect(one.body).toMatchObject({ login: "same", version: 1 });
    expect(one.body).not.toHaveProperty("password");
    const taken = await add("another-key", "same");
    expect([taken.status, taken.body.code]).toEqual([409, "login-taken"]);
  });

  it("lose tokens and connections at once when disabled, or given other grants", async () => {
    for (const change of [{ enabled: false }, { grants: [] }, { password: "another first password" }]) {
      const login = `leaves-${Object.keys(change)[0]}`;
      const client = await hub.person(login, [{ role: "observer", clearance: 1 }]);
      const socket = await open(client);
      let closed = false;
      socket.on("close", () => {
        closed = true;
      });
      const { people } = (await hub.administrator.ask("GET", "/api/people")).body;
      const { id, version } = people.find((person: { login: string }) => person.login === login);
      const patch = (key: string, at: number) =>
        hub.administrator.ask("PATCH", `/api/people/${id}`, { key, version: at, ...change });
      const changed = await patch(`key-${login}`, version);
      expect(changed.body).toMatchObject({ version: version + 1 });
      expect((await patch(`key-${login}`, version)).body).toEqual(changed.body);
      const stale = await patch(`other-${login}`, version);
      expect([stale.status, stale.body.code]).toEqual([409, "stale-version"]);
      expect((await client.ask("GET", "/api/scene")).status).toBe(401);
      await until("the connection closed", () => closed);
      await socket.endAsync(true);
    }
    expect((await new Client(hub.url).signIn("leaves-enabled")).status).toBe(401);
  });

  it("always have somebody to manage them", async () => {
    const { people } = (await hub.administrator.ask("GET", "/api/people")).body;
    const { id, version } = people.find((person: { login: string }) => person.login === "admin");
    for (const change of [{ enabled: false }, { grants: [{ role: "administrator", place: "310101", clearance: 6 }] }]) {
      const answer = await hub.administrator.ask("PATCH", `/api/people/${id}`, {
        key: "last-of-all",
        version,
        ...change,
      });
      expect([answer.status, answer.body.code]).toEqual([422, "last-administrator"]);
    }
    expect((await hub.administrator.ask("GET", "/api/people")).status).toBe(200);
  });

  it("of a district are managed by its administrator, who gives no more than is held", async () => {
    const district = await hub.person("district-admin", [{ role: "administrator", place: "310101", clearance: 3 }]);
    const add = async (grant: object) =>
      (
        await district.ask("POST", "/api/people", {
          key: `k-${JSON.stringify(grant)}`.slice(0, 80),
          login: `p${JSON.stringify(grant).length}${Math.random()}`,
          name: "新",
          grants: [grant],
        })
      ).status;
    expect(await add({ role: "observer", place: "310101001", clearance: 3 })).toBe(200);
    expect(await add({ role: "observer", place: "310101", clearance: 4 })).toBe(403);
    expect(await add({ role: "observer", place: "310102", clearance: 1 })).toBe(403);
    expect(await add({ role: "observer", clearance: 1 })).toBe(403);
    const { people } = (await district.ask("GET", "/api/people")).body;
    expect(people.map(({ login }: { login: string }) => login)).not.toContain("admin");
    const all = (await hub.administrator.ask("GET", "/api/people")).body.people;
    const admin = all.find(({ login }: { login: string }) => login === "admin");
    const hit = await district.ask("PATCH", `/api/people/${admin.id}`, {
      key: "take-over",
      version: admin.version,
      password: PASSWORD,
    });
    expect(hit.status).toBe(404);
  });
});

describe("pages of other sites", () => {
  it("send no command and open no connection", async () => {
    const evil = { origin: "https://evil.example" };
    for (const [method, path, body] of [
      ["DELETE", "/api/session", undefined],
      ["POST", "/api/session", { login: "admin", password: ADMIN_PASSWORD }],
      ["POST", "/api/people", {}],
    ] as const) {
      const answer = await hub.administrator.ask(method, path, body, evil);
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, "other-site"]);
    }
    const cross = await hub.administrator.ask("DELETE", "/api/session", undefined, { "sec-fetch-site": "cross-site" });
    expect(cross.status).toBe(403);
    expect((await hub.administrator.ask("GET", "/api/people")).status).toBe(200);
  });
});
