// Every word the page may need is there in both languages: the same keys, and one for every refusal of the hub.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../../..");
const read = (language: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(ROOT, `src/app/i18n/${language}.json`), "utf8")) as Record<string, unknown>;
const [zh, en] = [read("zh"), read("en")];

function keysOf(words: unknown, path = ""): string[] {
  if (typeof words !== "object" || words === null) return [path];
  return Object.entries(words).flatMap(([key, value]) => keysOf(value, path === "" ? key : `${path}.${key}`));
}
/** i18next's endings of number are not the same in every language. */
const stemOf = (key: string): string => key.replace(/_(one|other|zero|few|many|two)$/, "");

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? sources(`${folder}/${entry.name}`)
      : /\.tsx?$/.test(entry.name)
        ? [`${folder}/${entry.name}`]
        : [],
  );
}

/** Code words of refusals: new Refusal(4xx, "word", …) and refused("word", …). */
function refusals(): Set<string> {
  const found = new Set<string>();
  for (const file of [...sources("src/hub"), ...sources("src/twin")]) {
    const text = readFileSync(join(ROOT, file), "utf8");
    for (const [, word] of text.matchAll(/new Refusal\(\s*\d{3},\s*"([a-z][a-z0-9-]*)"/g)) found.add(word);
    for (const [, word] of text.matchAll(/\brefused\(\s*"([a-z][a-z0-9-]*)"/g)) found.add(word);
  }
  return found;
}

/** Keys that the page asks for by name: t("…") and i18next.t("…"); those put together at run time are not seen. */
function asked(): Set<string> {
  const found = new Set<string>();
  for (const file of sources("src/app"))
    for (const [, key] of readFileSync(join(ROOT, file), "utf8").matchAll(/\bt\(\s*"([A-Za-z][\w.-]*\.[\w.-]+)"/g))
      found.add(key);
  return found;
}

describe("words", () => {
  it("are there for every key the page asks for", () => {
    const known = new Set(keysOf(zh).map(stemOf));
    const keys = asked();
    expect(keys.size).toBeGreaterThan(300);
    expect([...keys].filter((key) => !known.has(key)).sort()).toEqual([]);
  });

  it("are the same in Chinese and English", () => {
    const [chinese, english] = [new Set(keysOf(zh).map(stemOf)), new Set(keysOf(en).map(stemOf))];
    expect([...chinese].filter((key) => !english.has(key))).toEqual([]);
    expect([...english].filter((key) => !chinese.has(key))).toEqual([]);
  });

  it("say every refusal of the hub", () => {
    const words = refusals();
    expect(words.size).toBeGreaterThan(3);
    const known = new Set(Object.keys(zh.refusal as object));
    expect([...words].filter((word) => !known.has(word)).sort()).toEqual([]);
  });
});
