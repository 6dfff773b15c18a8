// A whole hub with a database has cases: its routes ask who comes, its operations mode waits for whoever connects.

import mqtt from "mqtt";
import { expect, it } from "vitest";
import { startTinyHub, until } from "../tinyHub.ts";

it("a hub with a database serves cases and tells its mode", async () => {
  const hub = await startTinyHub({ databaseUrl: undefined });
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
  // Nobody has signed in: the answer is a refusal, not a list.
  const answer = await fetch(`${hub.url}/api/cases`);
  expect([401, 403]).toContain(answer.status);
  expect(await answer.json()).toHaveProperty("code");
  await client.endAsync(true);
  await hub.stop();
});
