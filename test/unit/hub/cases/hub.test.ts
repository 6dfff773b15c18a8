// A whole hub with a database has cases: its routes ask who comes, its operations mode waits for whoever connects.

import mqtt from "mqtt";
import { expect, it } from "vitest";
import { startTinyHub, until, VISITED } from "../tinyHub.ts";

it("a hub with a database serves cases and tells its mode", async () => {
  const hub = await startTinyHub({ databaseUrl: undefined }, VISITED);
  const client = await mqtt.connectAsync(`${hub.url.replace("http", "ws")}/mqtt`);
  const heard: string[] = [];
  client.on("message", (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
  await client.subscribeAsync("yiwang/tiny/desk/ops-mode");
  await until("the retained mode", () => heard.length > 0);
  expect(JSON.parse(heard[0].slice(heard[0].indexOf(" ")))).toEqual({
    mode: "normal",
    responseLevel: null,
    since: 0,
    name: "",
  });
  // Whoever shows a token that is none is no visitor: the answer is a refusal, not a list.
  const answer = await fetch(`${hub.url}/api/cases`, { headers: { authorization: "Bearer none" } });
  expect([answer.status, await answer.json()]).toMatchObject([401, { code: "not-signed-in" }]);
  const list = await fetch(`${hub.url}/api/cases`);
  expect([list.status, await list.json()]).toMatchObject([200, { cases: [] }]);
  await client.endAsync(true);
  await hub.stop();
});
