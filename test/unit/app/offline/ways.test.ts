// What the service worker of the field room takes in hand, and what it must leave alone.

import { describe, expect, it } from "vitest";
import { isForGood, mayKeep, sceneCacheOf, wayOf } from "../../../../src/app/offline/ways.ts";

const ORIGIN = "https://twin.example";
const asked = (path: string, more: Partial<Request> = {}) => ({
  url: new URL(path, ORIGIN).href,
  method: "GET",
  mode: "cors" as RequestMode,
  headers: new Headers(),
  ...more,
});
const answer = (cacheControl: string, status = 200, type: ResponseType = "basic") => ({
  status,
  type,
  headers: new Headers(cacheControl ? { "cache-control": cacheControl } : {}),
});

describe("ways of requests", () => {
  it.each([
    ["/assets/index-12345678.js", "shell"],
    ["/cesium/1.145.0/Workers/createGeometry.js", "shell"],
    ["/scene/linjiang/layers/buildings/tileset.json?v=1", "scene"],
    ["/scene/linjiang/buildings.bin?v=1", "scene"],
  ])("takes %s as %s", (path, way) => expect(wayOf(asked(path), ORIGIN)).toBe(way));
  it.each([
    "/api/session",
    "/api/scene",
    "/api/cases/1/photos/x",
    "/healthz",
    "/mqtt",
    "/manifest.webmanifest",
    "/scene/linjiang/nodes.bin?v=1",
    "/scene/linjiang/built.json",
    "https://tiles.example/scene/x.glb",
  ])("leaves %s alone", (path) => expect(wayOf(asked(path), ORIGIN)).toBeNull());
  it("opens the field room and no other", () => {
    const page = (path: string) => wayOf(asked(path, { mode: "navigate" }), ORIGIN);
    expect(page("/field?case=3")).toBe("page");
    for (const path of ["/wall", "/plan", "/", "/fieldwork", "/api/session/oidc", "/assets/x.js"])
      expect(page(path)).toBeNull();
  });
  it("leaves deeds and parts of files alone", () => {
    expect(wayOf(asked("/scene/x/a.glb", { method: "POST" }), ORIGIN)).toBeNull();
    expect(wayOf(asked("/scene/x/a.pmtiles", { headers: new Headers({ range: "bytes=0-9" }) }), ORIGIN)).toBeNull();
  });
});

describe("answers", () => {
  it("are kept when they are whole and good, and the hub does not want them forgotten", () => {
    expect(mayKeep(answer("private, no-cache"))).toBe(true);
    expect(mayKeep(answer(""))).toBe(true);
    expect(mayKeep(answer("private, no-store"))).toBe(false);
    expect(mayKeep(answer("", 206))).toBe(false);
    expect(mayKeep(answer("", 403))).toBe(false);
    expect(mayKeep(answer("", 200, "opaque"))).toBe(false);
  });
  it("hold for good when they say so", () => {
    expect(isForGood(answer("private, max-age=31536000, immutable"))).toBe(true);
    expect(isForGood(answer("private, no-cache"))).toBe(false);
  });
  it("are each person's own", () => {
    expect(sceneCacheOf("demo:a")).not.toBe(sceneCacheOf("demo:b"));
  });
});
