// Builds the browser app. Cesium's static files (workers, assets) are served in dev and copied at build under cesium/.

import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { cp, readdir, readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import react from "@vitejs/plugin-react";
import { build, defineConfig, type Plugin } from "vite";

const CESIUM = join(import.meta.dirname, "node_modules/cesium");
const CESIUM_BUILD = join(CESIUM, "Build/Cesium");
/** With its version: what a browser kept of another one is never mixed with it. */
const CESIUM_BASE = `/cesium/${JSON.parse(readFileSync(join(CESIUM, "package.json"), "utf8")).version}/`;
const CESIUM_FOLDERS = ["Assets", "ThirdParty", "Workers"];
const CONTENT_TYPES: Record<string, string> = {
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".xml": "text/xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
};

/** Serves and copies the files Cesium loads by itself, and tells it where they are. */
function cesiumFiles(): Plugin {
  let outDir = "dist";
  return {
    name: "cesium-files",
    config: () => ({ define: { CESIUM_BASE_URL: JSON.stringify(CESIUM_BASE) } }),
    configResolved: (config) => {
      outDir = config.build.outDir;
    },
    configureServer(server) {
      server.middlewares.use(CESIUM_BASE, (request, response, next) => {
        const file = join(CESIUM_BUILD, normalize(decodeURIComponent((request.url ?? "").split("?")[0])));
        if (!file.startsWith(CESIUM_BUILD) || !existsSync(file)) return next();
        response.setHeader("Content-Type", CONTENT_TYPES[extname(file)] ?? "application/octet-stream");
        createReadStream(file).pipe(response);
      });
    },
    async closeBundle() {
      for (const folder of CESIUM_FOLDERS)
        await cp(join(CESIUM_BUILD, folder), join(outDir, CESIUM_BASE, folder), { recursive: true });
    },
  };
}

/** What is put on a device for the field room to open without network; the rest is kept once it is used. */
const SHELL =
  /^(?:assets\/(?!(?:fileReader|direct|planWorker)-)[^/]+\.(?:js|css|wasm)|cesium\/[^/]+\/(?:Workers\/.+\.js|Assets\/approximateTerrainHeights\.json|Assets\/Textures\/NaturalEarthII\/.+\.\w+))$/;

/** Builds the service worker last, with the list of what the build made written in. */
function serviceWorker(): Plugin {
  let outDir = "dist";
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    configResolved: (config) => {
      outDir = config.build.outDir;
    },
    closeBundle: {
      sequential: true,
      order: "post",
      async handler() {
        const names = (await readdir(outDir, { recursive: true })).map((name) => name.replaceAll("\\", "/"));
        const files = names.filter((name) => SHELL.test(name)).sort();
        const page = await readFile(join(outDir, "index.html"), "utf8");
        const entry = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, name]) => name);
        const version = createHash("sha256").update(page).update(files.join("\n")).digest("hex").slice(0, 12);
        await build({
          configFile: false,
          logLevel: "warn",
          define: { BUILD: JSON.stringify({ version, files: files.map((name) => `/${name}`), entry }) },
          build: {
            outDir,
            emptyOutDir: false,
            copyPublicDir: false,
            target: "es2022",
            rolldownOptions: {
              input: join(import.meta.dirname, "src/app/offline/serviceWorker.ts"),
              output: { format: "iife", entryFileNames: "sw.js" },
            },
          },
        });
      },
    },
  };
}

/** Knockout, inside Cesium's widgets, finds the global object by eval; the hub's content security policy forbids that. */
function withoutEval(): Plugin {
  return {
    name: "without-eval",
    transform(code, id) {
      if (!id.includes("knockout")) return null;
      return { code: code.replace(/\(0,\s*eval\)\((["'])this\1\)/g, "globalThis"), map: null };
    },
  };
}

const HUB = process.env.HUB_URL ?? "http://localhost:8080";

export default defineConfig({
  plugins: [react(), cesiumFiles(), withoutEval(), serviceWorker()],
  worker: { format: "es" },
  build: { target: "es2022", chunkSizeWarningLimit: 8000, sourcemap: false },
  server: {
    proxy: {
      "/api": HUB,
      "/scene/": HUB,
      "/healthz": HUB,
      "/mqtt": { target: HUB, ws: true },
    },
  },
});
