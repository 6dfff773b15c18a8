// Every layer loads in a real Chromium with Cesium, and a custom shader can read every property and attribute the house promises.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildScene } from "../../../src/builder/build.ts";
import { tinyCity, tinyScene } from "./tinyCity.ts";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const CESIUM = resolve(import.meta.dirname, "../../../node_modules/cesium/Build/Cesium");
const able = existsSync(CHROMIUM) && existsSync(CESIUM);
if (!able) console.warn("no Chromium (set CHROMIUM) or no built Cesium: the loading test is skipped");
const FLAGS =
  "--no-sandbox --use-gl=angle --use-angle=swiftshader --enable-unsafe-swiftshader --ignore-gpu-blocklist --disable-background-networking --no-first-run".split(
    " ",
  );

/** Properties (as metadata) and attributes a shader of each class reads; any missing one fails to compile. */
const READS: Record<string, { metadata: string[]; attributes: string[] }> = {
  building: { metadata: ["slot", "base", "height", "use", "estimated"], attributes: [] },
  ground: { metadata: ["klass"], attributes: [] },
  area: { metadata: ["klass"], attributes: [] },
  line: { metadata: ["slot", "klass", "width", "driver", "drive", "still"], attributes: ["along", "across"] },
  place: { metadata: ["slot", "level"], attributes: ["up", "edge"] },
  tree: { metadata: ["klass"], attributes: [] },
};

describe.skipIf(!able)("in Cesium", () => {
  const dir = mkdtempSync(join(tmpdir(), "yiwang-cesium-"));
  let server: Server;
  let browser: Browser;
  let url = "";

  beforeAll(async () => {
    await buildScene({ scene: tinyScene(), source: tinyCity({ hilly: true }), outDir: join(dir, "scene"), workers: 0 });
    const page =
      '<html><style>.cesium-widget canvas{width:320px;height:200px}</style><body><div id="c" style="width:320px;height:200px"></div>' +
      '<script>window.CESIUM_BASE_URL="/cesium/"</script><script src="/cesium/Cesium.js"></script></body></html>';
    server = createServer((request, response) => {
      const path = (request.url ?? "/").split("?")[0];
      if (path === "/") return void response.setHeader("content-type", "text/html").end(page);
      const file = path.startsWith("/cesium/") ? join(CESIUM, path.slice(8)) : join(dir, path);
      if (!existsSync(file)) return void response.writeHead(404).end();
      response.end(readFileSync(file));
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it("shows every layer, with slots and metres where the shader expects them", async () => {
    const built = JSON.parse(readFileSync(join(dir, "scene/built.json"), "utf8"));
    const page = await browser.newPage({ viewport: { width: 320, height: 200 } });
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(url);
    const seen = await page.evaluate(
      async ({ layers, reads, origin }) => {
        // biome-ignore lint/suspicious/noExplicitAny: Cesium comes as a global script here
        const C = (window as any).Cesium;
        const widget = new C.CesiumWidget("c", { baseLayer: false, scene3DOnly: true, msaaSamples: 1 });
        widget.scene.globe.show = false;
        const faults: string[] = [];
        widget.scene.renderError.addEventListener((_: unknown, error: Error) =>
          faults.push(`render: ${error.message}`),
        );
        // From straight above: at this height the finest level shows.
        widget.camera.setView({
          destination: C.Cartesian3.fromDegrees(origin.lon, origin.lat, 1700),
          orientation: { heading: 0, pitch: -Math.PI / 2, roll: 0 },
        });
        const found: Record<string, { tiles: number; features: number; triangles: number }> = {};
        for (const layer of layers) {
          const { metadata, attributes } = reads[layer.type];
          const sum = [
            ...metadata.map((name: string) => `float(vsInput.metadata.${name})`),
            ...attributes.map((name: string) => `vsInput.attributes.${name}`),
          ].join(" + ");
          const metres =
            layer.type === "building"
              ? "v_ok = abs(vsInput.attributes.positionMC.y * length(czm_model[1].xyz) - vsInput.metadata.base) <= vsInput.metadata.height + 1.5 ? 1.0 : 0.0;"
              : "v_ok = 1.0;";
          const customShader = new C.CustomShader({
            lightingModel: C.LightingModel.UNLIT,
            varyings: { v_sum: C.VaryingType.FLOAT, v_ok: C.VaryingType.FLOAT },
            vertexShaderText: `void vertexMain(VertexInput vsInput, inout czm_modelVertexOutput vsOutput) { v_sum = ${sum}; ${metres} }`,
            // wrong metres show as pure red; the sum only has to be used
            fragmentShaderText:
              "void fragmentMain(FragmentInput fsInput, inout czm_modelMaterial material) { material.diffuse = v_ok < 0.99 ? vec3(1.0, 0.0, 0.0) : vec3(0.0, 0.5, 0.5 + 0.0001 * fract(v_sum)); }",
          });
          const tileset = await C.Cesium3DTileset.fromUrl(`/scene/${layer.tileset}`, {
            customShader,
            maximumScreenSpaceError: 1,
          });
          found[layer.id] = { tiles: 0, features: 0, triangles: 0 };
          // biome-ignore lint/suspicious/noExplicitAny: a Cesium tile
          tileset.tileLoad.addEventListener((tile: any) => {
            found[layer.id].tiles++;
            found[layer.id].features += tile.content.featuresLength;
            found[layer.id].triangles += tile.content.trianglesLength;
          });
          tileset.tileFailed.addEventListener((e: { url: string; message: string }) =>
            faults.push(`${e.url}: ${e.message}`),
          );
          widget.scene.primitives.add(tileset);
          const deadline = performance.now() + 20_000;
          do await new Promise((next) => setTimeout(next, 50));
          while (performance.now() < deadline && (!tileset.tilesLoaded || found[layer.id].tiles === 0));
          if (layer.type !== "building") tileset.show = false;
        }
        await new Promise((next) => setTimeout(next, 300));
        let picked: [number, number] | null = null;
        const red: number[] = [];
        for (let x = 10; x < 310; x += 6)
          for (let y = 10; y < 190; y += 12) {
            const hit = widget.scene.pick(new C.Cartesian2(x, y));
            if (hit?.getProperty && !picked) picked = [hit.featureId, hit.getProperty("slot")];
          }
        widget.scene.render();
        const gl = widget.canvas.getContext("webgl2");
        const pixels = new Uint8Array(320 * 200 * 4);
        gl.readPixels(0, 0, 320, 200, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
        let shown = 0;
        for (let i = 0; i < pixels.length; i += 4) {
          if (pixels[i] > 200 && pixels[i + 2] < 50) red.push(i);
          if (pixels[i] < 60 && pixels[i + 2] > 90) shown++;
        }
        return { found, faults, picked, red: red.length, shown };
      },
      {
        layers: built.layers,
        reads: READS,
        origin: { lon: (built.extent[0] + built.extent[2]) / 2, lat: (built.extent[1] + built.extent[3]) / 2 },
      },
    );
    expect([...seen.faults, ...errors]).toEqual([]);
    for (const layer of built.layers) {
      expect(seen.found[layer.id].tiles, layer.id).toBeGreaterThan(0);
      expect(seen.found[layer.id].triangles, layer.id).toBeGreaterThan(0);
    }
    expect(seen.found.grids.features).toBe(8);
    expect(seen.shown).toBeGreaterThan(500);
    expect(seen.red).toBe(0);
    const [featureId, slot] = seen.picked!;
    expect(slot - featureId).toBe(built.counts.places + built.counts.assets); // the only finest tile starts at the first building
  }, 120_000);
});
