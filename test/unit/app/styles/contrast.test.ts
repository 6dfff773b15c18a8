// Text of the light theme in the sun: contrast of each text colour on each ground it stands on (WCAG 2.2 relative luminance [D]).

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const STYLES = join(import.meta.dirname, "../../../../src/app/styles");

/** Colours a rule gives tokens; those that are not plain #rrggbb are passed over. */
function tokensOf(file: string, selector: string): Map<string, string> {
  const css = readFileSync(join(STYLES, file), "utf8");
  const start = css.indexOf(`\n${selector} {`);
  if (start < 0) throw new Error(`${file} has no rule ${selector}`);
  const block = css.slice(start, css.indexOf("}", start));
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, colour]) => [name, colour]));
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** 1 … 21. */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["panel-solid", "ground", "hover"];
const WORDS = ["ink-quiet", "accent", "t0", "t1", "t2", "t3", "t4", "t5", "t-stale"];

describe("contrast", () => {
  const light = tokensOf("base.css", '[data-theme="light"]');
  const sun = new Map([...light, ...tokensOf("field.css", ".room-field")]);
  const worst = (theme: Map<string, string>, text: string): number =>
    Math.min(...GROUNDS.map((ground) => contrast(theme.get(text) as string, theme.get(ground) as string)));
  it("is measured as WCAG has it", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });
  it.each(["ink", ...WORDS])("of %s in the field is at least 7 on whatever it stands on", (text) => {
    expect(worst(sun, text)).toBeGreaterThanOrEqual(7);
  });
  it.each(["ink", ...WORDS])("of %s by day is at least 5 on whatever it stands on", (text) => {
    expect(worst(light, text)).toBeGreaterThanOrEqual(5);
  });
  it("of a button's words is at least 7", () => {
    expect(contrast(sun.get("accent-ink") as string, sun.get("accent") as string)).toBeGreaterThanOrEqual(7);
  });
});
