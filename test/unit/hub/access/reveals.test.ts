// A masked field is seen for a purpose and ten minutes, by who asked, and the log says so.

import { afterAll, beforeAll, expect, it } from "vitest";
import { REVEAL_MS, Reveals } from "../../../../src/hub/access/reveals.ts";
import type { HubContext } from "../../../../src/hub/context.ts";
import { openDatabase } from "../../../../src/hub/database/database.ts";
import { needPostgres, type PostgresServer, startPostgres } from "../../../support/postgres.ts";
import { type CityHub, startCityHub } from "./cityHub.ts";

const programs = needPostgres();
let server: PostgresServer;
let hub: CityHub;
beforeAll(async () => {
  if (!programs) return;
  server = await startPostgres(programs);
  hub = await startCityHub({ databaseUrl: server.url });
});
afterAll(async () => {
  await hub?.stop();
  await server?.stop();
});

it.skipIf(!programs)("is over by itself, and is nobody else's", async () => {
  const leader = await hub.person("leader", [{ role: "leader", clearance: 6 }]);
  const ask = (words: object) =>
    leader.ask("POST", "/api/reveals", {
      object: "case:1",
      field: "reporter.phone",
      purpose: "call back",
      key: "a-key-of-mine",
      ...words,
    });
  expect((await ask({ purpose: " x " })).status).toBe(400);
  const first = await ask({});
  expect(first.status).toBe(200);
  expect((await ask({})).body).toEqual(first.body);
  const { expiresAt } = first.body;

  const database = await openDatabase("", "tiny", server.url);
  const reveals = new Reveals({ database } as HubContext);
  const person = (await leader.ask("GET", "/api/session")).body.person.id as string;
  const grants = [
    { role: "leader", permissions: new Set(["data.reveal" as const]), place: "310000", unit: null, clearance: 6 },
  ];
  const seen = (id: string, object: string, field: string, now: number, has = grants) =>
    reveals.isRevealed({ id, grants: has }, object, field, now);
  expect(await seen(person, "case:1", "reporter.phone", expiresAt - REVEAL_MS)).toBe(true);
  expect(await seen(person, "case:1", "reporter.phone", expiresAt - 1)).toBe(true);
  expect(await seen(person, "case:1", "reporter.phone", expiresAt)).toBe(false);
  expect(await seen(person, "case:1", "reporter.name", expiresAt - 1)).toBe(false);
  expect(await seen(person, "case:2", "reporter.phone", expiresAt - 1)).toBe(false);
  expect(await seen("somebody", "case:1", "reporter.phone", expiresAt - 1)).toBe(false);
  expect(await seen(person, "case:1", "reporter.phone", expiresAt - 1, [])).toBe(false);
  const log = (await leader.ask("GET", "/api/audit?action=data.reveal")).body.entries;
  expect(log).toHaveLength(1);
  expect(JSON.parse(log[0].detail)).toEqual({ field: "reporter.phone", purpose: "call back" });
  await database.close();
});
