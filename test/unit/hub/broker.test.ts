// The embedded broker by itself: retained messages among other traffic, and who may do what.

import mqtt from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EmbeddedBroker, mayPublish, maySubscribe, startBroker } from "../../../src/hub/broker.ts";
import { until } from "./tinyHub.ts";

let broker: EmbeddedBroker;
beforeAll(async () => {
  broker = await startBroker(0, "127.0.0.1", "secret", () => undefined);
});
afterAll(() => broker.close());

it("delivers retained messages among others, all of them and in order", async () => {
  const url = `mqtt://127.0.0.1:${broker.mqttPort}`;
  const [listener, device, other] = await Promise.all([1, 2, 3].map(() => mqtt.connectAsync(url)));
  const heard: string[] = [];
  listener.on("message", (topic) => heard.push(topic));
  await listener.subscribeAsync("#");
  const rounds = 300;
  for (let i = 0; i < rounds; i++) {
    device.publish(`kept/${i}`, "x", { retain: true });
    device.publish(`plain/${i}`, "x");
    other.publish(`other/${i}`, "x");
    if (i % 50 === 0) await new Promise((done) => setTimeout(done, 1));
  }
  await until("all messages", () => heard.length === 3 * rounds);
  const own = heard.filter((topic) => !topic.startsWith("other/"));
  expect(own).toEqual(Array.from({ length: rounds }, (_, i) => [`kept/${i}`, `plain/${i}`]).flat());
  const late = await mqtt.connectAsync(url);
  const kept = new Set<string>();
  late.on("message", (topic) => kept.add(topic));
  await late.subscribeAsync("kept/#");
  await until("retained messages for a late subscriber", () => kept.size === rounds);
  await Promise.all([listener, device, other, late].map((client) => client.endAsync(true)));
});

it("knows who may say and hear what", () => {
  expect(mayPublish("browser", "yiwang/tiny/ask/3")).toBe(true);
  for (const topic of ["yiwang/tiny/frame/1", "yiwang/tiny/ask/1/2", "city/x", "yiwang/a/b/ask/1"])
    expect(mayPublish("browser", topic), topic).toBe(false);
  for (const topic of ["yiwang/tiny/ask/1", "yiwang", "$SYS/x"]) expect(mayPublish("device", topic), topic).toBe(false);
  expect(mayPublish("device", "yiwangs/x")).toBe(true);
  expect(mayPublish("hub", "yiwang/tiny/status")).toBe(true);
  expect(maySubscribe("browser", "yiwang/#")).toBe(true);
  for (const filter of ["#", "+/tiny/#", "city/#", "$SYS/#"])
    expect(maySubscribe("browser", filter), filter).toBe(false);
  expect(maySubscribe("device", "#")).toBe(true);
  expect(maySubscribe("device", "$SYS/#")).toBe(false);
});
