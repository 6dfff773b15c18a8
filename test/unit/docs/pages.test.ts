// What the pages say is so: every format and every reason has its row, and every example of a manifest is valid.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ON_DISK } from "../../../src/builder/openSource.ts";
import { FORMATS } from "../../../src/formats/table.ts";
import { readScene } from "../../../src/twin/scene/readScene.ts";

const ROOT = join(import.meta.dirname, "../../..");
const page = (name: string): string => readFileSync(join(ROOT, "docs", name), "utf8");

const sourcesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sourcesBelow(path) : [path];
  });

/** Texts of the fenced blocks of a page whose fence says so, such as "json sources". */
const blocks = (text: string, fence: string): string[] =>
  [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```/gm)].flatMap(([, said, block]) => (said === fence ? [block] : []));

describe("docs/formats.md", () => {
  it("has a row for every format", () => {
    const text = page("formats.md");
    for (const { id, title } of [...FORMATS, ...ON_DISK.moreFormats]) {
      const row = text.split("\n").find((line) => line.startsWith(`| \`${id}\``));
      expect(row, id).toContain(title);
    }
  });

  it("explains every reason a report may give", () => {
    const text = page("formats.md");
    const reasons = new Set<string>();
    for (const path of [join(ROOT, "src/formats"), join(ROOT, "src/builder")].flatMap(sourcesBelow)) {
      const code = readFileSync(path, "utf8");
      for (const [, reason] of code.matchAll(/\.(?:skip|repair)\(\s*[^,()]+,\s*"([a-z-]+)"/g)) reasons.add(reason);
    }
    expect(reasons.size).toBeGreaterThan(30);
    expect([...reasons].filter((reason) => !text.includes(`\`${reason}\``))).toEqual([]);
  });
});

describe("examples of manifests", () => {
  const kinds = [{ id: "drain-level", level: "point", field: "resilience", name: { zh: "井水位" } }];
  const whole = (words: object): object => ({ id: "town", name: { zh: "城" }, adminCode: "310100", kinds, ...words });

  it.each(["bring-your-city.md", "references.md", "scene.md"])("in docs/%s are valid", (name) => {
    const text = page(name);
    const sources = blocks(text, "json sources").map((block) => whole({ sources: JSON.parse(block) }));
    const references = blocks(text, "json references").map((block) =>
      whole({ sources: {}, references: JSON.parse(block) }),
    );
    const scenes = blocks(text, "json scene").map((block) => JSON.parse(block));
    expect(sources.length + references.length + scenes.length).toBeGreaterThan(0);
    for (const manifest of [...sources, ...references, ...scenes]) expect(() => readScene(manifest)).not.toThrow();
  });
});
