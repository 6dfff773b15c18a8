// npm run size: what a newcomer's browser downloads before the globe shows, gzipped, against the budget. Fails when over.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { ensureApp } from "./appBuild.ts";

const KB = 1000;
/** Budget of the first light, bytes gzipped. */
export const BUDGET = { initial: 2200 * KB, shell: 250 * KB, css: 80 * KB, reader: 150 * KB } as const;
/** Text that is in Cesium's engine and nowhere else: its shaders' built-in names, its servers. */
const CESIUM_MARK = /czm_modelViewProjection|api\.cesium\.com/;
const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*["'`]\.\/([\w.-]+\.js)["'`]/g;
const DYNAMIC_IMPORT = /\bimport\(\s*["'`]\.\/([\w.-]+\.js)["'`]/g;
const WORKER = /\/assets\/([\w.-]*worker[\w.-]*\.js)/g;

/** Chunks of the built app by what loads them. */
export interface Loads {
  /** The entry and everything it imports statically: what the shell needs. */
  shell: string[];
  /** What the globe adds. */
  globe: string[];
  workers: string[];
  /** What reads an opened file; loaded when the first one is. */
  reader: string[];
  css: string[];
  /** Chunks of the shell that hold Cesium; must be none. */
  cesiumInShell: string[];
  /** Chunks of the globe that hold Cesium; must be some, or the mark no longer finds it. */
  cesiumInGlobe: string[];
}

/** Reads which chunk imports which. @param assets folder of the built chunks @param html the built page */
export function readLoads(assets: string, html: string): Loads {
  const text = new Map(
    readdirSync(assets)
      .filter((name) => name.endsWith(".js"))
      .map((name) => [name, readFileSync(join(assets, name), "utf8")]),
  );
  const named = (pattern: RegExp, source: string): string[] =>
    [...source.matchAll(pattern)].map((match) => basename(match[1])).filter((name) => text.has(name));
  const reach = (from: readonly string[], known: ReadonlySet<string>): string[] => {
    const seen = new Set<string>();
    const queue = [...from];
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      if (seen.has(name) || known.has(name)) continue;
      seen.add(name);
      queue.push(...named(STATIC_IMPORT, text.get(name) as string));
    }
    return [...seen];
  };
  const all = (names: readonly string[]): string => names.map((name) => text.get(name)).join("\n");
  const shell = reach(
    [...html.matchAll(/(?:src|href)="\/assets\/([\w.-]+\.js)"/g)].map((match) => match[1]),
    new Set(),
  );
  const globe = reach(named(DYNAMIC_IMPORT, all(shell)), new Set(shell));
  const workers = [...new Set(named(WORKER, all([...shell, ...globe])))];
  const withCesium = (names: readonly string[]): string[] =>
    names.filter((name) => CESIUM_MARK.test(text.get(name) as string));
  return {
    shell,
    globe,
    workers,
    reader: [...text.keys()].filter((name) => /^fileReader-[\w-]+\.js$/.test(name)),
    css: readdirSync(assets).filter((name) => name.endsWith(".css")),
    cesiumInShell: withCesium(shell),
    cesiumInGlobe: withCesium(globe),
  };
}

/** Bytes gzipped as the hub serves them (level 6). */
const gzipped = (path: string): number => gzipSync(readFileSync(path), { level: 6 }).length;

async function main(): Promise<number> {
  const appDir = await ensureApp((text) => console.log(text));
  const assets = join(appDir, "assets");
  if (!existsSync(assets)) throw new Error(`${assets} is missing → npm run build`);
  const loads = readLoads(assets, readFileSync(join(appDir, "index.html"), "utf8"));
  const sum = (names: readonly string[]): number =>
    names.reduce((bytes, name) => bytes + gzipped(join(assets, name)), 0);
  const rows: [string, readonly string[], number][] = [
    ["initial JS: shell + globe + live worker", [...loads.shell, ...loads.globe, ...loads.workers], BUDGET.initial],
    ["shell JS: before Cesium", loads.shell, BUDGET.shell],
    ["CSS", loads.css, BUDGET.css],
    ["reader of opened files: when the first is opened", loads.reader, BUDGET.reader],
  ];
  let over = 0;
  console.log(`${"gzip bytes".padStart(12)} ${"budget".padStart(10)}  what`);
  for (const [what, names, budget] of rows) {
    const bytes = sum(names);
    if (bytes > budget) over++;
    const verdict = bytes > budget ? "  OVER" : "";
    console.log(`${String(bytes).padStart(12)} ${String(budget).padStart(10)}  ${what}${verdict}`);
    for (const name of names) console.log(`${String(gzipped(join(assets, name))).padStart(12)}             ${name}`);
  }
  const fault = (text: string): void => {
    over++;
    console.log(`FAULT: ${text}`);
  };
  if (loads.cesiumInShell.length > 0) fault(`Cesium is in the shell: ${loads.cesiumInShell.join(", ")}`);
  if (loads.cesiumInGlobe.length === 0) fault("no chunk of the globe holds Cesium: the mark in size.ts is out of date");
  if (loads.workers.length === 0) fault("no live worker found: the pattern in size.ts is out of date");
  if (loads.reader.length === 0) fault("no reader of files found: the pattern in size.ts is out of date");
  console.log(over === 0 ? "within budget" : `${over} over or at fault`);
  return over === 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith("size.ts"))
  main().then(
    (status) => process.exit(status),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    },
  );
