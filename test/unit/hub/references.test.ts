// Layers of other hosts at the hub: the page may ask exactly those, keys come from the environment, and without any nothing changes.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { SceneFiles } from "../../../src/hub/access/sceneFiles.ts";
import { visitorOf } from "../../../src/hub/access/visitor.ts";
import type { BuiltScene } from "../../../src/hub/builtScene.ts";
import { type ApiAnswers, buildHttp } from "../../../src/hub/http.ts";
import { type HubReferences, hubReferences } from "../../../src/hub/references.ts";
import { FrameLayout } from "../../../src/twin/access/frames.ts";
import { Sights } from "../../../src/twin/access/sight.ts";
import { tinyCity } from "../twin/tinyCity.ts";

const dir = mkdtempSync(join(tmpdir(), "hub-references-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const reference = (more: object): object => ({
  spec: { id: "a", name: { zh: "图" }, ...more },
  url: (more as { url: string }).url,
});
const wms = reference({ type: "wms", url: "https://maps.example.cn:8443/wms", layers: "x" });
const tianditu = reference({ id: "t", type: "tianditu", url: "https://t{s}.tianditu.gov.cn", subdomains: ["0"] });

async function get(path: string, references?: HubReferences) {
  const api = new Proxy({}, { get: () => () => ({}) }) as ApiAnswers;
  const nodes = tinyCity();
  const scene = { id: "town", access: { layers: {} } } as unknown as BuiltScene["scene"];
  const manifest = { hash: "0".repeat(64) } as unknown as BuiltScene["manifest"];
  const built = { directory: dir, manifest, scene, nodes };
  const sights = new Sights(nodes, new FrameLayout(nodes));
  const parts = {
    identify: async () => visitorOf(nodes.columns.code[0]),
    areas: [],
    log: () => undefined,
    built,
    sights,
    files: new SceneFiles(built, sights, dir),
    appDir: dir,
    api,
    browser: () => {},
  };
  const app = await buildHttp({ ...parts, references });
  const response = await app.inject({ url: path });
  await app.close();
  return response;
}

describe("references at the hub", () => {
  it("lets the page ask the hosts that are named, for data and for images, and no others", async () => {
    const { headers } = await get(
      "/api/time",
      hubReferences([wms, tianditu], {}, () => {}),
    );
    const policy = String(headers["content-security-policy"]);
    const hosts = "https://maps.example.cn:8443 https://t0.tianditu.gov.cn";
    expect(policy).toContain(`connect-src 'self' ${hosts} data: blob:`);
    expect(policy).toContain(`img-src 'self' ${hosts} data: blob:`);
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(policy).toContain("default-src 'self';");
  });

  it("changes nothing for a scene without references", async () => {
    const { headers } = await get("/api/time");
    expect(headers["content-security-policy"]).toContain("connect-src 'self' data: blob:;");
    expect(
      (
        await get(
          "/api/time",
          hubReferences(undefined, {}, () => {}),
        )
      ).headers["content-security-policy"],
    ).toBe(headers["content-security-policy"]);
  });

  it("hands out keys from the environment, and says which are wanted and not there", async () => {
    const log: string[] = [];
    const env = { YIWANG_TOKEN_TIANDITU: "key-1", YIWANG_TOKEN_OTHER: "secret", PATH: "/bin" };
    const keyed = reference({ id: "k", type: "czml", url: "https://h/x", token: { name: "city-maps" } });
    const found = hubReferences([wms, tianditu, keyed], env, (text) => log.push(text));
    expect((await get("/api/references", found)).json()).toEqual({ tokens: { t: "key-1" } });
    expect(log).toEqual(["layer k wants a key and has none → set YIWANG_TOKEN_CITY_MAPS"]);
  });
});
