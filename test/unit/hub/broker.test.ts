// The embedded broker by itself: retained messages among other traffic, and who may do what.

import type { IncomingMessage } from "node:http";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import mqtt from "mqtt";
import mqttPacket from "mqtt-packet";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EmbeddedBroker, HUB_USER, mayPublish, maySubscribe, startBroker } from "../../../src/hub/broker.ts";
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

it("lets a browser that takes nothing wait, with little kept for it and nobody held up; when it takes again it gets what is new", async () => {
  let queue: Socket | undefined;
  const door = createServer((socket) => {
    queue = socket;
    broker.takeBrowser(socket, {} as IncomingMessage);
  });
  await new Promise<void>((done) => door.listen(0, "127.0.0.1", done));
  const slow = connect((door.address() as AddressInfo).port, "127.0.0.1");
  const parser = mqttPacket.parser();
  const taken: number[] = [];
  parser.on("packet", (packet) => packet.cmd === "publish" && taken.push(Number(packet.topic.split("/")[3])));
  slow.on("data", (bytes) => parser.parse(bytes));
  slow.write(
    mqttPacket.generate({
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: 4,
      clean: true,
      clientId: "slow",
      keepalive: 0,
    }),
  );
  slow.write(mqttPacket.generate({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "yiwang/#", qos: 0 }] }));
  const url = `mqtt://127.0.0.1:${broker.mqttPort}`;
  const hub = await mqtt.connectAsync(url, { username: HUB_USER, password: "secret" });
  const other = await mqtt.connectAsync(url);
  let heard = 0;
  other.on("message", () => heard++);
  await other.subscribeAsync("yiwang/#");
  await hub.publishAsync("yiwang/x/frame/0", "first");
  await until("the slow one listening", () => taken.length === 1);

  slow.pause();
  const payload = Buffer.alloc(200_000, 7);
  const messages = 150;
  let most = 0;
  for (let i = 1; i <= messages; i++) {
    hub.publish(`yiwang/x/frame/${i}`, payload);
    await until(`others hear ${i}`, () => heard === i + 1);
    most = Math.max(most, queue?.writableLength ?? 0);
    // A burst is taken whole; what follows it later is not.
    if (i === 20) await new Promise((done) => setTimeout(done, 700));
  }
  expect(broker.passedOver()).toBeGreaterThan(messages / 2);
  // Thirty megabytes went by.
  expect(most).toBeGreaterThan(200_000);
  expect(most).toBeLessThan((messages * payload.length) / 2);

  slow.resume();
  const caughtUp = (): boolean => {
    hub.publish(`yiwang/x/frame/${messages + 1}`, "newest");
    return taken.at(-1) === messages + 1;
  };
  await expect.poll(caughtUp, { timeout: 10_000 }).toBe(true);
  expect(taken.length).toBeLessThan(messages);
  slow.destroy();
  await Promise.all([hub, other].map((client) => client.endAsync(true)));
  door.close();
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
