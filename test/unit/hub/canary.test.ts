// The canary goes through the broker like a reading and comes out in a frame of places, with nothing else in it; nobody else can send one.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CANARY_MS, Canary } from "../../../src/hub/canary.ts";
import { connectDevice, startTinyHub, TinyBrowser, until } from "./tinyHub.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a canary", () => {
  it("is known by its own time alone", () => {
    const canary = new Canary("tiny", () => true);
    expect(canary.heard(bytes("NaN"), 1000)).toBeUndefined();
    canary.send(1000);
    expect(canary.heard(bytes("999"), 1020)).toBeUndefined();
    expect(canary.heard(bytes("1000"), 1030)).toBe(1000);
    expect(canary.roundTripMs).toBe(30);
    expect(canary.silentForMs(1130)).toBe(100);
  });

  it("that could not be sent is not waited for", () => {
    const canary = new Canary("tiny", () => false);
    canary.send(1000);
    expect(canary.heard(bytes("1000"), 1030)).toBeUndefined();
  });
});

describe("the way of a canary", () => {
  let hub: Awaited<ReturnType<typeof startTinyHub>>;
  let browser: TinyBrowser;
  beforeAll(async () => {
    hub = await startTinyHub();
    browser = new TinyBrowser(hub.url);
  });
  afterAll(async () => {
    await browser.close();
    await hub.stop();
  });
  const canaries = () =>
    browser.frames.flatMap(({ canary = 0, kind, partition, slot }) =>
      canary > 0 ? [{ canary, kind, partition, slots: slot.length }] : [],
    );

  it("ends in a delta of places at every screen, though nothing has changed", async () => {
    const before = Date.now();
    await until("two canaries", () => canaries().length >= 2, 3 * CANARY_MS);
    const [first, second] = canaries();
    expect(first).toMatchObject({ kind: "delta", partition: 0, slots: 0 });
    expect(first.canary).toBeGreaterThan(before - CANARY_MS);
    expect(second.canary - first.canary).toBeGreaterThan(CANARY_MS / 2);
    expect(browser.gaps).toBe(0);
  }, 30_000);

  it("is not to be had by a device that says one", async () => {
    const device = await connectDevice(hub.mqttUrl);
    const forged = String(Date.now() + 1_000_000);
    await device.publishAsync("yiwang/tiny/canary", forged).catch(() => undefined);
    const count = canaries().length;
    await until("the next canary", () => canaries().length > count, 3 * CANARY_MS);
    expect(canaries().some(({ canary }) => canary === Number(forged))).toBe(false);
    await device.endAsync(true);
  }, 30_000);
});
