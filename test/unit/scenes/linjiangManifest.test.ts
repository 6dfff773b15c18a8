// The manifest of the made-up city: valid, covering all seven fields, and in step with its generator and simulation.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import generate from "../../../scenes/linjiang/generate/index.ts";
import { TopicTemplate } from "../../../src/feeds/topicTemplate.ts";
import { readScene } from "../../../src/twin/scene/readScene.ts";
import { FIELDS } from "../../../src/twin/scene/schema.ts";
import { SEVERITY, severityOf } from "../../../src/twin/severity.ts";

const folder = new URL("../../../scenes/linjiang/", import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), "utf8"));
interface Behaviour {
  feed: string;
  base: number;
  amplitude: number;
  noise: number;
}
const scene = readScene(read("scene.json"));
const simulation = read("simulation.json") as { kinds: Record<string, Behaviour> };
const city = generate({ seed: 1, buildings: 60_000 });
const points = scene.kinds.filter((kind) => kind.level === "point");

describe("kinds", () => {
  it("name every kind the generator uses, at the same level", () => {
    const levels = new Map(scene.kinds.map((kind) => [kind.id, kind.level]));
    for (const asset of city.assets) {
      if (asset.level === "floor") expect(asset.kind).toBeUndefined();
      else expect(levels.get(asset.kind as never), `${asset.code} ${asset.kind}`).toBe(asset.level);
    }
    const used = new Set(city.assets.map((asset) => asset.kind));
    expect(scene.kinds.filter((kind) => !used.has(kind.id)).map((kind) => kind.id)).toEqual([]);
  });

  it("cover the seven fields with points that the city really has", () => {
    const used = new Set(city.assets.filter((asset) => asset.level === "point").map((asset) => asset.kind));
    for (const field of FIELDS)
      expect(
        points.some((kind) => kind.field === field && used.has(kind.id)),
        field,
      ).toBe(true);
  });

  it("say where their limits come from", () => {
    for (const kind of points) if (kind.limits) expect(kind.standardRef, kind.id).toBeTruthy();
  });
});

describe("indicators", () => {
  it("are at least three a field", () => {
    for (const field of FIELDS)
      expect(scene.indicators.filter((indicator) => indicator.field === field).length, field).toBeGreaterThanOrEqual(3);
  });
});

describe("simulation", () => {
  it("tells how every point kind behaves, over a feed of the manifest", () => {
    const feeds = new Set(scene.feeds.map((feed) => feed.id));
    expect(Object.keys(simulation.kinds).sort()).toEqual(points.map((kind) => kind.id).sort());
    for (const [kind, { feed }] of Object.entries(simulation.kinds)) expect(feeds.has(feed as never), kind).toBe(true);
    expect(new Set(Object.values(simulation.kinds).map(({ feed }) => feed)).size).toBe(scene.feeds.length);
  });

  it("is normal in calm weather, at the top and the bottom of the day", () => {
    for (const kind of points) {
      const { base, amplitude, noise } = simulation.kinds[kind.id];
      for (const value of [base, base + amplitude + 2 * noise, base - amplitude - 2 * noise])
        expect(severityOf(value, kind.limits), `${kind.id} at ${value}`).toBe(SEVERITY.normal);
    }
  });

  it("gives air stations exactly the points their messages carry", () => {
    const feed = scene.feeds.find(({ id }) => id === "air");
    const stations = city.assets.filter((asset) => asset.kind === "air-station");
    const codes = new Set(city.assets.map((asset) => asset.code));
    expect(stations.length).toBeGreaterThan(10);
    for (const { code } of stations) {
      const captures = new TopicTemplate(feed?.topic ?? "").match(`linjiang/air/${code}`);
      expect(captures?.station).toBe(code);
      for (const reading of feed?.readings ?? []) expect(codes.has(reading.node.replace("{station}", code))).toBe(true);
    }
  });
});
