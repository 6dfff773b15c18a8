// The demonstration: its people on the hub's own machine alone; everywhere else they do not exist.

import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isOfThisMachine } from "../../../../src/hub/access/origin.ts";
import { startHub } from "../../../../src/hub/main.ts";
import { type CityHub, Client, startCityHub, writeGradedScene } from "./cityHub.ts";

const DEMO = {
  demo: [
    { id: "observer", name: { zh: "访客" }, grants: [{ role: "observer", clearance: 1 }] },
    { id: "leader", name: { zh: "领导", en: "Leader" }, grants: [{ role: "leader", clearance: 6 }] },
  ],
};

describe("a demonstration", () => {
  let hub: CityHub;
  beforeAll(async () => {
    hub = await startCityHub({}, DEMO);
  });
  afterAll(() => hub.stop());

  it("takes a visitor for its first person, who only looks", async () => {
    const { body } = await new Client(hub.url).ask("GET", "/api/session");
    expect(body.person).toEqual({ id: "demo:observer", name: "访客", kind: "visitor", mustChange: false });
    expect(body.demo).toEqual([
      { id: "observer", name: { zh: "访客" }, roles: [{ zh: "观察员", en: "Observer" }] },
      { id: "leader", name: { zh: "领导", en: "Leader" }, roles: [{ zh: "领导", en: "Leader" }] },
    ]);
    expect((await new Client(hub.url).ask("GET", "/api/scene")).status).toBe(200);
    expect((await new Client(hub.url).ask("GET", "/api/people")).status).toBe(403);
  });

  it("lets one switch, and be the visitor again after signing out", async () => {
    const client = new Client(hub.url);
    const answer = await client.ask("POST", "/api/session/demo", { person: "leader" });
    expect(answer.body.person).toMatchObject({ id: "demo:leader", nameEn: "Leader", kind: "demo" });
    expect((await client.ask("GET", "/api/diagnostics")).status).toBe(200);
    expect((await client.ask("POST", "/api/session/refresh")).body.person.id).toBe("demo:leader");
    expect((await client.ask("POST", "/api/session/demo", { person: "nobody" })).status).toBe(404);
    await client.ask("DELETE", "/api/session");
    expect((await client.ask("GET", "/api/session")).body.person.kind).toBe("visitor");
  });

  it("is nothing to whoever comes by another name or through a proxy, signed in or not", async () => {
    const client = new Client(hub.url);
    await client.ask("POST", "/api/session/demo", { person: "leader" });
    const { port } = new URL(hub.url);
    const get = (path: string, headers: Record<string, string>): Promise<{ status: number; text: string }> =>
      new Promise((done) =>
        httpRequest({ host: "127.0.0.1", port, path, headers }, (response) => {
          let text = "";
          response.on("data", (chunk) => {
            text += chunk;
          });
          response.on("end", () => done({ status: response.statusCode ?? 0, text }));
        }).end(),
      );
    const others: Record<string, string>[] = [
      { host: "rebound.example" },
      { host: "localhost.evil.example:80" },
      { host: `localhost:${port}`, "x-forwarded-for": "203.0.113.9" },
      { host: `localhost:${port}`, forwarded: "for=203.0.113.9" },
    ];
    for (const headers of others) {
      for (const cookie of ["", client.cookie]) {
        expect((await get("/api/scene", { ...headers, cookie })).status, JSON.stringify(headers)).toBe(401);
        const session = JSON.parse((await get("/api/session", { ...headers, cookie })).text);
        expect([session.person, session.demo]).toEqual([null, null]);
      }
    }
    expect((await get("/api/scene", { host: `localhost:${port}`, cookie: client.cookie })).status).toBe(200);
  });
});

describe("elsewhere", () => {
  it("a scene's demonstration is not there on an address of the network, nor are strangers let in", async () => {
    const hub = await startCityHub({ host: "0.0.0.0" }, DEMO);
    const client = new Client(hub.url);
    const { body } = await client.ask("GET", "/api/session");
    expect([body.person, body.demo]).toEqual([null, null]);
    expect((await client.ask("POST", "/api/session/demo", { person: "leader" })).status).toBe(404);
    expect((await client.ask("GET", "/api/scene")).status).toBe(401);
    expect((await hub.administrator.ask("GET", "/api/scene")).body.scene.access.demo).toBeUndefined();
    await hub.stop();
  });

  it("a hub without a database is not there at all", async () => {
    const folders = writeGradedScene();
    await expect(
      startHub({ ...folders, port: 0, mqttPort: 0, host: "0.0.0.0", databaseUrl: null, log: () => undefined }),
    ).rejects.toThrow("without a database there are no people, so the hub does not listen on 0.0.0.0 → leave");
    folders.remove();
  });

  it("this machine is an address and a name, and nobody in between", () => {
    expect(isOfThisMachine({ host: "LOCALHOST:80" }, "::ffff:127.0.0.1")).toBe(true);
    expect(isOfThisMachine({ host: "[::1]:80" }, "::1")).toBe(true);
    expect(isOfThisMachine({ host: "localhost" }, "10.0.0.2")).toBe(false);
    expect(isOfThisMachine({}, "127.0.0.1")).toBe(false);
    expect(isOfThisMachine({ host: "localhost", via: "1.1 x" }, "127.0.0.1")).toBe(false);
  });
});
