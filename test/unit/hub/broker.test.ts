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
    queue ??= socket;
    broker.takeBrowser(socket, {} as IncomingMessage, { mayHear: () => true, maySay: () => false });
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
  // Another browser, that takes all.
  const other = await mqtt.connectAsync(`mqtt://127.0.0.1:${(door.address() as AddressInfo).port}`);
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

it("keeps the city's state from devices, and gives a browser no name, no will and nothing kept", async () => {
  const url = `mqtt://127.0.0.1:${broker.mqttPort}`;
  const door = createServer((socket) =>
    broker.takeBrowser(socket, {} as IncomingMessage, {
      mayHear: (filter) => filter === "yiwang/x/a",
      maySay: () => false,
    }),
  );
  await new Promise<void>((done) => door.listen(0, "127.0.0.1", done));
  const hub = await mqtt.connectAsync(url, { username: HUB_USER, password: "secret" });
  const device = await mqtt.connectAsync(url);
  const heard: string[] = [];
  device.on("message", (topic) => topic.startsWith("kept/") || heard.push(topic));
  expect((await device.subscribeAsync("#")).map(({ qos }) => qos)).toEqual([0]);
  await expect(device.subscribeAsync("yiwang/x/#")).rejects.toThrow();
  const address = `mqtt://127.0.0.1:${(door.address() as AddressInfo).port}`;
  const browser = await mqtt.connectAsync(address, {
    clientId: "taken",
    username: HUB_USER,
    password: "secret",
    will: { topic: "city/will", payload: Buffer.from("x"), qos: 0, retain: false },
  });
  browser.on("message", (topic) => heard.push(`browser ${topic}`));
  await expect(browser.subscribeAsync("#")).rejects.toThrow();
  await browser.subscribeAsync("yiwang/x/a");
  // Another client of the same name does not push it out.
  const twin = await mqtt.connectAsync(url, { clientId: "taken" });
  await hub.publishAsync("yiwang/x/a", "1");
  await hub.publishAsync("yiwang/x/b", "1");
  await hub.publishAsync("city/y", "1");
  await until("what all may hear", () => heard.length >= 2);
  browser.stream.destroy();
  await hub.publishAsync("city/z", "1");
  await until("what comes last", () => heard.includes("city/z"));
  expect(heard.sort()).toEqual(["browser yiwang/x/a", "city/y", "city/z"]);
  await Promise.all([hub, device, twin, browser].map((client) => client.endAsync(true)));
  door.close();
});

it("knows who may say and hear what", () => {
  const rights = {
    mayHear: (filter: string) => filter === "yiwang/a",
    maySay: (topic: string) => topic === "yiwang/b",
  };
  expect(mayPublish("browser", "yiwang/b", rights)).toBe(true);
  expect(mayPublish("browser", "yiwang/a", rights)).toBe(false);
  expect(mayPublish("browser", "yiwang/b")).toBe(false);
  for (const topic of ["yiwang/tiny/ask/1", "yiwang", "$SYS/x"]) expect(mayPublish("device", topic), topic).toBe(false);
  expect(mayPublish("device", "yiwangs/x")).toBe(true);
  expect(mayPublish("hub", "yiwang/tiny/status")).toBe(true);
  expect(maySubscribe("browser", "yiwang/a", rights)).toBe(true);
  for (const filter of ["#", "+/tiny/#", "yiwang/#"])
    expect(maySubscribe("browser", filter, rights), filter).toBe(false);
  expect(maySubscribe("device", "#")).toBe(true);
  for (const filter of ["$SYS/#", "yiwang/#", "yiwang/tiny/frame/1"])
    expect(maySubscribe("device", filter), filter).toBe(false);
});
