// The whole way in a running hub: a device's reading becomes an alarm in the API and a hint at the broker; late, old and bad ones do not.

import { rmSync } from "node:fs";
import type { MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlarmHint, AlarmList } from "../../../../src/twin/alarms/shapes.ts";
import { connectDevice, startTinyHub, until, VISITED, writeTinyScene } from "../tinyHub.ts";

type TinyHub = Awaited<ReturnType<typeof startTinyHub>>;

describe("alarms in a running hub", () => {
  const folders = writeTinyScene();
  let hub: TinyHub;
  let device: MqttClient;
  const start = async (): Promise<void> => {
    hub = await startTinyHub({ dataDir: folders.dataDir, databaseUrl: undefined }, VISITED);
    device = await connectDevice(hub.mqttUrl);
  };
  const list = async (): Promise<AlarmList> => (await fetch(`${hub.url}/api/alarms`)).json() as Promise<AlarmList>;
  const say = (code: string, v: number | string, t = Date.now()): Promise<unknown> =>
    device.publishAsync(`city/level/${code}`, JSON.stringify({ v, t }), { qos: 1 });
  const listed = async (what: string, holds: (found: AlarmList) => boolean): Promise<AlarmList> => {
    let found = await list();
    for (let i = 0; !holds(found); i++) {
      if (i > 100) throw new Error(`in vain: ${what} ${JSON.stringify(found)}`);
      await new Promise((done) => setTimeout(done, 100));
      found = await list();
    }
    return found;
  };

  beforeAll(start);
  afterAll(async () => {
    await device.endAsync(true);
    await hub.stop();
    rmSync(folders.dataDir, { recursive: true, force: true });
    folders.remove();
  });

  it("a reading beyond its limit is one, with where it came from, and pages are told", async () => {
    const hints: { hint: AlarmHint; retain: boolean }[] = [];
    const page = await connectDevice(`${hub.url.replace("http", "ws")}/mqtt`);
    page.on("message", (_topic, payload, { retain }) =>
      hints.push({ hint: JSON.parse(payload.toString()) as AlarmHint, retain: retain === true }),
    );
    await page.subscribeAsync("yiwang/tiny/desk/alarms/1");
    await say("L1", 0.7);
    await say("L1", 1.05);
    const { alarms } = await listed("L1 alarms", ({ total }) => total === 1);
    expect(alarms[0]).toMatchObject({
      node: "L1",
      rule: "level-limit",
      severity: 4,
      value: 1.05,
      flags: 0,
      active: true,
    });
    const [{ id, version }] = alarms;
    await until("a hint of it", () =>
      hints.some(({ hint }) => hint.changed.some((each) => `${each}` === `${id},${version}`)),
    );
    expect(hints.at(-1)?.hint).toMatchObject({ open: 1, unacknowledged: 1 });
    // Who comes later finds the last one.
    const later = await connectDevice(`${hub.url.replace("http", "ws")}/mqtt`);
    const kept = new Promise<AlarmHint>((done) =>
      later.on("message", (_topic, payload) => done(JSON.parse(payload.toString()))),
    );
    await later.subscribeAsync("yiwang/tiny/desk/alarms/1");
    expect(await kept).toMatchObject({ open: 1, unacknowledged: 1 });
    await page.endAsync(true);
    await later.endAsync(true);
  });

  it("late and bad readings raise nothing", async () => {
    const now = Date.now();
    await say("L2", 0.1, now);
    await say("L2", 1.3, now - 60_000);
    await device.publishAsync("city/lora/g1", JSON.stringify([{ n: "urn:dev:L3", v: 0.1, t: now / 1000 }]), { qos: 1 });
    await say("L3", "much");
    // What comes after them has been written: they were before it.
    await say("L2", 0.9, now + 1);
    const { alarms } = await listed("L2 alarms", ({ total }) => total === 2);
    expect(alarms.find(({ node }) => node === "L2")).toMatchObject({
      severity: 3,
      worst: 3,
      value: 0.9,
      occurrences: 1,
    });
    expect(alarms.some(({ node }) => node === "L3")).toBe(false);
  });

  it("a start takes up what was open, and the first reading ends what is over", async () => {
    const before = await list();
    await device.endAsync(true);
    await hub.close();
    await start();
    expect((await list()).alarms.map(({ id }) => id)).toEqual(before.alarms.map(({ id }) => id));
    await say("L1", 0.2);
    const { alarms } = await listed("L1 is over", (found) => found.alarms.some(({ active }) => !active));
    expect(alarms.find(({ node }) => node === "L1")).toMatchObject({ active: false, acknowledged: false });
  });
});
