// CAP both ways: our alarms as messages that our own reader reads back, and other people's warnings as alarms.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { capTime, writeCap } from "../../../../src/feeds/capXml.ts";
import { readCap } from "../../../../src/feeds/conventions/cap.ts";
import { capFeed, capOf, capXml } from "../../../../src/hub/alarms/capOut.ts";
import { carryOut } from "../../../../src/hub/alarms/commands.ts";
import { listAlarms } from "../../../../src/hub/alarms/query.ts";
import { alarmListQuery } from "../../../../src/twin/alarms/shapes.ts";
import { placeOfWarning } from "../../../../src/twin/alarms/warnings.ts";
import type { CapAlert } from "../../../../src/twin/alerts.ts";
import { severityOfCap } from "../../../../src/twin/alerts.ts";
import { tinyCity } from "../../twin/tinyCity.ts";
import { CHIEF, type Desk, newKey, openDesk } from "./desk.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const ZONE = "Asia/Shanghai";

describe("CAP out", () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.close());

  it("is read back by our own reader as it was, and marks what is simulated", async () => {
    const { alarms, nodes, clock, context } = desk;
    alarms.queue.push(nodes.slotOf("L1"), 0, 5, 1.25, clock.now, clock.now, 0);
    alarms.queue.push(nodes.slotOf("T3"), 2, 4, 36, clock.now, clock.now, 4);
    alarms.queue.push(nodes.slotOf("L2"), 0, 3, 0.9, clock.now, clock.now, 0);
    await alarms.flush();
    const list = await listAlarms(context, CHIEF, alarmListQuery.parse({}));
    const of = (node: string) => list.alarms.find((alarm) => alarm.node === node) as (typeof list.alarms)[number];
    const read = readCap(bytes(capXml(context, of("L1"))), "UTC");
    const { restriction: _restriction, infos, ...head } = capOf(context, of("L1"));
    expect(read).toMatchObject(head);
    expect(read.sent).toBe(clock.now);
    for (const [i, info] of infos.entries()) {
      const { categories: _categories, parameters: _parameters, ...kept } = info;
      expect(read.infos[i]).toMatchObject({ ...kept, expires: Number.NaN });
    }
    expect(severityOfCap(read.infos[0].severity)).toBe(5);
    expect(read.infos.map(({ language, event }) => [language, event])).toEqual([
      ["zh-CN", "规则full"],
      ["en-US", "rule full"],
    ]);
    expect(read.infos[0].areas[0].circles[0]).toEqual({ lon: 121.5, lat: 31.2, radiusMetres: 50 });
    expect(read.infos[0].areas[0].geocodes).toEqual([{ name: "GB/T 2260", value: "310101001001001" }]);
    expect(readCap(bytes(capXml(context, of("T3"))), ZONE).status).toBe("Exercise");
    const feed = capFeed(context, [of("L1"), of("T3")], clock.now);
    const inside = [...feed.matchAll(/<content[^>]*>(.*?)<\/content>/gs)].map(
      ([, text]) => readCap(bytes(text), ZONE).status,
    );
    expect(inside).toEqual(["Actual", "Exercise"]);
  });

  it("escapes what people and devices say", () => {
    const nasty = 'a<b>&"\u0007]]></alert>';
    const cap = capOf(desk.context, {
      ...({} as never as Parameters<typeof capOf>[1]),
      id: 1,
      version: 1,
      node: nasty,
      rule: nasty,
      kind: "cap-warning",
      title: { zh: nasty },
      unit: null,
      value: null,
      flags: 0,
      severity: 3,
      active: true,
      activeAt: 0,
      clearedAt: null,
      acknowledgedAt: null,
      acknowledged: false,
    });
    expect(readCap(bytes(writeCap(cap, ZONE)), ZONE).infos[0].event).toBe(nasty.replace("\u0007", ""));
  });

  it("writes times to the second with an offset, never Z", () => {
    expect(capTime(Date.UTC(2026, 10, 27, 1, 2, 3), ZONE)).toBe("2026-11-27T09:02:03+08:00");
    expect(capTime(Date.UTC(2026, 10, 27, 1, 2, 3), "UTC")).toBe("2026-11-27T01:02:03-00:00");
    expect(capTime(Date.UTC(2026, 6, 1, 12), "America/St_Johns")).toBe("2026-07-01T09:30:00-02:30");
  });
});

const warning = (more: Partial<CapAlert> = {}, info: Partial<CapAlert["infos"][number]> = {}): CapAlert => ({
  identifier: "1",
  sender: "met",
  sent: 1_800_000_000_000,
  status: "Actual",
  msgType: "Alert",
  scope: "Public",
  references: [],
  infos: [
    {
      language: "zh-CN",
      event: "暴雨",
      headline: "暴雨橙色预警",
      description: "",
      instruction: "",
      urgency: "Immediate",
      severity: "Severe",
      certainty: "Likely",
      effective: Number.NaN,
      expires: 1_800_003_600_000,
      senderName: "",
      areas: [{ description: "", polygons: [], circles: [], geocodes: [{ name: "GB/T 2260", value: "310102" }] }],
      ...info,
    },
  ],
  ...more,
});

describe("warnings in force", () => {
  it("hold for the innermost place that holds all they are about", () => {
    const nodes = tinyCity();
    const at = (areas: CapAlert["infos"][number]["areas"]): string =>
      nodes.columns.code[placeOfWarning(warning({}, { areas }), nodes)];
    const area = { description: "", polygons: [], circles: [], geocodes: [] };
    const coded = (...values: string[]) => ({
      ...area,
      geocodes: values.map((value) => ({ name: "GB/T 2260", value })),
    });
    expect(at([coded("310102001")])).toBe("310102001");
    expect(at([coded("310102001001001", "310102001001002")])).toBe("310102001");
    expect(at([coded("310101"), coded("310102")])).toBe("310000");
    expect(at([coded("999999")])).toBe("310000");
    expect(at([area])).toBe("310000");
    // Both districts of the tiny city have their middle at 121.5, 31.2.
    expect(at([{ ...area, circles: [{ lon: 121.5, lat: 31.2, radiusMetres: 10 }] }])).toBe("310000");
    const ring: [number, number][] = [
      [121, 31],
      [122, 31],
      [122, 32],
      [121, 31],
    ];
    expect(at([{ ...area, polygons: [ring] }, coded("310101")])).toBe("310000");
  });

  it("are alarms of their own kind: raised, changed by an update, acknowledged, over when they end, and taken up by a start", async () => {
    const desk = await openDesk();
    const { alarms, alerts, clock, context } = desk;
    const open = async () => (await listAlarms(context, CHIEF, alarmListQuery.parse({ kind: "cap-warning" }))).alarms;
    alarms.sourceBack(clock.now);
    alerts.take(warning(), clock.now);
    alerts.take(warning({ identifier: "2", status: "Exercise" }), clock.now);
    alarms.tick(clock.now);
    await alarms.flush();
    const [alarm, ...others] = await open();
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({
      node: "310102",
      severity: 4,
      active: true,
      title: { zh: "暴雨橙色预警" },
      unit: null,
    });
    alerts.take(
      warning(
        { identifier: "3", msgType: "Update", references: ["met,1,x"], sent: 1_800_000_060_000 },
        { severity: "Extreme" },
      ),
      clock.now,
    );
    clock.now += 1000;
    alarms.tick(clock.now);
    await alarms.flush();
    const [worse] = await open();
    expect(worse).toMatchObject({ id: alarm.id, severity: 5 });
    await carryOut(context, CHIEF, { key: newKey(), deed: "acknowledge", alarms: [worse], text: "" });
    expect(await alarms.alarmOf(alarm.id)).toMatchObject({
      kind: "cap-warning",
      slot: desk.nodes.slotOf("310102"),
      name: { zh: "暴雨橙色预警" },
    });

    // A start: nothing is over before the broker has had time to hand out what is retained.
    const again = await openDesk({ database: desk.database, now: clock.now });
    again.alarms.tick(again.clock.now);
    again.alarms.sourceBack(again.clock.now);
    again.alarms.tick(again.clock.now + 30_000);
    await again.alarms.flush();
    expect(await open()).toHaveLength(1);
    again.alarms.tick(again.clock.now + 61_000);
    await again.alarms.flush();
    expect(await open()).toHaveLength(0);
    await again.close();
    await desk.close();
  });
});
