// A whole hub with a database has cases: its routes ask who comes, its operations mode waits for whoever connects.

import mqtt from "mqtt";
import { expect, it } from "vitest";
import { startTinyHub, until } from "../tinyHub.ts";
import { person } from "./caseHub.ts";

it("a hub with a database serves cases and tells its mode", async () => {
  const looker = person("looker", { may: ["city.see", "case.see"] });
  const hub = await startTinyHub({
    databaseUrl: undefined,
    identify: ({ headers }) => (headers.cookie === "looker" ? looker : null),
  });
  const client = await mqtt.connectAsync(`${hub.url.replace("http", "ws")}/mqtt`, {
    wsOptions: { headers: { cookie: "looker" } },
  });
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
  expect([answer.status, await answer.json()]).toMatchObject([401, { code: "not-signed-in" }]);
  const list = await fetch(`${hub.url}/api/cases`, { headers: { cookie: "looker" } });
  expect([list.status, await list.json()]).toMatchObject([200, { cases: [] }]);
  await client.endAsync(true);
  await hub.stop();
});
