// The production build of the web app: made when it is missing or older than its sources.

import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const ROOT = join(import.meta.dirname, "..");
export const APP_DIR = join(ROOT, "dist");
const SOURCES = [
  "src/app",
  "src/globe",
  "src/twin",
  "src/feeds",
  "src/formats",
  "src/models",
  "public",
  "index.html",
  "vite.config.ts",
  "package.json",
];
const COMPRESSED = /\.(js|css|html|json|svg|wasm|xml)$/;

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const MARK = join(APP_DIR, "built-from.txt");

/** Builds the app if need be; returns its folder. */
export async function ensureApp(log: (text: string) => void): Promise<string> {
  const wanted = Math.max(...SOURCES.map((source) => newest(join(ROOT, source))));
  if (existsSync(MARK) && Number(readFileSync(MARK, "utf8")) >= wanted) return APP_DIR;
  log("building the web app …");
  const started = performance.now();
  const { build } = await import("vite");
  // Whoever asks for it (a test runner says NODE_ENV=test), what is built is what is served.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = "production";
  await build({ root: ROOT, configFile: join(ROOT, "vite.config.ts"), logLevel: "warn" });
  if (NODE_ENV === undefined) delete process.env.NODE_ENV;
  else process.env.NODE_ENV = NODE_ENV;
  compress(APP_DIR);
  writeFileSync(MARK, String(wanted));
  log(`web app built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return APP_DIR;
}

/** Writes .br and .gz beside every text file worth it, so that the hub serves them as they are. */
function compress(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) compress(path);
    else if (COMPRESSED.test(entry.name)) {
      const bytes = readFileSync(path);
      if (bytes.length < 1024) continue;
      writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 6 }));
      const params = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
    }
  }
}
