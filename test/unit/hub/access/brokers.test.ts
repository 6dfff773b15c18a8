// The same rules at brokers that are not ours: behind the hub's bridge, and straight, by the exported list, at a real Mosquitto.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emqxClaims, mosquittoAcl } from "../../../../src/twin/access/acl.ts";
import { needTool } from "../../../support/need.ts";
import { freePort, type Running, start } from "../../../support/process.ts";
import { until } from "../tinyHub.ts";
import { type CityHub, Client, startCityHub } from "./cityHub.ts";

const program = needTool("mosquitto");
const FRAMES = [0, 1, 2, 10002, 20001];

describe.skipIf(!program)("a Mosquitto with the exported list", () => {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-acl-"));
  let broker: Running;
  let port: number;
  let hub: CityHub;

  beforeAll(async () => {
    port = await freePort();
    const acl = join(folder, "acl");
    writeFileSync(acl, mosquittoAcl("tiny", FRAMES), { mode: 0o644 });
    writeFileSync(
      join(folder, "conf"),
      `listener ${port} 127.0.0.1\nallow_anonymous true\nacl_file ${acl}\npersistence false\nlog_dest stderr\nuser root\n`,
    );
    broker = start(program as string, ["-c", join(folder, "conf")]);
    await broker.says(/mosquitto version [\d.]+ running/);
    hub = await startCityHub({ mqttUrl: `mqtt://hub:secret@127.0.0.1:${port}` });
  });
  afterAll(async () => {
    await hub?.stop();
    await broker?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const as = (username: string | undefined) =>
    mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
      reconnectPeriod: 0,
      ...(username ? { username, password: "x" } : {}),
    });

  it("gives programs the frames of their clearance, devices none, strangers nothing", async () => {
    const heard: Record<string, Set<string>> = {};
    const links: mqtt.MqttClient[] = [];
    for (const user of ["reader-1", "reader-2", "reader-3", "device", ""]) {
      const link = await as(user || undefined);
      links.push(link);
      const topics = new Set<string>();
      heard[user] = topics;
      link.on("message", (topic) => topics.add(topic));
      await link.subscribeAsync(["#", ...FRAMES.map((frame) => `yiwang/tiny/key/${frame}`)]).catch(() => undefined);
    }
    const city = await as("hub");
    links.push(city);
    await city.publishAsync("city/level/L1", '{"v":0.5}', { qos: 1 });
    await until(
      "the hub's keyframes",
      () =>
        FRAMES.every((frame) =>
          frame > 2
            ? heard["reader-3"].has(`yiwang/tiny/key/${frame}`)
            : heard["reader-1"].has(`yiwang/tiny/key/${frame}`),
        ),
      20_000,
    );
    await until("the device's reading", () => heard.device.has("city/level/L1"));
    const frames = (user: string) =>
      [...heard[user]]
        .filter((topic) => topic.includes("/key/"))
        .map((topic) => Number(topic.split("/")[3]))
        .sort((a, b) => a - b);
    expect(frames("reader-1")).toEqual([0, 1, 2]);
    expect(frames("reader-2")).toEqual([0, 1, 2, 10002]);
    expect(frames("reader-3")).toEqual(FRAMES);
    expect([...heard.device].filter((topic) => topic.startsWith("yiwang/"))).toEqual([]);
    expect([...heard["reader-3"]].filter((topic) => !topic.startsWith("yiwang/"))).toEqual([]);
    expect([...heard[""]]).toEqual([]);
    // What they say is heard by nobody but an ask.
    const said: string[] = [];
    city.on("message", (topic) => said.push(topic));
    await city.subscribeAsync("#");
    const [reader] = links;
    for (const topic of ["city/level/L1", "yiwang/tiny/status", "yiwang/tiny/ask/20001", "yiwang/tiny/ask/1"])
      await reader.publishAsync(topic, "from a reader", { qos: 1 });
    const [, , , device] = links;
    await device.publishAsync("yiwang/tiny/frame/1", "x", { qos: 1 });
    await device.publishAsync("city/last", "x", { qos: 1 });
    await until("the last", () => said.includes("city/last"));
    expect(said.filter((topic) => topic === "city/level/L1" || topic === "yiwang/tiny/ask/20001")).toEqual([]);
    expect(said).toContain("yiwang/tiny/ask/1");
    for (const link of links) await link.endAsync(true);
  });

  it("sees browsers as the hub, which lets through what each person may", async () => {
    const observer = await hub.person("observer", [{ role: "observer", clearance: 1 }]);
    const link = await mqtt.connectAsync(`${hub.url.replace("http", "ws")}/mqtt`, {
      reconnectPeriod: 0,
      username: "device",
      password: "guess",
      will: { topic: "city/will", payload: Buffer.from("x"), qos: 0, retain: false },
      wsOptions: { headers: { cookie: observer.cookie } },
    });
    const heard: string[] = [];
    link.on("message", (topic) => heard.push(topic));
    const grants = async (filter: string): Promise<boolean> =>
      link.subscribeAsync(filter).then(
        ([{ qos }]) => qos < 128,
        () => false,
      );
    expect(await grants("yiwang/tiny/key/1")).toBe(true);
    expect(await grants("yiwang/tiny/key/20001")).toBe(false);
    expect(await grants("#")).toBe(false);
    expect(await grants("yiwang/tiny/+/20001")).toBe(false);
    expect(await grants("yiwang/tiny/status")).toBe(true);
    await until("what it may hear", () => heard.includes("yiwang/tiny/key/1") && heard.includes("yiwang/tiny/status"));
    expect(heard.every((topic) => topic === "yiwang/tiny/key/1" || topic === "yiwang/tiny/status")).toBe(true);
    const watcher = await as("hub");
    const said: string[] = [];
    watcher.on("message", (topic) => said.push(topic));
    await watcher.subscribeAsync("#");
    await link.publishAsync("yiwang/tiny/ask/1", "");
    await until("the ask", () => said.includes("yiwang/tiny/ask/1"));
    let closed = false;
    link.on("close", () => {
      closed = true;
    });
    link.publish("city/level/L1", '{"v":7}');
    await until("the end of one who says more", () => closed);
    await watcher.publishAsync("city/last", "x", { qos: 1 });
    await until("the last", () => said.includes("city/last"));
    expect(said).not.toContain("city/level/L1");
    expect(said).not.toContain("city/will");
    await watcher.endAsync(true);
    await link.endAsync(true);
    expect((await new Client(hub.url).ask("GET", "/api/scene")).status).toBe(401);
  });
});

describe("claims for EMQX", () => {
  it("allow what Mosquitto's list allows, and end with a refusal of all else", () => {
    const claims = emqxClaims("tiny", FRAMES) as {
      username: string;
      acl: { permission: string; action: string; topic: string }[];
    }[];
    const [one, , three] = claims;
    expect(one.username).toBe("reader-1");
    const topics = (of: typeof one, action: string) =>
      of.acl.filter((rule) => rule.permission === "allow" && rule.action === action).map(({ topic }) => topic);
    expect(topics(one, "subscribe")).toContain("yiwang/tiny/frame/2");
    expect(topics(one, "subscribe")).not.toContain("yiwang/tiny/frame/20001");
    expect(topics(three, "subscribe")).toContain("yiwang/tiny/frame/20001");
    expect(topics(one, "publish")).toEqual([0, 1, 2].map((frame) => `yiwang/tiny/ask/${frame}`));
    for (const { acl } of claims) expect(acl.at(-1)).toEqual({ permission: "deny", action: "all", topic: "#" });
  });
});
