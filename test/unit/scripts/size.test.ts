// The size budget counts what the page loads, and sees Cesium wherever it is.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readLoads } from "../../../scripts/size.ts";

const HTML =
  '<script type="module" crossorigin src="/assets/index-A.js"></script><link rel="stylesheet" href="/assets/index-A.css">';
const CESIUM = 'const s="czm_modelViewProjection";';

describe("readLoads", () => {
  const folders: string[] = [];
  const assets = (files: Record<string, string>): string => {
    const folder = mkdtempSync(join(tmpdir(), "yiwang-size-"));
    folders.push(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  };
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it("follows static imports into the shell, dynamic ones into the globe, and workers", () => {
    const loads = readLoads(
      assets({
        "index-A.js":
          'import{a}from"./shared-B.js";import"./side-C.js";const g=()=>import(`./Globe-D.js`);new Worker(new URL("/assets/worker-E.js",import.meta.url))',
        "index-A.css": "",
        "shared-B.js": "export const a=1",
        "side-C.js": "",
        "Globe-D.js": `import{a}from"./shared-B.js";import{c}from"./cesium-F.js";`,
        "cesium-F.js": CESIUM,
        "worker-E.js": "",
        "unused-G.js": "",
        "fileReader-H.js": "",
      }),
      HTML,
    );
    expect(loads.shell.sort()).toEqual(["index-A.js", "shared-B.js", "side-C.js"]);
    expect(loads.globe.sort()).toEqual(["Globe-D.js", "cesium-F.js"]);
    expect(loads.workers).toEqual(["worker-E.js"]);
    expect(loads.reader).toEqual(["fileReader-H.js"]);
    expect(loads.css).toEqual(["index-A.css"]);
    expect(loads.cesiumInShell).toEqual([]);
    expect(loads.cesiumInGlobe).toEqual(["cesium-F.js"]);
  });

  it("sees Cesium that has slipped into the shell", () => {
    const loads = readLoads(assets({ "index-A.js": 'import"./shared-B.js"', "shared-B.js": CESIUM }), HTML);
    expect(loads.cesiumInShell).toEqual(["shared-B.js"]);
    expect(loads.cesiumInGlobe).toEqual([]);
  });
});
