// The command that checks tilesets on disk: its words, its exit code, and that it stays in its folder.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkTiles } from "../../../src/builder/checkTiles.ts";
import { tilesetOf } from "../formats/tiles3d/support.ts";

const folder = mkdtempSync(join(tmpdir(), "tiles-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, json: object): void => {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), JSON.stringify(json));
};

async function run(path: string): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const code = await checkTiles(join(folder, path), (line) => lines.push(line));
  return { code, text: lines.join("\n") };
}

describe("checkTiles", () => {
  it("is content with a sound tileset, given as folder or file", async () => {
    write("sound/tileset.json", tilesetOf({}));
    expect(await run("sound")).toMatchObject({ code: 0, text: expect.stringContaining("0 error(s), 0 warning(s)") });
    expect((await run("sound/tileset.json")).code).toBe(0);
  });

  it("names errors with their mend, and missing contents", async () => {
    write("bad/tileset.json", tilesetOf({ geometricError: -1, content: { uri: "a.glb" } }));
    const { code, text } = await run("bad");
    expect(code).toBe(1);
    expect(text).toContain("error tileset.json root.geometricError: is -1 → write 0 m or more");
    expect(text).toContain("1 of 1 contents missing:\n  a.glb");
  });

  it("reads nothing outside the folder, neither by ../ nor by a link", async () => {
    write("outside.json", tilesetOf({}));
    write("inside/tileset.json", tilesetOf({ contents: [{ uri: "../outside.json" }, { uri: "link.json" }] }));
    symlinkSync(join(folder, "outside.json"), join(folder, "inside/link.json"));
    expect((await run("inside")).text).toContain("2 of 2 contents missing");
  });

  it("says so when there is nothing", async () => {
    await expect(run("nothing")).rejects.toThrow("is not there → give a folder");
  });
});
