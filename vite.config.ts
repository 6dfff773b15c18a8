// Builds the browser app. Cesium's static files (workers, assets) are served in dev and copied at build under cesium/.

import { createReadStream, existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const CESIUM_BUILD = join(import.meta.dirname, "node_modules/cesium/Build/Cesium");
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
    config: () => ({ define: { CESIUM_BASE_URL: JSON.stringify("/cesium/") } }),
    configResolved: (config) => {
      outDir = config.build.outDir;
    },
    configureServer(server) {
      server.middlewares.use("/cesium/", (request, response, next) => {
        const file = join(CESIUM_BUILD, normalize(decodeURIComponent((request.url ?? "").split("?")[0])));
        if (!file.startsWith(CESIUM_BUILD) || !existsSync(file)) return next();
        response.setHeader("Content-Type", CONTENT_TYPES[extname(file)] ?? "application/octet-stream");
        createReadStream(file).pipe(response);
      });
    },
    async closeBundle() {
      for (const folder of CESIUM_FOLDERS)
        await cp(join(CESIUM_BUILD, folder), join(outDir, "cesium", folder), { recursive: true });
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
  plugins: [react(), cesiumFiles(), withoutEval()],
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
