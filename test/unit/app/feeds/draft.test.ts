// A draft of a feed from one unknown message: numbers and times found, parts that vary, and what the manifest would say.

import { describe, expect, it } from "vitest";
import { deviceOf, draftOf, feedOf, pathsOf } from "../../../../src/app/feeds/draft.ts";
import { feedFaults } from "../../../../src/twin/scene/feedFaults.ts";
import { feed as feedSchema } from "../../../../src/twin/scene/schema.ts";

const nobody = (): undefined => undefined;

describe("pathsOf", () => {
  it("finds numbers, numbers as text, switches, and tells times from them", () => {
    const payload = JSON.stringify({
      v: 1.5,
      text: "12.3",
      on: true,
      name: "泵",
      at: "2026-11-27T10:00:00Z",
      ts: 1795336974,
      inner: { list: [{ t: 3 }], deep: null },
    });
    expect(pathsOf(payload)).toEqual({ numbers: ["v", "text", "on", "inner.list.0.t"], times: ["at", "ts"] });
  });
  it("finds a bare number, and nothing in what is no JSON", () => {
    expect(pathsOf("23.4")).toEqual({ numbers: [""], times: [] });
    expect(pathsOf('{"cut": 1, "of')).toEqual({ numbers: [], times: [] });
  });
});

describe("a draft", () => {
  it("takes a part of the topic that is a code for what varies", () => {
    const draft = draftOf("a/3399/level", '{"v":1,"t":"2026-11-27T10:00:00Z"}', (part) =>
      part === "3399" ? part : undefined,
    );
    expect(draft.varying).toEqual([false, true, false]);
    const feed = feedOf(draft, new Set());
    expect(feed).toMatchObject({
      id: "map-a-level",
      topic: "a/{part2}/level",
      readings: [{ node: "{part2}", value: "v", time: "t" }],
    });
    expect(feed).not.toHaveProperty("nodes");
  });

  it("knows a device by its name where it is no code, and a single topic without any", () => {
    const draft = { ...draftOf("b/DEV 1/x", "5", nobody), code: "P1" };
    expect(feedOf(draft, new Set())).toMatchObject({ topic: "b/DEV 1/x", readings: [{ node: "P1", value: "" }] });
    const varying = { ...draft, varying: [false, true, false], unit: " °C " };
    expect(deviceOf(varying)).toBe("DEV 1");
    expect(feedOf(varying, new Set())).toMatchObject({
      topic: "b/{part2}/x",
      readings: [{ node: "{part2}", value: "", unit: "°C" }],
      nodes: { "DEV 1": "P1" },
    });
  });

  it("gives an id of its own, and a feed the manifest takes", () => {
    const draft = { ...draftOf("厂区/√/x", "5", nobody), code: "P1" };
    const first = feedOf(draft, new Set());
    expect(first.id).toBe("map-x");
    expect(feedOf(draft, new Set(["map-x"])).id).toBe("map-x-2");
    expect(feedFaults(feedSchema.parse(first), "feed")).toEqual([]);
    expect(feedOf({ ...draft, varying: [true, true, true] }, new Set()).id).toBe("map");
  });
});
