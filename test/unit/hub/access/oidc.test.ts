// Sign-in by the organisation's own accounts, at a real provider in this process.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { grantsFor, oidcSettings } from "../../../../src/hub/access/oidc.ts";
import { freePort } from "../../../support/process.ts";
import { type CityHub, Client, startCityHub } from "./cityHub.ts";

const GRANTS = {
  duty: [{ role: "dispatcher", place: "310101", clearance: 3 }],
  boss: [{ role: "leader", clearance: 6 }],
};

let hub: CityHub;
let server: Server;
let issuer: string;
/** What the provider says of each account. */
const accounts: Record<string, { roles: string[]; name?: string }> = {
  wang: { roles: ["duty"], name: "王" },
  nobody: { roles: [] },
  admin: { roles: ["duty"], name: "另一个" },
};

beforeAll(async () => {
  const port = await freePort();
  server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "yiwang",
        client_secret: "a secret of the two",
        redirect_uris: [`http://127.0.0.1:${port}/api/session/oidc/callback`],
      },
    ],
    pkce: { required: () => true },
    scopes: ["openid", "profile"],
    claims: { openid: ["sub"], profile: ["name", "preferred_username", "roles"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["x"] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, ...accounts[id] }),
    }),
    features: { devInteractions: { enabled: true } },
  });
  server.on("request", provider.callback());
  hub = await startCityHub({
    port,
    env: {
      ADMIN_PASSWORD: "correct horse battery",
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: "yiwang",
      OIDC_CLIENT_SECRET: "a secret of the two",
      OIDC_NAME: "统一身份",
      OIDC_GRANTS: JSON.stringify(GRANTS),
    },
  });
});
afterAll(async () => {
  await hub?.stop();
  await new Promise((done) => server.close(done));
});

/** Goes to the provider and back as a browser does, signing in there as `account`. */
async function through(account: string, tamper: (callback: URL) => void = () => undefined) {
  const client = new Client(hub.url);
  const there = new Client(issuer);
  const started = await client.ask("GET", "/api/session/oidc?then=%2Fplan%3Fnode%3D310101");
  expect(started.status).toBe(302);
  let at = new URL(started.headers.get("location") as string);
  const first = at;
  for (let step = 0; step < 12 && at.origin === issuer; step++) {
    const path = at.pathname + at.search;
    let answer = await there.ask("GET", path);
    if (answer.status === 200) {
      const form = /action="([^"]+)"/.exec(String(answer.body))?.[1] as string;
      const prompt = String(answer.body).includes('value="login"') ? "login" : "consent";
      const response = await fetch(form, {
        method: "POST",
        redirect: "manual",
        headers: { cookie: there.cookie, "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ prompt, ...(prompt === "login" ? { login: account, password: "any" } : {}) }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) as RegExpExecArray;
        there.cookies.set(name, value);
      }
      answer = { status: response.status, body: "", headers: response.headers };
    }
    at = new URL(answer.headers.get("location") as string, issuer);
  }
  tamper(at);
  const back = await client.ask("GET", at.pathname + at.search);
  return { client, first, back };
}

describe("the organisation's own sign-in", () => {
  it("is offered, goes out with PKCE, state and nonce, and comes back with what its claim grants", async () => {
    expect((await new Client(hub.url).ask("GET", "/api/session")).body.ways.oidc).toBe("统一身份");
    const { client, first, back } = await through("wang");
    expect(Object.fromEntries(first.searchParams)).toMatchObject({
      code_challenge_method: "S256",
      client_id: "yiwang",
    });
    for (const name of ["state", "nonce", "code_challenge"])
      expect(first.searchParams.get(name)?.length).toBeGreaterThan(20);
    expect([back.status, String(back.body)]).toEqual([200, expect.stringContaining("url=/plan?node=310101")]);
    const { body } = await client.ask("GET", "/api/session");
    expect(body.person).toMatchObject({ name: "王", kind: "person" });
    expect(body.grants).toEqual([expect.objectContaining({ role: "dispatcher", place: "310101", clearance: 3 })]);
  });

  it("gives other grants when the claim says other things, and ends what was open", async () => {
    const before = (await through("wang")).client;
    accounts.wang.roles = ["boss"];
    const { client } = await through("wang");
    expect((await client.ask("GET", "/api/session")).body.grants[0].role).toBe("leader");
    expect((await before.ask("GET", "/api/scene")).status).toBe(401);
    accounts.wang.roles = ["duty"];
  });

  it("lets nobody in to whom nothing is granted, or who was disabled here", async () => {
    const { back, client } = await through("nobody");
    expect([back.status, back.body.code]).toEqual([403, "not-allowed"]);
    expect((await client.ask("GET", "/api/scene")).status).toBe(401);
    const { people } = (await hub.administrator.ask("GET", "/api/people")).body;
    const { id, version } = people.find(({ login }: { login: string }) => login === "wang");
    await hub.administrator.ask("PATCH", `/api/people/${id}`, { key: "disable-wang", version, enabled: false });
    expect((await through("wang")).back.status).toBe(403);
  });

  it("never takes a local account for somebody of the same name", async () => {
    const { client } = await through("admin");
    const { body } = await client.ask("GET", "/api/session");
    expect([body.person.name, body.grants[0].role]).toEqual(["另一个", "dispatcher"]);
    expect((await hub.administrator.ask("GET", "/api/people")).status).toBe(200);
  });

  it("refuses a way back that did not begin here, or was changed", async () => {
    expect((await new Client(hub.url).ask("GET", "/api/session/oidc/callback?code=x&state=y")).status).toBe(502);
    const changes: ((url: URL) => void)[] = [
      (url) => url.searchParams.set("state", "another"),
      (url) => url.searchParams.set("code", "another"),
      (url) => url.searchParams.set("iss", "https://evil.example"),
    ];
    for (const change of changes) {
      const { back, client } = await through("admin", change);
      expect([back.status, back.body.code]).toEqual([502, "oidc-failed"]);
      expect((await client.ask("GET", "/api/scene")).status).toBe(401);
    }
  });
});

describe("its settings", () => {
  const good = { OIDC_ISSUER: "https://id.example", OIDC_CLIENT_ID: "a", OIDC_CLIENT_SECRET: "b", OIDC_GRANTS: "{}" };
  it("name what is missing or unsafe", () => {
    expect(oidcSettings({})).toBeNull();
    expect(oidcSettings(good)?.claim).toBe("roles");
    expect(() => oidcSettings({ ...good, OIDC_ISSUER: "http://id.example" })).toThrow("not https");
    expect(() => oidcSettings({ ...good, OIDC_CLIENT_SECRET: "" })).toThrow("OIDC_CLIENT_SECRET is missing");
    expect(() => oidcSettings({ ...good, OIDC_GRANTS: "{" })).toThrow("OIDC_GRANTS is not as asked");
  });
  it("grant by values of the claim, and by nothing an object happens to have", () => {
    const settings = { claim: "roles", grants: { a: [{ role: "observer", clearance: 1 as const }] } };
    expect(grantsFor(settings, { roles: "a" })).toHaveLength(1);
    expect(grantsFor(settings, { roles: ["a", "b", 3, "constructor", "__proto__"] })).toHaveLength(1);
    expect(grantsFor(settings, {})).toEqual([]);
  });
});
