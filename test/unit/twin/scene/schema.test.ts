// The published JSON Schema is the one the code checks with, and docs/scene.md knows every word of it.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sceneJsonSchema } from "../../../../src/twin/scene/schema.ts";

const docs = new URL("../../../../docs/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, docs), "utf8");

/** Every property name of a JSON Schema. */
function wordsOf(schema: unknown, words = new Set<string>()): Set<string> {
  if (typeof schema !== "object" || schema === null) return words;
  for (const [key, value] of Object.entries(schema)) {
    if (key === "properties") for (const word of Object.keys(value as object)) words.add(word);
    wordsOf(value, words);
  }
  return words;
}

describe("scene.json as published", () => {
  it("docs/scene.schema.json is current (npm run scene -- schema --out docs/scene.schema.json)", () => {
    expect(JSON.parse(read("scene.schema.json"))).toEqual(JSON.parse(JSON.stringify(sceneJsonSchema())));
  });

  it("docs/scene.md has a row for every word", () => {
    const page = read("scene.md");
    const missing = [...wordsOf(sceneJsonSchema())].filter((word) => !page.includes(`\`${word}\``));
    expect(missing).toEqual([]);
  });
});
