// Files over HTTP: rooms, precompression, ranges, caching, security headers, and no way out of the folders.

import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BoundedList, excerptOf } from "../../../src/feeds/strangers.ts";
import { type Hub, startHub } from "../../../src/hub/main.ts";
import { RecentSamples } from "../../../src/hub/recent.ts";
import { writeTinyScene } from "./tinyHub.ts";

const folders = writeTinyScene();
let hub: Hub;

beforeAll(async () => {
  writeFileSync(join(folders.appDir, "index.html"), "<!doctype html><title>room</title>");
  writeFileSync(join(folders.appDir, "assets", "main-AbCd1234.js"), "export {}");
  const tileset = JSON.stringify({ asset: { version: "1.1" }, pad: "x".repeat(500) });
  writeFileSync(join(folders.sceneDir, "layers", "tileset.json"), tileset);
  writeFileSync(join(folders.sceneDir, "layers", "tileset.json.br"), brotliCompressSync(tileset));
  hub = await startHub({
    port: 0,
    mqttPort: 0,
    host: "127.0.0.1",
    ...folders,
    databaseUrl: null,
    log: () => undefined,
  });
});

afterAll(async () => {
  await hub.close();
  folders.remove();
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(hub.url + path, { headers });

describe("files", () => {
  it("answers the three rooms with the app and nothing else", async () => {
    for (const path of ["/", "/wall", "/plan", "/field", "/wall?node=310101"])
      expect(await (await get(path)).text(), path).toContain("<title>room</title>");
    for (const path of ["/other", "/wall/x", "/assets/none.js", "/api/none"]) {
      const response = await get(path);
      expect(response.status, path).toBe(404);
      expect((await response.json()).error).toContain("nothing at");
    }
  });

  it("keeps hashed assets for a year and asks again for the rest", async () => {
    const asset = await get("/assets/main-AbCd1234.js");
    expect(asset.headers.get("cache-control")).toContain("immutable");
    expect(asset.headers.get("content-type")).toContain("javascript");
    const page = await get("/wall");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    // Without its own cache-control, fetch would send no-cache and so forbid a 304.
    const etag = page.headers.get("etag") as string;
    const again = await get("/wall", { "if-none-match": etag, "cache-control": "max-age=0" });
    expect(again.status).toBe(304);
  });

  it("serves precompressed scene files, ranges, and versions by hash", async () => {
    const path = "/scene/tiny/layers/tileset.json";
    const packed = await get(path, { "accept-encoding": "br" });
    expect(packed.headers.get("content-encoding")).toBe("br");
    expect((await packed.json()).asset.version).toBe("1.1");
    expect(packed.headers.get("cache-control")).toBe("private, no-cache");
    expect((await get(`${path}?v=abc`)).headers.get("cache-control")).toContain("immutable");
    const part = await get("/scene/tiny/nodes.bin", { range: "bytes=0-3" });
    expect(part.status).toBe(206);
    expect(await part.text()).toBe("YWC1");
  });

  it("sets security headers on every answer", async () => {
    for (const path of ["/", "/api/time", "/none"]) {
      const { headers } = await get(path);
      expect(headers.get("content-security-policy"), path).toContain("script-src 'self' 'wasm-unsafe-eval';");
      expect(headers.get("content-security-policy")).not.toContain("'unsafe-eval'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  it("does not leave its folders", async () => {
    const raw = (path: string): Promise<string> =>
      new Promise((done) => {
        const { port } = new URL(hub.url);
        const socket = connect(Number(port), "127.0.0.1", () => {
          socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
        });
        let text = "";
        socket.on("data", (chunk) => {
          text += chunk;
        });
        socket.on("close", () => done(text));
      });
    for (const path of ["/../scene/built.json", "/..%2fscene%2fbuilt.json", "/scene/tiny/..%2f..%2fetc%2fpasswd"]) {
      const answer = await raw(path);
      expect(answer.split("\r\n")[0], path).toMatch(/40[034]/);
      expect(answer).not.toContain('"format"');
    }
  });
});

describe("starting", () => {
  it("says how to mend a missing scene and a taken port", async () => {
    await expect(startHub({ ...folders, sceneDir: "/nowhere", port: 0, log: () => undefined })).rejects.toThrow(
      "/nowhere/built.json: is missing → build the scene",
    );
    const { port } = new URL(hub.url);
    await expect(
      startHub({
        ...folders,
        port: Number(port),
        mqttPort: 0,
        host: "127.0.0.1",
        databaseUrl: null,
        log: () => undefined,
      }),
    ).rejects.toThrow(`port ${port} is taken`);
  });

  it("takes another MQTT port when its own is taken, and runs without an app", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => blocker.once("listening", done));
    const { port } = blocker.address() as { port: number };
    const log: string[] = [];
    const bare = writeTinyScene();
    const second = await startHub({
      ...bare,
      port: 0,
      mqttPort: port,
      host: "127.0.0.1",
      databaseUrl: null,
      log: (text) => log.push(text),
    });
    await second.ready;
    expect(log.some((line) => line.includes(`MQTT port ${port} is taken`))).toBe(true);
    const page = await fetch(`${second.url}/wall`);
    expect(page.status).toBe(503);
    expect(await page.text()).toContain("npm run build");
    await second.close();
    blocker.close();
    bare.remove();
  });
});

describe("bounded memory", () => {
  it("keeps the most recent entries and counts what it dropped", () => {
    const list = new BoundedList<{ n: number }>(3);
    for (const key of ["a", "b", "c", "a", "d", "e"])
      list.use(
        key,
        () => ({ n: 0 }),
        (entry) => {
          entry.n++;
        },
      );
    expect(list.list().map((entry) => entry.n)).toEqual([1, 1, 2]);
    expect(list.dropped).toBe(2);
  });

  it("shows excerpts as text or as hex", () => {
    expect(excerptOf(new TextEncoder().encode("水位".repeat(400)))).toMatch(/^水位.*…$/);
    expect(excerptOf(Uint8Array.of(8, 1, 200))).toBe("0x0801c8");
  });

  it("keeps as many samples as memory allows, at least 16", () => {
    expect(new RecentSamples(1000).depth).toBe(120);
    expect(new RecentSamples(1_000_000).depth).toBe(16);
    const recent = new RecentSamples(1, 14 * 16);
    for (let i = 0; i < 40; i++) recent.push(0, i, i === 39 ? Number.NaN : i, 1, 0);
    const samples = recent.of(0);
    expect(samples.map(({ t }) => t)).toEqual(Array.from({ length: 16 }, (_, i) => 24 + i));
    expect(samples.at(-1)?.v).toBeNull();
    expect(recent.of(5)).toEqual([]);
  });
});
